//! The policy: which chains there are, and which one `auto` means. `routes.toml`.

mod check;
mod duration;
mod edit;
mod forbid;
mod manner;
mod parse;
mod rows;
mod steps;

pub use crate::problem::Place;
pub use check::check;
pub use duration::{read_duration, write_duration};
pub use edit::{Edit, edit};
pub use manner::{Delivery, FromClient, OnRefusal};

use crate::problem::Problem;
use pointsman_wire::canon::Feature;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A policy in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The SHA-256 of the text, in hex.
    pub hash: Arc<str>,
    /// The chain that `auto` means.
    pub default: Arc<str>,
    /// The chains, in file order.
    pub chains: Vec<Chain>,
    /// The file's own tests.
    pub tests: Vec<Test>,
}

/// A chain: what is tried, in which order, for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Its name, without `chain/`.
    pub name: Arc<str>,
    /// Its steps in order. Never empty.
    pub steps: Vec<Step>,
    /// Its deadlines.
    pub deadline: Deadlines,
    /// Retries for the whole call.
    pub retries: u32,
    /// When content leaves for the client.
    pub delivery: Delivery,
    /// What is done where a content filter refuses.
    pub on_refusal: OnRefusal,
    /// What is done where a target that the caller's own credential pays does not answer.
    pub from_client: FromClient,
    /// What a request must not lose on its way to a target of another dialect.
    pub forbid: Vec<Feature>,
    /// Where it stands in the text.
    pub place: Place,
}

/// One step of a chain. Never without a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its targets.
    pub targets: Vec<Target>,
    /// How it chooses among them.
    pub pick: Pick,
}

/// How a step chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// In the order they stand.
    #[default]
    Ordered,
}

/// A model at an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The account's name.
    pub account: Arc<str>,
    /// The model's name there.
    pub model: Arc<str>,
    /// `<account>/<model>`. Each call wants it, for each of its targets.
    pub label: Arc<str>,
    /// Where it stands in the text.
    pub place: Place,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// How long the phases of a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the attempt's start to its first content.
    pub first_token: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// The whole call.
    pub total: Duration,
}

/// A request and the chain that it must get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The model that is asked for.
    pub model: String,
    /// What must be chosen: `chain/<name>` or `<account>/<model>`.
    pub expect: String,
    /// Where it stands in the text.
    pub place: Place,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Everything that is wrong in the text, each with its place and how to mend it.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        parse::parse(text)
    }

    /// A policy without a chain: `auto` has nowhere to go, and names of targets still work. For a
    /// start on which no policy can be read.
    pub fn empty() -> Self {
        Self {
            hash: "none".into(),
            default: "auto".into(),
            chains: Vec::new(),
            tests: Vec::new(),
        }
    }

    /// The chain of this name, without `chain/`.
    pub fn chain(&self, name: &str) -> Option<&Chain> {
        self.chains.iter().find(|chain| &*chain.name == name)
    }
}

impl Chain {
    /// The targets in the order in which they are tried.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.steps.iter().flat_map(|step| match step.pick {
            Pick::Ordered => step.targets.iter(),
        })
    }
}

impl Target {
    /// A model at an account, in no text.
    pub fn new(account: &str, model: &str) -> Self {
        Self {
            account: account.into(),
            model: model.into(),
            label: [account, "/", model].concat().into(),
            place: Place::default(),
        }
    }

    /// Reads `<account>/<model>`, split at the first slash. `None` when a half is missing, or when
    /// it names a chain.
    pub fn read(text: &str) -> Option<Self> {
        let (account, model) = text.split_once('/')?;
        let reads = !account.is_empty() && !model.is_empty() && account != "chain";
        reads.then(|| Self::new(account, model))
    }
}

impl Deadlines {
    /// For a chain that names none.
    pub const CHAIN: Self = Self {
        connect: Duration::from_secs(5),
        first_token: Duration::from_secs(20),
        idle: Duration::from_secs(30),
        total: Duration::from_secs(600),
    };

    /// For a target that is asked for by name. There is no other target to go to, and a model that
    /// thinks before it speaks may be silent for minutes, so only the connection is held short.
    pub const DIRECT: Self = Self {
        connect: Duration::from_secs(10),
        first_token: Duration::from_secs(300),
        idle: Duration::from_secs(120),
        total: Duration::from_secs(600),
    };
}

/// Retries of a call where its chain names none.
pub const RETRIES: u32 = 2;
/// The most retries that a chain may allow.
pub const MOST_RETRIES: u32 = 10;

/// Whether a name may stand behind `chain/`: `a-z0-9-_`, at most 64.
pub fn is_chain_name(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    !name.is_empty() && name.len() <= 64 && name.bytes().all(sound)
}
