//! Input that means harm, at every operation there is: it is refused or does nothing, every file stays
//! sound, nothing is written elsewhere, and the house goes on.

use crate::Serving;
use pointsman_api::OPERATIONS;
use pointsman_units::Secret;
use pointsman_upstream::{Loopback, Pass};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Operations that are there to write a file.
const WRITE_ELSEWHERE: [&str; 2] = ["settings/backup", "settings/backup_now"];
/// What an operation may answer to anything: done, or the fault of the asker, never its own.
const BEARABLE: [u16; 5] = [200, 400, 404, 409, 423];

fn hostile() -> Vec<String> {
    vec![
        "../../../etc/passwd".to_owned(),
        "/etc/passwd".to_owned(),
        "nul\0byte".to_owned(),
        "x\"\n[[account]]\nname = \"planted\"\nprovider = \"simulator\"\n#".to_owned(),
        "'; DROP TABLE call; --".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "\u{202e}\u{feff}\u{10ffff}".to_owned(),
        "a/b/c".repeat(2_000),
        String::new(),
    ]
}

/// Shapes that an input has; a hostile text stands wherever one may.
fn inputs(bad: &str) -> Vec<Value> {
    vec![
        json!(bad),
        json!([bad, bad]),
        json!({ "last": 10, "before": bad }),
        json!({ "provider": "custom", "name": bad, "base_url": "http://127.0.0.1:9/v1", "key": null, "key_env": null }),
        json!({ "provider": "custom", "name": "near", "base_url": bad, "key": null, "key_env": null }),
        json!({ "provider": bad, "name": bad, "base_url": bad, "key": null, "key_env": bad }),
        json!({ "account": bad, "key": "sk-planted", "place": null }),
        json!({ "account": "simulator", "key": null, "key_env": bad }),
        json!({ "account": "simulator", "place": bad }),
        json!({ "account": bad, "enabled": true }),
        json!({ "account": "simulator", "to": u32::MAX }),
        json!({ "account": "simulator", "model": bad }),
        json!({ "account": "simulator", "base_url": bad, "region": bad, "proxy": bad, "ca_file": bad,
                "limits": {}, "key": null, "key_env": bad }),
        json!({ "project": bad, "tool": bad, "environment": bad }),
        json!({ "project": "default", "settings": { "name": bad, "archived": false } }),
        json!({ "name": bad, "archived": false, "first_token_within": bad }),
        json!({ "model": bad, "stream": false }),
        json!({ "hash": bad, "base": bad }),
        json!({ "base": bad, "edits": [] }),
        json!([{ "Hosts": [bad] }, { "hosts": [bad] }, { "kind": "hosts", "value": [bad] }]),
        json!([[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]),
        json!({ "by": bad, "since": i64::MIN, "until": i64::MAX, "offset": i32::MIN }),
        json!({ "by": "day", "since": i64::MIN, "until": i64::MAX, "offset": i32::MAX }),
        json!(null),
        json!(-1),
    ]
}

fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.into_string().unwrap();
        // SQLite's own come and go.
        if !name.starts_with("ledger.db-") {
            found.insert(name);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_breaks_no_operation_and_no_file() {
    let place = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir_in(place.path()).unwrap();
    let serving = Serving::on(folder).await;
    let card: Value = serde_json::from_str(&serving.read("owner.json")).unwrap();
    let secret = Secret::new(card["secret"].as_str().unwrap().to_owned());
    let url = serving.ready.url.trim_end_matches("/v1");
    let client = Loopback::new(url, Pass::Control(secret)).unwrap();
    let before = (files(place.path()), files(serving.folder.path()));
    let asked = OPERATIONS.iter().filter(|it| !WRITE_ELSEWHERE.contains(it));
    for operation in asked {
        let path = format!("/pointsman/control/{operation}");
        // What takes no input heeds none.
        if client.post_json(&path, b"-1").await.unwrap().0 == 200 {
            continue;
        }
        for input in hostile().iter().flat_map(|bad| inputs(bad)) {
            let body = serde_json::to_vec(&input).unwrap();
            let (status, answer) = client.post_json(&path, &body).await.unwrap();
            let said = String::from_utf8_lossy(&answer[..answer.len().min(500)]).into_owned();
            let sent: String = input.to_string().chars().take(200).collect();
            assert!(
                BEARABLE.contains(&status),
                "{operation} {sent}: {status} {said}"
            );
        }
    }
    let after = (files(place.path()), files(serving.folder.path()));
    assert_eq!(after, before, "a file stands where none did");
    let status = serving.house.settings_status().await.unwrap();
    assert_eq!(status.trouble, None, "every file is sound");
    let accounts = serving.read("accounts.toml");
    assert!(!accounts.contains("name = \"planted\""), "{accounts}");
    serving.house.close().await;
}
