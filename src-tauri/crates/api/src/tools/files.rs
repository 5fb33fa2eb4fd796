//! A tool's file on the disk: read whole with what must be kept of it, replaced in one step, put back
//! to the byte. Knows nothing of what stands in it.

use crate::folder::FolderTrouble;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The longest settings file that is touched, in bytes.
const LONGEST: u64 = 4 << 20;

/// A file as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Where the tool looks.
    pub path: PathBuf,
    /// Where the bytes are: the end of symbolic links.
    pub real: PathBuf,
    /// Its bytes; `None` where there is no file.
    pub bytes: Option<Vec<u8>>,
    /// Its permissions, where the system has such.
    pub mode: Option<u32>,
}

impl Standing {
    /// Looks at a file.
    ///
    /// # Errors
    /// `Io` where it cannot be read, or is no plain file.
    pub(crate) fn read(path: &Path) -> Result<Self, FolderTrouble> {
        let real = end_of_links(path);
        let trouble = |error| FolderTrouble::io("read", path)(error);
        let about = match fs::metadata(&real) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self {
                    path: path.to_owned(),
                    real,
                    bytes: None,
                    mode: None,
                });
            }
            Err(error) => return Err(trouble(error)),
        };
        if !about.is_file() || about.len() > LONGEST {
            return Err(trouble(io::Error::other("it is no settings file")));
        }
        Ok(Self {
            path: path.to_owned(),
            bytes: Some(fs::read(&real).map_err(trouble)?),
            real,
            mode: mode(&about),
        })
    }

    /// Its text.
    ///
    /// # Errors
    /// `NotText` where it is none.
    pub(crate) fn text(&self) -> Result<String, FolderTrouble> {
        let bytes = self.bytes.clone().unwrap_or_default();
        String::from_utf8(bytes).map_err(|_| FolderTrouble::NotText {
            path: self.path.clone(),
        })
    }
}

/// The fingerprint of a file's bytes; `None` stands for no file.
pub(crate) fn fingerprint(bytes: Option<&[u8]>) -> Option<String> {
    bytes.map(|bytes| {
        let sum = Sha256::digest(bytes);
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    })
}

/// Folders that must be made before a file can stand at `path`, the innermost first.
pub(crate) fn missing_folders(path: &Path) -> Vec<PathBuf> {
    let above = path.ancestors().skip(1);
    above
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect()
}

/// Whether a file at `path` could be replaced.
///
/// # Errors
/// `Io` where its folder, or the file, refuses.
pub(crate) fn may_write(real: &Path) -> Result<(), FolderTrouble> {
    let trouble = |error| FolderTrouble::io("write", real)(error);
    if real.exists() {
        fs::OpenOptions::new()
            .append(true)
            .open(real)
            .map_err(trouble)?;
    }
    let folder = real.ancestors().skip(1).find(|folder| folder.is_dir());
    let folder = folder.ok_or_else(|| trouble(io::ErrorKind::NotFound.into()))?;
    tempfile::Builder::new()
        .prefix(".pointsman-")
        .tempfile_in(folder)
        .map_err(trouble)?;
    Ok(())
}

/// Writes a file in one step: a reader, or a crash, sees the old bytes or the new ones.
///
/// # Errors
/// `Io`, and the file is as it was.
pub(crate) fn replace(real: &Path, bytes: &[u8], mode: Option<u32>) -> Result<(), FolderTrouble> {
    let work = || -> io::Result<()> {
        let folder = real.parent().unwrap_or(Path::new("."));
        make_folders(folder)?;
        // A temporary file is made with mode 0600.
        let mut beside = tempfile::Builder::new()
            .prefix(".pointsman-")
            .tempfile_in(folder)?;
        beside.write_all(bytes)?;
        set_mode(beside.as_file(), mode)?;
        beside.as_file().sync_all()?;
        beside.persist(real).map_err(|error| error.error)?;
        Ok(())
    };
    work().map_err(FolderTrouble::io("write", real))
}

/// Removes a file, and then those of `folders` that are empty.
///
/// # Errors
/// `Io` where the file stays.
pub(crate) fn remove(real: &Path, folders: &[PathBuf]) -> Result<(), FolderTrouble> {
    match fs::remove_file(real) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(FolderTrouble::io("remove", real)(error)),
    }
    for folder in folders {
        // One that is not empty is the tool's own by now.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// Where a chain of symbolic links ends, also when nothing stands there yet.
fn end_of_links(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut at = path.to_owned();
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&at) else { break };
        at = at.parent().unwrap_or(Path::new("")).join(next);
    }
    at
}

#[cfg(unix)]
fn make_folders(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folders(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn mode(about: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(about.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_about: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn set_mode(file: &File, mode: Option<u32>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match mode {
        Some(mode) => file.set_permissions(fs::Permissions::from_mode(mode)),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _mode: Option<u32>) -> io::Result<()> {
    Ok(())
}
