//! kill -9 at any moment loses no call that a provider received, and little of how calls ended.

use pointsman_tests::proxy::{Proxy, accounts, calls, chain};
use pointsman_tests::upstream::{Upstream, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;
const CLIENTS: usize = 8;

/// The fold is put off, so that what survives is what the journal holds.
const SETTINGS: &str = "version = 1\nport = 0\nfold_within_ms = 3600000\n";

#[test]
fn twenty_kills_under_load_lose_no_call_that_the_provider_received() {
    let upstream = Arc::new(Upstream::start(|received| {
        // Every fifth call fails at once, so that kills also meet second attempts.
        if received.body.windows(4).any(|it| it == b"0\",\"") {
            return json(503, r#"{"error":{"message":"down","type":"server_error"}}"#);
        }
        json(
            200,
            r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
        )
    }));
    let folder = tempfile::tempdir().unwrap();
    let named = accounts(&[("one", &upstream), ("two", &upstream)]);
    let routes = chain(&["one/model", "two/model"], "retries = 0");
    let files = [
        ("accounts.toml", named.as_str()),
        ("routes.toml", &routes),
        ("settings.toml", SETTINGS),
    ];
    let sent = Arc::new(AtomicUsize::new(0));
    for round in 0..ROUNDS {
        let proxy = Arc::new(Proxy::start(folder.path(), &files));
        let seen = upstream.received().len();
        let dead = Arc::new(AtomicBool::new(false));
        let workers: Vec<_> = (0..CLIENTS)
            .map(|_| worker(proxy.address, &proxy.key, &sent, &dead))
            .collect();
        // The moment of the kill differs by round: after so many requests have reached the provider.
        while upstream.received().len() < seen + 5 + 3 * round {
            std::thread::yield_now();
        }
        let Ok(proxy) = Arc::try_unwrap(proxy) else {
            panic!("the proxy is still shared")
        };
        proxy.kill();
        dead.store(true, Ordering::Relaxed);
        workers
            .into_iter()
            .for_each(|worker| worker.join().unwrap());
    }
    let reached: BTreeSet<String> = upstream
        .received()
        .iter()
        .map(|it| user(&it.body))
        .collect();
    let kept = calls(folder.path(), 1_000);
    let recorded: BTreeSet<String> = kept
        .iter()
        .map(|call| call["user"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<&String> = reached.difference(&recorded).collect();
    assert!(
        lost.is_empty(),
        "{} of {} calls are lost: {lost:?}",
        lost.len(),
        reached.len()
    );
    let attempts: usize = kept
        .iter()
        .map(|call| call["attempts"].as_array().unwrap().len())
        .sum();
    assert!(
        attempts >= upstream.received().len(),
        "{attempts} attempts for {} requests",
        upstream.received().len()
    );
    assert!(
        kept.iter()
            .all(|call| call["state"] != "waiting" && call["state"] != "streaming")
    );
    let broken = kept
        .iter()
        .filter(|call| call["state"] == "interrupted")
        .count();
    println!(
        "{} calls reached the provider over {ROUNDS} kills; {broken} were interrupted, none is lost",
        reached.len()
    );
}

#[test]
fn how_a_call_ended_is_in_the_journal_once_its_thread_rests() {
    let upstream = Upstream::start(|_| {
        json(
            200,
            r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let named = accounts(&[("one", &upstream)]);
    let routes = chain(&["one/model"], "retries = 0");
    let files = [
        ("accounts.toml", named.as_str()),
        ("routes.toml", &routes),
        ("settings.toml", SETTINGS),
    ];
    let proxy = Proxy::start(folder.path(), &files);
    assert_eq!(proxy.ask(br#"{"model":"auto","messages":[]}"#).status, 200);
    // No other call comes that would write it along, and the fold is an hour away.
    let limit = Instant::now() + Duration::from_secs(10);
    while !journal(folder.path()).contains("{\"settled\":") {
        assert!(Instant::now() < limit, "it was never written");
        std::thread::yield_now();
    }
    proxy.kill();
    let kept = calls(folder.path(), 10);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["state"], "answered");
}

fn journal(folder: &Path) -> String {
    let segments = std::fs::read_dir(folder.join("journal")).unwrap();
    segments
        .map(|segment| std::fs::read_to_string(segment.unwrap().path()).unwrap())
        .collect()
}

/// Sends call after call until the proxy is gone.
fn worker(
    address: std::net::SocketAddr,
    key: &str,
    sent: &Arc<AtomicUsize>,
    dead: &Arc<AtomicBool>,
) -> std::thread::JoinHandle<()> {
    let (key, sent, dead) = (format!("Bearer {key}"), sent.clone(), dead.clone());
    std::thread::spawn(move || {
        while !dead.load(Ordering::Relaxed) {
            let user = format!("u{}", sent.fetch_add(1, Ordering::Relaxed));
            let body = format!(r#"{{"user":"{user}","model":"auto","messages":[]}}"#);
            // A refused or broken connection is the kill.
            if post(address, &key, body.as_bytes()).is_err() {
                return;
            }
        }
    })
}

fn post(to: std::net::SocketAddr, key: &str, body: &[u8]) -> std::io::Result<()> {
    use std::io::{Read, Write};
    let mut socket = std::net::TcpStream::connect(to)?;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {to}\r\nauthorization: {key}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes())?;
    socket.write_all(body)?;
    socket.read_to_end(&mut Vec::new()).map(drop)
}

fn user(body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap();
    body["user"].as_str().unwrap().to_owned()
}
