//! OpenAI Chat Completions, and what its many speakers make of it.
//!
//! <https://platform.openai.com/docs/api-reference/chat>. Within the dialect requests are spliced and answers read
//! along; neither is ever rebuilt from a tree.
//!
//! A stream is **whole** when each choice has its finish reason, `[DONE]` or not. **Hidden** is a chunk
//! that carries nothing but usage which Pointsman asked for and the client did not. A **keep-alive** is a
//! comment line. A failure within a stream is a last event with an `error`, which official SDKs raise.

mod join;
mod mend;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod tap;
pub(crate) mod tongue;
pub(crate) mod usage;
pub(crate) mod write;

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// The codec.
pub struct OpenaiChat;

impl Codec for OpenaiChat {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiChat
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
        reply::read_whole(body)
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        Box::new(tap::ChatTap::new(hide_usage))
    }

    fn mend(&self, body: &[u8], peek: &Peek) -> Mend {
        mend::mend(body, peek)
    }

    fn join(&self, joint: Joint) -> Box<dyn Tap> {
        Box::new(tap::ChatTap::joined(joint))
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
        Some(&OpenaiChat)
    }
}
