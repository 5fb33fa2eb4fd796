//! When something is wrong: what a person is told, and what a report of it holds.

use crate::{Server, json, pointsman, run, text};
use std::io::{Read, Write};
use std::net::TcpStream;

#[test]
fn diagnostics_tell_the_state_and_no_key_name_or_prompt() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("accounts.toml"),
        "version = 1\n[[account]]\nname = \"simulator\"\nprovider = \"simulator\"\n\
         [[account]]\nname = \"acme-payroll\"\nprovider = \"openai\"\nkey = \"env:PLANTED\"\n\
         base_url = \"http://127.0.0.1:9/v1\"\n",
    )
    .unwrap();
    let mut command = pointsman(folder.path(), &["serve", "--port", "0", "--json"]);
    let server = Server::of(command.env("PLANTED", "planted-provider-key"));
    let ask = ["account", "test", "acme-payroll", "--model", "gpt-5-mini"];
    assert_eq!(run(folder.path(), &ask).status.code(), Some(1));
    let told = json(folder.path(), &["diagnostics"]);
    let told = told["text"].as_str().unwrap();
    for said in [
        "pointsman: ",
        "openai: on, key present (env)",
        "openai connect: ",
    ] {
        assert!(told.contains(said), "{said} is missing in\n{told}");
    }
    let card = std::fs::read_to_string(folder.path().join("owner.json")).unwrap();
    let card: serde_json::Value = serde_json::from_str(&card).unwrap();
    let control = card["secret"].as_str().unwrap();
    for secret in ["planted-provider-key", "acme", server.field("key"), control] {
        assert!(!told.contains(secret), "{secret} is told in\n{told}");
    }
    let plain = text(&run(folder.path(), &["diagnostics"]).stdout);
    assert!(plain.starts_with("pointsman: "), "{plain}");
}

#[test]
fn other_machines_are_let_in_only_once_a_project_has_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "version = 1\nport = 0\nbind = [\"0.0.0.0\"]\n";
    std::fs::write(folder.path().join("settings.toml"), settings).unwrap();
    let refused = run(folder.path(), &["serve"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    for words in [
        "`bind` in settings.toml",
        "0.0.0.0",
        "pointsman key new --project default",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let key = json(folder.path(), &["key", "new", "--project", "default"]);
    let server = Server::start(folder.path(), &[]);
    assert!(server.field("url").starts_with("http://127.0.0.1:"));
    let ask = |host: &str, key: &str| {
        let head =
            format!("GET /v1/models HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}");
        exchange(&server, &head)
    };
    let key = key["key"].as_str().unwrap();
    assert!(ask("10.1.2.3", key).starts_with("HTTP/1.1 200"));
    assert!(ask("10.1.2.3", "pm-guessed").starts_with("HTTP/1.1 401"));
    assert!(ask("box.lan", key).starts_with("HTTP/1.1 403"));
}

/// The answer to a request without a body.
fn exchange(server: &Server, head: &str) -> String {
    let address = server.field("url").trim_start_matches("http://");
    let mut socket = TcpStream::connect(address.trim_end_matches("/v1")).unwrap();
    write!(socket, "{head}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

/// What a start on the folder says when it gives up.
fn start_fails(folder: &std::path::Path) -> String {
    let output = run(folder, &["serve", "--port", "0"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

#[test]
fn a_file_that_cannot_be_understood_is_named_with_its_place_and_what_to_do() {
    for (file, broken, said) in [
        (
            "accounts.toml",
            "version = 1\n[[account]\n",
            "accounts.toml:2:",
        ),
        (
            "accounts.toml",
            "version = 1\n[[account]]\nprovider = \"openai\"\nkee = \"x\"\n",
            "accounts.toml:4:1",
        ),
        (
            "projects.toml",
            "version = 1\n[[project]]\nname = 3\n",
            "projects.toml:3:",
        ),
        ("settings.toml", "version = 1\nprot = 1\n", "line 2"),
        (
            "settings.toml",
            "version = 2\n",
            "start the newer Pointsman",
        ),
        ("accounts.toml", "version = 2\n", "update Pointsman"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), broken).unwrap();
        let told = start_fails(folder.path());
        assert!(told.contains(file) && told.contains(said), "{file}: {told}");
    }
}

#[test]
fn a_ledger_that_cannot_be_used_is_named_with_what_to_do_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    json(folder.path(), &["calls"]);
    let path = folder.path().join("ledger.db");
    let sound = std::fs::read(&path).unwrap();
    let mut newer = sound.clone();
    // The version of the schema stands at byte 60 (https://sqlite.org/fileformat2.html).
    newer[60..64].copy_from_slice(&7_000_u32.to_be_bytes());
    for (bytes, said) in [
        (newer, "start the newer Pointsman"),
        (
            b"no ledger at all, but long enough".repeat(99),
            "`pointsman restore`",
        ),
    ] {
        std::fs::write(&path, &bytes).unwrap();
        let told = start_fails(folder.path());
        assert!(told.contains(said) && told.contains("ledger.db"), "{told}");
        assert!(
            !told.contains("backups"),
            "no folder that is not there: {told}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_named_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o500)).unwrap();
    let closed = place.path().join("data");
    // Nothing is closed to root but what the kernel itself refuses.
    let folder = match std::fs::create_dir(&closed) {
        Err(_) => closed,
        Ok(()) => "/proc/pointsman-data".into(),
    };
    let told = start_fails(&folder);
    assert!(
        told.contains(folder.to_str().unwrap()) && told.contains("--data-dir"),
        "{told}"
    );
}

#[test]
fn a_wrong_call_is_told_as_json_where_json_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        &["report", "spend", "--by", "colour", "--json"][..],
        &["--json", "fly"],
        &["calls", "--json", "--last", "0"],
        &["account", "add", "openai", "--json"],
    ] {
        let output = run(folder.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        let told: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        let error = told["error"].as_str().unwrap();
        assert!(!error.is_empty() && !error.contains("Usage:"), "{error}");
        assert_eq!(text(&output.stdout), "");
    }
    let plain = run(folder.path(), &["fly"]);
    assert_eq!(plain.status.code(), Some(2));
    assert!(text(&plain.stderr).contains("Usage:"));
    assert_eq!(run(folder.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn an_account_that_is_not_sound_is_told_without_a_place_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [["--name", "two words"], ["--base-url", "ftp://x.example"]] {
        let add = [&["account", "add", "openai", "--no-key"][..], &wrong].concat();
        let output = run(folder.path(), &add);
        assert_eq!(output.status.code(), Some(1));
        let told = text(&output.stderr);
        assert!(!told.contains("accounts.toml:"), "{told}");
    }
}

#[test]
fn a_mistyped_folder_is_told_and_not_made() {
    let place = tempfile::tempdir().unwrap();
    let typo = place.path().join("typo");
    for asks in [
        &["calls"][..],
        &["report", "spend", "--by", "day"],
        &["key", "list"],
        &["key", "revoke", "k_1"],
        &["account", "list"],
        &["account", "test", "simulator"],
        &["account", "remove", "simulator"],
        &["check"],
        &["diagnostics"],
        &["backup"],
    ] {
        let output = run(&typo, asks);
        assert_eq!(output.status.code(), Some(1), "{asks:?}");
        let told = text(&output.stderr);
        let named = told.contains(typo.to_str().unwrap()) && told.contains("--data-dir");
        assert!(
            named && told.contains("there is no data folder"),
            "{asks:?}: {told}"
        );
        assert!(!typo.exists(), "{asks:?}");
    }
    let begins = ["key", "new", "--project", "web"];
    assert_eq!(run(&typo, &begins).status.code(), Some(0));
    assert!(typo.exists());
}
