//! The items of an answer, as they come to be.

use super::Page;
use super::call::{self, Call};
use super::desk::Desk;
use super::message::{Message, Refusal, Text};
use super::thought::{self, Thought};
use crate::canon::{Block, Piece, Slot};
use bytes::Bytes;
use std::collections::BTreeMap;

/// All items of an answer.
#[derive(Default)]
pub struct Items {
    /// The call whose arguments are the answer's text.
    schema_tool: Option<String>,
    /// What is whole, by its place.
    whole: Vec<Bytes>,
    /// What is being said.
    live: BTreeMap<Slot, Live>,
    message: Option<Message>,
    thought: Option<Thought>,
}

/// A block that is open.
enum Live {
    Text(Text),
    Refusal(Refusal),
    Thought(thought::Part),
    Call(Call),
    /// It is whole, or was lost.
    Nothing,
}

impl Items {
    /// None so far.
    pub fn new(schema_tool: Option<String>) -> Self {
        Self {
            schema_tool,
            ..Self::default()
        }
    }

    /// Every item, once all are whole.
    pub fn done(&self) -> &[Bytes] {
        &self.whole
    }

    /// A block opens.
    pub fn open(&mut self, slot: Slot, block: Block, page: &mut Page, out: &mut Vec<Bytes>) {
        let stands_in = matches!(&block, Block::ToolCall { name, .. }
            if self.schema_tool.as_deref() == Some(name));
        let whole = &mut self.whole;
        let desk = &mut Desk { page, out, whole };
        let speaks = matches!(block, Block::Text | Block::Refusal) || stands_in;
        if speaks {
            end_thought(&mut self.thought, desk);
        } else {
            end_message(&mut self.message, desk);
        }
        let live = match block {
            Block::Refusal => {
                let message = self.message.get_or_insert_with(|| Message::begin(desk));
                Live::Refusal(message.open_refusal(desk))
            }
            Block::Text | Block::ToolCall { .. } if speaks => {
                let message = self.message.get_or_insert_with(|| Message::begin(desk));
                Live::Text(message.open_text(desk))
            }
            Block::Text => Live::Nothing,
            Block::Reasoning { summary, id, .. } => {
                let thought = self.thought.as_ref();
                if !thought.is_some_and(|thought| thought.goes_on(id.as_deref())) {
                    end_thought(&mut self.thought, desk);
                    self.thought = Some(Thought::begin(id, desk));
                }
                Live::Thought(Thought::open(summary))
            }
            Block::ToolCall { id, name, custom } => {
                end_thought(&mut self.thought, desk);
                Live::Call(Call::begin(id, name, custom, desk))
            }
            Block::Media(media) => {
                end_thought(&mut self.thought, desk);
                call::media(&media, desk);
                Live::Nothing
            }
        };
        self.live.insert(slot, live);
    }

    /// More of it.
    pub fn piece(&mut self, slot: Slot, piece: Piece, page: &mut Page, out: &mut Vec<Bytes>) {
        let whole = &mut self.whole;
        let desk = &mut Desk { page, out, whole };
        let (message, thought) = (&self.message, &mut self.thought);
        match (self.live.get_mut(&slot), message, thought) {
            (Some(Live::Text(text)), Some(message), _) => message.say(text, piece, desk),
            (Some(Live::Refusal(words)), Some(message), _) => message.refuse(words, piece, desk),
            (Some(Live::Thought(part)), _, Some(thought)) => thought.think(part, piece, desk),
            (Some(Live::Call(call)), _, _) => call.argue(piece, desk),
            (
                Some(Live::Text(_) | Live::Refusal(_) | Live::Thought(_) | Live::Nothing) | None,
                _,
                _,
            ) => {}
        }
    }

    /// A block is whole.
    pub fn close(&mut self, slot: Slot, page: &mut Page, out: &mut Vec<Bytes>) {
        let whole = &mut self.whole;
        let desk = &mut Desk { page, out, whole };
        let (message, thought) = (&mut self.message, &mut self.thought);
        match (self.live.remove(&slot), message, thought) {
            (Some(Live::Text(text)), Some(message), _) => message.close_text(&text, desk),
            (Some(Live::Refusal(words)), Some(message), _) => message.close_refusal(&words, desk),
            (Some(Live::Thought(part)), _, Some(thought)) => thought.close(&part, desk),
            (Some(Live::Call(call)), _, _) => call.end(desk),
            (
                Some(Live::Text(_) | Live::Refusal(_) | Live::Thought(_) | Live::Nothing) | None,
                _,
                _,
            ) => {}
        }
    }

    /// The answer is whole.
    pub fn end(&mut self, page: &mut Page, out: &mut Vec<Bytes>) {
        let whole = &mut self.whole;
        let desk = &mut Desk { page, out, whole };
        end_thought(&mut self.thought, desk);
        end_message(&mut self.message, desk);
    }
}

/// The message ends, unless something of it is still being said.
fn end_message(message: &mut Option<Message>, desk: &mut Desk<'_>) {
    if let Some(message) = message.take_if(|message| !message.is_open()) {
        message.end(desk);
    }
}

fn end_thought(thought: &mut Option<Thought>, desk: &mut Desk<'_>) {
    if let Some(thought) = thought.take() {
        thought.end(desk);
    }
}
