//! A disk that takes no more: what was refused is told, what was taken is whole.
//!
//! The child's files may not grow beyond a limit, so that the operating system cuts a write in two
//! and refuses the next, as a full disk does.

use super::{all, began, head, open};
use pointsman_engine::ports::Ledger;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "POINTSMAN_TEST_FULL";

#[test]
fn a_refused_record_is_told_and_leaves_no_half_line() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return begin_attempts_until_refused(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("full::a_refused_record_is_told_and_leaves_no_half_line")
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(child.stdout).unwrap();
    let taken = told.lines().find_map(|line| line.strip_prefix("taken "));
    let taken: usize = taken.expect(&told).parse().unwrap();
    let store = open(folder.path());
    assert!(taken > 100, "{taken}");
    assert_eq!(all(&store).len(), taken);
    assert!(store.defects().unwrap().is_empty());
}

fn begin_attempts_until_refused(folder: &Path) {
    let store = open(folder);
    let mut taken = 0;
    while store.attempt_begins(&began(&head(taken), 1, None)).is_ok() {
        taken += 1;
    }
    // Refused again, and still nothing of it is in the journal.
    assert!(store.attempt_begins(&began(&head(taken), 1, None)).is_err());
    println!("taken {taken}");
}
