//! Takes Pointsman off this machine: what it wrote into a data folder, and the keys that the folder's
//! accounts have in the keychain. A file that it did not write stays.

use super::{ASIDE, FILES, HISTORY, LEDGER};
use crate::error::{ApiError, ErrorCode};
use crate::folder::lock::Lock;
use crate::folder::{Folder, FolderTrouble, read};
use crate::house::owned;
use crate::owner::shown;
use crate::tools::act::{carry_back, undo_steps};
use crate::tools::record::Record;
use crate::views::settings::{PurgePreview, Purged};
use pointsman_engine::account::{self, KeyRef};
use pointsman_vault::{Vault, VaultError, VaultKind};
use std::io;
use std::path::{Path, PathBuf};

/// What is to go, while the folder is held so that nobody begins to use it.
pub struct Purge {
    folder: Folder,
    _lock: Lock,
    files: Vec<PathBuf>,
    keys: Vec<String>,
}

impl Purge {
    /// Looks at what there is. Nothing goes yet.
    ///
    /// # Errors
    /// `NotFound` where there is no data folder, `Owned` while a process owns it, `Invalid` where the
    /// accounts cannot be read, so that it is not known which keys are theirs, and `keep_keys` is not
    /// asked for.
    pub fn look(data_dir: Option<PathBuf>, keep_keys: bool) -> Result<Self, ApiError> {
        let path = Folder::locate(data_dir)?;
        // A folder with none of these is somebody else's.
        if !["owner.lock", "accounts.toml", LEDGER]
            .iter()
            .any(|name| path.join(name).is_file())
        {
            let message = format!("{} is no data folder of Pointsman", path.display());
            return Err(
                ApiError::new(ErrorCode::NotFound, message).hint("name the folder with --data-dir")
            );
        }
        let folder = Folder::open(&path)?;
        let Some(lock) = Lock::take(&folder)? else {
            return Err(owned(&folder).hint("stop that process first"));
        };
        let (files, keys) = survey(&folder, keep_keys)?;
        Ok(Self {
            folder,
            _lock: lock,
            files,
            keys,
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How many files will go.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// The names under which keys stand in the keychain that will go.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Takes it all away: the tools' settings come back first, while it is known what they were; then
    /// the keys go, because without the accounts nobody knows their names.
    ///
    /// # Errors
    /// `Conflict` where a tool's file cannot be edited any more, and `KeychainLocked`: then nothing
    /// of the folder went. `Io` for a file that cannot be removed.
    pub async fn carry_out(self) -> Result<Purged, ApiError> {
        let tools = disconnect_all(&self.folder)?;
        let vault = Vault::open(VaultKind::Os);
        for key in &self.keys {
            match vault.remove(key).await {
                // Where there is no keychain there is no key in it.
                Ok(()) | Err(VaultError::NoKeychain) => {}
                Err(error) => {
                    return Err(ApiError::from(error).hint(
                        "nothing of the folder was removed; --keep-keys leaves the keychain alone",
                    ));
                }
            }
        }
        let root = self.folder.path().to_owned();
        for file in &self.files {
            std::fs::remove_file(file).map_err(FolderTrouble::io("remove", file))?;
        }
        remove_empty(&root);
        Ok(Purged {
            data_dir: shown(&root),
            files: count(self.files.len()),
            keys: self.keys,
            tools,
            left: strangers(&root).iter().map(|left| shown(left)).collect(),
        })
    }
}

/// What a purge of the folder would take away.
///
/// # Errors
/// `Invalid` where it cannot be known which keys are the accounts'.
pub(crate) fn preview(folder: &Folder) -> Result<PurgePreview, ApiError> {
    let (files, keys) = survey(folder, false)?;
    Ok(PurgePreview {
        data_dir: shown(folder.path()),
        files: count(files.len()),
        keys,
    })
}

/// The files that are ours, and the names of the accounts' keys.
fn survey(folder: &Folder, keep_keys: bool) -> Result<(Vec<PathBuf>, Vec<String>), ApiError> {
    let keys = match keep_keys {
        true => Vec::new(),
        false => keys(folder)?,
    };
    let files = belongings(folder.path()).map_err(FolderTrouble::io("look into", folder.path()))?;
    Ok((files, keys))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn disconnect_all(folder: &Folder) -> Result<Vec<String>, ApiError> {
    let mut done = Vec::new();
    for tool in crate::tools::all() {
        let Some(record) = Record::of(folder, tool.id)? else {
            continue;
        };
        let steps = undo_steps(folder, &record, false)?;
        carry_back(folder, &record, &steps)?;
        done.push(tool.name.clone());
    }
    Ok(done)
}

fn keys(folder: &Folder) -> Result<Vec<String>, ApiError> {
    let text = read(&folder.accounts())?.unwrap_or_default();
    let accounts = account::parse(&text).map_err(|problems| {
        ApiError::in_file("accounts.toml", &problems).hint(
            "mend it, so that its keys are known, or leave the keychain alone with --keep-keys",
        )
    })?;
    let mut names: Vec<String> = accounts
        .into_iter()
        .flat_map(|account| account.keys)
        .filter_map(|key| match key {
            KeyRef::Keychain(name) => Some(name),
            KeyRef::Env(_) => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Every file that Pointsman wrote, by its name: a folder named by mistake loses nothing else.
fn belongings(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut roots = vec![root.to_owned()];
    roots.extend(
        entries(root)?
            .into_iter()
            .filter(|path| path.is_dir() && name(path).starts_with(ASIDE)),
    );
    for root in roots {
        let top = |name: &str| {
            FILES.contains(&name)
                || [
                    "owner.json",
                    "owner.lock",
                    "window.lock",
                    LEDGER,
                    "ledger.db-wal",
                    "ledger.db-shm",
                ]
                .contains(&name)
        };
        pick(&root, top, &mut found)?;
        let digits = |name: &str| name.len() == 24 && name.ends_with(".log");
        pick(&root.join("journal"), digits, &mut found)?;
        let version = |name: &str| name.ends_with(".toml") || name == "summaries.json";
        pick(&root.join(HISTORY), version, &mut found)?;
        let log = |name: &str| name.starts_with("pointsman.") && name.ends_with(".log");
        pick(&root.join("logs"), log, &mut found)?;
        let copy = |name: &str| name.starts_with("ledger-") && name.ends_with(".db");
        pick(&root.join("backups"), copy, &mut found)?;
    }
    Ok(found)
}

fn pick(folder: &Path, ours: impl Fn(&str) -> bool, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let inside = entries(folder)?;
    found.extend(
        inside
            .into_iter()
            .filter(|path| path.is_file() && ours(name(path))),
    );
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

/// Removes our folders, and the data folder itself, where nothing is left in them.
fn remove_empty(root: &Path) {
    let asides = entries(root).unwrap_or_default();
    let asides = asides
        .into_iter()
        .filter(|path| name(path).starts_with(ASIDE));
    for top in asides.chain([root.to_owned()]) {
        for inner in ["journal", HISTORY, "logs", "backups"] {
            let _ = std::fs::remove_dir(top.join(inner));
        }
        let _ = std::fs::remove_dir(&top);
    }
}

fn strangers(root: &Path) -> Vec<PathBuf> {
    entries(root).unwrap_or_default()
}
