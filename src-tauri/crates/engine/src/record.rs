//! What is put on record of calls and attempts: no body, no key, no prompt. What is not known is left
//! out, because each record is written on a call's way.

use crate::account::CALLERS_KEY;
use crate::health::BreakerState;
use pointsman_units::{AttemptNo, CallId, Millis, NanoUsd, UnixMillis};
use pointsman_wire::canon::Loss;
use pointsman_wire::{Dialect, FailureKind, Usage, UsageSource};
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;

/// Who asked for what. Known when the call arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallHead {
    /// The call's id, also the client's `x-pointsman-request-id`.
    pub call: CallId,
    /// When it arrived.
    pub at: UnixMillis,
    /// The dialect the client speaks.
    pub dialect: Dialect,
    /// The project of the local key.
    pub project: Arc<str>,
    /// The local key's id; `session` for the session key.
    pub key: Arc<str>,
    /// The tool the key was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Arc<str>>,
    /// The environment of the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Arc<str>>,
    /// The end user that the client names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Arc<str>>,
    /// The model that was asked for.
    pub asked: Arc<str>,
    /// The chain that was chosen; for a direct target `<account>/<model>` itself.
    pub chain: Arc<str>,
    /// Whether a stream was asked for.
    pub stream: bool,
    /// The hash of the policy that decided.
    pub policy: Arc<str>,
    /// How often the client's SDK had repeated it (`x-stainless-retry-count`).
    pub client_retry: u16,
    /// The client's idempotency key, which links its repeats. `None` also where it has a local key in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency: Option<Arc<str>>,
}

/// Why an attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptReason {
    /// The first choice.
    First,
    /// The target before failed so.
    Fallback(FailureKind),
    /// The same target again after it failed so.
    Retry(FailureKind),
    /// To go on from what the client has of an answer that broke off so.
    Continue(FailureKind),
    /// To begin an answer again that broke off so, with exactly what the client has of it.
    Restart(FailureKind),
    /// The same target with another key of its account, after the one before failed so.
    NextKey(FailureKind),
}

/// Who is asked. Known before the attempt leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptHead {
    /// Its position in the call.
    pub no: AttemptNo,
    /// When it left.
    pub at: UnixMillis,
    /// The account.
    pub account: Arc<str>,
    /// The provider of the account.
    pub provider: Arc<str>,
    /// The model's name there.
    pub model: Arc<str>,
    /// Whether its money is simulated.
    pub simulated: bool,
    /// Why it was made.
    pub reason: AttemptReason,
    /// Where the key is that signs it, as `accounts.toml` writes it: [`CALLERS_KEY`] where the caller's
    /// own credential does; `None` without a key.
    pub key: Option<Arc<str>>,
    /// The dialect that the request was translated to; `None` where it stayed in the client's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated: Option<Dialect>,
}

impl AttemptHead {
    /// Whether the caller's own subscription pays it, so that it costs no dollars that are known.
    pub fn is_subscription(&self) -> bool {
        self.key.as_deref() == Some(CALLERS_KEY)
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// Which attempt.
    pub no: AttemptNo,
    /// `None` when it answered whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureKind>,
    /// The provider's message about the failure, or what is worth telling of an answer that did not
    /// fail; at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The status the provider answered with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Until the head of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Millis>,
    /// Until the first content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_content: Option<Millis>,
    /// Until the end.
    pub total: Millis,
    /// What it used.
    #[serde(serialize_with = "known")]
    pub usage: Usage,
    /// Who says so.
    pub usage_source: UsageSource,
    /// What it cost; `None` is unpriced, or paid by the caller's subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<NanoUsd>,
    /// The price row used: its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_from: Option<String>,
    /// Where that price was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_source: Option<String>,
    /// The model the provider says it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_model: Option<String>,
    /// What did not cross to the provider's dialect and back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<Loss>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered whole.
    Answered,
    /// Failed.
    Failed(FailureKind),
    /// The client went away.
    Cancelled,
}

/// Before an attempt leaves. Carries the call's head with the first attempt, and the end of the
/// attempt before with each later one, so that an attempt is one write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptBegan {
    /// The call.
    pub call: CallId,
    /// The call's head, with the first attempt only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<CallHead>,
    /// The attempt that leaves.
    pub attempt: AttemptHead,
    /// How the attempt before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<AttemptEnd>,
}

/// A call is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSettled {
    /// The call.
    pub call: CallId,
    /// Its head, when no attempt carried it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<CallHead>,
    /// How it ended.
    pub outcome: Outcome,
    /// The status the client got, where headers left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why the answer is not from the first target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    /// From arrival to the end.
    pub total: Millis,
    /// The end of the last attempt, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<AttemptEnd>,
    /// The fingerprint of the prompt, 16 hex digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// What the client was told when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
}

/// A step of a running call, for whoever watches.
#[derive(Clone, Debug)]
pub enum Event {
    /// A call has arrived and has a chain.
    Arrived(CallHead),
    /// An attempt leaves.
    AttemptBegan(AttemptBegan),
    /// The first content of an attempt has been seen.
    FirstContent {
        /// The call.
        call: CallId,
        /// The attempt.
        attempt: AttemptNo,
        /// Since the attempt left.
        after: Millis,
    },
    /// The call is over.
    Settled(CallSettled),
    /// The breaker of a target has changed its state.
    Breaker {
        /// `<account>/<model>`.
        target: Arc<str>,
        /// Where it stands now.
        state: BreakerState,
        /// Why, in a few words.
        why: String,
    },
    /// A key is refused by its provider and signs no more until it is replaced.
    KeyRetired {
        /// The account that used it.
        account: Arc<str>,
        /// Where it is, as `accounts.toml` writes it. Never the key.
        key: String,
        /// In the provider's words.
        why: String,
    },
}

/// What is known of a usage.
fn known<S: Serializer>(usage: &Usage, to: S) -> Result<S::Ok, S::Error> {
    let Usage {
        input,
        cached,
        cache_write,
        cache_write_1h,
        audio_in,
        output,
        reasoning,
        audio_out,
    } = usage;
    let counts = [
        ("input", input),
        ("cached", cached),
        ("cache_write", cache_write),
        ("cache_write_1h", cache_write_1h),
        ("audio_in", audio_in),
        ("output", output),
        ("reasoning", reasoning),
        ("audio_out", audio_out),
    ];
    let known = counts
        .iter()
        .filter_map(|(name, count)| count.map(|it| (*name, it)));
    to.collect_map(known)
}
