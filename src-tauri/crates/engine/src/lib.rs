//! Who gets the call: policy, chains, plan, attempts, verdicts, relay, settlement.
//!
//! Has no socket, no file and no clock of its own, and never sees SQL. The world comes in through
//! [`ports`].

pub mod account;
pub mod ports;
pub mod record;
