//! Keys and prompts stay out of every file of the data folder.

use pointsman_tests::proxy::{Proxy, UPSTREAM_KEY, accounts, calls, chain};
use pointsman_tests::upstream::{Upstream, json};
use std::path::Path;

const PROMPT: &str = "the-prompt-nobody-may-keep-55d1";
const ANSWER: &str = "the-answer-nobody-may-keep-8c2e";

#[test]
fn neither_keys_nor_prompts_nor_answers_reach_a_file_of_the_folder() {
    let upstream = Upstream::start(|received| {
        if received.body.windows(4).any(|it| it == b"fail") {
            // Providers do echo keys and prompts in their errors.
            if received.body.windows(5).any(|it| it == b"quote") {
                let error = format!(
                    r#"{{"error":{{"message":"not allowed: '{PROMPT}'","code":"x","key":"{UPSTREAM_KEY}"}}}}"#
                );
                return json(400, error);
            }
            return json(
                401,
                format!(
                    r#"{{"error":{{"message":"Incorrect API key provided: {UPSTREAM_KEY}","type":"invalid_request_error","code":"invalid_api_key"}}}}"#
                ),
            );
        }
        json(
            200,
            format!(
                r#"{{"choices":[{{"index":0,"message":{{"role":"assistant","content":"{ANSWER}"}},"finish_reason":"stop"}}]}}"#
            ),
        )
    });
    let folder = tempfile::tempdir().unwrap();
    let (named, routes) = (accounts(&[("one", &upstream)]), chain(&["one/model"], ""));
    let proxy = Proxy::start(
        folder.path(),
        &[("accounts.toml", &named), ("routes.toml", &routes)],
    );
    let body = |tail: &str| {
        format!(r#"{{"model":"auto","messages":[{{"role":"user","content":"{PROMPT}"}}]{tail}}}"#)
    };
    assert!(proxy.ask(body("").as_bytes()).text().contains(ANSWER));
    let refused = proxy.ask(body(r#","seed":"fail""#).as_bytes());
    assert_eq!(refused.status, 401);
    assert!(
        refused.text().contains("provided: [masked]"),
        "{}",
        refused.text()
    );
    let quoted = proxy.ask(body(r#","seed":"fail","user":"quote""#).as_bytes());
    assert_eq!(quoted.status, 400);
    let told = quoted.text();
    assert!(
        told.contains(PROMPT) && !told.contains(UPSTREAM_KEY),
        "{told}"
    );
    assert_eq!(proxy.ask(body(",").as_bytes()).status, 400, "broken JSON");
    assert_eq!(calls(folder.path(), 10).len(), 4);
    let key = proxy.key.clone();
    drop(proxy);
    let mut files = 0;
    search(
        folder.path(),
        &[PROMPT, ANSWER, UPSTREAM_KEY, &key],
        &mut files,
    );
    assert!(
        files >= 5,
        "the folder holds {files} files; something was not written at all"
    );
}

fn search(folder: &Path, secrets: &[&str], files: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, secrets, files);
            continue;
        }
        *files += 1;
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", path.display());
        }
    }
}
