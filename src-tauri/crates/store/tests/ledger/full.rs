//! A disk that takes no more: records wait in memory, in order and bounded, and what was taken is whole.
//!
//! The child's files may not grow beyond a limit, so that the operating system cuts a write in two
//! and refuses the next, as a full disk does. `prlimit` of util-linux makes room again.
#![cfg(target_os = "linux")]

use super::{all, began, head, open, settled};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_store::{Health, Store, StoreError};
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "POINTSMAN_TEST_FULL";

#[test]
fn a_full_disk_loses_nothing_and_turns_new_calls_away_only_beyond_the_bound() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return fill_and_make_room(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 300; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("full::a_full_disk_loses_nothing_and_turns_new_calls_away_only_beyond_the_bound")
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(child.stdout).unwrap();
    let taken = told.lines().find_map(|line| line.strip_prefix("taken "));
    let taken: usize = taken.expect(&told).parse().unwrap();
    let store = open(folder.path());
    let calls = all(&store);
    assert!(taken > 10_000, "{taken}");
    assert_eq!(calls.len(), taken);
    assert!(calls.is_sorted_by_key(|call| call.head.call));
    assert!(store.defects().unwrap().is_empty());
}

/// Leaves every call on disk whose beginning was taken, and says how many those are.
fn fill_and_make_room(folder: &Path) {
    let store = open(folder);
    let mut taken = 0;
    let begin = |n| store.attempt_begins(&began(&head(n), 1, None));
    while store.health() == Health::Ok {
        begin(taken).unwrap();
        taken += 1;
    }
    assert!(taken > 100, "{taken} before the disk was full");
    assert!(matches!(store.catch_up(), Err(StoreError::Behind(_))));
    while store.has_room() {
        begin(taken).unwrap();
        taken += 1;
    }
    let Health::Spooling { full, bytes, .. } = store.health() else {
        panic!("{:?}", store.health())
    };
    assert!(full && bytes <= 9 << 20, "{bytes}");
    // A call that runs already is still settled.
    let over = settled(&head(0), Outcome::Cancelled, None);
    store.call_settles(&over).unwrap();
    make_room();
    assert!(store.has_room(), "room is seen by the next call");
    assert_eq!(store.health(), Health::Ok);
    begin(taken).unwrap();
    println!("taken {}", taken + 1);
    end(store);
}

/// Ends without another word to the disk but what was written already.
fn end(store: Store) {
    std::mem::forget(store);
}

fn make_room() {
    let pid = std::process::id().to_string();
    let raised = Command::new("prlimit")
        .args(["--pid", &pid, "--fsize=unlimited:"])
        .status();
    assert!(raised.unwrap().success());
}
