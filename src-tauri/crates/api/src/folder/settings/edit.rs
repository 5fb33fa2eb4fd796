//! Changes `settings.toml` in place: comments, order and spacing stay as they were.

use super::Settings;
use crate::folder::FolderTrouble;
use crate::views::settings::{LogLevel, OnClose, SettingEdit, Theme};
use std::path::Path;
use toml_edit::{Array, Decor, DocumentMut, Value};

/// The text with every edit made, and what it then says.
///
/// # Errors
/// `Broken` when the text cannot be read, or a value does not make sense: then nothing is changed.
pub fn apply(
    path: &Path,
    text: &str,
    edits: &[SettingEdit],
) -> Result<(String, Settings), FolderTrouble> {
    Settings::parse(text, path)?;
    let mut doc: DocumentMut =
        text.parse()
            .map_err(|error: toml_edit::TomlError| FolderTrouble::Broken {
                path: path.to_path_buf(),
                what: error.to_string(),
            })?;
    if !doc.contains_key("version") {
        doc.insert("version", toml_edit::value(super::VERSION));
    }
    for edit in edits {
        let (key, value) = written(edit);
        match value {
            Some(value) => set(&mut doc, key, value),
            None => remove(&mut doc, key),
        }
    }
    let text = doc.to_string();
    let settings = Settings::parse(&text, path)?;
    Ok((text, settings))
}

/// The key of an edit, and its value as it stands in the file; `None`: not at all.
fn written(edit: &SettingEdit) -> (&'static str, Option<Value>) {
    let (key, value): (_, Value) = match edit {
        SettingEdit::Port(port) => ("port", i64::from(*port).into()),
        SettingEdit::Bind(addresses) => ("bind", list(addresses)),
        SettingEdit::Hosts(hosts) => ("hosts", list(hosts)),
        SettingEdit::Origins(origins) => ("origins", list(origins)),
        SettingEdit::MaxBodyMib(size) => ("max_body_mib", i64::from(*size).into()),
        SettingEdit::KeepAliveMs(span) => ("keep_alive_ms", i64::from(*span).into()),
        SettingEdit::DefaultProject(name) => ("default_project", name.into()),
        SettingEdit::Theme(theme) => ("theme", theme_word(*theme).into()),
        SettingEdit::LogLevel(level) => ("log_level", level.word().into()),
        SettingEdit::RetentionDays(None) => return ("retention_days", None),
        SettingEdit::RetentionDays(Some(days)) => ("retention_days", i64::from(*days).into()),
        SettingEdit::OnClose(on_close) => ("on_close", on_close_word(*on_close).into()),
        SettingEdit::Autostart(on) => ("autostart", (*on).into()),
        SettingEdit::Notifications(on) => ("notifications", (*on).into()),
    };
    (key, Some(value))
}

fn list(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(String::as_str).collect::<Array>())
}

fn theme_word(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Dark => "dark",
        Theme::Light => "light",
    }
}

fn on_close_word(on_close: OnClose) -> &'static str {
    match on_close {
        OnClose::Quit => "quit",
        OnClose::Keep => "keep",
    }
}

impl LogLevel {
    /// The level as the file and the log's filter write it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// Sets a value, keeping a comment on its line.
fn set(doc: &mut DocumentMut, key: &str, mut value: Value) {
    match doc.get_mut(key).and_then(toml_edit::Item::as_value_mut) {
        Some(place) => {
            *value.decor_mut() = place.decor().clone();
            *place = value;
        }
        None => {
            doc.insert(key, toml_edit::Item::Value(value));
        }
    }
}

/// Takes a key away. What stands above it stays where it is.
fn remove(doc: &mut DocumentMut, key: &str) {
    let next = doc.iter().map(|(key, _)| key.to_owned());
    let next = next.skip_while(|other| other != key).nth(1);
    let Some((gone, _)) = doc.remove_entry(key) else {
        return;
    };
    let above = prefix(gone.leaf_decor()).to_owned();
    match next.and_then(|next| doc.key_mut(&next)) {
        Some(mut next) => {
            let decor = next.leaf_decor_mut();
            let joined = format!("{above}{}", prefix(decor));
            decor.set_prefix(joined);
        }
        None => {
            let joined = format!("{above}{}", doc.trailing().as_str().unwrap_or_default());
            doc.set_trailing(joined);
        }
    }
}

fn prefix(decor: &Decor) -> &str {
    let prefix = decor.prefix().and_then(|raw| raw.as_str());
    prefix.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::FRESH;
    use super::*;

    fn check(text: &str, edit: SettingEdit) -> Result<String, String> {
        let edited = apply(Path::new("settings.toml"), text, &[edit]);
        edited
            .map(|(text, _)| text)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_edit_changes_its_line_and_nothing_else() {
        let text = "# mine\nport = 4100 # the usual\n\n# dark\ntheme=\"dark\"\nversion = 1\n";
        assert_eq!(
            check(text, SettingEdit::Port(4200)).unwrap(),
            text.replace("4100", "4200")
        );
        assert_eq!(
            check(FRESH, SettingEdit::Hosts(vec!["a.test".to_owned()])).unwrap(),
            FRESH.replace("hosts = []", "hosts = [\"a.test\"]")
        );
    }

    #[test]
    fn a_key_that_comes_and_goes_leaves_every_comment() {
        let with = check(FRESH, SettingEdit::RetentionDays(Some(90))).unwrap();
        assert_eq!(with, format!("{FRESH}retention_days = 90\n"));
        assert_eq!(
            check(&with, SettingEdit::RetentionDays(None)).unwrap(),
            FRESH
        );
        let above = "version = 1\n# a year\nretention_days = 365\n\n# colours\ntheme = \"dark\"\n";
        assert_eq!(
            check(above, SettingEdit::RetentionDays(None)).unwrap(),
            above.replace("retention_days = 365\n", "")
        );
    }

    #[test]
    fn every_edit_is_read_back_as_it_was_written() {
        let edits = [
            SettingEdit::Port(1),
            SettingEdit::Bind(vec!["0.0.0.0".to_owned()]),
            SettingEdit::Origins(vec!["app://a".to_owned()]),
            SettingEdit::MaxBodyMib(64),
            SettingEdit::DefaultProject("web".to_owned()),
            SettingEdit::Theme(Theme::System),
            SettingEdit::LogLevel(LogLevel::Debug),
            SettingEdit::OnClose(OnClose::Keep),
            SettingEdit::Autostart(true),
            SettingEdit::Notifications(false),
        ];
        let (_, said) = apply(Path::new("settings.toml"), "", &edits).unwrap();
        let expected = Settings {
            port: 1,
            bind: vec![std::net::Ipv4Addr::UNSPECIFIED.into()],
            origins: vec!["app://a".to_owned()],
            max_body_mib: 64,
            default_project: "web".to_owned(),
            theme: Theme::System,
            log_level: LogLevel::Debug,
            on_close: OnClose::Keep,
            autostart: true,
            notifications: false,
            ..Settings::default()
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn an_edit_that_makes_no_sense_says_which_key() {
        let error = check(FRESH, SettingEdit::Bind(vec!["home".to_owned()])).unwrap_err();
        assert!(error.contains("bind"), "{error}");
    }
}
