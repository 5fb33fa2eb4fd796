//! The last while: its attempts, one line each, that a signal of health is drawn from, and when keys
//! and projects were used last. Judges none.

use crate::readers::ReadError;
use crate::words;
use pointsman_units::{Millis, UnixMillis};
use pointsman_wire::FailureKind;
use rusqlite::Connection;

/// One attempt that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The account.
    pub account: String,
    /// The model at its provider.
    pub model: String,
    /// When it left.
    pub at: UnixMillis,
    /// Why it failed; `None` when it answered.
    pub failure: Option<FailureKind>,
    /// Until the first content, where there was any.
    pub first_content: Option<Millis>,
}

/// Attempts of calls that arrived at or after a point, newest calls first, at most `most`.
pub(crate) fn tried(
    ledger: &Connection,
    since: UnixMillis,
    most: usize,
) -> Result<Vec<Tried>, ReadError> {
    let mut statement = ledger.prepare_cached(
        "SELECT a.account, a.model, a.at, a.failure, a.first_content_ms
         FROM call c JOIN attempt a ON a.call = c.id
         WHERE c.at >= ?1 AND a.total_ms IS NOT NULL
         ORDER BY c.at DESC LIMIT ?2",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map((since.0, most), |row| {
        let failure: Option<String> = row.get(3)?;
        let first: Option<i64> = row.get(4)?;
        Ok(Tried {
            account: row.get(0)?,
            model: row.get(1)?,
            at: UnixMillis(row.get(2)?),
            // A word of a newer version is a failure all the same.
            failure: failure.map(|word| words::read(word).unwrap_or(FailureKind::Bug)),
            first_content: first.map(|millis| Millis(words::unsigned(millis))),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When each local key was used last, among the newest `most` calls.
pub(crate) fn keys_used(
    ledger: &Connection,
    most: usize,
) -> Result<Vec<(String, UnixMillis)>, ReadError> {
    let mut statement = ledger.prepare_cached(
        "SELECT local_key, max(at) FROM
         (SELECT local_key, at FROM call ORDER BY at DESC LIMIT ?1) GROUP BY local_key",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map([most], |row| Ok((row.get(0)?, UnixMillis(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When a project's last call arrived; `None` when the ledger has none of it.
pub(crate) fn project_used(
    ledger: &Connection,
    project: &str,
) -> Result<Option<UnixMillis>, ReadError> {
    let mut statement = ledger.prepare_cached("SELECT max(at) FROM call WHERE project = ?1")?;
    let at: Option<i64> = statement.query_row([project], |row| row.get(0))?;
    Ok(at.map(UnixMillis))
}
