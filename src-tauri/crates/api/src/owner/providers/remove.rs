//! An account goes, with its keys, and may come back for a minute.

use super::{edit, find, forget, is_shared, refuse_taken, view};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::owner::gone::GoneAccount;
use crate::views::providers::AccountView;
use pointsman_engine::account::{self, Account, KeyRef};
use pointsman_engine::ports::Keys;
use pointsman_units::Secret;
use std::sync::Arc;

/// Removes an account, and its keys where no other account names them. The keys leave the keychain at
/// once; for a minute they are kept in memory, so that the account can be restored.
pub(crate) async fn remove(owner: &Arc<Owner>, name: String) -> Result<(), ApiError> {
    let account = find(owner, &name).await?;
    let secrets = own_secrets(owner, &account).await;
    forget(owner, &account, &[]).await?;
    let file = edit(owner, move |text| account::remove(text, &name)).await?;
    owner.keep_account(GoneAccount {
        account: Account::clone(&account),
        secrets,
        file,
    });
    Ok(())
}

/// Brings an account back that was removed a moment ago, with its keys and in its old place.
pub(crate) async fn restore(owner: &Arc<Owner>, name: String) -> Result<AccountView, ApiError> {
    let Some(gone) = owner.gone_account(&name) else {
        return Err(ApiError::new(
            ErrorCode::NotFound,
            format!("the account `{name}` was not removed in the last minute"),
        )
        .hint("add it anew"));
    };
    refuse_taken(owner, &name).await?;
    for (stored, secret) in &gone.secrets {
        let secret = Secret::new(secret.expose().to_owned());
        owner
            .vault
            .store(stored, secret, &gone.account.home())
            .await?;
    }
    edit(owner, move |text| match gone.file.undone(text) {
        Some(before) => Ok(before),
        None => account::add(text, &gone.account),
    })
    .await?;
    view::one(owner, &name).await
}

/// The keys of the keychain that go with the account. One that cannot be read cannot be brought back.
async fn own_secrets(owner: &Owner, account: &Account) -> Vec<(String, Arc<Secret>)> {
    let mut secrets = Vec::new();
    for key in &account.keys {
        let KeyRef::Keychain(stored) = key else {
            continue;
        };
        if is_shared(owner, account, key) {
            continue;
        }
        if let Ok(secret) = owner.vault.secret(key, &account.home()).await {
            secrets.push((stored.clone(), secret));
        }
    }
    secrets
}
