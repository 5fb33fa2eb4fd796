//! Accounts: whose key pays at which provider. `accounts.toml`, parsed, checked and edited.
//!
//! Knows where a key is, never the key.

mod edit;
mod parse;

pub use edit::{add, remove, replace};
pub use parse::{check, parse};

use pointsman_wire::Dialect;

/// Where an account's key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRef {
    /// In the OS keychain under this name.
    Keychain(String),
    /// In this environment variable.
    Env(String),
    /// The server needs none.
    None,
}

impl KeyRef {
    /// As the file writes it; `None` when the file has no `key`.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Keychain(name) => Some(format!("keychain:{name}")),
            Self::Env(name) => Some(format!("env:{name}")),
            Self::None => None,
        }
    }
}

/// One account of `accounts.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name a target starts with. No slash in it.
    pub name: String,
    /// The provider's id in the catalogue.
    pub provider: String,
    /// Where the key is.
    pub key: KeyRef,
    /// Replaces the provider's base URL. Without a trailing slash.
    pub base_url: Option<String>,
    /// The dialect, for a `custom` provider.
    pub dialect: Option<Dialect>,
    /// Whether it may be used.
    pub enabled: bool,
}

/// Whether a name may stand before the slash of a target: letters, digits, `-`, `_` and `.`, not
/// empty, and not `chain`, which names chains.
pub fn is_account_name(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !name.is_empty() && name != "chain" && name.bytes().all(sound)
}
