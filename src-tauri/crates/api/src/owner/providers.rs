//! Accounts: listing, adding, removing, keys, and tests that say what fails.

mod change;
mod hour;
mod keys;
mod probe;
mod remove;
mod standing;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use change::{change, reorder};
pub(crate) use hour::health;
pub(crate) use keys::{add_key, remove_key, set_key};
pub(crate) use probe::{local, local_at, presets, said, test};
pub(crate) use remove::{remove, restore};
pub(crate) use view::{list, models};

use super::Owner;
use super::gone::Edited;
use crate::error::{ApiError, ErrorCode};
use crate::folder::write;
use crate::views::providers::{AccountView, NewAccount, NewWay, SetEnabled};
use pointsman_catalog::Provider;
use pointsman_engine::Problem;
use pointsman_engine::account::{self, Account, KeyRef, Signer};
use pointsman_units::Secret;
use pointsman_vault::VaultError;
use std::path::PathBuf;
use std::sync::Arc;

const FILE: &str = "accounts.toml";

/// Adds an account. Its key goes to the keychain first: without it nothing is written.
pub(crate) async fn add(owner: &Arc<Owner>, new: NewAccount) -> Result<AccountView, ApiError> {
    let provider = provider(owner, &new.provider)?;
    let name = new.name.unwrap_or_else(|| provider.id.clone());
    refuse_taken(owner, &name).await?;
    let key = match (&new.key, new.key_env) {
        (Some(_), Some(_)) => {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "an account has one key: give the key, or the variable that holds it",
            ));
        }
        (Some(_), None) => Some(KeyRef::Keychain(name.clone())),
        (None, Some(variable)) => Some(KeyRef::Env(variable)),
        (None, None) => None,
    };
    let signer = match (new.client, &key) {
        (Some(true), Some(_)) => {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "an account that passes the caller's own credential on has no key",
            ));
        }
        (Some(true), None) => Signer::Caller,
        (Some(false) | None, _) => Signer::Account,
    };
    let account = Account {
        signer,
        keys: key.into_iter().collect(),
        base_url: new
            .base_url
            .map(|url| url.trim_end_matches('/').to_owned())
            .filter(|url| !url.is_empty()),
        ..travels(&name, provider, new.way.unwrap_or_default())
    };
    fits(&account, provider)?;
    // Before the key is stored, so that a wrong name or URL leaves none behind.
    account::add("", &account).map_err(|problem| unsound(&problem))?;
    let stored = new.key.is_some();
    if let Some(key) = new.key {
        owner
            .vault
            .store(&name, Secret::new(key), &account.home())
            .await?;
    }
    let added = edit(owner, move |text| account::add(text, &account)).await;
    if let (Err(error), true) = (&added, stored) {
        tracing::warn!(%error, account = name, "the account could not be written; its key is taken back");
        owner.vault.remove(&name).await?;
    }
    added?;
    view::one(owner, &name).await
}

/// A new account that says only how its calls travel.
fn travels(name: &str, provider: &Provider, way: NewWay) -> Account {
    let told = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let headers = way.headers.into_iter();
    Account {
        region: told(way.region),
        proxy: told(way.proxy),
        ca_file: told(way.ca_file).map(PathBuf::from),
        headers: headers
            .map(|header| (header.name.to_ascii_lowercase(), header.value))
            .collect(),
        ..Account::new(name, provider.id.clone())
    }
}

/// Whether an account's address, region and headers are ones that its provider has.
fn fits(account: &Account, provider: &Provider) -> Result<(), ApiError> {
    let invalid = |message: String| ApiError::new(ErrorCode::Invalid, message);
    if provider.needs_base_url() && account.base_url.is_none() {
        let message = format!("an account at {} needs a base URL", provider.name);
        return Err(invalid(message).hint(format!("e.g. {}", provider.base_url_example())));
    }
    if let Some(wrong) = account.unknown_region(provider) {
        return Err(invalid(wrong));
    }
    let mut names = account.headers.keys();
    if let Some(name) = names.find(|name| !provider.account_headers.contains(name)) {
        let taken = match provider.account_headers.as_slice() {
            [] => "it takes none".to_owned(),
            names => format!("it takes {}", names.join(", ")),
        };
        let message = format!("{} takes no header `{name}` from an account", provider.name);
        return Err(invalid(message).hint(taken));
    }
    Ok(())
}

/// Takes an account's keys out of the keychain, but for those that stay and those that another
/// account names.
async fn forget(owner: &Owner, account: &Account, stay: &[KeyRef]) -> Result<(), ApiError> {
    for key in &account.keys {
        let KeyRef::Keychain(stored) = key else {
            continue;
        };
        if stay.contains(key) || is_shared(owner, account, key) {
            continue;
        }
        match owner.vault.remove(stored).await {
            // Where there is no keychain there is no key in it.
            Ok(()) | Err(VaultError::NoKeychain) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Switches an account on or off.
pub(crate) async fn set_enabled(
    owner: &Arc<Owner>,
    set: SetEnabled,
) -> Result<AccountView, ApiError> {
    let account = find(owner, &set.account).await?;
    let changed = Account {
        enabled: set.enabled,
        ..Account::clone(&account)
    };
    replace(owner, changed).await?;
    view::one(owner, &set.account).await
}

/// Asks a locked keychain again.
pub(crate) async fn retry_keychain(owner: &Arc<Owner>) -> Result<(), ApiError> {
    owner.vault.retry();
    owner.live.touch(&["providers", "routes", "settings"]);
    Ok(())
}

fn provider(owner: &Owner, id: &str) -> Result<&'static Provider, ApiError> {
    owner.catalog.provider(id).ok_or_else(|| {
        let ids: Vec<_> = owner
            .catalog
            .providers()
            .iter()
            .map(|provider| provider.id.as_str())
            .collect();
        ApiError::new(ErrorCode::NotFound, format!("no provider is called `{id}`"))
            .hint(format!("there are {}", ids.join(", ")))
    })
}

/// The account of this name, as the file has it now.
async fn find(owner: &Arc<Owner>, name: &str) -> Result<Arc<Account>, ApiError> {
    owner
        .aside(|owner| {
            drop(owner.files());
            Ok(())
        })
        .await?;
    let accounts = owner.engine.accounts();
    let found = accounts.iter().find(|account| account.name == name);
    found.cloned().ok_or_else(|| {
        let names: Vec<_> = accounts
            .iter()
            .map(|account| account.name.as_str())
            .collect();
        ApiError::new(
            ErrorCode::NotFound,
            format!("no account is called `{name}`"),
        )
        .hint(format!("there are {}", names.join(", ")))
    })
}

async fn refuse_taken(owner: &Arc<Owner>, name: &str) -> Result<(), ApiError> {
    match find(owner, name).await {
        Ok(_) => Err(ApiError::new(
            ErrorCode::Invalid,
            format!("an account is called `{name}` already"),
        )
        .hint("give this one another name")),
        Err(_) => Ok(()),
    }
}

fn is_shared(owner: &Owner, account: &Account, key: &KeyRef) -> bool {
    owner
        .engine
        .accounts()
        .iter()
        .any(|other| other.name != account.name && other.keys.contains(key))
}

async fn change_keys(
    owner: &Arc<Owner>,
    account: &Account,
    keys: Vec<KeyRef>,
) -> Result<(), ApiError> {
    let changed = Account {
        signer: match keys.is_empty() {
            true => account.signer,
            false => Signer::Account,
        },
        keys,
        ..Account::clone(account)
    };
    replace(owner, changed).await
}

async fn replace(owner: &Arc<Owner>, account: Account) -> Result<(), ApiError> {
    edit(owner, move |text| {
        account::replace(text, &account.name, &account)
    })
    .await?;
    Ok(())
}

/// Edits the file as it stands now and puts it in force.
async fn edit(
    owner: &Arc<Owner>,
    edit: impl FnOnce(&str) -> Result<String, Problem> + Send + 'static,
) -> Result<Edited, ApiError> {
    owner
        .aside(move |owner| {
            let mut files = owner.files();
            let before = files.accounts.text.clone();
            let text = edit(&before).map_err(|problem| wrong(&problem))?;
            account::parse(&text).map_err(|problems| ApiError::in_file(FILE, &problems))?;
            write(&owner.folder.accounts(), &text)?;
            owner.look(&mut files);
            let after = text;
            Ok(Edited { before, after })
        })
        .await
}

/// What is wrong with an account that stands in no file yet, and so at no line.
fn unsound(problem: &Problem) -> ApiError {
    ApiError::new(ErrorCode::Invalid, problem.message.clone())
}

fn wrong(problem: &Problem) -> ApiError {
    ApiError::in_file(FILE, std::slice::from_ref(problem))
}
