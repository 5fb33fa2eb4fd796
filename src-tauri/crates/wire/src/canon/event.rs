//! A stream as deltas with a grammar: `Start (Open Piece* Close | Usage | Finish)* End`.
//!
//! One `Finish` for each choice, after all its blocks are closed; usage may follow it. `End` once all
//! have finished and nothing more comes.
//! Blocks of one choice may be open side by side (parallel tool calls in fragments).

use super::{Citation, Finish, Media, Seal, TokenLogprob};
use crate::Usage;

/// Which block of which choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The choice, from 0.
    pub choice: u32,
    /// The block in its choice, from 0, in the order in which blocks open.
    pub block: u32,
}

/// What opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Text.
    Text,
    /// A thought.
    Reasoning {
        /// Whether the words are a summary.
        summary: bool,
        /// Whether the seal holds the thought, and no words come.
        redacted: bool,
        /// The item's id, where the provider gives one.
        id: Option<String>,
    },
    /// A tool call. Its arguments come as pieces, or whole in one.
    ToolCall {
        /// The call's id.
        id: String,
        /// The tool's name.
        name: String,
        /// Whether the arguments are free text.
        custom: bool,
    },
    /// The model declines.
    Refusal,
    /// A medium that the model made, whole. No piece follows, only its close.
    Media(Box<Media>),
}

/// More of an open block.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words: of a text, a thought or a refusal.
    Text(String),
    /// More of a tool call's arguments.
    Arguments(String),
    /// The block's seal. Comes whole, at most once.
    Seal(Seal),
    /// What the text rests on.
    Citation(Citation),
    /// How likely the words were.
    Logprobs(Vec<TokenLogprob>),
}

/// One delta.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The stream begins. Once.
    Start {
        /// The provider's id of the answer.
        id: Option<String>,
        /// The model that the provider says it is.
        model: Option<String>,
        /// Unix seconds, where said.
        created: Option<u64>,
    },
    /// A block opens.
    Open(Slot, Block),
    /// More of it.
    Piece(Slot, Piece),
    /// It is whole.
    Close(Slot),
    /// What was used so far, all of it: the last holds.
    Usage(Usage),
    /// A choice is whole.
    Finish {
        /// Which.
        choice: u32,
        /// Why.
        finish: Finish,
    },
    /// Every choice is whole, and nothing more comes.
    End,
}
