//! OpenAI Embeddings: text in, vectors out.
//!
//! <https://platform.openai.com/docs/api-reference/embeddings> (read 2026-11-22). It is never
//! streamed, and its usage is input alone. Failures are written as in its sister dialects.

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::openai_chat::reply::{self, Speech};
use crate::openai_chat::{request, tap, write};
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// The members that are read.
const READ: [&str; 3] = ["model", "input", "user"];

/// The codec.
pub struct OpenaiEmbeddings;

impl Codec for OpenaiEmbeddings {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiEmbeddings
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        request::peek_for(&READ, body)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        request::splice(body, peek, edit)
    }

    /// There is no part of it that stays from prompt to prompt.
    fn fingerprint(&self, _: &[u8], _: &Peek) -> Option<u64> {
        None
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        reply::read_whole_of(Speech::Embedding, body)
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        Box::new(tap::ChatTap::of(Speech::Embedding, hide_usage))
    }

    /// There is no turn of the assistant's own to put behind it.
    fn mend(&self, _: &[u8], _: &Peek) -> Mend {
        Mend::Not
    }

    fn join(&self, joint: Joint) -> Box<dyn Tap> {
        self.tap(joint.hide_usage)
    }

    fn read_failure(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure {
        complaint::read(status, headers, body)
    }

    fn write_failure(&self, told: &Told) -> Bytes {
        write::failure(told)
    }

    fn write_in_band(&self, told: &Told) -> Bytes {
        write::in_band(told)
    }

    fn keep_alive(&self) -> Bytes {
        write::keep_alive()
    }

    fn write_models(&self, models: &[ModelCard]) -> Bytes {
        write::models(models)
    }

    fn write_model(&self, model: &ModelCard) -> Bytes {
        write::model(model)
    }

    fn tongue(&self) -> Option<&'static dyn Tongue> {
        None
    }
}

#[cfg(test)]
mod tests;
