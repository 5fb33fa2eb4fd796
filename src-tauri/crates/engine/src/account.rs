//! Accounts: whose key pays at which provider. `accounts.toml`, parsed and checked.

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
