//! What is kept of a connected tool in the data folder, so that it can be disconnected to the byte:
//! `connect/<tool>/record.json` and the bytes that each file had before. No local key is kept: of
//! what was written there are fingerprints.

use super::text::Format;
use crate::folder::{Folder, FolderTrouble, read, write};
use pointsman_units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The version that this Pointsman writes.
const VERSION: i64 = 1;
const NAME: &str = "record.json";

/// A connected tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    version: i64,
    /// The tool.
    pub tool: String,
    /// Its local key.
    pub key: String,
    /// The model that was chosen for it; null where it asks for its own.
    pub model: Option<String>,
    /// The address that was written.
    pub address: String,
    /// When.
    pub at: UnixMillis,
    /// What was done to each file.
    pub files: Vec<Written>,
}

/// What was done to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    /// Where the tool looks.
    pub path: PathBuf,
    /// Where the bytes are.
    pub real: PathBuf,
    /// How it is written.
    pub format: Format,
    /// Its permissions before.
    pub mode: Option<u32>,
    /// The fingerprint of its bytes before; null where there was no file.
    pub before: Option<String>,
    /// The fingerprint of the bytes that were written.
    pub after: String,
    /// Folders that were made for it, the innermost first.
    pub made: Vec<PathBuf>,
    /// The members that were set, each with the fingerprint of what was written.
    pub members: Vec<(Vec<String>, String)>,
}

impl Record {
    /// A new one.
    pub(crate) fn new(tool: &str, key: String, model: Option<String>, address: &str) -> Self {
        Self {
            version: VERSION,
            tool: tool.to_owned(),
            key,
            model,
            address: address.to_owned(),
            at: crate::clock::now(),
            files: Vec::new(),
        }
    }

    /// The record of a tool; `None` where it is not connected.
    ///
    /// # Errors
    /// `Newer` and `Broken`, besides `Io`.
    pub(crate) fn of(folder: &Folder, tool: &str) -> Result<Option<Self>, FolderTrouble> {
        let path = place(folder, tool).join(NAME);
        let Some(text) = read(&path)? else {
            return Ok(None);
        };
        let record: Self = serde_json::from_str(&text).map_err(|error| FolderTrouble::Broken {
            path: path.clone(),
            what: error.to_string(),
        })?;
        if record.version > VERSION {
            return Err(FolderTrouble::Newer {
                path,
                found: record.version,
                known: VERSION,
            });
        }
        Ok(Some(record))
    }

    /// Keeps it, and the bytes of the files before, ahead of the first change.
    ///
    /// # Errors
    /// `Io`, and nothing is kept.
    pub(crate) fn keep(
        &self,
        folder: &Folder,
        originals: &[Option<Vec<u8>>],
    ) -> Result<(), FolderTrouble> {
        let place = place(folder, &self.tool);
        for (at, bytes) in originals.iter().enumerate() {
            if let Some(bytes) = bytes {
                super::files::replace(&original(&place, at), bytes, Some(0o600))?;
            }
        }
        let text = serde_json::to_string_pretty(self).map_err(|error| FolderTrouble::Broken {
            path: place.join(NAME),
            what: error.to_string(),
        })?;
        fs::create_dir_all(&place).map_err(FolderTrouble::io("make", &place))?;
        write(&place.join(NAME), &text)
    }

    /// The bytes that the file had before; `None` where there was none.
    ///
    /// # Errors
    /// `Io` where they cannot be read, `Broken` where they are others than were kept.
    pub(crate) fn original(
        &self,
        folder: &Folder,
        at: usize,
    ) -> Result<Option<Vec<u8>>, FolderTrouble> {
        let Some(kept) = self.files.get(at).and_then(|file| file.before.clone()) else {
            return Ok(None);
        };
        let path = original(&place(folder, &self.tool), at);
        let bytes = fs::read(&path).map_err(FolderTrouble::io("read", &path))?;
        if super::files::fingerprint(Some(&bytes)).as_ref() != Some(&kept) {
            return Err(FolderTrouble::Broken {
                path,
                what: "it is not what was kept".to_owned(),
            });
        }
        Ok(Some(bytes))
    }

    /// Forgets it.
    ///
    /// # Errors
    /// `Io` where it stays.
    pub(crate) fn forget(&self, folder: &Folder) -> Result<(), FolderTrouble> {
        let place = place(folder, &self.tool);
        // The record first: without it the rest is nothing.
        fs::remove_file(place.join(NAME)).map_err(FolderTrouble::io("remove", &place))?;
        for at in 0..self.files.len() {
            let _ = fs::remove_file(original(&place, at));
        }
        let _ = fs::remove_dir(&place);
        let _ = fs::remove_dir(folder.path().join("connect"));
        Ok(())
    }
}

fn place(folder: &Folder, tool: &str) -> PathBuf {
    folder.path().join("connect").join(tool)
}

fn original(place: &Path, at: usize) -> PathBuf {
    place.join(format!("{at}.original"))
}
