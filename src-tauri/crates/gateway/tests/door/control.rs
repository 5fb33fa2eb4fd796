//! The control endpoint.

use super::support::{Running, serve_with, soon, whole};
use bytes::Bytes;
use pointsman_engine::ports::BoxFuture;
use pointsman_gateway::{Control, Ended, Events};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

struct Counter {
    events: Mutex<Option<mpsc::UnboundedReceiver<Bytes>>>,
}

impl Control for Counter {
    fn admit(&self, secret: &str) -> bool {
        secret == "s3cret"
    }

    fn ask(&self, path: String, body: Bytes) -> BoxFuture<(u16, Bytes)> {
        Box::pin(async move {
            let mut answer = path.into_bytes();
            answer.extend_from_slice(&body);
            (422, Bytes::from(answer))
        })
    }

    fn events(&self) -> Events {
        let mut events = self.events.lock().unwrap().take().unwrap();
        Box::pin(futures_util::stream::poll_fn(move |cx| {
            events.poll_recv(cx)
        }))
    }
}

fn serve() -> (Running, mpsc::UnboundedSender<Bytes>) {
    let (sender, events) = mpsc::unbounded_channel();
    let counter = Counter {
        events: Mutex::new(Some(events)),
    };
    let running = serve_with(
        |_| whole("{}"),
        |parts| parts.control = Some(Arc::new(counter)),
    );
    (running, sender)
}

const ASK: &str =
    "POST /pointsman/control/spend/report HTTP/1.1\nHost: localhost\nContent-Length: 2";
const SECRET: &str = "\nx-pointsman-control: s3cret";

#[tokio::test]
async fn carries_questions_and_answers() {
    let (running, _events) = serve();
    let reply = running.ask(&format!("{ASK}{SECRET}"), b"{}").await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.text(), "spend/report{}");
}

#[tokio::test]
async fn opens_to_the_secret_alone() {
    let (running, _events) = serve();
    for (headers, status) in [
        ("", 401),
        ("\nx-pointsman-control: wrong", 401),
        ("\nAuthorization: Bearer pm-testkey", 401),
        (
            "\nx-pointsman-control: s3cret\nOrigin: tauri://localhost",
            403,
        ),
        ("\nx-pointsman-control: s3cret\nOrigin: null", 403),
    ] {
        let reply = running.ask(&format!("{ASK}{headers}"), b"{}").await;
        assert_eq!(reply.status, status, "{headers}");
        assert!(reply.text().starts_with(r#"{"code":"invalid","message":"#));
    }
    let rebound = ASK.replace("localhost", "evil.example");
    let reply = running.ask(&format!("{rebound}{SECRET}"), b"{}").await;
    assert_eq!(reply.status, 403);
}

#[tokio::test]
async fn streams_events_until_the_shutdown() {
    let (running, events) = serve();
    let mut client = running.client().await;
    let head = format!("GET /pointsman/control/events HTTP/1.1\nHost: localhost{SECRET}");
    client.send(&head, b"").await;
    assert_eq!(client.head().await.unwrap().status, 200);
    for event in ["{\"a\":1}\n", "{\"b\":2}\n"] {
        events.send(Bytes::from_static(event.as_bytes())).unwrap();
        assert_eq!(client.chunk().await.unwrap(), event.as_bytes());
    }
    running.stop.send(()).unwrap();
    assert_eq!(client.chunk().await, None);
    let ended = soon(running.served).await.unwrap().unwrap();
    assert_eq!(ended, Ended { cut: 0 });
}
