//! Brings an archive back into a data folder that nobody owns. What stood there is kept beside it.

use super::{ASIDE, FILES, HISTORY, LEDGER, MANIFEST, Manifest, VERSION};
use crate::clock::{for_people, now};
use crate::error::{ApiError, ErrorCode};
use crate::folder::lock::Lock;
use crate::folder::{Folder, FolderTrouble};
use crate::house::owned;
use flate2::read::GzDecoder;
use pointsman_store::Store;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader};
use std::path::{Component, Path, PathBuf};
use tar::{Archive, Entry};

/// What was brought back.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// The data folder.
    pub data_dir: PathBuf,
    /// When the archive was made, for people.
    pub made: String,
    /// Where that stands now which stood in the folder before; `None` when there was nothing.
    pub kept: Option<PathBuf>,
}

/// What a restore takes out of the folder's way.
const REPLACED: [&str; 9] = [
    "accounts.toml",
    "routes.toml",
    "projects.toml",
    "settings.toml",
    "ledger.db",
    "ledger.db-wal",
    "ledger.db-shm",
    "journal",
    "history",
];

/// Brings the archive back. Nothing is changed before all of it is unpacked and its ledger was found
/// sound.
///
/// # Errors
/// `Owned` while a process owns the folder; `NotFound` and `Invalid` for a file that is no archive of
/// ours, or a newer one; `Io`.
pub fn run(data_dir: Option<PathBuf>, file: &Path) -> Result<Restored, ApiError> {
    // Before the folder is made.
    let archive = File::open(file).map_err(|error| cannot_read(file, &error))?;
    let folder = Folder::open(&Folder::locate(data_dir)?)?;
    let Some(_lock) = Lock::take(&folder)? else {
        return Err(owned(&folder).hint("stop that process first: a restore replaces its files"));
    };
    let staging = tempfile::Builder::new()
        .prefix(".pointsman-restore-")
        .tempdir_in(folder.path())
        .map_err(FolderTrouble::io("write", folder.path()))?;
    let manifest = unpack(archive, file, staging.path())?;
    let ledger = staging.path().join(LEDGER);
    if ledger.exists() {
        Store::check_copy(&ledger)?;
    }
    // An empty one was made a moment ago, and is nothing to keep.
    let _ = std::fs::remove_dir(folder.history());
    let kept = exchange(folder.path(), staging.path())
        .map_err(FolderTrouble::io("exchange the files of", folder.path()))?;
    Ok(Restored {
        data_dir: folder.path().to_owned(),
        made: for_people(manifest.at),
        kept,
    })
}

fn unpack(archive: File, file: &Path, staging: &Path) -> Result<Manifest, ApiError> {
    let cannot = |error: io::Error| cannot_read(file, &error);
    let mut archive = Archive::new(GzDecoder::new(BufReader::new(archive)));
    let mut manifest = None;
    for entry in archive.entries().map_err(cannot)? {
        let mut entry = entry.map_err(cannot)?;
        let name = name(&entry).ok_or_else(|| foreign(file, &entry))?;
        if name == MANIFEST {
            let found: Manifest = serde_json::from_reader(&mut entry)
                .map_err(|error| cannot_read(file, &error.into()))?;
            manifest = Some(known(found, file)?);
            continue;
        }
        if manifest.is_none() {
            return Err(foreign(file, &entry));
        }
        write(&mut entry, &staging.join(name)).map_err(cannot)?;
    }
    manifest.ok_or_else(|| {
        let message = format!("{} is no backup of Pointsman", file.display());
        ApiError::new(ErrorCode::Invalid, message)
    })
}

/// The entry's name, where it is one that a backup has. A path that leads elsewhere, a link or a
/// device is none.
fn name(entry: &Entry<'_, impl io::Read>) -> Option<String> {
    if !entry.header().entry_type().is_file() {
        return None;
    }
    let path = entry.path().ok()?;
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    match parts?.as_slice() {
        [one] if *one == MANIFEST || *one == LEDGER || FILES.contains(one) => {
            Some((*one).to_owned())
        }
        [HISTORY, one] => Some(format!("{HISTORY}/{one}")),
        _ => None,
    }
}

fn known(manifest: Manifest, file: &Path) -> Result<Manifest, ApiError> {
    if manifest.version <= VERSION {
        return Ok(manifest);
    }
    let (found, by) = (manifest.version, &manifest.pointsman);
    let message = format!(
        "{} is a backup of version {found}, and this Pointsman knows version {VERSION}",
        file.display()
    );
    let hint = format!("update Pointsman to {by}, which made it, or to a newer one");
    Err(ApiError::new(ErrorCode::Invalid, message).hint(hint))
}

fn write(entry: &mut impl io::Read, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::copy(entry, &mut options.open(to)?).map(drop)
}

/// Moves what stands in the folder aside and what was unpacked into its place. Where that fails
/// midway, what was moved goes back.
fn exchange(folder: &Path, staging: &Path) -> io::Result<Option<PathBuf>> {
    let time = for_people(now()).replace([' ', ':'], "-");
    let aside = folder.join(format!("{ASIDE}{time}"));
    let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
    let done = (|| {
        make_private(&aside)?;
        for name in REPLACED {
            step(&folder.join(name), &aside.join(name), &mut moves)?;
        }
        for name in REPLACED {
            step(&staging.join(name), &folder.join(name), &mut moves)?;
        }
        Ok(())
    })();
    if let Err(error) = done {
        for (from, to) in moves.iter().rev() {
            // What cannot go back stays where the message says that it is.
            let _ = std::fs::rename(to, from);
        }
        let _ = std::fs::remove_dir(&aside);
        return Err(error);
    }
    // Only an empty one goes.
    Ok(std::fs::remove_dir(&aside).is_err().then_some(aside))
}

fn step(from: &Path, to: &Path, moves: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    match std::fs::rename(from, to) {
        Ok(()) => moves.push((from.to_owned(), to.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn cannot_read(file: &Path, error: &io::Error) -> ApiError {
    let code = match error.kind() {
        io::ErrorKind::NotFound => ErrorCode::NotFound,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => ErrorCode::Invalid,
        _ => ErrorCode::Io,
    };
    let message = format!("the backup {} cannot be unpacked: {error}", file.display());
    ApiError::new(code, message)
        .hint("a backup is a file that `pointsman backup` wrote; nothing was changed")
}

fn foreign(file: &Path, entry: &Entry<'_, impl io::Read>) -> ApiError {
    let path = entry.path_bytes();
    let name: String = String::from_utf8_lossy(&path).chars().take(100).collect();
    let message = format!(
        "{} holds `{}`, which no backup of Pointsman holds there",
        file.display(),
        name.escape_debug()
    );
    ApiError::new(ErrorCode::Invalid, message).hint("nothing was changed")
}
