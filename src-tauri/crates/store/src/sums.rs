//! The SQL behind the reports: sums that cannot overflow, grouped by day and key.

use crate::readers::ReadError;
use crate::words::unsigned;
use crate::{Spend, SpendBy, Sums};
use pointsman_units::{NanoUsd, Tokens, UnixMillis};
use rusqlite::{Connection, Row, named_params};
use std::collections::BTreeMap;

/// By what the sums are grouped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Not at all.
    All,
    /// By one dimension.
    By(SpendBy),
    /// By the day, and within it by one dimension.
    DaysBy(SpendBy),
}

/// The day and the key that sums belong to, each where it was asked for and is known.
pub(crate) type Key = (Option<String>, Option<String>);

/// Which calls count, and when their days begin.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub since: Option<UnixMillis>,
    pub until: Option<UnixMillis>,
    pub offset_minutes: i32,
}

/// Both ends are always given, because SQLite uses no index where one may be absent.
const RANGE: &str = "c.at >= :since AND c.at < :until";

/// The sums of every group.
pub(crate) fn grouped(
    ledger: &Connection,
    group: Group,
    span: Span,
) -> Result<BTreeMap<Key, Spend>, ReadError> {
    let mut sums = BTreeMap::new();
    add(
        ledger,
        &calls_of(group, span),
        span,
        &mut sums,
        |sums, row| {
            sums.calls = unsigned(row.get(3)?);
            sums.failed_calls = unsigned(row.get(4)?);
            sums.unpriced_calls = unsigned(row.get(5)?);
            Ok(())
        },
    )?;
    add(
        ledger,
        &attempts_of(group, span),
        span,
        &mut sums,
        |sums, row| {
            sums.attempts = unsigned(row.get(3)?);
            sums.failed_attempts = unsigned(row.get(4)?);
            sums.unpriced_attempts = unsigned(row.get(5)?);
            sums.input = Tokens(unsigned(exact(row, 6)?));
            sums.cached = Tokens(unsigned(exact(row, 8)?));
            sums.output = Tokens(unsigned(exact(row, 10)?));
            sums.reasoning = Tokens(unsigned(exact(row, 12)?));
            sums.cost = NanoUsd(exact(row, 14)?);
            sums.estimated = NanoUsd(exact(row, 16)?);
            Ok(())
        },
    )?;
    Ok(sums)
}

fn add(
    ledger: &Connection,
    sql: &str,
    span: Span,
    sums: &mut BTreeMap<Key, Spend>,
    read: impl Fn(&mut Sums, &Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), ReadError> {
    let mut statement = ledger.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {
        ":since": span.since.map_or(i64::MIN, |at| at.0),
        ":until": span.until.map_or(i64::MAX, |at| at.0),
    })?;
    while let Some(row) = rows.next()? {
        let spend = sums.entry((row.get(0)?, row.get(1)?)).or_default();
        let simulated: bool = row.get(2)?;
        let side = if simulated {
            &mut spend.simulated
        } else {
            &mut spend.real
        };
        read(side, row)?;
    }
    Ok(())
}

/// Calls per group. Where the key belongs to attempts, a call counts once under each of its keys, and
/// one that reached nobody under none.
fn calls_of(group: Group, span: Span) -> String {
    let (day, key) = columns(group, span);
    if is_of_attempts(group) {
        format!(
            "SELECT {day}, {key}, COALESCE(a.simulated, c.simulated), COUNT(DISTINCT c.id), \
             COUNT(DISTINCT CASE WHEN c.state = 'failed' THEN c.id END), \
             COUNT(DISTINCT CASE WHEN a.unpriced THEN c.id END) \
             FROM call c LEFT JOIN attempt a ON a.call = c.id WHERE {RANGE} GROUP BY 1, 2, 3"
        )
    } else {
        format!(
            "SELECT {day}, {key}, c.simulated, COUNT(*), SUM(c.state = 'failed'), \
             SUM(c.unpriced > 0) FROM call c WHERE {RANGE} GROUP BY 1, 2, 3"
        )
    }
}

fn attempts_of(group: Group, span: Span) -> String {
    let (day, key) = columns(group, span);
    let known = "a.usage_source IN ('provider', 'counted')";
    let sums = [
        sum("a.input"),
        sum("a.cached"),
        sum("a.output"),
        sum("a.reasoning"),
        sum(&format!("CASE WHEN {known} THEN a.cost_nano END")),
        sum(&format!("CASE WHEN NOT {known} THEN a.cost_nano END")),
    ]
    .join(", ");
    format!(
        "SELECT {day}, {key}, a.simulated, COUNT(*), SUM(a.failure IS NOT NULL), \
         SUM(a.unpriced), {sums} \
         FROM call c JOIN attempt a ON a.call = c.id WHERE {RANGE} GROUP BY 1, 2, 3"
    )
}

/// A sum in two halves, because SQLite's own fails where it leaves an `i64`.
pub(crate) fn sum(column: &str) -> String {
    format!("SUM(({column}) >> 32), SUM(({column}) & 4294967295)")
}

/// The two halves put together. Beyond an `i64` it stops there.
pub(crate) fn exact(row: &Row<'_>, high: usize) -> rusqlite::Result<i64> {
    let half = |at| {
        row.get::<_, Option<i64>>(at)
            .map(|half| i128::from(half.unwrap_or(0)))
    };
    let sum = (half(high)? << 32) + half(high + 1)?;
    let limit = if sum < 0 { i64::MIN } else { i64::MAX };
    Ok(i64::try_from(sum).unwrap_or(limit))
}

/// The columns of the day and of the key.
fn columns(group: Group, span: Span) -> (String, String) {
    let none = || "NULL".to_owned();
    match group {
        Group::All => (none(), none()),
        Group::By(SpendBy::Day) => (none(), day(span)),
        Group::DaysBy(SpendBy::Day) => (day(span), day(span)),
        Group::By(by) => (none(), column(by).to_owned()),
        Group::DaysBy(by) => (day(span), column(by).to_owned()),
    }
}

fn day(span: Span) -> String {
    let ahead = i64::from(span.offset_minutes) * 60;
    format!("strftime('%Y-%m-%d', c.at / 1000 + ({ahead}), 'unixepoch')")
}

fn column(by: SpendBy) -> &'static str {
    match by {
        SpendBy::Project => "c.project",
        SpendBy::Environment => "c.environment",
        SpendBy::User => "c.end_user",
        SpendBy::Prompt => "c.prompt",
        SpendBy::Provider => "a.provider",
        SpendBy::Model => "a.model",
        SpendBy::Tool => "c.tool",
        SpendBy::Chain => "c.chain",
        SpendBy::Day => "c.at",
    }
}

fn is_of_attempts(group: Group) -> bool {
    match group {
        Group::All => false,
        Group::By(by) | Group::DaysBy(by) => column(by).starts_with("a."),
    }
}
