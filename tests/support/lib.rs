//! Support for the tests: recordings read in place, a provider of our own, the proxy as a process.
//!
//! Knows no crate of the house. A panic here is a test's report.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "only tests link this crate, and a panic is their report"
)]

pub mod client;
pub mod proxy;
pub mod recordings;
pub mod session;
pub mod upstream;
