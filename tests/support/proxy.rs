//! The proxy as a user runs it: the headless binary on a folder of its own.

use crate::client::{self, Answer, Exchange};
use crate::upstream::Upstream;
use serde::Deserialize;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The key that accounts of [`accounts`] send.
pub const UPSTREAM_KEY: &str = "upstream-secret-7f3a";

/// A running proxy. Killed when dropped.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    /// The session key.
    pub key: String,
    child: Child,
}

#[derive(Deserialize)]
struct Ready {
    url: String,
    key: String,
}

/// The binary that `cargo test` has built beside this test.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("pointsman");
    assert!(
        built.exists(),
        "build it first: cargo build -p pointsman-headless"
    );
    built
}

/// `accounts.toml` with a custom account for each name.
pub fn accounts(named: &[(&str, &Upstream)]) -> String {
    let mut text = "version = 1\n".to_owned();
    for (name, upstream) in named {
        text.push_str(&format!(
            "\n[[account]]\nname = \"{name}\"\nprovider = \"custom\"\ndialect = \"openai_chat\"\nbase_url = \"{}\"\nkey = \"env:UPSTREAM_KEY\"\n",
            upstream.base_url(),
        ));
    }
    text
}

/// `routes.toml` with one default chain over these targets.
pub fn chain(targets: &[&str], rest: &str) -> String {
    let steps: Vec<String> = targets
        .iter()
        .map(|it| format!("{{ targets = [\"{it}\"] }}"))
        .collect();
    format!(
        "version = 1\ndefault = \"auto\"\n\n[chain.auto]\nsteps = [{}]\n{rest}\n",
        steps.join(", ")
    )
}

impl Proxy {
    /// Writes the files, where they are not there yet, and starts the proxy on the folder.
    pub fn start(folder: &Path, files: &[(&str, &str)]) -> Self {
        Self::run(folder, files, Command::new(binary()))
    }

    /// The same, under a shell that runs `"$0" "$@"`.
    pub fn start_under(shell: &str, folder: &Path, files: &[(&str, &str)]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", shell]).arg(binary());
        Self::run(folder, files, command)
    }

    fn run(folder: &Path, files: &[(&str, &str)], mut command: Command) -> Self {
        for (name, text) in files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let mut child = command
            .args(["serve", "--port", "0", "--json", "--data-dir"])
            .arg(folder)
            .env("UPSTREAM_KEY", UPSTREAM_KEY)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Ready = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the proxy did not start: {error}: {line}"));
        let address = ready
            .url
            .trim_start_matches("http://")
            .trim_end_matches("/v1");
        Self {
            address: address.parse().unwrap(),
            key: ready.key,
            child,
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a conversation with the session key.
    pub fn converse(&self, body: &[u8]) -> Exchange {
        let bearer = format!("Bearer {}", self.key);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        client::send(self.address, "POST", "/v1/chat/completions", &headers, body)
    }

    /// Sends a conversation and reads its whole answer.
    pub fn ask(&self, body: &[u8]) -> Answer {
        self.converse(body).finish()
    }

    /// How many sockets it has open.
    pub fn open_sockets(&self) -> usize {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap();
        // One that closes while it is looked at is not open.
        open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|points| points.to_string_lossy().starts_with("socket:"))
            .count()
    }

    /// Kills it as a power cut of the process would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The newest calls of a folder, by the command line; whoever owns the folder is asked.
pub fn calls(folder: &Path, last: usize) -> Vec<Value> {
    match asked(folder, &["calls", "--last", &last.to_string()]) {
        Value::Array(calls) => calls,
        other => panic!("no list of calls: {other}"),
    }
}

/// How it stands with a folder's proxy, as `pointsman diagnostics` tells it.
pub fn status(folder: &Path) -> Value {
    asked(folder, &["diagnostics"])
}

/// What a command prints as JSON.
fn asked(folder: &Path, arguments: &[&str]) -> Value {
    let done = Command::new(binary())
        .args(arguments)
        .args(["--json", "--data-dir"])
        .arg(folder)
        .env("UPSTREAM_KEY", UPSTREAM_KEY)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).unwrap()
}
