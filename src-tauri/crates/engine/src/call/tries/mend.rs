//! Who makes an answer whole that broke off before the client's eyes.
//!
//! Going on from what was sent comes first: by the model that broke off, unless it fell silent,
//! then by others that take it. To begin again is worth a try only after that, since few answers
//! are the same twice. Who was asked before is asked again only out of the call's retries.

use super::{Next, Tries};
use crate::health::Turn;
use crate::record::AttemptReason;
use crate::verdict::Then;
use pointsman_wire::{FailureKind, Mend, Phase};
use std::time::Duration;
use tokio::time::Instant;

/// How a target is asked to make an answer whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    Further,
    Again,
}

/// What was seen of a target while an answer is made whole.
#[derive(Clone, Copy, Default)]
pub(super) struct Ruled {
    /// It does not go on from what was sent.
    further: bool,
    /// It does not begin with what was sent.
    again: bool,
}

/// An answer that is to be made whole.
pub(in crate::call) struct Tear {
    /// How it can be.
    pub mend: Mend,
    /// How much of it the client has.
    pub length: usize,
}

impl Tries {
    /// Who is asked next to make an answer whole.
    pub(in crate::call) fn next_to_mend(&mut self, tear: &Tear) -> Next {
        let Some(kind) = self.last_failure().map(|failure| failure.kind) else {
            return Next::GiveUp;
        };
        self.rule(kind);
        if tear.length > self.torn_at {
            // Some more was sent since: whoever sent it has shown that it can go on.
            self.torn_at = tear.length;
            self.tear = Some(kind);
            self.resume = self
                .last
                .filter(|_| kind != FailureKind::Timeout(Phase::Idle));
        } else {
            self.resume = None;
        }
        if self.refused_for_good(kind) || Instant::now() >= self.bounds.ends {
            return Next::GiveUp;
        }
        let further = match tear.mend {
            Mend::Further => self.choose(Means::Further),
            Mend::Again | Mend::Not => None,
        };
        let again = || self.choose(Means::Again);
        let Some((place, means, pause)) = further.or_else(again) else {
            return Next::GiveUp;
        };
        self.ask_to_mend(place, means, pause)
    }

    fn ask_to_mend(&mut self, place: usize, means: Means, pause: Duration) -> Next {
        let Some(aim) = self.plan.aims.get(place).cloned() else {
            return Next::GiveUp;
        };
        if self.costs_a_retry(place, means) {
            self.bounds.retries = self.bounds.retries.saturating_sub(1);
            self.retries_made += 1;
        }
        self.before = self.last.replace(place);
        let kind = self.tear.unwrap_or(FailureKind::Cut);
        let reason = match means {
            Means::Further => AttemptReason::Continue(kind),
            Means::Again => AttemptReason::Restart(kind),
        };
        self.asked_to = Some(means);
        Next::Ask {
            aim,
            reason,
            pause,
            // A client waits in the middle of its answer, and few can go on with it.
            turn: Turn::LastResort,
        }
    }

    /// The target that was to make it whole is held back. It is not waited for: the client is in the
    /// middle of its answer.
    pub(super) fn held_from_mending(&mut self, place: usize) {
        if self.asked_to.take().is_some() {
            self.rule_out(place);
        }
    }

    /// The target makes no answer whole.
    pub(super) fn rule_out(&mut self, place: usize) {
        self.asked_to = None;
        if let Some(ruled) = self.ruled.get_mut(place) {
            *ruled = Ruled {
                further: true,
                again: true,
            };
        }
    }

    /// A content filter is not routed around unless the chain says so.
    fn refused_for_good(&self, kind: FailureKind) -> bool {
        kind == FailureKind::Refused && self.judge(kind).then == Then::GiveUp
    }

    /// What a failure rules out for the target that was asked last.
    fn rule(&mut self, kind: FailureKind) {
        let Some(means) = self.asked_to.take() else {
            return;
        };
        let Some(ruled) = self.last.and_then(|last| self.ruled.get_mut(last)) else {
            return;
        };
        let only_this_way = match kind {
            // It may take the conversation without the beginning of an answer behind it.
            FailureKind::BadRequest
            | FailureKind::Unsupported
            | FailureKind::ContextTooLong
            | FailureKind::Malformed
            | FailureKind::Diverged => true,
            FailureKind::RateLimited
            | FailureKind::Overloaded
            | FailureKind::Connect
            | FailureKind::Timeout(Phase::Connect | Phase::Idle)
            | FailureKind::Cut => return,
            FailureKind::Timeout(Phase::FirstToken | Phase::Total)
            | FailureKind::Auth
            | FailureKind::OutOfCredit
            | FailureKind::NoSuchModel
            | FailureKind::Refused
            | FailureKind::BudgetSpent
            | FailureKind::BreakerOpen
            | FailureKind::NoTarget
            | FailureKind::Cancelled
            | FailureKind::Bug => false,
        };
        ruled.further |= means == Means::Further || !only_this_way;
        ruled.again |= means == Means::Again || !only_this_way;
    }

    fn choose(&self, means: Means) -> Option<(usize, Means, Duration)> {
        let first = self.resume.filter(|_| means == Means::Further);
        let fresh = (0..self.plan.aims.len()).filter(|place| !self.costs_a_retry(*place, means));
        let asked = (0..self.plan.aims.len())
            .rev()
            .filter(|place| self.costs_a_retry(*place, means));
        let mut places = first.into_iter().chain(fresh).chain(asked);
        places.find_map(|place| {
            let pause = self.pause_before(place, means)?;
            Some((place, means, pause))
        })
    }

    /// Whether this target was asked before. One that would not go on from what was sent was not
    /// asked yet to begin again.
    fn costs_a_retry(&self, place: usize, means: Means) -> bool {
        let ruled = self.ruled.get(place).copied().unwrap_or_default();
        let asked = self.falls.get(place).is_some_and(Option::is_some);
        asked && !(means == Means::Again && ruled.further)
    }

    /// How long to wait before a target is asked; `None` where it is not to be asked.
    fn pause_before(&self, place: usize, means: Means) -> Option<Duration> {
        let aim = self.plan.aims.get(place)?;
        let ruled = self.ruled.get(place).copied().unwrap_or_default();
        let can = match means {
            Means::Further => !ruled.further && aim.endpoint.prefill_of(&aim.model).is_some(),
            Means::Again => !ruled.again,
        };
        if !can {
            return None;
        }
        if !self.costs_a_retry(place, means) {
            return Some(Duration::ZERO);
        }
        let failure = &self.falls.get(place)?.as_ref()?.failure;
        self.patience(failure).filter(|_| self.bounds.retries > 0)
    }
}
