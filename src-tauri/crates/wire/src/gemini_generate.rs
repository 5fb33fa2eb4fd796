//! Gemini's `generateContent` and `streamGenerateContent`.
//!
//! <https://ai.google.dev/api/generate-content> (read 2026-11-23). The path names model and verb.
//!
//! - **Whole**: each candidate has a `finishReason`; there is no mark of the end behind it. A prompt
//!   that is blocked has a `promptFeedback.blockReason` and no candidate, and is whole with it.
//! - **Hidden**: nothing. Usage stands on nearly every chunk unasked; the last holds.
//! - **Keep-alive**: an empty line. Google's own SDK for Python takes a comment for JSON.
//! - **A failure in a stream**: `data: {"error":{…}}` with `error` as its first key and a `code` from
//!   400 to 599. Google's SDKs raise that and no other form.
//!
//! Members are read in `camelCase` and `snake_case`, as Google's servers take both.

mod ask;
mod cite;
mod fields;
mod heard;
mod part;
mod pieces;
mod read;
mod reader;
pub(crate) mod reply;
pub(crate) mod request;
mod schema;
mod tap;
mod tongue;
mod usage;
pub(crate) mod write;
mod writer;

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// The codec.
pub struct GeminiGenerate;

impl Codec for GeminiGenerate {
    fn dialect(&self) -> Dialect {
        Dialect::GeminiGenerate
    }

    fn peek(&self, body: &[u8], path: &PathSays) -> Result<Peek, BadBody> {
        request::peek(body, path)
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

    fn tap(&self, _: bool) -> Box<dyn Tap> {
        Box::new(tap::GeminiTap::default())
    }

    /// A prefilled model's turn is gone on from by some models and answered by others, and nothing
    /// says by which.
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
        Some(&GeminiGenerate)
    }
}

#[cfg(test)]
mod tests;
