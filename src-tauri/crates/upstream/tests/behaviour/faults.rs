//! The faults that the simulator has on demand.

use crate::simulator::{hello, simulated};
use crate::stand::{failed, read, sender};
use futures_util::{FutureExt, StreamExt};
use pointsman_engine::ports::Upstream;
use pointsman_units::{CallId, UnixMillis};
use pointsman_upstream::Sender;
use pointsman_wire::{Dialect, Failure, FailureKind, codec};
use serde_json::json;

/// The status of a call of its own.
async fn status(sender: &Sender, model: &str) -> u16 {
    let answer = sender.send(simulated(model, &hello(json!({})))).await;
    answer.unwrap().status
}

#[tokio::test]
async fn refuses_as_the_name_says() {
    for (model, status, kind) in [
        ("sim-429", 429, FailureKind::RateLimited),
        ("sim-429-retry-after", 429, FailureKind::RateLimited),
        ("sim-500", 500, FailureKind::Overloaded),
        ("sim-503", 503, FailureKind::Overloaded),
        ("sim-context-too-long", 400, FailureKind::ContextTooLong),
        ("sim-content-filter", 400, FailureKind::Refused),
        ("sim-nobody", 404, FailureKind::NoSuchModel),
    ] {
        let body = hello(json!({ "stream": true }));
        let answer = sender().send(simulated(model, &body)).await.unwrap();
        assert_eq!(answer.status, status, "{model}");
        let (bytes, _) = read(answer.body).await;
        let codec = codec(Dialect::OpenaiChat);
        let failure = codec.read_failure(status, &answer.headers, &bytes);
        assert_eq!(failure.kind, kind, "{model}");
        let waits = model == "sim-429-retry-after";
        assert_eq!(answer.headers.contains_key("retry-after"), waits, "{model}");
        assert_eq!(failure.retry_after.is_some(), waits, "{model}");
    }
}

/// What a client of the dialect makes of a broken stream: whether it saw content, and how it failed.
/// `None` where it waits for ever.
async fn streamed(model: &str) -> Option<(bool, Failure)> {
    let body = hello(json!({ "stream": true }));
    let answer = sender().send(simulated(model, &body)).now_or_never()?;
    let mut body = answer.unwrap().body;
    let mut tap = codec(Dialect::OpenaiChat).tap(false);
    let mut out = Vec::new();
    let mut content = false;
    loop {
        let seen = match body.next().now_or_never()? {
            Some(Ok(piece)) => tap.push(piece, &mut out),
            Some(Err(failure)) => return Some((content, failure)),
            None => tap.end(&mut out),
        };
        match seen {
            Ok(seen) => content = seen.content,
            Err(failure) => return Some((content, failure)),
        }
    }
}

#[tokio::test]
async fn breaks_streams_after_content_and_never_whole() {
    for (model, kind) in [
        ("sim-cut", FailureKind::Cut),
        ("sim-missing-end", FailureKind::Cut),
        ("sim-malformed", FailureKind::Malformed),
    ] {
        let (content, failure) = streamed(model).await.unwrap();
        assert!(content, "{model}");
        assert_eq!(failure.kind, kind, "{model}");
    }
    assert!(streamed("sim-stall").await.is_none());
    assert!(streamed("sim-silence").await.is_none());
    assert!(streamed("sim-slow-first-token").await.is_none());
}

#[tokio::test]
async fn breaks_whole_answers_in_their_middle() {
    for (model, ended) in [
        ("sim-cut", Some(Some(FailureKind::Cut))),
        ("sim-missing-end", Some(None)),
        ("sim-malformed", Some(None)),
        ("sim-stall", None),
    ] {
        let answer = sender().send(simulated(model, &hello(json!({})))).await;
        let mut body = answer.unwrap().body;
        let half = body.next().await.unwrap().unwrap();
        assert!(
            codec(Dialect::OpenaiChat).read_whole(&half).is_err(),
            "{model}"
        );
        let next = body.next().now_or_never();
        let next = next.map(|next| next.map(|piece| piece.err().unwrap().kind));
        assert_eq!(next, ended, "{model}");
    }
}

#[tokio::test]
async fn resets_before_the_head() {
    let failure = failed(
        sender()
            .send(simulated("sim-reset", &hello(json!({}))))
            .await,
    );
    assert_eq!(failure.kind, FailureKind::Connect);
}

#[tokio::test(start_paused = true)]
async fn a_slow_first_token_comes_in_the_end() {
    let body = hello(json!({ "stream": true }));
    let answer = sender()
        .send(simulated("sim-slow-first-token", &body))
        .await;
    let (bytes, failure) = read_all(answer.unwrap().body).await;
    assert!(bytes.ends_with(b"data: [DONE]\n\n"));
    assert_eq!(failure, None);
}

/// Like [`read`], without a limit that a paused clock would run into.
async fn read_all(mut body: pointsman_engine::ports::BodyStream) -> (Vec<u8>, Option<Failure>) {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(failure) => return (bytes, Some(failure)),
        }
    }
    (bytes, None)
}

#[tokio::test]
async fn the_flaky_one_fails_the_second_call_and_then_every_third() {
    let sender = sender();
    let mut seen = Vec::new();
    for _ in 0..8 {
        seen.push(status(&sender, "sim-flaky").await);
    }
    assert_eq!(seen, [200, 503, 200, 200, 503, 200, 200, 503]);
}

#[tokio::test]
async fn a_call_that_fails_fails_on_each_of_its_attempts() {
    let sender = sender();
    assert_eq!(status(&sender, "sim-flaky").await, 200);
    let call = CallId::new(UnixMillis(7), 7);
    for _ in 0..3 {
        let mut attempt = simulated("sim-flaky", &hello(json!({})));
        attempt.call = call;
        assert_eq!(sender.send(attempt).await.unwrap().status, 503);
    }
    assert_eq!(status(&sender, "sim-flaky").await, 200);
}

#[tokio::test]
async fn a_share_of_calls_fails_evenly_spread() {
    let sender = sender();
    for (model, share) in [("sim-503@30", 30), ("sim-429@1", 1), ("sim-500@100", 100)] {
        let mut failed = 0;
        for nth in 1..=100 {
            failed += u32::from(status(&sender, model).await != 200);
            let expected = nth * share / 100;
            assert_eq!(failed, expected, "{model} after {nth}");
        }
    }
}
