//! What is sent, and what arrives.

use crate::stand::{Stand, account, ask, attempt, failed, keychain, read, sender, within};
use futures_util::StreamExt;
use http::HeaderValue;
use pointsman_engine::ports::Upstream;
use pointsman_wire::FailureKind;
use tokio::io::AsyncWriteExt;

#[tokio::test]
async fn sends_the_body_as_it_is_with_the_headers_that_may_travel() {
    let stand = Stand::open().await;
    let body = r#"{ "model":"m",  "é":[1,2 ] }"#;
    let mut outgoing = attempt(account("openai", keychain(), &stand.url), "m", body);
    let headers = &mut outgoing.headers;
    headers.insert("x-stainless-lang", HeaderValue::from_static("python"));
    headers.insert("user-agent", HeaderValue::from_static("OpenAI/Python"));
    headers.insert("host", HeaderValue::from_static("127.0.0.1:4100"));
    headers.insert("accept-encoding", HeaderValue::from_static("gzip"));
    let answer = tokio::spawn(sender().send(outgoing));
    let mut visit = stand.visit().await;
    visit.answer("200 OK", "x-request-id: r1\r\n", "{}").await;
    assert!(visit.head.starts_with("POST /v1/chat/completions HTTP/1.1"));
    assert_eq!(visit.body, body.as_bytes());
    assert_eq!(visit.header("content-type"), Some("application/json"));
    assert_eq!(visit.header("accept-encoding"), Some("identity"));
    assert_eq!(visit.header("x-stainless-lang"), Some("python"));
    assert_eq!(visit.header("user-agent"), Some("OpenAI/Python"));
    assert_eq!(visit.header("host"), stand.url.strip_prefix("http://"));
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["x-request-id"], "r1");
}

#[tokio::test]
async fn hands_the_body_on_byte_for_byte_however_it_is_cut() {
    let stand = Stand::open().await;
    let frame = "data: {\"choices\":[{\"delta\":{\"content\":\"Zürich – ✓\"}}]}\n\n: note\r\n\r\n";
    let whole = frame.repeat(40).into_bytes();
    let sender = sender();
    for seed in 1..=8_usize {
        let answer = ask(&sender, &stand.url);
        let answer = tokio::spawn(answer);
        let mut visit = stand.visit().await;
        visit
            .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n")
            .await;
        let body = tokio::spawn(async { read(answer.await.unwrap().unwrap().body).await });
        let mut rest = whole.as_slice();
        let mut step = seed;
        while !rest.is_empty() {
            step = (step * 31 + 7) % 97;
            let (now, later) = rest.split_at(rest.len().min(step + 1));
            visit.say(format!("{:x}\r\n", now.len())).await;
            visit.say(now).await;
            visit.say("\r\n").await;
            rest = later;
        }
        visit.say("0\r\n\r\n").await;
        let (bytes, failure) = within(body).await.unwrap();
        assert_eq!(failure, None);
        assert_eq!(bytes, whole);
    }
}

#[tokio::test]
async fn hands_on_each_chunk_before_the_next_is_sent() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    let mut visit = stand.visit().await;
    visit
        .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        .await;
    let mut body = answer.await.unwrap().unwrap().body;
    for word in ["one", "two", "six"] {
        visit.say(format!("3\r\n{word}\r\n")).await;
        let chunk = within(body.next()).await.unwrap().unwrap();
        assert_eq!(chunk, word.as_bytes());
    }
}

#[tokio::test]
async fn uses_a_connection_again_when_an_answer_was_read_to_its_end() {
    let stand = Stand::open().await;
    let sender = sender();
    let first = tokio::spawn(ask(&sender, &stand.url));
    let mut visit = stand.visit().await;
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(read(first.await.unwrap().unwrap().body).await.0, b"{}");
    let second = tokio::spawn(ask(&sender, &stand.url));
    visit.read().await;
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(second.await.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn makes_a_new_connection_when_the_idle_one_was_closed() {
    let stand = Stand::open().await;
    let sender = sender();
    for _ in 0..2 {
        let answer = tokio::spawn(ask(&sender, &stand.url));
        let mut visit = stand.visit().await;
        visit.answer("200 OK", "", "{}").await;
        assert_eq!(read(answer.await.unwrap().unwrap().body).await.0, b"{}");
        visit.stream.shutdown().await.unwrap();
        // The client has noticed when it closes too.
        visit.gone().await;
    }
}

#[tokio::test]
async fn dropping_the_body_closes_the_connection() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    let mut visit = stand.visit().await;
    visit
        .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n")
        .await;
    let mut body = answer.await.unwrap().unwrap().body;
    within(body.next()).await.unwrap().unwrap();
    drop(body);
    visit.gone().await;
}

#[tokio::test]
async fn dropping_the_future_closes_the_connection() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    let visit = stand.visit().await;
    answer.abort();
    visit.gone().await;
}

#[tokio::test]
async fn follows_no_redirect_and_names_the_host_it_points_to() {
    for (status, location, named) in [
        (
            "301 Moved",
            "https://evil.example/v1?k=secret",
            "`evil.example`",
        ),
        ("308 Moved", "/v2/chat", "another address on the same host"),
        ("302 Found", "", "another address on the same host"),
    ] {
        let stand = Stand::open().await;
        let answer = tokio::spawn(ask(&sender(), &stand.url));
        let mut visit = stand.visit().await;
        let headers = format!("location: {location}\r\n");
        visit.answer(status, &headers, "").await;
        let failure = failed(answer.await.unwrap());
        assert_eq!(failure.kind, FailureKind::Malformed);
        assert_eq!(failure.status, status[..3].parse().ok());
        assert!(failure.message.contains(named), "{}", failure.message);
        assert!(!failure.message.contains("secret"), "{}", failure.message);
        drop(visit);
        assert!(!stand.somebody_knocks());
    }
}

#[tokio::test]
async fn refuses_an_encoding_that_it_did_not_ask_for() {
    let stand = Stand::open().await;
    let sender = sender();
    let answer = tokio::spawn(ask(&sender, &stand.url));
    let mut visit = stand.visit().await;
    let headers = "content-encoding: gzip\r\nconnection: close\r\n";
    visit.answer("200 OK", headers, "xx").await;
    let failure = failed(answer.await.unwrap());
    assert_eq!(failure.kind, FailureKind::Malformed);
    assert!(failure.message.contains("`gzip`"), "{}", failure.message);

    let answer = tokio::spawn(ask(&sender, &stand.url));
    let mut visit = stand.visit().await;
    let headers = "content-encoding: gzip\r\nretry-after: 7\r\n";
    visit.answer("429 Too Many", headers, "xx").await;
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(
        (answer.status, &answer.headers["retry-after"]),
        (429, &HeaderValue::from_static("7"))
    );
    assert_eq!(read(answer.body).await, (Vec::new(), None));
}
