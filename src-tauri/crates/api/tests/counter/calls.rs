//! Calls as they run, and what is on record of them.

use crate::{Serving, last, wait_for};
use pointsman_api::views::live::CallState;
use pointsman_api::views::spend::{SpendBy, SpendQuery};
use pointsman_units::{NanoUsd, UnixMillis};

#[tokio::test]
async fn a_fresh_folder_answers_at_once_and_soon_shows_a_fallback() {
    let serving = Serving::start().await;
    for _ in 0..3 {
        let report = serving.call("auto").await;
        assert_eq!(report.status, 200, "{}", report.text);
    }
    let calls = serving.house.live_calls(last(10)).await.unwrap();
    assert_eq!(calls.len(), 3);
    let moved: Vec<_> = calls.iter().filter(|call| call.moved.is_some()).collect();
    assert_eq!(moved.len(), 1, "one of the first three calls falls back");
    assert_eq!(moved[0].attempts.len(), 2);
    assert_eq!(moved[0].attempts[1].reason, "fallback");
    assert_eq!(moved[0].attempts[1].model, "sim-steady");
    for call in &calls {
        assert_eq!(call.state, CallState::Answered);
        assert!(call.simulated && call.cost.unwrap() > NanoUsd::ZERO);
    }
    let status = serving.house.settings_status().await.unwrap();
    assert_eq!(status.today, NanoUsd::ZERO);
    assert!(status.today_simulated > NanoUsd::ZERO);
    assert!(status.any_calls && !status.real_accounts);
    serving.house.close().await;
}

#[tokio::test]
async fn a_story_tells_the_headers_that_the_client_got_and_a_bill_that_adds_up() {
    let serving = Serving::start().await;
    let report = serving.call("auto").await;
    let story = serving
        .house
        .live_story(report.call.unwrap())
        .await
        .unwrap();
    let sorted = |mut headers: Vec<_>| {
        headers.sort_by_key(|header: &pointsman_api::views::live::Header| header.name.clone());
        headers
    };
    assert_eq!(sorted(story.told), sorted(report.headers));
    let sum = story
        .bill
        .iter()
        .fold(NanoUsd::ZERO, |sum, line| sum + line.amount);
    assert!(!story.bill.is_empty());
    assert_eq!(Some(sum), story.call.cost);
    assert!(story.price.is_some());
    serving.house.close().await;
}

#[tokio::test]
async fn what_was_spent_is_the_sum_of_the_calls() {
    let serving = Serving::start().await;
    for model in ["simulator/sim-swift", "simulator/sim-503", "nobody/nothing"] {
        serving.call(model).await;
    }
    let calls = serving.house.live_calls(last(10)).await.unwrap();
    let sum = calls
        .iter()
        .filter_map(|call| call.cost)
        .fold(NanoUsd::ZERO, |sum, cost| sum + cost);
    for by in [
        SpendBy::Project,
        SpendBy::Model,
        SpendBy::Provider,
        SpendBy::Day,
    ] {
        let query = SpendQuery {
            by,
            since: UnixMillis(0),
            until: None,
            offset: 0,
        };
        let report = serving.house.spend_report(query).await.unwrap();
        assert_eq!(report.total.simulated, sum);
        assert_eq!(report.total.cost, NanoUsd::ZERO);
        assert_eq!(report.total.calls, calls.len() as u32);
        let rows = report
            .rows
            .iter()
            .fold(NanoUsd::ZERO, |sum, row| sum + row.sums.simulated);
        assert_eq!(rows, sum, "{by:?}");
    }
    serving.house.close().await;
}

#[tokio::test]
async fn who_watches_sees_a_call_wait_stream_and_end_as_the_ledger_has_it() {
    let serving = Serving::start().await;
    let mut batches = serving.watch();
    let (report, (states, ended)) = tokio::join!(serving.call("simulator/sim-steady"), async {
        let mut states = Vec::new();
        loop {
            let batch = wait_for(&mut batches, |batch| !batch.calls.is_empty()).await;
            states.extend(batch.calls.iter().map(|call| call.state));
            if let Some(ended) = batch.calls.into_iter().find(|call| call.total.is_some()) {
                return (states, ended);
            }
        }
    });
    assert_eq!(states.first(), Some(&CallState::Waiting));
    assert_eq!(states.last(), Some(&CallState::Answered));
    assert_eq!(Some(ended.id), report.call);
    let calls = serving.house.live_calls(last(1)).await.unwrap();
    assert_eq!(calls, [ended]);
    serving.house.close().await;
}
