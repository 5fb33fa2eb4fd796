//! Chains over real sockets: each failure with a fallback that answers, and without one.

use pointsman_tests::client::Answer;
use pointsman_tests::proxy::{Proxy, accounts, calls, chain};
use pointsman_tests::upstream::{Act, Gate, Received, Upstream, json, stream_head};
use std::path::Path;
use tempfile::TempDir;

const WHOLE: &str = r#"{"id":"b","object":"chat.completion","model":"b","choices":[{"index":0,"message":{"role":"assistant","content":"from b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"#;
const DEADLINES: &str =
    r#"deadline = { connect = "2s", first_token = "400ms", idle = "400ms", total = "20s" }"#;

fn frame(text: &str) -> Vec<u8> {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n").into_bytes()
}

fn finish() -> Vec<u8> {
    b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_vec()
}

fn healthy(received: &Received) -> Vec<Act> {
    if is_streamed(received) {
        vec![
            stream_head(),
            Act::Chunk(frame("from b")),
            Act::Chunk(finish()),
            Act::End,
        ]
    } else {
        json(200, WHOLE)
    }
}

fn is_streamed(received: &Received) -> bool {
    received
        .body
        .windows(13)
        .any(|window| window == b"\"stream\":true")
}

fn failing(status: u16) -> Vec<Act> {
    json(
        status,
        format!(r#"{{"error":{{"message":"sick {status}","type":"server_error","code":null}}}}"#),
    )
}

/// Two providers; the first does as told, the second is healthy.
struct Rig {
    folder: TempDir,
    proxy: Proxy,
    a: Upstream,
    b: Upstream,
}

fn rig(script: impl Fn(&Received) -> Vec<Act> + Send + Sync + 'static) -> Rig {
    rig_with(script, &format!("retries = 0\n{DEADLINES}"))
}

fn rig_with(script: impl Fn(&Received) -> Vec<Act> + Send + Sync + 'static, rest: &str) -> Rig {
    let (a, b) = (Upstream::start(script), Upstream::start(healthy));
    let folder = tempfile::tempdir().unwrap();
    let named = accounts(&[("a", &a), ("b", &b)]);
    let routes = format!(
        "{}\n[chain.alone]\nsteps = [{{ targets = [\"a/model-a\"] }}]\n{rest}\n",
        chain(&["a/model-a", "b/model-b"], rest)
    );
    let proxy = Proxy::start(
        folder.path(),
        &[("accounts.toml", &named), ("routes.toml", &routes)],
    );
    Rig {
        folder,
        proxy,
        a,
        b,
    }
}

fn ask(proxy: &Proxy, model: &str, stream: bool) -> Answer {
    let stream = if stream { ",\"stream\":true" } else { "" };
    proxy.ask(format!("{{\"model\":\"{model}\",\"messages\":[]{stream}}}").as_bytes())
}

fn newest(folder: &Path) -> serde_json::Value {
    calls(folder, 1).remove(0)
}

/// The failing first target costs nothing but a moment: the second answers, the client is told, the
/// ledger has both attempts. The control chain has no second target and must fail.
fn check(
    streamed: bool,
    kind: &str,
    script: impl Fn(&Received) -> Vec<Act> + Send + Sync + 'static,
) {
    let rig = rig(script);
    let answer = ask(&rig.proxy, "auto", streamed);
    assert_eq!(answer.status, 200, "{kind}: {}", answer.text());
    assert!(
        answer.text().contains("from b") && answer.complete,
        "{kind}: {}",
        answer.text()
    );
    assert_eq!(
        answer.header("x-pointsman-target"),
        Some("b/model-b"),
        "{kind}"
    );
    assert_eq!(answer.header("x-pointsman-attempts"), Some("2"), "{kind}");
    assert!(
        answer
            .header("x-pointsman-moved")
            .unwrap_or_default()
            .contains(kind),
        "{kind}: {:?}",
        answer.headers
    );
    let call = newest(rig.folder.path());
    assert_eq!(call["state"], "answered", "{kind}");
    assert_eq!(call["attempts"][0]["failure"], kind, "{call}");
    assert_eq!(
        (rig.a.received().len(), rig.b.received().len()),
        (1, 1),
        "{kind}"
    );
    let control = ask(&rig.proxy, "chain/alone", streamed);
    let told = control.text();
    assert!(
        control.status >= 400 && told.contains("error"),
        "{kind}, control: {} {told}",
        control.status
    );
    assert_eq!(
        control.header("x-pointsman-attempts"),
        Some("1"),
        "{kind}, control"
    );
    let asks_to_wait = control.header("retry-after").is_some();
    assert!(
        asks_to_wait || control.header("x-should-retry") == Some("false"),
        "{kind}: {:?}",
        control.headers
    );
    assert_eq!(
        newest(rig.folder.path())["state"],
        "failed",
        "{kind}, control"
    );
}

#[test]
fn a_rate_limited_target_is_passed_by() {
    check(false, "rate_limited", |_| {
        json(
            429,
            r#"{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}"#,
        )
    });
}

#[test]
fn a_broken_target_is_passed_by() {
    check(false, "overloaded", |_| failing(500));
    check(true, "overloaded", |_| failing(503));
}

#[test]
fn a_refused_key_is_passed_by() {
    check(false, "auth", |_| {
        json(
            401,
            r#"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#,
        )
    });
}

#[test]
fn a_connection_that_breaks_before_an_answer_is_passed_by() {
    check(false, "connect", |_| vec![Act::Cut]);
    check(true, "connect", |_| vec![Act::Cut]);
}

#[test]
fn a_body_that_ends_early_is_no_answer() {
    check(false, "cut", |_| {
        vec![Act::Raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"choices\":[".to_vec()), Act::Cut]
    });
}

#[test]
fn a_stream_cut_before_its_first_content_is_passed_by() {
    check(true, "cut", |_| {
        vec![
            stream_head(),
            Act::Chunk(b": hold the line\n\n".to_vec()),
            Act::End,
        ]
    });
}

#[test]
fn a_silent_target_is_passed_by_when_its_time_is_up() {
    check(true, "timeout_first_token", |_| vec![Act::Hang]);
    check(true, "timeout_first_token", |_| {
        vec![stream_head(), Act::Hang]
    });
}

#[test]
fn what_is_not_the_dialect_is_passed_by() {
    check(false, "malformed", |_| {
        json(200, "<html>Bad gateway</html>")
    });
    check(true, "malformed", |_| {
        vec![
            stream_head(),
            Act::Chunk(b"data: {\"choices\":[{\n\n".to_vec()),
            Act::End,
        ]
    });
}

#[test]
fn an_error_inside_a_200_is_an_error() {
    check(false, "overloaded", |_| {
        json(
            200,
            r#"{"error":{"message":"Provider returned error","code":502}}"#,
        )
    });
}

#[test]
fn a_bad_request_is_bad_everywhere_and_goes_nowhere_else() {
    let rig = rig(|_| {
        json(
            400,
            r#"{"error":{"message":"temperature must be at most 2","type":"invalid_request_error","param":"temperature","code":null}}"#,
        )
    });
    let answer = ask(&rig.proxy, "auto", false);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("temperature must be at most 2"));
    assert_eq!((rig.a.received().len(), rig.b.received().len()), (1, 0));
}

#[test]
fn after_the_first_content_a_cut_is_an_error_inside_the_stream() {
    let rig = rig(|_| vec![stream_head(), Act::Chunk(frame("half")), Act::Cut]);
    let answer = ask(&rig.proxy, "chain/alone", true);
    let text = answer.text();
    assert_eq!(answer.status, 200);
    assert!(
        text.starts_with(std::str::from_utf8(&frame("half")).unwrap()),
        "{text}"
    );
    let last = text.trim_end().rsplit("\n\n").next().unwrap();
    let told: serde_json::Value =
        serde_json::from_str(last.strip_prefix("data: ").unwrap()).unwrap();
    assert!(
        told["error"]["message"]
            .as_str()
            .is_some_and(|it| !it.is_empty()),
        "{text}"
    );
    assert!(!text.contains("[DONE]") && answer.complete, "{text}");
    let call = newest(rig.folder.path());
    assert_eq!(
        (&call["state"], &call["failure"]),
        (&"failed".into(), &"cut".into())
    );
}

#[test]
fn a_stall_after_the_first_content_is_an_error_inside_the_stream() {
    let rig = rig(|_| vec![stream_head(), Act::Chunk(frame("half")), Act::Hang]);
    let answer = ask(&rig.proxy, "chain/alone", true);
    assert!(answer.text().contains("\"error\""), "{}", answer.text());
    assert_eq!(newest(rig.folder.path())["failure"], "timeout_idle");
    rig.a.wait_for_hang_up();
}

#[test]
fn the_first_piece_arrives_while_the_rest_is_still_to_come() {
    let gate = Gate::default();
    let held = gate.clone();
    let rig = rig_with(
        move |_| {
            vec![
                stream_head(),
                Act::Chunk(frame("one")),
                Act::Gate(held.clone()),
                Act::Chunk(finish()),
                Act::End,
            ]
        },
        "retries = 0",
    );
    let mut exchange = rig
        .proxy
        .converse(br#"{"model":"auto","stream":true,"messages":[]}"#);
    assert_eq!(
        exchange.piece(),
        Some(frame("one")),
        "not held back until the end"
    );
    gate.open();
    assert!(exchange.finish().text().ends_with("data: [DONE]\n\n"));
}

#[test]
fn a_client_that_goes_away_cancels_the_provider_and_is_on_record() {
    let rig = rig(|_| vec![stream_head(), Act::Chunk(frame("one")), Act::Hang]);
    let mut exchange = rig
        .proxy
        .converse(br#"{"model":"auto","stream":true,"messages":[]}"#);
    assert_eq!(exchange.piece(), Some(frame("one")));
    drop(exchange);
    rig.a.wait_for_hang_up();
    let call = settled(rig.folder.path());
    assert_eq!(
        (&call["state"], &call["attempts"][0]["usage_source"]),
        (&"cancelled".into(), &"estimated".into())
    );
}

/// The newest call once it is over: the ledger hears of a cancelled one a moment later.
fn settled(folder: &Path) -> serde_json::Value {
    let since = std::time::Instant::now();
    loop {
        let call = newest(folder);
        if call["state"] != "streaming" && call["state"] != "waiting" {
            return call;
        }
        assert!(
            since.elapsed() < pointsman_tests::upstream::PATIENCE,
            "{call}"
        );
    }
}

#[test]
fn retries_are_one_budget_for_the_whole_call() {
    let rig = rig_with(|_| failing(503), "retries = 2");
    let answer = ask(&rig.proxy, "chain/alone", false);
    assert!(answer.status >= 500);
    assert_eq!(rig.a.received().len(), 3, "one attempt and two retries");
    assert_eq!(answer.header("x-pointsman-attempts"), Some("3"));
}

#[test]
fn a_long_retry_after_is_handed_to_the_client() {
    let rig = rig_with(
        |_| {
            let headers = vec![
                ("content-type".into(), "application/json".into()),
                ("retry-after".into(), "120".into()),
            ];
            vec![
                Act::Head(429, headers),
                Act::Chunk(br#"{"error":{"message":"slow down"}}"#.to_vec()),
                Act::End,
            ]
        },
        "retries = 2",
    );
    let answer = ask(&rig.proxy, "chain/alone", false);
    assert_eq!((answer.status, rig.a.received().len()), (429, 1));
    assert_eq!(answer.header("retry-after"), Some("120"));
}

#[test]
fn an_edited_policy_holds_for_the_next_call_and_a_broken_one_does_not() {
    let rig = rig(healthy);
    assert_eq!(
        ask(&rig.proxy, "auto", false).header("x-pointsman-target"),
        Some("a/model-a")
    );
    let routes = rig.folder.path().join("routes.toml");
    std::fs::write(&routes, chain(&["b/model-b"], "")).unwrap();
    wait_for_target(&rig.proxy, "b/model-b");
    std::fs::write(&routes, "version = 1\ndefault = \"nowhere\"\n[chain.auto\n").unwrap();
    assert_eq!(
        ask(&rig.proxy, "auto", false).header("x-pointsman-target"),
        Some("b/model-b")
    );
    std::fs::write(&routes, chain(&["a/model-a"], "")).unwrap();
    wait_for_target(&rig.proxy, "a/model-a");
}

fn wait_for_target(proxy: &Proxy, target: &str) {
    let since = std::time::Instant::now();
    while ask(proxy, "auto", false).header("x-pointsman-target") != Some(target) {
        assert!(
            since.elapsed() < pointsman_tests::upstream::PATIENCE,
            "the policy never changed to {target}"
        );
    }
}

#[test]
fn keys_and_cookies_of_the_client_never_travel() {
    let rig = rig(healthy);
    let bearer = format!("Bearer {}", rig.proxy.key);
    let headers = [
        ("authorization", bearer.as_str()),
        ("cookie", "session=1"),
        ("forwarded", "for=10.0.0.1"),
        ("x-pointsman-key", rig.proxy.key.as_str()),
        ("openai-organization", "org-1"),
        ("x-stainless-lang", "rust"),
    ];
    let body = br#"{"model":"auto","messages":[]}"#;
    let answer = pointsman_tests::client::send(
        rig.proxy.address,
        "POST",
        "/v1/chat/completions",
        &headers,
        body,
    )
    .finish();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let received = &rig.a.received()[0];
    assert!(
        received
            .headers
            .iter()
            .all(|(_, value)| !value.contains(&rig.proxy.key)),
        "{received:?}"
    );
    assert_eq!(
        (received.header("cookie"), received.header("forwarded")),
        (None, None)
    );
    assert_eq!(received.header("openai-organization"), Some("org-1"));
    assert_eq!(received.header("x-stainless-lang"), Some("rust"));
    let bearer = format!("Bearer {}", pointsman_tests::proxy::UPSTREAM_KEY);
    assert_eq!(received.header("authorization"), Some(bearer.as_str()));
}
