//! What a command prints: JSON for scripts, aligned text for people.

mod table;
pub mod words;

pub use table::{Side, Table};

use serde::Serialize;
use serde_json::json;
use std::io::{self, Write};

/// Where a command prints, and how.
pub struct Out {
    json: bool,
}

impl Out {
    /// Prints JSON, or text.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a person reads it, and not a script.
    pub fn is_for_people(&self) -> bool {
        !self.json
    }

    /// Prints the value as one JSON document in one line, or the text.
    ///
    /// # Errors
    /// When standard output cannot be written, as when its reader has gone.
    pub fn show(&self, value: &impl Serialize, text: impl FnOnce() -> String) -> io::Result<()> {
        let mut line = if self.json {
            serde_json::to_string(value)?
        } else {
            text()
        };
        if !line.is_empty() && !line.ends_with('\n') {
            line.push('\n');
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(line.as_bytes())?;
        stdout.flush()
    }

    /// Says on standard error what went wrong. When that cannot be written either, nobody listens.
    pub fn complain(&self, message: &str, hint: Option<&str>) {
        let text = if self.json {
            json!({ "error": message, "hint": hint }).to_string()
        } else {
            match hint {
                Some(hint) => format!("pointsman: {message}\n{hint}"),
                None => format!("pointsman: {message}"),
            }
        };
        let _ = writeln!(io::stderr(), "{text}");
    }
}
