//! `serve` as a process: its line, its signals, its lock, and the call that it prints.

use crate::{Server, json, pointsman, run, text};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

#[test]
fn prints_one_line_with_what_a_script_needs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert!(server.field("url").ends_with("/v1"));
    assert!(server.field("key").starts_with("pm-"));
    assert_eq!(server.ready["pid"], server.process.id());
    let told = folder.path().canonicalize().unwrap();
    assert_eq!(server.field("data_dir"), told.to_str().unwrap());
    assert_eq!(server.ready.as_object().unwrap().len(), 4);
}

#[test]
fn a_second_server_says_who_owns_the_folder_and_exits_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let second = run(folder.path(), &["serve", "--port", "0"]);
    assert_eq!(second.status.code(), Some(3));
    let said = text(&second.stderr);
    let pid = server.process.id().to_string();
    assert!(
        said.contains(&pid) && said.contains(server.field("url")),
        "{said}"
    );
}

#[test]
fn a_session_key_of_the_environment_is_taken_and_a_missing_one_is_a_wrong_call() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["serve", "--port", "0", "--json", "--key", "env:SESSION"];
    let unset = run(folder.path(), &arguments);
    assert_eq!(unset.status.code(), Some(2));
    assert!(text(&unset.stderr).contains("SESSION"));
    let mut command = pointsman(folder.path(), &arguments);
    let server = Server::of(command.env("SESSION", "pm-of-my-own"));
    assert_eq!(server.field("key"), "pm-of-my-own");
    let answer = call(&server, "pm-of-my-own", r#""stream":false"#);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[cfg(unix)]
#[test]
fn the_printed_curl_line_works_as_it_is_printed() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let mut process = pointsman(folder.path(), &["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut printed = String::new();
    let mut lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
    while !printed.contains("Stop with") {
        printed.push_str(&lines.next().unwrap().unwrap());
        printed.push('\n');
    }
    let from = printed.find("curl http").unwrap();
    let to = printed[from..].find("\n\n").unwrap();
    let shell = Command::new("sh")
        .arg("-c")
        .arg(&printed[from..from + to])
        .output();
    process.kill().unwrap();
    process.wait().unwrap();
    let answer = text(&shell.unwrap().stdout);
    assert!(answer.contains("\"choices\""), "{printed}\n{answer}");
}

#[cfg(unix)]
#[test]
fn a_running_call_ends_whole_when_the_server_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["serve", "--port", "0", "--json"];
    let mut command = pointsman(folder.path(), &arguments);
    let server = Server::of(command.env("POINTSMAN_SIMULATOR_PACE", "200"));
    let mut socket = open_call(&server, server.field("key"), r#""stream":true"#);
    let mut answer = vec![0; 4096];
    let read = socket.read(&mut answer).unwrap();
    answer.truncate(read);
    server.signal("TERM");
    socket.read_to_end(&mut answer).unwrap();
    assert!(text(&answer).contains("[DONE]"), "{}", text(&answer));
    assert_eq!(server.ended(), Some(0));
    let calls = json(folder.path(), &["calls"]);
    assert_eq!(calls[0]["state"], "answered");
}

#[cfg(unix)]
#[test]
fn told_twice_the_server_does_not_wait_for_running_calls() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("routes.toml"),
        "version = 1\ndefault = \"auto\"\n[chain.auto]\nretries = 0\n\
         steps = [{ targets = [\"simulator/sim-silence\"] }]\n",
    )
    .unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut socket = open_call(&server, server.field("key"), r#""stream":false"#);
    // Once the call is known to run, the first signal has something to wait for.
    let running = || json(folder.path(), &["calls"])[0]["state"] == "waiting";
    assert!((0..500).any(|_| running()));
    server.signal("TERM");
    server.signal("INT");
    assert_eq!(server.ended(), Some(0));
    let mut answer = Vec::new();
    // The connection is cut, with or without a reset.
    let _ = socket.read_to_end(&mut answer);
    assert_eq!(text(&answer), "");
    let calls = json(folder.path(), &["calls"]);
    assert_ne!(calls[0]["state"], "waiting");
}

#[cfg(unix)]
#[test]
fn a_folder_whose_owner_was_killed_is_free_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Server::start(folder.path(), &[]);
    first.process.kill().unwrap();
    first.process.wait().unwrap();
    let second = Server::start(folder.path(), &[]);
    assert_eq!(second.stop(), Some(0));
}

#[cfg(unix)]
#[test]
fn neither_a_providers_key_nor_a_prompt_is_in_any_file_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (key, prompt) = ("sk-planted-4f1c9", "the planted prompt 77a1");
    std::fs::write(
        folder.path().join("accounts.toml"),
        "version = 1\n[[account]]\nname = \"simulator\"\nprovider = \"simulator\"\n\
         [[account]]\nname = \"near\"\nprovider = \"custom\"\nkey = \"env:PLANTED\"\n\
         base_url = \"http://127.0.0.1:9/v1\"\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("routes.toml"),
        "version = 1\ndefault = \"auto\"\n[chain.auto]\nretries = 0\nsteps = [\n\
         { targets = [\"near/model\"] }, { targets = [\"simulator/sim-cut\"] },\n\
         { targets = [\"simulator/sim-swift\"] }]\n",
    )
    .unwrap();
    let arguments = ["serve", "--port", "0", "--json"];
    let mut command = pointsman(folder.path(), &arguments);
    command.env("PLANTED", key).env("POINTSMAN_LOG", "trace");
    let server = Server::of(&mut command);
    let more = format!(r#""user":"u1","metadata":{{"note":"{prompt}"}}"#);
    call(&server, server.field("key"), &more);
    let session = server.field("key").to_owned();
    assert_eq!(server.stop(), Some(0));
    for secret in [key, prompt, &session] {
        let grep = Command::new("grep")
            .args(["-rlaF", secret])
            .arg(folder.path())
            .output()
            .unwrap();
        assert_eq!(text(&grep.stdout), "", "{secret}");
    }
    let logs = std::fs::read_dir(folder.path().join("logs")).unwrap();
    assert!(logs.count() > 0, "there must be a log to look through");
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = run(&file.join("data"), &["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("file/data") && said.contains("--data-dir"),
        "{said}"
    );
}

#[test]
fn a_taken_port_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(folder.path(), &["serve", "--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
}

fn open_call(server: &Server, key: &str, more: &str) -> TcpStream {
    let address = server.field("url").trim_start_matches("http://");
    let address = address.trim_end_matches("/v1");
    let body = format!(
        r#"{{"model":"auto","messages":[{{"role":"user","content":"the planted prompt 77a1"}}],{more}}}"#
    );
    let mut socket = TcpStream::connect(address).unwrap();
    write!(
        socket,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
         connection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    socket
}

fn call(server: &Server, key: &str, more: &str) -> String {
    let mut answer = String::new();
    open_call(server, key, more)
        .read_to_string(&mut answer)
        .unwrap();
    answer
}
