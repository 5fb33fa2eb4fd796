//! The client goes away: the provider is let go at once, and the call is settled.

use crate::support::{Answer, House, Step, TWO, chat};
use futures_util::StreamExt;
use pointsman_engine::record::{CallSettled, Outcome};
use pointsman_engine::{CallStream, Out};
use pointsman_units::Tokens;
use pointsman_wire::{FailureKind, UsageSource};
use std::time::Duration;
use tokio::time::timeout;

fn cancelled(house: &House) -> CallSettled {
    assert_eq!(house.world.open(), 0, "the provider was let go");
    assert_eq!(house.engine.in_flight(), 0);
    let settled = house.book.only();
    assert_eq!(settled.outcome, Outcome::Cancelled);
    settled
}

async fn wait_a_second(call: &mut CallStream) {
    assert!(timeout(Duration::from_secs(1), call.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_while_the_provider_is_silent_cancels_it() {
    for stream in [false, true] {
        let house = House::new(TWO);
        house.script("maker/m-1", [Answer::Silent]);
        let mut call = house.start(chat::request("auto", stream));
        wait_a_second(&mut call).await;
        assert_eq!(house.world.open(), 1);
        drop(call);
        let last = cancelled(&house).last.unwrap();
        assert_eq!(last.failure, Some(FailureKind::Cancelled));
        assert_eq!(last.usage_source, UsageSource::Estimated);
        assert!(last.usage.input.unwrap() > Tokens(0));
        assert_eq!(last.usage.output, Some(Tokens(0)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_in_the_middle_pays_for_what_was_delivered() {
    let house = House::new(TWO);
    let steps = vec![chat::says("Hi there").into(), Step::Hangs];
    house.script("maker/m-1", [Answer::stream(steps)]);
    let mut call = house.start(chat::request("auto", true));
    assert!(matches!(call.next().await, Some(Out::Head(_))));
    assert!(matches!(call.next().await, Some(Out::Body(_))));
    wait_a_second(&mut call).await;
    drop(call);
    let settled = cancelled(&house);
    assert_eq!(settled.status, Some(200));
    let last = settled.last.unwrap();
    assert_eq!(last.usage.output, Some(Tokens(2)));
    assert_eq!(last.usage_source, UsageSource::Estimated);
}

#[tokio::test(start_paused = true)]
async fn a_count_that_the_provider_gave_on_the_way_is_used() {
    let house = House::new(TWO);
    let running = chat::join(&[chat::says("Hi")]).replace(
        "]}",
        "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}",
    );
    let steps = vec![Step::Bytes(running.into()), Step::Hangs];
    house.script("maker/m-1", [Answer::stream(steps)]);
    let mut call = house.start(chat::request("auto", true));
    call.next().await;
    call.next().await;
    drop(call);
    let last = cancelled(&house).last.unwrap();
    assert_eq!(
        (last.usage.input, last.usage_source),
        (Some(Tokens(9)), UsageSource::Provider)
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_between_two_attempts_ends_the_call_there() {
    let house = House::new(TWO);
    let limited =
        Answer::status(429, chat::error("Slow", "rate_limit_exceeded")).with("retry-after", "20");
    house.script("maker/m-1", [limited]);
    let mut call = house.start(chat::request("chain/one", false));
    wait_a_second(&mut call).await;
    drop(call);
    let last = cancelled(&house).last.unwrap();
    assert_eq!(last.failure, Some(FailureKind::RateLimited));
    assert_eq!(house.world.targets().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_with_the_whole_answer_was_answered() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let mut call = house.start(chat::request("auto", false));
    assert!(matches!(call.next().await, Some(Out::Head(_))));
    assert!(matches!(call.next().await, Some(Out::Body(_))));
    drop(call);
    assert_eq!(house.book.only().outcome, Outcome::Answered);

    let house = House::new(TWO);
    let steps = vec![chat::says("Hi").into(), chat::stop().into(), Step::Hangs];
    house.script("maker/m-1", [Answer::stream(steps)]);
    let mut call = house.start(chat::request("auto", true));
    for _ in 0..3 {
        call.next().await;
    }
    drop(call);
    assert_eq!(house.book.only().outcome, Outcome::Answered);
    assert_eq!(house.world.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_before_the_last_frame_was_not_answered() {
    let house = House::new(TWO);
    let both = chat::join(&[chat::says("Hi"), chat::stop()]);
    house.script("maker/m-1", [Answer::stream([bytes::Bytes::from(both)])]);
    let mut call = house.start(chat::request("auto", true));
    assert!(matches!(call.next().await, Some(Out::Head(_))));
    drop(call);
    cancelled(&house);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_unread_is_settled_too() {
    let house = House::new(TWO);
    drop(house.start(chat::request("auto", true)));
    let settled = cancelled(&house);
    assert!(settled.head.is_some() && settled.last.is_none() && settled.status.is_none());
}
