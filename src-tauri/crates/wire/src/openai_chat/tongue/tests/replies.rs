//! Whole answers that are none, hand-written.

use crate::canon::{Losses, Tongue};
use crate::openai_chat::OpenaiChat;
use crate::{Failure, FailureKind};

fn read(choice: &str) -> Result<usize, FailureKind> {
    let body = format!(r#"{{"id":"a","choices":[{choice}]}}"#);
    let read = OpenaiChat.read_reply(body.as_bytes(), &mut Losses::default());
    let parts = |reply: crate::canon::Reply| reply.choices.iter().map(|it| it.parts.len()).sum();
    read.map(parts).map_err(|Failure { kind, .. }| kind)
}

#[test]
fn a_choice_without_a_message_is_no_answer() {
    for choice in [
        "null",
        "7",
        "{}",
        r#"{"message":null,"finish_reason":"stop"}"#,
        r#"{"message":"hello","finish_reason":"stop"}"#,
        r#"{"message":{"content":-3},"finish_reason":"stop"}"#,
        r#"{"message":{"content":{"a":1}},"finish_reason":"stop"}"#,
    ] {
        assert_eq!(read(choice), Err(FailureKind::Malformed), "{choice}");
    }
}

#[test]
fn a_message_that_says_nothing_is_an_answer() {
    for choice in [
        r#"{"message":{"content":null},"finish_reason":null}"#,
        r#"{"message":{"content":""},"finish_reason":"stop"}"#,
        r#"{"message":{},"finish_reason":"length"}"#,
        r#"{"message":{"content":null,"tool_calls":[]},"finish_reason":"tool_calls"}"#,
        r#"{"message":null,"finish_reason":"content_filter"}"#,
    ] {
        assert!(read(choice).is_ok(), "{choice}");
    }
}

#[test]
fn an_answer_that_calls_tools_and_holds_no_call_that_can_be_read_is_none() {
    let calls = |calls: &str, reason: &str| {
        read(&format!(
            r#"{{"message":{{"content":"so","tool_calls":{calls}}},"finish_reason":"{reason}"}}"#
        ))
    };
    for odd in [r#"[{"id":"c"}]"#, "[null]", r#"{"name":"f"}"#, "7"] {
        assert_eq!(
            calls(odd, "tool_calls"),
            Err(FailureKind::Malformed),
            "{odd}"
        );
        assert_eq!(calls(odd, "stop"), Ok(1), "{odd}");
    }
    let one = r#"[null,{"id":"c","function":{"name":"f","arguments":"{}"}}]"#;
    assert_eq!(calls(one, "tool_calls"), Ok(2));
}
