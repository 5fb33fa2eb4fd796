//! Breakers within calls: who is asked while a target is down, and when it is asked again.

use super::support::chat::{done, error, request, says, stop, whole};
use super::support::{Answer, House, TWO};
use pointsman_wire::FailureKind;
use std::time::Duration;
use tokio::time::sleep;

fn broken() -> Answer {
    Answer::status(500, error("oh no", "server_error"))
}

/// How often a target was asked.
fn asked(house: &House, target: &str) -> usize {
    let targets = house.world.targets();
    targets.iter().filter(|asked| *asked == target).count()
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_is_left_alone_and_the_caller_is_told() {
    let house = House::new(TWO);
    house.script("maker/m-1", (0..5).map(|_| broken()));
    house.script("relay/shared", (0..6).map(|_| Answer::whole(whole())));
    for _ in 0..5 {
        assert_eq!(house.ask(request("auto", false)).await.head.status, 200);
    }
    assert_eq!(house.book.aspects(), ["maker/m-1 open"]);
    let got = house.ask(request("auto", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some("breaker_open: maker/m-1 rests after failures")
    );
    assert_eq!(got.header("x-pointsman-attempts"), Some("1"));
    assert_eq!(asked(&house, "maker/m-1"), 5);
    let last = house.book.began().pop().unwrap();
    let reason = format!("{:?}", last.attempt.reason);
    assert_eq!(reason, "Fallback(BreakerOpen)");
}

#[tokio::test(start_paused = true)]
async fn a_target_that_is_down_for_minutes_gets_few_probes_and_is_back_within_thirty_seconds() {
    let house = House::new(TWO);
    house.script("maker/m-1", (0..100).map(|_| broken()));
    house.script("relay/shared", (0..1_000).map(|_| Answer::whole(whole())));
    for _ in 0..240 {
        assert_eq!(house.ask(request("auto", false)).await.head.status, 200);
        sleep(Duration::from_millis(500)).await;
    }
    let probes = asked(&house, "maker/m-1") - 5;
    assert!((5..=12).contains(&probes), "{probes} probes in two minutes");

    house.world.forget("maker/m-1");
    house.script("maker/m-1", (0..100).map(|_| Answer::whole(whole())));
    let recovered = house.elapsed();
    loop {
        let got = house.ask(request("auto", false)).await;
        if got.header("x-pointsman-target") == Some("maker/m-1") {
            break;
        }
        sleep(Duration::from_millis(500)).await;
    }
    assert!(house.elapsed() - recovered <= Duration::from_secs(20));
    assert_eq!(house.book.aspects().pop().unwrap(), "maker/m-1 closed");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_begins_well_and_is_cut_is_a_failure() {
    let house = House::new(TWO);
    let cut = || Answer::stream([says("Hi")]);
    house.script("maker/m-1", (0..10).map(|_| cut()));
    house.script(
        "relay/shared",
        (0..10).map(|_| Answer::stream([says("Hi"), stop(), done()])),
    );
    for _ in 0..5 {
        house.ask(request("auto", true)).await;
    }
    assert_eq!(house.book.aspects()[0], "maker/m-1 open");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_targets_fault_never_opens_it() {
    for (status, code) in [
        (400, "invalid_request_error"),
        (400, "context_length_exceeded"),
        (400, "content_filter"),
        (404, "model_not_found"),
    ] {
        let house = House::new(TWO);
        let answer = || Answer::status(status, error("no", code));
        house.script("maker/m-1", (0..20).map(|_| answer()));
        house.script("relay/shared", (0..20).map(|_| answer()));
        for _ in 0..20 {
            house.ask(request("auto", false)).await;
        }
        assert_eq!(house.book.aspects(), [""; 0], "{code}");
        assert_eq!(asked(&house, "maker/m-1"), 20, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_goes_away_never_opens_it_and_gives_a_probe_back() {
    let house = House::new(TWO);
    house.script("maker/m-1", (0..20).map(|_| Answer::Silent));
    for _ in 0..20 {
        let mut call = house.start(request("auto", false));
        let gone = tokio::time::timeout(
            Duration::from_secs(1),
            futures_util::StreamExt::next(&mut call),
        );
        assert!(gone.await.is_err());
    }
    assert_eq!(house.book.aspects(), [""; 0]);

    // In half-open: each dropped probe makes room for the next.
    house.script("maker/m-1", (0..5).map(|_| broken()));
    house.script("relay/shared", (0..5).map(|_| Answer::whole(whole())));
    for _ in 0..5 {
        house.ask(request("auto", false)).await;
    }
    sleep(Duration::from_secs(20)).await;
    house.script("maker/m-1", (0..3).map(|_| Answer::Silent));
    for _ in 0..3 {
        let mut call = house.start(request("auto", false));
        let gone = tokio::time::timeout(
            Duration::from_secs(1),
            futures_util::StreamExt::next(&mut call),
        );
        assert!(gone.await.is_err());
    }
    house.script("maker/m-1", [Answer::whole(whole())]);
    let got = house.ask(request("auto", false)).await;
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
    let aspects = house.book.aspects();
    assert_eq!(
        aspects,
        ["maker/m-1 open", "maker/m-1 half_open", "maker/m-1 closed"]
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_network_no_breaker_opens() {
    let house = House::new(TWO);
    let offline = || {
        let mut failure = pointsman_wire::Failure::new(FailureKind::Connect, "no such name");
        failure.no_route = true;
        Answer::Fails(failure)
    };
    house.script("maker/m-1", (0..200).map(|_| offline()));
    house.script("relay/shared", (0..200).map(|_| offline()));
    for _ in 0..30 {
        house.ask(request("auto", false)).await;
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(house.book.aspects(), [""; 0]);
    house.world.forget("maker/m-1");
    house.script("maker/m-1", [Answer::whole(whole())]);
    let got = house.ask(request("auto", false)).await;
    assert_eq!(
        got.header("x-pointsman-target"),
        Some("maker/m-1"),
        "back at once"
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_that_cannot_be_reached_while_others_can_is_left_after_three() {
    let house = House::new(TWO);
    house.script(
        "maker/m-1",
        (0..10).map(|_| Answer::fails(FailureKind::Connect)),
    );
    house.script("relay/shared", (0..10).map(|_| Answer::whole(whole())));
    for _ in 0..10 {
        assert_eq!(house.ask(request("auto", false)).await.head.status, 200);
    }
    assert_eq!(asked(&house, "maker/m-1"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_chain_of_one_is_tried_at_a_pace_and_its_caller_told_when_to_come_back() {
    let house = House::new(TWO);
    house.script("maker/m-1", (0..200).map(|_| broken()));
    let one = || request("chain/one", false);
    // Three attempts each: two calls open it.
    house.ask(one()).await;
    house.ask(one()).await;
    assert_eq!(house.book.aspects()[0], "maker/m-1 open");
    sleep(Duration::from_secs(1)).await;
    let before = asked(&house, "maker/m-1");
    let calls = futures_util::future::join_all((0..20).map(|_| house.ask(one()))).await;
    // Nobody waits longer than a few seconds, at one probe a second.
    assert!(asked(&house, "maker/m-1") - before <= 12);
    let told = calls
        .iter()
        .find(|got| got.error()["code"] == "breaker_open")
        .unwrap();
    assert_eq!(told.head.status, 503);
    assert!(told.header("retry-after").is_some());
    assert!(
        told.error()["message"]
            .as_str()
            .unwrap()
            .contains("rests after failures")
    );

    // As soon as it is well again, the next call is answered: no breaker keeps it from trying.
    house.world.forget("maker/m-1");
    house.script("maker/m-1", [Answer::whole(whole())]);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(house.ask(one()).await.head.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_hurried_caller_does_not_close_a_track_for_the_others() {
    let house = House::new(TWO);
    let slow = || Answer::stream([says("Hi"), stop(), done()]).after(Duration::from_secs(2));
    house.script("maker/m-1", (0..40).map(|_| slow()));
    house.script(
        "relay/shared",
        (0..20).map(|_| Answer::stream([says("Hi"), stop(), done()])),
    );
    let hurried = [("x-pointsman-first-token-within", "1s")];
    for _ in 0..10 {
        house.ask_with(request("auto", true), &hurried).await;
        let got = house.ask(request("auto", true)).await;
        assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
    }
    assert_eq!(house.book.aspects(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_is_silent_to_the_chains_own_limit_is_left_after_three() {
    let house = House::new(TWO);
    house.script("maker/m-1", (0..10).map(|_| Answer::Silent));
    house.script(
        "relay/shared",
        (0..10).map(|_| Answer::stream([says("Hi"), stop(), done()])),
    );
    for _ in 0..4 {
        house.ask(request("auto", true)).await;
    }
    assert_eq!(asked(&house, "maker/m-1"), 3);
}
