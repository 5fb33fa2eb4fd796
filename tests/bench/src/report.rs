//! The run: every way measured in turn, round after round, and what came of it.

use crate::load::{self, Place};
use crate::process::{Process, product};
use crate::{Outcome, part};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

const BUSY: Duration = Duration::from_secs(3);
const CLIENTS: usize = 64;
const STREAMS: usize = 50;

/// A way that calls can take.
struct Way {
    name: &'static str,
    place: Place,
    process: Option<Process>,
}

/// Figures by measure and way, one per round.
#[derive(Default)]
struct Table(BTreeMap<(usize, &'static str), Vec<f64>>);

const MEASURES: [&str; 11] = [
    "concurrency 1, p50, us",
    "50 requests/s, p50, us",
    "50 requests/s, p99, us",
    "throughput at 64, requests/s",
    "CPU s per 10,000 at 64",
    "1 MB prompt, p50, us",
    "50 streams, first chunk p50, us",
    "50 streams, per chunk p50, us",
    "50 streams, per chunk p99, us",
    "memory idle, MiB",
    "memory with 50 streams, MiB",
];

impl Table {
    fn note(&mut self, measure: usize, way: &'static str, value: f64) {
        self.0.entry((measure, way)).or_default().push(value);
    }

    fn median(&self, measure: usize, way: &'static str) -> Option<f64> {
        let values = self.0.get(&(measure, way))?;
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    fn spread(&self, measure: usize, way: &'static str) -> (f64, f64) {
        let values = self.0.get(&(measure, way)).map_or(&[][..], Vec::as_slice);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (least, most)
    }
}

/// Runs all rounds and prints the report.
pub async fn run(rounds: usize) -> Outcome<()> {
    tokio::task::LocalSet::new()
        .run_until(rounds_of(rounds))
        .await
}

async fn rounds_of(rounds: usize) -> Outcome<()> {
    let upstream = Process::own(&["upstream"])?;
    let to = upstream.ready.clone();
    let folder = tempfile::tempdir()?;
    lay_out(folder.path(), &to)?;
    let cold = cold_start(folder.path())?;
    let ways = ways(&to, folder.path())?;
    let mut table = Table::default();
    for way in &ways {
        if let Some(process) = &way.process {
            table.note(9, way.name, process.memory()?);
        }
    }
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        for way in &ways {
            measure(way, &mut table).await?;
        }
    }
    print(&table, &ways, rounds);
    println!("cold start to first line, ms: {cold:.0}");
    Ok(())
}

fn lay_out(folder: &Path, to: &str) -> Outcome<()> {
    std::fs::write(folder.join("accounts.toml"), part::accounts(to))?;
    std::fs::write(folder.join("routes.toml"), part::ROUTES)?;
    Ok(())
}

/// The median of five starts.
fn cold_start(folder: &Path) -> Outcome<f64> {
    let mut took = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let started = product(folder)?;
        took.push(began.elapsed().as_secs_f64() * 1000.0);
        drop(started);
    }
    took.sort_by(f64::total_cmp);
    took.get(2).copied().ok_or_else(|| "no start".into())
}

fn ways(to: &str, folder: &Path) -> Outcome<Vec<Way>> {
    let bare = |address: &str| Place {
        address: address.to_owned(),
        key: "Bearer x".to_owned(),
    };
    let floor = Process::own(&["floor", to])?;
    let (own, place) = product(folder)?;
    let keyed = |process: &Process| Place {
        address: process.ready.clone(),
        key: format!("Bearer {}", part::KEY),
    };
    let (on, off) = (
        Process::own(&["part", to, "on"])?,
        Process::own(&["part", to, "off"])?,
    );
    Ok(vec![
        Way {
            name: "direct",
            place: bare(to),
            process: None,
        },
        Way {
            name: "floor",
            place: bare(&floor.ready),
            process: Some(floor),
        },
        Way {
            name: "pointsman",
            place,
            process: Some(own),
        },
        Way {
            name: "ledger on",
            place: keyed(&on),
            process: Some(on),
        },
        Way {
            name: "ledger off",
            place: keyed(&off),
            process: Some(off),
        },
    ])
}

async fn measure(way: &Way, table: &mut Table) -> Outcome<()> {
    let small = body("Which train goes to the coast?", false);
    let large = body(&"A sentence about timetables. ".repeat(36_000), false);
    let place = &way.place;
    load::in_turn(place, &small, 50).await?;
    table.note(
        0,
        way.name,
        percentile(load::in_turn(place, &small, 800).await?, 50),
    );
    let steady = load::at_rate(place, &small, 50, 100).await?;
    table.note(1, way.name, percentile(steady.clone(), 50));
    table.note(2, way.name, percentile(steady, 99));
    let before = way.process.as_ref().map(Process::cpu).transpose()?;
    let done = load::throughput(place, &small, CLIENTS, BUSY).await? as f64;
    table.note(3, way.name, done / BUSY.as_secs_f64());
    if let (Some(before), Some(process)) = (before, &way.process) {
        table.note(4, way.name, (process.cpu()? - before) * 10_000.0 / done);
    }
    table.note(
        5,
        way.name,
        percentile(load::in_turn(place, &large, 30).await?, 50),
    );
    let asked = body("Announce the next train.", true);
    let streams = load::streams(place, &asked, STREAMS);
    let weighed = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        way.process.as_ref().map(Process::memory).transpose()
    };
    let (seen, memory) = tokio::join!(streams, weighed);
    let seen = seen?;
    table.note(6, way.name, percentile(seen.first, 50));
    table.note(7, way.name, percentile(seen.chunks.clone(), 50));
    table.note(8, way.name, percentile(seen.chunks, 99));
    if let Some(memory) = memory? {
        table.note(10, way.name, memory);
    }
    Ok(())
}

fn body(prompt: &str, stream: bool) -> Bytes {
    // The stream flag stands first, where the bench's provider looks for it.
    Bytes::from(format!(
        "{{\"stream\":{stream},\"model\":\"auto\",\"messages\":[{{\"role\":\"user\",\"content\":\"{prompt}\"}}]}}"
    ))
}

/// In microseconds.
fn percentile(mut took: Vec<u64>, percent: usize) -> f64 {
    took.sort_unstable();
    let at = (took.len() * percent / 100).min(took.len().saturating_sub(1));
    took.get(at)
        .map_or(f64::NAN, |nanos| *nanos as f64 / 1000.0)
}

fn print(table: &Table, ways: &[Way], rounds: usize) {
    println!(
        "\nmedians of {rounds} interleaved rounds (least to most); `x floor` compares what is added to a direct call"
    );
    for (measure, title) in MEASURES.iter().enumerate() {
        println!("\n{title}");
        for way in ways {
            let Some(median) = table.median(measure, way.name) else {
                continue;
            };
            let (least, most) = table.spread(measure, way.name);
            println!(
                "  {:<11} {median:>10.2}   ({least:.2} to {most:.2}){}",
                way.name,
                ratio(table, measure, way.name, median)
            );
        }
    }
    let on = table
        .median(3, "ledger on")
        .zip(table.median(3, "ledger off"));
    let alone = table
        .median(0, "ledger on")
        .zip(table.median(0, "ledger off"));
    if let (Some((on, off)), Some((slow, quick))) = (on, alone) {
        println!(
            "\nledger on against off: throughput x {:.2}, p50 at concurrency 1 {:+.1} us",
            on / off,
            slow - quick
        );
    }
}

/// Latency is compared by what a way adds to a direct call; the rest as it stands.
fn ratio(table: &Table, measure: usize, way: &'static str, median: f64) -> String {
    let (Some(direct), Some(floor)) = (
        table.median(measure, "direct").or(Some(0.0)),
        table.median(measure, "floor"),
    ) else {
        return String::new();
    };
    let added = matches!(measure, 0 | 1 | 2 | 5 | 6 | 7 | 8);
    if way == "direct" || (way == "floor" && !added) {
        return String::new();
    }
    if added {
        let times = (median - direct) / (floor - direct);
        return format!("   adds {:.1} us, x {times:.2} floor", median - direct);
    }
    format!("   x {:.2} floor", median / floor)
}
