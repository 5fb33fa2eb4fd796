//! An account's settings: where its calls go, how, how much, and where it stands among the others.

use super::view::base_url;
use super::{edit, find, fits, forget, unsound, view};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::views::providers::{AccountChange, AccountLimits, AccountPlace, AccountView, NewHeader};
use pointsman_engine::account::{self, Account, KeyRef, Limits};
use pointsman_units::Secret;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Gives an account its settings. A key never goes to an address that it was not given for: another
/// base URL takes the keys that were there away, and asks for one.
pub(crate) async fn change(
    owner: &Arc<Owner>,
    change: AccountChange,
) -> Result<AccountView, ApiError> {
    let before = find(owner, &change.account).await?;
    let mut after = Account {
        base_url: text(change.base_url).map(|url| url.trim_end_matches('/').to_owned()),
        region: text(change.region),
        proxy: text(change.proxy),
        ca_file: text(change.ca_file).map(PathBuf::from),
        headers: headers(change.headers),
        limits: limits(change.limits),
        ..Account::clone(&before)
    };
    let provider = owner.catalog.provider(&before.provider);
    if let Some(provider) = provider {
        fits(&after, provider)?;
    }
    let moves = base_url(&before, provider) != base_url(&after, provider);
    if moves && !before.keys.is_empty() {
        after.keys = vec![new_key(&after.name, change.key.as_ref(), change.key_env)?];
    } else if change.key.is_some() || change.key_env.is_some() {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            "the key is asked for only where the base URL changes",
        )
        .hint("replace or add a key beside the keys of the account"));
    }
    // Before a key is stored, so that a wrong row leaves none behind.
    account::add("", &after).map_err(|problem| unsound(&problem))?;
    if moves {
        forget(owner, &before, &after.keys).await?;
        if let Some(key) = change.key {
            owner
                .vault
                .store(&after.name, Secret::new(key), &after.home())
                .await?;
        }
    }
    let name = after.name.clone();
    edit(owner, move |text| {
        account::replace(text, &after.name, &after)
    })
    .await?;
    view::one(owner, &name).await
}

/// Puts an account at another place in the file. The first that makes a model answers its bare name.
pub(crate) async fn reorder(
    owner: &Arc<Owner>,
    place: AccountPlace,
) -> Result<Vec<AccountView>, ApiError> {
    find(owner, &place.account).await?;
    let to = usize::try_from(place.to).unwrap_or(usize::MAX);
    edit(owner, move |text| account::place(text, &place.account, to)).await?;
    view::list(owner).await
}

fn new_key(
    account: &str,
    key: Option<&String>,
    variable: Option<String>,
) -> Result<KeyRef, ApiError> {
    match (key, text(variable)) {
        (Some(_), None) => Ok(KeyRef::Keychain(account.to_owned())),
        (None, Some(variable)) => Ok(KeyRef::Env(variable)),
        (None, None) => Err(ApiError::new(
            ErrorCode::Invalid,
            "another base URL asks for the key again",
        )
        .hint("give the key for the new address, so that the old one is never sent there")),
        (Some(_), Some(_)) => Err(ApiError::new(
            ErrorCode::Invalid,
            "give the key, or the variable that holds it, not both",
        )),
    }
}

/// Those that say something. A name has no case.
fn headers(headers: Vec<NewHeader>) -> BTreeMap<String, String> {
    let told = headers.into_iter().filter_map(|header| {
        let value = text(Some(header.value))?;
        Some((header.name.trim().to_ascii_lowercase(), value))
    });
    told.collect()
}

fn limits(limits: AccountLimits) -> Limits {
    Limits {
        requests_per_minute: limits.requests_per_minute.map(u64::from),
        tokens_per_minute: limits.tokens_per_minute.map(u64::from),
        concurrent: limits.concurrent.map(u64::from),
    }
}

/// A text without blanks around it; an empty one is none.
fn text(text: Option<String>) -> Option<String> {
    let text = text?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
