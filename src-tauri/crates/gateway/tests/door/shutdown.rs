//! Shutting down.

use super::support::{WITH_KEY, by_hand, head, serve, serve_with, soon};
use bytes::Bytes;
use pointsman_engine::Out;
use pointsman_gateway::Ended;
use std::sync::Mutex;
use std::time::Duration;
use tokio::net::TcpStream;

const HEALTH: &str = "GET /health HTTP/1.1\nHost: localhost";

#[tokio::test]
async fn running_calls_finish_and_nobody_new_is_let_in() {
    let (pieces, script) = by_hand();
    let script = Mutex::new(Some(script));
    let mut running = serve(move |_| script.lock().unwrap().take().unwrap());
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();
    let mut idle = running.client().await;
    idle.send("GET /health HTTP/1.1\nHost: localhost", b"")
        .await;
    idle.reply().await;

    running.stop.send(()).unwrap();
    idle.closed().await;
    assert!(soon(TcpStream::connect(running.address)).await.is_err());

    pieces.send(head(200, "text/event-stream")).unwrap();
    let piece = Bytes::from_static(b"data: 1\n\n");
    pieces.send(Out::Body(piece.clone())).unwrap();
    client.head().await.unwrap();
    assert_eq!(client.chunk().await.unwrap(), piece);
    drop(pieces);
    assert_eq!(client.chunk().await, None);
    client.closed().await;
    let ended = soon(running.served).await.unwrap().unwrap();
    assert_eq!(ended, Ended { cut: 0 });
}

#[tokio::test]
async fn what_still_runs_after_the_drain_is_cut() {
    let mut running = serve_with(
        |_| Box::pin(futures_util::stream::pending()),
        |parts| parts.limits.drain = Duration::from_millis(50),
    );
    let mut client = running.client().await;
    client.post(WITH_KEY, b"{}").await;
    soon(running.seen.recv()).await.unwrap();
    running.stop.send(()).unwrap();
    soon(running.dropped.recv()).await.unwrap();
    client.closed().await;
    let ended = soon(running.served).await.unwrap().unwrap();
    assert_eq!(ended, Ended { cut: 1 });
}

#[tokio::test]
async fn further_connections_wait_until_there_is_room() {
    let mut running = serve_with(
        |_| Box::pin(futures_util::stream::pending()),
        |parts| parts.limits.connections = 2,
    );
    let mut calls = running.client().await;
    calls.post(WITH_KEY, b"first").await;
    soon(running.seen.recv()).await.unwrap();
    let mut beats = running.client().await;
    beats.send(HEALTH, b"").await;
    beats.reply().await;
    let mut waits = running.client().await;
    waits.post(WITH_KEY, b"second").await;
    for _ in 0..50 {
        beats.send(HEALTH, b"").await;
        beats.reply().await;
    }
    assert!(running.seen.try_recv().is_err());
    drop(beats);
    assert_eq!(soon(running.seen.recv()).await.unwrap().body, "second");
}
