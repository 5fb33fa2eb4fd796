//! How it stands with the proxy.

use pointsman_units::{NanoUsd, UnixMillis};
use serde::{Deserialize, Serialize};

/// Whether this process owns the data folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ownership {
    /// This process serves.
    Owner,
    /// Another process serves; this one is attached to it.
    Attached {
        /// The owner's process id.
        pid: u32,
    },
}

/// One account's aspect for the status bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AccountAspect {
    /// The account.
    pub name: String,
    /// `clear`, `caution`, `stop`, `off`.
    pub aspect: String,
    /// Why, in a few words; null when clear.
    pub why: Option<String>,
}

/// The state of the proxy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Status {
    /// Where it listens: `http://127.0.0.1:4100/v1`. Null when it does not.
    pub base_url: Option<String>,
    /// Why it does not listen, and what to do.
    pub trouble: Option<String>,
    /// Who owns the data folder.
    pub ownership: Ownership,
    /// The version.
    pub version: String,
    /// The data folder.
    pub data_dir: String,
    /// Calls in flight.
    pub in_flight: u32,
    /// Calls of the last minute.
    pub calls_per_minute: u32,
    /// Real money spent today, exact and estimated.
    pub today: NanoUsd,
    /// Simulated money of today.
    pub today_simulated: NanoUsd,
    /// Attempts of today without a price.
    pub today_unpriced: u32,
    /// The accounts' aspects, by their last attempts.
    pub accounts: Vec<AccountAspect>,
    /// Null when the ledger is up to date, else why it is behind.
    pub ledger: Option<String>,
    /// Whether any account but the simulator exists.
    pub real_accounts: bool,
    /// Calls ever made, for the first start.
    pub any_calls: bool,
    /// The short hash of the policy that holds.
    pub policy: String,
}

/// What a report of a fault needs. Holds no key, no prompt and no account's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Diagnostics {
    /// Lines to paste, ended by line feeds.
    pub text: String,
}

/// Which colours the window wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the machine has it.
    System,
    /// The dark panel.
    #[default]
    Dark,
    /// The light one.
    Light,
}

/// How much goes to the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Only what a person must act on.
    Error,
    /// And where something was worse than it should be.
    Warn,
    /// And what begins and ends.
    #[default]
    Info,
    /// And each decision.
    Debug,
    /// And each frame, without its content.
    Trace,
}

/// What closing the window means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    /// Pointsman ends, once running calls have.
    #[default]
    Quit,
    /// The proxy goes on without a window. The tray, or starting Pointsman again, brings it back.
    Keep,
}

/// What `settings.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SettingsView {
    /// The port; 0 takes a free one at each start.
    pub port: u16,
    /// The addresses of this machine that it listens on.
    pub bind: Vec<String>,
    /// More names that a `Host` header may carry, beside the loopback ones.
    pub hosts: Vec<String>,
    /// Web pages that may call: what an `Origin` header may carry.
    pub origins: Vec<String>,
    /// The largest request body, in MiB.
    pub max_body_mib: u32,
    /// How long a client waits in silence, in milliseconds, before it hears that its call runs.
    pub keep_alive_ms: u32,
    /// The project that the session key counts to.
    pub default_project: String,
    /// Which colours the window wears.
    pub theme: Theme,
    /// How much goes to the log.
    pub log_level: LogLevel,
    /// After how many days a call leaves the ledger. Null: never.
    pub retention_days: Option<u32>,
    /// What closing the window means.
    pub on_close: OnClose,
    /// Whether the window's process starts with the user's session.
    pub autostart: bool,
    /// Whether the desktop is told of breakers that open and keys that are retired.
    pub notifications: bool,
    /// When the oldest call on the ledger arrived: reports know nothing earlier. Null without calls.
    pub ledger_begins: Option<UnixMillis>,
    /// Keys whose value is read at a start only.
    pub at_start: Vec<String>,
    /// Those of them whose value waits for the next start.
    pub waiting: Vec<String>,
    /// What is wrong in the file; null when it holds. What held before still does.
    pub trouble: Option<String>,
}

/// One key of `settings.toml` and its new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "key", content = "value", rename_all = "snake_case")]
pub enum SettingEdit {
    /// The port.
    Port(u16),
    /// The addresses to listen on.
    Bind(Vec<String>),
    /// More names for the `Host` header.
    Hosts(Vec<String>),
    /// More pages for the `Origin` header.
    Origins(Vec<String>),
    /// The largest request body, in MiB.
    MaxBodyMib(u32),
    /// How long a client waits in silence, in milliseconds.
    KeepAliveMs(u32),
    /// The project that the session key counts to.
    DefaultProject(String),
    /// The colours.
    Theme(Theme),
    /// How much goes to the log.
    LogLevel(LogLevel),
    /// Days until a call leaves the ledger; null: never.
    RetentionDays(Option<u32>),
    /// What closing the window means.
    OnClose(OnClose),
    /// Whether to start with the session.
    Autostart(bool),
    /// Whether to notify.
    Notifications(bool),
}

/// An archive that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Backup {
    /// Its file.
    pub path: String,
    /// Its size.
    #[specta(type = u32)]
    pub bytes: u64,
}

/// What a purge would take away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PurgePreview {
    /// The data folder.
    pub data_dir: String,
    /// How many files would go. Backups and exports are not among them.
    pub files: u32,
    /// The names under which keys stand in the keychain and would go.
    pub keys: Vec<String>,
}

/// What is to be purged, and that it is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PurgeAsk {
    /// What the person typed: the word `purge`.
    pub typed: String,
    /// Whether the keychain is left alone.
    pub keep_keys: bool,
}

/// What went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Purged {
    /// The data folder.
    pub data_dir: String,
    /// How many files went.
    pub files: u32,
    /// The names under which keys stood in the keychain, and do no more.
    pub keys: Vec<String>,
    /// The tools whose settings of before came back.
    pub tools: Vec<String>,
    /// What stays in the folder: backups, exports, and what Pointsman did not write.
    pub left: Vec<String>,
}

/// The data folder and how much room its parts take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DataFolder {
    /// Where it is.
    pub path: String,
    /// Its parts: `ledger`, `journal`, `history`, `logs`, `files`, `backups`, in this order.
    pub parts: Vec<FolderPart>,
}

/// One part of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FolderPart {
    /// Which.
    pub name: String,
    /// Its size in bytes.
    #[specta(type = u32)]
    pub bytes: u64,
}
