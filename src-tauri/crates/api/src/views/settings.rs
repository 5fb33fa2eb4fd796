//! How it stands with the proxy.

use pointsman_units::NanoUsd;
use serde::{Deserialize, Serialize};

/// Whether this process owns the data folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ownership {
    /// This process serves.
    Owner,
    /// Another process serves; this one is attached to it.
    Attached {
        /// The owner's process id.
        pid: u32,
    },
}

/// One account's aspect for the status bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AccountAspect {
    /// The account.
    pub name: String,
    /// `clear`, `caution`, `stop`, `off`.
    pub aspect: String,
    /// Why, in a few words; null when clear.
    pub why: Option<String>,
}

/// The state of the proxy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Status {
    /// Where it listens: `http://127.0.0.1:4100/v1`. Null when it does not.
    pub base_url: Option<String>,
    /// Why it does not listen, and what to do.
    pub trouble: Option<String>,
    /// Who owns the data folder.
    pub ownership: Ownership,
    /// The version.
    pub version: String,
    /// The data folder.
    pub data_dir: String,
    /// Calls in flight.
    pub in_flight: u32,
    /// Calls of the last minute.
    pub calls_per_minute: u32,
    /// Real money spent today, exact and estimated.
    pub today: NanoUsd,
    /// Simulated money of today.
    pub today_simulated: NanoUsd,
    /// Attempts of today without a price.
    pub today_unpriced: u32,
    /// The accounts' aspects, by their last attempts.
    pub accounts: Vec<AccountAspect>,
    /// Null when the ledger is up to date, else why it is behind.
    pub ledger: Option<String>,
    /// Whether any account but the simulator exists.
    pub real_accounts: bool,
    /// Calls ever made, for the first start.
    pub any_calls: bool,
    /// The short hash of the policy that holds.
    pub policy: String,
}

/// What a report of a fault needs. Holds no key, no prompt and no account's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Diagnostics {
    /// Lines to paste, ended by line feeds.
    pub text: String,
}
