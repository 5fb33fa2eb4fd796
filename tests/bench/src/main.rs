//! How much Pointsman adds to a call: against a direct call and against the thinnest pass-through,
//! interleaved in one run, because these figures mean nothing across machines or hours.
//!
//! `run` starts everything as processes of its own on loopback: `upstream` (a provider that answers at
//! once), `floor` (a pass-through that does nothing), `part` (the product's rooms composed with or
//! without the ledger), and the release binary as users run it. `load` keeps one of them busy, for a
//! profiler to look at.
#![expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]

mod cold;
mod crossing;
mod floor;
mod load;
mod part;
mod process;
mod report;
mod run;
mod serve;
mod table;
mod upstream;

use std::path::Path;
use std::process::ExitCode;

/// What a fallible step of the bench answers.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn number(word: &str) -> Outcome<usize> {
    let number = word.parse();
    number.map_err(|_| format!("`{word}` is no number").into())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["upstream"] => serve::runtime(1, upstream::serve()),
        ["floor", to] => serve::runtime(1, floor::serve((*to).to_owned())),
        ["part", to, ledger] => serve::runtime(2, part::serve((*to).to_owned(), *ledger == "on")),
        ["fill", folder] => cold::fill(Path::new(folder)),
        ["load", address, key, clients, seconds] => {
            let place = load::Place {
                address: (*address).to_owned(),
                key: format!("Bearer {key}"),
                path: load::CHAT,
            };
            number(clients)
                .and_then(|clients| Ok((clients, number(seconds)?)))
                .and_then(|(clients, seconds)| {
                    serve::runtime(1, run::keep_busy(place, clients, seconds))
                })
        }
        ["crossing"] => serve::runtime(1, crossing::run(5)),
        ["crossing", rounds] => number(rounds).and_then(|rounds| serve::runtime(1, crossing::run(rounds))),
        ["run"] => serve::runtime(1, run::run(5)),
        ["run", rounds] => number(rounds).and_then(|rounds| serve::runtime(1, run::run(rounds))),
        [] | [_, ..] => {
            Err("usage: pointsman-bench run [ROUNDS] | crossing [ROUNDS] | load HOST:PORT KEY CLIENTS SECONDS".into())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
