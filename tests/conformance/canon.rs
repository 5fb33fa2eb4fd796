//! What every tongue is held to, whichever its dialect: a stream read in any split says the same,
//! obeys the canon's laws, and gathers into an answer.

use crate::chance::Chance;
use bytes::Bytes;
use pointsman_wire::canon::laws::Laws;
use pointsman_wire::canon::{
    Block, Choice, Event, Losses, Part, Piece, Reasoning, Reply, Slot, Text, Tongue, ToolCall,
};
use pointsman_wire::{Failure, Usage};
use std::collections::BTreeMap;

/// The events of a stream that came in these pieces, and what was lost on the way.
pub fn read(
    tongue: &dyn Tongue,
    choices: u64,
    pieces: &[&[u8]],
) -> (Vec<Event>, Losses, Result<(), Failure>) {
    let mut reader = tongue.reader(choices);
    let mut events = Vec::new();
    let pushed = pieces
        .iter()
        .try_for_each(|piece| reader.push(Bytes::copy_from_slice(piece), &mut events));
    let ended = pushed.and_then(|()| reader.end(&mut events));
    (events, reader.losses().clone(), ended)
}

/// What a stream says, read at once, in random pieces and byte by byte where it is short: the same
/// each time, under the laws.
pub fn read_in_every_split(
    name: &str,
    tongue: &dyn Tongue,
    choices: u64,
    body: &[u8],
    chance: &mut Chance,
) -> Reply {
    let bytes: Vec<&[u8]> = match body.len() {
        0..=20_000 => body.chunks(1).collect(),
        _ => body.chunks(97).collect(),
    };
    let mut told = None;
    for pieces in [vec![body], chance.split(body), bytes] {
        let (events, _, ended) = read(tongue, choices, &pieces);
        ended.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let reply = gather(name, &events);
        match &told {
            None => told = Some(reply),
            Some(before) => assert_eq!(&reply, before, "{name} in {} pieces", pieces.len()),
        }
    }
    told.unwrap()
}

/// The answer that events tell. Checks the laws and that the end came.
pub fn gather(name: &str, events: &[Event]) -> Reply {
    let mut laws = Laws::default();
    let mut reply = Reply::default();
    let mut usage: Option<Usage> = None;
    let mut choices: BTreeMap<u32, Choice> = BTreeMap::new();
    let mut parts: BTreeMap<Slot, Part> = BTreeMap::new();
    for event in events {
        laws.follow(event)
            .unwrap_or_else(|broken| panic!("{name}: {broken} at {event:?}"));
        match event {
            Event::Start { id, model, created } => {
                reply.id.clone_from(id);
                reply.model.clone_from(model);
                reply.created = *created;
            }
            Event::Open(slot, block) => drop(parts.insert(*slot, opened(block))),
            Event::Piece(slot, piece) => {
                let likely = &mut choices.entry(slot.choice).or_default().logprobs;
                let part = parts.get_mut(slot).unwrap();
                match (part, piece) {
                    (Part::Text(text), Piece::Text(more)) => text.text.push_str(more),
                    (Part::Text(text), Piece::Seal(seal)) => text.seal = Some(seal.clone()),
                    (Part::Text(text), Piece::Citation(it)) => text.citations.push(it.clone()),
                    (Part::Text(_), Piece::Logprobs(all)) => likely.extend(all.iter().cloned()),
                    (Part::Reasoning(it), Piece::Text(more)) => it.text.push_str(more),
                    (Part::Reasoning(it), Piece::Seal(seal)) => it.seal = Some(seal.clone()),
                    (Part::Refusal(it), Piece::Text(more)) => it.push_str(more),
                    (Part::ToolCall(it), Piece::Arguments(more)) => it.arguments.push_str(more),
                    (Part::ToolCall(it), Piece::Seal(seal)) => it.seal = Some(seal.clone()),
                    (part, piece) => panic!("{name}: {piece:?} of {part:?}"),
                }
            }
            Event::Close(_) | Event::End => {}
            Event::Usage(used) => usage = Some(*used),
            Event::Finish { choice, finish } => {
                choices.entry(*choice).or_default().finish = finish.clone();
            }
        }
    }
    assert_eq!(events.last(), Some(&Event::End), "{name}");
    for (slot, part) in parts {
        choices.entry(slot.choice).or_default().parts.push(part);
    }
    reply.usage = usage;
    reply.choices = choices.into_values().collect();
    reply
}

fn opened(block: &Block) -> Part {
    match block {
        Block::Text => Part::Text(Text::default()),
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
        Block::Refusal => Part::Refusal(String::new()),
        Block::Media(media) => Part::Media((**media).clone()),
    }
}

/// Reads what was garbled or broken off: any answer will do, but a panic.
pub fn survives_garbling(tongue: &dyn Tongue, body: &[u8], chance: &mut Chance) {
    let mut garbled = body.to_vec();
    for _ in 0..4 {
        let at = chance.next() as usize % garbled.len().max(1);
        if let Some(byte) = garbled.get_mut(at) {
            *byte = (chance.next() & 0xFF) as u8;
        }
    }
    let cut = &body[..chance.next() as usize % (body.len() + 1)];
    for body in [garbled.as_slice(), cut] {
        let _ = tongue.read_reply(body, &mut Losses::default());
        let _ = tongue.read_request(body, &mut Losses::default());
        let (events, _, _) = read(tongue, 1, &chance.split(body));
        let mut laws = Laws::default();
        for event in &events {
            laws.follow(event).unwrap();
        }
    }
}
