//! Streams, hand-written.

use super::*;
use crate::canon::{Block, Event, Media, Piece, Slot};

/// The deltas and finishes of what is written for these events.
fn spoken(asked: Asked, events: Vec<Event>) -> String {
    let mut writer = OpenaiChat.writer(asked);
    let mut out = Vec::new();
    events
        .into_iter()
        .for_each(|event| writer.write(event, &mut out));
    let text = String::from_utf8(out.concat()).unwrap();
    let head = r#"data: {"id":"chatcmpl-i","object":"chat.completion.chunk","created":5,"model":"m","choices":["#;
    let frames = text.split("\n\n").filter(|frame| !frame.is_empty());
    frames
        .map(|frame| {
            let rest = frame.strip_prefix(head).unwrap_or(frame);
            format!("{}\n", rest.replace(r#","finish_reason":null}]}"#, ""))
        })
        .collect()
}

fn asked() -> Asked {
    Asked {
        id: "i".to_owned(),
        model: "m".to_owned(),
        now: 5,
        ..Asked::default()
    }
}

const fn slot(choice: u32, block: u32) -> Slot {
    Slot { choice, block }
}

#[test]
fn a_stream_is_written_in_the_dialects_own_grammar() {
    let text = |text: &str| Piece::Text(text.to_owned());
    let thought = Block::Reasoning {
        summary: false,
        redacted: false,
        id: None,
    };
    let tool = Block::ToolCall {
        id: "c".to_owned(),
        name: "f".to_owned(),
        custom: false,
    };
    let events = vec![
        Event::Start {
            id: None,
            model: None,
            created: None,
        },
        Event::Open(slot(0, 0), thought),
        Event::Piece(slot(0, 0), text("hm")),
        Event::Piece(slot(0, 0), Piece::Seal(seal(SealKind::Anthropic).unwrap())),
        Event::Close(slot(0, 0)),
        Event::Open(slot(0, 1), tool),
        Event::Close(slot(0, 1)),
        Event::Usage(crate::Usage {
            input: Some(pointsman_units::Tokens(2)),
            ..crate::Usage::default()
        }),
        Event::Finish {
            choice: 0,
            finish: Finish::ToolCalls,
        },
        Event::End,
    ];
    let expected = r#"{"index":0,"delta":{"role":"assistant","content":""}
{"index":0,"delta":{"reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","format":"unknown","index":0}]}
{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","signature":"c2VhbA==","format":"anthropic-claude-v1","index":0}]}
{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]}
{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}
{"index":0,"delta":{},"finish_reason":"tool_calls"}]}
data: [DONE]
"#;
    assert_eq!(spoken(asked(), events.clone()), expected);
    let hidden = Asked {
        shows_reasoning: Some(false),
        wants_usage: true,
        ..asked()
    };
    let lines = expected.lines().filter(|line| !line.contains("reasoning"));
    let lines = lines.map(|line| format!("{line}\n")).collect::<String>();
    let usage = "],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":0,\"total_tokens\":2}}\ndata: [DONE]";
    assert_eq!(spoken(hidden, events), lines.replace("data: [DONE]", usage));
}

/// The events of a stream of these deltas, and its losses.
fn heard(chunks: &[&str]) -> (Vec<Event>, Losses) {
    let mut reader = OpenaiChat.reader(1);
    let mut out = Vec::new();
    for chunk in chunks {
        let frame = format!("data: {{\"id\":\"x\",\"choices\":[{chunk}]}}\n\n");
        reader.push(frame.into(), &mut out).unwrap();
    }
    reader.end(&mut out).unwrap();
    let losses = reader.losses().clone();
    (out, losses)
}

fn calls_of(events: &[Event]) -> Vec<(String, String)> {
    let mut calls: Vec<(Slot, String, String)> = Vec::new();
    for event in events {
        match event {
            Event::Open(slot, Block::ToolCall { name, .. }) => {
                calls.push((*slot, name.clone(), String::new()));
            }
            Event::Piece(slot, Piece::Arguments(more)) => {
                let call = calls.iter_mut().find(|call| call.0 == *slot).unwrap();
                call.2.push_str(more);
            }
            _ => {}
        }
    }
    calls.into_iter().map(|call| (call.1, call.2)).collect()
}

#[test]
fn calls_are_told_apart_however_they_are_counted() {
    let delta = |calls: &str| format!(r#"{{"index":0,"delta":{{"tool_calls":[{calls}]}}}}"#);
    let end = r#"{"index":0,"delta":{},"finish_reason":"STOP"}"#;
    for calls in [
        // Whole, both with index 0.
        vec![
            r#"{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}"#,
            r#"{"index":0,"id":"b","function":{"name":"g","arguments":"2"}}"#,
        ],
        // Without index, the arguments as an object or a number.
        vec![
            r#"{"id":"a","function":{"name":"f","arguments":1}},{"id":"b","function":{"name":"g","arguments":2}}"#,
        ],
        // The name behind the id, and both again with each piece.
        vec![
            r#"{"index":0,"id":"a","function":{"arguments":""}}"#,
            r#"{"index":0,"function":{"name":"f"}}"#,
            r#"{"index":1,"id":"b","function":{"name":"g","arguments":""}}"#,
            r#"{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}"#,
            r#"{"index":1,"id":"b","function":{"name":"g","arguments":"2"}}"#,
        ],
        // Without ids.
        vec![
            r#"{"index":0,"function":{"name":"f","arguments":"1"}}"#,
            r#"{"index":1,"function":{"name":"g","arguments":"2"}}"#,
        ],
    ] {
        let mut chunks: Vec<String> = calls.iter().map(|calls| delta(calls)).collect();
        chunks.push(end.to_owned());
        let chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
        let (events, _) = heard(&chunks);
        let pair = |name: &str, arguments: &str| (name.to_owned(), arguments.to_owned());
        assert_eq!(
            calls_of(&events),
            [pair("f", "1"), pair("g", "2")],
            "{calls:?}"
        );
        let finish = Event::Finish {
            choice: 0,
            finish: Finish::ToolCalls,
        };
        assert!(events.contains(&finish), "calls outweigh the word stop");
    }
}

#[test]
fn a_seal_that_comes_late_stays_with_what_it_seals() {
    let (events, _) = heard(&[
        r#"{"index":0,"delta":{"content":"Yes"}}"#,
        r#"{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"c2VhbA==","format":"google-gemini-v1","index":0}]}}"#,
        r#"{"index":0,"delta":{},"finish_reason":"stop"}"#,
    ]);
    let sealed = Event::Piece(slot(0, 0), Piece::Seal(seal(SealKind::Gemini).unwrap()));
    assert!(events.contains(&sealed), "{events:?}");
}

#[test]
fn sound_and_pictures_that_a_model_made_are_whole_media() {
    let (events, losses) = heard(&[
        r#"{"index":0,"delta":{"audio":{"id":"a","transcript":"Yes"}}}"#,
        r#"{"index":0,"delta":{"audio":{"data":"QU"}}}"#,
        r#"{"index":0,"delta":{"audio":{"data":"I="},"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUI="}}]}}"#,
        r#"{"index":0,"delta":{},"finish_reason":"stop"}"#,
    ]);
    let made: Vec<&Media> = events
        .iter()
        .filter_map(|event| match event {
            Event::Open(_, Block::Media(media)) => Some(&**media),
            _ => None,
        })
        .collect();
    let kinds: Vec<_> = made
        .iter()
        .map(|media| (media.kind, &media.source))
        .collect();
    let data = Source::Base64("QUI=".to_owned());
    assert_eq!(
        kinds,
        [(MediaKind::Image, &data), (MediaKind::Audio, &data)]
    );
    assert!(losses.is_empty());
}
