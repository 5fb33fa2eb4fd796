//! OpenAI Responses: items in, items out.
//!
//! <https://platform.openai.com/docs/api-reference/responses> (read 2026-11-22).
//! - **Whole**: a stream is whole with `response.completed` or `response.incomplete`. The events `error`
//!   and `response.failed` are the provider's failure. A `[DONE]` that some send behind the end passes.
//! - **Hidden**: nothing. Usage comes unasked, in the last event.
//! - **Keep-alive**: a comment line, as the recordings of two providers have it.
//! - An answer that broke off is not continued: the second half would need the first one's items.

mod answer;
mod answered;
mod asked;
mod asks;
mod content;
mod items;
mod object;
mod reader;
mod request;
mod said;
mod seal;
mod settings;
mod tap;
mod tongue;
mod tools;
mod usage;
mod write;
mod writer;

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply, openai_chat,
};
use bytes::Bytes;
use http::HeaderMap;

/// The codec.
pub struct OpenaiResponses;

impl Codec for OpenaiResponses {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiResponses
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        request::peek(body)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        request::splice(body, peek, edit)
    }

    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64> {
        request::fingerprint(body, peek)
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        answer::read_whole(body)
    }

    fn tap(&self, _: bool) -> Box<dyn Tap> {
        Box::new(tap::ResponsesTap::default())
    }

    fn mend(&self, _: &[u8], _: &Peek) -> Mend {
        Mend::Not
    }

    fn join(&self, _: Joint) -> Box<dyn Tap> {
        Box::new(tap::ResponsesTap::default())
    }

    fn read_failure(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure {
        complaint::read(status, headers, body)
    }

    fn write_failure(&self, told: &Told) -> Bytes {
        openai_chat::write::failure(told)
    }

    fn write_in_band(&self, told: &Told) -> Bytes {
        write::in_band(told)
    }

    fn keep_alive(&self) -> Bytes {
        openai_chat::write::keep_alive()
    }

    fn write_models(&self, models: &[ModelCard]) -> Bytes {
        openai_chat::write::models(models)
    }

    fn write_model(&self, model: &ModelCard) -> Bytes {
        openai_chat::write::model(model)
    }

    fn tongue(&self) -> Option<&'static dyn Tongue> {
        Some(&tongue::ResponsesTongue)
    }
}
