//! The data folder: where it is, what stands in it, and how a file in it is written.
//!
//! Knows names and bytes. What the files mean is known by the rooms that parse them.

pub mod card;
pub mod history;
pub mod lock;
pub mod settings;
mod write;

pub use write::write;

use crate::error::{ApiError, ErrorCode};
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// Names the data folder where no `--data-dir` does.
pub const VARIABLE: &str = "POINTSMAN_DATA_DIR";

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderTrouble {
    /// The operating system names no place for data.
    #[error("this system names no folder for a user's data")]
    Nowhere,
    /// There is no such folder, and what was asked for makes none.
    #[error("there is no data folder {}", path.display())]
    Absent {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file or folder in it cannot be read or written.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// A file was written by a newer Pointsman.
    #[error("{} has version {found}, and this Pointsman knows version {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version known here.
        known: i64,
    },
    /// A file is no text.
    #[error("{} is not UTF-8 text: save it with the encoding UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be understood.
    #[error("{} cannot be read: {what}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong in it, and where.
        what: String,
    },
}

impl FolderTrouble {
    /// For `map_err`: what was being done with which file.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

impl From<FolderTrouble> for ApiError {
    fn from(trouble: FolderTrouble) -> Self {
        let message = trouble.to_string();
        match trouble {
            FolderTrouble::Nowhere => Self::new(ErrorCode::Io, message)
                .hint(format!("name a data folder with --data-dir or {VARIABLE}")),
            FolderTrouble::Absent { .. } => Self::new(ErrorCode::NotFound, message).hint(format!(
                "name another with --data-dir or {VARIABLE}; `pointsman serve`, `pointsman account \
                 add`, `pointsman key new` and the window make a new one"
            )),
            FolderTrouble::Io { source, .. } => {
                Self::new(ErrorCode::Io, message).hint(how_to_mend(&source))
            }
            FolderTrouble::Newer { .. } => Self::new(ErrorCode::Invalid, message).hint(
                "start the newer Pointsman that wrote it, or name another folder with --data-dir",
            ),
            FolderTrouble::NotText { .. } => Self::new(ErrorCode::Invalid, message)
                .hint("an editor's \"save as\" lets the encoding be chosen"),
            FolderTrouble::Broken { .. } => Self::new(ErrorCode::Invalid, message)
                .hint("mend the file, or move it away to start with a fresh one"),
        }
    }
}

/// What to do about a file or folder that cannot be used.
pub(crate) fn how_to_mend(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full: make room, then try again".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            format!(
                "the disk is read-only: name a data folder elsewhere with --data-dir or {VARIABLE}"
            )
        }
        _ => format!(
            "make it writable for this user, or name another data folder with --data-dir or {VARIABLE}"
        ),
    }
}

/// What to do where there is no data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Make it: for what begins something.
    Make,
    /// Say so: a mistyped name is not a folder more.
    Tell,
}

/// A data folder that exists and can be written.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Where the data folder is: `named`, else the variable `POINTSMAN_DATA_DIR`, else the
    /// operating system's place for a user's data.
    ///
    /// # Errors
    /// `Nowhere` when none of the three names a place.
    pub fn locate(named: Option<PathBuf>) -> Result<PathBuf, FolderTrouble> {
        named
            .or_else(|| {
                std::env::var_os(VARIABLE)
                    .filter(|value| !value.is_empty())
                    .map(PathBuf::from)
            })
            .or_else(|| dirs::data_dir().map(|base| base.join("pointsman")))
            .ok_or(FolderTrouble::Nowhere)
    }

    /// Opens the folder, and makes it where it does not exist, for this user alone.
    ///
    /// # Errors
    /// `Io` when it cannot be made.
    pub fn open(path: &Path) -> Result<Self, FolderTrouble> {
        make(path)?;
        let path = path
            .canonicalize()
            .map_err(FolderTrouble::io("open", path))?;
        for inner in ["history", "logs"] {
            let inner = path.join(inner);
            make(&inner)?;
            close_to_others(&inner);
        }
        Ok(Self { path })
    }

    /// Opens the folder where there is one.
    ///
    /// # Errors
    /// `Absent` when there is none; else as [`Folder::open`].
    pub fn open_existing(path: &Path) -> Result<Self, FolderTrouble> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(FolderTrouble::Absent {
                path: path.to_path_buf(),
            }),
            Ok(_) | Err(_) => Self::open(path),
        }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The accounts.
    pub fn accounts(&self) -> PathBuf {
        self.path.join("accounts.toml")
    }

    /// The policy.
    pub fn routes(&self) -> PathBuf {
        self.path.join("routes.toml")
    }

    /// Projects and local keys.
    pub fn projects(&self) -> PathBuf {
        self.path.join("projects.toml")
    }

    /// Port, hosts and origins.
    pub fn settings(&self) -> PathBuf {
        self.path.join("settings.toml")
    }

    /// Earlier versions of the policy.
    pub fn history(&self) -> PathBuf {
        self.path.join("history")
    }

    /// Logs by day.
    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Who owns the folder.
    pub fn card(&self) -> PathBuf {
        self.path.join("owner.json")
    }

    /// The file whose lock makes the owner.
    pub fn lock(&self) -> PathBuf {
        self.path.join("owner.lock")
    }

    /// The file whose lock makes the one window.
    pub fn window_lock(&self) -> PathBuf {
        self.path.join("window.lock")
    }
}

/// Makes a folder, and those above it, for this user alone, where there is none.
pub(crate) fn make(path: &Path) -> Result<(), FolderTrouble> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
        .create(path)
        .map_err(FolderTrouble::io("make the folder", path))
}

/// A folder that stood there before may be open to everybody. Where its mode cannot be set, as on a
/// file system without any, nothing is lost that was there.
fn close_to_others(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(path, PermissionsExt::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// The text of a file, `None` when it does not exist.
///
/// # Errors
/// `Io` when it exists and cannot be read, `NotText` when it is no UTF-8.
pub fn read(path: &Path) -> Result<Option<String>, FolderTrouble> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(FolderTrouble::NotText {
            path: path.to_path_buf(),
        }),
        Err(error) => Err(FolderTrouble::io("read", path)(error)),
    }
}

/// The SHA-256 of a text in hex: what a version of a file is known by.
pub fn hash(text: &str) -> String {
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_says_which_and_what_to_do() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = ApiError::from(Folder::open(&file.join("data")).unwrap_err());
        assert_eq!(error.code, ErrorCode::Io);
        assert!(error.message.contains("file/data"), "{}", error.message);
        assert!(error.hint.unwrap().contains("--data-dir"));
    }

    #[test]
    fn a_file_in_another_encoding_is_called_so() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("settings.toml");
        std::fs::write(&file, b"# caf\xe9\n").unwrap();
        let error = ApiError::from(read(&file).unwrap_err());
        assert_eq!(error.code, ErrorCode::Invalid);
        assert!(
            error
                .message
                .contains("settings.toml is not UTF-8 text: save it")
        );
        assert!(!error.hint.unwrap().contains("writable"));
    }

    #[test]
    fn a_full_disk_is_called_so() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = ApiError::from(FolderTrouble::io("write", Path::new("/data/routes.toml"))(
            full,
        ));
        assert!(error.hint.unwrap().contains("disk is full"));
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(&place.path().join("deep/data")).unwrap();
        let mode = std::fs::metadata(folder.path())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn folders_that_stood_open_to_others_are_closed() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        for inner in ["history", "logs"] {
            let inner = place.path().join(inner);
            std::fs::create_dir(&inner).unwrap();
            std::fs::set_permissions(&inner, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let folder = Folder::open(place.path()).unwrap();
        for inner in [folder.history(), folder.logs()] {
            let mode = std::fs::metadata(&inner).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", inner.display());
        }
    }
}
