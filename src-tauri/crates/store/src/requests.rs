//! Every call on the ledger, narrowed by what is known of it: a page of the list, the sums over it, and
//! the values one can narrow by. Knows no view and no clock.
//!
//! Ids sort by time, so each question walks the primary key from the newest call back and needs no other
//! index: the ledger's writer pays for none of it. A walk that finds little ends after a while and says
//! how far it came, so that ten million calls never hold an answer up.

mod clauses;
mod overview;
mod page;
mod values;

pub(crate) use overview::overview;
pub(crate) use page::page;
pub(crate) use values::values;

use crate::CallRow;
use pointsman_units::{CallId, Millis, NanoUsd, UnixMillis};
use pointsman_wire::FailureKind;

/// Where a call stands, as one narrows by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Not over yet.
    Running,
    /// Answered whole.
    Answered,
    /// Failed, for whatever reason.
    Failed,
    /// The client went away.
    Cancelled,
    /// The process ended while it ran.
    Interrupted,
}

/// Which calls. What is `None` or false narrows nothing. A text that is empty means the calls that
/// named none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Those that arrived at or after this.
    pub since: Option<UnixMillis>,
    /// Those that arrived before this.
    pub until: Option<UnixMillis>,
    /// Those of this project.
    pub project: Option<String>,
    /// Those whose key has this environment.
    pub environment: Option<String>,
    /// Those of this end user.
    pub user: Option<String>,
    /// Those whose key was made for this tool.
    pub tool: Option<String>,
    /// Those over this chain, or to this direct target.
    pub chain: Option<String>,
    /// Those whose prompt has this fingerprint.
    pub prompt: Option<String>,
    /// Those with an attempt at this provider.
    pub provider: Option<String>,
    /// Those with an attempt at this model; with a provider too, at this model there.
    pub model: Option<String>,
    /// Those that stand so.
    pub ended: Option<Ended>,
    /// Those that failed for this reason.
    pub failure: Option<FailureKind>,
    /// Those that were answered by another target than the first.
    pub moved: bool,
    /// Those with an attempt of unknown cost.
    pub unpriced: bool,
    /// Those that hold this text in their id, names, fingerprint or failure.
    pub text: Option<String>,
}

/// One page of calls, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallPage {
    /// The calls, with their attempts.
    pub calls: Vec<CallRow>,
    /// Where the next page goes on; `None` when nothing older is left.
    pub next: Option<CallId>,
}

/// Sums over all calls that fit. Exact, estimated, unpriced and simulated are never added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many.
    pub calls: u64,
    /// Of them the failed ones.
    pub failed: u64,
    /// Of them those that another target than the first answered.
    pub moved: u64,
    /// Real money whose usage the provider gave or a tokenizer counted.
    pub cost: NanoUsd,
    /// Real money whose usage is estimated.
    pub estimated: NanoUsd,
    /// Real attempts of unknown cost.
    pub unpriced: u64,
    /// Simulated money.
    pub simulated: NanoUsd,
    /// From where on it is counted: the beginning of the window, or of what was walked.
    pub from: UnixMillis,
    /// Whether the walk ended before the window did, so that there is more before `from`.
    pub cut: bool,
    /// How long one bar is.
    pub width: Millis,
    /// The calls over time from `from` on, without gaps.
    pub bars: Vec<Bar>,
}

/// The calls of one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// How many.
    pub calls: u64,
    /// Of them the failed ones.
    pub failed: u64,
}

/// What one may narrow by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The project.
    Project,
    /// The environment.
    Environment,
    /// The end user.
    User,
    /// The tool.
    Tool,
    /// The chain.
    Chain,
    /// The prompt's fingerprint.
    Prompt,
    /// A provider that was asked.
    Provider,
    /// A model that was asked.
    Model,
    /// The kind of failure.
    Failure,
}

/// A value that calls have, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// The value; empty where the call names none.
    pub value: String,
    /// How many calls.
    pub calls: u64,
}
