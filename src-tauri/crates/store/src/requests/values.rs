//! The values that calls have, for whoever wants to narrow by one.

use super::clauses::{Clauses, Walk};
use super::{Facet, Narrow, ValueCount};
use crate::readers::ReadError;
use crate::words::unsigned;
use rusqlite::Connection;

/// How many calls are looked at.
const MOST_WALKED: u32 = 200_000;
/// How many values are worth showing.
const MOST_VALUES: u32 = 200;

/// The values of one facet among the newest calls that fit, the most frequent first.
pub(crate) fn values(
    ledger: &Connection,
    narrow: &Narrow,
    facet: Facet,
) -> Result<Vec<ValueCount>, ReadError> {
    let walk = Walk::plan(ledger, narrow, None, MOST_WALKED)?;
    let clauses = Clauses::new(narrow, &walk).with_target(narrow);
    let (column, from, count) = match facet {
        Facet::Project => of_call("c.project"),
        Facet::Environment => of_call("c.environment"),
        Facet::User => of_call("c.end_user"),
        Facet::Tool => of_call("c.tool"),
        Facet::Chain => of_call("c.chain"),
        Facet::Prompt => of_call("c.prompt"),
        Facet::Failure => of_call("c.failure"),
        Facet::Provider => of_attempt("a.provider"),
        Facet::Model => of_attempt("a.model"),
    };
    // A call that did not fail has no kind of failure to choose.
    let named = match facet {
        Facet::Failure => " AND c.failure IS NOT NULL",
        Facet::Project
        | Facet::Environment
        | Facet::User
        | Facet::Tool
        | Facet::Chain
        | Facet::Prompt
        | Facet::Provider
        | Facet::Model => "",
    };
    let sql = format!(
        "SELECT COALESCE({column}, ''), {count} FROM {from} WHERE {}{named} \
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}",
        clauses.sql()
    );
    let mut statement = ledger.prepare_cached(&sql)?;
    let rows = statement.query_map(clauses.values(), |row| {
        Ok(ValueCount {
            value: row.get(0)?,
            calls: unsigned(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn of_call(column: &'static str) -> (&'static str, &'static str, &'static str) {
    (column, "call c", "COUNT(*)")
}

fn of_attempt(column: &'static str) -> (&'static str, &'static str, &'static str) {
    let from = "call c JOIN attempt a ON a.call = c.id";
    (column, from, "COUNT(DISTINCT c.id)")
}
