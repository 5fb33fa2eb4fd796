//! What is damaged is named and left out; nothing else is lost with it.

use super::{all, answered, began, head, open, put, segments, settled, sql};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_store::{CallState, Store, StoreError};
use pointsman_units::NanoUsd;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

/// The only segment that has records in it.
fn written(folder: &Path) -> std::path::PathBuf {
    let mut written = segments(folder);
    written.retain(|segment| segment.metadata().unwrap().len() > 0);
    assert_eq!(written.len(), 1);
    written.remove(0)
}

#[test]
fn a_line_that_was_cut_off_by_a_kill_is_named_and_nothing_else_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..10 {
        put(&store, n, 1);
    }
    drop(store);
    let segment = written(folder.path());
    let whole = std::fs::read(&segment).unwrap();
    let half = b"0badc0de {\"began\":{\"call\":\"01";
    let mut file = OpenOptions::new().append(true).open(&segment).unwrap();
    file.write_all(half).unwrap();
    let store = open(folder.path());
    put(&store, 10, 1);
    assert_eq!(all(&store).len(), 11);
    let defects = store.defects().unwrap();
    assert_eq!(defects.len(), 1);
    assert_eq!(defects[0].offset, whole.len() as u64);
    assert_eq!(defects[0].reason, "the record is cut off");
    drop(store);
    assert_eq!(open(folder.path()).defects().unwrap(), defects);
}

#[test]
fn a_damaged_line_in_the_middle_is_named_and_nothing_else_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..10 {
        put(&store, n, 100);
    }
    drop(store);
    // Call 3 loses its beginning, call 6 its end, call 8 both.
    let segment = written(folder.path());
    let text = std::fs::read_to_string(&segment).unwrap();
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    lines[6] = lines[6].replace("\"web\"", "\"wet\"");
    lines[13] = "rubbish".to_owned();
    lines[16] = String::new();
    lines[17] = "00000000 {}".to_owned();
    std::fs::write(&segment, lines.join("\n") + "\n").unwrap();

    let store = open(folder.path());
    let calls = all(&store);
    assert_eq!(calls.len(), 9);
    let reasons: Vec<String> = store
        .defects()
        .unwrap()
        .into_iter()
        .map(|defect| defect.reason)
        .collect();
    let (frame, checksum) = (
        "the line is not framed as a record",
        "the line does not fit its checksum",
    );
    assert_eq!(reasons, [checksum, frame, frame, checksum]);
    // What the settled call cost is kept, though nobody knows who asked for it.
    assert_eq!(calls[3].head.call, head(3).call);
    assert_eq!(&*calls[3].head.project, "?");
    assert_eq!(&*calls[3].attempts[0].head.provider, "?");
    assert_eq!(calls[3].cost.exact, NanoUsd(100));
    assert_eq!(calls[6].state, CallState::Interrupted);
    assert_eq!(calls[6].cost.unpriced, 1);
    let others = [0, 1, 2, 4, 5, 7, 8];
    assert!(others.iter().all(|&n| calls[n].cost.exact == NanoUsd(100)));
}

#[test]
fn a_record_that_this_version_does_not_know_is_named() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let json = r#"{"budget_reserved":{"call":1}}"#;
    let line = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
    std::fs::write(segments(folder.path())[0].clone(), line).unwrap();
    let defects = open(folder.path()).defects().unwrap();
    assert!(defects[0].reason.contains("none that this version knows"));
}

#[test]
fn a_journal_that_was_thrown_away_leaves_the_ledger_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 1);
    store.catch_up().unwrap();
    drop(store);
    std::fs::remove_dir_all(folder.path().join("journal")).unwrap();
    let store = open(folder.path());
    put(&store, 2, 1);
    assert_eq!(all(&store).len(), 2);
}

#[test]
fn a_ledger_that_was_thrown_away_takes_what_its_journal_still_has() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let old = head(1);
    store.attempt_begins(&began(&old, 1, None)).unwrap();
    store.catch_up().unwrap();
    let over = settled(&old, Outcome::Answered, Some(answered(1, 9)));
    store.call_settles(&over).unwrap();
    drop(store);
    for suffix in ["", "-wal", "-shm"] {
        let file = folder.path().join(format!("ledger.db{suffix}"));
        if file.exists() {
            std::fs::remove_file(file).unwrap();
        }
    }
    let calls = all(&open(folder.path()));
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].head, old);
}

#[test]
fn a_file_that_is_no_ledger_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("ledger.db"),
        "not a ledger at all\n".repeat(100),
    )
    .unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }));
    assert!(error.to_string().contains("`pointsman restore`"), "{error}");
}

#[test]
fn a_damaged_page_is_told_when_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in 0..200 {
        put(&store, n, 1);
    }
    store.catch_up().unwrap();
    drop(store);
    let path = folder.path().join("ledger.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The schema's page stays, so that it opens.
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0xa5;
    }
    std::fs::write(&path, bytes).unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_row_that_was_edited_into_nonsense_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let call = put(&store, 1, 1).call;
    store.catch_up().unwrap();
    for (change, column) in [
        ("UPDATE call SET state = 'lost'", "state"),
        (
            "UPDATE call SET state = 'answered', dialect = 'latin'",
            "dialect",
        ),
        (
            "UPDATE call SET dialect = 'openai_chat'; UPDATE attempt SET usage_source = 'oracle'",
            "usage_source",
        ),
        ("UPDATE attempt SET reason = 'whim'", "reason"),
    ] {
        sql(folder.path(), change);
        let error = store.call(call).unwrap_err();
        assert!(
            matches!(&error, StoreError::BadRow { column: named, call: id }
                if *named == column && *id == call.to_string()),
            "{error}"
        );
    }
}
