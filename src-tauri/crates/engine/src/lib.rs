//! Who gets the call: policy, chains, plan, attempts, verdicts, relay, settlement.
//!
//! Has no socket, no file and no clock of its own, and never sees SQL. The world comes in through
//! [`ports`].

pub mod account;
pub mod call;
pub mod engine;
mod headers;
pub mod health;
mod kept;
pub mod local_keys;
mod plan;
pub mod policy;
pub mod ports;
pub mod problem;
pub mod record;
mod resolve;
mod scroll;
mod sheet;
pub mod verdict;

pub use call::{Arrived, CallStream, Caller, Head, Out, Tolerance};
pub use engine::{Engine, Parts, Timings};
pub use local_keys::LocalKeys;
pub use policy::Policy;
pub use problem::Problem;
