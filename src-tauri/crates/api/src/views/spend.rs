//! What was spent, on what.

use pointsman_units::{NanoUsd, Tokens, UnixMillis};
use serde::{Deserialize, Serialize};

/// By what spend is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SpendBy {
    /// The project of the key.
    Project,
    /// The environment of the key.
    Environment,
    /// The end user that the client named.
    User,
    /// The prompt's fingerprint.
    Prompt,
    /// The provider that was paid.
    Provider,
    /// The model that was paid.
    Model,
    /// The day.
    Day,
}

/// Which spend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SpendQuery {
    /// By what.
    pub by: SpendBy,
    /// From this point on.
    pub since: UnixMillis,
    /// Before this point; null is now.
    pub until: Option<UnixMillis>,
    /// Minutes that local time is ahead of UTC, for days.
    pub offset: i32,
}

/// Sums. Exact, estimated and simulated money are never mixed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Sums {
    /// Calls. By provider or model a call counts at each that was tried for it, so that rows may add
    /// up to more than the total.
    pub calls: u32,
    /// Calls that failed.
    pub failed: u32,
    /// Attempts.
    pub attempts: u32,
    /// Input tokens.
    pub input: Tokens,
    /// Of them read from a cache.
    pub cached: Tokens,
    /// Output tokens.
    pub output: Tokens,
    /// Real money from exact usage.
    pub cost: NanoUsd,
    /// Real money from estimated usage.
    pub estimated: NanoUsd,
    /// Simulated money.
    pub simulated: NanoUsd,
    /// Attempts whose price is unknown.
    pub unpriced: u32,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SpendRow {
    /// The project, provider, model … ; empty when the call named none, or reached none.
    pub key: String,
    /// Its sums.
    pub sums: Sums,
}

/// One bar segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DayPart {
    /// The day, `YYYY-MM-DD`, local.
    pub day: String,
    /// The row's key.
    pub key: String,
    /// Real money from exact usage.
    pub cost: NanoUsd,
    /// Real money from estimated usage.
    pub estimated: NanoUsd,
    /// Simulated money.
    pub simulated: NanoUsd,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SpendReport {
    /// The rows, by falling cost.
    pub rows: Vec<SpendRow>,
    /// The sum of everything.
    pub total: Sums,
    /// Per day and row.
    pub days: Vec<DayPart>,
    /// When it was made.
    pub at: UnixMillis,
}
