//! What was spent, on what: sums over calls and attempts. Computes no price and knows no clock.

use pointsman_units::{NanoUsd, Tokens, UnixMillis};

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
    /// Calls. By provider or model: calls with an attempt there. A call is simulated when it had
    /// attempts and each was simulated.
    pub calls: u64,
    /// Of them the failed ones.
    pub failed_calls: u64,
    /// Of them those with an unpriced attempt.
    pub unpriced_calls: u64,
    /// Attempts.
    pub attempts: u64,
    /// Of them the failed ones.
    pub failed_attempts: u64,
    /// Of them those that used something whose price or amount is unknown.
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
