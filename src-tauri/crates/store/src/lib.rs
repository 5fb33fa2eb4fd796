//! The ledger: the only room that names `rusqlite`. A journal, one writer, many readers.
//!
//! Computes no price, knows no provider and no clock; stores no body, key or prompt.

mod backup;
mod calls;
mod error;
mod fold;
mod hour;
mod journal;
mod readers;
mod requests;
mod retention;
mod rows;
mod schema;
mod settings;
mod spend;
mod store;
mod sums;
mod words;
mod writer;

pub use calls::CallQuery;
pub use error::{Reason, StoreError};
pub use hour::Tried;
pub use requests::{Bar, CallPage, Ended, Facet, Narrow, Overview, ValueCount};
pub use retention::Old;
pub use rows::{AnsweredBy, AttemptRow, CallCost, CallRow, CallState, Defect};
pub use settings::{Fold, Health, Settings};
pub use spend::{Spend, SpendBy, SpendDay, SpendQuery, SpendRow, SpendTable, Sums};
pub use store::Store;
