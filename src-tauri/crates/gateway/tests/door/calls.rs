//! Answers: their head, their length, the order and the pace of their pieces.

use super::support::{WITH_KEY, by_hand, head, serve, soon, whole};
use bytes::Bytes;
use futures_util::StreamExt;
use pointsman_engine::Out;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

fn body(text: &'static str) -> Out {
    Out::Body(Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn a_whole_answer_leaves_with_its_length() {
    let running = serve(|_| whole(r#"{"ok":true}"#));
    let mut client = running.client().await;
    for _ in 0..2 {
        client.post(WITH_KEY, b"{}").await;
        let reply = client.reply().await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-length"), Some("11"));
        assert_eq!(reply.header("x-pointsman-chain"), Some("auto"));
        assert_eq!(reply.text(), r#"{"ok":true}"#);
    }
}

#[tokio::test]
async fn pieces_leave_one_by_one_as_they_come() {
    let (pieces, script) = by_hand();
    let script = Mutex::new(Some(script));
    let mut running = serve(move |_| script.lock().unwrap().take().unwrap());
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();

    pieces.send(head(200, "text/event-stream")).unwrap();
    let reply = client.head().await.unwrap();
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    for piece in ["data: 1\n\n", "d", "ata: 2\n\n", ": still here\n\n"] {
        pieces.send(body(piece)).unwrap();
        // Nothing further is sent before this piece is here: whoever held it back would hang.
        assert_eq!(client.chunk().await.unwrap(), piece.as_bytes());
    }
    drop(pieces);
    assert_eq!(client.chunk().await, None);
    running.drop_of_a_call().await;
}

#[tokio::test]
async fn a_head_waits_for_no_body() {
    let (pieces, script) = by_hand();
    let script = Mutex::new(Some(script));
    let running = serve(move |_| script.lock().unwrap().take().unwrap());
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    pieces.send(head(200, "application/json")).unwrap();
    assert_eq!(client.head().await.unwrap().status, 200);
    pieces.send(body("{}")).unwrap();
    assert_eq!(client.chunk().await.unwrap(), b"{}");
    drop(pieces);
    assert_eq!(client.chunk().await, None);
}

#[tokio::test]
async fn many_pieces_of_an_answer_that_is_no_stream_arrive_in_order() {
    let running = serve(|_| {
        let pieces = (0..100).map(|i| Out::Body(Bytes::from(format!("{i} "))));
        let all = std::iter::once(head(200, "application/json")).chain(pieces);
        Box::pin(futures_util::stream::iter(all.collect::<Vec<_>>()))
    });
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    let expected: String = (0..100).map(|i| format!("{i} ")).collect();
    assert_eq!(client.reply().await.text(), expected);
}

#[tokio::test]
async fn framing_headers_of_an_answer_do_not_reach_the_client() {
    let running = serve(|_| {
        let mut out = head(200, "application/json");
        if let Out::Head(head) = &mut out {
            head.headers.insert("content-length", 1.into());
            let chunked = http::HeaderValue::from_static("chunked");
            head.headers.insert("transfer-encoding", chunked);
        }
        Box::pin(futures_util::stream::iter([out, body("whole")]))
    });
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    let reply = client.reply().await;
    assert_eq!(reply.header("transfer-encoding"), None);
    assert_eq!(reply.text(), "whole");
}

#[tokio::test]
async fn an_answer_without_a_head_is_a_fault_of_ours() {
    let running = serve(|_| Box::pin(futures_util::stream::empty()));
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    let reply = client.reply().await;
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains("Pointsman has a fault"));
}

#[tokio::test]
async fn a_panic_in_one_call_ends_that_connection_only() {
    let running = serve(|arrived| {
        assert!(arrived.body != "panic", "as the test asked");
        whole("{}")
    });
    let mut other = running.client().await;
    other.post(WITH_KEY, b"{}").await;
    assert_eq!(other.reply().await.status, 200);

    let mut client = running.client().await;
    client.post(WITH_KEY, b"panic").await;
    assert!(client.try_reply().await.is_none());

    other.post(WITH_KEY, b"{}").await;
    assert_eq!(other.reply().await.status, 200);
}

#[tokio::test]
async fn a_slow_reader_holds_the_answer_back() {
    const PIECE: usize = 64 * 1024;
    const PIECES: usize = 1024;
    // What hyper and the two sockets may hold between the answer and the reader.
    const BETWEEN: usize = 16 * 1024 * 1024;
    let running = serve(|_| {
        let piece = Bytes::from(vec![b'x'; PIECE]);
        let pieces = futures_util::stream::repeat_with(move || Out::Body(piece.clone()));
        let first = futures_util::stream::iter([head(200, "text/event-stream")]);
        Box::pin(first.chain(pieces.take(PIECES)))
    });
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    client.head().await.unwrap();
    // Others are served while this one reads nothing, so the server had its turns.
    for _ in 0..50 {
        let health = "GET /health HTTP/1.1\nHost: localhost";
        assert_eq!(running.ask(health, b"").await.status, 200);
    }
    let mut read = 0;
    while let Some(chunk) = client.chunk().await {
        let pulled = running.fake.pulled.load(Ordering::SeqCst);
        assert!(pulled <= read + BETWEEN, "{pulled} pulled, {read} read");
        read += chunk.len();
    }
    assert_eq!(read, PIECE * PIECES);
}
