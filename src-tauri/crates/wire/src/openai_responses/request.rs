//! Requests: what routing and billing read, and the few bytes that they change.
//!
//! <https://platform.openai.com/docs/api-reference/responses/create> (read 2026-11-22).

use crate::field::bytes;
use crate::fingerprint::Fingerprint;
use crate::json::{self, Kind};
use crate::openai_chat::request as chat;
use crate::{BadBody, Edit, Peek};
use bytes::Bytes;

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

/// Lays the edits into `body`. Usage need not be asked for.
pub fn splice(body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
    let edit = Edit {
        ask_usage: false,
        ..edit.clone()
    };
    chat::splice(body, peek, &edit)
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
    fn a_prompt_is_known_by_its_instructions_leading_system_items_and_tools() {
        let one = r#"{"model":"m","instructions":"Be brief","input":[{"role":"developer","content":"x"},{"role":"user","content":"1"}]}"#;
        assert_eq!(print(one), print(&one.replace("\"1\"", "\"2\"")));
        assert_ne!(print(one), print(&one.replace("brief", "kind")));
        assert_ne!(print(one), print(&one.replace("\"x\"", "\"y\"")));
        assert_eq!(print(r#"{"model":"m","input":"hi"}"#), None);
    }
}
