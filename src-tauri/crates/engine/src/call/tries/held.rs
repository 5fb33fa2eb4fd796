//! Targets that are held back though they are not out of the question: their breaker is open, a
//! limit has no room, a key rests. And how long a call that nobody else can answer waits for them.

use crate::health::{Blocked, Held, OwnLimit};
use pointsman_wire::{Failure, FailureKind};
use std::time::Duration;

/// How long a call waits in all for a limit that fills again.
const FOR_ROOM: Duration = Duration::from_secs(30);
/// How long it waits in all for its turn at a target that seems to be down.
const FOR_A_PROBE: Duration = Duration::from_secs(3);
/// What one look counts at least, so that looking ends.
const LEAST: Duration = Duration::from_millis(10);

/// What is held back, by its place in the plan.
#[derive(Default)]
pub(super) struct HeldBack {
    places: Vec<(usize, Blocked)>,
    waited: Duration,
}

impl HeldBack {
    /// A target is not asked now.
    pub(super) fn hold(&mut self, place: usize, blocked: Blocked) {
        self.places.retain(|(held, _)| *held != place);
        self.places.push((place, blocked));
    }

    /// The target that may be asked soonest, and when; `None` when that is too long to wait.
    pub(super) fn soonest(
        &mut self,
        may: impl Fn(usize) -> bool,
        left: Duration,
    ) -> Option<(usize, Duration)> {
        let places = self.places.iter().filter(|(place, _)| may(*place));
        let (place, blocked) = places.min_by_key(|(place, blocked)| (blocked.wait, *place))?;
        let patience = match blocked.why {
            Held::BreakerOpen | Held::KeysRetired => FOR_A_PROBE,
            Held::NoRoom | Held::KeysRest | Held::OwnLimit(_) => FOR_ROOM,
        };
        let waited = self.waited + blocked.wait.max(LEAST);
        if waited > patience || blocked.wait >= left {
            return None;
        }
        self.waited = waited;
        Some((*place, blocked.wait))
    }

    /// Everything that is held back.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Blocked)> {
        self.places.iter().map(|(place, blocked)| (*place, blocked))
    }
}

impl Held {
    /// The word for it in headers.
    pub(in crate::call) const fn code(self) -> &'static str {
        match self {
            Self::BreakerOpen => "breaker_open",
            Self::NoRoom => "no_room",
            Self::KeysRest => "key_cooling",
            Self::KeysRetired => "key_retired",
            Self::OwnLimit(_) => "own_limit",
        }
    }

    /// What it says of a target: `openai/gpt-5 …`.
    pub(in crate::call) const fn says(self) -> &'static str {
        match self {
            Self::BreakerOpen => "rests after failures",
            Self::NoRoom => "has no room left in its provider's limits",
            Self::KeysRest => "has no key that is not cooling",
            Self::KeysRetired => "has no key that its provider takes",
            Self::OwnLimit(OwnLimit::Requests) => "has used up its account's `rpm`",
            Self::OwnLimit(OwnLimit::Tokens) => "has used up its account's `tpm`",
            Self::OwnLimit(OwnLimit::Concurrent) => "is at its account's `concurrency`",
        }
    }
}

impl Blocked {
    /// The failure that it is when nobody else can answer.
    pub(in crate::call) fn failure(&self) -> Failure {
        let kind = match self.why {
            Held::BreakerOpen => FailureKind::BreakerOpen,
            Held::NoRoom | Held::KeysRest | Held::OwnLimit(_) => FailureKind::RateLimited,
            Held::KeysRetired => FailureKind::Auth,
        };
        Failure {
            retry_after: Some(self.opens),
            ..Failure::new(kind, self.why.says())
        }
    }
}
