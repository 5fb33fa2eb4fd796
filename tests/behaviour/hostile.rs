//! Providers that send what is no answer: a clear failure of the right kind, another target's answer
//! where there is one, and nothing left behind.

use crate::rig::{Rig, Script, begins, chain, does, done, healthy, heard, says, stops};
use pointsman_tests::upstream::{Act, Upstream, json, stream_head};

const REST: &str =
    "retries = 0\ndeadline = { first_token = \"2s\", idle = \"500ms\", total = \"5s\" }";

fn bytes(text: impl Into<Vec<u8>>) -> Act {
    Act::Chunk(text.into())
}

fn head(kind: &str) -> Act {
    Act::Head(200, vec![("content-type".into(), kind.into())])
}

fn raw(head: &str, body: &[u8]) -> Vec<Act> {
    let length = body.len();
    let mut all = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    all.extend_from_slice(body);
    vec![Act::Raw(all)]
}

/// What comes in place of an answer that is not streamed, and how it is called.
fn wholes() -> Vec<(&'static str, &'static str, Vec<Act>)> {
    let html = "<!DOCTYPE html><html><body>Sign in to the network</body></html>";
    let mut gzip = b"\x1f\x8b\x08\x00".to_vec();
    gzip.extend([0xff; 64]);
    let huge = format!("200 OK\r\nx-much: {}", "x".repeat(1 << 20));
    vec![
        (
            "html",
            "malformed",
            vec![head("text/html"), bytes(html), Act::End],
        ),
        ("empty", "cut", json(200, "")),
        (
            "empty, by length",
            "cut",
            raw("200 OK\r\ncontent-type: application/json", b""),
        ),
        (
            "no content",
            "cut",
            vec![Act::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())],
        ),
        (
            "text",
            "malformed",
            vec![head("text/plain"), bytes("service ready"), Act::End],
        ),
        (
            "an error in a 200",
            "rate_limited",
            json(200, r#"{"error":{"message":"Rate limit","code":429}}"#),
        ),
        (
            "invalid UTF-8",
            "malformed",
            json(
                200,
                b"{\"choices\":[{\"message\":{\"content\":\"\xff\xfe\"}}]}".to_vec(),
            ),
        ),
        ("no choices", "malformed", json(200, "{}")),
        (
            "gzip that is none",
            "malformed",
            raw("200 OK\r\ncontent-encoding: gzip", &gzip),
        ),
        ("a head beyond measure", "malformed", raw(&huge, b"{}")),
        (
            "no HTTP",
            "malformed",
            vec![Act::Raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()), Act::Cut],
        ),
        (
            "half a head",
            "connect",
            vec![
                Act::Raw(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()),
                Act::Cut,
            ],
        ),
        (
            "a length that lies",
            "cut",
            vec![
                Act::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"choices\":[".to_vec()),
                Act::Cut,
            ],
        ),
        (
            "a chunk that lies",
            "cut",
            vec![
                head("application/json"),
                Act::Raw(b"zz\r\n{}\r\n".to_vec()),
                Act::Cut,
            ],
        ),
    ]
}

/// What comes in place of a stream.
fn events() -> Vec<(&'static str, &'static str, Vec<Act>)> {
    let mut broken = b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"".to_vec();
    broken.extend(b"\xff\xfe\"}}]}\n\n");
    let long = vec![b'x'; 17 << 20];
    vec![
        (
            "html",
            "malformed",
            vec![head("text/html"), bytes("<html>\n\n</html>"), Act::End],
        ),
        ("empty", "cut", vec![stream_head(), Act::End]),
        (
            "only comments",
            "cut",
            vec![stream_head(), bytes(": hi\n\n"), Act::End],
        ),
        (
            "JSON",
            "malformed",
            json(200, r#"{"choices":[{"message":{"content":"hi"}}]}"#),
        ),
        (
            "an error as JSON",
            "auth",
            json(
                200,
                r#"{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}"#,
            ),
        ),
        (
            "an error as an event",
            "overloaded",
            vec![
                stream_head(),
                bytes(
                    "event: error\ndata: {\"error\":{\"message\":\"Overloaded\",\"code\":503}}\n\n",
                ),
                Act::End,
            ],
        ),
        (
            "invalid UTF-8",
            "malformed",
            vec![stream_head(), bytes(broken), Act::End],
        ),
        (
            "done at once",
            "malformed",
            [vec![stream_head()], done().to_vec()].concat(),
        ),
        (
            "one line without end",
            "malformed",
            vec![stream_head(), bytes("data: "), bytes(long), Act::Hang],
        ),
        (
            "gzip that is none",
            "malformed",
            raw(
                "200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip",
                b"data: {}\n\n",
            ),
        ),
    ]
}

fn rig(a: Script) -> Rig {
    let chains =
        chain("auto", &["a/model-a", "b/model-b"], REST) + &chain("alone", &["a/model-a"], REST);
    Rig::start(
        vec![
            ("a", "custom", a),
            ("b", "custom", healthy("model-b", "sound")),
        ],
        &chains,
    )
}

/// The other target answers; alone it is a failure of this kind, told as an error. One proxy lives
/// through all of it and is left with nothing open. Each case has a model of its own, so that none
/// rests for what another did.
#[track_caller]
fn check(cases: Vec<(&'static str, &'static str, Vec<Act>)>, stream: bool) {
    let chains: Vec<String> = (0..cases.len())
        .map(|at| {
            let bad = format!("a/bad-{at}");
            chain(&format!("both-{at}"), &[&bad, "b/model-b"], REST)
                + &chain(&format!("alone-{at}"), &[&bad], REST)
        })
        .collect();
    let acts: Vec<Vec<Act>> = cases.iter().map(|(_, _, acts)| acts.clone()).collect();
    let a: Script = Box::new(move |received| {
        let body: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
        let at = body["model"]
            .as_str()
            .and_then(|name| name.strip_prefix("bad-"));
        acts[at.unwrap().parse::<usize>().unwrap()].clone()
    });
    let b = healthy("model-b", "sound");
    let chains = chain("auto", &["b/model-b"], REST) + &chains.concat();
    let rig = Rig::start(vec![("a", "custom", a), ("b", "custom", b)], &chains);
    rig.ask("auto", stream);
    let before = rig.proxy.open_sockets();
    for (at, (name, kind, _)) in cases.into_iter().enumerate() {
        let answer = rig.ask(&format!("chain/both-{at}"), stream);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert!(answer.text().contains("sound") && answer.complete, "{name}");
        let call = rig.settled();
        assert_eq!(call["attempts"][0]["failure"], kind, "{name}: {call}");
        let control = rig.ask(&format!("chain/alone-{at}"), stream);
        let told: serde_json::Value = serde_json::from_slice(&control.body).unwrap();
        assert!(control.status >= 400, "{name}: {told}");
        assert!(told["error"]["message"].is_string(), "{name}: {told}");
        assert_eq!(rig.settled()["failure"], kind, "{name}: {told}");
    }
    rig.is_idle(before);
}

#[test]
fn what_is_no_answer_is_passed_by_and_named() {
    check(wholes(), false);
}

#[test]
fn what_is_no_stream_is_passed_by_and_named() {
    check(events(), true);
}

#[test]
fn a_sound_answer_under_a_wrong_type_is_given_under_the_right_one() {
    let whole = r#"{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#;
    let rig = rig(does(vec![head("text/html"), bytes(whole), Act::End]));
    let answer = rig.ask("chain/alone", false);
    assert_eq!((answer.status, answer.text().as_str()), (200, whole));
    assert_eq!(answer.header("content-type"), Some("application/json"));

    let stream = [
        vec![
            head("application/octet-stream"),
            says("first", "model-a", "hi"),
            stops("first", "model-a"),
        ],
        done().to_vec(),
    ];
    let rig = self::rig(does(stream.concat()));
    let answer = rig.ask("chain/alone", true);
    heard(&answer).is_whole("hi");
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/event-stream")
    );
}

#[test]
fn ten_megabytes_in_one_event_pass_as_they_are() {
    let much = "x".repeat(10 << 20);
    let rig = rig(does(begins(
        &[&much],
        [vec![stops("first", "model-a")], done().to_vec()].concat(),
    )));
    heard(&rig.ask("chain/alone", true)).is_whole(&much);
    heard(&rig.ask("auto", true)).is_whole(&much);
}

#[test]
fn a_byte_order_mark_before_a_stream_is_skipped() {
    let mut acts = begins(
        &["hi"],
        [vec![stops("first", "model-a")], done().to_vec()].concat(),
    );
    acts.insert(1, bytes("\u{feff}"));
    let rig = rig(does(acts));
    let answer = rig.ask("chain/alone", true);
    assert!(
        answer.text().contains("hi") && answer.text().contains("[DONE]"),
        "{}",
        answer.text()
    );
}

#[test]
fn a_redirect_is_never_followed() {
    let other = Upstream::start(healthy("model-c", "stolen"));
    let there = format!(
        "307 Temporary Redirect\r\nlocation: http://localhost:{}/v1/chat/completions",
        other.address.port()
    );
    let rig = rig(does(raw(&there, b"")));
    for stream in [false, true] {
        let answer = rig.ask("auto", stream);
        assert!(answer.text().contains("sound"), "{}", answer.text());
        let control = rig.ask("chain/alone", stream);
        assert_eq!(control.status, 502);
        assert!(
            control.text().contains("never follows a redirect"),
            "{}",
            control.text()
        );
    }
    assert!(other.received().is_empty(), "the key went nowhere else");
}

#[test]
fn an_error_event_behind_the_first_words_is_raised() {
    let error = bytes(
        "event: error\ndata: {\"error\":{\"message\":\"the server is on fire\",\"code\":500}}\n\n",
    );
    let rig = rig(does(begins(&["One"], vec![error, Act::End])));
    let got = heard(&rig.ask("chain/alone", true));
    assert_eq!(got.text, "One");
    got.is_error();
    assert!(got.error.unwrap().contains("on fire"));
}
