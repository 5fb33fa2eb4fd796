//! Keys by account, from memory, the environment and a real keychain in a session of its own.
#![cfg(test)]

#[cfg(target_os = "linux")]
mod keyring;
mod memory;
#[cfg(target_os = "linux")]
mod session;

use pointsman_engine::account::KeyRef;
use pointsman_engine::ports::{KeyTrouble, Keys};
use pointsman_units::Secret;
use pointsman_vault::Vault;

/// The home of an account at a provider's own address.
const HOME: &str = "provider:openai";

fn keychain(name: &str) -> KeyRef {
    KeyRef::Keychain(name.to_owned())
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// What the vault hands to the upstream for this key.
async fn read(vault: &Vault, key: KeyRef) -> Result<String, KeyTrouble> {
    let secret = vault.secret(&key, HOME).await?;
    Ok(secret.expose().to_owned())
}
