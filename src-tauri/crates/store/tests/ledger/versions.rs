//! Ledgers of other versions.

use super::{all, open, put, sql};
use pointsman_store::{Store, StoreError};

#[test]
fn a_newer_ledger_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    drop(store);
    sql(folder.path(), "PRAGMA user_version = 7000");
    let error = Store::open(folder.path()).err().unwrap();
    let StoreError::Newer {
        found: 7000, known, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    let ours = format!("PRAGMA user_version = {known}");
    let said = error.to_string();
    assert!(
        said.contains("start the newer Pointsman") && said.contains("begin a new one"),
        "{said}"
    );
    // It was not touched, so the newer one finds its journal.
    sql(folder.path(), &ours);
    assert_eq!(all(&open(folder.path())).len(), 1);
}

#[test]
fn the_ledger_is_only_for_its_owner_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    store.catch_up().unwrap();
    #[cfg(unix)]
    for file in [
        "ledger.db",
        "ledger.db-wal",
        "journal/00000000000000000001.log",
    ] {
        use std::os::unix::fs::MetadataExt;
        let mode = folder.path().join(file).metadata().unwrap().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

#[test]
fn a_copy_holds_every_call_and_is_only_for_its_owner_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..5 {
        put(&store, n, 1);
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("ledger.db");
    store.copy_to(&copy).unwrap();
    Store::check_copy(&copy).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(copy.metadata().unwrap().mode() & 0o077, 0);
    }
    put(&store, 5, 1);
    assert_eq!(all(&open(elsewhere.path())).len(), 5);
    assert_eq!(all(&store).len(), 6);
}

#[test]
fn what_is_no_ledger_is_no_copy_to_bring_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    let copy = folder.path().join("copy.db");
    store.copy_to(&copy).unwrap();
    let ledger = rusqlite::Connection::open(&copy).unwrap();
    ledger.execute_batch("PRAGMA user_version = 7000").unwrap();
    drop(ledger);
    let newer = Store::check_copy(&copy).unwrap_err();
    assert!(matches!(newer, StoreError::Newer { found: 7000, .. }));
    std::fs::write(
        &copy,
        "no ledger, but long enough to be looked at".repeat(100),
    )
    .unwrap();
    let garbage = Store::check_copy(&copy).unwrap_err();
    assert!(matches!(garbage, StoreError::Damaged { .. }), "{garbage:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_and_files_that_others_could_read_are_closed_to_them() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = tempfile::tempdir().unwrap();
    let open_to_all = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    };
    drop(open(folder.path()));
    for (name, mode) in [("journal", 0o755), ("ledger.db", 0o644)] {
        open_to_all(&folder.path().join(name), mode);
    }
    drop(open(folder.path()));
    for name in ["journal", "ledger.db"] {
        let mode = folder.path().join(name).metadata().unwrap().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}
