//! What a client gets and what a provider receives, over real sockets, with the binary that users run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "only a test: a panic here is its report"
)]

mod chains;
mod clients;
mod crossing;
mod failover;
mod flapping;
mod full;
mod hostile;
mod keychain;
mod kill;
mod mending;
mod rig;
mod secrets;
mod sisters;
mod subscriptions;
mod verbatim;
