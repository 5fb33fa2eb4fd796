//! What it costs to cross from one dialect to another: against `serde_json::Value` reading and writing
//! the same bytes, and per chunk of a stream against the lane that stays in its dialect.

use crate::load::{self, Place};
use crate::process::{Process, product};
use crate::table::percentile;
use crate::{Outcome, run};
use bytes::Bytes;
use pointsman_wire::canon::{
    Asked, Choice, Json, Limits, Losses, Manner, Part, Reply, Request, Role, Tongue, Tool,
    ToolCall, ToolResult, Turn,
};
use pointsman_wire::{Dialect, ROUTES, Usage, codec};
use std::hint::black_box;
use std::time::Instant;

/// The most that reading and writing may take, of what a tree takes.
const MOST_TIMES: f64 = 4.0;
/// The most that a crossing may add to a chunk, in microseconds.
const MOST_ADDED: f64 = 300.0;
const STREAMS: usize = 50;

/// Runs both and prints the verdicts.
pub async fn run(rounds: usize) -> Outcome<()> {
    println!("\ncrossing: reading and writing, of what serde_json::Value takes for the same bytes");
    for (name, request) in [
        ("2 kB chat", chat()),
        ("200 kB conversation", conversation()),
    ] {
        requests(name, &request, rounds);
    }
    replies(rounds);
    tokio::task::LocalSet::new()
        .run_until(streams(rounds))
        .await
}

fn clients() -> Vec<(Dialect, &'static dyn Tongue)> {
    let spoken = |dialect: &Dialect| ROUTES.iter().any(|route| route.dialect == *dialect);
    let all = Dialect::ALL.into_iter().filter(spoken);
    all.filter_map(|dialect| Some((dialect, codec(dialect).tongue()?)))
        .collect()
}

fn requests(name: &str, request: &Request, rounds: usize) {
    let manner = Manner {
        model: "bench".to_owned(),
        most_output: Some(8_000),
        ..Manner::default()
    };
    for (from, reads) in clients() {
        let bytes = reads.write_request(request, &manner, &mut Losses::default());
        for (to, writes) in clients() {
            if from == to {
                continue;
            }
            let times = times(
                bytes.len(),
                rounds,
                || tree(&bytes),
                || {
                    let mut losses = Losses::default();
                    if let Ok(read) = reads.read_request(&bytes, &mut losses) {
                        black_box(writes.write_request(&read, &manner, &mut losses));
                    }
                },
            );
            verdict(
                &format!("{name}, {} to {}", from.word(), to.word()),
                times,
                MOST_TIMES,
                "x tree",
            );
        }
    }
}

fn replies(rounds: usize) {
    let asked = Asked {
        id: "bench".to_owned(),
        model: "bench".to_owned(),
        now: 1_780_000_000,
        ..Asked::default()
    };
    for (from, reads) in clients() {
        let bytes = reads.write_reply(&reply(), &asked, &mut Losses::default());
        for (to, writes) in clients() {
            if from == to {
                continue;
            }
            let times = times(
                bytes.len(),
                rounds,
                || tree(&bytes),
                || {
                    let mut losses = Losses::default();
                    if let Ok(read) = reads.read_reply(&bytes, &mut losses) {
                        black_box(writes.write_reply(&read, &asked, &mut losses));
                    }
                },
            );
            verdict(
                &format!("answer, {} to {}", from.word(), to.word()),
                times,
                MOST_TIMES,
                "x tree",
            );
        }
    }
}

fn tree(bytes: &Bytes) {
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) {
        let _ = black_box(serde_json::to_vec(&value));
    }
}

/// The median over rounds of what ours takes, in times of what the tree takes, in turn.
fn times(size: usize, rounds: usize, tree: impl Fn(), ours: impl Fn()) -> f64 {
    let often = (4_000_000 / size.max(1)).clamp(20, 4_000);
    let clock = |run: &dyn Fn()| {
        let began = Instant::now();
        for _ in 0..often {
            run();
        }
        began.elapsed().as_secs_f64()
    };
    // Once for nothing, so that neither is the first to touch its memory.
    clock(&tree);
    clock(&ours);
    let mut all: Vec<f64> = (0..rounds).map(|_| clock(&ours) / clock(&tree)).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One client's stream by each lane, in turn: the provider speaks Chat Completions.
async fn streams(rounds: usize) -> Outcome<()> {
    println!("\ncrossing: a chunk of {STREAMS} streams, above the lane that stays in its dialect");
    let upstream = Process::own(&["upstream"])?;
    let folder = tempfile::tempdir()?;
    run::lay_out(folder.path(), &upstream.ready)?;
    let (_own, place) = product(folder.path())?;
    let question = Request {
        model: "auto".to_owned(),
        stream: true,
        turns: vec![Turn::of(
            Role::User,
            vec![Part::text("Announce the next train.")],
        )],
        ..Request::default()
    };
    let manner = Manner {
        model: "auto".to_owned(),
        most_output: Some(1_000),
        ..Manner::default()
    };
    for (dialect, tongue) in clients() {
        let Some(route) = ROUTES.iter().find(|route| route.dialect == dialect) else {
            continue;
        };
        // A path that names the model is told of where it is served.
        if dialect == Dialect::OpenaiChat || route.path.contains('{') {
            continue;
        }
        let crossing = Place {
            path: route.path,
            ..place.clone()
        };
        let body = tongue.write_request(&question, &manner, &mut Losses::default());
        let stays = tongue_of_chat()
            .map(|chat| chat.write_request(&question, &manner, &mut Losses::default()));
        let Some(stays) = stays else { continue };
        let mut added = Vec::new();
        for _ in 0..rounds {
            let mut same = load::streams(&place, &stays, STREAMS).await?.chunks;
            let mut other = load::streams(&crossing, &body, STREAMS).await?.chunks;
            added.push(percentile(&mut other, 99) - percentile(&mut same, 99));
        }
        added.sort_by(f64::total_cmp);
        let median = added.get(added.len() / 2).copied().unwrap_or(f64::NAN);
        verdict(
            &format!(
                "p99, {} to a client of {}",
                Dialect::OpenaiChat.word(),
                dialect.word()
            ),
            median,
            MOST_ADDED,
            "us",
        );
    }
    Ok(())
}

fn tongue_of_chat() -> Option<&'static dyn Tongue> {
    codec(Dialect::OpenaiChat).tongue()
}

fn verdict(what: &str, is: f64, most: f64, unit: &str) {
    let word = if is <= most { "holds" } else { "MISS " };
    println!("  {word} {what:<60} {is:>8.2} {unit} (<= {most:.2})");
}

fn prose(bytes: usize) -> String {
    "The 9.15 leaves from platform two and calls at \"every\" station to the coast.\n"
        .chars()
        .cycle()
        .take(bytes)
        .collect()
}

fn tool() -> Tool {
    Tool {
        name: "timetable".to_owned(),
        description: Some("Trains between two stations.".to_owned()),
        parameters: Json::parse(
            r#"{"type":"object","properties":{"from":{"type":"string"},"to":{"type":"string"}},"required":["from","to"]}"#,
        ),
        ..Tool::default()
    }
}

fn chat() -> Request {
    Request {
        model: "bench".to_owned(),
        turns: vec![
            Turn::of(Role::System, vec![Part::text(prose(600))]),
            Turn::of(Role::User, vec![Part::text(prose(900))]),
        ],
        tools: vec![tool()],
        limits: Limits {
            max_output: Some(800),
            ..Limits::default()
        },
        ..Request::default()
    }
}

fn call(at: usize) -> Part {
    Part::ToolCall(ToolCall {
        id: format!("call_{at}"),
        name: "timetable".to_owned(),
        arguments: r#"{"from":"Crewe","to":"York"}"#.to_owned(),
        ..ToolCall::default()
    })
}

fn conversation() -> Request {
    let mut request = chat();
    for at in 0..40 {
        let result = Part::ToolResult(ToolResult {
            id: format!("call_{at}"),
            name: Some("timetable".to_owned()),
            parts: vec![Part::text(prose(3_600))],
            ..ToolResult::default()
        });
        request.turns.extend([
            Turn::of(Role::User, vec![Part::text(prose(600))]),
            Turn::of(Role::Assistant, vec![Part::text(prose(700)), call(at)]),
            Turn::of(Role::Tool, vec![result]),
        ]);
    }
    request
}

fn reply() -> Reply {
    let tokens = |count| Some(pointsman_units::Tokens(count));
    Reply {
        id: Some("bench-1".to_owned()),
        model: Some("bench".to_owned()),
        created: Some(1_780_000_000),
        choices: vec![Choice {
            parts: vec![Part::text(prose(1_500)), call(1)],
            finish: pointsman_wire::canon::Finish::ToolCalls,
            logprobs: Vec::new(),
        }],
        usage: Some(Usage {
            input: tokens(900),
            output: tokens(400),
            ..Usage::default()
        }),
        ..Reply::default()
    }
}
