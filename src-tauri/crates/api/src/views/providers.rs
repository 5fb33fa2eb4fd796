//! Accounts, presets, models, and what a test found.

use pointsman_units::{Millis, UnixMillis};
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
    /// How many models the server that was found lists.
    pub found_models: u32,
    /// Its usual place is this machine.
    pub local: bool,
    /// Whether it makes the models it offers; else it hosts or passes on those of others.
    pub makes_models: bool,
    /// The ids of the models that are known, to find a provider by.
    pub offers: Vec<String>,
    /// Where it keeps data apart: what an account may name as its region.
    pub regions: Vec<RegionView>,
    /// The headers that an account's calls may carry.
    pub headers: Vec<String>,
}

/// A place where a provider keeps and works on data apart from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RegionView {
    /// What an account names it.
    pub id: String,
    /// Where its calls go.
    pub base_url: String,
    /// What it costs above the list price, in hundredths of it; null is nothing.
    pub surcharge: Option<u8>,
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
    /// Whether `base_url` is the account's own and not the provider's.
    pub own_base_url: bool,
    /// Where the provider keeps its data, where that is the account's own choice.
    pub region: Option<String>,
    /// The proxy its calls go through: an address, or `none`.
    pub proxy: Option<String>,
    /// A file of certificates that are trusted beside the system's.
    pub ca_file: Option<String>,
    /// The headers that its calls carry beside the client's.
    pub headers: Vec<NewHeader>,
    /// How much it may be asked.
    pub limits: AccountLimits,
    /// What is used of that.
    pub used: LimitsUsed,
    /// Its keys, in the order of the file. Empty where it has none.
    pub keys: Vec<KeyView>,
    /// Its models that were asked since the start, and how well they are.
    pub targets: Vec<TargetHealth>,
    /// What its provider told of limits where it needs no key; else each key has its own.
    pub room: Vec<RoomView>,
}

/// What is used of an account's own limits. Zero where it has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LimitsUsed {
    /// Requests within the last minute.
    pub requests: u32,
    /// Tokens within the last minute.
    pub tokens: u32,
    /// Requests that run now.
    pub concurrent: u32,
}

/// Whether a key signs calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyHealth {
    /// It does.
    Ok,
    /// Not until then: its provider said that it is asked too often, or that it has no credit.
    Cooling,
    /// Its provider refused it. It signs again when it is replaced, when a test passes, or after a
    /// start.
    Retired,
}

/// One key of an account, by its place. Never the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KeyView {
    /// Where it is, as the file writes it: `keychain:openai-2`, `env:OPENAI_API_KEY`.
    pub place: String,
    /// Whether it is there.
    pub status: KeyStatus,
    /// Whether it signs.
    pub health: KeyHealth,
    /// When it signs again, while it cools.
    pub until: Option<UnixMillis>,
    /// When its provider refused it.
    pub since: Option<UnixMillis>,
    /// The provider's words about that.
    pub why: Option<String>,
    /// What its provider told of limits, by model.
    pub room: Vec<RoomView>,
}

/// One limit, as a provider's answer told it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RoomView {
    /// The model that was asked.
    pub model: String,
    /// What it counts: `requests`, `tokens`, `input_tokens`, `output_tokens`.
    pub of: String,
    /// Over how long: a minute, a day; null where the provider does not say.
    pub per: Option<Millis>,
    /// How much there is.
    #[specta(type = Option<u32>)]
    pub limit: Option<u64>,
    /// How much is left; all of it again once `resets` has passed.
    #[specta(type = Option<u32>)]
    pub remaining: Option<u64>,
    /// When it is full again.
    pub resets: Option<UnixMillis>,
    /// When it was told.
    pub at: UnixMillis,
}

/// How well one model of an account is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TargetHealth {
    /// The model's id at the provider.
    pub model: String,
    /// Its breaker: `closed`, `half_open`, `open`.
    pub breaker: String,
    /// Since when; null where it has never opened.
    pub since: Option<UnixMillis>,
    /// Why it stands there.
    pub why: Option<String>,
    /// When the next call finds out whether it is well again, while the breaker is open.
    pub next_probe: Option<UnixMillis>,
    /// Outcomes that the breaker counts, of the last minute.
    pub calls: u32,
    /// Of them failed.
    pub failed: u32,
    /// Of them too slow for a hurried caller.
    pub slow: u32,
    /// The usual time to the first content of a stream.
    pub first_content: Option<Millis>,
}

/// How much an account may be asked. Null sets no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AccountLimits {
    /// Requests within a minute.
    pub requests_per_minute: Option<u32>,
    /// Tokens within a minute, in and out.
    pub tokens_per_minute: Option<u32>,
    /// Requests at the same time.
    pub concurrent: Option<u32>,
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
    /// Whether the caller's own credential is passed on; then it has no key.
    #[serde(default)]
    #[specta(optional)]
    pub client: Option<bool>,
    /// How its calls travel; as the provider and the system say when it is left out.
    #[serde(default)]
    #[specta(optional)]
    pub way: Option<NewWay>,
}

/// How the calls of a new account travel. Null is what the provider or the system says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, specta::Type)]
pub struct NewWay {
    /// Where the provider keeps its data.
    pub region: Option<String>,
    /// The proxy its calls go through: an address, or `none`.
    pub proxy: Option<String>,
    /// A file of certificates that are trusted beside the system's.
    pub ca_file: Option<String>,
    /// Headers that its calls carry, of those that the provider declares.
    pub headers: Vec<NewHeader>,
}

/// A header of an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, specta::Type)]
pub struct NewHeader {
    /// Its name.
    pub name: String,
    /// Its value; never a secret.
    pub value: String,
}

/// A server that was found on this machine. It is offered, and never used unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LocalServer {
    /// The catalogue id of what it is; `custom` where only its list of models is known.
    pub provider: String,
    /// Its name.
    pub provider_name: String,
    /// What an account's base URL would be; null where the provider's usual one is it.
    pub base_url: Option<String>,
    /// Where it is.
    pub address: String,
    /// The models it lists, at most 2,000; empty where it lists none without a key.
    pub models: Vec<String>,
    /// The account that calls it already.
    pub account: Option<String>,
}

/// A key for an account that exists.
#[derive(Clone, Deserialize, Serialize, specta::Type)]
pub struct NewKeyFor {
    /// The account.
    pub account: String,
    /// The key, which goes to the keychain.
    pub key: String,
    /// Which of its keys it replaces, by its place; the first where it is null.
    pub place: Option<String>,
}

/// One more key for an account.
#[derive(Clone, Deserialize, Serialize, specta::Type)]
pub struct MoreKey {
    /// The account.
    pub account: String,
    /// The key, which goes to the keychain.
    pub key: Option<String>,
    /// The environment variable that holds the key instead.
    pub key_env: Option<String>,
}

/// One key of an account.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, specta::Type)]
pub struct KeyOf {
    /// The account.
    pub account: String,
    /// The key's place.
    pub place: String,
}

/// All of an account's settings, as they shall be. Null is what the provider or the system says.
#[derive(Clone, Deserialize, Serialize, specta::Type)]
pub struct AccountChange {
    /// The account.
    pub account: String,
    /// Replaces the provider's base URL. Another one than before asks for the key again.
    pub base_url: Option<String>,
    /// Where the provider keeps its data.
    pub region: Option<String>,
    /// The proxy its calls go through: an address, or `none`.
    pub proxy: Option<String>,
    /// A file of certificates that are trusted beside the system's.
    pub ca_file: Option<String>,
    /// The headers that its calls carry, of those that the provider declares.
    #[serde(default)]
    pub headers: Vec<NewHeader>,
    /// How much it may be asked.
    pub limits: AccountLimits,
    /// The key for another base URL, which goes to the keychain.
    pub key: Option<String>,
    /// The environment variable that holds the key for another base URL instead.
    pub key_env: Option<String>,
}

/// Where an account shall stand in the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, specta::Type)]
pub struct AccountPlace {
    /// The account.
    pub account: String,
    /// Its place, counted from 0; beyond the end is the last one.
    pub to: u32,
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
    /// The failure code, where something failed: `auth`, `rate_limited`, `no_such_model` …
    pub kind: Option<String>,
    /// The provider's status, where it gave one.
    pub status: Option<u16>,
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

/// How the last hour went at an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AccountHealth {
    /// The account.
    pub account: String,
    /// Thirty slots of two minutes, oldest first: `clear`, `caution`, `stop`, or `off` without calls.
    pub hour: Vec<String>,
    /// Of all its attempts.
    pub sum: HourSum,
    /// Of each model that was tried, by its id.
    pub models: Vec<ModelHealth>,
}

/// How the last hour went at one model of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ModelHealth {
    /// The model's id at the provider.
    pub model: String,
    /// Of its attempts.
    pub sum: HourSum,
}

/// Sums over attempts of the last hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct HourSum {
    /// Attempts that ended.
    pub attempts: u32,
    /// Of them those that failed by the account's fault, not the request's or the client's.
    pub failed: u32,
    /// The median until the first content, of those that had any.
    pub first_token: Option<Millis>,
}
