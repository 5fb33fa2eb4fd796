//! The `pointsman` command: the house without a window. Unpacks arguments, asks the house, prints.
//!
//! Decides nothing about calls, money or policy.

mod args;
mod commands;
mod exit;
mod out;
mod runtime;

use args::{Args, Command};
use clap::Parser;
use exit::{Exit, Fault};
use out::Out;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::misused(&error, std::env::args_os().skip(1)).into(),
    };
    let out = Out::new(args.json);
    match run(args, &out) {
        Ok(exit) => exit.into(),
        Err(fault) => fault.tell(&out).into(),
    }
}

fn run(args: Args, out: &Out) -> Result<Exit, Fault> {
    let folder = args.data_dir;
    match args.command {
        Command::Serve(serve) => {
            runtime::serving()?.block_on(commands::serve::run(folder, serve, out))
        }
        Command::Account(account) => {
            runtime::asking()?.block_on(commands::account::run(folder, account, out))
        }
        Command::Key(key) => runtime::asking()?.block_on(commands::key::run(folder, key, out)),
        Command::Connect(connect) => {
            runtime::asking()?.block_on(commands::connect::connect(folder, connect, out))
        }
        Command::Disconnect(asked) => {
            runtime::asking()?.block_on(commands::connect::disconnect(folder, asked, out))
        }
        Command::Doctor => runtime::asking()?.block_on(commands::doctor::run(folder, out)),
        Command::Check(check) => commands::check::run(folder, &check, out),
        Command::Calls(calls) => {
            runtime::asking()?.block_on(commands::calls::run(folder, &calls, out))
        }
        Command::Report(report) => {
            runtime::asking()?.block_on(commands::report::run(folder, report, out))
        }
        Command::Diagnostics => {
            runtime::asking()?.block_on(commands::diagnostics::run(folder, out))
        }
        Command::Backup { file } => {
            runtime::asking()?.block_on(commands::upkeep::backup(folder, file, out))
        }
        Command::Restore(asked) => commands::upkeep::restore(folder, &asked, out),
        Command::Purge(asked) => {
            runtime::asking()?.block_on(commands::upkeep::purge(folder, asked, out))
        }
        Command::Open => commands::open::run(folder, out),
        Command::Completions { shell } => commands::texts::completions(shell),
        Command::Manual { folder } => commands::texts::manual(&folder),
    }
}
