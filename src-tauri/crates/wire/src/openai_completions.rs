//! OpenAI's legacy Completions: a prompt in, text out.
//!
//! <https://platform.openai.com/docs/api-reference/completions> (read 2026-11-22). The chat's older sister: its
//! requests and streams are framed alike, so it shares its reading, and each choice holds plain text.

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::json::{self, Kind};
use crate::openai_chat::reply::{self, Speech};
use crate::openai_chat::{request, tap, write};
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;

/// The members that are read.
const READ: [&str; 7] = [
    "model",
    "prompt",
    "stream",
    "stream_options",
    "max_tokens",
    "n",
    "user",
];

/// The codec.
pub struct OpenaiCompletions;

impl Codec for OpenaiCompletions {
    fn dialect(&self) -> Dialect {
        Dialect::OpenaiCompletions
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        let mut peek = request::peek_for(&READ, body)?;
        let prompt = peek.turns_span.clone().and_then(|span| body.get(span));
        let prompts = prompt.map_or(1, prompts);
        // Each prompt has its own choices.
        if prompts > 1 {
            peek.choices = Some(prompts.saturating_mul(peek.choices.unwrap_or(1)));
        }
        Ok(peek)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        request::splice(body, peek, edit)
    }

    /// There is no part of it that stays from prompt to prompt.
    fn fingerprint(&self, _: &[u8], _: &Peek) -> Option<u64> {
        None
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        reply::read_whole_of(Speech::Completion, body)
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        Box::new(tap::ChatTap::of(Speech::Completion, hide_usage))
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

/// How many prompts a request holds: the elements of a list of texts or of lists of tokens. A list of
/// tokens is one prompt.
fn prompts(prompt: &[u8]) -> u64 {
    let mut count = 0;
    json::elements(prompt, |element| {
        count += 1;
        element.kind != Kind::Number
    });
    let tokens = prompt
        .iter()
        .skip(1)
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(u8::is_ascii_digit);
    if tokens { 1 } else { count.max(1) }
}

#[cfg(test)]
mod tests;
