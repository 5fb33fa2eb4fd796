//! Requests whose answer broke off: whether it can be made whole, and how a model is asked to go on.

use crate::json::{self, Kind, Value};
use crate::{Mend, Peek, Prefill};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// How an answer to a request can be made whole. Only one plain text can be: of a tool call, a
/// thought or a form that must hold, the second half does not fit another model's first.
pub fn mend(body: &[u8], peek: &Peek) -> Mend {
    if peek.choices.is_some_and(|choices| choices > 1) {
        return Mend::Not;
    }
    let mut plain = true;
    let read = json::members(body, |key, value| {
        let raw = body.get(value.span.clone()).unwrap_or_default();
        plain &= leaves_plain(&key, &value, raw);
        Ok(())
    });
    let turns = peek.turns_span.clone().and_then(|span| body.get(span));
    match (read, turns.and_then(last_role).as_deref()) {
        (Err(_), _) | (Ok(_), None) => Mend::Not,
        (Ok(_), Some(_)) if !plain => Mend::Not,
        (Ok(_), Some("assistant")) => Mend::Again,
        (Ok(_), Some(_)) => Mend::Further,
    }
}

/// Whether a member of the request leaves the answer one plain text.
fn leaves_plain(key: &str, value: &Value, raw: &[u8]) -> bool {
    if value.kind == Kind::Null {
        return true;
    }
    match key {
        "response_format" => is_typed(raw, "text"),
        "thinking" => is_typed(raw, "disabled"),
        "reasoning_effort" => json::text(raw).as_deref() == Some("none"),
        "enable_thinking" => value.kind == Kind::False,
        "modalities" => is_only_text(raw),
        "reasoning" | "audio" => false,
        _ => true,
    }
}

/// Whether an object's `type` is this word.
fn is_typed(object: &[u8], word: &str) -> bool {
    let mut found = false;
    let read = json::members(object, |key, value| {
        let raw = object.get(value.span).unwrap_or_default();
        found |= key == "type" && json::text(raw).as_deref() == Some(word);
        Ok(())
    });
    read.is_ok() && found
}

/// Whether a list of modalities names no other.
fn is_only_text(list: &[u8]) -> bool {
    let mut only = true;
    json::elements(list, |value| {
        let raw = list.get(value.span).unwrap_or_default();
        only &= json::text(raw).as_deref() == Some("text");
        only
    });
    only
}

/// The role of the last turn; `None` where there is no turn.
fn last_role(turns: &[u8]) -> Option<String> {
    let mut last = None;
    json::elements(turns, |turn| {
        last = Some(turn.span);
        true
    });
    let turn = turns.get(last?)?;
    let mut role = String::new();
    json::members(turn, |key, value| {
        if key == "role" {
            let text = json::text(turn.get(value.span).unwrap_or_default());
            role = text.map(Cow::into_owned).unwrap_or_default();
        }
        Ok(())
    })
    .ok()?;
    Some(role)
}

/// The edits that put the beginning of an answer behind the conversation. The turns are not empty.
pub fn prefill_edits(peek: &Peek, prefill: &Prefill<'_>) -> Vec<(Range<usize>, Cow<'static, str>)> {
    let Some(turns) = &peek.turns_span else {
        return Vec::new();
    };
    let flags = |flags: &BTreeMap<String, bool>| -> String {
        let each = flags.iter().map(|(name, flag)| {
            let name = serde_json::Value::from(name.as_str());
            format!(",{name}:{flag}")
        });
        each.collect()
    };
    let text = serde_json::Value::from(prefill.text);
    let turn = format!(
        r#",{{"role":"assistant","content":{text}{}}}"#,
        flags(prefill.turn)
    );
    let behind = turns.end.saturating_sub(1);
    vec![
        (behind..behind, turn.into()),
        (peek.end..peek.end, flags(prefill.request).into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edit, openai_chat::request};
    use bytes::Bytes;

    #[track_caller]
    fn check(rest: &str, role: &str, expected: Mend) {
        let body = format!(
            r#"{{"model":"m","messages":[{{"role":"user","content":"Hi"}},{{"content":"x","role":"{role}"}}]{rest}}}"#
        );
        let peek = request::peek(body.as_bytes()).unwrap();
        assert_eq!(mend(body.as_bytes(), &peek), expected, "{body}");
    }

    #[test]
    fn one_plain_text_can_be_made_whole_and_nothing_else() {
        check("", "user", Mend::Further);
        check("", "assistant", Mend::Again);
        for plain in [
            r#","n":1,"tools":[],"temperature":0.3"#,
            r#","response_format":{"type":"text"},"thinking":{"type":"disabled"}"#,
            r#","reasoning_effort":"none","enable_thinking":false,"audio":null"#,
            r#","modalities":["text"]"#,
        ] {
            check(plain, "user", Mend::Further);
        }
        for more in [
            r#","n":2"#,
            r#","response_format":{"type":"json_schema","json_schema":{}}"#,
            r#","response_format":{"type":"json_object"}"#,
            r#","thinking":{"type":"enabled","budget_tokens":9}"#,
            r#","reasoning_effort":"high""#,
            r#","reasoning":{"effort":"low"}"#,
            r#","enable_thinking":true"#,
            r#","modalities":["text","audio"],"audio":{}"#,
        ] {
            check(more, "user", Mend::Not);
        }
        let empty = br#"{"model":"m","messages":[]}"#;
        assert_eq!(mend(empty, &request::peek(empty).unwrap()), Mend::Not);
    }

    #[test]
    fn what_was_sent_is_put_behind_the_conversation_by_span() {
        let body =
            r#"{"messages": [ {"role":"user","content":"Hi"} ], "model":"m","stream":true }"#;
        let peek = request::peek(body.as_bytes()).unwrap();
        let flags = |names: &[&str]| -> BTreeMap<String, bool> {
            names
                .iter()
                .map(|name| ((*name).to_owned(), true))
                .collect()
        };
        let (turn, request) = (flags(&["prefix"]), flags(&["go_on"]));
        let edit = Edit {
            model: "n",
            ask_usage: true,
            prefill: Some(Prefill {
                text: "a \"b\"\n",
                turn: &turn,
                request: &request,
            }),
            ..Edit::default()
        };
        let spliced = request::splice(&Bytes::from_static(body.as_bytes()), &peek, &edit);
        assert_eq!(
            spliced,
            r#"{"messages": [ {"role":"user","content":"Hi"} ,{"role":"assistant","content":"a \"b\"\n","prefix":true}], "model":"n","stream":true ,"stream_options":{"include_usage":true},"go_on":true}"#
        );
    }
}
