//! Accounts: whose key pays at which provider. `accounts.toml`, parsed, checked and edited.
//!
//! Knows where a key is, never the key.

mod address;
mod edit;
mod network;
mod parse;

pub use edit::{add, place, remove, replace};
pub use parse::{check, parse};

use pointsman_wire::Dialect;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where a key of an account is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyRef {
    /// In the OS keychain under this name.
    Keychain(String),
    /// In this environment variable.
    Env(String),
}

impl KeyRef {
    /// As the file writes it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Keychain(name) => format!("keychain:{name}"),
            Self::Env(name) => format!("env:{name}"),
        }
    }

    /// Reads what the file writes. `None` when it is neither.
    pub fn read(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("keychain", name) if !name.is_empty() => Some(Self::Keychain(name.to_owned())),
            ("env", name) if !name.is_empty() => Some(Self::Env(name.to_owned())),
            _ => None,
        }
    }
}

/// The word for `key` of an account that passes the caller's own credential on.
pub const CALLERS_KEY: &str = "client";

/// Whose credential signs an account's calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signer {
    /// The account's own keys, where it has any.
    #[default]
    Account,
    /// Whoever calls: what the client sent beside its local key is passed on to this account's
    /// provider, in the client's own dialect, and nowhere else. Such calls are of a subscription.
    Caller,
}

/// How much an account may be asked at once. What is not set is not limited here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Requests within a minute: `rpm`.
    pub requests_per_minute: Option<u64>,
    /// Tokens within a minute, in and out: `tpm`.
    pub tokens_per_minute: Option<u64>,
    /// Requests at the same time: `concurrency`.
    pub concurrent: Option<u64>,
}

/// The word for `proxy` that sends an account past every proxy.
pub const NO_PROXY: &str = "none";

/// One account of `accounts.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name a target starts with. No slash in it.
    pub name: String,
    /// The provider's id in the catalogue.
    pub provider: String,
    /// Where its keys are, in file order. Empty for a server that needs none.
    pub keys: Vec<KeyRef>,
    /// Whose credential signs its calls. Without keys of its own where it is the caller's.
    pub signer: Signer,
    /// Replaces the provider's base URL. Without a trailing slash.
    pub base_url: Option<String>,
    /// The dialect, for a `custom` provider.
    pub dialect: Option<Dialect>,
    /// Whether it may be used.
    pub enabled: bool,
    /// Where the provider keeps this account's data, where that is the account's own choice.
    pub region: Option<String>,
    /// The proxy its calls go through in place of the environment's, or [`NO_PROXY`].
    pub proxy: Option<String>,
    /// A file of certificates (PEM) that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// How much it may be asked.
    pub limits: Limits,
    /// Headers that its calls carry, by name in lower case: those that its provider declares, which
    /// choose what is behind it. Never a secret.
    pub headers: BTreeMap<String, String>,
}

impl Account {
    /// An account of a provider as it is before anything else is said of it: enabled, no key.
    pub fn new(name: impl Into<String>, provider: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            provider: provider.into(),
            keys: Vec::new(),
            signer: Signer::default(),
            base_url: None,
            dialect: None,
            enabled: true,
            region: None,
            proxy: None,
            ca_file: None,
            limits: Limits::default(),
            headers: BTreeMap::new(),
        }
    }
}

/// Whether a key without a word about its home may go there: one that another tool put into the
/// keychain may go to the account's provider and nowhere else.
pub fn takes_unmarked_keys(home: &str) -> bool {
    home.starts_with("provider:")
}

/// Whether a name may stand before the slash of a target: letters, digits, `-`, `_` and `.`, not
/// empty, and not `chain`, which names chains.
pub fn is_account_name(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !name.is_empty() && name != "chain" && name.bytes().all(sound)
}
