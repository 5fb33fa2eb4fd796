//! Sums over all calls that fit, and how they lie in time, out of one walk.

use super::clauses::{Clauses, Walk};
use super::{Bar, Narrow, Overview};
use crate::readers::ReadError;
use crate::sums::{exact, sum};
use crate::words::unsigned;
use pointsman_units::{CallId, Millis, NanoUsd, UnixMillis};
use rusqlite::{Connection, OptionalExtension, Row};

/// How many calls are summed before the walk says from where on it counted: about a second.
const MOST_WALKED: u32 = 500_000;

/// The sums of `narrow`, with about `bars` bars up to `now` or the end of the window. Where a provider or
/// a model narrows, only the attempts there are paid for, so that the sum is that of its report.
pub(crate) fn overview(
    ledger: &Connection,
    narrow: &Narrow,
    now: UnixMillis,
    bars: u16,
) -> Result<Overview, ReadError> {
    let walk = Walk::plan(ledger, narrow, None, MOST_WALKED)?;
    let until = narrow.until.map_or(now, |until| until.min(now));
    let from = match (walk.cut, narrow.since) {
        (false, Some(since)) => since,
        (true, _) | (false, None) => oldest(ledger, &walk)?.unwrap_or(until),
    };
    let span = until.0.saturating_sub(from.0).max(1);
    let width = span.div_euclid(i64::from(bars.max(1))).max(1);
    let mut all = Overview {
        from,
        cut: walk.cut,
        width: Millis(unsigned(width)),
        ..Overview::default()
    };
    let mut clauses = Clauses::new(narrow, &walk);
    let sql = select(&mut clauses, narrow, from, width);
    let mut statement = ledger.prepare_cached(&sql)?;
    let mut rows = statement.query(clauses.values())?;
    while let Some(row) = rows.next()? {
        add(&mut all, row, usize::from(bars.max(1)))?;
    }
    Ok(all)
}

fn select(clauses: &mut Clauses, narrow: &Narrow, from: UnixMillis, width: i64) -> String {
    let target = clauses.target(narrow);
    let (from, width) = (clauses.place(from.0), clauses.place(width));
    let bar = format!("(c.at - {from}) / {width}");
    match target {
        None => format!(
            "SELECT {bar}, COUNT(*), SUM(c.state = 'failed'), SUM(c.moved IS NOT NULL), \
             SUM(c.unpriced), {}, {}, {} FROM call c WHERE {} GROUP BY 1",
            sum("c.cost_nano"),
            sum("c.estimated_nano"),
            sum("c.simulated_nano"),
            clauses.sql()
        ),
        Some(target) => {
            let known = "a.usage_source IN ('provider', 'counted')";
            let of = |which: &str| sum(&format!("CASE WHEN {which} THEN a.cost_nano END"));
            format!(
                "SELECT {bar}, COUNT(DISTINCT c.id), \
                 COUNT(DISTINCT CASE WHEN c.state = 'failed' THEN c.id END), \
                 COUNT(DISTINCT CASE WHEN c.moved IS NOT NULL THEN c.id END), \
                 SUM(a.unpriced), {}, {}, {} \
                 FROM call c JOIN attempt a ON a.call = c.id WHERE {}{target} GROUP BY 1",
                of(&format!("NOT a.simulated AND {known}")),
                of(&format!("NOT a.simulated AND NOT {known}")),
                of("a.simulated"),
                clauses.sql()
            )
        }
    }
}

fn add(all: &mut Overview, row: &Row<'_>, bars: usize) -> rusqlite::Result<()> {
    let place: i64 = row.get(0)?;
    let (calls, failed) = (unsigned(row.get(1)?), unsigned(row.get(2)?));
    all.calls += calls;
    all.failed += failed;
    all.moved += unsigned(row.get(3)?);
    all.unpriced += unsigned(row.get(4)?);
    all.cost += NanoUsd(exact(row, 5)?);
    all.estimated += NanoUsd(exact(row, 7)?);
    all.simulated += NanoUsd(exact(row, 9)?);
    // What is younger than `now`, when a clock was set back, stands in the last bar.
    let place = usize::try_from(place).unwrap_or(0).min(bars);
    if all.bars.len() <= place {
        all.bars.resize(place + 1, Bar::default());
    }
    if let Some(bar) = all.bars.get_mut(place) {
        bar.calls += calls;
        bar.failed += failed;
    }
    Ok(())
}

/// When the oldest call of a walk arrived.
fn oldest(ledger: &Connection, walk: &Walk) -> Result<Option<UnixMillis>, ReadError> {
    let id: Option<String> = ledger
        .prepare_cached("SELECT id FROM call WHERE id < ?1 AND id >= ?2 ORDER BY id LIMIT 1")?
        .query_row((&walk.before, &walk.from), |row| row.get(0))
        .optional()?;
    Ok(id.and_then(|id| id.parse().ok()).map(CallId::at))
}
