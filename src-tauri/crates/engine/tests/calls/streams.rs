//! Streams: verbatim, held until the first content, committed from then on.

use crate::support::{Answer, House, Step, TWO, chat, drain};
use bytes::Bytes;
use futures_util::StreamExt;
use pointsman_engine::Out;
use pointsman_engine::record::Outcome;
use pointsman_units::Tokens;
use pointsman_wire::{FailureKind, UsageSource};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn frames() -> Vec<Bytes> {
    vec![
        chat::role(),
        chat::says("Hi"),
        chat::says(" there"),
        chat::stop(),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_stream_reaches_the_client_byte_for_byte() {
    let house = House::new(TWO);
    let text = chat::join(&[frames(), vec![chat::usage(), chat::done()]].concat());
    let bytes = Bytes::from(text.clone());
    let crumbs: Vec<Bytes> = (0..bytes.len()).map(|at| bytes.slice(at..at + 1)).collect();
    house.script("maker/m-1", [Answer::stream(crumbs)]);
    let body = chat::request("auto", true).replace(
        "\"stream\":true",
        "\"stream\":true,\"stream_options\":{\"include_usage\":true}",
    );
    let got = house.ask(body).await;
    assert_eq!(got.text(), text);
    assert_eq!(got.header("content-type"), Some("text/event-stream"));
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
    assert_eq!(
        got.header("x-pointsman-cost-usd"),
        None,
        "not known when the head leaves"
    );
    let end = house.book.only().last.unwrap();
    assert_eq!(
        (end.usage.input, end.usage_source),
        (Some(Tokens(100)), UsageSource::Provider)
    );
}

#[tokio::test(start_paused = true)]
async fn usage_asked_for_on_our_account_stays_here() {
    let house = House::new(TWO);
    let all = [frames(), vec![chat::usage(), chat::done()]].concat();
    house.script("maker/m-1", [Answer::stream(all)]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(
        got.text(),
        chat::join(&[frames(), vec![chat::done()]].concat())
    );
    assert!(house.world.sent()[0].body.contains("include_usage"));
    assert_eq!(
        house.book.only().last.unwrap().usage_source,
        UsageSource::Provider
    );

    let house = House::new(TWO);
    house.script(
        "relay/shared",
        [Answer::stream([frames(), vec![chat::done()]].concat())],
    );
    house.ask(chat::request("relay/shared", true)).await;
    assert!(
        !house.world.sent()[0].body.contains("include_usage"),
        "this provider does not take it"
    );
    assert_eq!(
        house.book.only().last.unwrap().usage_source,
        UsageSource::Estimated
    );
}

#[tokio::test(start_paused = true)]
async fn only_the_model_changes_on_the_way_out() {
    let house = House::new(TWO);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    house.ask(chat::request("relay/shared", false)).await;
    assert_eq!(house.world.sent()[0].body, chat::request("shared", false));
}

#[tokio::test(start_paused = true)]
async fn nothing_leaves_before_the_first_content() {
    let house = House::new(TWO);
    let cut = vec![Step::Bytes(chat::role()), Step::Breaks(FailureKind::Cut)];
    house.script("maker/m-1", [Answer::stream(cut)]);
    house.script(
        "relay/shared",
        [Answer::stream([frames(), vec![chat::done()]].concat())],
    );
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(
        got.text(),
        chat::join(&[frames(), vec![chat::done()]].concat())
    );
    assert_eq!(
        got.header("x-pointsman-moved"),
        Some("cut: maker/m-1 broke off")
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_before_content_in_the_same_chunk_is_failed_over() {
    let house = House::new(TWO);
    let mixed = format!(
        "{}data: {}\n\n",
        chat::join(&[chat::role()]),
        chat::error("busy", "overloaded")
    );
    house.script("maker/m-1", [Answer::stream([Bytes::from(mixed)])]);
    house.script(
        "relay/shared",
        [Answer::stream([frames(), vec![chat::done()]].concat())],
    );
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(
        got.text(),
        chat::join(&[frames(), vec![chat::done()]].concat())
    );
}

#[tokio::test(start_paused = true)]
async fn a_cut_after_content_ends_in_band_and_is_never_a_success() {
    for end in [
        vec![Step::Breaks(FailureKind::Cut)],
        vec![],
        vec![Step::Bytes(Bytes::from_static(
            b"data: {\"choices\":[{\"index\":0,\"delta\"",
        ))],
        vec![Step::Bytes(chat::done())],
        vec![Step::Bytes(Bytes::from_static(b"data: {nonsense}\n\n"))],
    ] {
        let house = House::new(TWO);
        let steps = [
            vec![Step::Bytes(chat::role()), Step::Bytes(chat::says("Hi"))],
            end,
        ]
        .concat();
        house.script("maker/m-1", [Answer::stream(steps)]);
        let got = house.ask(chat::request("chain/single", true)).await;
        let sound = chat::join(&[chat::role(), chat::says("Hi")]);
        let rest = got.text().strip_prefix(&sound).unwrap().to_owned();
        let error = rest
            .strip_prefix("data: ")
            .unwrap()
            .strip_suffix("\n\n")
            .unwrap();
        let error: serde_json::Value = serde_json::from_str(error).unwrap();
        assert!(
            error["error"]["message"]
                .as_str()
                .unwrap()
                .contains("not complete")
        );
        let settled = house.book.only();
        assert!(matches!(
            settled.outcome,
            Outcome::Failed(FailureKind::Cut | FailureKind::Malformed)
        ));
        let last = settled.last.unwrap();
        assert!(last.failure.is_some());
        assert_eq!(
            (last.usage.output, last.usage_source),
            (Some(Tokens(1)), UsageSource::Estimated)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_the_provider_sends_in_a_stream_reaches_the_client_as_it_is() {
    let house = House::new(TWO);
    let error = "event: error\ndata: {\"error\":{\"message\":\"bad tool call\",\"failed_generation\":\"{}\"}}\n\n";
    let both = [chat::says("Hi"), Bytes::from_static(error.as_bytes())];
    house.script("maker/m-1", [Answer::stream(both.clone())]);
    let got = house.ask(chat::request("chain/single", true)).await;
    assert_eq!(got.text(), chat::join(&both));
    assert!(matches!(house.book.only().outcome, Outcome::Failed(_)));
}

#[tokio::test(start_paused = true)]
async fn a_last_frame_without_its_blank_line_does_not_swallow_the_error() {
    let house = House::new(TWO);
    let open = Bytes::from(chat::join(&[chat::says("more")]).trim_end().to_owned());
    house.script("maker/m-1", [Answer::stream([chat::says("Hi"), open])]);
    let got = house.ask(chat::request("chain/single", true)).await;
    let frames: Vec<String> = got.text().split("\n\n").map(str::to_owned).collect();
    assert!(
        frames
            .iter()
            .any(|frame| frame.starts_with("data: {\"error\"")),
        "{frames:#?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_behind_a_whole_answer_has_done_no_harm() {
    for end in [Step::Breaks(FailureKind::Cut), Step::Hangs] {
        let house = House::new(TWO);
        let mut steps: Vec<Step> = frames().into_iter().map(Step::Bytes).collect();
        steps.push(end);
        house.script("maker/m-1", [Answer::stream(steps)]);
        let got = house.ask(chat::request("auto", true)).await;
        assert_eq!(got.text(), chat::join(&frames()));
        assert_eq!(house.book.only().outcome, Outcome::Answered);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_whole_without_content_is_given_as_it_is() {
    let house = House::new(TWO);
    let all = [chat::role(), chat::stop(), chat::done()];
    house.script("maker/m-1", [Answer::stream(all.clone())]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.text(), chat::join(&all));
    assert_eq!(house.book.only().outcome, Outcome::Answered);
    assert_eq!(house.book.only().last.unwrap().first_content, None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_end_and_content_is_not_held_for_ever() {
    let house = House::new(TWO);
    let big = Bytes::from(format!(": {}\n\n", "x".repeat(60_000)));
    house.script("maker/m-1", [Answer::stream(vec![big; 9])]);
    house.script("relay/shared", [Answer::stream(frames())]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.text(), chat::join(&frames()));
    assert_eq!(house.book.ends()[0].failure, Some(FailureKind::Malformed));
}

#[tokio::test(start_paused = true)]
async fn json_in_place_of_a_stream_is_no_answer_to_a_client_that_reads_events() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    house.script("relay/shared", [Answer::stream(frames())]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.text(), chat::join(&frames()));
    assert_eq!(house.book.ends()[0].failure, Some(FailureKind::Malformed));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_waits_is_kept_alive_and_then_served() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::Silent]);
    let late = Answer::stream([frames(), vec![chat::done()]].concat()).after(12 * SECOND);
    house.script("relay/shared", [late]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.head_at, 15 * SECOND);
    assert_eq!(
        got.header("content-type"),
        Some("text/event-stream; charset=utf-8")
    );
    assert!(got.header("x-pointsman-request-id").is_some());
    assert_eq!(got.header("x-pointsman-target"), None, "not known yet");
    let pings: Vec<Duration> = got
        .pieces
        .iter()
        .filter(|(_, piece)| piece.starts_with(b":"))
        .map(|(at, _)| *at)
        .collect();
    assert_eq!(pings, [15 * SECOND, 30 * SECOND]);
    assert!(
        got.text()
            .ends_with(&chat::join(&[frames(), vec![chat::done()]].concat()))
    );
    assert_eq!(house.book.only().outcome, Outcome::Answered);
    assert!(
        house.book.only().moved.is_some(),
        "the ledger tells what no header could"
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_was_kept_alive_is_told_a_failure_in_band() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::Silent]);
    let refusal = Answer::status(400, chat::error("No", "bad_request"));
    house.script("relay/shared", [refusal]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.head.status, 200);
    assert!(got.text().starts_with(": "), "{}", got.text());
    assert!(got.text().contains("data: {\"error\""), "{}", got.text());
    assert_eq!(house.book.only().status, Some(200));
    assert!(matches!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::BadRequest)
    ));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_stream_hears_nothing_until_the_answer() {
    let house = House::new(TWO);
    house.script(
        "maker/m-1",
        [Answer::whole(chat::whole()).after(100 * SECOND)],
    );
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!((got.head_at, got.pieces.len()), (100 * SECOND, 1));
}

#[tokio::test(start_paused = true)]
async fn nothing_of_ours_stands_in_a_stream_once_it_has_begun() {
    let house = House::new(TWO);
    let steps = vec![
        chat::says("Hi").into(),
        Step::Wait(29 * SECOND),
        chat::stop().into(),
    ];
    house.script("maker/m-1", [Answer::stream(steps)]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(got.text(), chat::join(&[chat::says("Hi"), chat::stop()]));
}

#[tokio::test(start_paused = true)]
async fn the_provider_is_read_only_as_fast_as_the_client_reads() {
    let house = House::new(TWO);
    let many: Vec<Bytes> = (0..50)
        .map(|_| chat::says("Hi"))
        .chain([chat::stop()])
        .collect();
    house.script("maker/m-1", [Answer::stream(many)]);
    let mut call = house.start(chat::request("auto", true));
    assert!(matches!(call.next().await, Some(Out::Head(_))));
    for taken in 1..=10 {
        assert!(matches!(call.next().await, Some(Out::Body(_))));
        assert_eq!(house.world.pulled(), taken);
        tokio::time::sleep(SECOND).await;
        assert_eq!(house.world.pulled(), taken, "nobody asked for more");
    }
    drain_rest(call).await;
}

async fn drain_rest(mut call: pointsman_engine::CallStream) {
    while call.next().await.is_some() {}
}

#[tokio::test(start_paused = true)]
async fn a_running_call_keeps_the_policy_it_began_with() {
    let house = House::new(TWO);
    house.script("maker/m-1", [Answer::status(503, "").after(SECOND)]);
    house.script(
        "relay/shared",
        [Answer::whole(chat::whole()), Answer::whole(chat::whole())],
    );
    let old = house.engine.policy().hash.clone();
    let other = "version = 1\ndefault = \"auto\"\n[chain.auto]\nsteps = [{ targets = [\"relay/shared\"] }]\n";
    let call = house.start(chat::request("auto", false));
    let (got, ()) = tokio::join!(drain(call), async {
        let policy = pointsman_engine::Policy::parse(other).unwrap();
        house.engine.set_policy(std::sync::Arc::new(policy));
        house.engine.set_accounts(Vec::new());
    });
    assert_eq!(got.header("x-pointsman-attempts"), Some("2"));
    assert_eq!(house.book.began()[0].head.as_ref().unwrap().policy, old);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 503, "the next call finds no account");
}
