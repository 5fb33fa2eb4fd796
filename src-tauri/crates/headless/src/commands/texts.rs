//! `completions` and `manual`: what shells and `man` read, made from the command's own definition, so
//! that they never tell of another one.

use crate::args::Args;
use crate::exit::{Exit, Fault};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{self, Write};
use std::path::Path;

/// Prints a shell's completions.
pub fn completions(shell: Shell) -> Result<Exit, Fault> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "pointsman", &mut text);
    let mut stdout = io::stdout().lock();
    stdout.write_all(&text)?;
    stdout.flush()?;
    Ok(Exit::Done)
}

/// Writes `pointsman.1` and a page for each command that is shown.
pub fn manual(folder: &Path) -> Result<Exit, Fault> {
    clap_mangen::generate_to(Args::command(), folder)?;
    Ok(Exit::Done)
}
