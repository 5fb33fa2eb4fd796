//! Who is asked next: targets in order, then one of them again, within one budget for the call.
//!
//! A pure function of what failed, the time and a seed; it waits for nothing itself.

mod held;
mod mend;

pub(super) use mend::Tear;

use super::tell;
use crate::health::{Blocked, Turn};
use crate::plan::{Aim, Lane, PassedOver, Plan, Why};
use crate::policy::OnRefusal;
use crate::record::AttemptReason;
use crate::verdict::{Content, Then, Verdict, verdict};
use bytes::Bytes;
use held::HeldBack;
use http::HeaderMap;
use pointsman_catalog::Catalog;
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
        turn: Turn,
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
    /// Whether it is of the client's dialect.
    pub lane: Lane,
}

/// The targets of a call, and how those that were asked failed.
pub(super) struct Tries {
    plan: Plan,
    /// The last failure of each target, by its place in the plan.
    falls: Vec<Option<Fall>>,
    /// The target that was asked last.
    last: Option<usize>,
    /// The one before it, until it is known that the last was let through.
    before: Option<usize>,
    /// Targets that are held back.
    held: HeldBack,
    /// How the last that was asked failed, or was held back: why the next is asked.
    after: Option<(usize, FailureKind)>,
    /// The target that is asked again, and why, until it has answered or failed.
    retrying: Option<(usize, FailureKind)>,
    /// Another key can sign for the target that was asked last.
    spare_key: bool,
    /// The next target that has not been asked.
    fresh: usize,
    retries_made: u32,
    bounds: Bounds,
    catalog: &'static Catalog,
    /// How an answer broke off that the client has begun to read.
    tear: Option<FailureKind>,
    /// How much of it the client had then.
    torn_at: usize,
    /// The target that sent the last of it and may go on.
    resume: Option<usize>,
    /// How the target that was asked last was to make it whole.
    asked_to: Option<mend::Means>,
    /// What each target was seen not to do for it.
    ruled: Vec<mend::Ruled>,
}

/// What bounds the targets that are tried.
pub(super) struct Bounds {
    /// Retries that are left for the whole call.
    pub retries: u32,
    /// The call's total deadline.
    pub ends: Instant,
    /// What decides the jitter.
    pub seed: u64,
    /// What is done where a content filter refuses.
    pub on_refusal: OnRefusal,
}

impl Tries {
    /// Nothing tried yet.
    pub(super) fn new(plan: Plan, bounds: Bounds, catalog: &'static Catalog) -> Self {
        Self {
            falls: plan.aims.iter().map(|_| None).collect(),
            ruled: plan.aims.iter().map(|_| mend::Ruled::default()).collect(),
            plan,
            last: None,
            before: None,
            held: HeldBack::default(),
            after: None,
            retrying: None,
            spare_key: false,
            fresh: 0,
            retries_made: 0,
            bounds,
            catalog,
            tear: None,
            torn_at: 0,
            resume: None,
            asked_to: None,
        }
    }

    /// Who is asked next.
    pub(super) fn next(&mut self) -> Next {
        let now = Instant::now();
        let last_kind = self.last_failure().map(|failure| failure.kind);
        let over = last_kind.is_some_and(|kind| self.judge(kind).then == Then::GiveUp);
        if over || now >= self.bounds.ends {
            return Next::GiveUp;
        }
        if let Some(next) = self.next_key() {
            return next;
        }
        self.pass_over_small_windows();
        if self.fresh < self.plan.aims.len() {
            let place = self.fresh;
            self.fresh += 1;
            let next = self.ask(place, self.reason(place), Duration::ZERO, Turn::Ordinary);
            return next.unwrap_or(Next::GiveUp);
        }
        let next = self.last_resort(now).or_else(|| self.again());
        next.unwrap_or(Next::GiveUp)
    }

    /// Whether targets that were not asked stand behind the one that is.
    pub(super) fn others_left(&self) -> bool {
        self.fresh < self.plan.aims.len()
    }

    fn ask(
        &mut self,
        place: usize,
        reason: AttemptReason,
        pause: Duration,
        turn: Turn,
    ) -> Option<Next> {
        let aim = self.plan.aims.get(place)?.clone();
        self.before = self.last.replace(place);
        Some(Next::Ask {
            aim,
            reason,
            pause,
            turn,
        })
    }

    /// Why a target is asked that was not asked before.
    fn reason(&self, place: usize) -> AttemptReason {
        match self.after {
            Some((other, kind)) if other != place => AttemptReason::Fallback(kind),
            Some(_) | None => AttemptReason::First,
        }
    }

    /// The same target with another key, where the last one was at fault.
    fn next_key(&mut self) -> Option<Next> {
        if !std::mem::take(&mut self.spare_key) {
            return None;
        }
        let (place, kind) = self.after?;
        self.ask(
            place,
            AttemptReason::NextKey(kind),
            Duration::ZERO,
            Turn::Ordinary,
        )
    }

    /// Nobody is left who is not held back: the one that may be asked soonest.
    fn last_resort(&mut self, now: Instant) -> Option<Next> {
        let left = self.bounds.ends.saturating_duration_since(now);
        let (falls, retrying) = (&self.falls, self.retrying);
        let may = |place: usize| {
            retrying.is_some_and(|(again, _)| again == place)
                || falls.get(place).is_some_and(Option::is_none)
        };
        let (place, pause) = self.held.soonest(may, left)?;
        let reason = match retrying {
            Some((again, kind)) if again == place => AttemptReason::Retry(kind),
            Some(_) | None => self.reason(place),
        };
        self.ask(place, reason, pause, Turn::LastResort)
    }

    /// A request that was too long for one window is not sent to another that is no larger.
    fn pass_over_small_windows(&mut self) {
        while let Some(aim) = self.plan.aims.get(self.fresh) {
            let outgrown = self
                .fallen()
                .filter(|(_, fall)| fall.failure.kind == FailureKind::ContextTooLong)
                .any(|(small, _)| self.is_no_larger(aim, small));
            if !outgrown {
                return;
            }
            self.plan.passed_over.push(PassedOver {
                label: aim.label.to_string(),
                why: Why::SmallWindow,
            });
            self.fresh += 1;
        }
    }

    /// Whether a target's window is known to be no larger than another's. Where one is not known,
    /// the same model has the same.
    fn is_no_larger(&self, aim: &Aim, small: &Aim) -> bool {
        let window = |aim: &Aim| {
            let offer = self.catalog.offer(&aim.provider.id, &aim.model)?;
            offer.max_input.or(offer.context)
        };
        match (window(aim), window(small)) {
            (Some(there), Some(here)) => there <= here,
            (None, _) | (_, None) => aim.model == small.model,
        }
    }

    /// The last target that may be asked again and whose wait fits.
    fn again(&mut self) -> Option<Next> {
        self.bounds.retries = self.bounds.retries.checked_sub(1)?;
        let (place, kind, pause) = (0..self.falls.len()).rev().find_map(|place| {
            let failure = &self.falls.get(place)?.as_ref()?.failure;
            Some((place, failure.kind, self.patience(failure)?))
        })?;
        self.retries_made += 1;
        self.retrying = Some((place, kind));
        self.ask(place, AttemptReason::Retry(kind), pause, Turn::LastResort)
    }

    /// How long to wait before a target that failed so is asked again; `None` where that is not
    /// worth it, or too long.
    fn patience(&self, failure: &Failure) -> Option<Duration> {
        let asked = failure.retry_after.filter(|wait| !wait.is_zero());
        let pause = asked.unwrap_or_else(|| self.backoff());
        let willing = self.judge(failure.kind).then == Then::NextElseRetry;
        let fits = pause <= MOST_PATIENCE && Instant::now() + pause < self.bounds.ends;
        (willing && fits).then_some(pause)
    }

    /// Full jitter: anything from nothing to the ceiling, so that clients that failed together do
    /// not come back together (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
    fn backoff(&self) -> Duration {
        let doubled = FIRST_BACKOFF.saturating_mul(1 << self.retries_made.min(10));
        let ceiling = doubled.min(LAST_BACKOFF).as_micros();
        let chance = u128::from(scatter(
            self.bounds.seed.wrapping_add(u64::from(self.retries_made)),
        ));
        let micros = ((ceiling + 1) * chance) >> 64;
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    /// The attempt that was asked for last has failed. Whether another key of its account is there
    /// to sign the same request.
    pub(super) fn fell(&mut self, fall: Fall, spare_key: bool) {
        let kind = fall.failure.kind;
        self.after = self.last.map(|last| (last, kind));
        self.retrying = None;
        self.spare_key = spare_key
            && matches!(
                kind,
                FailureKind::RateLimited | FailureKind::Auth | FailureKind::OutOfCredit
            );
        if let Some(slot) = self.last.and_then(|last| self.falls.get_mut(last)) {
            *slot = Some(fall);
        }
    }

    /// The target that was to be asked is held back.
    pub(super) fn held(&mut self, blocked: Blocked) {
        if let Some(place) = self.last {
            self.after = Some((place, blocked.failure().kind));
            self.held.hold(place, blocked);
            self.held_from_mending(place);
        }
        self.last = self.before;
    }

    /// The target that was to be asked is out of the question for this request.
    pub(super) fn unfit(&mut self, why: Why) {
        if let Some((place, aim)) = self.last.and_then(|at| Some((at, self.plan.aims.get(at)?))) {
            let label = aim.label.to_string();
            self.plan.passed_over.push(PassedOver { label, why });
            self.rule_out(place);
        }
        self.last = self.before;
    }

    /// The targets that are held back and were not asked, and why.
    pub(super) fn held_back(&self) -> impl Iterator<Item = (&Aim, &Blocked)> {
        self.held.all().filter_map(|(place, blocked)| {
            let fell = self.falls.get(place)?.is_some();
            Some((self.plan.aims.get(place)?, blocked)).filter(|_| !fell)
        })
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
        let held = self
            .held_back()
            .filter(|(other, _)| other.label != aim.label)
            .map(|(other, blocked)| tell::moved_round(&other.label, blocked));
        Some(
            passed
                .chain(held)
                .chain(fell)
                .collect::<Vec<_>>()
                .join("; "),
        )
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
        let opens = self.held_back().map(|(_, blocked)| blocked.opens);
        waits.chain(opens).min()
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
        let judged = verdict(kind, Content::Held);
        match (kind, self.bounds.on_refusal) {
            (FailureKind::Refused, OnRefusal::Next) => Verdict {
                then: Then::Next,
                ..judged
            },
            (_, OnRefusal::Next | OnRefusal::Stop) => judged,
        }
    }
}

/// SplitMix64's finalizer: neighbouring seeds give unrelated numbers.
fn scatter(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}
