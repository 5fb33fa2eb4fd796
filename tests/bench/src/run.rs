//! The run: every measure over every way in turn, round after round, there and back, so that an hour
//! in which the machine is slower is slower for all of them.

use crate::load::{self, Place};
use crate::process::{Process, product};
use crate::table::{Measure, Table, Way, percentile};
use crate::{Outcome, cold, part, report};
use bytes::Bytes;
use std::path::Path;
use std::time::Duration;

const BUSY: Duration = Duration::from_secs(3);
const CLIENTS: usize = 64;
const STREAMS: usize = 500;
/// Behind a load, until a process is taken to have nothing left to do.
const QUIET: Duration = Duration::from_millis(1_500);
const LONGEST_DRAIN: Duration = Duration::from_secs(60);

/// A way and what stands at its other end.
struct Track {
    way: Way,
    place: Place,
    process: Option<Process>,
}

/// What is done in one go.
#[derive(Clone, Copy)]
enum Load {
    Alone,
    Steady,
    Full,
    Large,
    Streams,
}

const LOADS: [Load; 5] = [
    Load::Alone,
    Load::Steady,
    Load::Full,
    Load::Large,
    Load::Streams,
];

/// Runs all rounds and prints the report.
pub async fn run(rounds: usize) -> Outcome<()> {
    tokio::task::LocalSet::new()
        .run_until(rounds_of(rounds))
        .await
}

/// Keeps clients busy and prints how many calls were done.
pub async fn keep_busy(place: Place, clients: usize, seconds: usize) -> Outcome<()> {
    let span = Duration::from_secs(u64::try_from(seconds)?);
    let small = body("Which train goes to the coast?", false);
    let local = tokio::task::LocalSet::new();
    let done = local
        .run_until(load::throughput(&place, &small, clients, span))
        .await?;
    println!("{done}");
    Ok(())
}

async fn rounds_of(rounds: usize) -> Outcome<()> {
    let upstream = Process::own(&["upstream"])?;
    let to = upstream.ready.clone();
    let folder = tempfile::tempdir()?;
    lay_out(folder.path(), &to)?;
    let empty = cold::start(folder.path())?;
    let full = cold::start(&cold::full_folder(&to)?)?;
    let tracks = tracks(&to, folder.path())?;
    let mut table = Table::default();
    for track in &tracks {
        if let Some(process) = &track.process {
            table.note(Measure::Idle, track.way, process.memory()?);
        }
    }
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        for load in LOADS {
            // There and back: whoever comes behind another does not always come behind the same.
            let order: Vec<&Track> = match round % 2 {
                1 => tracks.iter().collect(),
                _ => tracks.iter().rev().collect(),
            };
            for track in order {
                put(load, track, &mut table).await?;
            }
        }
    }
    report::print(&table, rounds);
    report::judge(&table, empty, full);
    Ok(())
}

/// The files of a data folder whose two accounts lead to `to`.
pub fn lay_out(folder: &Path, to: &str) -> Outcome<()> {
    std::fs::write(folder.join("accounts.toml"), part::accounts(to))?;
    std::fs::write(folder.join("routes.toml"), part::ROUTES)?;
    Ok(())
}

fn tracks(to: &str, folder: &Path) -> Outcome<Vec<Track>> {
    let bare = |address: &str| Place {
        address: address.to_owned(),
        key: "Bearer x".to_owned(),
        path: load::CHAT,
    };
    let keyed = |process: &Process| Place {
        address: process.ready.clone(),
        key: format!("Bearer {}", part::KEY),
        path: load::CHAT,
    };
    let floor = Process::own(&["floor", to])?;
    let (own, place) = product(folder)?;
    let on = Process::own(&["part", to, "on"])?;
    let off = Process::own(&["part", to, "off"])?;
    let track = |way, place, process| Track {
        way,
        place,
        process,
    };
    Ok(vec![
        track(Way::Direct, bare(to), None),
        track(Way::Floor, bare(&floor.ready), Some(floor)),
        track(Way::Product, place, Some(own)),
        track(Way::LedgerOn, keyed(&on), Some(on)),
        track(Way::LedgerOff, keyed(&off), Some(off)),
    ])
}

async fn put(load: Load, track: &Track, table: &mut Table) -> Outcome<()> {
    let (way, place) = (track.way, &track.place);
    let small = body("Which train goes to the coast?", false);
    match load {
        Load::Alone => {
            load::in_turn(place, &small, 100).await?;
            let mut took = load::in_turn(place, &small, 2_000).await?;
            table.note(Measure::Alone, way, percentile(&mut took, 50));
        }
        Load::Steady => {
            let mut took = load::at_rate(place, &small, 50, 100).await?;
            table.note(Measure::Steady, way, percentile(&mut took, 50));
            table.note(Measure::SteadyTail, way, percentile(&mut took, 99));
        }
        Load::Full => full(track, &small, table).await?,
        Load::Large => {
            let large = body(&"A sentence about timetables. ".repeat(36_000), false);
            let mut took = load::in_turn(place, &large, 60).await?;
            table.note(Measure::Large, way, percentile(&mut took, 50));
        }
        Load::Streams => streams(track, table).await?,
    }
    Ok(())
}

async fn full(track: &Track, small: &Bytes, table: &mut Table) -> Outcome<()> {
    let way = track.way;
    let cpu = || track.process.as_ref().map(Process::cpu).transpose();
    let before = cpu()?;
    let done = load::throughput(&track.place, small, CLIENTS, BUSY).await? as f64;
    let after = cpu()?;
    table.note(Measure::Throughput, way, done / BUSY.as_secs_f64());
    let Some(((before, after), process)) = before.zip(after).zip(track.process.as_ref()) else {
        return Ok(());
    };
    let per_ten_thousand = |seconds: f64| seconds * 10_000.0 / done;
    table.note(Measure::Cpu, way, per_ten_thousand(after - before));
    let quiet = process.quiet(QUIET, LONGEST_DRAIN).await?;
    table.note(Measure::CpuInAll, way, per_ten_thousand(quiet - before));
    Ok(())
}

async fn streams(track: &Track, table: &mut Table) -> Outcome<()> {
    let asked = body("Announce the next train.", true);
    let running = load::streams(&track.place, &asked, STREAMS);
    let mut running = std::pin::pin!(running);
    let mut most = 0.0_f64;
    let mut seen = loop {
        tokio::select! {
            seen = &mut running => break seen?,
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                if let Some(process) = &track.process {
                    most = most.max(process.memory()?);
                }
            }
        }
    };
    let way = track.way;
    table.note(Measure::FirstChunk, way, percentile(&mut seen.first, 50));
    table.note(Measure::Chunk, way, percentile(&mut seen.chunks, 50));
    table.note(Measure::ChunkTail, way, percentile(&mut seen.chunks, 99));
    if track.process.is_some() {
        table.note(Measure::Streaming, way, most);
    }
    Ok(())
}

fn body(prompt: &str, stream: bool) -> Bytes {
    // The stream flag stands first, where the bench's provider looks for it.
    Bytes::from(format!(
        "{{\"stream\":{stream},\"model\":\"auto\",\"messages\":[{{\"role\":\"user\",\"content\":\"{prompt}\"}}]}}"
    ))
}
