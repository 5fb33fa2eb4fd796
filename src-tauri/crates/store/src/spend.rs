//! What was spent, on what: sums over calls and attempts. Computes no price and knows no clock.

use crate::readers::ReadError;
use crate::sums::{Group, Span, grouped};
use pointsman_units::{NanoUsd, Tokens, UnixMillis};
use rusqlite::Connection;
use std::cmp::Reverse;

/// By what spend is summed. Provider and model belong to attempts, the others to calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpendBy {
    /// The project of the key.
    Project,
    /// The environment of the key.
    Environment,
    /// The end user that the client named.
    User,
    /// The prompt's fingerprint.
    Prompt,
    /// The provider that was asked.
    Provider,
    /// The model's name at its provider.
    Model,
    /// The day the call arrived, `YYYY-MM-DD`.
    Day,
    /// The tool the key was made for.
    Tool,
    /// The chain that was chosen.
    Chain,
}

/// Which spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpendQuery {
    /// By what.
    pub by: SpendBy,
    /// Only calls that arrived at or after this; `None` is from the beginning.
    pub since: Option<UnixMillis>,
    /// Only calls that arrived before this; `None` is until now.
    pub until: Option<UnixMillis>,
    /// How many minutes local time is ahead of UTC. Days begin at local midnight.
    pub offset_minutes: i32,
}

/// Sums over calls and their attempts, either all real or all simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Calls. By provider or model: calls with an attempt there, and under no key those that reached
    /// nobody. A call is simulated when it had attempts and each was simulated.
    pub calls: u64,
    /// Of them the failed ones.
    pub failed_calls: u64,
    /// Of them those with an unpriced attempt.
    pub unpriced_calls: u64,
    /// Attempts.
    pub attempts: u64,
    /// Of them the failed ones.
    pub failed_attempts: u64,
    /// Of them those whose cost is unknown.
    pub unpriced_attempts: u64,
    /// Input tokens, as far as known.
    pub input: Tokens,
    /// Of them read from a cache.
    pub cached: Tokens,
    /// Output tokens, as far as known.
    pub output: Tokens,
    /// Of them spent on reasoning.
    pub reasoning: Tokens,
    /// Money whose usage the provider gave or a tokenizer counted.
    pub cost: NanoUsd,
    /// Money whose usage is estimated.
    pub estimated: NanoUsd,
}

/// Real and simulated sums, side by side and never added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spend {
    /// What was really spent.
    pub real: Sums,
    /// What the simulator made up.
    pub simulated: Sums,
}

/// The spend of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendRow {
    /// The project, provider, day …; `None` where the call named none.
    pub key: Option<String>,
    /// Its sums.
    pub spend: Spend,
}

/// The spend of one key on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendDay {
    /// The day, `YYYY-MM-DD`, by the query's offset.
    pub day: String,
    /// The project, provider …; `None` where the call named none.
    pub key: Option<String>,
    /// Its sums.
    pub spend: Spend,
}

/// A report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpendTable {
    /// The rows by falling real money, then by key; by key when the key is the day.
    pub rows: Vec<SpendRow>,
    /// The sums over all calls of the report, each call counted once.
    pub total: Spend,
}

/// The report of a query.
pub(crate) fn table(ledger: &Connection, query: &SpendQuery) -> Result<SpendTable, ReadError> {
    let mut rows: Vec<SpendRow> = grouped(ledger, Group::By(query.by), query.span())?
        .into_iter()
        .map(|((_, key), spend)| SpendRow { key, spend })
        .collect();
    if query.by != SpendBy::Day {
        rows.sort_by_key(|row| Reverse(row.spend.real.cost + row.spend.real.estimated));
    }
    let total = total(ledger, query.since, query.until)?;
    Ok(SpendTable { rows, total })
}

/// The spend of a query per day.
pub(crate) fn days(ledger: &Connection, query: &SpendQuery) -> Result<Vec<SpendDay>, ReadError> {
    let days = grouped(ledger, Group::DaysBy(query.by), query.span())?;
    Ok(days
        .into_iter()
        .filter_map(|((day, key), spend)| {
            Some(SpendDay {
                day: day?,
                key,
                spend,
            })
        })
        .collect())
}

/// The sums over all calls between two points.
pub(crate) fn total(
    ledger: &Connection,
    since: Option<UnixMillis>,
    until: Option<UnixMillis>,
) -> Result<Spend, ReadError> {
    let span = Span {
        since,
        until,
        offset_minutes: 0,
    };
    let sums = grouped(ledger, Group::All, span)?;
    Ok(sums.into_values().next().unwrap_or_default())
}

/// The last local midnight at or before `now`.
pub(crate) fn midnight(now: UnixMillis, offset_minutes: i32) -> UnixMillis {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let offset = i64::from(offset_minutes) * 60_000;
    let local = now.0.saturating_add(offset);
    UnixMillis((local - local.rem_euclid(DAY)).saturating_sub(offset))
}

impl SpendQuery {
    fn span(&self) -> Span {
        Span {
            since: self.since,
            until: self.until,
            offset_minutes: self.offset_minutes,
        }
    }
}
