//! Reads `accounts.toml`.

use super::{Account, KeyRef, is_account_name};
use crate::problem::{Place, Problem, did_you_mean};
use crate::sheet::{Cell, Sheet, span_of};
use pointsman_catalog::Catalog;
use pointsman_wire::Dialect;
use toml::de::DeTable;

const KEYS: &[&str] = &["name", "provider", "key", "base_url", "dialect", "enabled"];
/// Keys of the contract that this build does not carry out. Going on without them would send a
/// call past the proxy, the authority or the limit that the user set.
const NOT_YET: &[&str] = &["region", "proxy", "ca_file", "limits"];

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
        .filter_map(|(account, place)| {
            let Some(provider) = catalog.provider(&account.provider) else {
                let ids = catalog.providers().iter().map(|p| p.id.as_str());
                let message = format!(
                    "no provider is called `{}`; account `{}` cannot be used.{}",
                    account.provider,
                    account.name,
                    did_you_mean(&account.provider, ids)
                );
                return Some(Problem::warning(*place, message));
            };
            let nowhere = provider.endpoints.iter().all(|e| e.base_url.is_empty());
            (nowhere && account.base_url.is_none()).then(|| {
                let message = format!(
                    "account `{}` of provider `{}` needs a `base_url`, e.g. `base_url = \"http://127.0.0.1:8000/v1\"`",
                    account.name, provider.id
                );
                Problem::warning(*place, message)
            })
        })
        .collect()
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
    let known: Vec<&str> = KEYS.iter().chain(NOT_YET).copied().collect();
    sheet.only_keys(table, "an account", &known);
    for key in NOT_YET {
        if let Some(cell) = table.get(*key) {
            let message = format!(
                "this build does not carry out `{key}` yet, and calls would go out without it; remove the line or set `enabled = false` and move the account out of this file"
            );
            sheet.fatal(&cell.span(), message);
        }
    }
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
        key: key(sheet, table)?,
        base_url: base_url(sheet, table),
        dialect: dialect(sheet, table),
        enabled: sheet.flag(table, "enabled").unwrap_or(true),
        name,
        provider,
    })
}

fn key(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<KeyRef> {
    if !table.contains_key("key") {
        return Some(KeyRef::None);
    }
    let text = sheet.text(table, "key")?;
    match text.split_once(':') {
        Some(("keychain", name)) if !name.is_empty() => {
            return Some(KeyRef::Keychain(name.to_owned()));
        }
        Some(("env", name)) if !name.is_empty() => return Some(KeyRef::Env(name.to_owned())),
        Some(_) | None => {}
    }
    // Never repeats the text: whoever writes a key here by mistake must not find it in a log.
    let message = if text == "client" {
        "this build does not pass the caller's own credential on yet; use `keychain:NAME` or `env:NAME`"
    } else {
        "`key` says where the key is, not what it is: `keychain:NAME` or `env:NAME`; leave it out for a server without a key. If this was a real key, remove it here and make a new one at the provider"
    };
    sheet.fatal(&span_of(table, "key"), message);
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
    match text.as_str() {
        "openai_chat" => Some(Dialect::OpenaiChat),
        other => {
            let message =
                format!("no dialect is called `{other}`; this build speaks `openai_chat`");
            sheet.fatal(&span_of(table, "dialect"), message);
            None
        }
    }
}
