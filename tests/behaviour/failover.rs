//! Failures that are told apart: what is asked elsewhere, what is asked once, what is nobody else's
//! business. Each beside a chain without another target, which must fail.

use crate::rig::{Rig, begins, chain, does, done, healthy, heard, says, stops, used};
use pointsman_tests::upstream::{Act, json, stream_head};

fn too_long() -> Vec<Act> {
    json(
        400,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
    )
}

#[test]
fn a_request_that_is_too_long_goes_to_a_larger_window_and_to_no_other() {
    // gpt-4 holds 8192 tokens, gpt-4.1 a million.
    let targets = ["a/gpt-4", "b/gpt-4", "c/gpt-4.1"];
    let chains =
        chain("auto", &targets, "retries = 2") + &chain("alone", &["a/gpt-4"], "retries = 2");
    let providers = vec![
        ("a", "openai", does(too_long())),
        ("b", "openai", does(too_long())),
        ("c", "openai", healthy("gpt-4.1", "fits")),
    ];
    let rig = Rig::start(providers, &chains);
    let answer = rig.ask("auto", false);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.text().contains("fits"));
    assert_eq!(rig.asked(), [1, 0, 1]);
    let control = rig.ask("chain/alone", false);
    assert_eq!(control.status, 400);
    assert!(control.text().contains("context_length_exceeded"));
    assert_eq!(rig.asked(), [2, 0, 1], "asked once");
}

#[test]
fn a_content_filter_is_routed_around_only_where_the_chain_says_so() {
    let filtered = json(
        400,
        r#"{"error":{"message":"The response was filtered.","type":null,"param":"prompt","code":"content_filter","status":400}}"#,
    );
    let targets = ["a/model-a", "b/model-b"];
    let chains = chain("auto", &targets, "retries = 2")
        + &chain("around", &targets, "retries = 2\non_refusal = \"next\"")
        + &chain(
            "alone",
            &["a/model-a"],
            "retries = 2\non_refusal = \"next\"",
        );
    let providers = vec![
        ("a", "custom", does(filtered)),
        ("b", "custom", healthy("model-b", "answered")),
    ];
    let rig = Rig::start(providers, &chains);
    for stream in [false, true] {
        let stopped = rig.ask("auto", stream);
        assert_eq!(stopped.status, 400);
        assert!(stopped.text().contains("content_filter"));
    }
    assert_eq!(rig.asked(), [2, 0], "neither repeated nor routed around");
    assert_eq!(rig.ask("chain/around", false).status, 200);
    assert_eq!(rig.asked(), [3, 1]);
    assert_eq!(rig.ask("chain/alone", false).status, 400);
    assert_eq!(rig.asked(), [4, 1]);
}

#[test]
fn a_frame_that_cannot_be_read_is_left_out_of_a_stream_that_is_whole_without_it() {
    let noise = || Act::Chunk(b"data: upstream hiccup\n\n".to_vec());
    let whole = begins(
        &["One"],
        [
            vec![
                noise(),
                says("first", "model-a", ", two"),
                stops("first", "model-a"),
            ],
            done().to_vec(),
        ]
        .concat(),
    );
    let open = begins(&["One"], vec![noise(), Act::End]);
    let chains = chain("auto", &["a/model-a"], "retries = 0")
        + &chain("alone", &["b/model-b"], "retries = 0");
    let rig = Rig::start(
        vec![("a", "custom", does(whole)), ("b", "custom", does(open))],
        &chains,
    );
    let answer = rig.ask("auto", true);
    heard(&answer).is_whole("One, two");
    assert!(!answer.text().contains("hiccup"));
    let told = rig.settled()["attempts"][0]["message"].to_string();
    assert!(told.contains("could not be read"), "{told}");
    heard(&rig.ask("chain/alone", true)).is_error();
}

#[test]
fn a_stream_that_is_whole_and_never_closed_ends_with_its_usage() {
    // With an idle deadline of ten minutes nothing else would end it in this test's patience.
    let rest = "retries = 0\ndeadline = { idle = \"10m\" }";
    let open = begins(
        &["One"],
        vec![stops("first", "model-a"), used(10, 4), Act::Hang],
    );
    let cut = begins(&["One"], vec![Act::End]);
    let chains = chain("auto", &["a/model-a"], rest) + &chain("alone", &["b/model-b"], rest);
    let rig = Rig::start(
        vec![("a", "custom", does(open)), ("b", "custom", does(cut))],
        &chains,
    );
    let asks = r#","stream_options":{"include_usage":true}"#;
    let answer = rig.ask_with("auto", true, asks);
    let got = heard(&answer);
    got.is_whole("One");
    assert_eq!(got.usages, [(10, 4, 14)]);
    assert!(answer.complete);
    rig.upstreams[0].wait_for_hang_up();
    let call = rig.settled();
    assert_eq!(
        (&call["state"], &call["output"]),
        (&"answered".into(), &4.into())
    );
    heard(&rig.ask("chain/alone", true)).is_error();
}

#[test]
fn a_silent_target_is_asked_once_and_the_caller_sees_who_answered() {
    let rest = "retries = 2\ndeadline = { first_token = \"400ms\" }";
    for silence in [vec![Act::Hang], vec![stream_head(), Act::Hang]] {
        let chains = chain("auto", &["a/model-a", "b/model-b"], rest)
            + &chain("alone", &["a/model-a"], rest);
        let providers = vec![
            ("a", "custom", does(silence)),
            ("b", "custom", healthy("model-b", "here")),
        ];
        let rig = Rig::start(providers, &chains);
        let asks = r#","stream_options":{"include_usage":true}"#;
        let answer = rig.ask_with("auto", true, asks);
        let got = heard(&answer);
        got.is_whole("here");
        assert_eq!(got.models, ["model-b"]);
        assert_eq!(got.usages, [(12, 3, 15)]);
        assert_eq!(answer.header("x-pointsman-target"), Some("b/model-b"));
        assert_eq!(rig.asked(), [1, 1]);
        let control = rig.ask("chain/alone", true);
        assert_eq!(control.status, 504, "{}", control.text());
        assert_eq!(rig.asked(), [2, 1], "once, whatever retries there are");
    }
}

#[test]
fn a_target_that_is_silent_about_a_whole_answer_leaves_time_for_the_next() {
    let rest = "retries = 2\ndeadline = { total = \"4s\" }";
    let chains = chain("auto", &["a/model-a", "b/model-b"], rest)
        + &chain(
            "alone",
            &["a/model-a"],
            "retries = 2\ndeadline = { total = \"1s\" }",
        );
    let providers = vec![
        ("a", "custom", does(vec![Act::Hang])),
        ("b", "custom", healthy("model-b", "here")),
    ];
    let rig = Rig::start(providers, &chains);
    let answer = rig.ask("auto", false);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-pointsman-target"), Some("b/model-b"));
    assert_eq!(rig.ask("chain/alone", false).status, 504);
    assert_eq!(rig.asked(), [2, 1]);
}

#[test]
fn a_slow_first_token_is_left_at_the_chains_limit() {
    let rest = "retries = 0\ndeadline = { first_token = \"400ms\" }";
    let slow = vec![
        stream_head(),
        Act::Chunk(b": thinking\n\n".to_vec()),
        Act::Chunk(b"data: {\"id\":\"first\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n".to_vec()),
        Act::Hang,
    ];
    let chains =
        chain("auto", &["a/model-a", "b/model-b"], rest) + &chain("alone", &["a/model-a"], rest);
    let providers = vec![
        ("a", "custom", does(slow)),
        ("b", "custom", healthy("model-b", "here")),
    ];
    let rig = Rig::start(providers, &chains);
    let got = heard(&rig.ask("auto", true));
    got.is_whole("here");
    assert_eq!(got.ids, ["second"]);
    assert_eq!(
        rig.settled()["attempts"][0]["failure"],
        "timeout_first_token"
    );
    assert_eq!(rig.ask("chain/alone", true).status, 504);
}
