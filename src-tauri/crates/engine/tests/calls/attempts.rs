//! What is put on record, when, and what it says of usage and money.

use crate::support::{Answer, House, Step, TWO, account, chat};
use bytes::Bytes;
use pointsman_engine::account::Account;
use pointsman_engine::record::{AttemptEnd, Outcome};
use pointsman_units::{NanoUsd, Tokens};
use pointsman_wire::{FailureKind, UsageSource};
use std::sync::atomic::Ordering;
use std::time::Duration;

async fn end_of(model: &str, stream: bool, answer: Answer) -> AttemptEnd {
    let house = House::new(TWO);
    house.script(model, [answer]);
    house.ask(chat::request(model, stream)).await;
    house.book.ends().remove(0)
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_on_record_before_it_leaves() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::fails(FailureKind::Cut)]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    house.ask(chat::request("auto", false)).await;
    let log = house.world.log.lock().unwrap().clone();
    assert_eq!(log, ["recorded", "sent", "recorded", "sent", "settled"]);
    let began = house.book.began();
    assert!(began[0].head.is_some() && began[0].previous.is_none());
    assert!(began[1].head.is_none());
    assert_eq!(
        began[1].previous.as_ref().unwrap().failure,
        Some(FailureKind::Cut)
    );
    assert!(house.book.only().head.is_none());
    assert_eq!(
        house.book.events(),
        ["arrived", "attempt", "attempt", "settled"]
    );
}

#[tokio::test(start_paused = true)]
async fn the_head_says_who_asked_for_what() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    house.ask(chat::request("auto", false)).await;
    let began = house.book.began().remove(0);
    let head = began.head.unwrap();
    assert_eq!((&*head.project, &*head.key), ("web", "k_1"));
    assert_eq!((&*head.asked, &*head.chain), ("auto", "auto"));
    assert_eq!(head.user.as_deref(), Some("ann"));
    assert_eq!(head.policy, house.engine.policy().hash);
    assert!(!head.stream && head.idempotency.is_none());
    assert_eq!(&*began.attempt.provider, "maker");
    assert_eq!(&*began.attempt.model, "m-1");
    assert!(!began.attempt.simulated);
    let settled = house.book.only();
    assert_eq!(settled.prompt.map(|print| print.len()), Some(16));
    assert_eq!(settled.status, Some(200));
}

#[tokio::test(start_paused = true)]
async fn the_providers_own_count_is_priced_exactly() {
    let end = end_of("maker/m-1", false, Answer::whole(chat::whole())).await;
    assert_eq!(end.usage_source, UsageSource::Provider);
    assert_eq!(end.usage.input, Some(Tokens(100)));
    assert_eq!(end.cost, Some(NanoUsd(200_000)));
    assert_eq!(end.price_from.as_deref(), Some("1970-01-01"));
    assert_eq!(end.price_source.as_deref(), Some("a test"));
    assert_eq!(end.said_model.as_deref(), Some("m-1-0101"));
    assert_eq!((end.failure, end.status), (None, Some(200)));
}

#[tokio::test(start_paused = true)]
async fn usage_that_nobody_counted_is_estimated_and_marked() {
    let end = end_of(
        "maker/m-1",
        false,
        Answer::whole(chat::whole_without_usage()),
    )
    .await;
    assert_eq!(end.usage_source, UsageSource::Estimated);
    let turns = r#"[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}]"#;
    assert_eq!(
        end.usage.input,
        Some(Tokens(turns.len().div_ceil(4) as u64))
    );
    assert_eq!(
        end.usage.output,
        Some(Tokens(2)),
        "`Hi there` is eight bytes"
    );
    assert!(end.cost.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_or_never_connected_costs_nothing() {
    let refused = Answer::status(400, chat::error("Bad", "bad_request"));
    for answer in [refused, Answer::fails(FailureKind::BadRequest)] {
        let free = matches!(answer, Answer::Head(..));
        let end = end_of("maker/m-1", false, answer).await;
        assert_eq!(end.usage_source == UsageSource::None, free);
        assert_eq!(end.cost == Some(NanoUsd::ZERO), free);
    }
    let end = end_of("maker/m-1", false, Answer::status(401, "")).await;
    assert_eq!(
        (end.cost, end.usage_source),
        (Some(NanoUsd::ZERO), UsageSource::None)
    );
}

#[tokio::test(start_paused = true)]
async fn what_left_and_fell_silent_is_estimated() {
    let end = end_of("maker/m-1", true, Answer::Silent).await;
    assert!(end.failure.is_some());
    assert_eq!(end.usage_source, UsageSource::Estimated);
    assert_eq!(end.usage.output, Some(Tokens(0)));
    assert!(end.cost.unwrap() > NanoUsd::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_model_without_a_price_is_unpriced_and_never_free() {
    let house = House::new(TWO);
    house.script("relay/no-price", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("relay/no-price", false)).await;
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("unpriced"));
    assert_eq!(house.book.ends()[0].cost, None);

    let house = House::new(TWO);
    house.script("maker/who-knows", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("maker/who-knows", false)).await;
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("unpriced"));
}

#[tokio::test(start_paused = true)]
async fn a_server_of_the_users_own_costs_nothing_and_only_there() {
    let end = end_of("own/llama", false, Answer::whole(chat::whole())).await;
    assert_eq!(end.cost, Some(NanoUsd::ZERO));
    let elsewhere = Account {
        base_url: Some("https://ollama.com/v1".to_owned()),
        ..account("own", "own")
    };
    let house = House::with(TWO, vec![elsewhere], 1);
    house.script("own/llama", [Answer::whole(chat::whole())]);
    house.ask(chat::request("own/llama", false)).await;
    assert_eq!(house.book.ends()[0].cost, None);
}

#[tokio::test(start_paused = true)]
async fn simulated_money_is_marked() {
    let house = House::new(TWO);
    house.script("sim/sim-1", [Answer::whole(chat::whole())]);
    house.ask(chat::request("sim/sim-1", false)).await;
    assert!(house.book.began()[0].attempt.simulated);
}

#[tokio::test(start_paused = true)]
async fn the_cost_of_a_call_counts_its_failed_attempts() {
    let house = House::new(TWO);
    let broken = Bytes::copy_from_slice(&chat::whole()[..40]);
    house.script("maker/m-1", [Answer::whole(broken)]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    let costs: Vec<i64> = house
        .book
        .ends()
        .iter()
        .map(|end| end.cost.unwrap().0)
        .collect();
    assert!(costs[0] > 0 && costs[1] == 200_000);
    let sum = NanoUsd(costs.iter().sum()).to_decimal();
    assert_eq!(got.header("x-pointsman-cost-usd"), Some(&*sum));
}

#[tokio::test(start_paused = true)]
async fn the_times_of_an_attempt_are_its_own() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::fails(FailureKind::Connect)]);
    let steps: Vec<Step> = vec![
        Step::Wait(Duration::from_secs(2)),
        chat::says("Hi").into(),
        Step::Wait(Duration::from_secs(3)),
        chat::stop().into(),
        chat::done().into(),
    ];
    house.script(
        "relay/shared",
        [Answer::stream(steps).after(Duration::from_secs(1))],
    );
    house.ask(chat::request("auto", true)).await;
    let end = house.book.only().last.unwrap();
    assert_eq!(end.head.unwrap().0, 1000);
    assert_eq!(end.first_content.unwrap().0, 3000);
    assert_eq!(end.total.0, 6000);
    assert_eq!(house.book.only().total.0, 6000);
}

#[tokio::test(start_paused = true)]
async fn a_call_goes_on_when_the_ledger_cannot_write() {
    let house = House::new(TWO);
    house.book.broken.store(true, Ordering::Relaxed);
    house.script("maker/m-1", [Answer::fails(FailureKind::Cut)]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(house.engine.ledger_troubles(), 3);
    assert_eq!(house.book.events().last(), Some(&"settled"));
}

#[tokio::test(start_paused = true)]
async fn no_call_goes_out_while_the_ledger_has_no_room_for_it() {
    let house = House::new(TWO);
    house.book.full.store(true, Ordering::Relaxed);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 503);
    let said = got.text();
    assert!(
        said.contains("ledger_full") && said.contains("make room"),
        "{said}"
    );
    assert!(house.book.began().is_empty());
    house.book.full.store(false, Ordering::Relaxed);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 200);
}

#[tokio::test(start_paused = true)]
async fn what_the_ledger_missed_is_said_with_the_next_record() {
    let house = House::new(TWO);
    house.book.broken.store(true, Ordering::Relaxed);
    let slow = Answer::whole(chat::whole()).after(Duration::from_secs(1));
    house.script("maker/m-1", [slow]);
    let (got, ()) = tokio::join!(house.ask(chat::request("auto", false)), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        house.book.broken.store(false, Ordering::Relaxed);
    });
    assert_eq!(got.head.status, 200);
    let settled = house.book.only();
    assert_eq!(settled.outcome, Outcome::Answered);
    assert!(settled.head.is_some() && settled.last.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_call_in_flight_is_counted_until_it_settles() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let call = house.start(chat::request("auto", false));
    assert_eq!(house.engine.in_flight(), 1);
    crate::support::drain(call).await;
    assert_eq!(house.engine.in_flight(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_shortens_no_span_and_loses_no_call() {
    let house = House::new(TWO);
    // Each look at it puts it back by a year, until it stands before 1970.
    house.clock.back.store(365 * 86_400_000, Ordering::Relaxed);
    for _ in 0..30 {
        let slow = Answer::whole(chat::whole()).after(Duration::from_secs(2));
        // A failure that lets no breaker open.
        house.script("maker/m-1", [Answer::fails(FailureKind::NoSuchModel)]);
        house.script("relay/shared", [slow]);
        let got = house.ask(chat::request("auto", false)).await;
        assert_eq!(got.head.status, 200);
    }
    let (began, settled) = (house.book.began(), house.book.settled());
    assert_eq!((began.len(), settled.len()), (60, 30));
    assert!(began.last().unwrap().attempt.at.0 < 0);
    assert!(settled.iter().all(|call| call.total.0 == 2_000));
    let ids: std::collections::BTreeSet<_> = settled.iter().map(|call| call.call).collect();
    assert_eq!(ids.len(), 30, "each call has an id of its own");
}
