//! Whole answers, hand-written after recordings.

use super::*;

#[track_caller]
fn check(body: &str, expected: &str) {
    let got = match read_whole(body.as_bytes()) {
        Err(failure) => failure.to_string(),
        Ok(reply) => format!(
            "{:?} says {} bytes, output {:?}",
            reply.model,
            reply.text_bytes,
            reply.usage.and_then(|usage| usage.output).map(|it| it.0)
        ),
    };
    assert_eq!(got, expected);
}

#[test]
fn reads_model_usage_and_how_much_was_said() {
    check(
        r#"{"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"héllo"}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#,
        r#"Some("m") says 6 bytes, output Some(2)"#,
    );
    check(
        r#"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{}"}}]}}],"usage":null}"#,
        "None says 5 bytes, output None",
    );
    check(
        r#"{"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"ab"}]},{"type":"text","text":"c"}],"refusal":"no"}},{"message":{"content":"d","reasoning":"xyz","reasoning_details":[{"type":"reasoning.text","text":"xyz","signature":"s"}],"audio":{"id":"a","data":"AAAA","transcript":"hi"}},"delta":{"content":""}}]}"#,
        "None says 11 bytes, output None",
    );
}

#[test]
fn what_is_no_answer_is_told_apart() {
    check("", "cut: the answer is empty");
    check(" \n", "cut: the answer is empty");
    check(
        r#"{"choices":[{"message":{"conte"#,
        "cut: the answer breaks off within its JSON",
    );
    check(
        r#"{"choices":[{"index":1"#,
        "cut: the answer breaks off within its JSON",
    );
    check(
        "<html></html>",
        "malformed: the provider answered with a page of HTML",
    );
    check(
        "Bad gateway",
        "malformed: the answer is not JSON at line 1, column 1",
    );
    check(
        r#"{"choices":[}"#,
        "malformed: the answer is not JSON at line 1, column 13",
    );
    check("[]", "malformed: the answer is JSON, but not an object");
    check("{}", "malformed: the answer has no `choices`");
    check(
        r#"{"choices":null}"#,
        "malformed: the answer has no `choices`",
    );
    check(
        r#"{"choices":[]}"#,
        "malformed: the answer's `choices` are empty",
    );
    check(
        "data: {\"choices\":[]}\n\n",
        "malformed: the answer is not JSON at line 1, column 1",
    );
}

#[test]
fn an_error_in_a_200_is_a_failure() {
    check(
        r#"{"error":{"code":502,"message":"Provider returned error"}}"#,
        "overloaded: Provider returned error",
    );
    check(
        r#"{"choices":[{"finish_reason":"error","message":{"content":"par"},"error":{"code":429,"message":"slow"}}]}"#,
        "rate_limited: slow",
    );
    check(
        r#"{"object":"error","message":"The model `x` does not exist.","code":404}"#,
        "no_such_model: The model `x` does not exist.",
    );
    check(
        r#"{"error":null,"choices":[{"message":{"content":"fine"}}]}"#,
        "None says 4 bytes, output None",
    );
    check(
        r#"{"error":{},"code":0,"message":"","choices":[{"message":{"content":"fine"}}]}"#,
        "None says 4 bytes, output None",
    );
}
