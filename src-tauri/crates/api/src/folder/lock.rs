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
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(FolderTrouble::io("write", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(FolderTrouble::io("lock", &path)(error)),
        }
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
}
