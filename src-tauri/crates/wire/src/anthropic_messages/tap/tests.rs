//! Streams, hand-written after recordings.

use super::*;
use crate::Tap;
use bytes::Bytes;

/// Runs a stream whole and byte by byte, and tells what came of it.
#[track_caller]
fn check(stream: &str, out: &str, expected: &str) {
    let singles: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    for pieces in [vec![stream.as_bytes()], singles] {
        let mut tap = MessagesTap::default();
        let mut got = Vec::new();
        let mut end = Ok(Seen::default());
        for piece in pieces {
            end = tap.push(Bytes::copy_from_slice(piece), &mut got);
            if end.is_err() {
                break;
            }
        }
        if end.is_ok() {
            end = tap.end(&mut got);
        }
        let end = match end {
            Ok(seen) => format!("whole, content {}", seen.content),
            Err(failure) => failure.to_string(),
        };
        let usage = tap.usage();
        let tokens = |it: Option<pointsman_units::Tokens>| it.map(|it| it.0);
        let usage = usage.map(|it| (tokens(it.input), tokens(it.output)));
        let told = format!(
            "{end}; {:?} {} bytes {usage:?}",
            tap.model(),
            tap.text_bytes()
        );
        assert_eq!(told, expected);
        assert_eq!(String::from_utf8(got.concat()).unwrap(), out);
    }
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {{\"type\":\"{name}\"{data}}}\n\n")
}

fn start() -> String {
    event(
        "message_start",
        r#","message":{"id":"msg_1","model":"claude","content":[],"usage":{"input_tokens":4,"cache_read_input_tokens":6,"output_tokens":1}}"#,
    )
}

fn says(text: &str) -> String {
    let block = r#","index":0,"content_block":{"type":"text","text":""}"#;
    let delta = format!(r#","index":0,"delta":{{"type":"text_delta","text":"{text}"}}"#);
    event("content_block_start", block) + &event("content_block_delta", &delta)
}

fn stop() -> String {
    event(
        "message_delta",
        r#","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}"#,
    ) + &event("message_stop", "")
}

#[test]
fn a_stream_with_its_stop_reason_is_whole_with_or_without_message_stop() {
    let whole = format!("{}{}{}{}", start(), event("ping", ""), says("hey"), stop());
    let told = r#"whole, content true; Some("claude") 3 bytes Some((Some(10), Some(9)))"#;
    check(&whole, &whole, told);
    let without = whole.replace(&event("message_stop", ""), "");
    check(&without, &without, told);
    let with_done = format!("{whole}event: data\ndata: [DONE]\n\n");
    check(&with_done, &with_done, told);
    let crlf = whole.replace('\n', "\r\n");
    check(&crlf, &crlf, told);
}

#[test]
fn a_stream_that_breaks_off_is_cut_and_its_first_guess_of_the_output_is_not_told() {
    let open = start() + &says("hey");
    check(
        &open,
        &open,
        r#"cut: the stream ended before its stop reason; Some("claude") 3 bytes Some((Some(10), None))"#,
    );
    let within = format!("{open}event: message_delta\ndata: {{\"ty");
    check(
        &within,
        &open,
        r#"cut: the stream broke off within an event; Some("claude") 3 bytes Some((Some(10), None))"#,
    );
    check(
        "",
        "",
        "cut: the stream ended before it said anything; None 0 bytes None",
    );
}

#[test]
fn an_end_before_its_stop_reason_is_malformed() {
    let begun = start() + &says("hey");
    check(
        &format!("{begun}{}", event("message_stop", "")),
        &begun,
        r#"malformed: the stream says message_stop before its stop reason; Some("claude") 3 bytes Some((Some(10), None))"#,
    );
}

#[test]
fn an_error_within_the_stream_is_the_providers() {
    let begun = start() + &says("hey");
    let error = event(
        "error",
        r#","error":{"type":"overloaded_error","message":"Overloaded"}"#,
    );
    let told = r#"overloaded: Overloaded; Some("claude") 3 bytes Some((Some(10), None))"#;
    check(&format!("{begun}{error}"), &begun, told);
    let mut tap = MessagesTap::default();
    tap.push(Bytes::from(format!("{begun}{error}")), &mut Vec::new())
        .unwrap_err();
    assert_eq!(tap.complaint().unwrap(), error.as_bytes());
}

#[test]
fn what_came_in_place_of_a_stream_is_told() {
    check(
        r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}"#,
        "",
        "rate_limited: slow down; None 0 bytes None",
    );
    check(
        r#"{"type":"message","content":[]}"#,
        "",
        "malformed: the provider answered whole though a stream was asked for; None 0 bytes None",
    );
    check(
        r#"{"type":"mess"#,
        "",
        "cut: JSON came in place of a stream and broke off; None 0 bytes None",
    );
    check(
        "<html>",
        "",
        "malformed: a page of HTML came in place of a stream; None 0 bytes None",
    );
}

#[test]
fn a_line_that_is_no_event_is_left_out_and_a_broken_piece_is_not() {
    let (before, after) = (start(), says("hey") + &stop());
    check(
        &format!("{before}some words\n\n{after}"),
        &format!("{before}{after}"),
        r#"whole, content true; Some("claude") 3 bytes Some((Some(10), Some(9)))"#,
    );
    let broken = "event: content_block_delta\ndata: {\"type\":\"content\n\n";
    check(
        &format!("{before}{broken}{after}"),
        &before,
        r#"malformed: an event of the stream is not JSON; Some("claude") 0 bytes Some((Some(10), None))"#,
    );
}

#[test]
fn a_tool_call_a_sealed_thought_and_a_citation_are_content_and_an_empty_block_is_not() {
    let content = |middle: &str| {
        let mut tap = MessagesTap::default();
        let stream = format!("{}{middle}", start());
        tap.push(Bytes::from(stream), &mut Vec::new())
            .unwrap()
            .content
    };
    let block = |block: &str| {
        let data = format!(r#","index":0,"content_block":{block}"#);
        event("content_block_start", &data)
    };
    let delta = |delta: &str| {
        let data = format!(r#","index":0,"delta":{delta}"#);
        event("content_block_delta", &data)
    };
    assert!(!content(&block(r#"{"type":"text","text":""}"#)));
    assert!(!content(&block(
        r#"{"type":"thinking","thinking":"","signature":""}"#
    )));
    assert!(!content(&delta(
        r#"{"type":"input_json_delta","partial_json":""}"#
    )));
    assert!(content(&block(
        r#"{"type":"tool_use","id":"t","name":"f","input":{}}"#
    )));
    assert!(content(&block(
        r#"{"type":"redacted_thinking","data":"x"}"#
    )));
    assert!(content(&delta(
        r#"{"type":"signature_delta","signature":"x"}"#
    )));
}
