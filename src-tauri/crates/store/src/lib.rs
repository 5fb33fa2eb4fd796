//! The ledger: the only room that names `rusqlite`. A journal, one writer, many readers.
//!
//! Computes no price, knows no provider and no clock; stores no body, key or prompt.

mod calls;
mod error;
mod rows;
mod settings;
mod spend;

pub use calls::CallQuery;
pub use error::{Reason, StoreError};
pub use rows::{AnsweredBy, AttemptRow, CallCost, CallRow, CallState, Defect};
pub use settings::{Fold, Health, Settings};
pub use spend::{Spend, SpendBy, SpendDay, SpendQuery, SpendRow, SpendTable, Sums};
