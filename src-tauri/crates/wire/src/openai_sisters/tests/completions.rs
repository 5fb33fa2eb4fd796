//! Requests, answers and streams of the dialect, hand-written.

use crate::openai_sisters::Sister;
use crate::{Codec, Edit, PathSays, Seen};
use bytes::Bytes;

fn choices(prompt: &str) -> Option<u64> {
    let body = format!(r#"{{"model":"m","prompt":{prompt},"n":2}}"#);
    Sister::Completions
        .peek(body.as_bytes(), &PathSays::default())
        .unwrap()
        .choices
}

#[test]
fn each_prompt_has_its_own_choices() {
    assert_eq!(choices(r#""one""#), Some(2));
    assert_eq!(choices(r#"["one"]"#), Some(2));
    assert_eq!(choices(r#"["one","two"]"#), Some(4));
    assert_eq!(choices("[1,2,3]"), Some(2));
    assert_eq!(choices("[ 1, 2 ]"), Some(2));
    assert_eq!(choices("[[1,2],[3]]"), Some(4));
    assert_eq!(choices("[]"), Some(2));
    assert_eq!(choices("null"), Some(2));
}

#[test]
fn a_request_is_edited_in_its_model_and_what_billing_needs() {
    let body = Bytes::from_static(br#"{"model":"m","prompt":"x","stream":true,"suffix":"y"}"#);
    let peek = Sister::Completions
        .peek(&body, &PathSays::default())
        .unwrap();
    assert_eq!(
        peek.turns_span.clone().map(|span| &body[span]),
        Some(&br#""x""#[..])
    );
    let edit = Edit {
        model: "other",
        ask_usage: true,
        ..Edit::default()
    };
    assert_eq!(
        Sister::Completions.splice(&body, &peek, &edit),
        r#"{"model":"other","prompt":"x","stream":true,"suffix":"y","stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn a_stream_of_texts_is_whole_when_each_prompt_has_its_finish() {
    let frame = |index: u8, finish: &str| {
        format!(
            "data: {{\"choices\":[{{\"text\":\"a\",\"index\":{index},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let mut tap = Sister::Completions.tap(false);
    tap.expect_choices(2);
    let mut out = Vec::new();
    let mut push = |text: String| tap.push(text.into(), &mut out).unwrap();
    let seen = push(frame(0, "null"));
    assert_eq!(
        seen,
        Seen {
            content: true,
            whole: false
        }
    );
    assert!(!push(frame(0, "\"stop\"")).whole);
    assert!(push(frame(1, "\"length\"")).whole);
    assert_eq!(tap.text_bytes(), 3);
}
