//! `settings.toml`: where the proxy listens, who may speak to it, its pace, and how the window
//! behaves.
//!
//! Knows what the file may say, not who heeds it.

mod check;
mod edit;
mod fresh;

pub use edit::apply;
pub use fresh::FRESH;

use super::FolderTrouble;
use crate::views::settings::{LogLevel, OnClose, Theme};
use serde::Deserialize;
use std::net::IpAddr;
use std::path::Path;

/// The version of the file that this Pointsman writes.
const VERSION: i64 = 1;

/// What `settings.toml` says. What it leaves out stands as in [`Settings::default`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The file's version.
    pub version: i64,
    /// The port on `127.0.0.1` and `[::1]`.
    pub port: u16,
    /// Addresses beside these two on which it listens, for other machines.
    pub bind: Vec<IpAddr>,
    /// More names that a `Host` header may carry, beside the loopback ones.
    pub hosts: Vec<String>,
    /// Web pages that may call: what an `Origin` header may carry.
    pub origins: Vec<String>,
    /// The largest request body in MiB.
    pub max_body_mib: u32,
    /// How long a client waits in silence, in milliseconds, before it hears that its call still runs.
    pub keep_alive_ms: u32,
    /// How long the ledger may lag behind its journal, in milliseconds.
    pub fold_within_ms: u32,
    /// After how many days a call leaves the ledger; never when it is not said.
    pub retention_days: Option<u32>,
    /// The project that the session key counts to.
    pub default_project: String,
    /// How much goes to the log.
    pub log_level: LogLevel,
    /// Which colours the window wears.
    pub theme: Theme,
    /// What closing the window means.
    pub on_close: OnClose,
    /// Whether the window's process starts with the user's session.
    pub autostart: bool,
    /// Whether the desktop is told of breakers that open and keys that are retired.
    pub notifications: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            port: 4100,
            bind: Vec::new(),
            hosts: Vec::new(),
            origins: Vec::new(),
            max_body_mib: 32,
            keep_alive_ms: 15_000,
            fold_within_ms: 200,
            retention_days: None,
            default_project: "default".to_owned(),
            log_level: LogLevel::default(),
            theme: Theme::default(),
            on_close: OnClose::default(),
            autostart: false,
            notifications: true,
        }
    }
}

impl Settings {
    /// The keys that are read at a start only.
    pub const AT_START: [&str; 4] = ["port", "bind", "max_body_mib", "fold_within_ms"];

    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    /// `Newer` for a file of a newer version, `Broken` for one that cannot be understood.
    pub fn parse(text: &str, path: &Path) -> Result<Self, FolderTrouble> {
        #[derive(Deserialize)]
        struct Versioned {
            version: Option<i64>,
        }
        let broken = |what: String| FolderTrouble::Broken {
            path: path.to_path_buf(),
            what,
        };
        let versioned = toml::from_str::<Versioned>(text);
        let found = versioned
            .map_err(|error| broken(error.to_string()))?
            .version;
        if let Some(found) = found.filter(|found| *found > VERSION) {
            return Err(FolderTrouble::Newer {
                path: path.to_path_buf(),
                found,
                known: VERSION,
            });
        }
        let settings: Self = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        match settings.wrong() {
            Some(what) => Err(broken(what)),
            None => Ok(settings),
        }
    }

    /// Those of [`Settings::AT_START`] whose values differ from the ones of the start.
    pub fn waiting(&self, begun: &Self) -> Vec<&'static str> {
        let differs = [
            self.port != begun.port,
            self.bind != begun.bind,
            self.max_body_mib != begun.max_body_mib,
            self.fold_within_ms != begun.fold_within_ms,
        ];
        let keys = Self::AT_START.into_iter().zip(differs);
        keys.filter_map(|(key, differs)| differs.then_some(key))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Settings, FolderTrouble> {
        Settings::parse(text, Path::new("settings.toml"))
    }

    #[test]
    fn a_fresh_file_says_the_defaults() {
        assert_eq!(check(FRESH).unwrap(), Settings::default());
    }

    #[test]
    fn a_newer_file_is_refused_even_with_keys_from_the_future() {
        let error = check("version = 2\nwings = true\n").unwrap_err();
        assert!(matches!(
            error,
            FolderTrouble::Newer {
                found: 2,
                known: 1,
                ..
            }
        ));
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        let error = check("version = 1\nprot = 4101\n").unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("prot"),
            "{error}"
        );
    }
}
