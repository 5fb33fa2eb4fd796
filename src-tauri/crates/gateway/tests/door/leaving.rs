//! Clients that go away: their call is dropped, whatever it was waiting for.

use super::support::{WITH_KEY, by_hand, head, serve, serve_with, soon, whole};
use bytes::Bytes;
use futures_util::StreamExt;
use pointsman_engine::Out;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

#[tokio::test]
async fn a_client_that_leaves_before_the_head_ends_its_call() {
    let mut running = serve(|_| Box::pin(futures_util::stream::pending()));
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();
    drop(client);
    running.drop_of_a_call().await;
}

#[tokio::test]
async fn a_client_that_resets_before_the_head_ends_its_call() {
    let mut running = serve(|_| Box::pin(futures_util::stream::pending()));
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();
    let socket = socket2::Socket::from(client.stream.into_std().unwrap());
    socket.set_linger(Some(Duration::ZERO)).unwrap();
    drop(socket);
    running.drop_of_a_call().await;
}

#[tokio::test]
async fn a_client_that_closes_its_half_counts_as_gone() {
    let mut running = serve(|_| Box::pin(futures_util::stream::pending()));
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();
    client.stream.shutdown().await.unwrap();
    running.drop_of_a_call().await;
    client.closed().await;
}

#[tokio::test]
async fn a_client_that_leaves_a_silent_stream_ends_its_call() {
    let mut running = serve(|_| {
        let first = [
            head(200, "text/event-stream"),
            Out::Body(Bytes::from_static(b"data: 1\n\n")),
        ];
        Box::pin(futures_util::stream::iter(first).chain(futures_util::stream::pending()))
    });
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    client.head().await.unwrap();
    assert!(client.chunk().await.is_some());
    drop(client);
    running.drop_of_a_call().await;
}

#[tokio::test]
async fn a_client_that_leaves_while_it_sends_makes_no_call() {
    let mut running = serve(|_| whole("{}"));
    let mut client = running.client().await;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}\nContent-Length: 100"
    );
    client.send(&head, b"{").await;
    client.stream.shutdown().await.unwrap();
    client.closed().await;
    assert!(running.seen.try_recv().is_err());
}

#[tokio::test]
async fn a_client_that_takes_nothing_for_too_long_is_cut() {
    let mut running = serve_with(
        |_| {
            let piece = Bytes::from(vec![b'x'; 64 * 1024]);
            let pieces = futures_util::stream::repeat_with(move || Out::Body(piece.clone()));
            let first = futures_util::stream::iter([head(200, "text/event-stream")]);
            Box::pin(first.chain(pieces))
        },
        |parts| parts.limits.stall = Duration::from_millis(50),
    );
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    running.drop_of_a_call().await;
}

#[tokio::test]
async fn one_client_that_leaves_does_not_touch_another() {
    let (pieces, script) = by_hand();
    let script = std::sync::Mutex::new(Some(script));
    let mut running = serve(move |arrived| match arrived.body.as_ref() {
        b"stays" => script.lock().unwrap().take().unwrap(),
        _ => Box::pin(futures_util::stream::pending()),
    });
    let mut stays = running.client().await;
    stays.post(WITH_KEY, b"stays").await;
    let mut leaves = running.client().await;
    leaves.post(WITH_KEY, b"leaves").await;
    for _ in 0..2 {
        soon(running.seen.recv()).await.unwrap();
    }
    drop(leaves);
    running.drop_of_a_call().await;
    pieces.send(head(200, "text/event-stream")).unwrap();
    assert_eq!(stays.head().await.unwrap().status, 200);
}
