//! Processes under measure, and what the operating system says of them.

use crate::Outcome;
use crate::load::Place;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process that is killed when dropped.
pub struct Process {
    child: Child,
    /// The line it said when it was ready.
    pub ready: String,
}

impl Process {
    /// Starts it and waits for its first line.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut ready = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut ready)?;
        }
        Ok(Self {
            child,
            ready: ready.trim_end().to_owned(),
        })
    }

    /// One of this program's own servers.
    pub fn own(words: &[&str]) -> Outcome<Self> {
        Self::start(
            Command::new(std::env::current_exe()?)
                .args(words)
                .env("BENCH_KEY", "bench"),
        )
    }

    /// CPU seconds used so far, user and system. Linux only, like the figures.
    pub fn cpu(&self) -> Outcome<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let ticks: f64 = after
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|it| it.parse::<f64>().ok())
            .sum();
        // USER_HZ is 100 on every Linux that Rust runs on.
        Ok(ticks / 100.0)
    }

    /// CPU seconds once it has used none for `still`, at latest after `longest`: then what a load
    /// left it to do is done.
    pub async fn quiet(&self, still: Duration, longest: Duration) -> Outcome<f64> {
        let until = Instant::now() + longest;
        let (mut used, mut since) = (self.cpu()?, Instant::now());
        while since.elapsed() < still && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let now = self.cpu()?;
            if now > used {
                (used, since) = (now, Instant::now());
            }
        }
        Ok(used)
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The release binary beside this program.
pub fn binary() -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().ok_or("no folder")?.join("pointsman"))
}

/// Starts the product on a folder and says where it listens.
pub fn product(folder: &std::path::Path) -> Outcome<(Process, Place)> {
    let mut command = Command::new(binary()?);
    command
        .args(["serve", "--port", "0", "--json", "--data-dir"])
        .arg(folder)
        .env("BENCH_KEY", "bench");
    let process = Process::start(&mut command)?;
    let ready: serde_json::Value = serde_json::from_str(&process.ready)?;
    let url = ready
        .get("url")
        .and_then(|it| it.as_str())
        .ok_or("no url")?;
    let key = ready
        .get("key")
        .and_then(|it| it.as_str())
        .ok_or("no key")?;
    let address = url
        .trim_start_matches("http://")
        .trim_end_matches("/v1")
        .to_owned();
    Ok((
        process,
        Place {
            address,
            key: format!("Bearer {key}"),
            path: crate::load::CHAT,
        },
    ))
}
