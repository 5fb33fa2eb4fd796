//! Accounts, presets, models, and what a test found.

use pointsman_units::Millis;
use serde::{Deserialize, Serialize};

/// How it stands with an account's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// Stored in the keychain, or set in the environment.
    Present,
    /// Named, but not there.
    Missing,
    /// The keychain is locked.
    Locked,
    /// There is no keychain on this machine.
    NoKeychain,
    /// None is needed.
    NotNeeded,
}

/// A provider that an account can be made at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Preset {
    /// The catalogue id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its two letters.
    pub monogram: String,
    /// The base URL; empty when the user must name one.
    pub base_url: String,
    /// `needed`, `optional`, `none`.
    pub key: String,
    /// Where a key is made.
    pub key_url: Option<String>,
    /// How many models of it are known.
    pub models: u32,
    /// A server of it was found running on this machine.
    pub found: bool,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AccountView {
    /// Its name.
    pub name: String,
    /// The catalogue id of its provider.
    pub provider: String,
    /// The provider's name.
    pub provider_name: String,
    /// The provider's two letters.
    pub monogram: String,
    /// Where calls go.
    pub base_url: String,
    /// How it stands with the key.
    pub key: KeyStatus,
    /// Where the key is: `keychain`, `env:NAME`, `none`.
    pub key_place: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether its money is simulated.
    pub simulated: bool,
    /// How many models of it are known.
    pub models: u32,
    /// The chains that use it.
    pub chains: Vec<String>,
}

/// One model of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ModelView {
    /// Its id at the provider.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The context window in tokens.
    pub context: Option<u32>,
    /// Dollars per million input tokens, as text; null is unpriced.
    pub input: Option<String>,
    /// Dollars per million cached tokens.
    pub cached: Option<String>,
    /// Dollars per million output tokens.
    pub output: Option<String>,
    /// Where the price was read.
    pub source: Option<String>,
    /// The day it was read.
    pub read: Option<String>,
    /// Abilities: `tools`, `vision`, `reasoning`, `json_schema`.
    pub abilities: Vec<String>,
    /// The chains that use it.
    pub chains: Vec<String>,
    /// The day it is retired.
    pub retires: Option<String>,
}

/// A new account.
#[derive(Clone, Deserialize, Serialize, specta::Type)]
pub struct NewAccount {
    /// The catalogue id.
    pub provider: String,
    /// Its name; the provider's id when null.
    pub name: Option<String>,
    /// Replaces the provider's base URL.
    pub base_url: Option<String>,
    /// The key, which goes to the keychain.
    pub key: Option<String>,
    /// The environment variable that holds the key instead.
    pub key_env: Option<String>,
}

/// A key for an account that exists.
#[derive(Clone, Deserialize, Serialize, specta::Type)]
pub struct NewKeyFor {
    /// The account.
    pub account: String,
    /// The key, which goes to the keychain.
    pub key: String,
}

/// What a test is asked to do.
#[derive(Clone, Debug, Deserialize, Serialize, specta::Type)]
pub struct TestAsk {
    /// The account.
    pub account: String,
    /// The model to send a one-word call to; null tests the key alone.
    pub model: Option<String>,
}

/// What one check of a test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Check {
    /// Whether it passed; null when it was not run.
    pub ok: Option<bool>,
    /// What was found, with the provider's message.
    pub message: String,
    /// How long it took.
    pub took: Option<Millis>,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct TestReport {
    /// Whether the provider takes the key.
    pub auth: Check,
    /// Whether the model answers.
    pub model: Check,
    /// The models that the provider says it has, at most 2,000.
    pub models: Vec<String>,
}

/// Whether an account may be used.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, specta::Type)]
pub struct SetEnabled {
    /// The account.
    pub account: String,
    /// Whether it may be used.
    pub enabled: bool,
}
