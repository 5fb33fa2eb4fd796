//! Puts an account's key into the one header that carries it, and what else the account says in
//! headers.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_catalog::{Auth, Endpoint, KeyHeader, Provider};
use pointsman_engine::account::{Account, KeyRef, Signer};
use pointsman_engine::ports::{KeyTrouble, Keys};
use pointsman_units::Secret;
use pointsman_wire::{Failure, FailureKind};
use std::sync::Arc;

/// Signs `headers` for the account, and gives the key back that it signed with. Whatever credential
/// stood there before is gone.
///
/// # Errors
/// `Auth`, saying how to mend it, when the key is needed and cannot be had.
pub(super) async fn sign(
    keys: &dyn Keys,
    (provider, endpoint): (&Provider, &Endpoint),
    account: &Account,
    key: Option<&KeyRef>,
    credential: Option<(HeaderName, HeaderValue)>,
    headers: &mut HeaderMap,
) -> Result<Option<Arc<Secret>>, Failure> {
    let carried = provider.key_header(endpoint);
    let carrier = carrier(carried)?;
    headers.remove(AUTHORIZATION);
    headers.remove(&carrier);
    if account.signer == Signer::Caller {
        return pass_on(account, credential, headers).map(Some);
    }
    let needed = match provider.auth {
        Auth::None => false,
        Auth::Optional => key.is_some(),
        Auth::Bearer => true,
    };
    if !needed {
        return Ok(None);
    }
    let Some(key) = key else {
        return Err(no_key(account, None, KeyTrouble::Missing));
    };
    let secret = keys
        .secret(key, &account.home())
        .await
        .map_err(|trouble| no_key(account, Some(key), trouble))?;
    let value = own_credential(&carried.prefix, &secret, &account.name)?;
    headers.insert(carrier, value);
    Ok(Some(secret))
}

/// Passes the caller's own credential on, as it was sent.
fn pass_on(
    account: &Account,
    credential: Option<(HeaderName, HeaderValue)>,
    headers: &mut HeaderMap,
) -> Result<Arc<Secret>, Failure> {
    let Some((name, mut value)) = credential else {
        let message = format!(
            "account `{}` passes the caller's own credential on, and this request brings none",
            account.name
        );
        return Err(Failure::new(FailureKind::Auth, message));
    };
    let text = value.to_str().unwrap_or_default();
    let token = text.rsplit(' ').next().unwrap_or_default().to_owned();
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(Arc::new(Secret::new(token)))
}

/// Sets the headers that every call of the endpoint carries, unless the client sent its own, and the
/// account's, those that its provider declares and no other.
///
/// # Errors
/// `Connect` for a value that no header can carry.
pub(super) fn dress(
    provider: &Provider,
    endpoint: &Endpoint,
    account: &Account,
    headers: &mut HeaderMap,
) -> Result<(), Failure> {
    for (name, value) in &endpoint.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
            let message = "the catalogue has a header that none can carry";
            return Err(Failure::new(FailureKind::Bug, message));
        };
        headers.entry(name).or_insert(value);
    }
    for (name, value) in &account.headers {
        if !provider.account_headers.contains(name) {
            continue;
        }
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
            let account = &account.name;
            let message =
                format!("a header of account `{account}` holds a character that none can carry");
            return Err(Failure::new(FailureKind::Connect, message));
        };
        headers.insert(name, value);
    }
    Ok(())
}

fn carrier(header: &KeyHeader) -> Result<HeaderName, Failure> {
    if header.name == AUTHORIZATION.as_str() {
        return Ok(AUTHORIZATION);
    }
    HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| {
        Failure::new(
            FailureKind::Bug,
            "the catalogue's header for a key has no name",
        )
    })
}

/// The header's value, marked so that neither a log nor a header compressor keeps it.
fn own_credential(prefix: &str, secret: &Secret, account: &str) -> Result<HeaderValue, Failure> {
    let mut text = Vec::with_capacity(prefix.len() + secret.expose().len());
    text.extend_from_slice(prefix.as_bytes());
    text.extend_from_slice(secret.expose().as_bytes());
    let mut value = HeaderValue::from_maybe_shared(bytes::Bytes::from(text)).map_err(|_| {
        Failure::new(
            FailureKind::Auth,
            format!("the key of account `{account}` holds a character that no header can carry, such as a line break: enter it again"),
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn no_key(account: &Account, key: Option<&KeyRef>, trouble: KeyTrouble) -> Failure {
    let Account { name, provider, .. } = account;
    let variable = provider.to_ascii_uppercase().replace('-', "_");
    // Not `account add`: the account is there already, and that would be refused.
    let line = format!(
        "write `key = \"env:{variable}_API_KEY\"` under it in accounts.toml, set that variable and start Pointsman again"
    );
    let message = match trouble {
        KeyTrouble::Missing => {
            format!("account `{name}` has no key: add one in Providers, or {line}")
        }
        KeyTrouble::Locked => {
            format!(
                "the keychain that holds the key of account `{name}` is locked: unlock it and try again"
            )
        }
        KeyTrouble::NoKeychain => {
            format!("this machine has no keychain for the key of account `{name}`: {line}")
        }
        KeyTrouble::Elsewhere => format!(
            "the key of account `{name}` was given for another address than {}, so it is not sent there: give the key for this address under Providers, or with `pointsman account key {name} --key-stdin`",
            account.home()
        ),
        KeyTrouble::NotInEnvironment => match key {
            Some(KeyRef::Env(variable)) => {
                format!(
                    "account `{name}` reads its key from the environment variable `{variable}`, which is not set: set it and start Pointsman again"
                )
            }
            Some(KeyRef::Keychain(_)) | None => {
                format!("the environment variable for the key of account `{name}` is not set")
            }
        },
    };
    Failure::new(FailureKind::Auth, message)
}
