//! Requests in the verbatim lane: what routing and billing read, and the few bytes that they change.
//!
//! <https://platform.claude.com/docs/en/api/messages/create> (read 2026-11-22).

mod marked;

use crate::field::{self, bytes, flag, list, wrong};
use crate::fingerprint::Fingerprint;
use crate::json::{self, Kind, Value};
use crate::splice::{self, Edits, quoted};
use crate::{BadBody, Edit, Peek};
use bytes::Bytes;

/// The members that are read; any other may occur as it likes.
const READ: [&str; 7] = [
    "model",
    "stream",
    "max_tokens",
    "metadata",
    "messages",
    "system",
    "tools",
];

/// Reads what routing and billing need.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn peek(body: &[u8]) -> Result<Peek, BadBody> {
    let mut peek = Peek {
        // The dialect tells usage unasked.
        wants_usage: true,
        ..Peek::default()
    };
    let mut seen: Vec<&'static str> = Vec::with_capacity(READ.len());
    let end = json::members(body, |key, value| {
        let Some(key) = READ.into_iter().find(|read| *read == key) else {
            return Ok(());
        };
        if seen.contains(&key) {
            let key = key.to_owned();
            return Err(BadBody::Twice { key });
        }
        seen.push(key);
        member(&mut peek, body, key, value)
    })?;
    if !seen.contains(&"model") {
        return Err(BadBody::Missing { key: "model" });
    }
    peek.end = end;
    Ok(peek)
}

fn member(peek: &mut Peek, body: &[u8], key: &'static str, value: Value) -> Result<(), BadBody> {
    match key {
        "model" => {
            peek.model = field::text(body, &value).ok_or(wrong(key, "a string"))?;
            peek.model_span = value.span;
        }
        "stream" => peek.stream = flag(key, value.kind)?,
        "max_tokens" => peek.max_output = field::count(body, key, &value)?,
        "metadata" if value.kind == Kind::Object => {
            peek.user = user(bytes(body, &value.span));
        }
        "messages" => peek.turns_span = list(key, value)?,
        "tools" => peek.tools_span = list(key, value)?,
        _ => {}
    }
    Ok(())
}

fn user(metadata: &[u8]) -> Option<String> {
    let mut user = None;
    json::members(metadata, |key, value| {
        if key == "user_id" {
            user = field::text(metadata, &value);
        }
        Ok(())
    })
    .ok()?;
    user
}

/// Lays the edits into `body`; where nothing changes it is the same bytes. What an answer of another
/// house left in the conversation under our mark stays behind.
pub fn splice(body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
    let mut edits: Edits = Vec::new();
    if edit.model != peek.model {
        edits.push((peek.model_span.clone(), quoted(edit.model).into()));
    }
    if let Some(turns) = &peek.turns_span {
        edits.extend(marked::edits(body, turns));
    }
    if let Some(fit) = &edit.fit {
        edits.extend(splice::fit::edits(body, fit));
    }
    splice::lay_in(body, edits)
}

/// Of the system prompt and the tools.
pub fn fingerprint(body: &[u8], peek: &Peek) -> Option<u64> {
    let mut print = Fingerprint::default();
    json::members(body, |key, value| {
        if key == "system" && value.kind != Kind::Null {
            print.system(bytes(body, &value.span));
        }
        Ok(())
    })
    .ok()?;
    if let Some(tools) = peek.tools_span.clone().and_then(|span| body.get(span)) {
        print.tools(tools);
    }
    print.told()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"max_tokens":64,"metadata":{"user_id":"u\u0031"},"system":"Be kind","messages":[{"role":"user","content":"Hi"}],"tools":[],"stream":true,"m\u006fdel":"claude","top_k":3}"#;

    #[test]
    fn reads_what_routing_and_billing_need() {
        let peek = peek(BODY.as_bytes()).unwrap();
        assert_eq!(peek.model, "claude");
        assert!(peek.stream && peek.wants_usage);
        assert_eq!(peek.max_output, Some(64));
        assert_eq!(peek.user.as_deref(), Some("u1"));
        let turns = &BODY[peek.turns_span.clone().unwrap()];
        assert_eq!(turns, r#"[{"role":"user","content":"Hi"}]"#);
        assert_eq!(&BODY[peek.tools_span.unwrap()], "[]");
    }

    #[test]
    fn changes_the_model_and_no_other_byte() {
        let body = Bytes::from_static(BODY.as_bytes());
        let peek = peek(&body).unwrap();
        let edit = |model| Edit {
            model,
            ask_usage: true,
            ..Edit::default()
        };
        assert_eq!(splice(&body, &peek, &edit("claude")), body);
        assert_eq!(
            splice(&body, &peek, &edit("o\"pus")),
            BODY.replace(r#""claude""#, r#""o\"pus""#)
        );
    }

    #[test]
    fn says_what_is_wrong_with_a_body() {
        let check = |body: &str, expected: &str| {
            assert_eq!(peek(body.as_bytes()).unwrap_err().to_string(), expected);
        };
        check("{}", "`model` is missing from the body");
        check(
            r#"{"model":"a","mod\u0065l":"b"}"#,
            "`model` occurs twice in the body; send it once",
        );
        check(
            r#"{"model":"a","messages":"Hi"}"#,
            "`messages` must be an array",
        );
        check("[]", "the body must be a JSON object");
    }

    #[test]
    fn system_and_tools_make_the_fingerprint() {
        let print = |body: &str| fingerprint(body.as_bytes(), &peek(body.as_bytes()).unwrap());
        assert_eq!(print(r#"{"model":"a","messages":[]}"#), None);
        let one = print(r#"{"model":"a","system":"s","messages":[]}"#);
        assert!(one.is_some());
        assert_eq!(one, print(r#"{"model":"b","messages":[1],"system":"s"}"#));
        assert_ne!(one, print(r#"{"model":"a","system":"t"}"#));
        assert_ne!(one, print(r#"{"model":"a","system":"s","tools":[]}"#));
    }
}
