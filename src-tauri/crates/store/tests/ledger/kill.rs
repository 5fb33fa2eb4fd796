//! A process that is killed loses nothing that it had begun.

use super::{all, began, head, open};
use pointsman_engine::ports::Ledger;
use pointsman_store::CallState;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const FOLDER: &str = "POINTSMAN_TEST_LEDGER";

#[test]
fn a_killed_process_loses_no_attempt_that_it_had_begun() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return begin_attempts_for_ever(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut told = 0;
    for round in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg("kill::a_killed_process_loses_no_attempt_that_it_had_begun")
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let numbers = lines
            .map_while(Result::ok)
            .filter(|line| line.starts_with("begun "));
        told += numbers.take(50 + round * 37).count();
        child.kill().unwrap();
        child.wait().unwrap();
        let calls = all(&open(folder.path()));
        assert!(calls.len() >= told, "{} of {told}", calls.len());
        assert!(
            calls
                .iter()
                .all(|call| call.state == CallState::Interrupted)
        );
        // More may have been begun than was told.
        told = calls.len();
    }
}

fn begin_attempts_for_ever(folder: &Path) {
    let store = open(folder);
    let first = store.calls(&pointsman_store::CallQuery::newest(1)).unwrap();
    let after = first
        .first()
        .map_or(0, |call| call.head.at.0 - super::DAY_ONE)
        / 1000;
    for n in 1u32.. {
        let head = head(u32::try_from(after).unwrap() + n);
        store.attempt_begins(&began(&head, 1, None)).unwrap();
        if writeln!(std::io::stdout(), "begun {n}").is_err() {
            return;
        }
    }
}
