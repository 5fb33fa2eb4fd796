//! Answers: a whole one is a stream of one line.

use super::hears::Talk;
use crate::canon::{
    Block, Choice, Event, Losses, Part, Piece, Reasoning, Reply, Text, ToolCall, members,
};
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::{Failure, FailureKind};
use serde_json::value::RawValue;

/// Reads an answer of status below 400.
///
/// # Errors
/// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body.trim_ascii());
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| not_json(body, &error))?;
    if members(raw).is_none() {
        return Err(malformed("the answer is JSON, but not an object"));
    }
    let mut talk = Talk::default();
    let mut events = Vec::new();
    talk.line(body, &mut events)?;
    if !talk.is_whole() {
        let what = "the answer does not say that it is done";
        return Err(Failure::new(FailureKind::Cut, what));
    }
    losses.append(talk.losses);
    Ok(gathered(events))
}

/// The answer that the events of one line tell.
fn gathered(events: Vec<Event>) -> Reply {
    let (mut reply, mut choice) = (Reply::default(), Choice::default());
    for event in events {
        match event {
            Event::Start { id, model, created } => {
                (reply.id, reply.model, reply.created) = (id, model, created);
            }
            Event::Open(_, block) => choice.parts.push(opened(block)),
            Event::Piece(_, Piece::Logprobs(all)) => choice.logprobs.extend(all),
            Event::Piece(_, Piece::Text(more)) => match choice.parts.last_mut() {
                Some(Part::Text(text)) => text.text.push_str(&more),
                Some(Part::Reasoning(thought)) => thought.text.push_str(&more),
                Some(
                    Part::Media(_) | Part::ToolCall(_) | Part::ToolResult(_) | Part::Refusal(_),
                )
                | None => {}
            },
            Event::Piece(_, Piece::Arguments(more)) => {
                if let Some(Part::ToolCall(call)) = choice.parts.last_mut() {
                    call.arguments.push_str(&more);
                }
            }
            Event::Usage(usage) => reply.usage = Some(usage),
            Event::Finish { finish, .. } => choice.finish = finish,
            Event::Piece(_, Piece::Seal(_) | Piece::Citation(_)) | Event::Close(_) | Event::End => {
            }
        }
    }
    reply.choices = vec![choice];
    reply
}

fn opened(block: Block) -> Part {
    match block {
        Block::Text => Part::Text(Text::default()),
        Block::Reasoning { .. } => Part::Reasoning(Reasoning::default()),
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
