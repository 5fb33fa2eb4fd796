//! The keys of an account: one more, one less, and one in place of another. None is ever written to
//! a file: the vault holds them, and the file says where.

use super::{change_keys, find, is_shared, view};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::views::providers::{AccountView, KeyOf, MoreKey, NewKeyFor};
use pointsman_engine::account::{Account, KeyRef};
use pointsman_units::Secret;
use pointsman_vault::VaultError;
use std::sync::Arc;

/// Puts a key into the keychain for an account that exists, in place of one of its keys.
pub(crate) async fn set_key(owner: &Arc<Owner>, new: NewKeyFor) -> Result<AccountView, ApiError> {
    let account = find(owner, &new.account).await?;
    let at = match &new.place {
        Some(place) => position(&account, place)?,
        None => 0,
    };
    let name = match account.keys.get(at) {
        Some(KeyRef::Keychain(name)) => name.clone(),
        Some(KeyRef::Env(_)) => free(&account, at),
        None => account.name.clone(),
    };
    let home = account.home();
    owner
        .vault
        .store(&name, Secret::new(new.key), &home)
        .await?;
    let key = KeyRef::Keychain(name);
    owner.engine.health.key_replaced(&key);
    let mut keys = account.keys.clone();
    match keys.get_mut(at) {
        Some(held) => *held = key,
        None => keys.push(key),
    }
    if keys == account.keys {
        owner.live.touch(&["providers", "routes"]);
    } else {
        change_keys(owner, &account, keys).await?;
    }
    view::one(owner, &new.account).await
}

/// Adds a key to an account. It is stored first: without it nothing is written.
pub(crate) async fn add_key(owner: &Arc<Owner>, new: MoreKey) -> Result<AccountView, ApiError> {
    let account = find(owner, &new.account).await?;
    let key = match (&new.key, new.key_env) {
        (Some(_), None) => KeyRef::Keychain(free(&account, account.keys.len())),
        (None, Some(variable)) => KeyRef::Env(variable),
        (Some(_), Some(_)) | (None, None) => {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "give the key, or the variable that holds it",
            ));
        }
    };
    if account.keys.contains(&key) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("account `{}` has `{}` already", account.name, key.to_text()),
        ));
    }
    if let (Some(text), KeyRef::Keychain(name)) = (new.key, &key) {
        let home = account.home();
        owner.vault.store(name, Secret::new(text), &home).await?;
    }
    owner.engine.health.key_replaced(&key);
    let keys = account.keys.iter().cloned().chain([key.clone()]).collect();
    if let Err(error) = change_keys(owner, &account, keys).await {
        if let KeyRef::Keychain(name) = &key {
            tracing::warn!(%error, account = account.name, "the account could not be written; its key is taken back");
            owner.vault.remove(name).await?;
        }
        return Err(error);
    }
    view::one(owner, &new.account).await
}

/// Takes a key from an account.
pub(crate) async fn remove_key(owner: &Arc<Owner>, which: KeyOf) -> Result<AccountView, ApiError> {
    let account = find(owner, &which.account).await?;
    let at = position(&account, &which.place)?;
    let mut keys = account.keys.clone();
    let key = keys.remove(at);
    change_keys(owner, &account, keys).await?;
    owner.engine.health.key_replaced(&key);
    if let KeyRef::Keychain(name) = &key
        && !is_shared(owner, &account, &key)
    {
        match owner.vault.remove(name).await {
            // Where there is no keychain there is no key in it.
            Ok(()) | Err(VaultError::NoKeychain) => {}
            Err(error) => return Err(error.into()),
        }
    }
    view::one(owner, &which.account).await
}

fn position(account: &Account, place: &str) -> Result<usize, ApiError> {
    let found = account.keys.iter().position(|key| key.to_text() == place);
    found.ok_or_else(|| {
        let places: Vec<String> = account.keys.iter().map(KeyRef::to_text).collect();
        ApiError::new(
            ErrorCode::NotFound,
            format!("account `{}` has no key at `{place}`", account.name),
        )
        .hint(format!("it has {}", places.join(", ")))
    })
}

/// A name in the keychain that no key of the account has: the account's own for the first, then
/// `<account>-2` and so on.
fn free(account: &Account, at: usize) -> String {
    let name = |at: usize| match at {
        0 => account.name.clone(),
        more => format!("{}-{}", account.name, more + 1),
    };
    let taken = |name: &String| account.keys.contains(&KeyRef::Keychain(name.clone()));
    let mut names = (at..).map(name);
    names.find(|name| !taken(name)).unwrap_or_default()
}
