//! Anthropic's count of a request's tokens: a request like one of its sister dialect, and a number.
//!
//! <https://platform.claude.com/docs/en/api/messages/count_tokens> (read 2026-11-22). It is never
//! streamed and costs nothing. Another model counts otherwise, so it never crosses to another
//! dialect, and only the target that would be asked first is asked.

use crate::anthropic_messages::{AnthropicMessages, ask, said, tell};
use crate::canon::Tongue;
use crate::failure::complaint;
use crate::failure::unread::malformed;
use crate::lenient::{Count, Lenient, Maybe, Read, take};
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    Usage, WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// The codec.
pub struct AnthropicCountTokens;

impl Codec for AnthropicCountTokens {
    fn dialect(&self) -> Dialect {
        Dialect::AnthropicCountTokens
    }

    fn peek(&self, body: &[u8], _: &PathSays) -> Result<Peek, BadBody> {
        ask::peek(body).map(|peek| Peek {
            stream: false,
            ..peek
        })
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        ask::splice(body, peek, edit)
    }

    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64> {
        ask::fingerprint(body, peek)
    }

    /// No tokens are used: a count is no answer of the model.
    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        said::read(body)?;
        let counted = serde_json::from_slice::<Read<Maybe<Counted>>>(body).ok();
        let tokens = counted.and_then(|Read(Maybe(counted))| counted?.tokens.0);
        if tokens.is_none() {
            return Err(malformed("the answer has no `input_tokens`"));
        }
        Ok(WholeReply {
            usage: Some(Usage {
                input: Some(Tokens(0)),
                output: Some(Tokens(0)),
                ..Usage::default()
            }),
            ..WholeReply::default()
        })
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        AnthropicMessages.tap(hide_usage)
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
        None
    }
}

#[derive(Default)]
struct Counted {
    tokens: Count,
}

impl<'de> Lenient<'de> for Counted {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "input_tokens" => self.tokens = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    #[test]
    fn a_count_is_an_answer_that_used_nothing() {
        let whole = AnthropicCountTokens
            .read_whole(br#"{"input_tokens":2095}"#)
            .unwrap();
        let usage = whole.usage.unwrap();
        assert_eq!(
            (usage.input, usage.output),
            (Some(Tokens(0)), Some(Tokens(0)))
        );
    }

    #[test]
    fn anything_else_is_none() {
        let check = |body: &str, kind| {
            let failure = AnthropicCountTokens.read_whole(body.as_bytes());
            assert_eq!(failure.unwrap_err().kind, kind, "{body}");
        };
        check("{}", FailureKind::Malformed);
        check(r#"{"input_tokens":20"#, FailureKind::Cut);
        check("", FailureKind::Cut);
        check("<html>", FailureKind::Malformed);
        check(
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            FailureKind::Overloaded,
        );
    }

    #[test]
    fn it_is_never_streamed() {
        let peek =
            AnthropicCountTokens.peek(br#"{"model":"m","stream":true}"#, &PathSays::default());
        assert!(!peek.unwrap().stream);
    }
}
