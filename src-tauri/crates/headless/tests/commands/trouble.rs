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
