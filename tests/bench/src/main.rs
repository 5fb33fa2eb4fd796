//! How much Pointsman adds to a call: against a direct call and against the thinnest pass-through,
//! interleaved in one run, because these figures mean nothing across machines or hours.
//!
//! `run` starts everything as processes of its own on loopback: `upstream` (a provider that answers at
//! once), `floor` (a pass-through that does nothing), `part` (the product's rooms composed with or
//! without the ledger), and the release binary as users run it.
#![expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]

mod floor;
mod load;
mod part;
mod process;
mod report;
mod serve;
mod upstream;

use std::process::ExitCode;

/// What a fallible step of the bench answers.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["upstream"] => serve::runtime(1, upstream::serve()),
        ["floor", to] => serve::runtime(1, floor::serve((*to).to_owned())),
        ["part", to, ledger] => serve::runtime(2, part::serve((*to).to_owned(), *ledger == "on")),
        ["run"] => serve::runtime(1, report::run(5)),
        ["run", rounds] => match rounds.parse() {
            Ok(rounds) => serve::runtime(1, report::run(rounds)),
            Err(_) => Err("rounds is a number".into()),
        },
        [] | [_, ..] => Err("usage: pointsman-bench run [ROUNDS]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
