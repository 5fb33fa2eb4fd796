//! What the values of `settings.toml` must be, beyond their types. Each refusal names its key and a
//! value that would do.

use super::Settings;

/// The largest body that can be asked for, in MiB: it is collected in memory.
const MOST_BODY_MIB: u32 = 1024;
/// Ten minutes: clients give up sooner.
const MOST_SILENCE_MS: u32 = 600_000;
/// A hundred years: longer than anybody keeps a ledger, and far from where days overflow.
const MOST_DAYS: u32 = 36_500;

impl Settings {
    /// The first value that makes no sense: its key, and what to write instead.
    pub(super) fn wrong(&self) -> Option<String> {
        let hosts = self.hosts.iter().find_map(|it| wrong_host(it));
        hosts
            .or_else(|| self.origins.iter().find_map(|it| wrong_origin(it)))
            .or_else(|| {
                let (size, fits) = (self.max_body_mib, 1..=MOST_BODY_MIB);
                (!fits.contains(&size))
                    .then(|| format!("`max_body_mib` is between 1 and {MOST_BODY_MIB}; not {size}"))
            })
            .or_else(|| {
                let (span, fits) = (self.keep_alive_ms, 1..=MOST_SILENCE_MS);
                (!fits.contains(&span)).then(|| {
                    format!("`keep_alive_ms` is between 1 and {MOST_SILENCE_MS}; not {span}")
                })
            })
            .or_else(|| self.retention_days.and_then(wrong_days))
            .or_else(|| {
                let nameless = self.default_project.trim().is_empty();
                nameless.then(|| "`default_project` is a project's name; not empty".to_owned())
            })
    }
}

fn wrong_days(days: u32) -> Option<String> {
    (!(1..=MOST_DAYS).contains(&days)).then(|| {
        format!(
            "`retention_days` is between 1 and {MOST_DAYS}, and without the line calls stay for ever; \
             not {days}"
        )
    })
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
    use super::super::Settings;
    use crate::folder::FolderTrouble;
    use std::path::Path;

    fn check(text: &str) -> Result<Settings, FolderTrouble> {
        Settings::parse(text, Path::new("settings.toml"))
    }

    #[test]
    fn sizes_and_names_that_cannot_work_are_named_with_their_key() {
        for (key, wrong) in [
            ("max_body_mib", "0"),
            ("retention_days", "0"),
            ("retention_days", "40000"),
            ("default_project", "\" \""),
            ("theme", "\"pink\""),
        ] {
            let error = check(&format!("version = 1\n{key} = {wrong}\n")).unwrap_err();
            assert!(error.to_string().contains(key), "{error}");
        }
        assert!(check("version = 1\nretention_days = 1\n").is_ok());
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
