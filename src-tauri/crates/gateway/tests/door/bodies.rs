//! Request bodies and heads: their size, their time, their encoding.

use super::support::{WITH_KEY, limits, serve, serve_with, soon, whole};
use flate2::Compression;
use flate2::read::{GzEncoder, ZlibEncoder};
use std::io::Read;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(body, Compression::best())
        .read_to_end(&mut packed)
        .unwrap();
    packed
}

#[tokio::test]
async fn hands_bodies_on_whole_however_they_arrive() {
    let mut running = serve(|_| whole("{}"));
    let body: Vec<u8> = (0..60_000u32).map(|i| i as u8).collect();

    let mut client = running.client().await;
    client.post(WITH_KEY, &body).await;
    assert_eq!(client.reply().await.status, 200);
    assert_eq!(running.seen.recv().await.unwrap().body, body);

    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}\nTransfer-Encoding: chunked"
    );
    client.send(&head, b"").await;
    for piece in body.chunks(777) {
        let size = format!("{:x}\r\n", piece.len());
        client.stream.write_all(size.as_bytes()).await.unwrap();
        client.stream.write_all(piece).await.unwrap();
        client.stream.write_all(b"\r\n").await.unwrap();
    }
    client.stream.write_all(b"0\r\n\r\n").await.unwrap();
    assert_eq!(client.reply().await.status, 200);
    assert_eq!(running.seen.recv().await.unwrap().body, body);

    client.post(WITH_KEY, b"").await;
    assert_eq!(client.reply().await.status, 200);
    assert!(running.seen.recv().await.unwrap().body.is_empty());
}

#[tokio::test]
async fn refuses_a_body_that_says_it_is_too_large_before_it_comes() {
    let mut running = serve(|_| whole("{}"));
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}\n\
         Content-Length: 999999999999"
    );
    let reply = running.ask(&head, b"").await;
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("max_body_mib"), "{}", reply.text());
    assert!(running.seen.try_recv().is_err());
}

#[tokio::test]
async fn refuses_a_body_that_turns_out_too_large() {
    let running = serve(|_| whole("{}"));
    let mut client = running.client().await;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}\nTransfer-Encoding: chunked"
    );
    let size = limits().body + 1;
    let mut body = format!("{size:x}\r\n").into_bytes();
    body.resize(body.len() + size, b' ');
    client.send(&head, &body).await;
    assert_eq!(client.reply().await.status, 413);
    client.closed().await;
}

#[tokio::test]
async fn a_client_that_writes_to_the_end_first_still_reads_its_refusal() {
    let running = serve(|_| whole("{}"));
    let body = vec![b' '; 8 * 1024 * 1024];
    for (key, status) in [(WITH_KEY, 413), ("", 401)] {
        let mut client = running.client().await;
        soon(client.post(key, &body)).await;
        let reply = client.reply().await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("connection"), Some("close"));
    }
}

#[tokio::test]
async fn decodes_compressed_bodies() {
    let mut running = serve(|_| whole("{}"));
    let body = br#"{"model":"auto"}"#;
    let mut zlib = Vec::new();
    ZlibEncoder::new(body.as_slice(), Compression::default())
        .read_to_end(&mut zlib)
        .unwrap();
    for (encoding, packed) in [("gzip", gzip(body)), ("deflate", zlib)] {
        let mut client = running.client().await;
        let headers = format!("{WITH_KEY}\nContent-Encoding: {encoding}");
        client.post(&headers, &packed).await;
        assert_eq!(client.reply().await.status, 200);
        let seen = running.seen.recv().await.unwrap();
        assert_eq!(seen.body, body.as_slice());
        assert!(!seen.headers.contains_key("content-encoding"));
        assert!(!seen.headers.contains_key("content-length"));
    }
}

#[tokio::test]
async fn stops_a_bomb_at_the_limit() {
    let mut running = serve(|_| whole("{}"));
    let bomb = gzip(&vec![b' '; 32 * 1024 * 1024]);
    assert!(bomb.len() < limits().body);
    let mut client = running.client().await;
    let headers = format!("{WITH_KEY}\nContent-Encoding: gzip");
    client.post(&headers, &bomb).await;
    assert_eq!(client.reply().await.status, 413);
    assert!(running.seen.try_recv().is_err());
    client.post(WITH_KEY, b"{}").await;
    assert_eq!(client.reply().await.status, 200);
}

#[tokio::test]
async fn refuses_encodings_that_it_does_not_decode() {
    let running = serve(|_| whole("{}"));
    for (encoding, body, status) in [
        ("br", b"x".as_slice(), 415),
        ("gzip, gzip", b"x", 415),
        ("gzip", b"{}", 400),
    ] {
        let mut client = running.client().await;
        let headers = format!("{WITH_KEY}\nContent-Encoding: {encoding}");
        client.post(&headers, body).await;
        assert_eq!(client.reply().await.status, status, "{encoding}");
    }
}

#[tokio::test]
async fn gives_up_on_a_body_that_stops() {
    let mut running = serve_with(
        |_| whole("{}"),
        |parts| parts.limits.body_idle = Duration::from_millis(50),
    );
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}\nContent-Length: 100"
    );
    let reply = running.ask(&head, b"{").await;
    assert_eq!(reply.status, 408);
    assert!(running.seen.try_recv().is_err());
}

#[tokio::test]
async fn gives_up_on_a_head_that_does_not_end() {
    let running = serve_with(
        |_| whole("{}"),
        |parts| parts.limits.head_within = Duration::from_millis(50),
    );
    let mut client = running.client().await;
    let start = b"GET /health HTTP/1.1\r\nHost: lo";
    client.stream.write_all(start).await.unwrap();
    client.closed().await;
}

#[tokio::test]
async fn refuses_a_head_that_is_too_large() {
    let running = serve(|_| whole("{}"));
    let long = "x".repeat(limits().head);
    let head = format!("GET /health HTTP/1.1\nHost: localhost\nX-Long: {long}");
    assert_eq!(running.ask(&head, b"").await.status, 431);
}
