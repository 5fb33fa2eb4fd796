//! Every call on the ledger: a page of them, their sums, what one can narrow by.

use super::live::CallView;
use pointsman_units::{CallId, Millis, NanoUsd, UnixMillis};
use serde::{Deserialize, Serialize};

/// Where a call stands, as one narrows by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Not over yet.
    Running,
    /// Answered whole.
    Answered,
    /// Failed, for whatever reason.
    Failed,
    /// The client went away.
    Cancelled,
    /// Pointsman stopped while it ran.
    Interrupted,
}

/// Which calls. What is null or false narrows nothing; an empty name means the calls that named none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Narrow {
    /// From this point on.
    pub since: Option<UnixMillis>,
    /// Before this point.
    pub until: Option<UnixMillis>,
    /// The project of the key.
    pub project: Option<String>,
    /// The environment of the key.
    pub environment: Option<String>,
    /// The end user that the client named.
    pub user: Option<String>,
    /// The tool of the key.
    pub tool: Option<String>,
    /// The chain, or the direct target.
    pub chain: Option<String>,
    /// The prompt's fingerprint.
    pub prompt: Option<String>,
    /// A provider that was asked; empty for the calls that reached none.
    pub provider: Option<String>,
    /// A model that was asked, as its provider calls it; empty for the calls that reached none.
    pub model: Option<String>,
    /// Where it stands.
    pub ended: Option<Ended>,
    /// The failure code.
    pub failure: Option<String>,
    /// Only calls that another target than the first answered.
    pub moved: bool,
    /// Only calls with an attempt of unknown cost.
    pub unpriced: bool,
    /// A text in its id, names, fingerprint or failure.
    pub text: Option<String>,
}

/// Which page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct PageAsk {
    /// Which calls.
    pub narrow: Narrow,
    /// Only those before this one: the page before's `next`.
    pub before: Option<CallId>,
    /// At most so many; at most 1,000.
    pub limit: u32,
}

/// A page of calls, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct CallsPage {
    /// The calls.
    pub calls: Vec<CallView>,
    /// Where the next page goes on; null when nothing older is left. With fewer calls than asked and
    /// this, the ledger was looked through up to here and no further.
    pub next: Option<CallId>,
    /// When that call arrived.
    pub reached: Option<UnixMillis>,
}

/// Which sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OverviewAsk {
    /// Which calls.
    pub narrow: Narrow,
    /// About how many bars; at most 500.
    pub bars: u16,
}

/// Sums over all calls that fit. Exact, estimated, unpriced and simulated are never added up. Where a
/// provider or a model narrows, money and unpriced attempts are those there alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CallsOverview {
    /// How many.
    pub calls: u32,
    /// Of them the failed ones.
    pub failed: u32,
    /// Of them those that another target than the first answered.
    pub moved: u32,
    /// Real money from exact usage.
    pub cost: NanoUsd,
    /// Real money from estimated usage.
    pub estimated: NanoUsd,
    /// Attempts whose price is unknown.
    pub unpriced: u32,
    /// Simulated money.
    pub simulated: NanoUsd,
    /// From where on it is counted.
    pub from: UnixMillis,
    /// Whether there is more before `from` that is not counted.
    pub cut: bool,
    /// How long one bar is.
    pub width: Millis,
    /// The calls over time from `from` on, without gaps; what is left out at the end is empty.
    pub bars: Vec<CallsBar>,
    /// When it was made.
    pub at: UnixMillis,
}

/// The calls of one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CallsBar {
    /// How many.
    pub calls: u32,
    /// Of them the failed ones.
    pub failed: u32,
}

/// What one may narrow by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
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
    /// The provider.
    Provider,
    /// The model.
    Model,
    /// The failure code.
    Failure,
}

/// Whose values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FacetAsk {
    /// Among which calls.
    pub narrow: Narrow,
    /// Of what.
    pub facet: Facet,
}

/// A value that calls have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FacetValue {
    /// The value; empty where the call names none.
    pub value: String,
    /// How many calls, of the newest 200,000 in the window.
    pub calls: u32,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A line per call, for a spreadsheet.
    Csv,
    /// A JSON object per line, with the attempts.
    Jsonl,
}

/// What to export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ExportAsk {
    /// Which calls.
    pub narrow: Narrow,
    /// How.
    pub format: ExportFormat,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Exported {
    /// Where it lies.
    pub path: String,
    /// How many calls are in it.
    pub calls: u32,
    /// Whether there were more than an export holds: the newest are in it.
    pub cut: bool,
}
