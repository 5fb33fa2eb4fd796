//! The chat's sisters: OpenAI's legacy Completions, a prompt in and text out, and Embeddings, text in
//! and vectors out.
//!
//! <https://platform.openai.com/docs/api-reference/completions> and `/embeddings` (read 2026-11-22). Their
//! requests, streams and failures are framed as the chat's, so they share its reading; what they say
//! stands elsewhere ([`Speech`]). Embeddings are never streamed, and their usage is input alone.

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

/// The codec of a sister dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sister {
    /// Completions.
    Completions,
    /// Embeddings.
    Embeddings,
}

impl Sister {
    /// The members that are read.
    const fn read(self) -> &'static [&'static str] {
        match self {
            Self::Completions => &[
                "model",
                "prompt",
                "stream",
                "stream_options",
                "max_tokens",
                "n",
                "user",
            ],
            Self::Embeddings => &["model", "input", "user"],
        }
    }

    const fn speech(self) -> Speech {
        match self {
            Self::Completions => Speech::Completion,
            Self::Embeddings => Speech::Embedding,
        }
    }
}

impl Codec for Sister {
    fn dialect(&self) -> Dialect {
        match self {
            Self::Completions => Dialect::OpenaiCompletions,
            Self::Embeddings => Dialect::OpenaiEmbeddings,
        }
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        let mut peek = request::peek_for(self.read(), body)?;
        let prompt = peek.turns_span.clone().and_then(|span| body.get(span));
        let prompts = match self {
            Self::Completions => prompt.map_or(1, prompts),
            Self::Embeddings => 1,
        };
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
        reply::read_whole_of(self.speech(), body)
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        Box::new(tap::ChatTap::of(self.speech(), hide_usage))
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
mod tests {
    mod completions;
    mod embeddings;
}
