//! The rows of an account that say how its calls travel and how much it may be asked.

use super::{Limits, NO_PROXY};
use crate::sheet::{Sheet, rows, span_of};
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml::de::DeTable;

const LIMITS: &[&str] = &["rpm", "tpm", "concurrency"];
const SCHEMES: &[&str] = &["http://", "https://", "socks5://", "socks5h://"];

/// `proxy`: where it is, or `none`.
pub(super) fn proxy(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<String> {
    let text = sheet.text(table, "proxy")?;
    let sound = text == NO_PROXY || SCHEMES.iter().any(|scheme| text.starts_with(scheme));
    if !sound {
        let message = "`proxy` is an address such as `http://proxy.example:3128` or `socks5://…`, or `none` to go past the proxy of the environment";
        sheet.fatal(&span_of(table, "proxy"), message);
    }
    Some(text)
}

/// `ca_file`: an absolute path, for the folder a service starts in is nobody's choice.
pub(super) fn ca_file(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<PathBuf> {
    let path = PathBuf::from(sheet.text(table, "ca_file")?);
    if !path.is_absolute() {
        let message = "`ca_file` must be an absolute path to a PEM file of certificates";
        sheet.fatal(&span_of(table, "ca_file"), message);
    }
    Some(path)
}

/// `headers = { "x-portkey-provider" = "@openai" }`. What its provider takes is checked beside the
/// catalogue.
pub(super) fn headers(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> BTreeMap<String, String> {
    let Some(cell) = table.get("headers") else {
        return BTreeMap::new();
    };
    let Some(headers) = sheet.table(cell, "headers") else {
        return BTreeMap::new();
    };
    let mut found = BTreeMap::new();
    for (key, _) in rows(headers) {
        let name = key.get_ref().as_ref();
        let Some(value) = sheet.text(headers, name) else {
            continue;
        };
        if !value.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
            let message = format!("the header `{name}` holds a character that none can carry");
            sheet.fatal(&span_of(headers, name), message);
        }
        found.insert(name.to_ascii_lowercase(), value);
    }
    found
}

/// `limits = { rpm = …, tpm = …, concurrency = … }`.
pub(super) fn limits(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Limits {
    let Some(cell) = table.get("limits") else {
        return Limits::default();
    };
    let Some(limits) = sheet.table(cell, "limits") else {
        return Limits::default();
    };
    sheet.only_keys(limits, "limits", LIMITS);
    let mut row = |key| {
        let cell = limits.get(key)?;
        let number = sheet.integer(cell).and_then(|n| u64::try_from(n).ok());
        let number = number.filter(|number| *number > 0);
        if number.is_none() {
            let message =
                format!("`{key}` must be a whole number above 0; to set no limit leave it out");
            sheet.fatal(&cell.span(), message);
        }
        number
    };
    Limits {
        requests_per_minute: row("rpm"),
        tokens_per_minute: row("tpm"),
        concurrent: row("concurrency"),
    }
}
