//! Gemini's `countTokens`: how many tokens a prompt is, as the model that is asked counts.
//!
//! <https://ai.google.dev/api/tokens> (read 2026-11-23). Another model counts otherwise, so it never
//! crosses and nobody but the first target is asked. Never streamed; it costs nothing.

use crate::canon::Tongue;
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::field::bytes;
use crate::gemini_generate::{GeminiGenerate, request, write};
use crate::json::{self, Kind};
use crate::lenient::{Given, Lenient, Maybe, Read, take};
use crate::{
    BadBody, Codec, Dialect, Edit, Failure, Joint, Mend, ModelCard, PathSays, Peek, Tap, Told,
    Usage, WholeReply,
};
use bytes::Bytes;
use http::HeaderMap;
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// The codec.
pub struct GeminiCountTokens;

impl Codec for GeminiCountTokens {
    fn dialect(&self) -> Dialect {
        Dialect::GeminiCountTokens
    }

    /// The prompt stands in the body, or in the request of `generateContent` that the body wraps,
    /// which then names the model once more.
    fn peek(&self, body: &[u8], path: &PathSays) -> Result<Peek, BadBody> {
        let mut peek = request::named(path)?;
        let mut wrapped = None;
        peek.end = json::members(body, |key, value| {
            match &*key {
                "contents" => peek.turns_span = request::several("contents", value)?,
                "generateContentRequest" | "generate_content_request"
                    if value.kind == Kind::Object =>
                {
                    let twice = wrapped.replace(value.span).is_some();
                    if twice {
                        let key = "generateContentRequest".to_owned();
                        return Err(BadBody::Twice { key });
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        let Some(wrapped) = wrapped else {
            return Ok(peek);
        };
        json::members(bytes(body, &wrapped), |key, value| {
            let span = wrapped.start + value.span.start..wrapped.start + value.span.end;
            match (&*key, value.kind) {
                ("model", Kind::String) => peek.model_span = span,
                ("contents", Kind::Array | Kind::Object) => peek.turns_span = Some(span),
                ("tools", Kind::Array | Kind::Object) => peek.tools_span = Some(span),
                _ => {}
            }
            Ok(())
        })?;
        Ok(peek)
    }

    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
        request::splice(body, peek, edit)
    }

    /// Nothing is answered, so no prompt is told by it.
    fn fingerprint(&self, _: &[u8], _: &Peek) -> Option<u64> {
        None
    }

    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure> {
        not_empty(body)?;
        let read = serde_json::from_slice::<Read<Maybe<Counted>>>(body);
        let Read(Maybe(counted)) = read.map_err(|error| not_json(body, &error))?;
        let counted = counted.ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
        if counted.error.0 {
            return Err(complaint::read_in_answer(body));
        }
        // A count of zero is left out, and then the answer is empty.
        let nothing = Tokens(0);
        Ok(WholeReply {
            usage: Some(Usage {
                input: Some(nothing),
                output: Some(nothing),
                ..Usage::default()
            }),
            ..WholeReply::default()
        })
    }

    fn tap(&self, hide_usage: bool) -> Box<dyn Tap> {
        GeminiGenerate.tap(hide_usage)
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

#[derive(Default)]
struct Counted {
    error: Given,
}

impl<'de> Lenient<'de> for Counted {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "error" => self.error = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}
