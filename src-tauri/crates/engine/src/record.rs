//! What is put on record of calls and attempts: no body, no key, no prompt.

use crate::health::BreakerState;
use pointsman_units::{AttemptNo, CallId, Millis, NanoUsd, UnixMillis};
use pointsman_wire::{Dialect, FailureKind, Usage, UsageSource};
use serde::{Deserialize, Serialize};
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
    pub tool: Option<Arc<str>>,
    /// The environment of the key.
    pub environment: Option<Arc<str>>,
    /// The end user that the client names.
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
    /// The client's idempotency key, which links its repeats.
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
    /// Where the key is that signs it, as `accounts.toml` writes it; `None` without a key.
    pub key: Option<Arc<str>>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// Which attempt.
    pub no: AttemptNo,
    /// `None` when it answered whole.
    pub failure: Option<FailureKind>,
    /// The provider's message about the failure, or what is worth telling of an answer that did not
    /// fail; at most 300 characters.
    pub message: Option<String>,
    /// The status the provider answered with.
    pub status: Option<u16>,
    /// Until the head of the answer.
    pub head: Option<Millis>,
    /// Until the first content.
    pub first_content: Option<Millis>,
    /// Until the end.
    pub total: Millis,
    /// What it used.
    pub usage: Usage,
    /// Who says so.
    pub usage_source: UsageSource,
    /// What it cost; `None` is unpriced.
    pub cost: Option<NanoUsd>,
    /// The price row used: its first day.
    pub price_from: Option<String>,
    /// Where that price was read.
    pub price_source: Option<String>,
    /// The model the provider says it was.
    pub said_model: Option<String>,
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
    pub head: Option<CallHead>,
    /// The attempt that leaves.
    pub attempt: AttemptHead,
    /// How the attempt before ended.
    pub previous: Option<AttemptEnd>,
}

/// A call is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSettled {
    /// The call.
    pub call: CallId,
    /// Its head, when no attempt carried it.
    pub head: Option<CallHead>,
    /// How it ended.
    pub outcome: Outcome,
    /// The status the client got, where headers left.
    pub status: Option<u16>,
    /// Why the answer is not from the first target.
    pub moved: Option<String>,
    /// From arrival to the end.
    pub total: Millis,
    /// The end of the last attempt, where there was one.
    pub last: Option<AttemptEnd>,
    /// The fingerprint of the prompt, 16 hex digits.
    pub prompt: Option<String>,
    /// What the client was told when it failed.
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
