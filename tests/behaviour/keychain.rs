//! Keys of the keychain, through the binary: an address changed behind the back gets none, a locked
//! keychain is told with what to do, and purge takes them away.
#![cfg(target_os = "linux")]

use pointsman_tests::proxy::{Proxy, binary};
use pointsman_tests::session::{lock, lookup, with_keyring};
use pointsman_tests::upstream::{Upstream, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const KEY: &str = "sk-kept-in-the-keychain";

fn provider() -> Upstream {
    Upstream::start(|_| {
        json(
            200,
            r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}"#,
        )
    })
}

/// Runs a command on the folder, with the key as the first line of its input.
fn run(folder: &Path, arguments: &[&str], key: &str) -> Output {
    let mut child = Command::new(binary())
        .args(arguments)
        .arg("--data-dir")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended.
    let _ = writeln!(child.stdin.take().unwrap(), "{key}");
    child.wait_with_output().unwrap()
}

fn add(folder: &Path, upstream: &Upstream) {
    let base = upstream.base_url();
    let add = [
        "account",
        "add",
        "custom",
        "--name",
        "near",
        "--base-url",
        &base,
        "--key-stdin",
    ];
    let added = run(folder, &add, KEY);
    assert!(added.status.success(), "{}", said(&added));
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

const ASK: &[u8] = br#"{"model":"near/m","messages":[]}"#;

#[test]
fn an_address_changed_behind_the_back_gets_no_key_until_it_is_given_again() {
    let test = "keychain::an_address_changed_behind_the_back_gets_no_key_until_it_is_given_again";
    with_keyring(test, || {
        let (own, evil) = (provider(), provider());
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), &own);
        let proxy = Proxy::start(folder.path(), &[]);
        assert_eq!(proxy.ask(ASK).status, 200);
        let bearer = format!("Bearer {KEY}");
        assert_eq!(
            own.received()[0].header("authorization"),
            Some(bearer.as_str())
        );
        let file = folder.path().join("accounts.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace(&own.base_url(), &evil.base_url())).unwrap();
        // The change holds once the old address is asked no more.
        let refused = (0..2_000).find_map(|_| Some(proxy.ask(ASK)).filter(|it| it.status != 200));
        let refused = refused
            .expect("the changed address was never noticed")
            .text();
        assert!(
            refused.contains("given for another address")
                && refused.contains("pointsman account key near --key-stdin"),
            "{refused}"
        );
        assert_eq!(
            evil.received().len(),
            0,
            "nothing went to the other address"
        );
        // A restart forgets nothing.
        drop(proxy);
        let proxy = Proxy::start(folder.path(), &[]);
        assert_eq!(proxy.ask(ASK).status, 502);
        assert_eq!(evil.received().len(), 0);
        let given = run(
            folder.path(),
            &["account", "key", "near", "--key-stdin"],
            "sk-for-there",
        );
        assert!(given.status.success(), "{}", said(&given));
        assert_eq!(proxy.ask(ASK).status, 200);
        assert_eq!(
            evil.received()[0].header("authorization"),
            Some("Bearer sk-for-there")
        );
    });
}

#[test]
fn a_locked_keychain_is_told_with_what_to_do_and_other_accounts_are_served() {
    let test = "keychain::a_locked_keychain_is_told_with_what_to_do_and_other_accounts_are_served";
    with_keyring(test, || {
        let upstream = provider();
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), &upstream);
        lock();
        let proxy = Proxy::start(folder.path(), &[]);
        let refused = proxy.ask(ASK);
        assert_eq!(refused.status, 502);
        assert!(
            refused
                .text()
                .contains("is locked: unlock it and try again"),
            "{}",
            refused.text()
        );
        assert_eq!(upstream.received().len(), 0);
        let other =
            br#"{"model":"simulator/sim-swift","messages":[{"role":"user","content":"x"}]}"#;
        assert_eq!(proxy.ask(other).status, 200);
        drop(proxy);
        let purge = run(folder.path(), &["purge", "--yes"], "");
        assert_eq!(purge.status.code(), Some(1));
        assert!(
            said(&purge).contains("the keychain is locked") && said(&purge).contains("--keep-keys"),
            "{}",
            said(&purge)
        );
        assert!(
            folder.path().join("ledger.db").exists(),
            "nothing was removed"
        );
    });
}

#[test]
fn purge_takes_the_keys_of_its_accounts_out_of_the_keychain_and_no_other() {
    let test = "keychain::purge_takes_the_keys_of_its_accounts_out_of_the_keychain_and_no_other";
    with_keyring(test, || {
        let upstream = provider();
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        add(folder.path(), &upstream);
        let add = ["account", "add", "openai", "--key-stdin"];
        assert!(
            run(other.path(), &add, "sk-of-another-folder")
                .status
                .success()
        );
        assert_eq!(lookup("near"), KEY);
        let purged = run(folder.path(), &["purge", "--yes"], "");
        assert!(purged.status.success(), "{}", said(&purged));
        assert_eq!(lookup("near"), "");
        assert_eq!(lookup("near@home"), "");
        assert_eq!(lookup("openai"), "sk-of-another-folder");
        assert!(!folder.path().exists());
        std::fs::create_dir(folder.path()).unwrap();
    });
}
