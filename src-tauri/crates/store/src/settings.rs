//! How the ledger is kept: when the journal is folded, and in which pieces.

use std::time::Duration;

/// When the journal is folded into SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// At latest so long after something was written.
    Within(Duration),
    /// Only when [`crate::Store::catch_up`] asks, and at the next start. For tests that kill the process.
    WhenAsked,
}

/// How the ledger is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// When the journal is folded.
    pub fold: Fold,
    /// The length in bytes at which the journal begins a new segment.
    pub segment_bytes: u64,
    /// The most records of one transaction.
    pub batch_records: usize,
    /// How long the writer waits where another program holds the ledger's lock, before it tries again
    /// later.
    pub lock_patience: Duration,
}

impl Default for Settings {
    /// Folds within 200 ms, at most 5,000 records at once, segments of 16 MiB.
    fn default() -> Self {
        Self {
            fold: Fold::Within(Duration::from_millis(200)),
            segment_bytes: 16 << 20,
            batch_records: 5_000,
            lock_patience: Duration::from_secs(5),
        }
    }
}

/// How it stands with the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// What was journalled is in SQLite, or will be at the next fold.
    Ok,
    /// The last fold failed; it is tried again. Nothing is lost, but reports miss the newest calls.
    Behind {
        /// How many bytes of the journal are not in SQLite.
        bytes: u64,
        /// Why.
        reason: crate::Reason,
    },
    /// The disk takes no records, so they wait in memory, in order. They are lost if the process ends
    /// before it takes them.
    Spooling {
        /// How many wait.
        records: usize,
        /// How many bytes that is.
        bytes: usize,
        /// Whether so many wait that no new call is let in.
        full: bool,
    },
}
