//! Anthropic's Messages, and what others who speak it make of it.
//!
//! <https://platform.claude.com/docs/en/api/messages> (read 2026-11-22). Contract §5 in this dialect:
//! a stream is *whole* when `message_delta` gave its `stop_reason`; `message_stop` before that is
//! `Malformed`, the end of the bytes before it is `Cut`. Nothing is *hidden*: usage is told unasked.
//! While a client waits it gets `event: ping`. A failure within a stream is `event: error`, which
//! ends it. No stream is made whole from another (`Mend::Not`): a cut one ends with its error.

pub(crate) mod ask;
pub(crate) mod said;
mod tap;
pub(crate) mod tell;
mod tongue;
mod usage;

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// The codec.
pub struct AnthropicMessages;

impl Codec for AnthropicMessages {
    fn dialect(&self) -> Dialect {
        Dialect::AnthropicMessages
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        ask::peek(body)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        ask::splice(body, peek, edit)
    }

    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64> {
        ask::fingerprint(body, peek)
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        said::read_whole(body)
    }

    fn tap(&self, _: bool) -> Box<dyn Tap> {
        Box::new(tap::MessagesTap::default())
    }

    fn mend(&self, _: &[u8], _: &Peek) -> Mend {
        Mend::Not
    }

    fn join(&self, joint: Joint) -> Box<dyn Tap> {
        self.tap(joint.hide_usage)
    }

    fn read_failure(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure {
        complaint::read(status, headers, body)
    }

    fn status(&self, told: &Told) -> u16 {
        tell::status(told)
    }

    fn write_failure(&self, told: &Told) -> Bytes {
        tell::failure(told)
    }

    fn write_in_band(&self, told: &Told) -> Bytes {
        tell::in_band(told)
    }

    fn keep_alive(&self) -> Bytes {
        tell::keep_alive()
    }

    fn write_models(&self, models: &[ModelCard]) -> Bytes {
        tell::models(models)
    }

    fn write_model(&self, model: &ModelCard) -> Bytes {
        tell::model(model)
    }

    fn tongue(&self) -> Option<&'static dyn Tongue> {
        Some(&AnthropicMessages)
    }
}
