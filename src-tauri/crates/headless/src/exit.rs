//! How a command ends: the exit codes of the contract, and what is said before.

use crate::out::Out;
use pointsman_api::error::{ApiError, ErrorCode};
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It does not hold, or it could not be done.
    No,
    /// The command was called wrong. clap ends with the same code.
    Usage,
    /// Another process owns the data folder.
    Owned,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Owned => 3,
        })
    }
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The house says no.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The command was called wrong.
    #[error("{0}")]
    Usage(String),
    /// Reading standard input, or writing what was found.
    #[error("standard input or output cannot be used")]
    Io(#[from] io::Error),
}

impl Fault {
    /// Says why, on standard error, and how the command ends.
    pub fn tell(&self, out: &Out) -> Exit {
        let exit = match self {
            // Whoever reads our output has enough: `pointsman calls | head`.
            Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Done,
            Self::Io(_) => Exit::No,
            Self::Usage(_) => Exit::Usage,
            Self::Api(error) if error.code == ErrorCode::Owned => Exit::Owned,
            Self::Api(_) => Exit::No,
        };
        let hint = match self {
            Self::Api(error) => error.hint.as_deref(),
            Self::Usage(_) => Some("`pointsman --help` shows how"),
            Self::Io(_) => None,
        };
        out.complain(&self.to_string(), hint);
        exit
    }
}

/// Says how the command was called wrong, as JSON where that was asked for, or shows the help that
/// was. `arguments` are those that could not be understood.
pub fn misused(error: &clap::Error, arguments: impl Iterator<Item = OsString>) -> Exit {
    let asked_json = arguments
        .take_while(|it| it != "--")
        .any(|it| it == "--json");
    if !error.use_stderr() || !asked_json {
        // Where it cannot be printed, nobody listens.
        let _ = error.print();
        return match error.use_stderr() {
            true => Exit::Usage,
            false => Exit::Done,
        };
    }
    let text = error.render().to_string();
    let said = text.split("\n\nUsage:").next().unwrap_or_default();
    let said = said.strip_prefix("error: ").unwrap_or(said).trim();
    Out::new(true).complain(said, Some("`pointsman --help` shows how"));
    Exit::Usage
}
