//! Letting go of old calls: rows of a call and of its attempts leave together, oldest first.
//!
//! Knows no clock: it is told from when on calls stay. The room in the file is used again by new
//! calls; the file itself does not shrink.

use crate::schema;
use crate::{Settings, StoreError};
use pointsman_units::UnixMillis;
use rusqlite::Connection;
use std::path::Path;

/// Calls that leave in one transaction: few enough that the writer never waits long for the lock.
const BATCH: u32 = 2_000;
/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Whether there is more to let go of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// No ended call is older than asked.
    None,
    /// The batch was full: ask again.
    More,
}

/// Deletes the oldest ended calls that arrived before `before`, at most one batch of them.
///
/// On a connection of its own: the writer's is busy with folding, and SQLite lets the two take turns.
pub(crate) fn let_go(path: &Path, before: UnixMillis) -> Result<Old, StoreError> {
    let fail = |error| StoreError::of(path, error);
    let ledger = schema::open_second(path, Settings::default().lock_patience).map_err(fail)?;
    let gone = delete(&ledger, before).map_err(fail)?;
    if gone > 0 {
        tracing::info!(calls = gone, "old calls left the ledger");
    }
    Ok(if gone < BATCH as usize {
        Old::None
    } else {
        Old::More
    })
}

/// A running call stays, however old: it settles into its row.
fn delete(ledger: &Connection, before: UnixMillis) -> rusqlite::Result<usize> {
    ledger.execute(
        "DELETE FROM call WHERE id IN (SELECT id FROM call \
         WHERE at < ?1 AND state <> 'running' ORDER BY at LIMIT ?2)",
        (before.0, BATCH),
    )
}

/// So many days before a midnight.
pub(crate) fn earlier(midnight: UnixMillis, days: u32) -> UnixMillis {
    UnixMillis(
        midnight
            .0
            .saturating_sub(i64::from(days).saturating_mul(DAY)),
    )
}

/// When the oldest call arrived.
pub(crate) fn oldest(ledger: &Connection) -> rusqlite::Result<Option<UnixMillis>> {
    let mut oldest = ledger.prepare_cached("SELECT MIN(at) FROM call")?;
    oldest.query_row([], |row| Ok(row.get::<_, Option<i64>>(0)?.map(UnixMillis)))
}
