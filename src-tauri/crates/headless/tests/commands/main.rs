//! The built command, as a person or a script runs it.
#![cfg(test)]

mod ask;
mod serve;
mod texts;
mod trouble;
mod upkeep;

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The command on a folder, with a simulator that does not wait.
fn pointsman(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pointsman"));
    command
        .args(arguments)
        .env("POINTSMAN_DATA_DIR", folder)
        .env("POINTSMAN_SIMULATOR_PACE", "0")
        .stdin(Stdio::null());
    command
}

/// Runs it to its end.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    pointsman(folder, arguments).output().unwrap()
}

/// Runs it with `--json`, and reads what it printed.
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    let output = run(folder, &arguments);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A server that is stopped when the test ends, however it ends.
struct Server {
    process: Child,
    /// The line it printed when it was ready.
    ready: Value,
}

impl Server {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let arguments: Vec<&str> = ["serve", "--port", "0", "--json"]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        Self::of(&mut pointsman(folder, &arguments))
    }

    fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = process.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line}"));
        Self { process, ready }
    }

    fn field(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    /// Asks it to stop and waits for its exit code.
    #[cfg(unix)]
    fn stop(self) -> Option<i32> {
        self.signal("TERM");
        self.ended()
    }

    /// Its exit code, once it has ended.
    #[cfg(unix)]
    fn ended(mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        let killed = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(killed.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails where it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
