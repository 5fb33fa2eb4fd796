//! A provider that goes down and comes back, keys that are refused, clients that leave, and a machine
//! without a network. Judged by what the client got and what the provider logged.

use crate::rig::{Rig, Script, begins, chain, healthy};
use pointsman_tests::proxy::{Proxy, accounts, calls};
use pointsman_tests::upstream::{Act, Upstream, json};
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How soon a primary that is well again must answer.
const BACK_WITHIN: Duration = Duration::from_secs(30);

fn broken() -> Vec<Act> {
    json(
        500,
        r#"{"error":{"message":"The server had an error","type":"server_error","code":null}}"#,
    )
}

/// A provider that is down while the flag is.
fn flapping(up: &Arc<AtomicBool>, down: fn() -> Vec<Act>) -> Script {
    let up = Arc::clone(up);
    let well = healthy("model-a", "primary");
    Box::new(move |received| match up.load(Ordering::SeqCst) {
        true => well(received),
        false => down(),
    })
}

fn rig(up: &Arc<AtomicBool>, down: fn() -> Vec<Act>) -> Rig {
    let chains = chain("auto", &["a/model-a", "b/model-b"], "retries = 1")
        + &chain("alone", &["a/model-a"], "retries = 1");
    let providers = vec![
        ("a", "custom", flapping(up, down)),
        ("b", "custom", healthy("model-b", "fallback")),
    ];
    Rig::start(providers, &chains)
}

#[test]
fn a_flapping_primary_is_served_around_with_few_probes_and_taken_back() {
    let up = Arc::new(AtomicBool::new(false));
    let rig = rig(&up, broken);
    for round in 0..2 {
        up.store(false, Ordering::SeqCst);
        let before = rig.asked()[0];
        for _ in 0..60 {
            let answer = rig.ask("auto", false);
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert!(answer.text().contains("fallback"));
        }
        let probes = rig.asked()[0] - before;
        assert!(
            probes <= 8,
            "{probes} of 60 calls went to a primary that is down"
        );
        let moved = rig.ask("auto", false);
        let told = moved.header("x-pointsman-moved").unwrap();
        assert!(told.contains("a/model-a"), "{told}");
        if round == 0 {
            // The control: nobody else can answer, so it fails, in the provider's words or ours.
            assert!(rig.ask("chain/alone", false).status >= 500);
        }

        up.store(true, Ordering::SeqCst);
        let recovered = Instant::now();
        while !rig.ask("auto", false).text().contains("primary") {
            assert!(recovered.elapsed() < BACK_WITHIN, "not back in time");
        }
        for _ in 0..10 {
            assert!(
                rig.ask("auto", false).text().contains("primary"),
                "and it stays"
            );
        }
    }
}

#[test]
fn an_answer_that_begins_well_and_is_cut_counts_against_its_target() {
    let up = Arc::new(AtomicBool::new(false));
    let rig = rig(&up, || begins(&["One"], vec![Act::Cut]));
    for _ in 0..20 {
        rig.ask("auto", true);
    }
    let asked = rig.asked()[0];
    assert!(asked <= 12, "asked {asked} times");
}

#[test]
fn clients_that_go_away_hold_no_track_closed() {
    let up = Arc::new(AtomicBool::new(false));
    let rig = rig(&up, || vec![Act::Hang]);
    for gone in 1..=12 {
        let mut client = TcpStream::connect(rig.proxy.address).unwrap();
        let body = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;
        let (address, key, length) = (rig.proxy.address, &rig.proxy.key, body.len());
        write!(
            client,
            "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let since = Instant::now();
        while rig.asked()[0] < gone {
            assert!(
                since.elapsed() < BACK_WITHIN,
                "the call never reached its provider"
            );
            std::thread::yield_now();
        }
    }
    up.store(true, Ordering::SeqCst);
    assert!(rig.ask("auto", false).text().contains("primary"));
    assert_eq!(rig.asked()[1], 0, "the fallback was never needed");
}

#[test]
fn without_a_network_every_call_still_tries() {
    let local = Upstream::start(|_| {
        json(
            200,
            r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"local"},"finish_reason":"stop"}]}"#,
        )
    });
    // A label above 63 letters is refused by the machine's own resolver, without a network.
    let far = |name: char| {
        let host = String::from(name).repeat(64);
        format!(
            "\n[[account]]\nname = \"{name}\"\nprovider = \"custom\"\ndialect = \"openai_chat\"\nbase_url = \"http://{host}.example/v1\"\nkey = \"env:UPSTREAM_KEY\"\n"
        )
    };
    let accounts = accounts(&[("local", &local)]) + &far('a') + &far('b');
    let routes = format!(
        "version = 1\ndefault = \"auto\"\n\n{}{}",
        chain("auto", &["a/m", "b/m", "local/m"], "retries = 0"),
        chain("alone", &["a/m", "b/m"], "retries = 0"),
    );
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("accounts.toml", accounts.as_str()),
        ("routes.toml", &routes),
    ];
    let proxy = Proxy::start(folder.path(), &files);
    for _ in 0..12 {
        let answer = proxy.ask(br#"{"model":"auto","messages":[]}"#);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-pointsman-attempts"), Some("3"));
        let control = proxy.ask(br#"{"model":"chain/alone","messages":[]}"#);
        assert_eq!(control.status, 502, "{}", control.text());
        assert_eq!(control.header("x-pointsman-attempts"), Some("2"));
        assert!(!control.text().contains("breaker"), "{}", control.text());
    }
}

#[test]
fn a_key_that_is_refused_or_limited_gives_way_to_the_next_of_its_account() {
    for (status, code) in [(401, "invalid_api_key"), (429, "rate_limit_exceeded")] {
        let upstream = Upstream::start(move |received| match received.header("authorization") {
            Some("Bearer second-secret") => json(
                200,
                r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"signed"},"finish_reason":"stop"}]}"#,
            ),
            _ => json(
                status,
                format!(r#"{{"error":{{"message":"no","type":"{code}","code":"{code}"}}}}"#),
            ),
        });
        let accounts = accounts(&[("a", &upstream)]).replace(
            "key = \"env:UPSTREAM_KEY\"",
            "keys = [\"env:UPSTREAM_KEY\", \"env:SECOND_KEY\"]",
        );
        let routes = format!(
            "version = 1\ndefault = \"auto\"\n\n{}",
            chain("auto", &["a/m"], "retries = 0")
        );
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("accounts.toml", accounts.as_str()),
            ("routes.toml", &routes),
        ];
        let second = "SECOND_KEY=second-secret exec \"$0\" \"$@\"";
        let proxy = Proxy::start_under(second, folder.path(), &files);
        for _ in 0..5 {
            let answer = proxy.ask(br#"{"model":"auto","messages":[]}"#);
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        assert_eq!(upstream.received().len(), 6, "the bad key was sent once");
        let told = calls(folder.path(), 5).pop().unwrap();
        let signed = told["attempts"].as_array().unwrap().iter();
        let keys: Vec<_> = signed
            .map(|attempt| attempt["key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, ["env:UPSTREAM_KEY", "env:SECOND_KEY"]);
        assert!(!told.to_string().contains("second-secret"));
    }
}
