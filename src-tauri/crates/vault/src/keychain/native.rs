//! The keychains of macOS and Windows, through keyring. Its calls block and may put up the system's
//! own dialog, so they run on threads made for blocking.

use super::{Found, SERVICE};
use crate::VaultError;
use keyring::{Entry, Error};
use pointsman_engine::ports::KeyTrouble;
use pointsman_units::Secret;

/// What stands under a name, without touching the secret where the system can tell it apart.
pub(crate) async fn look(name: &str) -> Found {
    let name = name.to_owned();
    match blocking(move || search(&name)).await {
        Ok(true) => Found::Open,
        Ok(false) | Err(Error::NoEntry) => Found::Nowhere,
        Err(Error::NoStorageAccess(_)) => Found::Locked,
        Err(error) => {
            tracing::warn!(%error, "the keychain cannot be searched");
            Found::NoKeychain
        }
    }
}

/// The key under a name. The system may ask the user.
pub(crate) async fn read(name: &str) -> Result<Secret, KeyTrouble> {
    let name = name.to_owned();
    let read = blocking(move || Entry::new(SERVICE, &name)?.get_password()).await;
    match read {
        Ok(text) => Ok(Secret::new(text)),
        Err(Error::NoEntry | Error::BadEncoding(_)) => Err(KeyTrouble::Missing),
        Err(Error::NoStorageAccess(_)) => Err(KeyTrouble::Locked),
        Err(error) => {
            tracing::warn!(%error, "the keychain does not answer as it should");
            Err(KeyTrouble::NoKeychain)
        }
    }
}

/// A text under a name that is no secret. These systems know one way to read.
pub(crate) async fn read_plain(name: &str) -> Result<Secret, KeyTrouble> {
    read(name).await
}

/// Puts a key under a name, in place of what stood there.
pub(crate) async fn write(name: &str, secret: &Secret) -> Result<(), VaultError> {
    let (user, text) = (name.to_owned(), Secret::new(secret.expose().to_owned()));
    blocking(move || Entry::new(SERVICE, &user)?.set_password(text.expose()))
        .await
        .map_err(|error| refusal("store", name, error))
}

/// Takes away the key under a name.
pub(crate) async fn remove(name: &str) -> Result<(), VaultError> {
    let user = name.to_owned();
    match blocking(move || Entry::new(SERVICE, &user)?.delete_credential()).await {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(refusal("remove", name, error)),
    }
}

/// These systems ask while they read: who stands before a lock afterwards has been declined.
pub(crate) async fn unlock() -> bool {
    false
}

/// A search reads attributes alone, while keyring's own `get_credential` would read the secret.
#[cfg(target_os = "macos")]
fn search(name: &str) -> Result<bool, Error> {
    Entry::new(SERVICE, name)?;
    let ours = std::collections::HashMap::from([("service", SERVICE), ("user", name)]);
    Ok(!keyring_core::Entry::search(&ours)?.is_empty())
}

/// Windows unlocks its credentials with the session, so a read of the attributes asks nobody.
#[cfg(target_os = "windows")]
fn search(name: &str) -> Result<bool, Error> {
    match Entry::new(SERVICE, name)?.inner.get_attributes() {
        Ok(_) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(ask).await {
        Ok(answer) => answer,
        Err(error) => Err(Error::PlatformFailure(Box::new(error))),
    }
}

fn refusal(doing: &'static str, name: &str, error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::NoDefaultStore => VaultError::NoKeychain,
        error => VaultError::Refused {
            doing,
            name: name.to_owned(),
            source: Box::new(error),
        },
    }
}
