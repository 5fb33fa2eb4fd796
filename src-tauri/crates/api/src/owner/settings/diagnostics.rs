//! What a report of a fault needs, as lines to paste.
//!
//! It is written to be shown to strangers: accounts are told by their provider, and every line passes
//! [`cover`], which takes out keys, the secrets of this start, the names of accounts and the home.

use super::Owner;
use crate::clock::{for_people, now};
use crate::error::ApiError;
use crate::owner::providers;
use crate::views::providers::{AccountView, KeyStatus};
use crate::views::settings::{Diagnostics, Status};
use pointsman_store::{CallQuery, CallRow};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many of the newest calls are counted by how they failed.
const CALLS: usize = 200;
/// How many warnings and errors of the log are told.
const LINES: usize = 30;
/// The longest line of the log that is told, in characters.
const MOST: usize = 400;
/// How much of the end of a log is read.
const TAIL: u64 = 1 << 20;

/// Draws it up.
pub(crate) async fn diagnostics(owner: &Arc<Owner>) -> Result<Diagnostics, ApiError> {
    let status = super::status(owner).await?;
    let accounts = providers::list(owner).await?;
    owner
        .aside(move |owner| draw(owner, &status, &accounts))
        .await
}

fn draw(owner: &Owner, status: &Status, accounts: &[AccountView]) -> Result<Diagnostics, ApiError> {
    let mut text = String::new();
    let in_flight = status.in_flight.to_string();
    let waiting = owner.waits_for_restart().join(", ");
    for (name, value) in [
        ("pointsman", status.version.as_str()),
        ("at", &for_people(now())),
        ("system", &system()),
        ("listens", status.base_url.as_deref().unwrap_or("no")),
        ("trouble", status.trouble.as_deref().unwrap_or("none")),
        ("ledger", status.ledger.as_deref().unwrap_or("up to date")),
        ("in flight", &in_flight),
        ("policy", &status.policy),
        ("settings for the next start", &waiting),
    ] {
        line(&mut text, name, value);
    }
    text.push_str("\naccounts\n");
    for account in accounts {
        line(&mut text, provider(owner, account), &told(account));
    }
    text.push_str("\nfiles, in bytes\n");
    for (name, size) in files(owner.folder.path()) {
        line(&mut text, name, &size);
    }
    // Writing into a `String` cannot fail.
    let _ = writeln!(text, "\nfailed attempts of the last {CALLS} calls");
    for (how, count) in failures(&owner.store.calls(&CallQuery::newest(CALLS))?) {
        line(&mut text, &how, &count.to_string());
    }
    text.push_str("\nwarnings of the log\n");
    for found in warnings(&owner.folder.logs()) {
        text.push_str(&found);
        text.push('\n');
    }
    let secrets = [owner.session.expose(), owner.control.expose()];
    let names = accounts
        .iter()
        // A name of one or two letters would take the words apart, and tells nobody anything.
        .filter(|account| account.name != account.provider && account.name.len() > 2)
        .map(|account| account.name.as_str());
    let hidden: Vec<&str> = secrets.into_iter().chain(names).collect();
    Ok(Diagnostics {
        text: cover(&text, &hidden, dirs::home_dir().as_deref()),
    })
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing into a `String` cannot fail.
    let _ = writeln!(text, "{name}: {}", value.trim_end().replace('\n', "; "));
}

fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map_or("", |name| name.trim_matches('"'));
    let proxied = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|variable| std::env::var_os(variable).is_some());
    let proxied = if proxied { ", a proxy is set" } else { "" };
    let (os, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{os} {machine} {name}{proxied}")
}

/// An account that names no provider of the catalogue may have any word there.
fn provider<'a>(owner: &Owner, account: &'a AccountView) -> &'a str {
    match owner.catalog.provider(&account.provider) {
        Some(_) => &account.provider,
        None => "unknown",
    }
}

fn told(account: &AccountView) -> String {
    let key = match account.key {
        KeyStatus::Present => "key present",
        KeyStatus::Missing => "no key",
        KeyStatus::NotNeeded => "needs no key",
        KeyStatus::Locked => "keychain locked",
        KeyStatus::NoKeychain => "no keychain",
    };
    let place = account.key_place.split(':').next().unwrap_or_default();
    let enabled = if account.enabled { "on" } else { "off" };
    format!("{enabled}, {key} ({place}), {} models", account.models)
}

fn files(folder: &Path) -> [(&'static str, String); 6] {
    let entries = std::fs::read_dir(folder.join("journal"));
    let journal: u64 = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()))
        .sum();
    let size = |name: &'static str| {
        let found = std::fs::metadata(folder.join(name));
        let size = found.map_or_else(|_| "missing".to_owned(), |found| found.len().to_string());
        (name, size)
    };
    [
        size("accounts.toml"),
        size("routes.toml"),
        size("projects.toml"),
        size("settings.toml"),
        size("ledger.db"),
        ("journal", journal.to_string()),
    ]
}

/// How many attempts failed in which way, at which provider.
fn failures(calls: &[CallRow]) -> BTreeMap<String, u32> {
    let mut counted = BTreeMap::new();
    for attempt in calls.iter().flat_map(|call| &call.attempts) {
        let Some(end) = &attempt.end else { continue };
        let Some(kind) = end.failure else { continue };
        let status = end.status.map(|status| format!(" {status}"));
        let (provider, status) = (&attempt.head.provider, status.unwrap_or_default());
        *counted
            .entry(format!("{provider} {kind}{status}"))
            .or_default() += 1;
    }
    counted
}

/// The newest warnings and errors of the newest log, oldest first.
fn warnings(logs: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(logs).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort_unstable();
    let Some(text) = files.last().and_then(|file| tail(file)) else {
        return Vec::new();
    };
    let mut found: Vec<String> = text
        .lines()
        .rev()
        .filter(|line| line.contains(" WARN ") || line.contains(" ERROR "))
        .take(LINES)
        .map(|line| line.chars().take(MOST).collect())
        .collect();
    found.reverse();
    found
}

fn tail(file: &Path) -> Option<String> {
    let mut file = File::open(file).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text without these words, without anything that may be a key, and with `~` for the home.
fn cover(text: &str, hidden: &[&str], home: Option<&Path>) -> String {
    let mut text = text.to_owned();
    for word in hidden {
        text = text.replace(word, "[masked]");
    }
    if let Some(home) = home.and_then(Path::to_str).filter(|home| home.len() > 1) {
        text = text.replace(home, "~");
    }
    pointsman_wire::mask(&text, usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_names_keys_and_the_home_are_covered() {
        let text = "at /home/ada/data: one-of-ours, account `acme`, sk-live-1234567890";
        let covered = cover(text, &["one-of-ours", "acme"], Some(Path::new("/home/ada")));
        assert_eq!(covered, "at ~/data: [masked], account `[masked]`, [masked]");
    }

    #[test]
    fn only_warnings_of_the_newest_log_are_told() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
        write("pointsman.2026-11-21.log", "t WARN old\n");
        let many = "t  INFO calm\nt  WARN one\nt ERROR two\n".repeat(LINES);
        write("pointsman.2026-11-22.log", &many);
        let found = warnings(place.path());
        assert_eq!(found.len(), LINES);
        assert_eq!(found[LINES - 2..], ["t  WARN one", "t ERROR two"]);
    }
}
