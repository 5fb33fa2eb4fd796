//! Calls as they run and their stories.

use pointsman_units::{CallId, Millis, NanoUsd, Rate, Tokens, UnixMillis};
use pointsman_wire::UsageSource;
use serde::{Deserialize, Serialize};

/// Where a call or an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// No content yet.
    Waiting,
    /// Content flows.
    Streaming,
    /// Answered whole.
    Answered,
    /// Failed.
    Failed,
    /// The client went away.
    Cancelled,
    /// Pointsman stopped while it ran.
    Interrupted,
}

/// One attempt of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AttemptView {
    /// Its position, from 1.
    pub no: u16,
    /// When it left.
    pub at: UnixMillis,
    /// The account.
    pub account: String,
    /// The provider's id.
    pub provider: String,
    /// The model at the provider.
    pub model: String,
    /// What the catalogue calls it, for people; null when it does not know it.
    pub model_name: Option<String>,
    /// Why it was made: `first`, `fallback`, `retry`, `next_key`, `continue`, `restart`.
    pub reason: String,
    /// The failure that led to it: a failure code.
    pub after: Option<String>,
    /// Where the key is that signed it: `keychain:NAME`, `env:NAME`, `client` for the caller's own
    /// credential; null without one.
    pub key: Option<String>,
    /// The dialect that the request was translated to, as a name for people; null where it went out
    /// in the client's own, byte for byte.
    pub translated: Option<String>,
    /// What did not cross to that dialect and back, where anything.
    pub losses: Vec<LossView>,
    /// Where it stands.
    pub state: CallState,
    /// The failure code, when it failed.
    pub failure: Option<String>,
    /// The provider's message about it.
    pub message: Option<String>,
    /// The provider's status.
    pub status: Option<u16>,
    /// Until the head of the answer, since the attempt left.
    pub head: Option<Millis>,
    /// Until the first content.
    pub first_content: Option<Millis>,
    /// Until the end.
    pub total: Option<Millis>,
    /// Input tokens, cached included.
    pub input: Option<Tokens>,
    /// Input read from the cache.
    pub cached: Option<Tokens>,
    /// Output tokens, reasoning included.
    pub output: Option<Tokens>,
    /// Reasoning tokens.
    pub reasoning: Option<Tokens>,
    /// Who says so.
    pub usage_source: UsageSource,
    /// What it cost; null is unpriced, or paid by the caller's subscription.
    pub cost: Option<NanoUsd>,
    /// Whether the caller's own subscription paid it, so that it has no cost in dollars.
    pub subscription: bool,
    /// Whether its money is simulated.
    pub simulated: bool,
}

/// One thing that did not cross between two dialects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LossView {
    /// What kind of thing: `tools`, `images`, `cache_control`, …; a chain may `forbid` it.
    pub feature: String,
    /// Where it stood. Never a value.
    pub path: String,
    /// Why: `no_place`, `not_taken`, `approximated`, `foreign`, `unknown`.
    pub why: String,
}

impl AttemptView {
    /// Whether its tokens, and so its cost, were estimated because its provider did not count them.
    pub fn is_estimated(&self) -> bool {
        let used = [self.input, self.output];
        self.usage_source == UsageSource::Estimated
            && used.into_iter().flatten().any(|tokens| tokens.0 > 0)
    }
}

/// One call as a row. Events carry whole rows, so that the window only ever replaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct CallView {
    /// The id.
    pub id: CallId,
    /// When it arrived.
    pub at: UnixMillis,
    /// The project.
    pub project: String,
    /// The tool of the key.
    pub tool: Option<String>,
    /// The environment of the key.
    pub environment: Option<String>,
    /// The end user that the client named.
    pub user: Option<String>,
    /// The dialect, as a name for people: `OpenAI Chat Completions`.
    pub dialect: String,
    /// The model that was asked for.
    pub asked: String,
    /// The chain, or the direct target.
    pub chain: String,
    /// Whether a stream was asked for.
    pub stream: bool,
    /// Where it stands.
    pub state: CallState,
    /// The failure code, when it failed.
    pub failure: Option<String>,
    /// The status the client got.
    pub status: Option<u16>,
    /// Why the answer is not from the first target.
    pub moved: Option<String>,
    /// What the client was told when it failed.
    pub told: Option<String>,
    /// Until the first content, since arrival.
    pub first_content: Option<Millis>,
    /// Until the end.
    pub total: Option<Millis>,
    /// Input tokens of all attempts.
    pub input: Option<Tokens>,
    /// Output tokens of all attempts.
    pub output: Option<Tokens>,
    /// The exact cost of all attempts that an account paid; null while it runs, when an attempt is
    /// unpriced, and when the caller's subscription paid all of them.
    pub cost: Option<NanoUsd>,
    /// Whether the caller's own subscription paid all of it.
    pub subscription: bool,
    /// Whether part of the usage, and so of the cost where it has a price, is estimated.
    pub estimated: bool,
    /// Whether its money is simulated.
    pub simulated: bool,
    /// The fingerprint of the prompt, known when the call is over.
    pub prompt: Option<String>,
    /// The attempts.
    pub attempts: Vec<AttemptView>,
}

/// Which calls to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct CallsQuery {
    /// At most so many, newest first; at most 1,000.
    pub last: u32,
    /// Only those before this one.
    pub before: Option<CallId>,
}

/// One line of a bill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct BillLine {
    /// Which attempt.
    pub attempt: u16,
    /// `input`, `cached`, `cache_write`, `cache_write_1h`, `audio_in`, `output`, `reasoning`, `audio_out`.
    pub part: String,
    /// How many tokens.
    pub tokens: Tokens,
    /// Pico-dollars per token.
    pub rate: Rate,
    /// The line's amount, rounded for show.
    pub amount: NanoUsd,
}

/// The story of one call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Story {
    /// The call.
    pub call: CallView,
    /// What each part cost.
    pub bill: Vec<BillLine>,
    /// The first day of the price row used, and where it was read.
    pub price: Option<PriceSource>,
    /// The headers that the client was told, as they were written.
    pub told: Vec<Header>,
    /// The hash of the policy that decided.
    pub policy: String,
}

/// Where a price comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PriceSource {
    /// Its first day.
    pub from: String,
    /// Who says so.
    pub source: String,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Something that a person may want to hear of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The breaker of a target has changed its state.
    Breaker {
        /// `<account>/<model>`.
        target: String,
        /// Where it stands now: `closed`, `half_open`, `open`.
        state: String,
        /// Why, in a few words.
        why: String,
    },
    /// A key is refused by its provider and signs no more until it is replaced.
    KeyRetired {
        /// The account that used it.
        account: String,
        /// Where it is: `keychain:NAME`, `env:NAME`. Never the key.
        place: String,
        /// In the provider's words.
        why: String,
    },
}

/// What the window hears, at most 15 times a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Batch {
    /// Calls that changed, whole. At most 200; beyond that `missed` counts.
    pub calls: Vec<CallView>,
    /// How many changed calls are not in this batch; read the list again when it is not 0.
    pub missed: u32,
    /// What a person may want to hear of, in order. At most 100.
    pub notices: Vec<Notice>,
    /// The words whose data changed: `routes`, `providers`, `spend`, `connect`, `settings`. And
    /// `window`, when the one that is open is asked to show itself.
    pub changed: Vec<String>,
}
