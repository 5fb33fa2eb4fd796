//! A stream's events folded into the whole answer that they say.

use super::{Block, Choice, Event, Part, Piece, Reasoning, Reply, Slot, Text, ToolCall};
use std::collections::BTreeMap;

/// Folds the events of a whole stream.
pub fn fold(events: Vec<Event>) -> Reply {
    let mut reply = Reply::default();
    let mut choices: BTreeMap<u32, Choice> = BTreeMap::new();
    for event in events {
        match event {
            Event::Start { id, model, created } => {
                (reply.id, reply.model, reply.created) = (id, model, created);
            }
            Event::Open(slot, block) => {
                let choice = choices.entry(slot.choice).or_default();
                choice.parts.push(part(block));
            }
            Event::Piece(slot, piece) => add(&mut choices, slot, piece),
            Event::Close(_) | Event::End => {}
            Event::Usage(usage) => reply.usage = Some(usage),
            Event::Finish { choice, finish } => {
                choices.entry(choice).or_default().finish = finish;
            }
        }
    }
    reply.choices = choices.into_values().collect();
    reply
}

fn part(block: Block) -> Part {
    match block {
        Block::Text => Part::Text(Text::default()),
        Block::Reasoning {
            summary,
            redacted,
            id,
        } => Part::Reasoning(Reasoning {
            summary,
            redacted,
            id,
            ..Reasoning::default()
        }),
        Block::ToolCall { id, name, custom } => Part::ToolCall(ToolCall {
            id,
            name,
            custom,
            ..ToolCall::default()
        }),
        Block::Refusal => Part::Refusal(String::new()),
        Block::Media(media) => Part::Media(*media),
    }
}

fn add(choices: &mut BTreeMap<u32, Choice>, slot: Slot, piece: Piece) {
    let Some(choice) = choices.get_mut(&slot.choice) else {
        return;
    };
    let part = choice.parts.get_mut(slot.block as usize);
    match (part, piece) {
        (_, Piece::Logprobs(more)) => choice.logprobs.extend(more),
        (Some(Part::Text(text)), Piece::Text(more)) => text.text.push_str(&more),
        (Some(Part::Text(text)), Piece::Seal(seal)) => text.seal = Some(seal),
        (Some(Part::Text(text)), Piece::Citation(one)) => text.citations.push(one),
        (Some(Part::Reasoning(thought)), Piece::Text(more)) => thought.text.push_str(&more),
        (Some(Part::Reasoning(thought)), Piece::Seal(seal)) => thought.seal = Some(seal),
        (Some(Part::ToolCall(call)), Piece::Arguments(more)) => call.arguments.push_str(&more),
        (Some(Part::ToolCall(call)), Piece::Seal(seal)) => call.seal = Some(seal),
        (Some(Part::Refusal(text)), Piece::Text(more)) => text.push_str(&more),
        // The laws of a stream forbid the rest.
        (_, Piece::Text(_) | Piece::Arguments(_) | Piece::Seal(_) | Piece::Citation(_)) => {}
    }
}
