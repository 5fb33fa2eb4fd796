//! The attempts that a signal of health is drawn from.

use super::{began, head, open, put, settled, turned_away};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_units::{Millis, UnixMillis};
use pointsman_wire::FailureKind;

#[test]
fn tells_each_attempt_that_ended_since_and_why_it_failed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let old = put(&store, 1, 5);
    let failed = head(2);
    store.attempt_begins(&began(&failed, 1, None)).unwrap();
    let outcome = Outcome::Failed(FailureKind::RateLimited);
    store
        .call_settles(&settled(&failed, outcome, Some(turned_away(1))))
        .unwrap();
    let running = head(3);
    store.attempt_begins(&began(&running, 1, None)).unwrap();
    store.catch_up().unwrap();

    let all = store.tried(UnixMillis(0), 10).unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|one| (one.failure, one.first_content))
        .collect();
    let expected = [
        (Some(FailureKind::RateLimited), None),
        (None, Some(Millis(95))),
    ];
    assert_eq!(told, expected);
    assert_eq!(store.tried(UnixMillis(old.at.0 + 1), 10).unwrap().len(), 1);
    assert_eq!(store.tried(UnixMillis(0), 1).unwrap().len(), 1);
}

#[test]
fn tells_when_a_key_and_a_project_were_used_last() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 5);
    let last = put(&store, 2, 5);
    store.catch_up().unwrap();
    assert_eq!(store.keys_used(10).unwrap(), [("k_1".to_owned(), last.at)]);
    assert_eq!(store.project_used("web").unwrap(), Some(last.at));
    assert_eq!(store.project_used("nobody").unwrap(), None);
}
