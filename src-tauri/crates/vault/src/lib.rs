//! Provider keys: the only room that names `keyring` and the keychains behind it.
//!
//! Knows no provider and no socket to one. Never writes a key to a file.

mod error;
mod keychain;
mod vault;

pub use error::VaultError;
pub use vault::{KeyState, Vault, VaultKind};
