//! SECURITY.md and the window's rights: what is promised there is proven somewhere.

use super::{files, root, shown};
use serde_json::Value;
use std::fs;

#[test]
fn each_defence_names_tests_that_exist() {
    let page = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let code: String = ["src-tauri", "tests"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), &[".rs"]))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let is_test = |word: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        word.matches('_').count() >= 3 && word.chars().all(plain)
    };
    let threats: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert!(threats.len() >= 8, "a threat has gone");
    for threat in threats {
        let name = threat.lines().next().unwrap();
        let named: Vec<&str> = threat
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(is_test)
            .collect();
        assert!(!named.is_empty(), "{name}: no test is named");
        for test in named {
            assert!(
                code.contains(&format!("fn {test}()")),
                "{name}: there is no test `{test}`"
            );
        }
    }
}

#[test]
fn the_windows_content_policy_allows_nothing_unsafe() {
    let text = fs::read_to_string(root().join("tauri.conf.json")).unwrap();
    let config: Value = serde_json::from_str(&text).unwrap();
    let security = &config["app"]["security"];
    let policy = security["csp"].as_str().unwrap();
    let mut named = Vec::new();
    for directive in policy.split(';') {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap();
        named.push(name);
        for source in words {
            let own = ["'self'", "'none'"].contains(&source);
            // The way of the window's own commands, and pictures that stand in the page.
            let inner = name == "connect-src" && ["ipc:", "http://ipc.localhost"].contains(&source)
                || name == "img-src" && source == "data:";
            assert!(own || inner, "{name} lets in {source}");
        }
    }
    for needed in [
        "default-src",
        "script-src",
        "object-src",
        "base-uri",
        "frame-ancestors",
        "form-action",
    ] {
        assert!(named.contains(&needed), "{needed} is missing");
    }
    assert_eq!(config["app"]["withGlobalTauri"], false);
    for loosened in [
        "dangerousDisableAssetCspModification",
        "devCsp",
        "assetProtocol",
    ] {
        assert!(
            security.get(loosened).is_none(),
            "{loosened} loosens the policy"
        );
    }
}

#[test]
fn the_window_may_hear_events_and_move_itself_and_nothing_else() {
    for file in files(&root().join("src-tauri/capabilities"), &[".json", ".toml"]) {
        let capability: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert!(
            capability.get("remote").is_none(),
            "{}: a page from elsewhere",
            shown(&file)
        );
        for permission in capability["permissions"].as_array().unwrap() {
            let name = permission.as_str().unwrap_or("an object");
            let fits = ["core:event:allow-", "core:window:allow-"];
            assert!(
                fits.iter().any(|it| name.starts_with(it)) && !name.contains('*'),
                "{}: {name}",
                shown(&file)
            );
        }
    }
}
