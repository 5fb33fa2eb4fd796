//! A disk that takes no more: calls go on, their records wait in memory, and are written in order
//! once there is room. The proxy's files may not grow beyond a limit, which `prlimit` lifts again.
#![cfg(target_os = "linux")]

use pointsman_tests::proxy::{Proxy, accounts, calls, chain, status};
use pointsman_tests::upstream::{Upstream, json};
use std::collections::BTreeSet;
use std::process::Command;

/// Nothing is folded before it is asked for, so that only the journal meets the limit.
const SETTINGS: &str = "version = 1\nport = 0\nfold_within_ms = 3600000\n";

#[test]
fn calls_go_on_while_the_disk_is_full_and_are_on_record_once_it_is_not() {
    let upstream = Upstream::start(|_| {
        json(
            200,
            r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let (named, routes) = (accounts(&[("one", &upstream)]), chain(&["one/model"], ""));
    let files = [
        ("accounts.toml", named.as_str()),
        ("routes.toml", &routes),
        ("settings.toml", SETTINGS),
    ];
    // A process that is told of the limit by a signal would end; a full disk tells by an error.
    let proxy = Proxy::start_under("trap '' XFSZ; exec \"$0\" \"$@\"", folder.path(), &files);
    limit(&proxy, "20000");
    let ask = |n: u32| {
        let body = format!(r#"{{"user":"u{n}","model":"auto","messages":[]}}"#);
        proxy.ask(body.as_bytes()).status
    };
    let most = 100;
    for n in 0..most {
        assert_eq!(ask(n), 200, "call {n}");
    }
    let told = status(folder.path());
    let told = told["text"].as_str().unwrap();
    assert!(
        told.contains("wait in memory and are lost if Pointsman ends"),
        "{told}"
    );
    limit(&proxy, "unlimited");
    let kept = calls(folder.path(), 1_000);
    let users: BTreeSet<String> = kept
        .iter()
        .map(|call| call["user"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kept.len(), upstream.received().len());
    assert_eq!(users, (0..most).map(|n| format!("u{n}")).collect());
    assert!(kept.iter().all(|call| call["state"] == "answered"));
    let told = status(folder.path());
    let told = told["text"].as_str().unwrap();
    assert!(told.contains("ledger: up to date"), "{told}");
}

fn limit(proxy: &Proxy, bytes: &str) {
    let (pid, fsize) = (proxy.pid().to_string(), format!("--fsize={bytes}:"));
    let set = Command::new("prlimit")
        .args(["--pid", &pid, &fsize])
        .status();
    assert!(set.unwrap().success());
}
