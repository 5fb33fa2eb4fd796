//! Records that come faster than the fold is wanted to work.

use super::{BY_HAND, all, open, put, segments};
use pointsman_store::{Fold, Settings, Store};
use std::path::Path;
use std::time::Duration;

/// Takes everything for a flood, up to so many bytes.
fn flooded(folder: &Path, most_behind: u64) -> Store {
    let settings = Settings {
        fold: Fold::Within(Duration::from_millis(1)),
        flood_bytes: 0,
        most_behind,
        ..BY_HAND
    };
    Store::open_with(folder, settings).unwrap()
}

#[test]
fn a_flood_is_folded_when_someone_reads_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let store = flooded(folder.path(), u64::MAX);
    let first = put(&store, 0, 1);
    // Many times as long as a fold may wait when there is no flood.
    for n in 1..40 {
        put(&store, n, 1);
        for _ in 0..40 {
            assert_eq!(store.call(first.call).unwrap(), None);
        }
    }
    assert_eq!(all(&store).len(), 40);
    put(&store, 40, 1);
    drop(store);
    assert_eq!(all(&open(folder.path())).len(), 41);
}

#[test]
fn a_flood_is_folded_once_too_much_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = flooded(folder.path(), 30_000);
    let first = put(&store, 0, 1);
    let mut put_so_far = 1;
    super::until(|| {
        put(&store, put_so_far, 1);
        put_so_far += 1;
        store.call(first.call).unwrap().is_some()
    });
    let journal = segments(folder.path());
    let written: u64 = journal.iter().map(|it| it.metadata().unwrap().len()).sum();
    assert!(written > 30_000, "{written}");
    assert_eq!(all(&store).len(), put_so_far as usize);
}

#[test]
fn the_fold_goes_on_by_itself_when_a_flood_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        fold: Fold::Within(Duration::from_millis(1)),
        flood_bytes: 1,
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), settings).unwrap();
    for round in 0..5 {
        let calls: Vec<_> = (0..50).map(|n| put(&store, round * 50 + n, 1)).collect();
        for head in calls {
            super::until(|| store.call(head.call).unwrap().is_some());
        }
    }
}
