//! Copies of the ledger: the ones made before a migration, and those that a person asks for.

use crate::schema::{self, MIGRATIONS, file};
use crate::{Store, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const KEPT: usize = 3;

impl Store {
    /// Writes a copy of the ledger as it stands now into a file that does not exist yet. Calls go on
    /// meanwhile. The copy has no journal beside it: everything is folded into it.
    ///
    /// # Errors
    /// `Behind` when the journal cannot be folded, `File` and `DiskFull` when the copy cannot be
    /// written. The ledger itself is untouched.
    pub fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        self.catch_up()?;
        let path = self.path();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let ledger = Connection::open_with_flags(path, flags)
            .map_err(|error| StoreError::of(path, error))?;
        copy(&ledger, path, target)
    }

    /// Whether a file is a whole ledger that this version can open.
    ///
    /// # Errors
    /// `Newer`, `Damaged`, `Sql`.
    pub fn check_copy(path: &Path) -> Result<(), StoreError> {
        let fail = |error| StoreError::of(path, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let ledger = Connection::open_with_flags(path, flags).map_err(fail)?;
        schema::known_version(&ledger, path, MIGRATIONS.len())?;
        let verdict: String = ledger
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(fail)?;
        if verdict == "ok" {
            return Ok(());
        }
        Err(StoreError::damaged(
            path,
            rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(11), Some(verdict)),
        ))
    }
}

/// Copies the ledger into `backups` beside it, and keeps the newest few.
pub(crate) fn before_migration(
    ledger: &Connection,
    path: &Path,
    version: i64,
) -> Result<(), StoreError> {
    let folder = folder(path);
    schema::create_folder(&folder).map_err(file("create", &folder))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = now.unwrap_or_default().as_millis();
    let target = folder.join(format!("ledger-{millis:014}-v{version}.db"));
    copy(ledger, path, &target)?;
    prune(&folder).map_err(file("clear out", &folder))
}

/// The newest copy that was made before a migration.
pub(crate) fn newest(path: &Path) -> Option<PathBuf> {
    all(&folder(path)).ok()?.pop()
}

fn folder(path: &Path) -> PathBuf {
    path.with_file_name("backups")
}

fn copy(ledger: &Connection, path: &Path, target: &Path) -> Result<(), StoreError> {
    // An empty file is a database to SQLite, and this one only its owner can read.
    schema::create_private(target).map_err(file("create", target))?;
    ledger
        .execute("VACUUM INTO ?1", [target.to_string_lossy()])
        .map(drop)
        .map_err(|error| StoreError::of(path, error))
}

fn all(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut backups = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("ledger-") && name.ends_with(".db")) {
            backups.push(path);
        }
    }
    backups.sort_unstable();
    Ok(backups)
}

fn prune(folder: &Path) -> io::Result<()> {
    let backups = all(folder)?;
    let spare = backups.len().saturating_sub(KEPT);
    backups
        .iter()
        .take(spare)
        .try_for_each(std::fs::remove_file)
}
