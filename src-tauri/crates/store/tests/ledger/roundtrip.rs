//! Every field that goes in comes out.

use super::{all, answered, attempt, began, head, open, put, settled, turned_away};
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::{AttemptEnd, CallSettled, Outcome};
use pointsman_store::{AnsweredBy, AttemptRow, CallCost, CallQuery, CallRow, CallState};
use pointsman_units::{CallId, Millis, NanoUsd, UnixMillis};
use pointsman_wire::{FailureKind, UsageSource};

#[test]
fn a_call_with_a_fallback_comes_back_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let head = head(1);
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    store
        .attempt_begins(&began(&head, 2, Some(turned_away(1))))
        .unwrap();
    let over = CallSettled {
        moved: Some("openai: rate_limited".to_owned()),
        told: Some("nothing".to_owned()),
        ..settled(&head, Outcome::Answered, Some(answered(2, 1_234)))
    };
    store.call_settles(&over).unwrap();
    store.catch_up().unwrap();
    let expected = CallRow {
        head: head.clone(),
        state: CallState::Answered,
        status: Some(200),
        answered_by: Some(AnsweredBy {
            account: "openai".into(),
            provider: "openai".into(),
            model: "gpt-5-mini".into(),
        }),
        moved: over.moved.clone(),
        total: Some(Millis(900)),
        prompt: over.prompt.clone(),
        told: over.told.clone(),
        cost: CallCost {
            exact: NanoUsd(1_234),
            ..CallCost::default()
        },
        simulated: false,
        attempts: vec![
            AttemptRow {
                head: attempt(&head, 1),
                end: Some(turned_away(1)),
                unpriced: false,
            },
            AttemptRow {
                head: attempt(&head, 2),
                end: Some(answered(2, 1_234)),
                unpriced: false,
            },
        ],
    };
    assert_eq!(store.call(head.call).unwrap(), Some(expected));
    assert_eq!(store.call(CallId::new(UnixMillis(1), 1)).unwrap(), None);
}

#[test]
fn a_call_without_an_attempt_is_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert!(!store.any_calls().unwrap());
    let head = head(1);
    let over = CallSettled {
        head: Some(head.clone()),
        status: Some(503),
        ..settled(&head, Outcome::Failed(FailureKind::NoTarget), None)
    };
    store.call_settles(&over).unwrap();
    let calls = all(&store);
    assert!(store.any_calls().unwrap());
    assert_eq!(calls[0].state, CallState::Failed(FailureKind::NoTarget));
    assert_eq!(calls[0].head, head);
    assert!(calls[0].attempts.is_empty() && !calls[0].simulated);
}

#[test]
fn a_running_call_shows_its_attempts() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let head = head(1);
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    let calls = all(&store);
    assert_eq!(calls[0].state, CallState::Running);
    assert_eq!(calls[0].total, None);
    assert_eq!(calls[0].attempts[0].end, None);
    assert!(!calls[0].attempts[0].unpriced);
}

#[test]
fn money_of_each_kind_stays_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let head = head(1);
    let estimated = |no, cost| AttemptEnd {
        usage_source: UsageSource::Estimated,
        failure: Some(FailureKind::Cut),
        ..answered(no, cost)
    };
    let unpriced = AttemptEnd {
        cost: None,
        ..estimated(2, 0)
    };
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    store
        .attempt_begins(&began(&head, 2, Some(estimated(1, 70))))
        .unwrap();
    let mut simulated = began(&head, 3, Some(unpriced));
    simulated.attempt.simulated = true;
    store.attempt_begins(&simulated).unwrap();
    store
        .attempt_begins(&began(&head, 4, Some(answered(3, 5))))
        .unwrap();
    let over = settled(&head, Outcome::Answered, Some(answered(4, 900)));
    store.call_settles(&over).unwrap();
    let call = &all(&store)[0];
    let expected = CallCost {
        exact: NanoUsd(900),
        estimated: NanoUsd(70),
        unpriced: 1,
        simulated: NanoUsd(5),
    };
    assert_eq!(call.cost, expected);
    assert!(!call.simulated);
    let unpriced: Vec<bool> = call.attempts.iter().map(|a| a.unpriced).collect();
    assert_eq!(unpriced, [false, true, false, false]);
}

#[test]
fn an_answer_of_unknown_usage_is_unpriced_and_a_refusal_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let head = head(1);
    let unknown = AttemptEnd {
        failure: None,
        cost: None,
        ..turned_away(2)
    };
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    store
        .attempt_begins(&began(&head, 2, Some(turned_away(1))))
        .unwrap();
    let over = settled(&head, Outcome::Answered, Some(unknown));
    store.call_settles(&over).unwrap();
    let call = &all(&store)[0];
    assert_eq!(call.cost.unpriced, 1);
    assert!(call.attempts[1].unpriced);
}

#[test]
fn costs_beyond_the_range_stop_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let head = head(1);
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    store
        .attempt_begins(&began(&head, 2, Some(answered(1, i64::MAX))))
        .unwrap();
    let over = settled(&head, Outcome::Answered, Some(answered(2, i64::MAX)));
    store.call_settles(&over).unwrap();
    assert_eq!(all(&store)[0].cost.exact, NanoUsd(i64::MAX));
}

#[test]
fn pages_of_calls_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let heads: Vec<_> = (0..25).map(|n| put(&store, n, 1)).collect();
    store.catch_up().unwrap();
    let mut query = CallQuery::newest(10);
    let mut found = Vec::new();
    loop {
        let page = store.calls(&query).unwrap();
        let Some(last) = page.last() else { break };
        query.before = Some(last.head.call);
        found.extend(page.into_iter().map(|call| call.head.call));
    }
    found.reverse();
    assert_eq!(
        found,
        heads.iter().map(|head| head.call).collect::<Vec<_>>()
    );

    let between = CallQuery {
        since: Some(heads[3].at),
        until: Some(heads[5].at),
        project: Some("web".into()),
        ..CallQuery::newest(10)
    };
    assert_eq!(store.calls(&between).unwrap().len(), 2);
    let other = CallQuery {
        project: Some("other".into()),
        ..CallQuery::newest(10)
    };
    assert!(store.calls(&other).unwrap().is_empty());
}
