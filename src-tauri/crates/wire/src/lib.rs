//! The languages: bytes to meaning and back, one codec per dialect.
//!
//! No I/O, no async, no clock, and no provider's name: what differs between two providers of one
//! dialect is data in the catalogue.

mod along;
pub mod anthropic_count_tokens;
pub mod anthropic_messages;
pub mod canon;
pub mod codec;
pub mod cohere_chat;
pub mod dialect;
pub mod failure;
mod field;
mod fingerprint;
pub mod gemini_count_tokens;
pub mod gemini_generate;
pub mod json;
mod lenient;
pub mod limits;
mod native;
pub mod ollama_chat;
pub mod openai_chat;
pub mod openai_responses;
pub mod openai_sisters;
mod opening;
mod renamed;
mod splice;
pub mod sse;
pub mod usage;

pub use codec::{
    BadBody, Begins, Codec, Edit, Fit, Joint, Mend, ModelCard, Peek, Prefill, Seen, Sent, Tap,
    Told, WholeReply, codec,
};
pub use dialect::{Dialect, Makes, PathSays, ROUTES, Route, RouteKind, not_offered};
pub use failure::mask::mask;
pub use failure::wait::is_absurd as is_absurd_wait;
pub use failure::{Failure, FailureKind, Phase};
pub use limits::{LimitsSeen, Meter, Metered};
pub use renamed::renamed;
pub use usage::{Usage, UsageSource};
