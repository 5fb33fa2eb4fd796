//! Calls and attempts as the ledger gives them back. Knows no SQL and no view.

use pointsman_engine::record::{AttemptEnd, AttemptHead, CallHead};
use pointsman_units::{Millis, NanoUsd};
use pointsman_wire::FailureKind;
use std::sync::Arc;

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Not over yet.
    Running,
    /// Answered whole.
    Answered,
    /// Failed.
    Failed(FailureKind),
    /// The client went away.
    Cancelled,
    /// The process ended while it ran.
    Interrupted,
}

/// Who gave the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBy {
    /// The account.
    pub account: Arc<str>,
    /// Its provider.
    pub provider: Arc<str>,
    /// The model's name there.
    pub model: Arc<str>,
}

/// What a call cost over all its attempts. The four are never added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCost {
    /// Real money whose usage the provider gave or a tokenizer counted.
    pub exact: NanoUsd,
    /// Real money whose usage is estimated.
    pub estimated: NanoUsd,
    /// Real attempts whose cost is unknown.
    pub unpriced: u64,
    /// Simulated money.
    pub simulated: NanoUsd,
}

/// One call, with its attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// Who asked for what. Texts are `?` where the journal's line was lost.
    pub head: CallHead,
    /// Where it stands.
    pub state: CallState,
    /// The status the client got, where headers left.
    pub status: Option<u16>,
    /// Who answered; `None` unless the state is `Answered`.
    pub answered_by: Option<AnsweredBy>,
    /// Why the answer is not from the first target.
    pub moved: Option<String>,
    /// From arrival to the end; `None` while it runs and when it was interrupted.
    pub total: Option<Millis>,
    /// The fingerprint of the prompt, 16 hex digits.
    pub prompt: Option<String>,
    /// What the client was told when it failed.
    pub told: Option<String>,
    /// What its ended attempts cost.
    pub cost: CallCost,
    /// Whether it had attempts and each was simulated.
    pub simulated: bool,
    /// The attempts in order.
    pub attempts: Vec<AttemptRow>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Who was asked, and why.
    pub head: AttemptHead,
    /// How it ended; `None` while it runs and when it was interrupted.
    pub end: Option<AttemptEnd>,
    /// Whether its cost is unknown: it has no price, or nobody saw it end. Never true of a simulated one.
    pub unpriced: bool,
}

/// A piece of the journal that could not be read and was left out of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The segment's number.
    pub segment: u64,
    /// Where in the segment the line begins, in bytes.
    pub offset: u64,
    /// Why it was left out.
    pub reason: String,
}
