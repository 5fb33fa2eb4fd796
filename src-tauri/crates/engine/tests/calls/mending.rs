//! Answers that break off before the client's eyes and are made whole, or are not.

use crate::support::{Answer, House, Step, account, chat};
use bytes::Bytes;
use pointsman_engine::record::{AttemptReason, Outcome};
use pointsman_units::{NanoUsd, Tokens};
use pointsman_wire::{FailureKind, Phase, UsageSource};
use serde_json::Value;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const POLICY: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 0
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }, { targets = ["further/m-1"] }]
[chain.again]
retries = 0
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }, { targets = ["sim/sim-1"] }]
[chain.same]
retries = 1
steps = [{ targets = ["further/m-1"] }, { targets = ["other/m-1"] }]
[chain.once]
retries = 0
steps = [{ targets = ["further/m-1"] }]
"#;

fn house() -> House {
    let accounts = vec![
        account("maker", "maker"),
        account("relay", "relay"),
        account("sim", "sim"),
        account("further", "further"),
        account("other", "further"),
    ];
    House::with(POLICY, accounts, 7)
}

fn begins() -> Vec<Step> {
    vec![
        chat::role().into(),
        chat::says("Hello").into(),
        chat::says(" wor").into(),
    ]
}

fn broken(kind: FailureKind) -> Answer {
    Answer::stream([begins(), vec![Step::Breaks(kind)]].concat())
}

/// A frame of another answer.
fn theirs(text: &str) -> Bytes {
    format!("data: {{\"id\":\"c2\",\"model\":\"m-2\",\"created\":9,\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n").into()
}

fn ends(texts: &[&str]) -> Answer {
    let frames = texts.iter().map(|text| theirs(text));
    Answer::stream(frames.chain([chat::stop(), chat::usage(), chat::done()]))
}

/// What a client reads: the text, and the last of everything else.
#[derive(Debug, Default)]
struct Heard {
    text: String,
    ids: Vec<String>,
    models: Vec<String>,
    roles: usize,
    finish: Option<String>,
    usage: Option<(u64, u64, u64)>,
    error: Option<String>,
    done: bool,
}

fn heard(stream: &str) -> Heard {
    let mut heard = Heard::default();
    for data in stream
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
    {
        if data == "[DONE]" {
            heard.done = true;
            continue;
        }
        let chunk: Value = serde_json::from_str(data).unwrap();
        let choice = &chunk["choices"][0];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        heard.text += choice["delta"]["content"].as_str().unwrap_or_default();
        heard.roles += usize::from(choice["delta"]["role"].is_string());
        for (all, found) in [
            (&mut heard.ids, &chunk["id"]),
            (&mut heard.models, &chunk["model"]),
        ] {
            let new = text(found).filter(|new| !all.contains(new));
            all.extend(new);
        }
        heard.finish = text(&choice["finish_reason"]).or(heard.finish);
        heard.error = text(&chunk["error"]["code"]).or(heard.error);
        let count = |name: &str| chunk["usage"][name].as_u64();
        let both = count("prompt_tokens").zip(count("completion_tokens"));
        heard.usage = both
            .zip(count("total_tokens"))
            .map(|((input, output), total)| (input, output, total))
            .or(heard.usage);
    }
    heard
}

fn reasons(house: &House) -> Vec<AttemptReason> {
    let began = house.book.began();
    began.iter().map(|began| began.attempt.reason).collect()
}

#[tokio::test(start_paused = true)]
async fn the_model_that_broke_off_goes_on_from_what_was_sent() {
    let house = house();
    house.script(
        "further/m-1",
        [broken(FailureKind::Cut), ends(&["ld", ", you"])],
    );
    let got = house.ask(chat::request("chain/same", true)).await;
    let heard = heard(&got.text());
    assert_eq!(heard.text, "Hello world, you");
    assert_eq!(
        (heard.ids.as_slice(), heard.roles),
        (&["c1".to_owned()][..], 1)
    );
    assert_eq!(heard.models, ["m-1-0101", "m-2"]);
    assert_eq!((heard.finish.as_deref(), heard.done), (Some("stop"), true));
    assert_eq!(heard.usage, None, "the client did not ask for it");
    let sent = &house.world.sent()[1];
    assert_eq!(sent.path, "/beta/chat");
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    let turns = body["messages"].as_array().unwrap();
    assert_eq!(
        turns.last().unwrap(),
        &serde_json::json!({"role": "assistant", "content": "Hello wor", "prefix": true})
    );
    assert_eq!((turns.len(), &body["go_on"]), (3, &Value::from(true)));
    assert_eq!(
        reasons(&house),
        [
            AttemptReason::First,
            AttemptReason::Continue(FailureKind::Cut)
        ]
    );
    let ends = house.book.ends();
    assert_eq!(
        (ends[0].failure, ends[1].failure),
        (Some(FailureKind::Cut), None)
    );
    assert_eq!(ends[0].usage_source, UsageSource::Estimated);
    assert_eq!(ends[1].usage.output, Some(Tokens(50)));
    assert!(ends.iter().all(|end| end.cost > Some(NanoUsd::ZERO)));
    assert_eq!(house.book.only().outcome, Outcome::Answered);
}

#[tokio::test(start_paused = true)]
async fn going_on_elsewhere_comes_before_beginning_again() {
    let house = house();
    house.script("maker/m-1", [broken(FailureKind::Cut)]);
    house.script("further/m-1", [ends(&["ld"])]);
    let got = house.ask(chat::request("auto", true)).await;
    assert_eq!(heard(&got.text()).text, "Hello world");
    assert_eq!(house.world.targets(), ["maker/m-1", "further/m-1"]);
    let moved = house.book.only().moved.unwrap();
    assert!(moved.contains("cut: maker/m-1 broke off"), "{moved}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_begun_again_must_begin_with_what_was_sent() {
    let house = house();
    house.script("maker/m-1", [broken(FailureKind::Cut)]);
    house.script("relay/shared", [ends(&["Hello", " there"])]);
    house.script("sim/sim-1", [ends(&["Hel", "lo world", "!"])]);
    let got = house.ask(chat::request("chain/again", true)).await;
    let heard = heard(&got.text());
    assert_eq!(heard.text, "Hello world!");
    assert_eq!((heard.ids.len(), heard.roles), (1, 1));
    assert_eq!(heard.models, ["m-1-0101", "m-2"]);
    let kinds: Vec<_> = house.book.ends().iter().map(|end| end.failure).collect();
    assert_eq!(
        kinds,
        [Some(FailureKind::Cut), Some(FailureKind::Diverged), None]
    );
    assert_eq!(
        reasons(&house)[1..],
        [AttemptReason::Restart(FailureKind::Cut); 2]
    );
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_make_it_whole_the_client_hears_how_it_broke_off() {
    let house = house();
    house.script("maker/m-1", [broken(FailureKind::Cut)]);
    house.script("relay/shared", [Answer::status(401, "no")]);
    house.script("sim/sim-1", [ends(&["Another answer"])]);
    let got = house.ask(chat::request("chain/again", true)).await;
    let heard = heard(&got.text());
    assert_eq!(heard.text, "Hello wor");
    assert_eq!(heard.error.as_deref(), Some("cut"));
    assert!(!heard.done && heard.finish.is_none());
    assert_eq!(house.book.only().outcome, Outcome::Failed(FailureKind::Cut));
}

#[tokio::test(start_paused = true)]
async fn who_refuses_to_go_on_is_asked_to_begin_again() {
    let refusal = || Answer::status(400, chat::error("no prefill", "invalid_request_error"));
    let house = house();
    house.script("further/m-1", [broken(FailureKind::Cut), refusal()]);
    house.script("other/m-1", [refusal(), ends(&["Hello world"])]);
    house.script("further/m-1", [ends(&["Bonjour"])]);
    let got = house.ask(chat::request("chain/same", true)).await;
    assert_eq!(
        heard(&got.text()).text,
        "Hello world",
        "{:?}",
        house.world.targets()
    );

    let house = self::house();
    house.script("further/m-1", [broken(FailureKind::Cut)]);
    house.script("further/m-1", [refusal(), refusal()]);
    house.script("other/m-1", [refusal(), refusal()]);
    let got = house.ask(chat::request("chain/same", true)).await;
    assert_eq!(
        heard(&got.text()).error.as_deref(),
        Some("cut"),
        "a refusal to go on is never the last word: {:?}",
        house.world.targets()
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_within_a_continuation_is_not_the_last_word_either() {
    let house = house();
    let error = format!(
        "data: {}\n\n",
        chat::error("no prefill", "invalid_request_error")
    );
    let refusal = Answer::stream([Bytes::from(error)]);
    house.script("further/m-1", [broken(FailureKind::Cut), refusal.clone()]);
    house.script("other/m-1", [refusal.clone(), refusal.clone()]);
    house.script("further/m-1", [refusal]);
    let got = house.ask(chat::request("chain/same", true)).await;
    assert_eq!(heard(&got.text()).error.as_deref(), Some("cut"));
}

#[tokio::test(start_paused = true)]
async fn a_chain_without_another_and_without_retries_ends_in_band() {
    let house = house();
    house.script("further/m-1", [broken(FailureKind::Cut)]);
    let got = house.ask(chat::request("chain/once", true)).await;
    assert_eq!(heard(&got.text()).error.as_deref(), Some("cut"));
    assert_eq!(house.world.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn usage_that_was_asked_for_is_the_sum_once() {
    let house = house();
    house.script("further/m-1", [broken(FailureKind::Cut), ends(&["ld"])]);
    let body = chat::request("chain/same", true).replace(
        "\"stream\":true",
        "\"stream\":true,\"stream_options\":{\"include_usage\":true}",
    );
    let got = house.ask(body).await;
    let sum = |part: fn(&pointsman_wire::Usage) -> Option<Tokens>| -> u64 {
        let ends = house.book.ends();
        ends.iter()
            .filter_map(|end| part(&end.usage))
            .map(|it| it.0)
            .sum()
    };
    let (input, output) = (sum(|it| it.input), sum(|it| it.output));
    assert!(input > 100 && output > 50);
    assert_eq!(
        heard(&got.text()).usage,
        Some((input, output, input + output))
    );
    assert_eq!(got.text().matches("prompt_tokens").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_that_fell_silent_is_not_the_first_to_go_on() {
    let house = house();
    house.script(
        "further/m-1",
        [Answer::stream([begins(), vec![Step::Hangs]].concat())],
    );
    house.script("other/m-1", [ends(&["ld"])]);
    let got = house.ask(chat::request("chain/same", true)).await;
    assert_eq!(heard(&got.text()).text, "Hello world");
    assert_eq!(
        house.book.ends()[0].failure,
        Some(FailureKind::Timeout(Phase::Idle))
    );
}

#[tokio::test(start_paused = true)]
async fn a_continuation_that_breaks_is_gone_on_from_in_its_turn() {
    let house = house();
    let more = vec![
        Step::Bytes(theirs("ld")),
        Step::Bytes(theirs(", and")),
        Step::Breaks(FailureKind::Cut),
    ];
    house.script(
        "further/m-1",
        [broken(FailureKind::Cut), Answer::stream(more)],
    );
    house.script("other/m-1", [ends(&[" so on"])]);
    let got = house.ask(chat::request("chain/same", true)).await;
    let heard = heard(&got.text());
    assert_eq!(heard.text, "Hello world, and so on");
    assert_eq!(heard.ids, ["c1"]);
    assert!(house.world.sent()[2].body.contains("Hello world, and"));
}

#[tokio::test(start_paused = true)]
async fn what_is_more_than_one_plain_text_ends_in_band() {
    let thought = Bytes::from_static(
        b"data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n",
    );
    let call = Bytes::from_static(b"data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\"}}]}}]}\n\n");
    let plain = chat::request("chain/same", true);
    let with = |more: &str| plain.replace("\"stream\"", &format!("{more},\"stream\""));
    let cases = [
        (plain.clone(), Some(thought)),
        (plain.clone(), Some(call)),
        (with("\"response_format\":{\"type\":\"json_object\"}"), None),
        (with("\"reasoning_effort\":\"high\""), None),
        (with("\"n\":2"), None),
    ];
    for (body, more) in cases {
        let house = house();
        let mut steps = begins();
        steps.extend(more.map(Step::Bytes));
        steps.push(Step::Breaks(FailureKind::Cut));
        house.script("further/m-1", [Answer::stream(steps)]);
        let got = house.ask(body.clone()).await;
        assert!(got.text().contains("\"code\":\"cut\""), "{body}");
        assert_eq!(house.world.sent().len(), 1, "{body}");
        assert_eq!(house.book.only().outcome, Outcome::Failed(FailureKind::Cut));
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_hears_that_its_answer_is_being_made_whole() {
    let house = house();
    let late = ends(&["ld"]).after(16 * SECOND);
    house.script("further/m-1", [broken(FailureKind::Cut), late]);
    let got = house.ask(chat::request("chain/same", true)).await;
    let pings = got.pieces.iter().filter(|(_, it)| it.starts_with(b":"));
    assert_eq!(pings.count(), 1, "{}", got.text());
    assert_eq!(heard(&got.text()).text, "Hello world");
}
