//! The client for one's own proxy.

use crate::stand::{Stand, read, within};
use futures_util::StreamExt;
use pointsman_units::Secret;
use pointsman_upstream::{Loopback, NotLoopback, Pass};
use pointsman_wire::FailureKind;

fn control() -> Pass {
    Pass::Control(Secret::new("c0ntrol".to_owned()))
}

#[test]
fn speaks_to_this_machine_only() {
    for url in [
        "http://192.168.1.2:4100",
        "http://example.com",
        "http://localhost.example:4100",
        "https://127.0.0.1:4100",
        "127.0.0.1:4100",
    ] {
        let refused = Loopback::new(url, control()).err().unwrap();
        assert!(matches!(refused, NotLoopback::Address), "{url}");
    }
    let key = Pass::LocalKey(Secret::new("pm-\n".to_owned()));
    let refused = Loopback::new("http://[::1]:4100", key).err().unwrap();
    assert!(matches!(refused, NotLoopback::Secret));
}

#[tokio::test]
async fn posts_json_with_its_pass_and_gives_back_any_status() {
    let stand = Stand::open().await;
    let key = Pass::LocalKey(Secret::new("pm-key".to_owned()));
    for (pass, header, wanted) in [
        (control(), "x-pointsman-control", "c0ntrol"),
        (key, "authorization", "Bearer pm-key"),
    ] {
        let loopback = Loopback::new(&stand.url, pass).unwrap();
        let answer = tokio::spawn(async move { loopback.post_json("/do/this", b"{}").await });
        let mut visit = stand.visit().await;
        visit.answer("409 Conflict", "", "taken").await;
        assert!(visit.head.starts_with("POST /do/this "), "{}", visit.head);
        assert_eq!(visit.header(header), Some(wanted));
        assert_eq!(visit.body, b"{}");
        let (status, body) = answer.await.unwrap().unwrap();
        assert_eq!((status, body.as_ref()), (409, b"taken".as_slice()));
    }
}

#[tokio::test]
async fn follows_events_until_it_lets_go() {
    let stand = Stand::open().await;
    let loopback = Loopback::new(&stand.url, control()).unwrap();
    let events = tokio::spawn(async move { loopback.events("/events").await });
    let mut visit = stand.visit().await;
    visit
        .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n")
        .await;
    let mut events = events.await.unwrap().unwrap();
    assert_eq!(within(events.next()).await.unwrap().unwrap(), "one");
    drop(events);
    visit.gone().await;
}

#[tokio::test]
async fn says_when_the_owner_refuses_leaves_or_is_not_there() {
    let stand = Stand::open().await;
    let loopback = Loopback::new(&stand.url, control()).unwrap();
    let client = std::sync::Arc::new(loopback);
    let asking = std::sync::Arc::clone(&client);
    let events = tokio::spawn(async move { asking.events("/events").await });
    stand.visit().await.answer("401 Unauthorized", "", "").await;
    let failure = events.await.unwrap().err().unwrap();
    assert_eq!(
        (failure.kind, failure.status),
        (FailureKind::Auth, Some(401))
    );

    let asking = std::sync::Arc::clone(&client);
    let events = tokio::spawn(async move { asking.events("/events").await });
    let mut visit = stand.visit().await;
    visit
        .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n")
        .await;
    drop(visit);
    let (bytes, failure) = read(events.await.unwrap().unwrap()).await;
    assert_eq!(bytes, b"one");
    assert_eq!(failure.unwrap().kind, FailureKind::Cut);

    // What was asked may have been done: that is not the same as nobody being there.
    let asking = std::sync::Arc::clone(&client);
    let answer = tokio::spawn(async move { asking.post_json("/", b"{}").await });
    stand.visit().await.reset();
    let failure = answer.await.unwrap().err().unwrap();
    assert_eq!(failure.kind, FailureKind::Cut);

    drop(stand);
    let failure = within(client.post_json("/", b"{}")).await.err().unwrap();
    assert_eq!(failure.kind, FailureKind::Connect);
}
