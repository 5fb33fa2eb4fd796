//! Every recorded exchange of a dialect against its codec, without a socket.
//!
//! What a codec says is held against a second reading over `serde_json::Value`, written down here
//! and nowhere else. A recording is never skipped: those that break off are named with their reason.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's report"
)]

mod anthropic;
mod anthropic_canon;
mod canon;
mod chance;
mod chat_canon;
mod crossing;
mod errors;
mod gemini_canon;
mod gemini_generate;
mod gemini_spec;
mod limits;
mod mending;
mod natives;
mod openai_responses;
mod requests;
mod second_reading;
mod sisters;
mod streams;
mod wholes;
