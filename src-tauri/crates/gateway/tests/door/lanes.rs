//! The threads that serve connections.

use super::support::{WITH_KEY, serve_with, soon, whole};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[tokio::test]
async fn a_call_that_keeps_its_thread_busy_does_not_hold_up_other_threads() {
    let (go, may_go) = channel::<()>();
    let blocked = Arc::new(Mutex::new(Some(may_go)));
    let mut running = serve_with(
        move |_| {
            let blocked = blocked.lock().unwrap().take();
            if let Some(may_go) = blocked {
                may_go.recv_timeout(Duration::from_secs(10)).unwrap();
            }
            whole("{}")
        },
        |parts| parts.limits.threads = 2,
    );
    let mut first = running.client().await;
    first.post(WITH_KEY, b"{}").await;
    // Half of these sit on the other thread.
    let mut answered = 0;
    let mut others = Vec::new();
    for _ in 0..6 {
        let mut other = running.client().await;
        other.post(WITH_KEY, b"{}").await;
        others.push(other);
    }
    while answered < 3 {
        soon(running.seen.recv()).await.unwrap();
        answered += 1;
    }
    go.send(()).unwrap();
    for mut client in others.into_iter().chain([first]) {
        assert_eq!(client.reply().await.status, 200);
    }
}
