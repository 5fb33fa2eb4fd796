//! Streams of other houses, hand-written after recordings.

use super::*;
use crate::canon::{Block, Finish, Slot};

fn read(stream: &str) -> (Vec<Event>, Result<(), Failure>) {
    let mut reader = ResponsesReader::default();
    let mut out = Vec::new();
    let chunk = Bytes::copy_from_slice(stream.as_bytes());
    let read = reader
        .push(chunk, &mut out)
        .and_then(|()| reader.end(&mut out));
    (out, read)
}

fn frame(kind: &str, rest: &str) -> String {
    format!("data: {{\"type\":\"response.{kind}\"{rest}}}\n\n")
}

fn completed(output: &str) -> String {
    let response = format!(r#","response":{{"status":"completed","output":{output}}}"#);
    frame("completed", &response)
}

#[test]
fn a_call_that_came_whole_is_told_once() {
    let item = r#"{"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{}"}"#;
    let added = frame(
        "output_item.added",
        &format!(r#","output_index":0,"item":{item}"#),
    );
    let done = frame(
        "output_item.done",
        &format!(r#","output_index":0,"item":{item}"#),
    );
    let delta = frame(
        "function_call_arguments.delta",
        r#","item_id":"fc_1","delta":"{}""#,
    );
    let whole = completed(&format!("[{item}]"));
    for stream in [
        format!("{added}{delta}{done}{whole}"),
        format!("{added}{done}{whole}"),
        format!("{done}{whole}"),
        whole,
    ] {
        let (events, end) = read(&stream);
        assert_eq!(end, Ok(()));
        let slot = Slot::default();
        assert_eq!(
            events[1..],
            [
                Event::Open(
                    slot,
                    Block::ToolCall {
                        id: "c".to_owned(),
                        name: "f".to_owned(),
                        custom: false,
                    }
                ),
                Event::Piece(slot, Piece::Arguments("{}".to_owned())),
                Event::Close(slot),
                Event::Finish {
                    choice: 0,
                    finish: Finish::ToolCalls,
                },
                Event::End,
            ],
            "{stream}"
        );
    }
}

#[test]
fn a_stream_that_says_nothing_of_its_end_is_cut() {
    let delta = frame("output_text.delta", r#","delta":"a""#);
    let (events, end) = read(&delta);
    assert_eq!(end.unwrap_err().kind, FailureKind::Cut);
    assert!(matches!(
        events[..],
        [Event::Start { .. }, Event::Open(..), Event::Piece(..)]
    ));
    assert_eq!(read("").1.unwrap_err().kind, FailureKind::Cut);
    let broken = &delta[..delta.len() - 6];
    assert_eq!(read(broken).1.unwrap_err().kind, FailureKind::Cut);
}

#[test]
fn the_provider_says_itself_that_it_failed() {
    let failed = frame(
        "failed",
        r#","response":{"error":{"code":"server_error","message":"Oh"}}"#,
    );
    assert_eq!(read(&failed).1.unwrap_err().to_string(), "overloaded: Oh");
}
