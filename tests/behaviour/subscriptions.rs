//! Accounts that pass the caller's own credential on, through the real binary.

use pointsman_tests::client::{self, Answer};
use pointsman_tests::proxy::{Proxy, calls};
use pointsman_tests::upstream::{Upstream, json};
use std::path::Path;

const OWN: &str = "sk-ant-oat-planted-4711";
const ANSWER: &str = r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":2}}"#;

struct Rig {
    folder: tempfile::TempDir,
    proxy: Proxy,
    upstream: Upstream,
}

/// A subscription at Anthropic, and an account that pays behind it.
fn rig(status: u16) -> Rig {
    let upstream = Upstream::start(move |received| match received.header("x-api-key") {
        None => json(status, ANSWER),
        Some(_) => json(200, ANSWER),
    });
    let base = upstream.base_url();
    let accounts = format!(
        "version = 1\n[[account]]\nname = \"mine\"\nprovider = \"anthropic\"\nbase_url = \"{base}\"\nkey = \"client\"\n[[account]]\nname = \"paid\"\nprovider = \"anthropic\"\nbase_url = \"{base}\"\nkey = \"env:UPSTREAM_KEY\"\n"
    );
    let routes = "version = 1\ndefault = \"auto\"\n[chain.auto]\nretries = 0\nsteps = [{ targets = [\"mine/claude-sonnet-4-5\", \"paid/claude-sonnet-4-5\"] }]\n";
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("accounts.toml", accounts.as_str()),
        ("routes.toml", routes),
    ];
    let proxy = Proxy::start(folder.path(), &files);
    Rig {
        folder,
        proxy,
        upstream,
    }
}

impl Rig {
    /// Asks as Claude Code does with a subscription.
    fn ask(&self) -> Answer {
        let bearer = format!("Bearer {OWN}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-pointsman-key", self.proxy.key.as_str()),
            ("content-type", "application/json"),
            ("anthropic-version", "2023-06-01"),
            ("anthropic-beta", "oauth-2025-04-20"),
        ];
        let body =
            r#"{"model":"auto","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}"#;
        let (to, path) = (self.proxy.address, "/v1/messages");
        client::send(to, "POST", path, &headers, body.as_bytes()).finish()
    }
}

/// Whether a word stands in any file of a folder.
fn is_kept(folder: &Path, word: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_kept(&path, word);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    })
}

#[test]
fn a_subscription_answers_with_the_callers_own_credential_which_is_kept_nowhere() {
    let rig = rig(200);
    let answer = rig.ask();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.text(), ANSWER);
    assert_eq!(answer.header("x-pointsman-cost-usd"), Some("subscription"));
    let sent = rig.upstream.received().remove(0);
    assert_eq!(
        sent.header("authorization"),
        Some(&*format!("Bearer {OWN}"))
    );
    assert_eq!(sent.header("anthropic-beta"), Some("oauth-2025-04-20"));
    assert_eq!(sent.header("x-pointsman-key"), None);
    assert_eq!(sent.header("x-api-key"), None);
    let call = calls(rig.folder.path(), 1).remove(0);
    assert_eq!(call["subscription"], true, "{call}");
    assert!(call["cost"].is_null(), "{call}");
    assert_eq!(call["input"], 9, "{call}");
    assert!(!is_kept(rig.folder.path(), OWN));
}

#[test]
fn a_subscription_that_fails_costs_nobody_else_anything() {
    let rig = rig(529);
    let answer = rig.ask();
    // The only target that may be asked: its own error, as it came.
    assert_eq!(answer.status, 529, "{}", answer.text());
    assert_eq!(rig.upstream.received().len(), 1);
}
