//! The policy: which chains there are, and which one `auto` means. `routes.toml`.

use crate::account::Account;
use crate::problem::Problem;
use pointsman_catalog::Catalog;
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
    /// Where it stands in the text.
    pub place: Place,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.model)
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

/// A place in a text, from 1; 0 is nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Everything that is wrong in the text, each with its place and how to mend it.
    pub fn parse(_text: &str) -> Result<Self, Vec<Problem>> {
        unimplemented!()
    }
}

/// What is wrong with a policy beside these accounts, and which of its own tests fail.
pub fn check(_policy: &Policy, _accounts: &[Arc<Account>], _catalog: &Catalog) -> Vec<Problem> {
    unimplemented!()
}

/// One change of a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Names the chain that `auto` means.
    SetDefault {
        /// The chain.
        chain: String,
    },
    /// Adds a chain with one target.
    AddChain {
        /// Its name: `a-z0-9-_`.
        chain: String,
        /// `<account>/<model>`.
        target: String,
    },
    /// Removes a chain. The default cannot be removed.
    RemoveChain {
        /// The chain.
        chain: String,
    },
    /// Renames a chain, and the default with it.
    RenameChain {
        /// The chain.
        chain: String,
        /// Its new name.
        to: String,
    },
    /// Adds a target as a step of its own.
    AddTarget {
        /// The chain.
        chain: String,
        /// `<account>/<model>`.
        target: String,
        /// From 0; the step count appends.
        at: usize,
    },
    /// Removes a target; a step that is left empty goes too.
    RemoveTarget {
        /// The chain.
        chain: String,
        /// The step, from 0.
        step: usize,
        /// The target in the step, from 0.
        target: usize,
    },
    /// Moves a step.
    MoveStep {
        /// The chain.
        chain: String,
        /// The step, from 0.
        from: usize,
        /// Where it stands afterwards, from 0.
        to: usize,
    },
    /// Sets all four deadlines.
    SetDeadline {
        /// The chain.
        chain: String,
        /// The deadlines.
        deadline: Deadlines,
    },
    /// Sets the retries.
    SetRetries {
        /// The chain.
        chain: String,
        /// 0 to 10.
        retries: u32,
    },
}

/// The text with the edits made, in order. Comments and order are kept.
///
/// # Errors
/// When the text cannot be read or an edit does not fit it.
pub fn edit(_text: &str, _edits: &[Edit]) -> Result<String, Problem> {
    unimplemented!()
}
