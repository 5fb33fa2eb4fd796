//! The Secret Service of Linux and the BSDs (GNOME Keyring, KWallet, KeePassXC), over D-Bus.
//!
//! keyring's own store for it unlocks whatever a search meets and holds one lock of the whole
//! process while the dialog stands open, so that one locked collection would hang every later key
//! (zbus-secret-service-keyring-store 1.0.1, service.rs). This goes one floor down, to the crate that
//! keyring stands on, with keyring's attributes: a look never unlocks, and each question has its own
//! connection, which a caller that stops waiting simply drops.

use super::{Found, SERVICE};
use crate::VaultError;
use pointsman_engine::ports::KeyTrouble;
use pointsman_units::Secret;
use secret_service::{Collection, EncryptionType, Error, SecretService};
use std::collections::HashMap;

/// What stands under a name, without touching the secret.
pub(crate) async fn look(name: &str) -> Found {
    let Ok(service) = connect(EncryptionType::Plain).await else {
        return Found::NoKeychain;
    };
    match service.search_items(attributes(name)).await {
        Ok(found) if !found.unlocked.is_empty() => Found::Open,
        Ok(found) if !found.locked.is_empty() => Found::Locked,
        Ok(_) => Found::Nowhere,
        Err(error) => {
            tracing::warn!(%error, "the keychain cannot be searched");
            Found::NoKeychain
        }
    }
}

/// The key under a name. Never unlocks.
pub(crate) async fn read(name: &str) -> Result<Secret, KeyTrouble> {
    read_over(EncryptionType::Dh, name).await
}

/// A text under a name that is no secret. Spares the exchange of keys with the service. Never unlocks.
pub(crate) async fn read_plain(name: &str) -> Result<Secret, KeyTrouble> {
    read_over(EncryptionType::Plain, name).await
}

async fn read_over(encryption: EncryptionType, name: &str) -> Result<Secret, KeyTrouble> {
    let service = connect(encryption)
        .await
        .map_err(|_| KeyTrouble::NoKeychain)?;
    let found = service
        .search_items(attributes(name))
        .await
        .map_err(|error| trouble(&error))?;
    let Some(item) = found.unlocked.first() else {
        return Err(if found.locked.is_empty() {
            KeyTrouble::Missing
        } else {
            KeyTrouble::Locked
        });
    };
    let bytes = item.get_secret().await.map_err(|error| trouble(&error))?;
    String::from_utf8(bytes)
        .map(Secret::new)
        .map_err(|_| KeyTrouble::Missing)
}

/// Puts a key under a name, in place of what stood there. Never unlocks.
pub(crate) async fn write(name: &str, secret: &Secret) -> Result<(), VaultError> {
    let refused = |error| refusal("store", name, error);
    let service = connect(EncryptionType::Dh).await?;
    let found = service
        .search_items(attributes(name))
        .await
        .map_err(refused)?;
    if !found.locked.is_empty() {
        return Err(VaultError::Locked);
    }
    let bytes = secret.expose().as_bytes();
    if let Some(item) = found.unlocked.first() {
        return item.set_secret(bytes, CONTENT).await.map_err(refused);
    }
    let collection = default_collection(&service).await.map_err(refused)?;
    if collection.is_locked().await.map_err(refused)? {
        return Err(VaultError::Locked);
    }
    let label = format!("Pointsman: {name}");
    collection
        .create_item(&label, attributes(name), bytes, true, CONTENT)
        .await
        .map_err(refused)?;
    Ok(())
}

/// Takes away every key under a name. Never unlocks.
pub(crate) async fn remove(name: &str) -> Result<(), VaultError> {
    let refused = |error| refusal("remove", name, error);
    let service = connect(EncryptionType::Plain).await?;
    let found = service
        .search_items(attributes(name))
        .await
        .map_err(refused)?;
    if !found.locked.is_empty() {
        return Err(VaultError::Locked);
    }
    for item in &found.unlocked {
        item.delete().await.map_err(refused)?;
    }
    Ok(())
}

/// Asks the user to unlock whatever holds keys of ours, and the collection where new ones go.
/// Lasts as long as the dialog does. True when nothing of it is locked afterwards.
pub(crate) async fn unlock() -> bool {
    match try_unlock().await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "the keychain stays locked");
            false
        }
    }
}

const CONTENT: &str = "text/plain";

async fn connect(encryption: EncryptionType) -> Result<SecretService<'static>, VaultError> {
    SecretService::connect(encryption).await.map_err(|error| {
        tracing::debug!(%error, "no secret service answers");
        VaultError::NoKeychain
    })
}

/// keyring's own attributes, so that a key planted with one of its tools is found.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

async fn try_unlock() -> Result<(), Error> {
    let service = SecretService::connect(EncryptionType::Plain).await?;
    let ours = HashMap::from([("service", SERVICE)]);
    for item in service.search_items(ours).await?.locked {
        // The first dialog unlocks the collection of the item, and with it the others.
        if item.is_locked().await? {
            item.unlock().await?;
        }
    }
    let collection = default_collection(&service).await?;
    if collection.is_locked().await? {
        collection.unlock().await?;
    }
    collection.ensure_unlocked().await
}

/// Where new keys go. A fresh machine has none, and gets the one that every desktop names so.
async fn default_collection<'a>(service: &'a SecretService<'_>) -> Result<Collection<'a>, Error> {
    match service.get_default_collection().await {
        Err(Error::NoResult) => service.create_collection("Login", "default").await,
        found => found,
    }
}

fn trouble(error: &Error) -> KeyTrouble {
    if is_lock(error) {
        return KeyTrouble::Locked;
    }
    tracing::warn!(%error, "the keychain does not answer as it should");
    KeyTrouble::NoKeychain
}

fn refusal(doing: &'static str, name: &str, error: Error) -> VaultError {
    if is_lock(&error) {
        return VaultError::Locked;
    }
    VaultError::Refused {
        doing,
        name: name.to_owned(),
        source: Box::new(error),
    }
}

fn is_lock(error: &Error) -> bool {
    const LOCKED: &str = "org.freedesktop.Secret.Error.IsLocked";
    matches!(
        error,
        Error::Locked | Error::Prompt | Error::PromptDisconnected
    ) || error.to_string().contains(LOCKED)
}
