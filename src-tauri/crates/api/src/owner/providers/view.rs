//! Accounts and models as shells see them.

use super::find;
use super::standing::{self, Known};
use crate::clock::now;
use crate::error::ApiError;
use crate::owner::Owner;
use crate::owner::door::shown;
use crate::owner::routes::{monogram, uses};
use crate::views::providers::{AccountLimits, AccountView, KeyStatus, ModelView, NewHeader};
use futures_util::future::join_all;
use pointsman_catalog::{Auth, Offer, Provider, Transport};
use pointsman_engine::account::{Account, CALLERS_KEY, KeyRef, Signer};
use pointsman_units::Rate;
use std::borrow::Cow;
use std::sync::Arc;

/// The accounts, in file order. Keys are looked for all at once: a keychain may take its time.
pub(crate) async fn list(owner: &Arc<Owner>) -> Result<Vec<AccountView>, ApiError> {
    owner
        .aside(|owner| {
            drop(owner.files());
            Ok(())
        })
        .await?;
    let accounts = owner.engine.accounts();
    let views = accounts.iter().map(|account| view(owner, account));
    Ok(join_all(views).await)
}

/// One account.
pub(super) async fn one(owner: &Arc<Owner>, name: &str) -> Result<AccountView, ApiError> {
    let account = find(owner, name).await?;
    Ok(view(owner, &account).await)
}

/// The models of an account.
pub(crate) async fn models(
    owner: &Arc<Owner>,
    account: String,
) -> Result<Vec<ModelView>, ApiError> {
    let account = find(owner, &account).await?;
    let offers = owner.catalog.offers(&account.provider);
    Ok(offers.map(|offer| model(owner, &account, offer)).collect())
}

async fn view(owner: &Owner, account: &Account) -> AccountView {
    let Known {
        used,
        keys,
        targets,
        room,
    } = standing::known(owner, account).await;
    let provider = owner.catalog.provider(&account.provider);
    AccountView {
        name: account.name.clone(),
        provider: account.provider.clone(),
        provider_name: provider
            .map_or_else(|| account.provider.clone(), |known| known.name.clone()),
        monogram: monogram(owner.catalog, &account.provider),
        base_url: address(account, provider),
        key: key(owner, account, provider).await,
        key_place: match account.keys.first() {
            Some(KeyRef::Keychain(_)) => "keychain".to_owned(),
            Some(KeyRef::Env(variable)) => format!("env:{variable}"),
            None if account.signer == Signer::Caller => CALLERS_KEY.to_owned(),
            None => "none".to_owned(),
        },
        enabled: account.enabled,
        simulated: provider.is_some_and(|known| known.transport == Transport::Simulator),
        models: u32::try_from(owner.catalog.offers(&account.provider).count()).unwrap_or(u32::MAX),
        chains: uses(&owner.engine.policy(), &account.name, None),
        own_base_url: account.base_url.is_some(),
        region: account.region.clone(),
        proxy: account.proxy.clone(),
        ca_file: account.ca_file.as_deref().map(shown),
        headers: headers(account),
        limits: limits(account),
        used,
        keys,
        targets,
        room,
    }
}

fn headers(account: &Account) -> Vec<NewHeader> {
    let headers = account.headers.iter();
    headers
        .map(|(name, value)| NewHeader {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

fn limits(account: &Account) -> AccountLimits {
    let small = |limit: Option<u64>| limit.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    AccountLimits {
        requests_per_minute: small(account.limits.requests_per_minute),
        tokens_per_minute: small(account.limits.tokens_per_minute),
        concurrent: small(account.limits.concurrent),
    }
}

/// Where calls go: the account's own address, its region's, or the provider's.
fn address(account: &Account, provider: Option<&Provider>) -> String {
    let base = provider.and_then(|provider| {
        let first = provider.endpoints.first()?;
        account.base(provider, first).ok()
    });
    base.map_or_else(|| base_url(account, provider), Cow::into_owned)
}

pub(super) fn base_url(account: &Account, provider: Option<&Provider>) -> String {
    let first = provider.and_then(|provider| provider.endpoints.first());
    account
        .base_url
        .clone()
        .or_else(|| first.map(|endpoint| endpoint.base_url.clone()))
        .unwrap_or_default()
}

async fn key(owner: &Owner, account: &Account, provider: Option<&Provider>) -> KeyStatus {
    if account.signer == Signer::Caller {
        return KeyStatus::NotNeeded;
    }
    let Some(first) = account.keys.first() else {
        return match provider.map(|provider| provider.auth) {
            Some(Auth::None | Auth::Optional) => KeyStatus::NotNeeded,
            Some(Auth::Bearer) | None => KeyStatus::Missing,
        };
    };
    standing::status(owner, first).await
}

fn model(owner: &Owner, account: &Account, offer: &Offer) -> ModelView {
    let price = offer.price_at(now());
    let text = |rate: Option<Rate>| rate.map(Rate::to_per_million);
    let rates = price.map(|price| price.rates);
    let abilities = [
        ("tools", offer.tools),
        ("vision", offer.vision),
        ("reasoning", offer.reasoning),
        ("json_schema", offer.json_schema),
    ];
    ModelView {
        id: offer.id.clone(),
        name: offer.name.clone(),
        context: offer
            .context
            .map(|tokens| u32::try_from(tokens).unwrap_or(u32::MAX)),
        input: text(rates.map(|rates| rates.input)),
        cached: text(rates.and_then(|rates| rates.cached)),
        output: text(rates.map(|rates| rates.output)),
        source: price.map(|price| price.source.clone()),
        read: price.map(|price| price.read.clone()),
        abilities: abilities
            .into_iter()
            .filter(|(_, has)| *has == Some(true))
            .map(|(name, _)| name.to_owned())
            .collect(),
        chains: uses(&owner.engine.policy(), &account.name, Some(&offer.id)),
        retires: offer.retires.clone(),
    }
}
