//! The commands that ask and end, with and without a server.

use crate::{Server, json, pointsman, run, text};
use std::io::Write;
use std::process::Stdio;

#[test]
fn accounts_are_added_listed_and_removed_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let added = json(
        folder.path(),
        &[
            "account",
            "add",
            "openai",
            "--name",
            "work",
            "--key",
            "env:NO_SUCH_KEY",
        ],
    );
    assert_eq!(added["key"], "missing");
    assert_eq!(added["key_place"], "env:NO_SUCH_KEY");
    let listed = json(folder.path(), &["account", "list"]);
    let names: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["simulator", "work"]);
    json(folder.path(), &["account", "remove", "work"]);
    let gone = run(folder.path(), &["account", "remove", "work"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stderr).contains("no account is called `work`"));
}

#[test]
fn an_account_is_added_with_its_region_its_way_and_its_headers() {
    let folder = tempfile::tempdir().unwrap();
    let add = |rest: &[&str]| {
        let arguments = [&["account", "add"], rest, &["--key", "env:NO_SUCH_KEY"]].concat();
        run(folder.path(), &arguments)
    };
    let eu = [
        "openai",
        "--region",
        "eu",
        "--proxy",
        "none",
        "--ca-file",
        "corp.pem",
    ];
    assert!(add(&eu).status.success());
    assert!(
        add(&["portkey", "--header", "x-portkey-provider=@team"])
            .status
            .success()
    );
    let listed = json(folder.path(), &["account", "list"]);
    let openai = &listed[1];
    assert_eq!(openai["base_url"], "https://eu.api.openai.com/v1");
    assert_eq!(openai["proxy"], "none");
    let file = std::env::current_dir().unwrap().join("corp.pem");
    assert_eq!(openai["ca_file"].as_str(), file.to_str());
    let written = std::fs::read_to_string(folder.path().join("accounts.toml")).unwrap();
    assert!(
        written.contains("x-portkey-provider = \"@team\""),
        "{written}"
    );

    let mars = add(&["mistral", "--region", "mars"]);
    assert_eq!(mars.status.code(), Some(1));
    assert!(text(&mars.stderr).contains("it has eu, us"));
    let header = add(&["mistral", "--header", "nothing"]);
    assert_eq!(header.status.code(), Some(2));
}

#[test]
fn an_account_that_needs_a_key_is_not_made_by_oversight() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["account", "add", "openai"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--key-stdin"));
    let both = ["account", "add", "openai", "--no-key", "--key-stdin"];
    assert_eq!(run(folder.path(), &both).status.code(), Some(2));
    let literal = ["account", "add", "openai", "--key", "sk-literal"];
    let output = run(folder.path(), &literal);
    assert_eq!(output.status.code(), Some(2));
    let without = ["account", "add", "openai", "--no-key"];
    assert_eq!(run(folder.path(), &without).status.code(), Some(0));
}

#[test]
fn an_account_is_tested_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let ask = ["account", "test", "simulator", "--model", "sim-swift"];
    let alone = json(folder.path(), &ask);
    assert_eq!(alone["model"]["ok"], true, "{alone}");
    let _server = Server::start(folder.path(), &[]);
    let attached = json(folder.path(), &ask);
    assert_eq!(attached["model"]["message"], alone["model"]["message"]);
    let fails = ["account", "test", "simulator", "--model", "sim-503"];
    assert_eq!(run(folder.path(), &fails).status.code(), Some(1));
}

#[test]
fn a_key_is_made_listed_and_revoked_at_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let _server = Server::start(folder.path(), &[]);
    let made = json(
        folder.path(),
        &["key", "new", "--project", "web", "--tool", "editor"],
    );
    let key = made["key"].as_str().unwrap();
    let listed = json(folder.path(), &["key", "list"]);
    assert_eq!(listed[0], made["view"]);
    assert!(!listed.to_string().contains(key));
    let id = made["view"]["id"].as_str().unwrap();
    json(folder.path(), &["key", "revoke", id]);
    assert_eq!(json(folder.path(), &["key", "list"]), serde_json::json!([]));
    let again = run(folder.path(), &["key", "revoke", id]);
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn a_policy_is_checked_where_no_folder_is_made() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("never");
    let file = place.path().join("routes.toml");
    let path = file.to_str().unwrap();
    std::fs::write(
        &file,
        "version = 1\ndefault = \"auto\"\n[chain.auto]\nsteps = 3\n",
    )
    .unwrap();
    let output = run(&folder, &["check", path]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.starts_with(&format!("{path}:4:")), "{said}");
    std::fs::write(
        &file,
        "version = 1\ndefault = \"auto\"\n\
         [chain.auto]\nsteps = [{ targets = [\"simulator/sim-swift\"] }]\n\
         [[test]]\nrequest = { model = \"auto\" }\nexpect = \"chain/other\"\n",
    )
    .unwrap();
    let output = run(&folder, &["check", path]);
    assert_eq!(output.status.code(), Some(1), "a test of the file fails");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("chain/other", "chain/auto")).unwrap();
    let checked = json(&folder, &["check", path]);
    assert_eq!(checked["holds"], true, "{checked}");
    assert!(!folder.exists());
}

#[test]
fn calls_and_the_report_agree() {
    let folder = tempfile::tempdir().unwrap();
    let model = ["account", "test", "simulator", "--model"];
    for name in ["sim-swift", "sim-503", "sim-steady"] {
        run(folder.path(), &[&model[..], &[name]].concat());
    }
    let calls = json(folder.path(), &["calls", "--last", "10"]);
    let cost: i64 = calls
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|call| call["cost"].as_i64())
        .sum();
    assert_eq!(calls.as_array().unwrap().len(), 3);
    assert!(cost > 0);
    for by in [
        "project",
        "environment",
        "user",
        "prompt",
        "provider",
        "model",
        "day",
    ] {
        let report = json(
            folder.path(),
            &["report", "spend", "--by", by, "--since", "1d"],
        );
        assert_eq!(report["total"]["simulated"], cost, "by {by}");
        assert_eq!(report["total"]["calls"], 3, "by {by}");
    }
    let old = [
        "report",
        "spend",
        "--by",
        "day",
        "--since",
        "2020-01-01",
        "--until",
        "2020-12-31",
    ];
    assert_eq!(json(folder.path(), &old)["total"]["calls"], 0);
    let backwards = [
        "report",
        "spend",
        "--by",
        "day",
        "--since",
        "2020-01-02",
        "--until",
        "2020-01-01",
    ];
    assert_eq!(run(folder.path(), &backwards).status.code(), Some(2));
    let table = text(&run(folder.path(), &["calls"]).stdout);
    assert!(
        table.contains(" sim\n") && table.contains("failed: overloaded"),
        "{table}"
    );
}

#[test]
fn a_reader_that_has_enough_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = pointsman(folder.path(), &["account", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(text(&ended.stderr), "");
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn an_empty_key_on_standard_input_is_a_wrong_call() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = pointsman(folder.path(), &["account", "add", "openai", "--key-stdin"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b" \n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn the_window_is_opened_only_where_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let empty = tempfile::tempdir().unwrap();
    // A copy of the command with nothing beside it.
    let alone = empty.path().join("pointsman");
    std::fs::copy(env!("CARGO_BIN_EXE_pointsman"), &alone).unwrap();
    let output = std::process::Command::new(&alone)
        .args(["open", "--json"])
        .env("POINTSMAN_DATA_DIR", folder.path())
        .env("PATH", empty.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("pointsman-desktop"));
}
