//! What fails on the way, and in which words.

use crate::stand::{
    Stand, account, an_account, ask, attempt, failed, keychain, read, sender, within,
};
use pointsman_engine::ports::Upstream;
use pointsman_wire::{FailureKind, Phase};
use socket2::{Domain, Socket, Type};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_reset_before_the_head_is_no_connection() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    stand.visit().await.reset();
    let failure = failed(answer.await.unwrap());
    assert_eq!(failure.kind, FailureKind::Connect);
    assert!(failure.message.contains("before it answered"), "{failure}");
}

#[tokio::test]
async fn an_end_before_the_head_is_no_connection() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    drop(stand.visit().await);
    assert_eq!(failed(answer.await.unwrap()).kind, FailureKind::Connect);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_cut_with_what_came_before() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n",
    ] {
        let stand = Stand::open().await;
        let answer = tokio::spawn(ask(&sender(), &stand.url));
        let mut visit = stand.visit().await;
        visit.say(head).await;
        visit.say("half").await;
        drop(visit);
        let (bytes, failure) = read(answer.await.unwrap().unwrap().body).await;
        assert_eq!(bytes, b"half", "{head}");
        assert_eq!(failure.unwrap().kind, FailureKind::Cut, "{head}");
    }
}

#[tokio::test]
async fn a_body_that_is_reset_is_cut() {
    let stand = Stand::open().await;
    let answer = tokio::spawn(ask(&sender(), &stand.url));
    let mut visit = stand.visit().await;
    visit
        .say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n")
        .await;
    let answer = answer.await.unwrap().unwrap();
    visit.reset();
    let failure = read(answer.body).await.1.unwrap();
    assert_eq!(failure.kind, FailureKind::Cut);
}

#[tokio::test]
async fn a_closed_port_is_named_with_its_host() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let failure = failed(within(ask(&sender(), &format!("http://{host}"))).await);
    assert_eq!(failure.kind, FailureKind::Connect);
    let message = format!("`{host}` refused the connection: is the server running?");
    assert_eq!(failure.message, message);
}

#[tokio::test]
async fn a_connection_that_is_not_taken_in_time_is_a_connect_timeout() {
    // A listener whose queue is full drops what knocks further: connecting hangs, without a network.
    let full = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    full.bind(&any.into()).unwrap();
    full.listen(1).unwrap();
    let address = full.local_addr().unwrap().as_socket().unwrap();
    let queued: Vec<Socket> = (0..8)
        .map(|_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            socket.set_nonblocking(true).unwrap();
            // Begins to connect; whether it gets through is all the same.
            let _ = socket.connect(&address.into());
            socket
        })
        .collect();
    let account = account("openai", keychain(), &format!("http://{address}"));
    let mut outgoing = attempt(account, "m", "{}");
    outgoing.connect = Duration::from_millis(100);
    let failure = failed(within(sender().send(outgoing)).await);
    assert_eq!(failure.kind, FailureKind::Timeout(Phase::Connect));
    assert!(failure.message.contains("within 100 ms"), "{failure}");
    drop(queued);
}

#[tokio::test]
async fn waiting_for_the_head_is_no_connect_timeout() {
    let stand = Stand::open().await;
    let mut outgoing = attempt(account("openai", keychain(), &stand.url), "m", "{}");
    outgoing.connect = Duration::from_millis(100);
    let answer = tokio::spawn(sender().send(outgoing));
    let mut visit = stand.visit().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    visit.answer("200 OK", "", "{}").await;
    assert_eq!(answer.await.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_said_so() {
    // A label above 63 letters is refused by the machine's own resolver, without a network.
    let name = "x".repeat(64);
    let failure = failed(within(ask(&sender(), &format!("http://{name}.example"))).await);
    assert_eq!(failure.kind, FailureKind::Connect);
    assert!(failure.no_route);
    let wanted = format!("the name `{name}.example` cannot be resolved");
    assert!(failure.message.starts_with(&wanted), "{failure}");
}

#[tokio::test]
async fn a_server_without_tls_is_said_so() {
    let stand = Stand::open().await;
    let url = stand.url.replace("http://", "https://");
    let answer = tokio::spawn(ask(&sender(), &url));
    let mut stream = stand.accept().await;
    let plain = b"HTTP/1.1 400 Bad Request\r\n\r\n";
    stream.write_all(plain).await.unwrap();
    let failure = failed(within(answer).await.unwrap());
    assert_eq!(failure.kind, FailureKind::Connect);
    assert!(failure.message.contains("does not speak TLS"), "{failure}");
}

#[tokio::test]
async fn an_account_without_a_usable_base_says_so_and_nothing_is_sent() {
    for (base, wanted) in [
        (None, "has no base_url"),
        (Some("example"), "not an http or https URL"),
        (Some("https://me:planted@h/v1"), "user or password"),
    ] {
        let mut account = an_account("custom");
        account.base_url = base.map(str::to_owned);
        let outgoing = attempt(Arc::new(account), "m", "{}");
        let failure = failed(sender().send(outgoing).await);
        assert_eq!(failure.kind, FailureKind::Connect);
        assert!(failure.message.contains(wanted), "{failure}");
        assert!(!failure.message.contains("planted"), "{failure}");
    }
}
