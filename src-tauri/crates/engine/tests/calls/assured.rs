//! `delivery = "assured"`: the client gets an answer when it is whole, or the failure of all targets.

use crate::support::{Answer, House, Step, chat};
use bytes::Bytes;
use pointsman_engine::record::Outcome;
use pointsman_wire::FailureKind;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const ASSURED: &str = r#"version = 1
default = "auto"
[chain.auto]
delivery = "assured"
retries = 0
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }]
[chain.alone]
delivery = "assured"
retries = 0
steps = [{ targets = ["maker/m-1"] }]
"#;

fn whole() -> Vec<Bytes> {
    vec![
        chat::role(),
        chat::says("from b"),
        chat::stop(),
        chat::done(),
    ]
}

fn call_of_a_tool() -> Bytes {
    Bytes::from_static(b"data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]},\"finish_reason\":null}]}\n\n")
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_is_begun_again_elsewhere_and_nobody_sees_it() {
    let said: [Step; 2] = [chat::role().into(), chat::says("half").into()];
    let called: [Step; 2] = [chat::role().into(), call_of_a_tool().into()];
    let ends = [
        (Step::Breaks(FailureKind::Cut), FailureKind::Cut),
        (Step::Bytes(Bytes::new()), FailureKind::Cut),
        (
            Step::Hangs,
            FailureKind::Timeout(pointsman_wire::Phase::Idle),
        ),
        (Step::Bytes(chat::done()), FailureKind::Malformed),
        (
            Step::Bytes(Bytes::from_static(b"data: {\"choices\":[{]}\n\n")),
            FailureKind::Malformed,
        ),
    ];
    for begun in [said, called] {
        for (end, kind) in ends.clone() {
            let broken = Answer::stream([begun.to_vec(), vec![end]].concat());
            let house = House::new(ASSURED);
            house.script("maker/m-1", [broken.clone(), broken]);
            house.script("relay/shared", [Answer::stream(whole())]);
            let got = house.ask(chat::request("auto", true)).await;
            assert!(got.text().ends_with(&chat::join(&whole())), "{kind}");
            assert!(!got.text().contains("half"), "{kind}: {}", got.text());
            assert_eq!(house.book.ends()[0].failure, Some(kind));
            assert_eq!(house.book.only().outcome, Outcome::Answered);

            let alone = house.ask(chat::request("chain/alone", true)).await;
            assert!(alone.text().contains("\"error\""), "{}", alone.text());
            assert!(!alone.text().contains("half"), "nothing left: {kind}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_leaves_before_the_end_but_signs_of_life() {
    let house = House::new(ASSURED);
    let slow = vec![
        chat::says("one").into(),
        Step::Wait(20 * SECOND),
        chat::says("two").into(),
        Step::Wait(20 * SECOND),
        chat::stop().into(),
        chat::done().into(),
    ];
    house.script("maker/m-1", [Answer::stream(slow)]);
    let got = house.ask(chat::request("auto", true)).await;
    let alive: Vec<_> = got.pieces.iter().take(2).cloned().collect();
    let ping = Bytes::from_static(b": keep-alive\n\n");
    assert_eq!(
        alive,
        [(15 * SECOND, ping.clone()), (30 * SECOND, ping)],
        "{got:#?}"
    );
    let rest: Vec<Bytes> = got.pieces.iter().skip(2).map(|it| it.1.clone()).collect();
    assert_eq!(got.pieces[2].0, 40 * SECOND);
    assert_eq!(
        chat::join(&rest),
        chat::join(&[
            chat::says("one"),
            chat::says("two"),
            chat::stop(),
            chat::done()
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn more_than_may_be_held_leaves_early_and_says_so() {
    let house = House::new(ASSURED);
    let much = chat::says(&"x".repeat(1 << 20));
    let mut steps: Vec<Step> = vec![much.into(); 9];
    steps.push(Step::Breaks(FailureKind::Cut));
    house.script("maker/m-1", [Answer::stream(steps)]);
    let got = house.ask(chat::request("chain/alone", true)).await;
    assert_eq!(got.header("x-pointsman-delivery"), Some("committed-early"));
    assert!(got.text().ends_with("\n\n") && got.text().contains("\"error\""));
    assert_eq!(got.text().matches("\"content\"").count(), 9);
    assert_eq!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::Cut),
        "never a truncated success"
    );

    let house = House::new(ASSURED);
    let much = chat::says(&"x".repeat(1 << 20));
    let mut frames = vec![much; 9];
    frames.push(chat::stop());
    house.script("maker/m-1", [Answer::stream(frames)]);
    house.ask(chat::request("chain/alone", true)).await;
    let told = house.book.only().last.unwrap().message.unwrap();
    assert!(told.contains("more than 8 MiB"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_streamed_is_as_ever() {
    let house = House::new(ASSURED);
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.text().as_bytes(), chat::whole());
    assert_eq!(got.header("x-pointsman-delivery"), None);
}
