//! The counter: what any shell may ask, by the eight words. Composes the house.

pub mod error;
pub mod views;
