//! The ledger's file: opening it, its schema, and the way from an older one to this.
//!
//! Migrations only go forward; a file that exists is backed up before the first of them.

use crate::{StoreError, backup};
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every version's step. A step that was published is never changed.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001_ledger.sql"),
    include_str!("schema/0002_attempt_key.sql"),
    include_str!("schema/0003_attempt_lane.sql"),
];

/// Readers wait for nobody in WAL mode but for a recovery.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the ledger to write, and brings it to this version.
pub(crate) fn open(
    path: &Path,
    migrations: &[&str],
    patience: Duration,
) -> Result<Connection, StoreError> {
    create_private(path).map_err(file("create", path))?;
    let fail = |error| StoreError::of(path, error);
    let mut connection = Connection::open(path).map_err(fail)?;
    configure(&connection, patience).map_err(fail)?;
    migrate(&mut connection, path, migrations)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens a ledger that is open already, for a second one who writes.
pub(crate) fn open_second(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    configure(&connection, patience)?;
    Ok(connection)
}

/// Opens the ledger to read.
pub(crate) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn configure(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(patience)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[&str],
) -> Result<(), StoreError> {
    let found = known_version(connection, path, migrations.len())?;
    let known = migrations.len() as i64;
    if 0 < found && found < known {
        backup::before_migration(connection, path, found)?;
    }
    for (version, step) in (1..).zip(migrations) {
        if version <= found {
            continue;
        }
        let step_fails = |error| StoreError::of(path, error);
        let transaction = connection.transaction().map_err(step_fails)?;
        transaction.execute_batch(step).map_err(step_fails)?;
        transaction
            .pragma_update(None, "user_version", version)
            .map_err(step_fails)?;
        transaction.commit().map_err(step_fails)?;
        tracing::info!(version, "the ledger was brought to a newer version");
    }
    Ok(())
}

/// The version of a ledger, which must be one of those known here.
pub(crate) fn known_version(
    ledger: &Connection,
    path: &Path,
    known: usize,
) -> Result<i64, StoreError> {
    let found: i64 = ledger
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| StoreError::of(path, error))?;
    let known = known as i64;
    if found > known || found < 0 {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
            backup: backup::newest(path),
        });
    }
    Ok(found)
}

/// Makes a folder that only its owner can read, and makes one that exists so.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// Makes a file that only its owner can read, and makes one that exists so.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        #[cfg(unix)]
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        }
        #[cfg(not(unix))]
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Says with which file an input or output failed.
pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = PathBuf::from(path);
    move |source| StoreError::File {
        doing,
        path,
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEXT: &str = "ALTER TABLE call ADD COLUMN colour TEXT";

    fn backups(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder.join("backups"));
        let mut paths: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    }

    fn version(path: &Path) -> i64 {
        let ledger = Connection::open(path).unwrap();
        let version = ledger.query_row("PRAGMA user_version", [], |row| row.get(0));
        version.unwrap()
    }

    #[test]
    fn an_older_ledger_is_backed_up_and_then_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let old = open(&path, MIGRATIONS, PATIENCE).unwrap();
        old.execute("INSERT INTO journal_defect VALUES (1, 2, 'x')", [])
            .unwrap();
        drop(old);
        assert!(backups(folder.path()).is_empty());
        let steps = [MIGRATIONS, &[NEXT]].concat();
        drop(open(&path, &steps, PATIENCE).unwrap());
        drop(open(&path, &steps, PATIENCE).unwrap());
        assert_eq!(version(&path), steps.len() as i64);
        let backups = backups(folder.path());
        assert_eq!(backups.len(), 1);
        assert_eq!(version(&backups[0]), MIGRATIONS.len() as i64);
        let kept: i64 = Connection::open(&backups[0])
            .unwrap()
            .query_row("SELECT offset FROM journal_defect", [], |row| row.get(0))
            .unwrap();
        assert_eq!(kept, 2);
    }

    #[test]
    fn three_backups_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let mut steps = MIGRATIONS.to_vec();
        for _ in 0..5 {
            drop(open(&path, &steps, PATIENCE).unwrap());
            steps.push("SELECT 1");
        }
        let versions: Vec<i64> = backups(folder.path()).iter().map(|p| version(p)).collect();
        let first = MIGRATIONS.len() as i64 + 1;
        assert_eq!(versions, [first, first + 1, first + 2]);
    }

    #[test]
    fn a_step_that_fails_leaves_the_ledger_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        drop(open(&path, MIGRATIONS, PATIENCE).unwrap());
        let steps = [
            MIGRATIONS,
            &["CREATE TABLE half (a); CREATE TABLE call (b)"],
        ]
        .concat();
        assert!(open(&path, &steps, PATIENCE).is_err());
        assert_eq!(version(&path), MIGRATIONS.len() as i64);
        assert!(open(&path, MIGRATIONS, PATIENCE).is_ok());
    }
}
