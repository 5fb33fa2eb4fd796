//! The one owner of a data folder, and its one window: OS locks that end with their process.

use super::{Folder, FolderTrouble};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

/// Held by the process that owns the folder, or that shows it. The operating system frees it when the
/// process ends, however it ends, so that a dead owner never has to be cleaned up after.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the owner's lock, `None` when another process holds it.
    ///
    /// # Errors
    /// `Io` when the lock's file cannot be made or locked, as on a read-only disk.
    pub fn take(folder: &Folder) -> Result<Option<Self>, FolderTrouble> {
        Self::take_at(folder.lock())
    }

    /// Takes the window's lock, `None` when another process shows the folder.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn take_window(folder: &Folder) -> Result<Option<Self>, FolderTrouble> {
        Self::take_at(folder.window_lock())
    }

    fn take_at(path: PathBuf) -> Result<Option<Self>, FolderTrouble> {
        let mut how = OpenOptions::new();
        how.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
        let file = how.open(&path).map_err(FolderTrouble::io("write", &path))?;
        #[cfg(unix)]
        close_to_others(&file);
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(FolderTrouble::io("lock", &path)(error)),
        }
    }
}

/// Whoever may open the file may lock it, and so keep its owner from starting. A lock that was made
/// open, by an older version or a copy, is closed.
#[cfg(unix)]
fn close_to_others(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    if let Err(error) = file.set_permissions(std::fs::Permissions::from_mode(0o600)) {
        tracing::warn!(%error, "the folder's lock stays open to other users");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_lock_until_it_lets_go() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let held = Lock::take(&folder).unwrap();
        assert!(held.is_some());
        assert!(Lock::take(&folder).unwrap().is_none());
        drop(held);
        assert!(Lock::take(&folder).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_hold_the_lock() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        std::fs::write(folder.lock(), "").unwrap();
        let open = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(folder.lock(), open).unwrap();
        let _held = Lock::take(&folder).unwrap().unwrap();
        let mode = folder.lock().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
