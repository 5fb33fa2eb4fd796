//! One breaker: closed, open, half-open. A pure state machine that is fed with time.
//!
//! Knows no target, no failure and no header: what an attempt says of its target comes in as a
//! [`Mark`], or as nothing where it says nothing.

#[cfg(test)]
mod tests;

use super::Rules;
use super::window::{Mark, Tally, Window};
use std::time::Duration;
use tokio::time::Instant;

/// Where a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls pass.
    Closed,
    /// No call passes until its time is over.
    Open,
    /// A call at a time finds out whether it is well again.
    HalfOpen,
}

impl BreakerState {
    /// The word for it in views.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// A breaker changed its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) state: BreakerState,
    pub(crate) why: String,
}

/// How badly a call needs this target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// There is, or may be, another.
    Ordinary,
    /// Nobody else is left to ask: it may probe before its time, at a pace.
    LastResort,
}

/// Whether a call passes.
#[derive(Debug)]
pub(super) enum Admission {
    /// It passes like any other.
    Through,
    /// It passes and finds out.
    Probe(Ticket, Option<Change>),
    /// It does not. `wait` until a last resort may pass, `opens` until any call may.
    Not { wait: Duration, opens: Duration },
}

/// What a probe holds until it ends. Of another round it means nothing any more.
#[derive(Debug)]
pub(super) struct Ticket {
    round: u32,
    spoke: bool,
}

/// How it stands, for views.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) state: BreakerState,
    pub(super) since: Option<Instant>,
    pub(super) until: Option<Instant>,
    pub(super) why: Option<String>,
    pub(super) tally: Tally,
}

#[derive(Default)]
pub(super) struct Breaker {
    window: Window,
    phase: Phase,
    /// How often it has opened in a row.
    openings: u32,
    /// Counts openings and closings, so that the end of an old probe changes nothing.
    round: u32,
    /// When it closed after having been open.
    closed_at: Option<Instant>,
    /// When the last probe left.
    probed_at: Option<Instant>,
    why: Option<String>,
}

#[derive(Default)]
enum Phase {
    #[default]
    Closed,
    Open {
        since: Instant,
        until: Instant,
    },
    HalfOpen {
        since: Instant,
        /// Probes that have shown no content yet.
        silent: u32,
        /// Probes whose answer has begun. An answer may take minutes; what it needs to show is there.
        talking: u32,
    },
}

impl Breaker {
    /// Whether a call passes now.
    pub(super) fn admit(&mut self, now: Instant, turn: Turn, rules: &Rules) -> Admission {
        let paced = self.paced(now, rules);
        let eager = turn == Turn::LastResort && paced.is_zero();
        match &mut self.phase {
            Phase::Closed => Admission::Through,
            Phase::Open { until, .. } if now < *until && !eager => Admission::Not {
                wait: paced.min(*until - now),
                opens: *until - now,
            },
            Phase::Open { .. } => {
                self.phase = Phase::HalfOpen {
                    since: now,
                    silent: 1,
                    talking: 0,
                };
                let why = "its time is over: a call finds out whether it is well again";
                let change = self.changed(BreakerState::HalfOpen, why.to_owned());
                Admission::Probe(self.ticket(now), Some(change))
            }
            Phase::HalfOpen {
                silent, talking, ..
            } => {
                let room = *silent == 0 && *talking < rules.talking_probes;
                if !room && !eager {
                    return Admission::Not {
                        wait: paced,
                        opens: rules.last_resort_every,
                    };
                }
                *silent += 1;
                Admission::Probe(self.ticket(now), None)
            }
        }
    }

    /// The answer of a probe has begun: another may leave.
    pub(super) fn spoke(&mut self, ticket: &mut Ticket) {
        if ticket.round != self.round || ticket.spoke {
            return;
        }
        ticket.spoke = true;
        if let Phase::HalfOpen {
            silent, talking, ..
        } = &mut self.phase
        {
            *silent = silent.saturating_sub(1);
            *talking += 1;
        }
    }

    /// An attempt has ended, or was dropped: then it says nothing (`mark` is `None`).
    pub(super) fn ended(
        &mut self,
        now: Instant,
        ticket: Option<Ticket>,
        mark: Option<Mark>,
        chance: u64,
        rules: &Rules,
    ) -> Option<Change> {
        let probe = ticket.is_some_and(|ticket| self.release(&ticket));
        match (&self.phase, mark?) {
            (Phase::Closed, mark) => {
                self.window.push(now, mark, rules);
                let why = match mark {
                    // It opens on what goes wrong, not on what goes well.
                    Mark::Good => None,
                    Mark::Slow | Mark::Bad | Mark::Stuck => self.trips(now, rules),
                }?;
                self.openings = match self.has_just_closed(now, rules) {
                    true => self.openings.saturating_add(1),
                    false => 0,
                };
                Some(self.open(now, chance, rules, why))
            }
            (Phase::HalfOpen { .. }, Mark::Good) if probe => Some(self.close(now)),
            (Phase::HalfOpen { .. }, Mark::Bad | Mark::Stuck) if probe => {
                self.openings = self.openings.saturating_add(1);
                Some(self.open(now, chance, rules, "its probe failed too".to_owned()))
            }
            // What left before it opened tells of the time before; a probe that one caller found
            // slow tells nothing of others.
            (Phase::HalfOpen { .. } | Phase::Open { .. }, _) => None,
        }
    }

    pub(super) fn standing(&self, now: Instant, rules: &Rules) -> Standing {
        let (state, since, until) = match self.phase {
            Phase::Closed => (BreakerState::Closed, self.closed_at, None),
            Phase::Open { since, until } => (BreakerState::Open, Some(since), Some(until)),
            Phase::HalfOpen { since, .. } => (BreakerState::HalfOpen, Some(since), None),
        };
        Standing {
            state,
            since,
            until,
            why: self.why.clone(),
            tally: self.window.tally(now, rules),
        }
    }

    /// Why it opens, where it does.
    fn trips(&self, now: Instant, rules: &Rules) -> Option<String> {
        let tally = self.window.tally(now, rules);
        if tally.stuck_in_a_row >= rules.stuck_in_a_row {
            let count = tally.stuck_in_a_row;
            return Some(format!("{count} calls in a row got no answer from it"));
        }
        if tally.failed_in_a_row >= rules.failed_in_a_row {
            return Some(format!("{} calls in a row failed", tally.failed_in_a_row));
        }
        // One that has just come back is trusted less.
        let least = match self.has_just_closed(now, rules) {
            true => rules.least.min(2),
            false => rules.least,
        };
        let reaches = |part: u32, percent: u32| part * 100 >= tally.all * percent;
        if tally.all < least {
            return None;
        }
        let (all, failed) = (tally.all, tally.failed);
        if reaches(failed, rules.failed_percent) {
            return Some(format!("{failed} of its last {all} calls failed"));
        }
        let poor = failed + tally.slow;
        reaches(poor, rules.slow_percent)
            .then(|| format!("{poor} of its last {all} calls failed or were too slow"))
    }

    fn has_just_closed(&self, now: Instant, rules: &Rules) -> bool {
        let since = |closed| now.saturating_duration_since(closed);
        self.closed_at
            .is_some_and(|closed| since(closed) < rules.within)
    }

    fn open(&mut self, now: Instant, chance: u64, rules: &Rules, why: String) -> Change {
        let doubled = rules.open_for.saturating_mul(1 << self.openings.min(16));
        let longest = doubled.min(rules.open_at_most);
        // Up to a quarter less, so that those who watch one provider do not come back together.
        let less = longest.mul_f64(0.25 * (chance >> 11) as f64 / (1u64 << 53) as f64);
        self.round = self.round.wrapping_add(1);
        self.phase = Phase::Open {
            since: now,
            until: now + longest - less,
        };
        self.changed(BreakerState::Open, why)
    }

    fn close(&mut self, now: Instant) -> Change {
        self.round = self.round.wrapping_add(1);
        self.window.clear();
        self.phase = Phase::Closed;
        self.closed_at = Some(now);
        self.changed(
            BreakerState::Closed,
            "a probe was answered whole".to_owned(),
        )
    }

    fn changed(&mut self, state: BreakerState, why: String) -> Change {
        self.why = Some(why.clone());
        Change { state, why }
    }

    /// Gives a probe's place back. Whether it was of this round.
    fn release(&mut self, ticket: &Ticket) -> bool {
        if ticket.round != self.round {
            return false;
        }
        if let Phase::HalfOpen {
            silent, talking, ..
        } = &mut self.phase
        {
            let place = if ticket.spoke { talking } else { silent };
            *place = place.saturating_sub(1);
        }
        true
    }

    fn ticket(&mut self, now: Instant) -> Ticket {
        self.probed_at = Some(now);
        Ticket {
            round: self.round,
            spoke: false,
        }
    }

    /// How long until a last resort may pass.
    fn paced(&self, now: Instant, rules: &Rules) -> Duration {
        let next = self.probed_at.map(|at| at + rules.last_resort_every);
        next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now))
    }
}
