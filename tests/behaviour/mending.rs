//! Streams that break: held and begun again unseen, or made whole before the client's eyes. Each
//! beside a chain without another target, which must fail.

use crate::rig::{
    Rig, Script, begins, chain, does, does_in_turn, done, heard, says, stops, streams, used,
};
use pointsman_tests::upstream::{Act, json, stream_head};
use serde_json::{Value, json};

const SHORT: &str = "retries = 0\ndeadline = { first_token = \"2s\", idle = \"500ms\" }";
const ASSURED: &str =
    "delivery = \"assured\"\nretries = 0\ndeadline = { first_token = \"2s\", idle = \"500ms\" }";

/// Ways in which a stream breaks behind its first words.
fn breaks() -> Vec<(&'static str, Vec<Act>)> {
    let bytes = |text: &str| Act::Chunk(text.as_bytes().to_vec());
    vec![
        ("cut", vec![Act::Cut]),
        ("cut", vec![Act::End]),
        ("cut", vec![bytes("data: {\"choices\":[{\"ind"), Act::End]),
        ("timeout_idle", vec![Act::Hang]),
        ("malformed", done().to_vec()),
        (
            "malformed",
            vec![
                bytes("data: {\"choices\":[{\"delta\":{\"content\":\"\n\n"),
                stops("first", "model-a"),
                Act::End,
            ],
        ),
        (
            "overloaded",
            vec![
                bytes(
                    "event: error\ndata: {\"error\":{\"message\":\"Overloaded\",\"code\":529}}\n\n",
                ),
                Act::End,
            ],
        ),
    ]
}

/// A chain of `a` (never asked to go on) and `b`, and the control of `a` alone.
fn rig(a: Script, b: (&str, Script), rest: &str) -> Rig {
    let chains =
        chain("auto", &["a/model-a", "b/model-b"], rest) + &chain("alone", &["a/model-a"], rest);
    Rig::start(vec![("a", "custom", a), ("b", b.0, b.1)], &chains)
}

#[test]
fn an_assured_answer_is_begun_again_unseen_however_it_breaks() {
    for (kind, then) in breaks() {
        let a = does(begins(&["One", ", two"], then));
        let b = does(streams("second", "model-b", &["Un", ", deux"]));
        let rig = rig(a, ("custom", b), ASSURED);
        let answer = rig.ask("auto", true);
        let got = heard(&answer);
        got.is_whole("Un, deux");
        assert_eq!((got.models, got.ids.len()), (vec!["model-b".to_owned()], 1));
        assert_eq!(answer.header("x-pointsman-target"), Some("b/model-b"));
        assert_eq!(rig.asked(), [1, 1]);
        assert_eq!(rig.settled()["attempts"][0]["failure"], kind);

        let control = rig.ask("chain/alone", true);
        assert!(!control.text().contains("One"), "{}", control.text());
        assert!(control.status >= 400, "{kind}: {}", control.text());
        assert_eq!(rig.settled()["state"], "failed");
    }
}

#[test]
fn an_assured_answer_that_calls_a_tool_is_begun_again_too() {
    let call = "data: {\"id\":\"first\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"a\"}}]},\"finish_reason\":null}]}\n\n";
    let a = does(vec![
        stream_head(),
        Act::Chunk(call.as_bytes().to_vec()),
        Act::Cut,
    ]);
    let b = does(streams("second", "model-b", &["done"]));
    let rig = rig(a, ("custom", b), ASSURED);
    let answer = rig.ask_with(
        "auto",
        true,
        r#","tools":[{"type":"function","function":{"name":"look"}}]"#,
    );
    heard(&answer).is_whole("done");
    assert!(!answer.text().contains("tool_calls"));
    assert!(rig.ask("chain/alone", true).status >= 400);
}

#[test]
fn an_assured_answer_too_large_to_hold_leaves_early_and_says_so() {
    let much = "x".repeat(1 << 20);
    let pieces = vec![much.as_str(); 9];
    let a = does_in_turn(vec![
        streams("first", "model-a", &pieces),
        begins(&pieces, vec![Act::Cut]),
    ]);
    let b = does(streams("second", "model-b", &["never"]));
    let rig = rig(a, ("custom", b), ASSURED);
    let answer = rig.ask("auto", true);
    assert_eq!(
        answer.header("x-pointsman-delivery"),
        Some("committed-early")
    );
    heard(&answer).is_whole(&much.repeat(9));
    let told = rig.settled()["attempts"][0]["message"].to_string();
    assert!(told.contains("8 MiB"), "{told}");
    let broken = heard(&rig.ask("auto", true));
    assert_eq!(broken.text.len(), 9 << 20);
    broken.is_error();
}

#[test]
fn a_live_answer_goes_on_at_a_model_that_takes_what_was_sent() {
    for (kind, then) in breaks() {
        let a = does(begins(&["One", ", two"], then));
        let b = does(streams("second", "model-b", &[", three", "."]));
        let rig = rig(a, ("mistral", b), SHORT);
        let answer = rig.ask("auto", true);
        let got = heard(&answer);
        got.is_whole("One, two, three.");
        assert_eq!(got.ids, ["first"], "one answer, one id");
        assert_eq!(got.models, ["model-a", "model-b"]);
        assert!(got.done && got.usages.is_empty(), "{got:?}");
        let sent: Value = serde_json::from_slice(&rig.upstreams[1].received()[0].body).unwrap();
        assert_eq!(
            sent["messages"],
            json!([
                {"role": "user", "content": "Count."},
                {"role": "assistant", "content": "One, two", "prefix": true}
            ])
        );
        let call = rig.settled();
        assert_eq!(call["state"], "answered", "{call}");
        assert_eq!(call["attempts"][0]["failure"], kind);
        assert_eq!(call["attempts"][1]["reason"], "continue");
        assert_eq!(call["attempts"][1]["after"], kind);

        let control = heard(&rig.ask("chain/alone", true));
        assert_eq!(control.text, "One, two");
        control.is_error();
        assert_eq!(rig.settled()["state"], "failed");
    }
}

#[test]
fn a_live_answer_goes_on_at_the_same_model_within_the_retries() {
    let turns = vec![
        begins(&["One", ", two"], vec![Act::Cut]),
        // Mistral repeats what it goes on from.
        streams("second", "model-a", &["One, two", ", three"]),
    ];
    let chains = chain("auto", &["a/model-a"], "retries = 1")
        + &chain("alone", &["b/model-a"], "retries = 0");
    let providers = vec![
        ("a", "mistral", does_in_turn(turns.clone())),
        ("b", "mistral", does_in_turn(turns)),
    ];
    let rig = Rig::start(providers, &chains);
    heard(&rig.ask("auto", true)).is_whole("One, two, three");
    assert_eq!(rig.asked()[0], 2);
    heard(&rig.ask("chain/alone", true)).is_error();
    assert_eq!(rig.asked()[1], 1);
}

#[test]
fn a_live_answer_is_begun_again_where_it_begins_the_same() {
    let a = does(begins(&["One", ", two"], vec![Act::Cut]));
    let b = does(streams("second", "model-b", &["One, t", "wo, three"]));
    let rig = rig(a, ("custom", b), SHORT);
    let got = heard(&rig.ask("auto", true));
    got.is_whole("One, two, three");
    assert_eq!(got.ids, ["first"]);
    let call = rig.settled();
    assert_eq!(call["attempts"][1]["reason"], "restart");
    heard(&rig.ask("chain/alone", true)).is_error();
}

#[test]
fn another_answer_is_never_spliced_in() {
    for other in [["Un", ", deux"], ["One", ", too"], ["On", "e"]] {
        let a = does(begins(&["One", ", two"], vec![Act::Cut]));
        let b = does(streams("second", "model-b", &other));
        let rig = rig(a, ("custom", b), SHORT);
        let got = heard(&rig.ask("auto", true));
        assert_eq!(got.text, "One, two");
        got.is_error();
        let call = rig.settled();
        assert_eq!(
            (&call["state"], &call["failure"]),
            (&"failed".into(), &"cut".into())
        );
        assert_eq!(call["attempts"][1]["failure"], "diverged", "{call}");
    }
}

#[test]
fn a_refusal_to_go_on_is_never_the_last_word() {
    let refusal = json(
        400,
        r#"{"error":{"message":"prefill is not supported","type":"invalid_request_error"}}"#,
    );
    let a = does(begins(&["One", ", two"], vec![Act::Cut]));
    let b = does(refusal.clone());
    let rig = rig(a, ("mistral", b), SHORT);
    let got = heard(&rig.ask("auto", true));
    got.is_error();
    assert!(!got.error.unwrap().contains("prefill"));
    assert_eq!(rig.settled()["failure"], "cut");
    assert_eq!(rig.asked(), [1, 2], "to go on, and to begin again");

    let a = does(begins(&["One", ", two"], vec![Act::Cut]));
    let again = streams("second", "model-b", &["One, two", ", three"]);
    let rig = self::rig(a, ("mistral", does_in_turn(vec![refusal, again])), SHORT);
    heard(&rig.ask("auto", true)).is_whole("One, two, three");
}

#[test]
fn usage_of_an_answer_in_two_parts_is_their_sum() {
    let a = does(begins(&["One", ", two"], vec![used(10, 4), Act::Cut]));
    let b = does(streams("second", "model-b", &[", three"]));
    let rig = rig(a, ("mistral", b), SHORT);
    let asks = r#","stream_options":{"include_usage":true}"#;
    let got = heard(&rig.ask_with("auto", true, asks));
    got.is_whole("One, two, three");
    assert_eq!(got.usages, [(10, 4, 14), (22, 7, 29)]);
    let call = rig.settled();
    assert_eq!((&call["input"], &call["output"]), (&22.into(), &7.into()));
}

#[test]
fn what_is_no_plain_text_ends_with_an_error() {
    let thought = Act::Chunk(
        b"data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
            .to_vec(),
    );
    let cases = [
        ("", vec![thought, says("first", "model-a", "x"), Act::Cut]),
        (
            r#","response_format":{"type":"json_object"}"#,
            vec![Act::Cut],
        ),
        (r#","reasoning_effort":"high""#, vec![Act::Cut]),
        (r#","n":2"#, vec![Act::Cut]),
    ];
    for (more, then) in cases {
        let a = does(begins(&["One"], then));
        let b = does(streams("second", "model-b", &["One, two"]));
        let rig = rig(a, ("mistral", b), SHORT);
        heard(&rig.ask_with("auto", true, more)).is_error();
        assert_eq!(rig.asked(), [1, 0], "{more}");
    }
}
