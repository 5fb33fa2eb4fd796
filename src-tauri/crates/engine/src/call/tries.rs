//! Who is asked next: targets in order, then one of them again, within one budget for the call.
//!
//! A pure function of what failed, the time and a seed; it waits for nothing itself.

use super::tell;
use crate::plan::{Aim, PassedOver, Plan};
use crate::record::AttemptReason;
use crate::verdict::{Content, Then, Verdict, verdict};
use bytes::Bytes;
use http::HeaderMap;
use pointsman_wire::{Failure, FailureKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The longest that a provider's `retry-after` is waited for here. Beyond it the client decides.
const MOST_PATIENCE: Duration = Duration::from_secs(30);
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LAST_BACKOFF: Duration = Duration::from_secs(8);

/// What is done next.
pub(super) enum Next {
    /// Ask this target, after a pause.
    Ask {
        aim: Aim,
        reason: AttemptReason,
        pause: Duration,
    },
    /// Nobody is left.
    GiveUp,
}

/// An attempt that failed before content left for the client.
pub(super) struct Fall {
    /// How it failed.
    pub failure: Failure,
    /// The provider's own error as it came, where it sent one.
    pub reply: Option<Reply>,
}

impl From<Failure> for Fall {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            reply: None,
        }
    }
}

/// A provider's error, as it came.
pub(super) struct Reply {
    /// Its status, 400 or more; ours where the provider sent it under a good one.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// The targets of a call, and how those that were asked failed.
pub(super) struct Tries {
    plan: Plan,
    /// The last failure of each target, by its place in the plan.
    falls: Vec<Option<Fall>>,
    /// The target that was asked last.
    last: Option<usize>,
    /// The next target that has not been asked.
    fresh: usize,
    retries_left: u32,
    retries_made: u32,
    ends: Instant,
    seed: u64,
}

impl Tries {
    /// Nothing tried yet. `ends` is the call's total deadline.
    pub(super) fn new(plan: Plan, retries: u32, ends: Instant, seed: u64) -> Self {
        Self {
            falls: plan.aims.iter().map(|_| None).collect(),
            plan,
            last: None,
            fresh: 0,
            retries_left: retries,
            retries_made: 0,
            ends,
            seed,
        }
    }

    /// Who is asked next.
    pub(super) fn next(&mut self) -> Next {
        let now = Instant::now();
        let last_kind = self.last_failure().map(|failure| failure.kind);
        let over = last_kind.is_some_and(|kind| self.judge(kind).then == Then::GiveUp);
        if over || now >= self.ends {
            return Next::GiveUp;
        }
        if let Some(aim) = self.plan.aims.get(self.fresh) {
            self.last = Some(self.fresh);
            self.fresh += 1;
            return Next::Ask {
                aim: aim.clone(),
                reason: last_kind.map_or(AttemptReason::First, AttemptReason::Fallback),
                pause: Duration::ZERO,
            };
        }
        self.again(now).unwrap_or(Next::GiveUp)
    }

    /// The last target that may be asked again and whose wait fits.
    fn again(&mut self, now: Instant) -> Option<Next> {
        self.retries_left = self.retries_left.checked_sub(1)?;
        let backoff = self.backoff();
        let (place, kind, pause) = (0..self.falls.len()).rev().find_map(|place| {
            let failure = &self.falls.get(place)?.as_ref()?.failure;
            let asked = failure.retry_after.filter(|wait| !wait.is_zero());
            let pause = asked.unwrap_or(backoff);
            let willing = self.judge(failure.kind).then == Then::NextElseRetry;
            let fits = pause <= MOST_PATIENCE && now + pause < self.ends;
            (willing && fits).then_some((place, failure.kind, pause))
        })?;
        self.retries_made += 1;
        self.last = Some(place);
        Some(Next::Ask {
            aim: self.plan.aims.get(place)?.clone(),
            reason: AttemptReason::Retry(kind),
            pause,
        })
    }

    /// Full jitter: anything from nothing to the ceiling, so that clients that failed together do
    /// not come back together (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
    fn backoff(&self) -> Duration {
        let doubled = FIRST_BACKOFF.saturating_mul(1 << self.retries_made.min(10));
        let ceiling = doubled.min(LAST_BACKOFF).as_micros();
        let chance = u128::from(scatter(
            self.seed.wrapping_add(u64::from(self.retries_made)),
        ));
        let micros = ((ceiling + 1) * chance) >> 64;
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    /// The attempt that was asked for last has failed.
    pub(super) fn fell(&mut self, fall: Fall) {
        if let Some(slot) = self.last.and_then(|last| self.falls.get_mut(last)) {
            *slot = Some(fall);
        }
    }

    /// Why the answer comes from `aim` and not from the first target; `None` when it does.
    pub(super) fn moved_to(&self, aim: &Aim) -> Option<String> {
        if self.plan.first == aim.label {
            return None;
        }
        let passed = self.plan.passed_over.iter().map(tell::moved_past);
        let fell = self
            .fallen()
            .filter(|(other, _)| other.label != aim.label)
            .map(|(other, fall)| tell::moved_from(&other.label, &fall.failure));
        Some(passed.chain(fell).collect::<Vec<_>>().join("; "))
    }

    /// The targets that were asked and how each failed last, in order.
    pub(super) fn fallen(&self) -> impl Iterator<Item = (&Aim, &Fall)> {
        let falls = self.plan.aims.iter().zip(&self.falls);
        falls.filter_map(|(aim, fall)| fall.as_ref().map(|fall| (aim, fall)))
    }

    /// The targets that were not asked.
    pub(super) fn passed_over(&self) -> &[PassedOver] {
        &self.plan.passed_over
    }

    /// The failure that speaks for the call: the last that waiting would mend, else the last.
    pub(super) fn speaker(&self) -> Option<(&Aim, &Fall)> {
        let patient = self
            .fallen()
            .filter(|(_, fall)| self.judge(fall.failure.kind).waiting_helps)
            .last();
        let last = self.last.and_then(|last| {
            let fall = self.falls.get(last)?.as_ref()?;
            Some((self.plan.aims.get(last)?, fall))
        });
        let gave_up = last.filter(|(_, fall)| self.judge(fall.failure.kind).then == Then::GiveUp);
        gave_up.or(patient).or(last)
    }

    /// The shortest wait that a provider asked for, where waiting would help.
    pub(super) fn shortest_wait(&self) -> Option<Duration> {
        let waits = self
            .fallen()
            .filter(|(_, fall)| self.judge(fall.failure.kind).waiting_helps)
            .filter_map(|(_, fall)| fall.failure.retry_after);
        waits.min()
    }

    /// The target that was asked last.
    pub(super) fn last_asked(&self) -> Option<&Arc<str>> {
        self.last
            .and_then(|last| self.plan.aims.get(last))
            .map(|aim| &aim.label)
    }

    fn last_failure(&self) -> Option<&Failure> {
        let fall = self.last.and_then(|last| self.falls.get(last))?.as_ref()?;
        Some(&fall.failure)
    }

    fn judge(&self, kind: FailureKind) -> Verdict {
        verdict(kind, Content::Held)
    }
}

/// SplitMix64's finalizer: neighbouring seeds give unrelated numbers.
fn scatter(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}
