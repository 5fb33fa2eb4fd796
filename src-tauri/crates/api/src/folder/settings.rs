//! `settings.toml`: where the proxy listens, who may speak to it, and its pace.

use super::{Folder, FolderTrouble, read};
use serde::Deserialize;

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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            port: 4100,
            hosts: Vec::new(),
            origins: Vec::new(),
            max_body_mib: 32,
            keep_alive_ms: 15_000,
            fold_within_ms: 200,
        }
    }
}

impl Settings {
    /// What a fresh folder begins with.
    pub const FRESH: &'static str = "\
# How the proxy listens. Read when it starts.
version = 1

# The port on this machine, for IPv4 and IPv6.
port = 4100

# More names under which tools reach it (the Host header), e.g. \"pointsman.test\".
hosts = []

# Web pages that may call it (the Origin header), e.g. \"https://app.example\".
origins = []

# The largest request body, in MiB.
max_body_mib = 32

# How long a client waits in silence before it hears that its call still runs.
keep_alive_ms = 15000

# How long the ledger may lag behind its journal. Reports catch up before they answer.
fold_within_ms = 200
";

    /// Reads the folder's file.
    ///
    /// # Errors
    /// `Newer` for a file of a newer version, `Broken` for one that cannot be understood, `Io`.
    pub fn read(folder: &Folder) -> Result<Self, FolderTrouble> {
        #[derive(Deserialize)]
        struct Versioned {
            version: Option<i64>,
        }
        let path = folder.settings();
        let Some(text) = read(&path)? else {
            return Ok(Self::default());
        };
        let broken = |error: toml::de::Error| FolderTrouble::Broken {
            path: path.clone(),
            what: error.to_string(),
        };
        let found = toml::from_str::<Versioned>(&text).map_err(broken)?.version;
        match found {
            Some(found) if found > VERSION => Err(FolderTrouble::Newer {
                path,
                found,
                known: VERSION,
            }),
            _ => toml::from_str(&text).map_err(broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Settings, FolderTrouble> {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        std::fs::write(folder.settings(), text).unwrap();
        Settings::read(&folder)
    }

    #[test]
    fn a_fresh_file_says_the_defaults() {
        assert_eq!(check(Settings::FRESH).unwrap(), Settings::default());
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
