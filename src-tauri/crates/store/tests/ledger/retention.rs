//! Old calls leave by whole days, with all that belongs to them, and nothing else changes.

use super::{DAY_ONE, answered, began, head, open, settled, sql};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_store::{Old, SpendBy, SpendDay, SpendQuery, Store};
use pointsman_units::{CallId, UnixMillis};

const DAY: i64 = 24 * 3_600_000;

/// One answered call at noon of each day.
fn put_days(store: &Store, days: u32) {
    for day in 0..days {
        let mut head = head(day);
        head.at = UnixMillis(DAY_ONE + i64::from(day) * DAY + DAY / 2);
        head.call = CallId::new(head.at, u128::from(day));
        store.attempt_begins(&began(&head, 1, None)).unwrap();
        let end = Some(answered(1, i64::from(day) + 1));
        let over = settled(&head, Outcome::Answered, end);
        store.call_settles(&over).unwrap();
    }
    store.catch_up().unwrap();
}

fn by_day(store: &Store) -> Vec<SpendDay> {
    let query = SpendQuery {
        by: SpendBy::Model,
        since: None,
        until: None,
        offset_minutes: 0,
    };
    store.spend_days(&query).unwrap()
}

#[test]
fn days_that_stay_keep_their_sums_and_older_ones_leave_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put_days(&store, 10);
    let before = by_day(&store);
    // In the evening of the tenth day: two days stay whole beside today.
    let now = UnixMillis(DAY_ONE + 9 * DAY + DAY * 3 / 4);
    assert_eq!(store.let_go(2, now, 0).unwrap(), Old::None);
    assert_eq!(by_day(&store), before[7..]);
    let begins = store.begins().unwrap().unwrap();
    assert_eq!(begins, UnixMillis(DAY_ONE + 7 * DAY + DAY / 2));
    let orphans = "SELECT COUNT(*) FROM attempt WHERE call NOT IN (SELECT id FROM call)";
    let ledger = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    let orphans: i64 = ledger.query_row(orphans, [], |row| row.get(0)).unwrap();
    assert_eq!(orphans, 0);
}

#[test]
fn the_writer_goes_on_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put_days(&store, 2);
    let now = UnixMillis(DAY_ONE + 30 * DAY);
    assert_eq!(store.let_go(1, now, 0).unwrap(), Old::None);
    assert_eq!(store.begins().unwrap(), None);
    put_days(&store, 1);
    assert_eq!(by_day(&store).len(), 1);
}

#[test]
fn a_call_that_still_runs_stays_however_old() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let running = head(0);
    store.attempt_begins(&began(&running, 1, None)).unwrap();
    store.catch_up().unwrap();
    let now = UnixMillis(DAY_ONE + 30 * DAY);
    store.let_go(1, now, 0).unwrap();
    assert!(store.call(running.call).unwrap().is_some());
}

#[test]
fn many_calls_leave_in_batches() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put_days(&store, 1);
    sql(
        folder.path(),
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO call (id, at, dialect, project, local_key, asked, chain, stream, policy,
                           client_retry, state)
         SELECT 'old' || i, i, 'openai_chat', 'web', 'k_1', 'auto', 'auto', 0, '0f', 0, 'answered' FROM n",
    );
    let now = UnixMillis(DAY_ONE + DAY / 2);
    assert_eq!(store.let_go(1, now, 0).unwrap(), Old::More);
    assert_eq!(store.let_go(1, now, 0).unwrap(), Old::None);
    assert_eq!(store.begins().unwrap(), Some(UnixMillis(DAY_ONE + DAY / 2)));
}
