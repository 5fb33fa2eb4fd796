//! What the desktop binary is told on its command line.

use pointsman_api::error::{ApiError, ErrorCode};
use std::ffi::OsString;
use std::path::PathBuf;

/// Stays in the background until the tray or another start asks for the window.
pub const BACKGROUND: &str = "--background";
/// Names the data folder.
pub const DATA_DIR: &str = "--data-dir";

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The data folder, where one was named.
    pub data_dir: Option<PathBuf>,
    /// Whether to begin without showing the window, as a start with the session does.
    pub background: bool,
}

impl Arguments {
    /// Reads them; the first is the program's own name.
    ///
    /// # Errors
    /// `Invalid` for anything unknown.
    pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, ApiError> {
        let mut read = Self::default();
        let mut rest = arguments.skip(1);
        while let Some(argument) = rest.next() {
            if argument == BACKGROUND {
                read.background = true;
            } else if argument == DATA_DIR {
                let Some(folder) = rest.next() else {
                    return Err(wrong("--data-dir names no folder"));
                };
                read.data_dir = Some(folder.into());
            } else {
                let unknown = argument.to_string_lossy();
                return Err(wrong(format!(
                    "pointsman-desktop does not know `{unknown}`"
                )));
            }
        }
        Ok(read)
    }
}

fn wrong(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Invalid, message)
        .hint("It takes --data-dir DIR and --background, and nothing else.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Arguments, String> {
        let words = std::iter::once("pointsman-desktop").chain(line.split_whitespace());
        Arguments::read(words.map(OsString::from)).map_err(|error| error.message)
    }

    #[test]
    fn both_are_read_in_any_order() {
        let both = Arguments {
            data_dir: Some("/d".into()),
            background: true,
        };
        assert_eq!(check("--background --data-dir /d").as_ref(), Ok(&both));
        assert_eq!(check("--data-dir /d --background").as_ref(), Ok(&both));
        assert_eq!(check(""), Ok(Arguments::default()));
    }

    #[test]
    fn what_is_unknown_is_named() {
        assert!(check("--data-dir").unwrap_err().contains("no folder"));
        assert!(check("--port 1").unwrap_err().contains("--port"));
    }
}
