//! Requests that no larger window and no other target would mend, and those that one does.

use crate::support::{Answer, House, account, chat};
use pointsman_engine::record::Outcome;
use pointsman_wire::FailureKind;

const WINDOWS: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 2
steps = [
  { targets = ["sized/small"] },
  { targets = ["other/small"] },
  { targets = ["sized/alike"] },
  { targets = ["other/large"] },
]
[chain.unknown]
retries = 2
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/m-1"] }, { targets = ["relay/shared"] }]
[chain.filtered]
on_refusal = "next"
retries = 2
steps = [{ targets = ["maker/m-1"] }, { targets = ["relay/shared"] }]
"#;

fn windows() -> House {
    let accounts = vec![
        account("sized", "sized"),
        account("other", "sized"),
        account("maker", "maker"),
        account("relay", "relay"),
    ];
    House::with(WINDOWS, accounts, 7)
}

fn too_long() -> Answer {
    Answer::status(
        400,
        chat::error(
            "maximum context length is 1000 tokens",
            "context_length_exceeded",
        ),
    )
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_too_long_goes_to_a_larger_window() {
    let house = windows();
    house.script("sized/small", [too_long()]);
    house.script("other/large", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(house.world.targets(), ["sized/small", "other/large"]);
    assert_eq!(got.head.status, 200);
    let moved = got.header("x-pointsman-moved").unwrap();
    assert!(
        moved.contains("context_too_long: sized/small")
            && moved.contains("small_window: sized/alike"),
        "{moved}"
    );
}

#[tokio::test(start_paused = true)]
async fn where_no_window_is_larger_the_first_refusal_is_the_answer() {
    let house = windows();
    house.script("sized/small", [too_long()]);
    house.script("other/large", [too_long()]);
    let got = house.ask(chat::request("auto", false)).await;
    assert_eq!(got.head.status, 400);
    assert_eq!(got.error()["code"], "context_length_exceeded");
    assert_eq!(house.world.targets(), ["sized/small", "other/large"]);
}

#[tokio::test(start_paused = true)]
async fn where_windows_are_not_known_only_the_same_model_is_passed_over() {
    let house = windows();
    house.script("maker/m-1", [too_long()]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("chain/unknown", false)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(house.world.targets(), ["maker/m-1", "relay/shared"]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_is_routed_around_only_where_the_chain_says_so() {
    let filtered = || Answer::status(400, chat::error("filtered", "content_filter"));
    let house = windows();
    house.script("maker/m-1", [filtered()]);
    house.script("relay/shared", [Answer::whole(chat::whole())]);
    let got = house.ask(chat::request("chain/filtered", false)).await;
    assert_eq!((got.head.status, house.world.targets().len()), (200, 2));

    let house = windows();
    house.script("maker/m-1", [filtered()]);
    house.script("relay/shared", [filtered()]);
    let got = house.ask(chat::request("chain/filtered", false)).await;
    assert_eq!(got.head.status, 400);
    assert_eq!(house.world.targets().len(), 2, "none is asked twice");
    assert_eq!(
        house.book.only().outcome,
        Outcome::Failed(FailureKind::Refused)
    );
}
