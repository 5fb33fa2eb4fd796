//! Support for the tests: recordings of real provider traffic, read in place.
//!
//! Knows no crate of the house. A panic here is a test's report.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "only tests link this crate, and a panic is their report"
)]

pub mod recordings;
