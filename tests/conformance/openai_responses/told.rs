//! What events tell, gathered; and the grammar of the streams that this dialect writes.

use pointsman_wire::canon::{
    Block, Choice, Event, Media, Part, Piece, Reasoning, Reply, Slot, Text, ToolCall, laws::Laws,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The answer that a stream told. Panics where the stream breaks a law.
pub fn gather(name: &str, events: &[Event]) -> Reply {
    let mut laws = Laws::default();
    let mut reply = Reply::default();
    let mut choice = Choice::default();
    let mut parts: BTreeMap<Slot, Part> = BTreeMap::new();
    for event in events {
        laws.follow(event)
            .unwrap_or_else(|broken| panic!("{name}: {broken} at {event:?} of {events:#?}"));
        match event {
            Event::Start { id, model, created } => {
                reply.id.clone_from(id);
                reply.model.clone_from(model);
                reply.created = *created;
            }
            Event::Open(slot, block) => {
                parts.insert(*slot, begun(block));
            }
            Event::Piece(slot, piece) => more(parts.get_mut(slot).unwrap(), piece, &mut choice),
            Event::Close(_) | Event::End => {}
            Event::Usage(usage) => reply.usage = Some(*usage),
            Event::Finish { finish, .. } => choice.finish = finish.clone(),
        }
    }
    choice.parts = parts.into_values().collect();
    reply.choices = vec![choice];
    reply
}

fn begun(block: &Block) -> Part {
    match block {
        Block::Text => Part::Text(Text::default()),
        Block::Refusal => Part::Refusal(String::new()),
        Block::Media(media) => Part::Media(Media::clone(media)),
        Block::Reasoning {
            summary,
            redacted,
            id,
        } => Part::Reasoning(Reasoning {
            summary: *summary,
            redacted: *redacted,
            id: id.clone(),
            ..Reasoning::default()
        }),
        Block::ToolCall { id, name, custom } => Part::ToolCall(ToolCall {
            id: id.clone(),
            name: name.clone(),
            custom: *custom,
            ..ToolCall::default()
        }),
    }
}

fn more(part: &mut Part, piece: &Piece, choice: &mut Choice) {
    match (part, piece) {
        (Part::Text(text), Piece::Text(more)) => text.text.push_str(more),
        (Part::Text(text), Piece::Citation(citation)) => text.citations.push(citation.clone()),
        (Part::Refusal(words), Piece::Text(more)) => words.push_str(more),
        (Part::Reasoning(thought), Piece::Text(more)) => thought.text.push_str(more),
        (Part::Reasoning(thought), Piece::Seal(seal)) => thought.seal = Some(seal.clone()),
        (Part::ToolCall(call), Piece::Arguments(more)) => call.arguments.push_str(more),
        (_, Piece::Logprobs(all)) => choice.logprobs.extend(all.iter().cloned()),
        (part, piece) => panic!("{piece:?} in {part:?}"),
    }
}

/// Holds a written stream to the dialect's grammar. Returns the last event's answer.
pub fn hold(name: &str, stream: &str) -> Value {
    let mut items: Vec<Value> = Vec::new();
    let mut said: BTreeMap<(String, u64, String), String> = BTreeMap::new();
    let mut last = Value::Null;
    for (number, frame) in stream.split_terminator("\n\n").enumerate() {
        let (event, data) = frame.split_once('\n').unwrap();
        let told: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        let kind = told["type"].as_str().unwrap().to_owned();
        assert_eq!(event, format!("event: {kind}"), "{name}");
        assert_eq!(told["sequence_number"], number as u64, "{name}");
        assert!(
            last["response"]["status"] != "completed",
            "{name}: behind the end"
        );
        let at = told["output_index"].as_u64();
        let place = told.get("content_index").or(told.get("summary_index"));
        let family = kind.rsplit_once('.').unwrap().0.to_owned();
        let key = (family, at.unwrap_or(0), format!("{place:?}"));
        match kind.as_str() {
            "response.output_item.added" => {
                assert_eq!(at, Some(items.len() as u64), "{name}");
                items.push(told["item"].clone());
            }
            "response.output_item.done" => {
                let item = &mut items[at.unwrap() as usize];
                for same in ["id", "type", "call_id", "name"] {
                    assert_eq!(item[same], told["item"][same], "{name}");
                }
                *item = told["item"].clone();
            }
            kind if kind.ends_with(".delta") => {
                assert_eq!(told["item_id"], items[at.unwrap() as usize]["id"], "{name}");
                let more = told["delta"].as_str().unwrap();
                said.entry(key).or_default().push_str(more);
            }
            kind if kind.ends_with(".done") && told.get("part").is_none() => {
                let whole = ["text", "refusal", "arguments", "input"];
                let whole = whole.iter().find_map(|key| told[key].as_str()).unwrap();
                let said = said.get(&key).map_or("", String::as_str);
                assert_eq!(said, whole, "{name}: {kind}");
            }
            _ => {}
        }
        last = told;
    }
    assert_eq!(last["response"]["output"], Value::Array(items), "{name}");
    last["response"].clone()
}
