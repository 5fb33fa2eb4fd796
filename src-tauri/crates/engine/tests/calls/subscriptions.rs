//! Accounts that pass the caller's own credential on.

use crate::support::{Answer, Book, House, account, chat};
use pointsman_engine::account::{Account, Signer};
use pointsman_wire::{FailureKind, UsageSource};

/// A subscription in front of an account that pays.
const CHAIN: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 0
steps = [{ targets = ["mine/m-1", "relay/shared"] }]
[chain.either]
retries = 0
fallback_from_client = true
steps = [{ targets = ["mine/m-1", "relay/shared"] }]
[chain.last]
retries = 0
steps = [{ targets = ["relay/shared", "mine/m-1", "mine/m-2"] }]
"#;

fn house() -> House {
    let mine = Account {
        signer: Signer::Caller,
        ..account("mine", "maker")
    };
    House::with(CHAIN, vec![mine, account("relay", "relay")], 7)
}

const OWN: &[(&str, &str)] = &[
    ("authorization", "Bearer sk-own"),
    ("x-api-key", "sk-other-family"),
];

/// What was sent of credentials to each target, in order.
fn credentials(house: &House) -> Vec<(String, Option<String>)> {
    let sent = house.world.sent().into_iter();
    sent.map(|sent| {
        let plain: Vec<&str> = sent.headers.keys().map(http::HeaderName::as_str).collect();
        assert!(!plain.contains(&"authorization") && !plain.contains(&"x-api-key"));
        (sent.target, sent.credential)
    })
    .collect()
}

fn keys(book: &Book) -> Vec<Option<String>> {
    let began = book.began().into_iter();
    began
        .map(|began| began.attempt.key.as_deref().map(str::to_owned))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn the_callers_credential_signs_and_no_dollars_are_counted() {
    let house = house();
    house.script("mine/m-1", [Answer::whole(chat::whole())]);
    let got = house.ask_with(chat::request("auto", false), OWN).await;
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("subscription"));
    let expected = Some("authorization: Bearer sk-own".to_owned());
    assert_eq!(credentials(&house), [("mine/m-1".to_owned(), expected)]);
    assert_eq!(keys(&house.book), [Some("client".to_owned())]);
    let end = house.book.ends().remove(0);
    assert_eq!((end.cost, end.price_from), (None, None));
    assert_eq!(end.usage.input.map(|tokens| tokens.0), Some(100));
    assert_eq!(end.usage_source, UsageSource::Provider);
    let record = serde_json::to_string(&house.book.began()[0]).unwrap()
        + &serde_json::to_string(&house.book.only()).unwrap();
    assert!(!record.contains("sk-own"), "{record}");
}

#[tokio::test(start_paused = true)]
async fn no_other_account_pays_where_a_subscription_fails() {
    let house = house();
    house.script("mine/m-1", [Answer::fails(FailureKind::Overloaded)]);
    let got = house.ask_with(chat::request("auto", false), OWN).await;
    assert_eq!(got.head.status, 503);
    assert_eq!(house.world.targets(), ["mine/m-1"]);
    let message = got.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("fallback_from_client = true"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn another_account_pays_where_the_chain_says_so_and_never_gets_the_credential() {
    let house = house();
    house.script("mine/m-1", [Answer::fails(FailureKind::Overloaded)]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house
        .ask_with(chat::request("chain/either", false), OWN)
        .await;
    assert_eq!(got.head.status, 200);
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("0.0002"));
    let sent = credentials(&house);
    assert_eq!(sent[1], ("relay/shared".to_owned(), None));
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_credential_is_told_where_it_belongs() {
    for headers in [&[][..], &[("authorization", "Bearer pm-local")]] {
        let house = house();
        let got = house.ask_with(chat::request("auto", false), headers).await;
        assert_eq!(got.head.status, 503);
        let message = got.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("`x-pointsman-key`"), "{message}");
        assert_eq!(house.world.targets(), Vec::<String>::new());
    }
}

#[tokio::test(start_paused = true)]
async fn a_subscription_may_stand_behind_others_and_has_models_of_its_own() {
    let house = house();
    house.script("relay/shared", [Answer::fails(FailureKind::Overloaded)]);
    house.script("mine/m-1", [Answer::fails(FailureKind::Overloaded)]);
    house.script("mine/m-2", [Answer::whole(chat::whole())]);
    let got = house
        .ask_with(chat::request("chain/last", false), OWN)
        .await;
    assert_eq!(got.head.status, 200);
    assert_eq!(
        house.world.targets(),
        ["relay/shared", "mine/m-1", "mine/m-2"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_of_the_callers_own_is_told_in_the_providers_words() {
    let house = house();
    let body = chat::error("Your subscription has ended", "invalid_api_key");
    house.script("mine/m-1", [Answer::status(401, body.clone())]);
    let got = house.ask_with(chat::request("mine/m-1", false), OWN).await;
    assert_eq!((got.head.status, got.text()), (401, body));
}

#[tokio::test(start_paused = true)]
async fn what_one_callers_credential_is_refused_does_not_hold_the_next_one_back() {
    for (status, code) in [(429, "rate_limit_exceeded"), (401, "invalid_api_key")] {
        let house = house();
        let refuses = Answer::status(status, chat::error("no", code))
            .with("retry-after", "3600")
            .with("x-ratelimit-limit-requests", "1")
            .with("x-ratelimit-remaining-requests", "0")
            .with("x-ratelimit-reset-requests", "1h");
        house.script("mine/m-1", [refuses, Answer::whole(chat::whole())]);
        let ask = || chat::request("mine/m-1", false);
        let refused = house.ask_with(ask(), OWN).await;
        assert!(refused.head.status >= 400, "{code}");
        let other = [("authorization", "Bearer sk-another")];
        let next = house.ask_with(ask(), &other).await;
        assert_eq!(next.head.status, 200, "{code}: {}", next.text());
    }
}
