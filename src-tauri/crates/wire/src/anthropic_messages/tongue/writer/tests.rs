//! Streams of other dialects, as a client of this one reads them.

use super::*;
use crate::canon::SealKind;
use pointsman_units::Tokens;
use serde_json::Value;

fn slot(block: u32) -> Slot {
    Slot { choice: 0, block }
}

fn start() -> Event {
    Event::Start {
        id: Some("chatcmpl-1".to_owned()),
        model: Some("gpt".to_owned()),
        created: Some(1),
    }
}

fn call(name: &str) -> Block {
    Block::ToolCall {
        id: format!("id_{name}"),
        name: name.to_owned(),
        custom: false,
    }
}

fn thought() -> Block {
    Block::Reasoning {
        summary: false,
        redacted: false,
        id: Some("rs_1".to_owned()),
    }
}

fn args(block: u32, text: &str) -> Event {
    Event::Piece(slot(block), Piece::Arguments(text.to_owned()))
}

fn text(block: u32, text: &str) -> Event {
    Event::Piece(slot(block), Piece::Text(text.to_owned()))
}

fn finish(finish: Finish) -> Event {
    Event::Finish { choice: 0, finish }
}

/// The events of the stream behind its start, each in a few words.
fn told(asked: Asked, events: Vec<Event>) -> Vec<String> {
    let mut writer = MessagesWriter::new(asked);
    let mut out = Vec::new();
    for event in events {
        writer.write(event, &mut out);
    }
    let short = |frame: Bytes| {
        let frame = String::from_utf8(frame.to_vec()).unwrap();
        let (name, data) = frame.split_once("\ndata: ").unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(format!("event: {}", data["type"].as_str().unwrap()), name);
        let index = &data["index"];
        match data["type"].as_str().unwrap() {
            "content_block_start" => format!("{index} {}", data["content_block"]),
            "content_block_delta" => {
                let fields = data["delta"].as_object().unwrap();
                let value = fields.iter().find(|(key, _)| *key != "type").unwrap();
                format!("{index} {}", value.1)
            }
            "content_block_stop" => format!("{index} stop"),
            "message_delta" => {
                let usage = data["usage"].as_object().unwrap().iter();
                let told = usage.filter(|(_, count)| !count.is_null());
                let told: Vec<_> = told.map(|(key, count)| format!("{key} {count}")).collect();
                format!("{} {}", data["delta"]["stop_reason"], told.join(", "))
            }
            "message_start" => data["message"]["id"].to_string(),
            kind => kind.to_owned(),
        }
    };
    out.into_iter().map(short).collect()
}

#[test]
fn blocks_that_are_open_side_by_side_come_one_after_the_other() {
    let usage = Usage {
        input: Some(Tokens(10)),
        cached: Some(Tokens(4)),
        output: Some(Tokens(7)),
        ..Usage::default()
    };
    let events = vec![
        start(),
        Event::Open(slot(0), call("f")),
        Event::Open(slot(1), call("g")),
        args(0, "{\"a\":"),
        args(1, "{}"),
        Event::Close(slot(1)),
        args(0, "1}"),
        Event::Close(slot(0)),
        finish(Finish::ToolCalls),
        Event::Usage(usage),
        Event::End,
    ];
    assert_eq!(
        told(Asked::default(), events),
        [
            r#""msg_chatcmpl-1""#,
            r#"0 {"id":"id_f","input":{},"name":"f","type":"tool_use"}"#,
            r#"0 "{\"a\":""#,
            r#"0 "1}""#,
            "0 stop",
            r#"1 {"id":"id_g","input":{},"name":"g","type":"tool_use"}"#,
            r#"1 "{}""#,
            "1 stop",
            r#""tool_use" cache_read_input_tokens 4, input_tokens 6, output_tokens 7"#,
            "message_stop"
        ]
    );
}

#[test]
fn a_seal_of_another_house_is_marked_and_hidden_words_stay_hidden() {
    let seal = Seal {
        kind: SealKind::Openai,
        data: "gAAA".to_owned(),
    };
    let events = || {
        vec![
            Event::Open(slot(0), thought()),
            text(0, "hm"),
            Event::Piece(slot(0), Piece::Seal(seal.clone())),
            Event::Close(slot(0)),
            Event::Open(slot(1), thought()),
            text(1, "no seal"),
            Event::Close(slot(1)),
        ]
    };
    assert_eq!(
        told(Asked::default(), events()),
        [
            r#"0 {"signature":"","thinking":"","type":"thinking"}"#,
            r#"0 "hm""#,
            r#"0 "pointsman:openai:rs_1:gAAA""#,
            "0 stop",
            r#"1 {"signature":"","thinking":"","type":"thinking"}"#,
            r#"1 "no seal""#,
            r#"1 "pointsman:none::""#,
            "1 stop"
        ]
    );
    let hides = Asked {
        shows_reasoning: Some(false),
        ..Asked::default()
    };
    assert_eq!(
        told(hides, events()),
        [
            r#"0 {"signature":"pointsman:openai:rs_1:gAAA","thinking":"","type":"thinking"}"#,
            "0 stop"
        ]
    );
}

#[test]
fn the_call_that_stands_in_for_a_schema_is_text() {
    let asked = Asked {
        schema_tool: Some("answer".to_owned()),
        ..Asked::default()
    };
    let events = vec![
        Event::Open(slot(0), call("answer")),
        args(0, "{\"a\":1}"),
        Event::Close(slot(0)),
        finish(Finish::ToolCalls),
        Event::End,
    ];
    assert_eq!(
        told(asked, events),
        [
            r#"0 {"citations":null,"text":"","type":"text"}"#,
            r#"0 "{\"a\":1}""#,
            "0 stop",
            r#""end_turn" input_tokens 0, output_tokens 0"#,
            "message_stop"
        ]
    );
}

#[test]
fn a_provider_that_failed_within_its_answer_ends_it_with_an_error() {
    let events = vec![start(), finish(Finish::Failed), Event::End];
    assert_eq!(
        told(Asked::default(), events),
        [r#""msg_chatcmpl-1""#, "error"]
    );
}
