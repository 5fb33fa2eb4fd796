//! Calls read back from the ledger with their attempts, newest first.

use pointsman_units::{CallId, UnixMillis};
use std::sync::Arc;

/// Which calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallQuery {
    /// At most so many, the newest.
    pub last: usize,
    /// Only those before this one, for the next page.
    pub before: Option<CallId>,
    /// Only those that arrived at or after this.
    pub since: Option<UnixMillis>,
    /// Only those that arrived before this.
    pub until: Option<UnixMillis>,
    /// Only those of this project.
    pub project: Option<Arc<str>>,
}

impl CallQuery {
    /// The newest `last` calls, whatever they are.
    pub fn newest(last: usize) -> Self {
        Self {
            last,
            before: None,
            since: None,
            until: None,
            project: None,
        }
    }
}
