//! Several keys of one account, limits that a provider tells, and limits that an account sets.

use super::support::chat::{error, request, whole};
use super::support::{Answer, House, account};
use pointsman_engine::account::{Account, KeyRef, Limits};
use pointsman_engine::health::KeyStanding;
use pointsman_engine::record::AttemptReason;
use pointsman_units::UnixMillis;
use pointsman_wire::FailureKind;
use std::time::Duration;
use tokio::time::sleep;

const CHAIN: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 0
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }]
[chain.one]
retries = 0
steps = [{ targets = ["maker/m-1"] }]
"#;

const BOTH: &str = r#"version = 1
default = "one"
[chain.one]
retries = 0
steps = [{ targets = ["maker/m-1"] }]
[chain.other]
retries = 0
steps = [{ targets = ["relay/shared"] }]
"#;

fn key(place: &str) -> KeyRef {
    KeyRef::read(place).unwrap()
}

fn maker(keys: &[&str], limits: Limits) -> House {
    let maker = Account {
        keys: keys.iter().map(|place| key(place)).collect(),
        limits,
        ..account("maker", "maker")
    };
    House::with(CHAIN, vec![maker, account("relay", "relay")], 7)
}

fn two() -> House {
    maker(&["keychain:maker", "keychain:maker-2"], Limits::default())
}

fn tired() -> Answer {
    Answer::status(429, error("slow down", "rate_limit_exceeded"))
}

fn refused() -> Answer {
    Answer::status(401, error("Incorrect API key provided", "invalid_api_key"))
}

fn good() -> Answer {
    Answer::whole(whole())
}

/// The key of each attempt, in order.
fn signed(house: &House) -> Vec<String> {
    let began = house.book.began().into_iter();
    began
        .map(|began| {
            began
                .attempt
                .key
                .map_or("none".to_owned(), |key| key.to_string())
        })
        .collect()
}

fn standing(house: &House, at: usize) -> KeyStanding {
    let account = &house.engine.accounts()[0];
    let seen = house.engine.health.see(account, UnixMillis(0));
    seen.keys[at].standing.clone()
}

#[tokio::test(start_paused = true)]
async fn a_limited_key_cools_and_the_next_one_signs_at_once() {
    let house = two();
    house.script("maker/m-1", [tired(), good(), good(), good()]);
    let got = house.ask(request("auto", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(
        got.header("x-pointsman-moved"),
        None,
        "it is the same target"
    );
    assert_eq!(house.elapsed(), Duration::ZERO);
    assert_eq!(
        house.book.began()[1].attempt.reason,
        AttemptReason::NextKey(FailureKind::RateLimited)
    );
    house.ask(request("auto", false)).await;
    // After thirty seconds it takes its turns again.
    sleep(Duration::from_secs(31)).await;
    house.ask(request("auto", false)).await;
    assert_eq!(
        signed(&house),
        [
            "keychain:maker",
            "keychain:maker-2",
            "keychain:maker-2",
            "keychain:maker"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_retired_with_a_notice_until_it_is_replaced() {
    let house = two();
    house.script("maker/m-1", [refused(), good(), good(), good(), good()]);
    for _ in 0..3 {
        assert_eq!(house.ask(request("auto", false)).await.head.status, 200);
    }
    assert_eq!(house.book.aspects(), ["keychain:maker retired"]);
    assert!(matches!(standing(&house, 0), KeyStanding::Retired { .. }));
    assert_eq!(
        signed(&house),
        [
            "keychain:maker",
            "keychain:maker-2",
            "keychain:maker-2",
            "keychain:maker-2"
        ]
    );
    house.engine.health.key_replaced(&key("keychain:maker"));
    assert_eq!(standing(&house, 0), KeyStanding::Fit);
    house.ask(request("auto", false)).await;
    assert_eq!(signed(&house)[4], "keychain:maker");
}

/// Two accounts at two providers that name the same place first, each with a second key.
fn sharing() -> House {
    let holder = |name: &str, second: &str| Account {
        keys: vec![key("env:B"), key(second)],
        ..account(name, name)
    };
    let accounts = vec![
        holder("maker", "keychain:maker-2"),
        holder("relay", "keychain:relay-2"),
    ];
    House::with(BOTH, accounts, 7)
}

fn standing_of(house: &House, account: usize) -> KeyStanding {
    let account = &house.engine.accounts()[account];
    let seen = house.engine.health.see(account, UnixMillis(0));
    seen.keys[0].standing.clone()
}

#[tokio::test(start_paused = true)]
async fn a_key_refused_at_one_account_still_signs_at_another() {
    let house = sharing();
    house.script("maker/m-1", [refused(), good()]);
    house.script("relay/shared", [good()]);
    house.ask(request("chain/one", false)).await;
    assert!(matches!(
        standing_of(&house, 0),
        KeyStanding::Retired { .. }
    ));
    assert_eq!(standing_of(&house, 1), KeyStanding::Fit);
    house.ask(request("chain/other", false)).await;
    assert_eq!(signed(&house), ["env:B", "keychain:maker-2", "env:B"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_holds_at_one_account_stays_refused_at_another() {
    let house = sharing();
    house.script("maker/m-1", [refused(), good(), good()]);
    house.script("relay/shared", [good()]);
    house.ask(request("chain/one", false)).await;
    house.ask(request("chain/other", false)).await;
    let relay = house.engine.accounts()[1].clone();
    house.engine.health.key_holds(&relay, &key("env:B"));
    assert!(matches!(
        standing_of(&house, 0),
        KeyStanding::Retired { .. }
    ));
    house.ask(request("chain/one", false)).await;
    let last = signed(&house).pop();
    assert_eq!(last.as_deref(), Some("keychain:maker-2"));
    let maker = house.engine.accounts()[0].clone();
    house.engine.health.key_holds(&maker, &key("env:B"));
    assert_eq!(standing_of(&house, 0), KeyStanding::Fit);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_replaced_signs_again_at_every_account_that_names_it() {
    let house = sharing();
    house.script("maker/m-1", [refused(), good()]);
    house.script("relay/shared", [refused(), good()]);
    house.ask(request("chain/one", false)).await;
    house.ask(request("chain/other", false)).await;
    for account in 0..2 {
        let standing = standing_of(&house, account);
        assert!(matches!(standing, KeyStanding::Retired { .. }));
    }
    house.engine.health.key_replaced(&key("env:B"));
    assert_eq!(standing_of(&house, 0), KeyStanding::Fit);
    assert_eq!(standing_of(&house, 1), KeyStanding::Fit);
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_its_account_gives_a_refused_key_another_chance() {
    let house = two();
    house.script("maker/m-1", [refused(), good()]);
    house.ask(request("auto", false)).await;
    house.engine.set_accounts(house.engine.accounts().to_vec());
    assert!(matches!(standing(&house, 0), KeyStanding::Retired { .. }));
    let mut accounts = house.engine.accounts().to_vec();
    accounts[0] = Account {
        region: Some("eu".to_owned()),
        ..Account::clone(&accounts[0])
    }
    .into();
    house.engine.set_accounts(accounts);
    assert_eq!(standing(&house, 0), KeyStanding::Fit);
}

#[tokio::test(start_paused = true)]
async fn when_every_key_is_refused_the_next_target_answers_and_the_caller_is_told() {
    let house = two();
    house.script("maker/m-1", [refused(), refused()]);
    house.script("relay/shared", [good(), good()]);
    assert_eq!(house.ask(request("auto", false)).await.head.status, 200);
    let got = house.ask(request("auto", false)).await;
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some("key_retired: maker/m-1 has no key that its provider takes")
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_could_not_be_had_is_not_retired() {
    let house = maker(&["keychain:maker"], Limits::default());
    house.script(
        "maker/m-1",
        (0..3).map(|_| Answer::fails(FailureKind::Auth)),
    );
    for _ in 0..3 {
        assert_eq!(
            house.ask(request("chain/one", false)).await.head.status,
            502
        );
    }
    assert_eq!(house.book.aspects(), [""; 0]);
    assert_eq!(signed(&house).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_only_key_that_was_refused_is_tried_again_at_a_pace_and_heals_itself() {
    let house = maker(&["keychain:maker"], Limits::default());
    house.script("maker/m-1", [refused(), good(), good()]);
    let one = || request("chain/one", false);
    assert_eq!(house.ask(one()).await.head.status, 401);
    assert_eq!(house.ask(one()).await.head.status, 200);
    assert_eq!(standing(&house, 0), KeyStanding::Fit);
}

#[tokio::test(start_paused = true)]
async fn the_key_with_most_room_signs() {
    let house = two();
    let left = |left: &str| {
        good()
            .with("x-ratelimit-limit-requests", "100")
            .with("x-ratelimit-remaining-requests", left)
            .with("x-ratelimit-reset-requests", "60s")
    };
    house.script(
        "maker/m-1",
        [left("20"), left("80"), left("79"), left("78"), good()],
    );
    for _ in 0..4 {
        house.ask(request("auto", false)).await;
    }
    // Reset: both are full, and the one that waited longest signs.
    sleep(Duration::from_secs(61)).await;
    house.ask(request("auto", false)).await;
    assert_eq!(
        signed(&house),
        [
            "keychain:maker",
            "keychain:maker-2",
            "keychain:maker-2",
            "keychain:maker-2",
            "keychain:maker"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_target_whose_room_is_used_up_is_passed_over_until_its_reset() {
    let house = maker(&[], Limits::default());
    let last = good()
        .with("x-ratelimit-limit-tokens-minute", "1000")
        .with("x-ratelimit-remaining-tokens-minute", "0")
        .with("x-ratelimit-reset-tokens-minute", "40");
    house.script("maker/m-1", [last, good()]);
    house.script("relay/shared", [good()]);
    house.ask(request("auto", false)).await;
    let got = house.ask(request("auto", false)).await;
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some("no_room: maker/m-1 has no room left in its provider's limits")
    );
    sleep(Duration::from_secs(41)).await;
    let got = house.ask(request("auto", false)).await;
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
}

#[tokio::test(start_paused = true)]
async fn without_another_target_a_short_reset_is_waited_for() {
    let house = maker(&[], Limits::default());
    let last = good()
        .with("x-ratelimit-limit", "20")
        .with("x-ratelimit-remaining", "0")
        .with("x-ratelimit-reset", "12");
    house.script("maker/m-1", [last, good()]);
    house.ask(request("chain/one", false)).await;
    assert_eq!(
        house.ask(request("chain/one", false)).await.head.status,
        200
    );
    assert_eq!(house.elapsed(), Duration::from_secs(12));
}

fn limits(rpm: Option<u64>, concurrent: Option<u64>) -> Limits {
    Limits {
        requests_per_minute: rpm,
        tokens_per_minute: None,
        concurrent,
    }
}

#[tokio::test(start_paused = true)]
async fn over_an_accounts_own_limit_the_next_target_answers() {
    let house = maker(&[], limits(Some(2), None));
    house.script("maker/m-1", [good(), good(), good()]);
    house.script("relay/shared", [good()]);
    let mut targets = Vec::new();
    for _ in 0..3 {
        let got = house.ask(request("auto", false)).await;
        targets.push(got.header("x-pointsman-target").unwrap().to_owned());
    }
    assert_eq!(targets, ["maker/m-1", "maker/m-1", "relay/shared"]);
    sleep(Duration::from_secs(61)).await;
    let got = house.ask(request("auto", false)).await;
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
}

#[tokio::test(start_paused = true)]
async fn over_an_accounts_own_limit_without_another_the_caller_is_told_when() {
    let house = maker(&[], limits(Some(1), None));
    house.script("maker/m-1", [good()]);
    house.ask(request("chain/one", false)).await;
    let got = house.ask(request("chain/one", false)).await;
    assert_eq!(got.head.status, 429);
    assert_eq!(got.header("retry-after"), Some("61"));
    assert_eq!(got.error()["code"], "rate_limit_exceeded");
    assert!(got.error()["message"].as_str().unwrap().contains("`rpm`"));
    assert_eq!(signed(&house).len(), 1, "nobody was asked");
}

#[tokio::test(start_paused = true)]
async fn calls_over_the_concurrency_wait_for_their_turn() {
    let house = maker(&[], limits(None, Some(2)));
    let slow = || good().after(Duration::from_secs(3));
    house.script("maker/m-1", (0..6).map(|_| slow()));
    let calls = (0..6).map(|_| house.ask(request("chain/one", false)));
    let got = futures_util::future::join_all(calls).await;
    assert!(got.iter().all(|got| got.head.status == 200));
    let took = house.elapsed();
    assert!(
        (Duration::from_secs(9)..Duration::from_secs(10)).contains(&took),
        "{took:?}"
    );
    assert_eq!(house.world.most_open(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_edited_account_keeps_its_health_and_one_that_leads_elsewhere_does_not() {
    let house = two();
    house.script("maker/m-1", [tired(), tired()]);
    house.script("relay/shared", [good()]);
    house.ask(request("auto", false)).await;
    let cooling = |house: &House| matches!(standing(house, 0), KeyStanding::Cooling { .. });
    assert!(cooling(&house));
    let change = |change: fn(&mut Account)| {
        let mut accounts: Vec<_> = house.engine.accounts().to_vec();
        let mut maker = Account::clone(&accounts[0]);
        change(&mut maker);
        accounts[0] = maker.into();
        house.engine.set_accounts(accounts);
    };
    change(|maker| maker.region = Some("eu".to_owned()));
    assert!(cooling(&house));
    change(|maker| maker.base_url = Some("https://elsewhere.example/v1".to_owned()));
    assert!(!cooling(&house));
}
