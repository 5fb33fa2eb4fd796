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
    assert!(matches!(error, StoreError::Newer { found: 7000, .. }));
    assert!(error.to_string().contains("start the newer Pointsman"));
    // It was not touched, so the newer one finds its journal.
    sql(folder.path(), "PRAGMA user_version = 1");
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
