//! One page of the list.

use super::clauses::{Clauses, Walk};
use super::{CallPage, Narrow};
use crate::calls;
use crate::readers::ReadError;
use pointsman_units::CallId;
use rusqlite::Connection;

/// How many calls a page looks at before it says how far it came: a fraction of a second.
const MOST_WALKED: u32 = 100_000;

/// At most `limit` calls that fit, newest first, of those before `before`. With fewer than that, and
/// `next` all the same, the walk has not come to its end.
pub(crate) fn page(
    ledger: &Connection,
    narrow: &Narrow,
    before: Option<CallId>,
    limit: u32,
) -> Result<CallPage, ReadError> {
    let walk = Walk::plan(ledger, narrow, before, MOST_WALKED)?;
    let mut clauses = Clauses::new(narrow, &walk).with_target(narrow);
    // One more than asked says whether there is more.
    let most = clauses.place(i64::from(limit) + 1);
    let sql = format!(
        "SELECT c.* FROM call c WHERE {} ORDER BY c.id DESC LIMIT {most}",
        clauses.sql()
    );
    let mut statement = ledger.prepare_cached(&sql)?;
    let mut rows = statement.query(clauses.values())?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(calls::call(ledger, row)?);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = if more {
        found.last().map(|last| last.head.call)
    } else if walk.cut {
        walk.from.parse().ok()
    } else {
        None
    };
    Ok(CallPage { calls: found, next })
}
