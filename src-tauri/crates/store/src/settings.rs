//! How the ledger is kept: when the journal is folded, and in which pieces.

use std::time::Duration;

/// When the journal is folded into SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// At latest so long after something was written, but in a flood.
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
    /// Records come in a flood while at least so many bytes of them come between two looks, which are
    /// as far apart as a fold may wait. In a flood the fold leaves the processor to the calls, and goes
    /// on when it is over or when someone reads.
    pub flood_bytes: u64,
    /// So many bytes are folded in a flood too, so that neither the disk nor the next start has to
    /// bear more.
    pub most_behind: u64,
    /// How long the writer waits where another program holds the ledger's lock, before it tries again
    /// later.
    pub lock_patience: Duration,
}

impl Default for Settings {
    /// Folds within 200 ms, at most 5,000 records at once, segments of 16 MiB. A flood is some 2,000
    /// calls a second, and at most 64 MiB behind.
    fn default() -> Self {
        Self {
            fold: Fold::Within(Duration::from_millis(200)),
            segment_bytes: 16 << 20,
            batch_records: 5_000,
            flood_bytes: 256 << 10,
            most_behind: 64 << 20,
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
