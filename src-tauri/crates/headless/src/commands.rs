//! The commands, one room each.

pub mod account;
pub mod calls;
pub mod check;
pub mod connect;
pub mod diagnostics;
pub mod doctor;
pub mod key;
pub mod open;
pub mod report;
pub mod serve;
pub mod texts;
pub mod upkeep;
