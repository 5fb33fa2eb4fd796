//! How calls cross to this dialect and from it.

use super::reader::ResponsesReader;
use super::writer::ResponsesWriter;
use super::{answered, asked, asks};
use crate::canon::{
    Asked, Block, Event, Losses, Manner, Part, Piece, Reader, Reply, Request, Slot, Tongue, Turn,
    Writer,
};
use crate::{BadBody, Failure};
use bytes::Bytes;

/// The half of the dialect that crosses.
pub struct ResponsesTongue;

impl Tongue for ResponsesTongue {
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
        asked::read(body, None, losses)
    }

    fn goes_on_from(&self, body: &[u8]) -> Option<String> {
        asked::goes_on_from(body)
    }

    fn read_continued(
        &self,
        body: &[u8],
        earlier: Vec<Turn>,
        losses: &mut Losses,
    ) -> Result<Request, BadBody> {
        asked::read(body, Some(earlier), losses)
    }

    fn to_keep(&self, body: &[u8], request: &Request, call: &str) -> Option<(String, Vec<Turn>)> {
        asked::to_keep(body, request).map(|turns| (super::writer::answer_id(call), turns))
    }

    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
        asks::write(request, manner, losses)
    }

    fn takes_custom(&self) -> bool {
        true
    }

    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
        answered::read(body, losses)
    }

    /// Written as its stream would be, of which only the end is kept.
    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
        let mut writer = ResponsesWriter::mute(asked.clone(), reply.service_tier.clone());
        let mut out = Vec::new();
        tell(reply, &mut |event| writer.write(event, &mut out));
        let (answer, lost) = writer.answer();
        losses.append(lost);
        answer
    }

    fn reader(&self, _: u64) -> Box<dyn Reader> {
        Box::new(ResponsesReader::default())
    }

    fn writer(&self, asked: Asked) -> Box<dyn Writer> {
        Box::new(ResponsesWriter::new(asked))
    }
}

/// The events that a whole answer would have been streamed as.
fn tell(reply: &Reply, to: &mut impl FnMut(Event)) {
    to(Event::Start {
        id: reply.id.clone(),
        model: reply.model.clone(),
        created: reply.created,
    });
    for (at, choice) in (0..).zip(&reply.choices) {
        let mut logprobs = Some(&choice.logprobs).filter(|all| !all.is_empty());
        for (block, part) in (0..).zip(&choice.parts) {
            let slot = Slot { choice: at, block };
            if let Some(block) = opening(part) {
                to(Event::Open(slot, block));
                pieces(part, &mut |piece| to(Event::Piece(slot, piece)));
                if let (Part::Text(_), Some(all)) =
                    (part, logprobs.take_if(|_| matches!(part, Part::Text(_))))
                {
                    to(Event::Piece(slot, Piece::Logprobs(all.clone())));
                }
                to(Event::Close(slot));
            }
        }
        to(Event::Finish {
            choice: at,
            finish: choice.finish.clone(),
        });
    }
    if let Some(usage) = reply.usage {
        to(Event::Usage(usage));
    }
}

/// The block that a part opens; a tool's result is no part of an answer.
fn opening(part: &Part) -> Option<Block> {
    Some(match part {
        Part::Text(_) => Block::Text,
        Part::Refusal(_) => Block::Refusal,
        Part::Media(media) => Block::Media(Box::new(media.clone())),
        Part::Reasoning(thought) => Block::Reasoning {
            summary: thought.summary,
            redacted: thought.redacted,
            id: thought.id.clone(),
        },
        Part::ToolCall(call) => Block::ToolCall {
            id: call.id.clone(),
            name: call.name.clone(),
            custom: call.custom,
        },
        Part::ToolResult(_) => return None,
    })
}

fn pieces(part: &Part, to: &mut impl FnMut(Piece)) {
    let seal = match part {
        Part::Text(text) => {
            to(Piece::Text(text.text.clone()));
            text.citations
                .iter()
                .cloned()
                .for_each(|it| to(Piece::Citation(it)));
            &text.seal
        }
        Part::Refusal(words) => {
            to(Piece::Text(words.clone()));
            &None
        }
        Part::Reasoning(thought) => {
            if !thought.text.is_empty() {
                to(Piece::Text(thought.text.clone()));
            }
            &thought.seal
        }
        Part::ToolCall(call) => {
            to(Piece::Arguments(call.arguments.clone()));
            &call.seal
        }
        Part::Media(_) | Part::ToolResult(_) => &None,
    };
    if let Some(seal) = seal {
        to(Piece::Seal(seal.clone()));
    }
}
