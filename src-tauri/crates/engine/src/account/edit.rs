//! Changes `accounts.toml`, keeping comments, order and whatever else stands there.

use super::{Account, parse};
use crate::problem::Problem;
use crate::scroll::{self, entries, first_problem, set_text};
use pointsman_wire::Dialect;
use toml_edit::{DocumentMut, Table, value};

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
    set_text(table, "key", account.key.to_text().as_deref());
    set_text(table, "base_url", account.base_url.as_deref());
    let dialect = account.dialect.map(|dialect| match dialect {
        Dialect::OpenaiChat => "openai_chat",
    });
    set_text(table, "dialect", dialect);
    if !account.enabled || table.contains_key("enabled") {
        scroll::set(table, "enabled", value(account.enabled));
    }
}
