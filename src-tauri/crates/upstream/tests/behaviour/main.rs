//! How the crate behaves over real sockets on this machine, and how the simulator answers.
//! Every exchange here is hand-written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a panic is how a test reports, in its helpers too, and a skipped one says so"
)]

mod child;
mod faults;
mod http;
mod keys;
mod locals;
mod loopback;
mod network;
mod probe;
mod recorded;
mod schema;
mod simulator;
mod stand;
mod tls;
mod trouble;
mod ways;
