//! Logs: one file a day in the data folder, seven kept. Neither keys nor bodies are ever logged; the
//! other rooms hold to that, and a test greps for them.

use crate::folder::Folder;
use crate::views::settings::LogLevel;
use std::io::IsTerminal;
use std::sync::OnceLock;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry};

/// How many days are kept.
const DAYS: usize = 7;

/// What is said on standard error beside the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// Nothing.
    Silent,
    /// Warnings and errors.
    Warnings,
}

/// Overrules the level of the settings.
const VARIABLE: &str = "POINTSMAN_LOG";

/// Where the level is changed while logging goes on; empty where nothing is logged, or where the
/// variable has the say.
static LEVEL: OnceLock<Handle<EnvFilter, Registry>> = OnceLock::new();

/// Begins to log, at level `info` or as `POINTSMAN_LOG` says. Where a subscriber stands already, or
/// the file cannot be made, nothing changes: a house without a log still serves.
pub fn begin(folder: &Folder, echo: Echo) {
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("pointsman")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder.logs());
    let filter = EnvFilter::builder()
        .with_env_var(VARIABLE)
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let (filter, level) = reload::Layer::new(filter);
    let file = file.ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(std::sync::Mutex::new(file))
            .with_filter(filter)
    });
    let echo = (echo == Echo::Warnings).then(|| {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .without_time()
            .with_filter(LevelFilter::WARN)
    });
    let begun = tracing_subscriber::registry()
        .with(file)
        .with(echo)
        .try_init();
    // Fails where a test or a shell has set one before.
    if begun.is_ok() && std::env::var_os(VARIABLE).is_none() {
        // Empty until now: logging begins once.
        let _ = LEVEL.set(level);
    }
}

/// Logs from now on as much as the settings say.
pub fn set_level(level: LogLevel) {
    if let Some(handle) = LEVEL.get()
        && let Err(error) = handle.reload(EnvFilter::new(level.word()))
    {
        tracing::warn!(%error, "the log's level could not be changed");
    }
}
