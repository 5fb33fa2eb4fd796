//! Reads `accounts.toml`.

use super::{Account, CALLERS_KEY, KeyRef, Signer, is_account_name, network};
use crate::problem::{Place, Problem, did_you_mean};
use crate::sheet::{Cell, Sheet, span_of};
use pointsman_catalog::Catalog;
use pointsman_wire::Dialect;
use toml::de::DeTable;

const KEYS: &[&str] = &[
    "name", "provider", "key", "keys", "base_url", "dialect", "enabled", "region", "proxy",
    "ca_file", "limits", "headers",
];

/// Reads `accounts.toml`. An empty text has no accounts.
///
/// # Errors
/// Everything that is wrong in the text.
pub fn parse(text: &str) -> Result<Vec<Account>, Vec<Problem>> {
    read(text).map(|found| found.into_iter().map(|(account, _)| account).collect())
}

/// What is wrong with the accounts of a text beside the catalogue. Empty when the text does not
/// parse; [`parse`] says why.
pub fn check(text: &str, catalog: &Catalog) -> Vec<Problem> {
    let Ok(accounts) = read(text) else {
        return Vec::new();
    };
    accounts
        .iter()
        .flat_map(|(account, place)| beside(account, *place, catalog))
        .collect()
}

/// What is wrong with one account beside the catalogue.
fn beside(account: &Account, place: Place, catalog: &Catalog) -> Vec<Problem> {
    let Some(provider) = catalog.provider(&account.provider) else {
        let ids = catalog.providers().iter().map(|p| p.id.as_str());
        let message = format!(
            "no provider is called `{}`; account `{}` cannot be used.{}",
            account.provider,
            account.name,
            did_you_mean(&account.provider, ids)
        );
        return vec![Problem::warning(place, message)];
    };
    let mut messages = Vec::new();
    if provider.needs_base_url() && account.base_url.is_none() {
        messages.push(format!(
            "account `{}` of provider `{}` needs a `base_url`, e.g. `base_url = \"{}\"`",
            account.name,
            provider.id,
            provider.base_url_example()
        ));
    }
    messages.extend(account.unknown_region(provider));
    let undeclared = account
        .headers
        .keys()
        .filter(|name| !provider.account_headers.contains(name));
    messages.extend(undeclared.map(|name| {
        let known = match provider.account_headers.as_slice() {
            [] => "it takes none".to_owned(),
            known => format!("it takes {}", known.join(", ")),
        };
        format!(
            "provider `{}` takes no header `{name}` from an account, so that of account `{}` is not sent; {known}",
            provider.id, account.name
        )
    }));
    let warn = |message| Problem::warning(place, message);
    messages.into_iter().map(warn).collect()
}

fn read(text: &str) -> Result<Vec<(Account, Place)>, Vec<Problem>> {
    let (mut sheet, root) = Sheet::open(text);
    let mut accounts: Vec<(Account, Place)> = Vec::new();
    if let Some(root) = &root {
        sheet.only_keys(root, "accounts.toml", &["version", "account"]);
        let list = root.get("account");
        let cells = list.and_then(|cell| sheet.array(cell, "account"));
        for cell in cells.into_iter().flat_map(|array| array.iter()) {
            let Some(account) = account(&mut sheet, cell) else {
                continue;
            };
            if accounts.iter().any(|(other, _)| other.name == account.name) {
                let message = format!(
                    "two accounts are called `{}`; give one of them another `name`",
                    account.name
                );
                sheet.fatal(&cell.span(), message);
            }
            accounts.push((account, sheet.place(&cell.span())));
        }
    }
    let problems = sheet.into_problems();
    if problems.is_empty() {
        Ok(accounts)
    } else {
        Err(problems)
    }
}

fn account(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<Account> {
    let table = sheet.table(cell, "account")?;
    sheet.only_keys(table, "an account", KEYS);
    let provider = sheet.needed_text(table, "provider", "an account", &cell.span())?;
    let name = sheet
        .text(table, "name")
        .unwrap_or_else(|| provider.clone());
    if !is_account_name(&name) {
        let at = if table.contains_key("name") {
            span_of(table, "name")
        } else {
            span_of(table, "provider")
        };
        let message = format!(
            "`{name}` cannot name an account; use letters, digits, `-`, `_` and `.`, and not `chain`"
        );
        sheet.fatal(&at, message);
    }
    Some(Account {
        signer: signer(table),
        keys: keys(sheet, table)?,
        base_url: base_url(sheet, table),
        dialect: dialect(sheet, table),
        enabled: sheet.flag(table, "enabled").unwrap_or(true),
        region: sheet.text(table, "region"),
        proxy: network::proxy(sheet, table),
        ca_file: network::ca_file(sheet, table),
        limits: network::limits(sheet, table),
        headers: network::headers(sheet, table),
        name,
        provider,
    })
}

fn signer(table: &DeTable<'_>) -> Signer {
    let key = table.get("key").and_then(|cell| cell.get_ref().as_str());
    match key {
        Some(CALLERS_KEY) => Signer::Caller,
        Some(_) | None => Signer::Account,
    }
}

/// `key`, or `keys` for several. `None` when one of them cannot be read, which is noted.
fn keys(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<Vec<KeyRef>> {
    let (one, several) = (table.get("key"), table.get("keys"));
    if let (Some(_), Some(cell)) = (one, several) {
        let message = "an account has `key` or `keys`, not both; put all of them into `keys`";
        sheet.fatal(&cell.span(), message);
        return None;
    }
    if signer(table) == Signer::Caller {
        return Some(Vec::new());
    }
    if let Some(cell) = one {
        return key(sheet, cell, "key").map(|key| vec![key]);
    }
    let Some(cell) = several else {
        return Some(Vec::new());
    };
    let array = sheet.array(cell, "keys")?;
    let keys: Option<Vec<_>> = array.iter().map(|cell| key(sheet, cell, "keys")).collect();
    let keys = keys?;
    let twice = keys
        .iter()
        .enumerate()
        .find(|(at, key)| keys.iter().take(*at).any(|other| other == *key));
    if let Some((_, key)) = twice {
        let message = format!("`{}` occurs twice in `keys`; write it once", key.to_text());
        sheet.fatal(&cell.span(), message);
    }
    Some(keys)
}

fn key(sheet: &mut Sheet<'_>, cell: &Cell<'_>, name: &str) -> Option<KeyRef> {
    let Some(text) = cell.get_ref().as_str() else {
        sheet.wrong_type(cell, name, "a text in quotes");
        return None;
    };
    if let Some(key) = KeyRef::read(text) {
        return Some(key);
    }
    // Never repeats the text: whoever writes a key here by mistake must not find it in a log.
    let message = if text == CALLERS_KEY {
        "the caller's own credential stands alone, as `key = \"client\"`; an account that passes it on has no other keys"
    } else {
        "`key` says where the key is, not what it is: `keychain:NAME` or `env:NAME`, or `client` where the caller's own credential is passed on; leave it out for a server without a key. If this was a real key, remove it here and make a new one at the provider"
    };
    sheet.fatal(&cell.span(), message);
    None
}

fn base_url(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<String> {
    let text = sheet.text(table, "base_url")?;
    let trimmed = text.trim_end_matches('/');
    if !trimmed.starts_with("https://") && !trimmed.starts_with("http://") {
        let message =
            "`base_url` must begin with https:// or http://, e.g. `http://127.0.0.1:8000/v1`";
        sheet.fatal(&span_of(table, "base_url"), message);
    }
    Some(trimmed.to_owned())
}

fn dialect(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<Dialect> {
    let text = sheet.text(table, "dialect")?;
    let found = Dialect::read(&text);
    if found.is_none() {
        let words = Dialect::ALL.map(|dialect| format!("`{}`", dialect.word()));
        let message = format!(
            "no dialect is called `{text}`; this build speaks {}",
            words.join(", ")
        );
        sheet.fatal(&span_of(table, "dialect"), message);
    }
    found
}
