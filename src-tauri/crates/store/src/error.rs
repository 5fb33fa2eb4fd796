//! What can go wrong with the ledger, as far as someone acts on it.

use crate::backup;
use rusqlite::ErrorCode;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The ledger cannot be opened, folded or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer Pointsman has written this ledger.
    #[error(
        "the ledger {path} has version {found}, and this Pointsman knows versions up to {known}: \
         start the newer Pointsman, name another data folder with --data-dir, or {}", in_its_place(.backup)
    )]
    Newer {
        /// The ledger's file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version known here.
        known: i64,
        /// The newest copy that was made before a migration.
        backup: Option<PathBuf>,
    },
    /// The file is not a ledger, or it is damaged.
    #[error(
        "the ledger {path} is damaged or no ledger: bring a backup back with `pointsman restore`, or \
         {}", in_its_place(.backup)
    )]
    Damaged {
        /// The ledger's file.
        path: PathBuf,
        /// The newest copy that was made before a migration.
        backup: Option<PathBuf>,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// One row holds what no version of Pointsman has written.
    #[error(
        "the ledger's row of call {call} cannot be read, its column `{column}` holds no known value: \
         was the ledger edited by hand? `pointsman restore` brings a backup back"
    )]
    BadRow {
        /// The call's id as it stands.
        call: String,
        /// The column.
        column: &'static str,
    },
    /// The disk is full.
    #[error("the disk is full, so the ledger cannot take new calls: make room")]
    DiskFull(#[source] rusqlite::Error),
    /// Another process holds the ledger.
    #[error("another program holds the ledger's lock: close it")]
    Busy(#[source] rusqlite::Error),
    /// A file or folder of the ledger cannot be used.
    #[error("cannot {doing} {path}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The journal could not be folded, so a report would miss the newest calls.
    #[error("the ledger is behind, a report would miss the newest calls: {0}")]
    Behind(Reason),
    /// Anything else SQLite says.
    #[error("the ledger cannot be used")]
    Sql(#[source] rusqlite::Error),
}

impl StoreError {
    /// What SQLite said about the ledger at `path`, by what to do about it.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::damaged(path, source)
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull(source),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(source),
            Some(_) | None => Self::Sql(source),
        }
    }

    /// A ledger that is damaged, and what there is in its place.
    pub(crate) fn damaged(path: &Path, source: rusqlite::Error) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            backup: backup::newest(path),
            source,
        }
    }

    /// Why a fold that failed so leaves the ledger behind.
    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::DiskFull(_) => Reason::DiskFull,
            Self::Busy(_) => Reason::Busy,
            Self::Damaged { .. } => Reason::Damaged,
            Self::File { source, .. } => Reason::of(source),
            Self::Behind(reason) => *reason,
            Self::Newer { .. } | Self::BadRow { .. } | Self::Sql(_) => Reason::Other,
        }
    }
}

/// What can take the ledger's place. Names a copy only where there is one.
fn in_its_place(backup: &Option<PathBuf>) -> String {
    // The journal stays: what was not folded yet goes into whatever takes the ledger's place.
    let away = "move it and its `-wal` and `-shm` files away";
    match backup {
        Some(backup) => format!("{away} and put {} in its place", backup.display()),
        None => format!("{away} to begin a new one"),
    }
}

/// Why the ledger is behind its journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the ledger's lock.
    #[error("another program holds the ledger's lock")]
    Busy,
    /// The ledger's file is damaged.
    #[error("the ledger's file is damaged")]
    Damaged,
    /// A file cannot be read or written.
    #[error("a file of the ledger cannot be used")]
    File,
    /// SQLite refuses for another reason, which is in the log.
    #[error("the ledger cannot be written, the log says why")]
    Other,
}

impl Reason {
    /// Why the operating system did not take a record. A limit on the size of a file is as good as
    /// a full disk.
    pub(crate) fn of(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            _ => Self::File,
        }
    }
}
