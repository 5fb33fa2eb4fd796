//! From target to target: who is asked next, how long is waited, and what the client is told.

use crate::support::{Answer, House, TWO, chat};
use http::HeaderMap;
use pointsman_engine::local_keys;
use pointsman_engine::record::{AttemptReason, Outcome};
use pointsman_units::UnixMillis;
use pointsman_wire::{Failure, FailureKind};
use std::time::Duration;

fn busy() -> Answer {
    Answer::status(503, chat::error("The server is overloaded", "overloaded"))
}

fn limited(wait: &str) -> Answer {
    Answer::status(429, chat::error("Slow down", "rate_limit_exceeded")).with("retry-after", wait)
}

#[tokio::test(start_paused = true)]
async fn the_second_target_answers_when_the_first_is_overloaded() {
    let house = House::new(TWO);
    house.script("maker/m-1", [busy()]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(got.text().as_bytes(), chat::whole());
    assert_eq!(got.header("x-pointsman-chain"), Some("auto"));
    assert_eq!(got.header("x-pointsman-target"), Some("relay/shared"));
    assert_eq!(got.header("x-pointsman-attempts"), Some("2"));
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some("overloaded: maker/m-1 answered 503")
    );
    // 100 tokens at $1 and 50 at $2 a million; a 503 is not billed.
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("0.0002"));
    let settled = house.book.only();
    assert_eq!(settled.outcome, Outcome::Answered);
    assert_eq!(
        got.header("x-pointsman-request-id"),
        Some(&*settled.call.to_string())
    );
    assert_eq!(
        settled.moved.as_deref(),
        Some("overloaded: maker/m-1 answered 503")
    );
    let reasons: Vec<AttemptReason> = house
        .book
        .began()
        .iter()
        .map(|b| b.attempt.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            AttemptReason::First,
            AttemptReason::Fallback(FailureKind::Overloaded)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_the_first_target_was_not_moved_even_when_it_was_repeated() {
    let house = House::new(TWO);
    house.script("maker/m-1", [busy(), Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(got.header("x-pointsman-moved"), None);
    assert_eq!(got.header("x-pointsman-attempts"), Some("2"));
    assert_eq!(
        house.book.began()[1].attempt.reason,
        AttemptReason::Retry(FailureKind::Overloaded)
    );
}

#[tokio::test(start_paused = true)]
async fn the_retries_are_one_budget_for_the_call() {
    let house = House::new(TWO);
    house.script("maker/m-1", vec![busy(); 9]);
    house.script("relay/shared", vec![busy(); 9]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(
        house.world.targets(),
        ["maker/m-1", "relay/shared", "relay/shared", "relay/shared"]
    );
    assert_eq!(got.head.status, 503);
    // Full jitter: at most 0.5 s and 1 s.
    assert!(house.elapsed() <= Duration::from_millis(1500));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_can_answer_later_is_asked_again_before_one_that_never_will() {
    let house = House::new(TWO);
    house.script("maker/m-1", [busy(), Answer::whole(chat::whole())]);
    house.script("relay/shared", [Answer::fails(FailureKind::Auth)]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(
        house.world.targets(),
        ["maker/m-1", "relay/shared", "maker/m-1"]
    );
    assert_eq!(got.head.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_retry_waits_as_long_as_the_provider_asks() {
    let house = House::new(TWO);
    house.script("maker/m-1", [limited("7"), Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(house.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_left_to_the_client() {
    let house = House::new(TWO);
    house.script("maker/m-1", [limited("31")]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!(house.elapsed(), Duration::ZERO);
    assert_eq!(got.head.status, 429);
    assert_eq!(got.header("retry-after"), Some("31"));
    assert_eq!(got.header("x-should-retry"), None);

    // SDKs do not wait longer than a minute, and would come back at once.
    let house = House::new(TWO);
    house.script("maker/m-1", [limited("300")]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!(got.header("retry-after"), Some("300"));
    assert_eq!(got.header("x-should-retry"), Some("false"));
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_total_deadline_is_not_begun() {
    let policy = TWO.replace("[chain.one]", "[chain.one]\ndeadline = { total = \"5s\" }");
    let house = House::new(&policy);
    house.script("maker/m-1", [limited("6")]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!((got.head.status, house.elapsed()), (429, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn the_only_targets_own_error_reaches_the_client_as_it_is() {
    let house = House::new(TWO);
    let body = chat::error("No such tool", "bad_tool");
    let answer = Answer::status(422, body.clone())
        .with("x-request-id", "req_1")
        .with("x-ratelimit-remaining-requests", "9")
        .with("set-cookie", "a=b")
        .with("x-should-retry", "true");
    house.script("maker/m-1", [answer]);
    let got = house.ask(chat::request("maker/m-1", true)).await;
    assert_eq!((got.head.status, got.text()), (422, body));
    assert_eq!(got.header("x-request-id"), Some("req_1"));
    assert_eq!(got.header("x-ratelimit-remaining-requests"), Some("9"));
    assert_eq!(got.header("set-cookie"), None);
    assert_eq!(got.header("x-should-retry"), Some("false"));
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
    assert_eq!(got.header("x-pointsman-chain"), Some("maker/m-1"));
    assert_eq!(house.book.only().status, Some(422));
}

#[tokio::test(start_paused = true)]
async fn an_absurd_wait_is_told_as_a_day() {
    let house = House::new(TWO);
    house.script("maker/m-1", [limited("99999999999")]);
    let got = house.ask(chat::request("chain/one", false)).await;
    assert_eq!(got.header("retry-after"), Some("86400"));
    assert_eq!(got.header("x-should-retry"), Some("false"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_of_the_only_account_is_not_taken_for_the_local_one() {
    for (theirs, ours, what) in [
        (401, 401, "that account's own key"),
        (403, 403, "that account or its key"),
    ] {
        let house = House::new(TWO);
        let body = chat::error("Incorrect API key provided", "invalid_api_key");
        let answer = Answer::status(theirs, body).with("x-request-id", "req_1");
        house.script("maker/m-1", [answer]);
        let got = house.ask(chat::request("maker/m-1", false)).await;
        assert_eq!(got.head.status, ours);
        assert_eq!(got.error()["code"], "provider_auth");
        let told = format!(
            "the provider of account `maker` refused {what}, not the local key that was sent. It says: \
             Incorrect API key provided. Check the key of account `maker`: under Providers, or with \
             `pointsman account test maker`."
        );
        assert_eq!(got.error()["message"], told);
        assert_eq!(got.header("x-request-id"), Some("req_1"));
        assert_eq!(got.header("x-should-retry"), Some("false"));
        assert_eq!(
            house.book.only().told.as_deref(),
            got.error()["message"].as_str()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_providers_sentence_gets_no_second_mark() {
    let house = House::new(TWO);
    let silent = Failure::new(FailureKind::Connect, "is the server running?");
    house.script("maker/m-1", vec![Answer::Fails(silent); 3]);
    let full = Failure::new(FailureKind::Overloaded, "Try again later.");
    house.script("relay/shared", vec![Answer::Fails(full); 3]);
    let got = house.ask(chat::request("auto", false)).await;
    let message = got.error()["message"].as_str().unwrap().to_owned();
    for wrong in ["?.", "..", ".;"] {
        assert!(!message.contains(wrong), "{message}");
    }
    assert!(message.contains("is the server running?"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_chain_lists_each_target_with_its_failure_and_the_mend() {
    let house = House::new(TWO);
    house.script(
        "maker/m-1",
        [Answer::status(
            401,
            chat::error("Bad key", "invalid_api_key"),
        )],
    );
    let late = Failure {
        retry_after: Some(Duration::from_secs(45)),
        status: Some(429),
        ..Failure::new(FailureKind::RateLimited, "Slow down")
    };
    house.script("relay/shared", [Answer::Fails(late)]);
    let got = house.ask(chat::request("auto", false)).await;
    let error = got.error();
    assert_eq!(got.head.status, 429);
    assert_eq!(error["code"], "rate_limit_exceeded");
    assert_eq!(
        error["message"],
        "chain `auto` got no answer. maker/m-1 answered 401 (auth): Bad key; relay/shared answered 429 (rate_limited): Slow down. Wait and send it again, or add a target of another provider to the chain."
    );
    assert_eq!(got.header("retry-after"), Some("45"));
    assert_eq!(house.book.only().told.as_deref(), error["message"].as_str());
    assert_eq!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::RateLimited)
    );
}

#[tokio::test(start_paused = true)]
async fn targets_without_a_usable_account_are_passed_over_and_named() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("chain/holes", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some(
            "no_account: gone/x has no account of that name; disabled: off/y is of an account that is switched off"
        )
    );
    assert_eq!(house.book.began()[0].attempt.reason, AttemptReason::First);

    let policy = "version = 1\ndefault = \"a\"\n[chain.a]\nsteps = [{ targets = [\"gone/x\", \"off/y\"] }]\n";
    let house = House::new(policy);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 503);
    let message = got.error()["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("gone/x has no account") && message.contains("Providers"),
        "{message}"
    );
    assert_eq!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::NoTarget)
    );
    assert!(
        house.book.only().head.is_some(),
        "no attempt carried the head"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_an_error_in_disguise_is_failed_over() {
    let house = House::new(TWO);
    let disguised = chat::error("Too busy", "overloaded");
    house.script("maker/m-1", [Answer::whole(disguised)]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.text().as_bytes(), chat::whole());
}

#[tokio::test(start_paused = true)]
async fn the_only_targets_error_in_disguise_gets_the_status_it_should_have_had() {
    let house = House::new(TWO);
    let body = chat::error("filtered", "content_filter");
    house.script("maker/m-1", [Answer::whole(body.clone())]);
    let got = house.ask(chat::request("maker/m-1", false)).await;
    assert_eq!((got.head.status, got.text()), (400, body));
    assert_eq!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::Refused)
    );
}

#[tokio::test(start_paused = true)]
async fn only_the_listed_headers_travel() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let sent = [
        ("authorization", "Bearer pm-secret"),
        ("x-api-key", "pm-secret"),
        ("cookie", "a=b"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-pointsman-key", "pm-secret"),
        ("openai-beta", "tools=1"),
        ("idempotency-key", "i-1"),
        ("x-stainless-retry-count", "2"),
    ];
    house.ask_with(chat::request("auto", false), &sent).await;
    let travelled: HeaderMap = house.world.sent()[0].headers.clone();
    let mut names: Vec<&str> = travelled.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "content-type",
            "idempotency-key",
            "openai-beta",
            "x-stainless-retry-count"
        ]
    );
    let head = house.book.began()[0].head.clone().unwrap();
    assert_eq!(head.client_retry, 2);
    assert_eq!(head.idempotency.as_deref(), Some("i-1"));
}

#[tokio::test(start_paused = true)]
async fn a_local_key_travels_in_no_listed_header_and_is_not_put_on_record() {
    let now = UnixMillis(1_795_341_600_000);
    let made = local_keys::make([7; 32], now, None, None);
    let key = made.text.expose();
    let alike = "pm-2026-11 is no key, whatever it has about it, nor is pm-abcdefghijkmnpqrstuvw";
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let sent = [
        ("user-agent", format!("ua/1 ({key})")),
        ("openai-organization", format!("pm- pm-{key}")),
        ("x-stainless-q", key.to_owned()),
        ("idempotency-key", format!("again-{key}-1")),
        ("openai-project", alike.to_owned()),
    ];
    let sent: Vec<(&'static str, &str)> = sent
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    house.ask_with(chat::request("auto", false), &sent).await;
    let travelled = &house.world.sent()[0].headers;
    let mut names: Vec<&str> = travelled.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-type", "openai-project"]);
    let head = house.book.began()[0].head.clone().unwrap();
    assert_eq!(head.idempotency, None);
}
