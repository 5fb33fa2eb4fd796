//! Starting with the user's session: an entry that the desktop reads at login, made and taken away as
//! the settings say. Off until it is asked for.

use crate::arguments::{Arguments, BACKGROUND, DATA_DIR};
use auto_launch::{AutoLaunch, AutoLaunchBuilder};
use pointsman_api::folder;
use std::path::{Path, PathBuf};

/// The entry of this window's data folder; none where this program does not know where it is.
pub struct Autostart(Option<AutoLaunch>);

impl Autostart {
    /// The entry for a start on the same folder. Each folder has its own.
    pub fn of(arguments: &Arguments) -> Self {
        let variable = std::env::var_os(folder::VARIABLE).filter(|value| !value.is_empty());
        let named = arguments
            .data_dir
            .clone()
            .or_else(|| variable.map(PathBuf::from));
        let named = named.and_then(|path| std::path::absolute(path).ok());
        let Some(program) = program() else {
            return Self(None);
        };
        let entry = AutoLaunchBuilder::new()
            .set_app_name(&name(named.as_deref()))
            .set_app_path(&word(&program))
            .set_args(&words(named.as_deref()))
            .build();
        match entry {
            Ok(entry) => Self(Some(entry)),
            Err(error) => {
                tracing::warn!(%error, "this system has no place for a start with the session");
                Self(None)
            }
        }
    }

    /// Makes the entry, or takes it away. Making it anew keeps the path of this program right.
    pub fn arrange(&self, with_session: bool) {
        let Some(entry) = &self.0 else { return };
        let arranged = if with_session {
            entry.enable()
        } else {
            match entry.is_enabled() {
                Ok(true) => entry.disable(),
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            }
        };
        if let Err(error) = arranged {
            tracing::warn!(%error, with_session, "the start with the session could not be arranged");
        }
    }
}

/// An AppImage runs from a place that is gone after it; the file it came from is what to start.
fn program() -> Option<PathBuf> {
    let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
    image.or_else(|| std::env::current_exe().ok())
}

fn name(named: Option<&Path>) -> String {
    match named {
        None => "pointsman".to_owned(),
        Some(path) => {
            let hash = folder::hash(&path.to_string_lossy());
            format!("pointsman-{}", hash.get(..12).unwrap_or(&hash))
        }
    }
}

fn words(folder: Option<&Path>) -> Vec<String> {
    let mut words = vec![BACKGROUND.to_owned()];
    if let Some(folder) = folder {
        words.extend([DATA_DIR.to_owned(), word(folder)]);
    }
    words
}

/// A path as one word of the entry. On macOS the entry is a list and quotes would be part of the word;
/// elsewhere it is a line.
fn word(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "/\\._-:+@".contains(c);
    if cfg!(target_os = "macos") || text.chars().all(plain) {
        return text.into_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        // https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
        if cfg!(target_os = "linux") && "\"`$\\".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
        if c == '%' && cfg!(target_os = "linux") {
            quoted.push(c);
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn each_folder_has_an_entry_of_its_own() {
        let (one, other) = (name(Some(Path::new("/a"))), name(Some(Path::new("/b"))));
        assert_eq!(name(None), "pointsman");
        assert!(one != other && one.starts_with("pointsman-"));
    }

    #[test]
    fn a_path_with_a_space_stays_one_word() {
        assert_eq!(words(None), ["--background"]);
        let folder = Path::new("/home/ada/my data/$x");
        assert_eq!(
            words(Some(folder)),
            ["--background", "--data-dir", "\"/home/ada/my data/\\$x\""]
        );
        assert_eq!(
            word(Path::new("/usr/bin/pointsman-desktop")),
            "/usr/bin/pointsman-desktop"
        );
    }
}
