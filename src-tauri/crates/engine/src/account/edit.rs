//! Changes `accounts.toml`, keeping comments, order and whatever else stands there.

use super::{Account, CALLERS_KEY, Limits, Signer, parse};
use crate::problem::Problem;
use crate::scroll::{self, entries, first_problem, set_text};
use pointsman_wire::Dialect;
use std::collections::BTreeMap;
use toml_edit::{Array, DocumentMut, InlineTable, Table, value};

/// The text with an account added at its end.
///
/// # Errors
/// When the text cannot be read, has an account of this name, or the account is not sound.
pub fn add(text: &str, account: &Account) -> Result<String, Problem> {
    let mut doc = open(text)?;
    let mut table = Table::new();
    write(&mut table, account);
    entries(&mut doc, "account")?.push(table);
    close(&doc)
}

/// The text with the account of this name replaced where it stands. What the account does not
/// say (comments, other keys) stays.
///
/// # Errors
/// When the text cannot be read, has no account of this name, or the account is not sound.
pub fn replace(text: &str, name: &str, account: &Account) -> Result<String, Problem> {
    let mut doc = open(text)?;
    let at = position(&mut doc, name)?;
    if let Some(table) = entries(&mut doc, "account")?.get_mut(at) {
        write(table, account);
    }
    close(&doc)
}

/// The text without the account.
///
/// # Errors
/// When the text cannot be read or has no account of this name.
pub fn remove(text: &str, name: &str) -> Result<String, Problem> {
    let mut doc = open(text)?;
    let at = position(&mut doc, name)?;
    scroll::remove_entry(&mut doc, "account", at)?;
    close(&doc)
}

/// The text with the account of this name at another place, counted from 0. The order decides which
/// account a bare model name finds. A place beyond the end is the last one.
///
/// # Errors
/// When the text cannot be read or has no account of this name.
pub fn place(text: &str, name: &str, to: usize) -> Result<String, Problem> {
    let mut doc = open(text)?;
    let from = position(&mut doc, name)?;
    scroll::move_entry(&mut doc, "account", from, to)?;
    close(&doc)
}

fn open(text: &str) -> Result<DocumentMut, Problem> {
    parse(text).map_err(first_problem)?;
    scroll::open(text)
}

fn close(doc: &DocumentMut) -> Result<String, Problem> {
    let text = doc.to_string();
    parse(&text).map_err(first_problem)?;
    Ok(text)
}

fn position(doc: &mut DocumentMut, name: &str) -> Result<usize, Problem> {
    let found = entries(doc, "account")?.iter().position(|table| {
        let text = |key| table.get(key).and_then(|item| item.as_str());
        text("name").or(text("provider")) == Some(name)
    });
    found.ok_or_else(|| scroll::misfit(format!("no account is called `{name}`")))
}

fn write(table: &mut Table, account: &Account) {
    set_text(table, "name", Some(&account.name));
    set_text(table, "provider", Some(&account.provider));
    write_keys(table, account);
    set_text(table, "base_url", account.base_url.as_deref());
    let dialect = account.dialect.map(Dialect::word);
    set_text(table, "dialect", dialect);
    if !account.enabled || table.contains_key("enabled") {
        scroll::set(table, "enabled", value(account.enabled));
    }
    set_text(table, "region", account.region.as_deref());
    set_text(table, "proxy", account.proxy.as_deref());
    let ca_file = account.ca_file.as_ref().map(|path| path.to_string_lossy());
    set_text(table, "ca_file", ca_file.as_deref());
    write_limits(table, account.limits);
    write_headers(table, &account.headers);
}

fn write_headers(table: &mut Table, headers: &BTreeMap<String, String>) {
    if headers.is_empty() {
        table.remove("headers");
        return;
    }
    let same = table
        .get("headers")
        .and_then(|item| item.as_table_like())
        .is_some_and(|old| {
            let read = |name: &str| old.get(name).and_then(|item| item.as_str());
            old.len() == headers.len()
                && headers
                    .iter()
                    .all(|(name, text)| read(name) == Some(text.as_str()))
        });
    if !same {
        let inline: InlineTable = headers
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        scroll::set(table, "headers", value(inline));
    }
}

/// One key stands as `key`, several as `keys`. What says the same already stays as it is written.
fn write_keys(table: &mut Table, account: &Account) {
    let texts: Vec<_> = match account.signer {
        Signer::Account => account.keys.iter().map(super::KeyRef::to_text).collect(),
        Signer::Caller => vec![CALLERS_KEY.to_owned()],
    };
    match texts.as_slice() {
        [] | [_] => {
            table.remove("keys");
            set_text(table, "key", texts.first().map(String::as_str));
        }
        several => {
            table.remove("key");
            let same = table
                .get("keys")
                .and_then(|item| item.as_array())
                .is_some_and(|old| {
                    old.iter()
                        .map(|key| key.as_str())
                        .eq(several.iter().map(|key| Some(key.as_str())))
                });
            if !same {
                let array: Array = several.iter().collect();
                scroll::set(table, "keys", value(array));
            }
        }
    }
}

fn write_limits(table: &mut Table, limits: Limits) {
    let rows = [
        ("rpm", limits.requests_per_minute),
        ("tpm", limits.tokens_per_minute),
        ("concurrency", limits.concurrent),
    ];
    let set = rows
        .iter()
        .filter_map(|(key, number)| Some((*key, i64::try_from((*number)?).unwrap_or(i64::MAX))));
    let inline: InlineTable = set.collect();
    if inline.is_empty() {
        table.remove("limits");
        return;
    }
    let same = table
        .get("limits")
        .and_then(|item| item.as_table_like())
        .is_some_and(|old| {
            old.len() == inline.len()
                && inline.iter().all(|(key, number)| {
                    old.get(key).and_then(|item| item.as_integer()) == number.as_integer()
                })
        });
    if !same {
        scroll::set(table, "limits", value(inline));
    }
}
