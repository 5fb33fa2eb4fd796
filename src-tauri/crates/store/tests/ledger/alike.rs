//! What a batch holds does not change what the ledger says: records folded one by one and all at once
//! come to the same rows, whole calls or not.

use super::{BY_HAND, all, answered, began, head, settled, turned_away};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::{AttemptBegan, AttemptEnd, CallSettled, Outcome};
use pointsman_store::{CallRow, Settings, Store};
use pointsman_wire::{FailureKind, UsageSource};

enum Note {
    Begins(AttemptBegan),
    Settles(CallSettled),
}

/// Every way in which the records of a call can come, in order or not.
fn course(n: u32) -> Vec<Note> {
    use Note::{Begins, Settles};
    let head = head(n);
    let estimated = AttemptEnd {
        usage_source: UsageSource::Estimated,
        ..answered(1, 17)
    };
    let unpriced = |no| AttemptEnd {
        cost: None,
        ..answered(no, 0)
    };
    let over = |last| settled(&head, Outcome::Answered, last);
    let failed = |last| settled(&head, Outcome::Failed(FailureKind::Overloaded), last);
    let first = || Begins(began(&head, 1, None));
    let second = || Begins(began(&head, 2, Some(turned_away(1))));
    let simulated = || {
        let mut began = began(&head, 1, None);
        began.attempt.simulated = true;
        Begins(began)
    };
    match n % 18 {
        0 => vec![first(), Settles(over(Some(answered(1, 5))))],
        1 => vec![first(), second(), Settles(over(Some(answered(2, 7))))],
        2 => vec![first(), Settles(over(Some(estimated)))],
        3 => vec![first(), Settles(failed(Some(unpriced(1))))],
        4 => vec![first(), second(), Settles(failed(Some(turned_away(2))))],
        5 => vec![simulated(), Settles(over(Some(unpriced(1))))],
        6 => vec![simulated(), second(), Settles(over(Some(answered(2, 3))))],
        7 => vec![Settles(settled(
            &head,
            Outcome::Cancelled,
            Some(unpriced(1)),
        ))],
        // Running still.
        8 => vec![first()],
        9 => vec![first(), second()],
        // Something is missing.
        10 => vec![second(), Settles(over(Some(answered(2, 9))))],
        11 => vec![Settles(over(Some(answered(2, 9))))],
        12 => vec![first(), Settles(over(Some(answered(2, 9))))],
        13 => vec![first(), Settles(settled(&head, Outcome::Cancelled, None))],
        14 => vec![
            first(),
            Begins(began(&head, 2, None)),
            Settles(over(Some(answered(2, 9)))),
        ],
        // Something stands twice.
        15 => vec![first(), first(), Settles(over(Some(answered(1, 9))))],
        16 => vec![
            first(),
            Settles(over(Some(answered(1, 9)))),
            Settles(failed(Some(answered(1, 11)))),
        ],
        _ => vec![
            first(),
            second(),
            Settles(over(Some(answered(2, 9)))),
            first(),
            Settles(over(Some(answered(1, 1)))),
        ],
    }
}

/// The rows of courses that run side by side, folded in batches of so many records.
fn folded(batch_records: usize) -> (Vec<CallRow>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        batch_records,
        ..BY_HAND
    };
    let store = Store::open_with(folder.path(), settings).unwrap();
    let mut courses: Vec<_> = (1..=72).map(|n| course(n).into_iter()).collect();
    let mut noted = 0;
    // A few abreast, as calls run.
    while !courses.is_empty() {
        let abreast = courses.len().min(5);
        for course in &mut courses[..abreast] {
            match course.next() {
                Some(Note::Begins(began)) => store.attempt_begins(&began).unwrap(),
                Some(Note::Settles(settled)) => store.call_settles(&settled).unwrap(),
                None => continue,
            }
            noted += 1;
        }
        courses.retain(|course| course.len() > 0);
    }
    let calls = all(&store);
    assert!(store.defects().unwrap().is_empty());
    (calls, noted)
}

#[test]
fn records_folded_one_by_one_or_all_at_once_come_to_the_same() {
    let (one_by_one, noted) = folded(1);
    assert_eq!(one_by_one.len(), 72);
    for batch_records in [2, 3, 7, noted] {
        let (calls, _) = folded(batch_records);
        for (call, expected) in calls.iter().zip(&one_by_one) {
            assert_eq!(call, expected, "in batches of {batch_records}");
        }
        assert_eq!(calls.len(), one_by_one.len());
    }
}

#[test]
fn a_call_that_the_ledger_has_already_is_not_lost_or_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let store = Store::open_with(folder.path(), BY_HAND).unwrap();
    for note in (0..18).flat_map(course) {
        match note {
            Note::Begins(began) => store.attempt_begins(&began).unwrap(),
            Note::Settles(settled) => store.call_settles(&settled).unwrap(),
        }
    }
    store.rest().unwrap();
    let segment = journal.join(format!("{:020}.log", 1));
    let copy = std::fs::read(&segment).unwrap();
    let before = all(&store);
    drop(store);
    std::fs::write(journal.join(format!("{:020}.log", 40)), copy).unwrap();
    let store = Store::open_with(folder.path(), BY_HAND).unwrap();
    let after = all(&store);
    let answered = |calls: &[CallRow]| -> Vec<_> {
        let ended = calls.iter().filter(|call| call.total.is_some());
        ended
            .map(|call| (call.head.call, call.cost, call.attempts.len()))
            .collect()
    };
    assert_eq!(answered(&before), answered(&after));
    assert_eq!(before.len(), after.len());
}
