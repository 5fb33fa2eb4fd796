//! What narrows the list narrows its sums alike, and both agree with the reports of spend.

use super::reports::{Dice, Told, make_up, tell};
use super::{DAY_ONE, answered, began, head, open, put, settled};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::Outcome;
use pointsman_store::{CallRow, Ended, Facet, Narrow, SpendBy, SpendQuery, Store};
use pointsman_units::{CallId, UnixMillis};
use pointsman_wire::FailureKind;

const NOW: UnixMillis = UnixMillis(DAY_ONE + 40 * 86_400_000);

fn lived(store: &Store, seed: u64) -> Vec<Told> {
    let mut dice = Dice(seed);
    let all: Vec<Told> = (0..120).map(|n| make_up(&mut dice, n)).collect();
    all.iter().for_each(|told| tell(store, told));
    store.catch_up().unwrap();
    all
}

/// Every call that fits, page by page.
fn walk(store: &Store, narrow: &Narrow, limit: u32) -> Vec<CallRow> {
    let mut all = Vec::new();
    let mut before: Option<CallId> = None;
    loop {
        let page = store.page(narrow, before, limit).unwrap();
        assert!(page.calls.len() <= limit as usize);
        all.extend(page.calls);
        match page.next {
            None => return all,
            next => before = next,
        }
    }
}

fn narrowed(by: SpendBy, key: Option<&str>) -> Narrow {
    let name = Some(key.unwrap_or_default().to_owned());
    let all = Narrow::default();
    match by {
        SpendBy::Project => Narrow {
            project: name,
            ..all
        },
        SpendBy::Environment => Narrow {
            environment: name,
            ..all
        },
        SpendBy::User => Narrow { user: name, ..all },
        SpendBy::Prompt => Narrow {
            prompt: name,
            ..all
        },
        SpendBy::Provider => Narrow {
            provider: name,
            ..all
        },
        SpendBy::Model => Narrow { model: name, ..all },
        SpendBy::Tool => Narrow { tool: name, ..all },
        SpendBy::Chain => Narrow { chain: name, ..all },
        SpendBy::Day => all,
    }
}

#[test]
fn a_row_of_spend_leads_to_its_calls_and_to_its_money() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    lived(&store, 0x2545_f491_4f6c_dd1d);
    for by in [
        SpendBy::Project,
        SpendBy::Environment,
        SpendBy::User,
        SpendBy::Prompt,
        SpendBy::Provider,
        SpendBy::Model,
        SpendBy::Tool,
        SpendBy::Chain,
    ] {
        let query = SpendQuery {
            by,
            since: None,
            until: None,
            offset_minutes: 0,
        };
        for row in store.spend(&query).unwrap().rows {
            let narrow = narrowed(by, row.key.as_deref());
            let seen = store.overview(&narrow, NOW, 24).unwrap();
            let (real, made_up) = (row.spend.real, row.spend.simulated);
            let what = format!("{by:?} {:?}", row.key);
            assert_eq!(seen.cost, real.cost, "{what}");
            assert_eq!(seen.estimated, real.estimated, "{what}");
            assert_eq!(seen.unpriced, real.unpriced_attempts, "{what}");
            assert_eq!(seen.simulated, made_up.cost + made_up.estimated, "{what}");
            let calls = walk(&store, &narrow, 7);
            assert_eq!(seen.calls, calls.len() as u64, "{what}");
            let drawn: u64 = seen.bars.iter().map(|bar| bar.calls).sum();
            assert_eq!(drawn, seen.calls, "{what}");
            // A model is offered by several providers here, one of them simulated.
            if by != SpendBy::Model {
                assert_eq!(seen.calls, real.calls + made_up.calls, "{what}");
                assert_eq!(
                    seen.failed,
                    real.failed_calls + made_up.failed_calls,
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn pages_hold_every_call_once_and_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let told = lived(&store, 7);
    for limit in [1, 7, 60, 119, 120, 500] {
        let calls = walk(&store, &Narrow::default(), limit);
        let expected: Vec<CallId> = told.iter().rev().map(|told| told.head.call).collect();
        let found: Vec<CallId> = calls.iter().map(|call| call.head.call).collect();
        assert_eq!(found, expected, "{limit}");
    }
}

#[test]
fn what_narrows_holds_of_each_call_and_of_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let told = lived(&store, 99);
    let narrow = Narrow {
        since: Some(told[20].head.at),
        until: Some(told[100].head.at),
        project: Some("web".to_owned()),
        provider: Some("openai".to_owned()),
        model: Some("large".to_owned()),
        ended: Some(Ended::Failed),
        ..Narrow::default()
    };
    let fits = |told: &&Told| {
        &*told.head.project == "web"
            && matches!(told.outcome, Outcome::Failed(_))
            && told.attempts.iter().any(|(began, _)| {
                &*began.attempt.provider == "openai" && &*began.attempt.model == "large"
            })
    };
    let mut expected: Vec<CallId> = told[20..100]
        .iter()
        .filter(fits)
        .map(|told| told.head.call)
        .collect();
    expected.reverse();
    assert!(!expected.is_empty());
    let found = walk(&store, &narrow, 2);
    let found: Vec<CallId> = found.iter().map(|call| call.head.call).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_text_is_found_in_names_and_failures_and_reads_no_sign() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    put(&store, 1, 5);
    let odd = {
        let mut odd = head(2);
        odd.asked = "50%_off\\model".into();
        store.attempt_begins(&began(&odd, 1, None)).unwrap();
        let mut end = answered(1, 5);
        end.failure = Some(FailureKind::Overloaded);
        end.message = Some("Server melted".to_owned());
        let over = settled(&odd, Outcome::Failed(FailureKind::Overloaded), Some(end));
        store.call_settles(&over).unwrap();
        odd
    };
    store.catch_up().unwrap();
    let found = |text: &str| {
        let narrow = Narrow {
            text: Some(text.to_owned()),
            ..Narrow::default()
        };
        walk(&store, &narrow, 10).len()
    };
    assert_eq!(found("50%_off\\"), 1);
    assert_eq!(found("5_%"), 0);
    assert_eq!(found("melted"), 1);
    assert_eq!(found("OpenAI/gpt-5"), 2);
    assert_eq!(found(&odd.call.to_string().to_lowercase()), 1);
    assert_eq!(found("  "), 2);
}

#[test]
fn the_values_to_narrow_by_come_with_their_counts() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let told = lived(&store, 3);
    let seen = store.values(&Narrow::default(), Facet::User).unwrap();
    assert!(seen.is_sorted_by(|a, b| a.calls >= b.calls));
    for value in &seen {
        let count = told.iter().filter(|told| {
            let user = told.head.user.as_deref().unwrap_or_default();
            user == value.value
        });
        assert_eq!(value.calls, count.count() as u64, "{value:?}");
    }
    let failed = store.values(&Narrow::default(), Facet::Failure).unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].value, FailureKind::NoTarget.code());
    let web = Narrow {
        project: Some("web".to_owned()),
        ..Narrow::default()
    };
    let projects = store.values(&web, Facet::Project).unwrap();
    assert_eq!(projects.len(), 1);
}

#[test]
fn bars_lie_in_time_from_the_beginning_of_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for n in [0, 1, 2, 30, 59] {
        put(&store, n, 1);
    }
    store.catch_up().unwrap();
    let narrow = Narrow {
        since: Some(UnixMillis(DAY_ONE)),
        until: Some(UnixMillis(DAY_ONE + 60_000)),
        ..Narrow::default()
    };
    let seen = store.overview(&narrow, NOW, 6).unwrap();
    let calls: Vec<u64> = seen.bars.iter().map(|bar| bar.calls).collect();
    assert_eq!(calls, [3, 0, 0, 1, 0, 1]);
    assert_eq!((seen.from, seen.width.0), (UnixMillis(DAY_ONE), 10_000));
    let all = store.overview(&Narrow::default(), NOW, 6).unwrap();
    assert_eq!((all.from, all.calls), (head(0).at, 5));
}
