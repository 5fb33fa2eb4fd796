//! Streams written from hand-made events.

use super::*;
use crate::canon::{Block, Piece, Slot};
use pointsman_units::Tokens;

fn slot(block: u32) -> Slot {
    Slot { choice: 0, block }
}

fn write(events: Vec<Event>, asked: Asked) -> (String, Losses) {
    let mut writer = ResponsesWriter::new(asked);
    let mut out = Vec::new();
    let start = Event::Start {
        id: Some("chatcmpl-1".to_owned()),
        model: Some("m".to_owned()),
        created: Some(7),
    };
    writer.write(start, &mut out);
    events
        .into_iter()
        .for_each(|event| writer.write(event, &mut out));
    (
        String::from_utf8(out.concat()).unwrap(),
        writer.losses().clone(),
    )
}

fn asked() -> Asked {
    Asked {
        id: "abc".to_owned(),
        model: "auto".to_owned(),
        now: 9,
        request: Some(Bytes::from_static(
            br#"{"model":"auto","input":"hi","instructions":"Be brief","temperature":0.50,"tools":[{"type":"function","name":"f"}]}"#,
        )),
        ..Asked::default()
    }
}

fn data(stream: &str) -> Vec<serde_json::Value> {
    let lines = stream
        .lines()
        .filter_map(|line| line.strip_prefix("data: "));
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn kinds(stream: &str) -> Vec<String> {
    data(stream)
        .iter()
        .map(|event| event["type"].as_str().unwrap().replace("response.", ""))
        .collect()
}

fn text(words: &str) -> Event {
    Event::Piece(slot(0), Piece::Text(words.to_owned()))
}

#[test]
fn a_text_is_a_message_and_the_answer_repeats_its_request() {
    let events = vec![
        Event::Open(slot(0), Block::Text),
        text("h"),
        text("é"),
        Event::Close(slot(0)),
        Event::Finish {
            choice: 0,
            finish: Finish::Stop,
        },
        Event::Usage(Usage {
            input: Some(Tokens(3)),
            output: Some(Tokens(2)),
            cached: Some(Tokens(1)),
            ..Usage::default()
        }),
        Event::End,
    ];
    let (stream, losses) = write(events, asked());
    assert!(losses.is_empty());
    assert_eq!(
        kinds(&stream),
        [
            "created",
            "in_progress",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed",
        ]
    );
    let all = data(&stream);
    let numbers: Vec<_> = all
        .iter()
        .map(|event| event["sequence_number"].as_u64())
        .collect();
    assert_eq!(numbers, (0..10).map(Some).collect::<Vec<_>>());
    let response = &all[9]["response"];
    assert_eq!(response["id"], "resp_pmabc");
    assert_eq!(response["output"][0], all[8]["item"]);
    assert_eq!(response["output"][0]["content"][0]["text"], "hé");
    assert_eq!(response["instructions"], "Be brief");
    assert_eq!(response["tools"][0]["strict"], serde_json::Value::Null);
    assert_eq!(response["usage"]["total_tokens"], 5);
    assert_eq!(
        response["usage"]["input_tokens_details"]["cached_tokens"],
        1
    );
    assert!(stream.contains(r#""temperature":0.50"#) && !stream.contains("[DONE]"));
}

#[test]
fn calls_in_fragments_side_by_side_keep_apart() {
    let call = |at: u32| {
        Event::Open(
            slot(at),
            Block::ToolCall {
                id: format!("call_{at}"),
                name: "f".to_owned(),
                custom: at == 1,
            },
        )
    };
    let more = |at, words: &str| Event::Piece(slot(at), Piece::Arguments(words.to_owned()));
    let events = vec![
        call(0),
        call(1),
        more(0, "{"),
        more(1, "a"),
        more(0, "}"),
        more(1, "b"),
        Event::Close(slot(1)),
        Event::Close(slot(0)),
        Event::Finish {
            choice: 0,
            finish: Finish::ToolCalls,
        },
        Event::End,
    ];
    let (stream, _) = write(events, asked());
    let all = data(&stream);
    let output = all.last().unwrap()["response"]["output"].clone();
    assert_eq!(output[0]["arguments"], "{}");
    assert_eq!(output[1]["type"], "custom_tool_call");
    assert_eq!(output[1]["input"], "ab");
}

#[test]
fn an_answer_that_was_too_long_is_incomplete() {
    let finish = Event::Finish {
        choice: 0,
        finish: Finish::Length,
    };
    let (stream, _) = write(vec![finish, Event::End], asked());
    assert_eq!(kinds(&stream).last().unwrap(), "incomplete");
    let last = data(&stream).pop().unwrap();
    assert_eq!(
        last["response"]["incomplete_details"]["reason"],
        "max_output_tokens"
    );
}

#[test]
fn the_call_that_stands_in_for_a_schema_is_written_as_text() {
    let events = vec![
        Event::Open(
            slot(0),
            Block::ToolCall {
                id: "c".to_owned(),
                name: "answer".to_owned(),
                custom: false,
            },
        ),
        Event::Piece(slot(0), Piece::Arguments(r#"{"a":1}"#.to_owned())),
        Event::Close(slot(0)),
        Event::Finish {
            choice: 0,
            finish: Finish::Stop,
        },
        Event::End,
    ];
    let asked = Asked {
        schema_tool: Some("answer".to_owned()),
        ..asked()
    };
    let last = data(&write(events, asked).0).pop().unwrap();
    assert_eq!(
        last["response"]["output"][0]["content"][0]["text"],
        r#"{"a":1}"#
    );
}
