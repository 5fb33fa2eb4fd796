//! Accounts: whose key pays at which provider. `accounts.toml`, parsed and checked.

use crate::problem::Problem;
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

/// Reads `accounts.toml`.
///
/// # Errors
/// Everything that is wrong in the text.
pub fn parse(_text: &str) -> Result<Vec<Account>, Vec<Problem>> {
    unimplemented!()
}

/// The text with an account added at its end.
///
/// # Errors
/// When the text cannot be read or has an account of this name.
pub fn add(_text: &str, _account: &Account) -> Result<String, Problem> {
    unimplemented!()
}

/// The text with the account of this name replaced where it stands.
///
/// # Errors
/// When the text cannot be read or has no account of this name.
pub fn replace(_text: &str, _name: &str, _account: &Account) -> Result<String, Problem> {
    unimplemented!()
}

/// The text without the account.
///
/// # Errors
/// When the text cannot be read or has no account of this name.
pub fn remove(_text: &str, _name: &str) -> Result<String, Problem> {
    unimplemented!()
}
