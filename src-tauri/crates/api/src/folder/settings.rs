//! `settings.toml`: where the proxy listens, who may speak to it, and its pace.

use super::FolderTrouble;
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
        }
    }
}

impl Settings {
    /// What a fresh folder begins with.
    pub const FRESH: &'static str = "\
# How the proxy listens. `port`, `bind`, `max_body_mib` and `fold_within_ms` hold after the next
# start, the others as soon as this file is saved.
version = 1

# The port on this machine, for IPv4 and IPv6.
port = 4100

# More addresses to listen on, for other machines: \"192.168.1.2\", or \"0.0.0.0\" for all of IPv4.
# Needs a local key of a project. Plain HTTP: whoever reads your network reads keys and prompts.
bind = []

# More names under which tools reach it (the Host header), e.g. \"host.docker.internal\".
hosts = []

# Web pages and Electron apps that may call it (the Origin header), e.g. \"https://app.example\" or
# \"app://obsidian.md\". Programs that send no Origin need no entry.
origins = []

# The largest request body, in MiB.
max_body_mib = 32

# How long a client waits in silence before it hears that its call still runs.
keep_alive_ms = 15000

# How long the ledger may lag behind its journal. Reports catch up before they answer.
fold_within_ms = 200
";

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
        let wrong = settings.hosts.iter().find_map(|it| wrong_host(it));
        let wrong = wrong.or_else(|| settings.origins.iter().find_map(|it| wrong_origin(it)));
        match wrong {
            Some(what) => Err(broken(what)),
            None => Ok(settings),
        }
    }
}

/// Why a name can never be what a `Host` header carries.
fn wrong_host(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let number = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let sound = match number {
        Some(number) => number.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.chars().all(plain),
    };
    (!sound).then(|| {
        format!("`hosts` takes names without scheme, port or `*`, like \"box.lan\"; not \"{name}\"")
    })
}

/// Why a text can never be, or must not be, what an `Origin` header carries. `null` is what every
/// sandboxed frame of every page sends, so it would let in the whole web.
fn wrong_origin(origin: &str) -> Option<String> {
    let sound = origin.split_once("://").is_some_and(|(scheme, rest)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let named = !rest.is_empty() || scheme == "file";
        let rest = rest
            .chars()
            .all(|c| c.is_ascii_graphic() && !"/*?#@".contains(c));
        !scheme.is_empty() && scheme.chars().all(plain) && named && rest
    });
    (!sound).then(|| {
        format!(
            "`origins` takes what a page's Origin header carries, like \"https://app.example\": a \
             scheme and a host, without a path, a closing slash, `*` or `null`; not \"{origin}\""
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Settings, FolderTrouble> {
        Settings::parse(text, Path::new("settings.toml"))
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

    #[test]
    fn hosts_and_origins_that_no_header_carries_are_named() {
        for (key, wrong) in [
            ("hosts", "http://box.lan"),
            ("hosts", "box.lan:4100"),
            ("hosts", "*.lan"),
            ("hosts", ""),
            ("hosts", "fd00::1"),
            ("origins", "app.example"),
            ("origins", "https://app.example/"),
            ("origins", "https://*.example"),
            ("origins", "*"),
            ("origins", "null"),
            ("origins", "https://"),
            ("origins", "https://me@app.example"),
        ] {
            let error = check(&format!("version = 1\n{key} = [\"{wrong}\"]\n")).unwrap_err();
            let said = error.to_string();
            assert!(
                said.contains(key) && said.contains(&format!("\"{wrong}\"")),
                "{said}"
            );
        }
        let sound = "version = 1\nhosts = [\"host.docker.internal\", \"[fd00::1]\"]\n\
                     origins = [\"https://app.example:8443\", \"app://obsidian.md\", \"file://\"]\n";
        assert_eq!(check(sound).unwrap().hosts.len(), 2);
    }

    #[test]
    fn an_address_to_bind_is_a_number() {
        let error = check("version = 1\nbind = [\"box.lan\"]\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
        let sound = check("version = 1\nbind = [\"0.0.0.0\", \"::\"]\n").unwrap();
        assert_eq!(sound.bind.len(), 2);
    }
}
