//! Writes a file so that a reader, or a crash, sees the old text or the new one and nothing between.

use super::FolderTrouble;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes `text` in place of the file: beside it first, synced, then renamed. A file that exists
/// keeps its mode; a new one is for this user alone. Of a symbolic link the file it points to is
/// replaced, so that a policy kept in a repository stays there.
///
/// # Errors
/// `Io`, and the file is as it was.
pub fn write(path: &Path, text: &str) -> Result<(), FolderTrouble> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    replace(&target, text).map_err(FolderTrouble::io("write", path))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // A temporary file is made with mode 0600.
    let mut beside = tempfile::Builder::new()
        .prefix(".pointsman-")
        .tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    if let Ok(existing) = std::fs::metadata(path) {
        beside.as_file().set_permissions(existing.permissions())?;
    }
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> io::Result<u32> {
        Ok(std::fs::metadata(path)?.permissions().mode() & 0o777)
    }

    #[test]
    fn keeps_the_mode_of_a_file_and_makes_new_ones_private() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("routes.toml");
        write(&path, "one").unwrap();
        assert_eq!(mode(&path).unwrap(), 0o600);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        write(&path, "two").unwrap();
        assert_eq!(mode(&path).unwrap(), 0o644);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn writes_through_a_symbolic_link() {
        let place = tempfile::tempdir().unwrap();
        let (real, link) = (place.path().join("real"), place.path().join("link"));
        std::fs::write(&real, "one").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "two");
    }
}
