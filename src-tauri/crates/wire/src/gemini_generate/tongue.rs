//! How calls cross to Gemini and from it.

use super::GeminiGenerate;
use super::heard::Hearing;
use super::reader::GeminiReader;
use super::writer::{self, GeminiWriter};
use super::{ask, read};
use crate::canon::{
    Asked, Feature, Losses, Manner, Part, Reader, Reply, Request, Tongue, Writer, fold,
};
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::{BadBody, Failure};
use bytes::Bytes;
use serde::de::IgnoredAny;

impl Tongue for GeminiGenerate {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        read::read(body, losses)
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        ask::write(request, manner, losses)
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        not_empty(body)?;
        let (mut hearing, mut events) = (Hearing::default(), Vec::new());
        match hearing.hear(body, &mut events) {
            Some(heard) => heard?,
            None => {
                let read = serde_json::from_slice::<IgnoredAny>(body);
                read.map_err(|error| not_json(body, &error))?;
            }
        }
        if hearing.is_silent() {
            return Err(malformed("the answer has no `candidates`"));
        }
        if hearing.is_odd() {
            return Err(malformed("a candidate of the answer says nothing readable"));
        }
        hearing.end(&mut events);
        let dropped = hearing.losses.has(Feature::Tools);
        losses.append(hearing.losses);
        let reply = Reply {
            service_tier: hearing.tier,
            ..fold(events)
        };
        let mut parts = reply.choices.iter().flat_map(|choice| &choice.parts);
        if dropped && !parts.any(|part| matches!(part, Part::ToolCall(_))) {
            return Err(malformed("no tool call of the answer can be read"));
        }
        Ok(reply)
    }

    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        writer::reply(reply, asked, losses)
    }

    fn reader(&self, expected_choices: u64) -> Box<dyn Reader> {
        Box::new(GeminiReader::new(expected_choices))
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        Box::new(GeminiWriter::new(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    fn read(candidates: &str) -> Result<usize, FailureKind> {
        let body = format!(r#"{{"candidates":{candidates}}}"#);
        let read = GeminiGenerate.read_reply(body.as_bytes(), &mut Losses::default());
        let parts = |reply: Reply| reply.choices.iter().map(|it| it.parts.len()).sum();
        read.map(parts).map_err(|failure| failure.kind)
    }

    #[test]
    fn a_candidate_that_is_none_is_no_answer() {
        for candidates in [
            "{}",
            "[{}]",
            "[null]",
            r#"[{"content":null,"index":0}]"#,
            r#"[{"content":7,"finishReason":"STOP"}]"#,
            r#"[{"content":{"parts":7},"finishReason":"STOP"}]"#,
            r#"[{"content":{"parts":[7]},"finishReason":"STOP"}]"#,
            r#"[{"content":{"parts":[{"functionCall":{"args":{}}}]},"finishReason":"STOP"}]"#,
            r#"[{"content":{"parts":[{"functionCall":7}]},"finishReason":"STOP"}]"#,
        ] {
            assert_eq!(
                read(candidates),
                Err(FailureKind::Malformed),
                "{candidates}"
            );
        }
    }

    #[test]
    fn a_candidate_may_say_nothing_or_stand_without_its_list() {
        for (candidates, parts) in [
            (r#"[{"finishReason":"MAX_TOKENS"}]"#, 0),
            (r#"[{"content":{"role":"model"},"finishReason":"STOP"}]"#, 0),
            (r#"[{"content":{"parts":[{}]}}]"#, 0),
            (r#"{"content":{"parts":{"text":"a"}}}"#, 1),
            (
                r#"[{"content":{"parts":[{"functionCall":{"name":"f"}}]}}]"#,
                1,
            ),
        ] {
            assert_eq!(read(candidates), Ok(parts), "{candidates}");
        }
    }
}
