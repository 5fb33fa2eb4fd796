//! The canon: one meaning for every dialect's conversation, reply and stream, so that a call can
//! cross from one dialect to another.
//!
//! Only crossings come here: a call that stays in its dialect is spliced, never read into it. It
//! knows no dialect's field names and no provider. What a dialect says that the canon or the other
//! dialect has no place for is a [`Loss`]; nothing vanishes unsaid.

pub mod crossing;
pub mod custom;
pub mod event;
pub mod fold;
pub mod ids;
pub mod joined;
pub mod keep;
pub mod laws;
pub mod loss;
pub mod members;
pub mod part;
pub mod pen;
pub mod plain;
pub mod reply;
pub mod request;
pub mod tongue;

pub use crossing::Crossing;
pub use event::{Block, Event, Piece, Slot};
pub use fold::fold;
pub use joined::Joined;
pub use loss::{Feature, Loss, Losses, Why};
pub use members::{Json, elements, members, members_of};
pub use part::{
    Cache, Citation, Media, MediaKind, Part, Reasoning, Seal, SealKind, Source, Text, ToolCall,
    ToolResult,
};
pub use pen::Pen;
pub use reply::{Choice, Finish, Reply, TokenLogprob};
pub use request::{
    Effort, Format, Limits, Reasons, Request, Role, Sampling, Schema, Tool, ToolChoice, Turn,
};
pub use tongue::{Asked, IdForm, Manner, OutputLimit, Reader, ReasoningForm, Tongue, Writer};
