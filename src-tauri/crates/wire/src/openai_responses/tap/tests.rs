//! Streams, hand-written after recordings.

use super::*;
use crate::Tap;
use bytes::Bytes;

/// Runs a stream whole and byte by byte, and tells what came of it.
#[track_caller]
fn check(stream: &str, out: &str, expected: &str) {
    let singles: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    for pieces in [vec![stream.as_bytes()], singles] {
        let mut tap = ResponsesTap::default();
        let mut got = Vec::new();
        let pushed = pieces
            .iter()
            .try_for_each(|piece| tap.push(Bytes::copy_from_slice(piece), &mut got).map(drop));
        let end = match pushed.and_then(|()| tap.end(&mut got)) {
            Ok(seen) => format!("whole, content {}", seen.content),
            Err(failure) => failure.to_string(),
        };
        let usage = tap.usage().and_then(|it| it.output).map(|it| it.0);
        let (model, bytes) = (tap.model(), tap.text_bytes());
        assert_eq!(
            format!("{end}; {model:?} {bytes} bytes {usage:?}"),
            expected
        );
        assert_eq!(String::from_utf8(got.concat()).unwrap(), out);
    }
}

#[track_caller]
fn passes(stream: &str, expected: &str) {
    check(stream, stream, expected);
}

const CREATED: &str = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r\",\"model\":\"m\",\"status\":\"in_progress\",\"output\":[],\"error\":null,\"usage\":null}}\n\n";
const DELTA: &str = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"hé\"}\n\n";
const COMPLETED: &str = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hé\"}]}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}\n\n";

#[test]
fn a_stream_with_its_end_event_is_whole_with_or_without_done() {
    passes(
        &format!("{CREATED}{DELTA}{COMPLETED}"),
        "whole, content true; Some(\"m\") 3 bytes Some(2)",
    );
    passes(
        &format!(": keepalive\n\n{CREATED}{DELTA}{COMPLETED}data: [DONE]\n\n"),
        "whole, content true; Some(\"m\") 3 bytes Some(2)",
    );
    // The name alone tells the event, and an answer that was not spoken in deltas counts.
    passes(
        &COMPLETED.replace("\"type\":\"response.completed\",", ""),
        "whole, content true; Some(\"m\") 3 bytes Some(2)",
    );
    passes(
        &format!("{DELTA}{}", COMPLETED.replace("completed", "incomplete")),
        "whole, content true; Some(\"m\") 3 bytes Some(2)",
    );
}

#[test]
fn a_stream_without_its_end_event_is_cut() {
    passes(
        &format!("{CREATED}{DELTA}"),
        "cut: the stream ended before its end event; Some(\"m\") 3 bytes None",
    );
    check(
        &format!("{CREATED}{}", &DELTA[..60]),
        CREATED,
        "cut: the stream broke off within an event; Some(\"m\") 0 bytes None",
    );
    check(
        &format!("{CREATED}data: [DONE]\n\n"),
        CREATED,
        "malformed: the stream says [DONE] before its end; Some(\"m\") 0 bytes None",
    );
}

#[test]
fn what_opens_an_answer_is_no_content_and_a_call_is() {
    passes(
        CREATED,
        "cut: the stream ended before its end event; Some(\"m\") 0 bytes None",
    );
    for (item, content) in [
        (r#"{"type":"message","content":[]}"#, false),
        (
            r#"{"type":"reasoning","summary":[],"encrypted_content":"x"}"#,
            false,
        ),
        (
            r#"{"type":"function_call","name":"f","arguments":""}"#,
            true,
        ),
        (r#"{"type":"web_search_call"}"#, true),
    ] {
        let added =
            format!("data: {{\"type\":\"response.output_item.added\",\"item\":{item}}}\n\n");
        let mut tap = ResponsesTap::default();
        let seen = tap.push(added.into(), &mut Vec::new()).unwrap();
        assert_eq!(seen.content, content, "{item}");
    }
}

#[test]
fn the_providers_failure_is_told_and_its_frame_kept() {
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down\"}}\n\n";
    let failed = "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"instructions\":\"insufficient balance\",\"error\":{\"code\":\"server_error\",\"message\":\"Oh\"}}}\n\n";
    check(
        &format!("{CREATED}{error}{failed}"),
        CREATED,
        "rate_limited: Slow down; Some(\"m\") 0 bytes None",
    );
    check(failed, "", "overloaded: Oh; None 0 bytes None");
    let mut tap = ResponsesTap::default();
    tap.push(error.into(), &mut Vec::new()).unwrap_err();
    assert_eq!(tap.complaint().unwrap(), error);
}

#[test]
fn noise_is_left_out_and_a_hole_is_malformed() {
    check(
        &format!("{CREATED}data: still here\n\n{DELTA}{COMPLETED}"),
        &format!("{CREATED}{DELTA}{COMPLETED}"),
        "whole, content true; Some(\"m\") 3 bytes Some(2)",
    );
    check(
        &format!("{CREATED}data: {{\"type\":\"response.output_text.delta\",\"del\n\n{COMPLETED}"),
        CREATED,
        "malformed: an event of the stream is not JSON; Some(\"m\") 0 bytes None",
    );
    check(
        "<html>",
        "",
        "malformed: a page of HTML came in place of a stream; None 0 bytes None",
    );
}

#[test]
fn json_in_place_of_a_stream_is_an_error_or_no_stream() {
    check(
        r#"{"error":{"code":"insufficient_quota","message":"No money"}}"#,
        "",
        "out_of_credit: No money; None 0 bytes None",
    );
    check(
        r#"{"object":"response","output":[],"error":null}"#,
        "",
        "malformed: the provider answered whole though a stream was asked for; None 0 bytes None",
    );
    check(
        r#"{"object":"resp"#,
        "",
        "cut: JSON came in place of a stream and broke off; None 0 bytes None",
    );
}
