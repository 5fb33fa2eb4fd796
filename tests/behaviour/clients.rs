//! Clients that send what is no request, that are slow, and that go away: a clear refusal, and
//! nothing left behind.

use crate::rig::{Rig, begins, chain, done, healthy, stops};
use pointsman_tests::client::{Answer, send};
use pointsman_tests::upstream::{Act, PATIENCE};
use std::io::{Read, Write};
use std::net::TcpStream;

fn rig() -> Rig {
    let chains = chain("auto", &["a/model-a"], "retries = 0");
    Rig::start(vec![("a", "custom", healthy("model-a", "sound"))], &chains)
}

fn is_refused(answer: &Answer, status: u16, what: &str) {
    let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let message = told["error"]["message"].as_str().unwrap_or_default();
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    assert!(message.contains(what), "{what}: {}", answer.text());
}

#[test]
fn bodies_that_are_no_request_are_refused_and_ask_nobody() {
    let rig = rig();
    let cases: [(&[u8], &str); 9] = [
        (b"", "not valid JSON"),
        (b"<html></html>", "not valid JSON"),
        (b"[]", "must be a JSON object"),
        (b"{\"model\":\"auto\",\"messages\":[", "not valid JSON"),
        (
            b"{\"model\":\"auto\",\"model\":\"b/x\",\"messages\":[]}",
            "`model` occurs twice",
        ),
        (
            b"{\"model\":\"auto\",\"mod\\u0065l\":\"b/x\",\"messages\":[]}",
            "`model` occurs twice",
        ),
        (
            b"{\"model\":\"auto\",\"messages\":[\"\xff\"]}",
            "not valid JSON",
        ),
        (
            b"\xef\xbb\xbf{\"model\":\"auto\",\"messages\":[]}",
            "not valid JSON",
        ),
        (b"{\"messages\":[]}", "`model` is missing"),
    ];
    for (body, what) in cases {
        is_refused(&rig.proxy.ask(body), 400, what);
    }
    assert_eq!(rig.asked(), [0]);
    assert_eq!(rig.ask("auto", false).status, 200, "and the next is served");
}

#[test]
fn an_escaped_key_is_the_key_it_means() {
    let rig = rig();
    let answer = rig
        .proxy
        .ask(br#"{"mod\u0065l":"auto","messages":[],"str\u0065am":false}"#);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let sent = String::from_utf8(rig.upstreams[0].received()[0].body.clone()).unwrap();
    assert_eq!(
        sent,
        r#"{"mod\u0065l":"model-a","messages":[],"str\u0065am":false}"#
    );
}

#[test]
fn a_head_beyond_measure_is_refused() {
    let rig = rig();
    let bearer = format!("Bearer {}", rig.proxy.key);
    let much = "x".repeat(200_000);
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-much", much.as_str()),
    ];
    let answer = send(
        rig.proxy.address,
        "POST",
        "/v1/chat/completions",
        &headers,
        b"{}",
    )
    .finish();
    assert_eq!(answer.status, 431, "{}", answer.text());
    assert_eq!(rig.ask("auto", false).status, 200);
}

fn connect(rig: &Rig, text: &str) -> TcpStream {
    let mut socket = TcpStream::connect(rig.proxy.address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.write_all(text.as_bytes()).unwrap();
    socket
}

#[test]
fn clients_that_never_finish_their_request_hold_nobody_up() {
    let rig = rig();
    rig.ask("auto", false);
    let before = rig.proxy.open_sockets();
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {}\r\n",
        rig.proxy.address
    );
    let authorized = format!(
        "{head}authorization: Bearer {}\r\ncontent-length: 100\r\n\r\n{{\"model\"",
        rig.proxy.key
    );
    let slow: Vec<TcpStream> = (0..200)
        .map(|at| connect(&rig, if at % 2 == 0 { &head } else { &authorized }))
        .collect();
    assert_eq!(
        rig.ask("auto", false).status,
        200,
        "while two hundred dawdle"
    );
    drop(slow);
    rig.is_idle(before);
}

#[test]
fn a_client_that_reads_a_byte_at_a_time_gets_all_of_it() {
    let pieces: Vec<String> = (0..200)
        .map(|at| format!("{at} {}", "x".repeat(1000)))
        .collect();
    let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let acts = begins(
        &pieces,
        [vec![stops("first", "model-a")], done().to_vec()].concat(),
    );
    let sent: usize = acts
        .iter()
        .map(|act| match act {
            Act::Chunk(bytes) => bytes.len(),
            _ => 0,
        })
        .sum();
    let chains = chain("auto", &["a/model-a"], "retries = 0");
    let rig = Rig::start(vec![("a", "custom", crate::rig::does(acts))], &chains);
    let before = rig.proxy.open_sockets();
    let body = r#"{"model":"auto","stream":true,"messages":[]}"#;
    let mut socket = connect(
        &rig,
        &format!(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            rig.proxy.address,
            rig.proxy.key,
            body.len()
        ),
    );
    let mut all = Vec::new();
    let mut one = [0];
    while socket.read(&mut one).unwrap() == 1 {
        all.push(one[0]);
    }
    let text = String::from_utf8(all).unwrap();
    assert!(text.len() > sent && text.contains("[DONE]"), "{sent}");
    assert_eq!(rig.settled()["state"], "answered");
    rig.is_idle(before);
}

#[test]
fn clients_that_go_away_leave_nothing_open() {
    let chains = chain("auto", &["a/model-a"], "retries = 0");
    let hangs = crate::rig::does(begins(&["One"], vec![Act::Hang]));
    let rig = Rig::start(vec![("a", "custom", hangs)], &chains);
    let before = rig.proxy.open_sockets();
    let open: Vec<_> = (0..40)
        .map(|_| {
            let mut exchange = rig
                .proxy
                .converse(br#"{"model":"auto","stream":true,"messages":[]}"#);
            assert!(exchange.piece().is_some());
            exchange
        })
        .collect();
    assert!(rig.in_flight() >= 40);
    drop(open);
    rig.is_idle(before);
}
