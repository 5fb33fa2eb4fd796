//! How the crate behaves over real sockets on this machine, and how the simulator answers.
//! Every exchange here is hand-written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test reports, in its helpers too"
)]

mod child;
mod faults;
mod http;
mod keys;
mod loopback;
mod probe;
mod schema;
mod simulator;
mod stand;
mod tls;
mod trouble;
mod ways;
