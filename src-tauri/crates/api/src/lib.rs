//! The counter: what any shell may ask, by the words. Composes the house.
//!
//! Knows no window and no terminal: what it gives back is plain data.

mod attached;
pub mod check;
pub mod clock;
pub mod error;
pub mod folder;
mod house;
mod input;
mod live;
mod logs;
mod operations;
mod owner;
mod tools;
pub mod upkeep;
pub mod views;

pub use house::{House, Opening};
pub use operations::OPERATIONS;
pub use owner::Ready;
