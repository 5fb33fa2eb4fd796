//! Texts that tools keep their settings in: finding, setting and taking away one member by edits as
//! small as they can be, so that comments, order and spacing stay. Knows no tool, no file and no key.

mod dotenv;
mod json;
mod toml;
mod yaml;

use serde::{Deserialize, Serialize};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// JSON, with comments and trailing commas where the author wrote them.
    Json,
    /// TOML.
    Toml,
    /// YAML: a mapping whose members stand at the margin.
    Yaml,
    /// YAML: a list of mappings; a member is an item, named by one of its fields.
    YamlList,
    /// `NAME=value`, a line each.
    Dotenv,
    /// The whole file is one value.
    Text,
}

/// A value to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
    /// An item of a list: its fields, in order.
    Fields(Vec<(String, Value)>),
}

/// A member as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its value as it is written, to be put back the same.
    pub raw: String,
    /// What it says, where it is a text.
    pub says: Option<String>,
    /// Its line, from 1.
    pub line: usize,
}

/// Why a text is not touched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    /// It cannot be read.
    #[error("{line}:{column}: {what}")]
    Broken {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// It can be read, but a member stands in a way that a small edit cannot change.
    #[error("{line}:1: {what}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// What is in the way.
        what: String,
    },
}

impl Format {
    /// Finds a member; `None` where it is not there.
    ///
    /// # Errors
    /// Where the text cannot be read.
    pub(crate) fn find(self, text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
        let (_, text) = mark(text);
        match self {
            Self::Json => json::find(text, path),
            Self::Toml => toml::find(text, path),
            Self::Yaml => yaml::find(text, path),
            Self::YamlList => yaml::find_item(text, path),
            Self::Dotenv => dotenv::find(text, path),
            Self::Text => Ok(whole(text)),
        }
    }

    /// The text with the member set to a value that is written `raw`; nothing else differs.
    ///
    /// # Errors
    /// Where the text cannot be read, or the member cannot be set by a small edit.
    pub(crate) fn set(self, text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
        let (mark, text) = mark(text);
        let set = match self {
            Self::Json => json::set(text, path, raw),
            Self::Toml => toml::set(text, path, raw),
            Self::Yaml => yaml::set(text, path, raw),
            Self::YamlList => yaml::set_item(text, path, raw),
            Self::Dotenv => dotenv::set(text, path, raw),
            Self::Text => Ok(format!("{raw}\n")),
        }?;
        Ok(format!("{mark}{}", with_ends_of(text, set)))
    }

    /// The text without the member, and without the containers that it leaves empty but those that
    /// `stays` wants to keep.
    ///
    /// # Errors
    /// Where the text cannot be read.
    pub(crate) fn clear(
        self,
        text: &str,
        path: &[String],
        stays: &dyn Fn(&[String]) -> bool,
    ) -> Result<String, Unfit> {
        let (mark, text) = mark(text);
        let cleared = match self {
            Self::Json => json::clear(text, path, stays),
            Self::Toml => toml::clear(text, path, stays),
            Self::Yaml => yaml::clear(text, path),
            Self::YamlList => yaml::clear_item(text, path),
            Self::Dotenv => dotenv::clear(text, path),
            Self::Text => Ok(String::new()),
        }?;
        Ok(format!("{mark}{}", with_ends_of(text, cleared)))
    }

    /// Whether a container (a table, an object) stands at `path`.
    pub(crate) fn holds(self, text: &str, path: &[String]) -> bool {
        let (_, text) = mark(text);
        match self {
            Self::Json => json::holds(text, path),
            Self::Toml => toml::holds(text, path),
            Self::Yaml | Self::YamlList | Self::Dotenv | Self::Text => false,
        }
    }

    /// A value as this format writes it.
    pub(crate) fn raw(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Flag(flag)) => flag.to_string(),
            (Self::Json | Self::Toml | Self::Yaml | Self::YamlList, Value::Text(text)) => {
                quoted(text)
            }
            (Self::Dotenv | Self::Text, Value::Text(text)) => text.clone(),
            (_, Value::Fields(fields)) => yaml::item(fields),
        }
    }
}

/// A double-quoted string that JSON, TOML and YAML read alike.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A byte order mark, which some editors of Windows write, stays where it is.
fn mark(text: &str) -> (&str, &str) {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    }
}

/// Lines that were added end as the others do.
fn with_ends_of(before: &str, after: String) -> String {
    let ends = before.matches('\n').count();
    if ends > 0 && before.matches("\r\n").count() == ends {
        return after.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    after
}

fn whole(text: &str) -> Option<Found> {
    let said = text.trim();
    (!said.is_empty()).then(|| Found {
        raw: said.to_owned(),
        says: Some(said.to_owned()),
        line: 1,
    })
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// The column of a byte in characters, from 1.
fn column_at(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    before.get(line..).unwrap_or_default().chars().count() + 1
}

/// `text` with the bytes of `range` replaced.
fn spliced(text: &str, range: std::ops::Range<usize>, by: &str) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    format!("{before}{by}{after}")
}

#[cfg(test)]
mod tests;
