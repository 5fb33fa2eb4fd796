//! Each phase has its deadline, and what passes it is failed over or told.

use crate::support::{Answer, House, Step, chat, drain};
use http::{HeaderMap, HeaderValue};
use pointsman_engine::Tolerance;
use pointsman_engine::record::Outcome;
use pointsman_wire::{FailureKind, Phase};
use std::time::Duration;

const POLICY: &str = r#"version = 1
default = "auto"
[chain.auto]
deadline = { connect = "2s", first_token = "4s", idle = "3s", total = "60s" }
retries = 2
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }]
[chain.one]
deadline = { connect = "2s", first_token = "4s", idle = "3s", total = "9s" }
retries = 2
steps = [{ targets = ["maker/m-1"] }]
[chain.single]
deadline = { idle = "3s" }
retries = 0
steps = [{ targets = ["maker/m-1"] }]
"#;

const SECOND: Duration = Duration::from_secs(1);

fn kinds(house: &House) -> Vec<Option<FailureKind>> {
    house.book.ends().iter().map(|end| end.failure).collect()
}

fn good() -> Answer {
    Answer::stream([chat::says("Hi"), chat::stop(), chat::done()])
}

#[tokio::test(start_paused = true)]
async fn a_target_that_says_nothing_in_time_is_left_and_not_asked_again() {
    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    house.script("relay/shared", [good()]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.head_at, 4 * SECOND);
    assert_eq!(
        kinds(&house),
        [Some(FailureKind::Timeout(Phase::FirstToken)), None]
    );
    assert_eq!(house.world.open(), 0, "the silent one was dropped");

    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    let got = house.ask(chat::request("chain/one", true)).await;
    assert_eq!((got.head.status, house.elapsed()), (504, 4 * SECOND));
    assert_eq!(got.header("x-should-retry"), Some("false"));
}

#[tokio::test(start_paused = true)]
async fn frames_without_content_do_not_stop_the_first_tokens_clock() {
    let house = House::new(POLICY);
    let steps: Vec<Step> = (0..9)
        .flat_map(|_| [Step::Bytes(chat::role()), Step::Wait(SECOND)])
        .collect();
    house.script("maker/m-1", [Answer::stream(steps)]);
    house.script("relay/shared", [good()]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.head_at, 4 * SECOND);
    assert_eq!(
        got.text(),
        chat::join(&[chat::says("Hi"), chat::stop(), chat::done()])
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_tokens_clock_does_not_bind_an_answer_that_is_not_streamed() {
    let house = House::new(POLICY);
    house.script(
        "maker/m-1",
        [Answer::whole(chat::whole()).after(8 * SECOND)],
    );
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!((got.head.status, got.head_at), (200, 8 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_has_an_end() {
    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!((got.head.status, house.elapsed()), (504, 9 * SECOND));
    assert_eq!(kinds(&house), [Some(FailureKind::Timeout(Phase::Total))]);
    assert!(
        got.error()["message"]
            .as_str()
            .unwrap()
            .contains("Raise `total`")
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_stalls_before_its_end_is_failed_over() {
    let house = House::new(POLICY);
    let half = chat::whole().slice(..30);
    let steps = vec![Step::Bytes(half), Step::Hangs];
    let stalls = Answer::Head(
        Duration::ZERO,
        200,
        vec![("content-type", "application/json".to_owned())],
        steps,
    );
    house.script("maker/m-1", [stalls]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!((got.head.status, got.head_at), (200, 3 * SECOND));
    assert_eq!(
        kinds(&house),
        [Some(FailureKind::Timeout(Phase::Idle)), None]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_stalls_after_content_ends_with_an_error() {
    let house = House::new(POLICY);
    house.script(
        "maker/m-1",
        [Answer::stream(vec![chat::says("Hi").into(), Step::Hangs])],
    );
    let got = house.ask(chat::request("chain/single", true)).await;
    assert_eq!(house.elapsed(), 3 * SECOND);
    assert!(
        got.text().contains("\"code\":\"timeout_idle\""),
        "{}",
        got.text()
    );
    let settled = house.book.only();
    assert_eq!(
        settled.outcome,
        Outcome::Failed(FailureKind::Timeout(Phase::Idle))
    );
    assert_eq!(settled.status, Some(200));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_goes_on_for_ever_ends_with_the_call() {
    let house = House::new(POLICY);
    let steps: Vec<Step> = (0..99)
        .flat_map(|_| [Step::Bytes(chat::says("Hi")), Step::Wait(2 * SECOND)])
        .collect();
    house.script("maker/m-1", [Answer::stream(steps)]);
    house.ask(chat::request("chain/one", true)).await;
    assert_eq!(house.elapsed(), 9 * SECOND);
    assert_eq!(kinds(&house), [Some(FailureKind::Timeout(Phase::Total))]);
}

#[tokio::test(start_paused = true)]
async fn connecting_may_take_its_deadline_but_no_longer_than_the_call_has() {
    let house = House::new(POLICY);
    let limited =
        Answer::status(429, chat::error("Slow", "rate_limit_exceeded")).with("retry-after", "8");
    house.script("maker/m-1", [limited, Answer::whole(chat::whole())]);
    house.ask(chat::request("chain/one", false)).await;
    let spans: Vec<Duration> = house.world.sent().iter().map(|sent| sent.connect).collect();
    assert_eq!(spans, [2 * SECOND, SECOND]);
}

#[tokio::test(start_paused = true)]
async fn silence_about_a_whole_answer_leaves_half_of_the_time_to_the_next() {
    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    let slow = Answer::whole(chat::whole()).after(29 * SECOND);
    house.script("relay/shared", [slow]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!((got.head.status, got.head_at), (200, 59 * SECOND));
    assert_eq!(
        kinds(&house),
        [Some(FailureKind::Timeout(Phase::FirstToken)), None]
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_client_tolerates_bounds_the_deadlines() {
    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    house.script("relay/shared", [good()]);
    let within = [("x-pointsman-first-token-within", "1500ms")];
    let got = house.ask_with(chat::request("auto", true), &within).await;
    assert_eq!(got.head_at, Duration::from_millis(1500));

    let house = House::new(POLICY);
    house.script("maker/m-1", [Answer::Silent]);
    house.script("relay/shared", [Answer::Silent]);
    let within = [("x-pointsman-answer-within", "2s")];
    let got = house.ask_with(chat::request("auto", false), &within).await;
    assert_eq!((got.head.status, got.head_at), (504, 2 * SECOND));

    let house = House::new(POLICY);
    let within = [("x-pointsman-answer-within", "soon")];
    let got = house.ask_with(chat::request("auto", false), &within).await;
    assert_eq!(got.head.status, 400);
    assert_eq!(got.error()["param"], "x-pointsman-answer-within");
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_does_not_run_into_a_deadline() {
    use futures_util::StreamExt;
    let house = House::new(POLICY);
    let frames: Vec<_> = (0..5).map(|_| chat::says("Hi")).collect();
    let steps: Vec<Step> = frames.into_iter().map(Step::Bytes).collect();
    let end = vec![Step::Bytes(chat::stop()), Step::Bytes(chat::done())];
    house.script("maker/m-1", [Answer::stream([steps, end].concat())]);
    let mut call = house.start(chat::request("auto", true));
    let mut pieces = 0;
    while call.next().await.is_some() {
        pieces += 1;
        tokio::time::sleep(5 * SECOND).await;
    }
    assert_eq!(pieces, 8);
    assert_eq!(house.book.only().outcome, Outcome::Answered);
}

#[tokio::test(start_paused = true)]
async fn what_the_key_tolerates_bounds_the_chain_and_a_header_comes_before_it() {
    let check = async |header: Option<&'static str>| {
        let house = House::new(POLICY);
        house.script("maker/m-1", [Answer::stream(vec![Step::Hangs])]);
        let mut headers = HeaderMap::new();
        if let Some(text) = header {
            headers.insert(
                "x-pointsman-first-token-within",
                HeaderValue::from_static(text),
            );
        }
        let tolerance = Tolerance {
            first_token: Some(SECOND / 4),
            answer: None,
        };
        let call = house.start_for(chat::request("chain/single", true), headers, tolerance);
        let got = drain(call).await;
        (got.head.status, house.elapsed())
    };
    assert_eq!(check(None).await, (504, SECOND / 4));
    assert_eq!(check(Some("500ms")).await, (504, SECOND / 2));
}
