//! The command line, as the contract has it.

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Runs many LLM providers as one.
#[derive(Debug, Parser)]
#[command(name = "pointsman", version, propagate_version = true)]
pub struct Args {
    /// The data folder [env: POINTSMAN_DATA_DIR].
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the proxy on this machine until stopped.
    Serve(Serve),
    /// Providers' accounts.
    #[command(subcommand)]
    Account(Account),
    /// Local keys, which tools call the proxy with.
    #[command(subcommand)]
    Key(Key),
    /// Point a tool of this machine at the proxy, with a local key of its own.
    Connect(Connect),
    /// Bring a tool's settings back to what they were, and revoke its key.
    Disconnect(Disconnect),
    /// Say of each tool what would help or hinder its calls: which file, line or variable wins.
    Doctor,
    /// Check a policy file and run its tests.
    Check(Check),
    /// Show calls with their attempts.
    Calls(Calls),
    /// Sum up.
    #[command(subcommand)]
    Report(Report),
    /// Print what a report of a fault needs, without keys or prompts.
    Diagnostics,
    /// Write an archive of the data folder, without keys; the proxy may go on serving.
    Backup {
        /// The file; pointsman-backup-<time>.tar.gz where none is given.
        file: Option<PathBuf>,
    },
    /// Bring an archive back. What stands in the data folder is kept beside it.
    Restore(Restore),
    /// Remove what Pointsman wrote into the data folder, and its accounts' keys from the keychain.
    Purge(Purge),
    /// Open the window.
    Open,
    /// Print what a shell needs to complete this command.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual's pages into a folder; packages do.
    #[command(hide = true)]
    Manual {
        /// The folder, which must exist.
        folder: PathBuf,
    },
}

/// `serve`.
#[derive(Debug, Arguments)]
pub struct Serve {
    /// The port; the one of settings.toml where none is given, 0 for any free one.
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The session key: env:NAME. A random one where none is given.
    #[arg(long, value_name = "env:NAME")]
    pub key: Option<FromEnv>,
}

/// `account`.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Add an account at a provider.
    Add(AddAccount),
    /// List the accounts.
    List,
    /// Say whether an account's key is taken, and whether a model answers.
    Test {
        /// The account.
        name: String,
        /// A model to send one short call to, which costs what such a call costs.
        #[arg(long)]
        model: Option<String>,
    },
    /// Put another key into the keychain for an account. It holds from the next call on.
    Key {
        /// The account.
        name: String,
        /// Read the key from the first line of standard input.
        #[arg(long, required = true)]
        key_stdin: bool,
    },
    /// Remove an account, and its key from the keychain.
    Remove {
        /// The account.
        name: String,
    },
}

/// `account add`.
#[derive(Debug, Arguments)]
pub struct AddAccount {
    /// The provider: openai, mistral, ollama, custom …
    pub provider: String,
    /// What to call the account; the provider's id where nothing is given.
    #[arg(long)]
    pub name: Option<String>,
    /// Where calls go instead of the provider's own address.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Where the provider keeps its data: `eu`, `us` …
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The proxy its calls go through instead of the environment's: an address, or `none`.
    #[arg(long, value_name = "URL|none")]
    pub proxy: Option<String>,
    /// A PEM file of certificates that are trusted beside the system's.
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// A header that the provider takes from an account: NAME=VALUE. Never a secret.
    #[arg(long = "header", value_name = "NAME=VALUE")]
    pub headers: Vec<Header>,
    /// Where the key comes from.
    #[command(flatten)]
    pub key: KeySource,
}

/// A header, written `NAME=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl std::str::FromStr for Header {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            Some(_) | None => Err("a header is written NAME=VALUE"),
        }
    }
}

/// Where the key of a new account comes from.
#[derive(Debug, Arguments)]
#[group(multiple = false)]
pub struct KeySource {
    /// The environment variable that holds the key whenever Pointsman runs: env:NAME. Or `client`: what
    /// the caller sends of its own is passed on, e.g. of a subscription.
    #[arg(long, value_name = "env:NAME")]
    pub key: Option<KeyFrom>,
    /// Read the key from the first line of standard input and put it into the keychain.
    #[arg(long)]
    pub key_stdin: bool,
    /// The server needs no key.
    #[arg(long)]
    pub no_key: bool,
}

/// `key`.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a key. It is shown this once.
    New {
        /// The project that its calls count to; made where it does not exist.
        #[arg(long)]
        project: String,
        /// The tool it is for.
        #[arg(long)]
        tool: Option<String>,
        /// The environment it is for.
        #[arg(long)]
        environment: Option<String>,
    },
    /// List the keys.
    List,
    /// Revoke a key.
    Revoke {
        /// Its id, k_…
        id: String,
    },
}

/// `connect`.
#[derive(Debug, Arguments)]
pub struct Connect {
    /// claude-code, codex, gemini-cli, opencode, aider or llm.
    pub tool: String,
    /// Show what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The model it shall ask for: `auto`, `chain/…`, a model's name; `own` for those it asks for
    /// itself. Where none is given, its own if an account offers them, else `auto`.
    #[arg(long)]
    pub model: Option<String>,
    /// The project that its calls count to.
    #[arg(long)]
    pub project: Option<String>,
}

/// `disconnect`.
#[derive(Debug, Arguments)]
pub struct Disconnect {
    /// The tool.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub tool: Option<String>,
    /// Every tool that is connected.
    #[arg(long)]
    pub all: bool,
    /// Show what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Bring the kept files back as a whole, whatever changed in them since; what stands there now
    /// is laid beside them, as `.replaced`.
    #[arg(long)]
    pub whole: bool,
    /// Let its local key hold on.
    #[arg(long)]
    pub keep_key: bool,
}

/// `check`.
#[derive(Debug, Arguments)]
pub struct Check {
    /// The policy; the one of the data folder where none is given.
    #[arg(value_name = "routes.toml")]
    pub file: Option<PathBuf>,
}

/// `restore`.
#[derive(Debug, Arguments)]
pub struct Restore {
    /// An archive that `pointsman backup` wrote.
    pub file: PathBuf,
}

/// `purge`.
#[derive(Debug, Arguments)]
pub struct Purge {
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// Leave the keychain alone.
    #[arg(long)]
    pub keep_keys: bool,
}

/// `calls`.
#[derive(Debug, Arguments)]
pub struct Calls {
    /// How many, newest first; at most 1,000.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub last: u32,
}

/// `report`.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// What was spent.
    Spend(Spend),
}

/// `report spend`.
#[derive(Debug, Arguments)]
pub struct Spend {
    /// By what to sum.
    #[arg(long)]
    pub by: By,
    /// From this day on: 2026-11-22, or 7d for today and the six days before.
    #[arg(long, value_name = "D")]
    pub since: Option<Day>,
    /// Through this day.
    #[arg(long, value_name = "D")]
    pub until: Option<Day>,
}

/// By what spend is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// The project of the key.
    Project,
    /// The environment of the key.
    Environment,
    /// The end user that the client named.
    User,
    /// The prompt's fingerprint.
    Prompt,
    /// The provider.
    Provider,
    /// The model.
    Model,
    /// The day.
    Day,
}

/// The name of an environment variable, written `env:NAME`. A key itself is never taken from the
/// command line, where every process of the machine can read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromEnv(pub String);

impl std::str::FromStr for FromEnv {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("env:") {
            Some(name) if !name.is_empty() && !name.contains(['=', '\0']) => {
                Ok(Self(name.to_owned()))
            }
            // Never repeats the text: it may be a key.
            Some(_) | None => Err(
                "give env:NAME, the name of the environment variable that holds the key; \
                 a key itself does not belong on a command line",
            ),
        }
    }
}

/// Where the key of a new account comes from, as `--key` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFrom {
    /// From this environment variable.
    Env(String),
    /// From whoever calls.
    Client,
}

impl std::str::FromStr for KeyFrom {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "client" => Ok(Self::Client),
            other => other.parse().map(|FromEnv(name)| Self::Env(name)),
        }
    }
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// When it begins.
    Begins(pointsman_units::UnixMillis),
    /// So many days, today among them.
    Last(u32),
}

impl std::str::FromStr for Day {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
        match (days, pointsman_api::clock::day(text)) {
            (Some(days @ 1..=36_500), _) => Ok(Self::Last(days)),
            (_, Some(begins)) => Ok(Self::Begins(begins)),
            (_, None) => Err("a day is written 2026-11-22, or 7d for the last seven"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_key_on_the_command_line_is_refused_and_not_repeated() {
        let refused = Args::try_parse_from(["pointsman", "serve", "--key", "sk-secret"]);
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("env:NAME"), "{message}");
    }

    #[test]
    fn days_are_dates_or_spans() {
        assert_eq!("7d".parse(), Ok(Day::Last(7)));
        assert!("2026-11-22".parse::<Day>().is_ok());
        for wrong in ["0d", "d", "7", "yesterday", "2026-11-31", "-1d"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
