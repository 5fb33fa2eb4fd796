//! Records count exactly once, whenever they are folded and however often the ledger is opened.

use super::{BY_HAND, all, began, head, open, put, segments, turned_away};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_store::{CallState, Fold, Health, Reason, Settings, Store, StoreError};
use pointsman_units::NanoUsd;
use std::time::Duration;

#[test]
fn what_was_never_folded_is_there_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let heads: Vec<_> = (0..100).map(|n| put(&store, n, 7)).collect();
    drop(store);
    let calls = all(&open(folder.path()));
    let found: Vec<_> = calls.iter().map(|call| call.head.clone()).collect();
    assert_eq!(found, heads);
    assert!(calls.iter().all(|call| call.cost.exact == NanoUsd(7)));
}

#[test]
fn each_record_counts_once_whatever_was_folded_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let small = Settings {
        segment_bytes: 4_000,
        batch_records: 3,
        ..BY_HAND
    };
    let mut put_so_far = 0;
    for round in 0..12u32 {
        let store = Store::open_with(folder.path(), small).unwrap();
        for _ in 0..round {
            put(&store, put_so_far, 10);
            put_so_far += 1;
        }
        // Every other process ends before it has folded.
        if round % 2 == 0 {
            store.catch_up().unwrap();
        }
        for _ in 0..3 {
            put(&store, put_so_far, 10);
            put_so_far += 1;
        }
        drop(store);
    }
    let store = open(folder.path());
    let calls = all(&store);
    assert_eq!(calls.len(), put_so_far as usize);
    let attempts: usize = calls.iter().map(|call| call.attempts.len()).sum();
    assert_eq!(attempts, put_so_far as usize);
    assert!(calls.iter().all(|call| call.cost.exact == NanoUsd(10)));
    assert!(store.defects().unwrap().is_empty());
}

#[test]
fn what_was_folded_is_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    store.catch_up().unwrap();
    let folded = segments(folder.path()).remove(0);
    let length = folded.metadata().unwrap().len();
    put(&store, 2, 1);
    drop(store);
    let mut bytes = std::fs::read(&folded).unwrap();
    bytes[..length as usize - 1].fill(b'x');
    std::fs::write(&folded, bytes).unwrap();
    let store = open(folder.path());
    assert_eq!(all(&store).len(), 2);
    assert!(store.defects().unwrap().is_empty());
}

#[test]
fn calls_that_ran_when_the_process_ended_are_interrupted_and_unpriced() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (left, done) = (head(1), put(&store, 2, 5));
    store.attempt_begins(&began(&left, 1, None)).unwrap();
    store
        .attempt_begins(&began(&left, 2, Some(turned_away(1))))
        .unwrap();
    drop(store);
    let store = open(folder.path());
    let call = store.call(left.call).unwrap().unwrap();
    assert_eq!(call.state, CallState::Interrupted);
    assert_eq!(call.attempts[1].end, None);
    let unpriced: Vec<bool> = call.attempts.iter().map(|a| a.unpriced).collect();
    assert_eq!((unpriced, call.cost.unpriced), (vec![false, true], 1));
    let other = store.call(done.call).unwrap().unwrap();
    assert_eq!(other.state, CallState::Answered);
}

#[test]
fn how_a_call_ended_is_written_with_the_next_attempt_or_at_rest() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let lines = || {
        let journal = std::fs::read_to_string(segments(folder.path()).remove(0)).unwrap();
        journal.lines().count()
    };
    put(&store, 1, 1);
    assert_eq!(lines(), 1);
    put(&store, 2, 1);
    assert_eq!(lines(), 3);
    store.rest().unwrap();
    assert_eq!(lines(), 4);
    put(&store, 3, 1);
    drop(store);
    assert_eq!(lines(), 6);
    let calls = all(&open(folder.path()));
    assert!(calls.iter().all(|call| call.state == CallState::Answered));
}

#[test]
fn what_waits_for_the_next_attempt_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..500 {
        let end = Some(super::answered(1, 1));
        let over = super::settled(&head(n), Outcome::Answered, end);
        store.call_settles(&over).unwrap();
    }
    let written = segments(folder.path()).remove(0).metadata().unwrap().len();
    assert!(written > 64 << 10, "{written}");
}

#[test]
fn segments_are_begun_when_full_and_removed_when_folded() {
    let folder = tempfile::tempdir().unwrap();
    let small = Settings {
        segment_bytes: 7_000,
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), small).unwrap();
    for n in 0..50 {
        put(&store, n, 1);
    }
    let full = segments(folder.path());
    assert!(full.len() > 5, "{full:?}");
    for segment in &full {
        assert!(segment.metadata().unwrap().len() <= 7_000);
        let name = segment.file_stem().unwrap().to_str().unwrap();
        assert_eq!(name.len(), 20);
    }
    drop(store);
    let store = open(folder.path());
    assert_eq!(all(&store).len(), 50);
    super::until(|| segments(folder.path()).len() == 1);
    assert_eq!(all(&store).len(), 50);
}

#[test]
fn ten_thousand_records_from_many_threads_are_all_folded() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_with(
        folder.path(),
        Settings {
            fold: Fold::Within(Duration::from_millis(1)),
            segment_bytes: 1 << 20,
            batch_records: 500,
            ..BY_HAND
        },
    )
    .unwrap();
    std::thread::scope(|scope| {
        for thread in 0..10u32 {
            let store = &store;
            scope.spawn(move || {
                for n in 0..500 {
                    put(store, thread * 500 + n, 3);
                }
            });
        }
    });
    let calls = all(&store);
    assert_eq!(calls.len(), 5_000);
    assert!(calls.iter().all(|call| call.cost.exact == NanoUsd(3)));
    assert!(calls.iter().all(|call| call.state == CallState::Answered));
    assert!(store.defects().unwrap().is_empty());
    assert_eq!(store.health(), Health::Ok);
}

#[test]
fn the_fold_comes_by_itself_and_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let soon = Settings {
        fold: Fold::Within(Duration::from_millis(1)),
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), soon).unwrap();
    for n in 0..5 {
        let put = put(&store, n, 1);
        super::until(|| store.call(put.call).unwrap().is_some());
    }
    drop(store);
    let late = Settings {
        fold: Fold::Within(Duration::from_secs(3_600)),
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), late).unwrap();
    let last = put(&store, 9, 1);
    drop(store);
    let ledger = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let found: String = ledger
        .query_row("SELECT id FROM call ORDER BY id DESC", [], |row| row.get(0))
        .unwrap();
    assert_eq!(found, last.call.to_string());
}

#[test]
fn a_ledger_that_another_program_holds_is_behind_and_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    store.catch_up().unwrap();
    let mut other = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let held = other
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    put(&store, 2, 1);
    let behind = store.catch_up().unwrap_err();
    assert!(matches!(behind, StoreError::Behind(Reason::Busy)));
    let Health::Behind { bytes, reason } = store.health() else {
        panic!("the ledger says that it is not behind");
    };
    assert!(bytes > 500 && reason == Reason::Busy);
    // Taking records down does not depend on the fold.
    put(&store, 3, 1);
    drop(held);
    assert_eq!(all(&store).len(), 3);
    assert_eq!(store.health(), Health::Ok);
}

#[test]
fn a_fold_that_failed_is_tried_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let soon = Settings {
        fold: Fold::Within(Duration::from_millis(1)),
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), soon).unwrap();
    let mut other = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let held = other
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    let late = put(&store, 1, 1);
    super::until(|| store.health() != Health::Ok);
    drop(held);
    super::until(|| store.health() == Health::Ok);
    assert!(store.call(late.call).unwrap().is_some());
}

#[test]
fn a_journal_folder_that_was_removed_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let tiny = Settings {
        segment_bytes: 1,
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), tiny).unwrap();
    put(&store, 1, 1);
    store.catch_up().unwrap();
    std::fs::remove_dir_all(folder.path().join("journal")).unwrap();
    put(&store, 2, 1);
    assert_eq!(all(&store).len(), 2);
}
