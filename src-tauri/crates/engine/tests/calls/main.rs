//! Calls through the engine: a scripted provider, a ledger that remembers, and tokio's paused clock.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is a test's report"
)]

mod assured;
mod attempts;
mod breakers;
mod crossing;
mod deadlines;
mod disconnects;
mod fallback;
mod keys;
mod mending;
mod names;
mod outages;
mod streams;
mod subscriptions;
mod support;
mod verdicts;
mod windows;
