//! Requests: what routing and billing read, and the few bytes that they change.
//!
//! <https://platform.openai.com/docs/api-reference/responses/create> (read 2026-11-22).

use super::seal;
use crate::field::bytes;
use crate::fingerprint::Fingerprint;
use crate::json::{self, Kind};
use crate::openai_chat::request as chat;
use crate::splice;
use crate::{BadBody, Edit, Peek};
use bytes::Bytes;
use memchr::memmem;

/// The members that are read; any other may occur as it likes.
const READ: [&str; 7] = [
    "model",
    "stream",
    "max_output_tokens",
    "user",
    "safety_identifier",
    "input",
    "tools",
];

/// Reads what routing and billing need.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn peek(body: &[u8]) -> Result<Peek, BadBody> {
    chat::peek_for(&READ, body)
}

/// Lays the edits into `body`. Usage need not be asked for. Thoughts of others, which Pointsman wrote
/// for the client in an earlier turn, are cut out: no provider of this dialect takes them.
pub fn splice(body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
    let edit = Edit {
        ask_usage: false,
        ..edit.clone()
    };
    let spliced = chat::splice(body, peek, &edit);
    match memmem::find(&spliced, seal::MARK.as_bytes()) {
        None => spliced,
        Some(_) => without_foreign(spliced),
    }
}

fn without_foreign(body: Bytes) -> Bytes {
    let Ok(peek) = peek(&body) else { return body };
    let Some(span) = peek.turns_span else {
        return body;
    };
    let items = bytes(&body, &span);
    let (mut kept, mut all) = (Vec::new(), 0_usize);
    json::elements(items, |item| {
        let raw = bytes(items, &item.span);
        all += 1;
        if !is_foreign(raw) {
            kept.push(raw);
        }
        true
    });
    if kept.len() == all {
        return body;
    }
    let list = format!("[{}]", String::from_utf8_lossy(&kept.join(&b','))).into();
    splice::lay_in(&body, vec![(span, list)])
}

/// Whether an item is a thought that carries our mark.
fn is_foreign(item: &[u8]) -> bool {
    let mut marked = false;
    let read = json::members(item, |key, value| {
        let text = || json::text(bytes(item, &value.span));
        marked |= key == "encrypted_content" && text().is_some_and(|it| it.starts_with(seal::MARK));
        Ok(())
    });
    read.is_ok() && marked
}

/// Hashes the instructions, the system's and developer's messages that lead the input, and the tools.
pub fn fingerprint(body: &[u8], peek: &Peek) -> Option<u64> {
    let mut print = Fingerprint::default();
    json::members(body, |key, value| {
        if key == "instructions" && value.kind == Kind::String {
            print.system(bytes(body, &value.span));
        }
        Ok(())
    })
    .ok()?;
    if let Some(items) = peek.turns_span.clone().and_then(|span| body.get(span)) {
        json::elements(items, |item| {
            let system = chat::system_content(bytes(items, &item.span));
            if let Some(content) = system {
                print.system(content);
            }
            system.is_some()
        });
    }
    if let Some(tools) = peek.tools_span.clone().and_then(|span| body.get(span)) {
        print.tools(tools);
    }
    print.told()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn print(body: &str) -> Option<u64> {
        fingerprint(body.as_bytes(), &peek(body.as_bytes()).unwrap())
    }

    #[test]
    fn reads_and_edits_what_it_must_and_nothing_else() {
        let body = r#"{"stream":true, "model":"m","max_output_tokens":9,"input":"hi","safety_identifier":"u"}"#;
        let peek = peek(body.as_bytes()).unwrap();
        assert!(peek.stream && peek.max_output == Some(9) && peek.user.as_deref() == Some("u"));
        let edit = Edit {
            model: "n",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = splice(&Bytes::from_static(body.as_bytes()), &peek, &edit);
        assert_eq!(spliced, body.replace(r#""m""#, r#""n""#));
    }

    #[test]
    fn thoughts_of_others_stay_behind_and_the_word_alone_cuts_nothing() {
        let body = r#"{"model":"m","input":[ {"role":"user","content":"pointsman/ x"}, {"type":"reasoning","summary":[],"encrypted_content":"pointsman/anthropic/c2ln"},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}]}"#;
        let peek = peek(body.as_bytes()).unwrap();
        let edit = Edit {
            model: "m",
            ..Edit::default()
        };
        let spliced = splice(&Bytes::from_static(body.as_bytes()), &peek, &edit);
        assert_eq!(
            spliced,
            r#"{"model":"m","input":[{"role":"user","content":"pointsman/ x"},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}]}"#
        );
        let word = Bytes::from_static(br#"{"model":"m","input":"pointsman/ x"}"#);
        let peek = super::peek(&word).unwrap();
        assert_eq!(splice(&word, &peek, &edit), word);
    }

    #[test]
    fn a_prompt_is_known_by_its_instructions_leading_system_items_and_tools() {
        let one = r#"{"model":"m","instructions":"Be brief","input":[{"role":"developer","content":"x"},{"role":"user","content":"1"}]}"#;
        assert_eq!(print(one), print(&one.replace("\"1\"", "\"2\"")));
        assert_ne!(print(one), print(&one.replace("brief", "kind")));
        assert_ne!(print(one), print(&one.replace("\"x\"", "\"y\"")));
        assert_eq!(print(r#"{"model":"m","input":"hi"}"#), None);
    }
}
