//! The words everyone uses: money, tokens, time, ids, secrets.
//!
//! Knows no provider, dialect, file or socket, and depends on nothing but serde and specta.

pub mod id;
pub mod money;
pub mod secret;
pub mod time;
pub mod tokens;

pub use id::{AttemptNo, CallId};
pub use money::{NanoUsd, Rate};
pub use secret::Secret;
pub use time::{Millis, UnixMillis};
pub use tokens::Tokens;
