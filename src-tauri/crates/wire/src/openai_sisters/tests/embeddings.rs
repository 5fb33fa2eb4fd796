//! Requests, answers and streams of the dialect, hand-written.

use crate::openai_sisters::Sister;
use crate::{Codec, FailureKind, PathSays, Usage};
use pointsman_units::Tokens;

#[test]
fn any_input_is_taken_and_nothing_is_a_stream() {
    for input in [
        r#""text""#,
        r#"["a","b"]"#,
        "[1,2]",
        "[[1],[2]]",
        r#"[{"image":"…"}]"#,
    ] {
        let body = format!(r#"{{"input":{input},"model":"e","stream":true,"user":"u"}}"#);
        let peek = Sister::Embeddings
            .peek(body.as_bytes(), &PathSays::default())
            .unwrap();
        assert_eq!((peek.model.as_str(), peek.stream), ("e", false));
        assert_eq!(peek.turns_span.map(|span| &body[span]), Some(input));
        assert_eq!(peek.user.as_deref(), Some("u"));
    }
}

#[test]
fn usage_is_input_alone_and_total_is_input_where_only_that_is_told() {
    let usage = |usage: &str| {
        let body = format!(r#"{{"object":"list","data":[],"model":"e","usage":{usage}}}"#);
        Sister::Embeddings
            .read_whole(body.as_bytes())
            .unwrap()
            .usage
    };
    let tokens = |input| {
        Some(Usage {
            input: Some(Tokens(input)),
            output: Some(Tokens(0)),
            ..Usage::default()
        })
    };
    assert_eq!(usage(r#"{"prompt_tokens":8,"total_tokens":8}"#), tokens(8));
    assert_eq!(usage(r#"{"prompt_tokens":8}"#), tokens(8));
    assert_eq!(usage(r#"{"total_tokens":5}"#), tokens(5));
    assert_eq!(usage("null"), None);
    assert_eq!(usage("{}"), None);
}

#[test]
fn what_is_no_answer_is_told_apart() {
    let kind = |body: &str| {
        Sister::Embeddings
            .read_whole(body.as_bytes())
            .unwrap_err()
            .kind
    };
    assert_eq!(kind(r#"{"object":"list"}"#), FailureKind::Malformed);
    assert_eq!(kind(r#"{"data":[{"embedding":[0.1,"#), FailureKind::Cut);
    assert_eq!(kind("<html>"), FailureKind::Malformed);
    let limited = r#"{"error":{"message":"rate limit reached","code":429}}"#;
    assert_eq!(kind(limited), FailureKind::RateLimited);
}
