//! Why a key was not taken.

use std::error::Error;

/// A key could not be stored or removed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The keychain is locked and was not unlocked in time.
    #[error("the keychain is locked: unlock it, then try again")]
    Locked,
    /// There is no keychain on this machine.
    #[error(
        "this machine has no keychain: put the key into an environment variable instead, \
         and name it with `env:NAME` in accounts.toml"
    )]
    NoKeychain,
    /// A key without a character.
    #[error("the key is empty")]
    Empty,
    /// The keychain refused for another reason.
    #[error("the keychain refused to {doing} the key `{name}`")]
    Refused {
        /// What was being done.
        doing: &'static str,
        /// The key's name.
        name: String,
        /// What the keychain said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}
