//! How it stands, for whoever shows it. Points in time are of the wall clock.

use super::keys::{Troubles, Unfit};
use super::target::{State, Target};
use super::{BreakerState, Health};
use crate::account::{Account, KeyRef};
use pointsman_units::UnixMillis;
use pointsman_wire::limits::Metered;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::Instant;

/// How it stands with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSeen {
    /// Its models that were asked, by name.
    pub targets: Vec<TargetSeen>,
    /// Its keys, in file order; one without a place where it needs none.
    pub keys: Vec<KeySeen>,
    /// What was used of its own limits.
    pub own: OwnSeen,
}

/// How it stands with one model of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSeen {
    /// The model's name at the provider.
    pub model: String,
    /// Where its breaker stands.
    pub breaker: BreakerState,
    /// Since when, where it has ever opened.
    pub since: Option<UnixMillis>,
    /// Why it stands there.
    pub why: Option<String>,
    /// When the next call finds out whether it is well again, while it is open.
    pub next_probe: Option<UnixMillis>,
    /// Outcomes within the window.
    pub calls: u32,
    /// Of them failed.
    pub failed: u32,
    /// Of them too slow for a caller.
    pub slow: u32,
    /// The usual time to the first content of a stream.
    pub first_content: Option<Duration>,
}

/// How it stands with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// Where it is; `None` for an account without keys.
    pub key: Option<KeyRef>,
    /// Whether it signs.
    pub standing: KeyStanding,
    /// What its provider told of limits, by model.
    pub room: Vec<RoomSeen>,
}

/// Whether a key signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyStanding {
    /// It does.
    Fit,
    /// Not until then: after a 429, or for want of credit. Of the model that waits longest.
    Cooling {
        /// When it signs again.
        until: UnixMillis,
    },
    /// Its provider refuses it.
    Retired {
        /// Since when.
        since: UnixMillis,
        /// In the provider's words.
        why: String,
    },
}

/// One limit, as a provider told it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSeen {
    /// The model that was asked.
    pub model: String,
    /// What it counts.
    pub of: Metered,
    /// Over how long, where it says.
    pub per: Option<Duration>,
    /// How much there is.
    pub limit: Option<u64>,
    /// How much is left.
    pub remaining: Option<u64>,
    /// When it is full again.
    pub resets: Option<UnixMillis>,
    /// When it was told.
    pub at: UnixMillis,
}

/// What was used of an account's own limits. All zero where it has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnSeen {
    /// Requests within the last minute.
    pub requests: u64,
    /// Tokens within the last minute.
    pub tokens: u64,
    /// Requests that run now.
    pub concurrent: u64,
}

/// Now, on both clocks.
#[derive(Clone, Copy)]
struct Now {
    instant: Instant,
    clock: UnixMillis,
}

impl Now {
    fn point(self, at: Instant) -> UnixMillis {
        let past = self.instant.saturating_duration_since(at);
        let ahead = at.saturating_duration_since(self.instant);
        let millis = i64::try_from(past.as_millis()).unwrap_or(i64::MAX);
        UnixMillis(self.clock.0.saturating_sub(millis)).plus(ahead)
    }
}

impl Health {
    /// How it stands with an account.
    pub fn see(&self, account: &Account, clock: UnixMillis) -> AccountSeen {
        let now = Now {
            instant: Instant::now(),
            clock,
        };
        let mut keys: Vec<KeySeen> = account.keys.iter().cloned().map(Some).map(fresh).collect();
        if keys.is_empty() {
            keys.push(fresh(None));
        }
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        let room = accounts.get(account.name.as_str()).cloned();
        drop(accounts);
        if let Some(room) = &room {
            for seen in &mut keys {
                mark_retired(seen, &room.troubles, now);
            }
        }
        let mut targets = Vec::new();
        let mut all = self.all();
        all.retain(|target| *target.account_name == *account.name);
        all.sort_by(|a, b| a.model.cmp(&b.model));
        for target in all {
            let mut state = target.state();
            for seen in &mut keys {
                see_key(seen, &mut state, &target, now);
            }
            let standing = state.breaker.standing(now.instant, &self.rules);
            targets.push(TargetSeen {
                model: target.model.to_string(),
                breaker: standing.state,
                since: standing.since.map(|at| now.point(at)),
                why: standing.why,
                next_probe: standing.until.map(|at| now.point(at)),
                calls: standing.tally.all,
                failed: standing.tally.failed,
                slow: standing.tally.slow,
                first_content: state.usual_first_content(),
            });
        }
        let (requests, tokens, concurrent) = room
            .map(|room| room.own.used(now.instant))
            .unwrap_or_default();
        AccountSeen {
            targets,
            keys,
            own: OwnSeen {
                requests,
                tokens,
                concurrent,
            },
        }
    }

    /// Where the breaker of a target (`<account>/<model>`) stands.
    pub fn breaker(&self, label: &str) -> BreakerState {
        let targets = self.targets.read().unwrap_or_else(PoisonError::into_inner);
        targets.get(label).map_or(BreakerState::Closed, |target| {
            let standing = target.state().breaker.standing(Instant::now(), &self.rules);
            standing.state
        })
    }
}

fn mark_retired(seen: &mut KeySeen, troubles: &Troubles, now: Now) {
    let trouble = seen.key.as_ref().and_then(|key| troubles.of(key));
    match trouble {
        Some(trouble) if trouble.spent_until.is_none() => {
            seen.standing = KeyStanding::Retired {
                since: now.point(trouble.since),
                why: trouble.why,
            };
        }
        Some(_) | None => {}
    }
}

fn see_key(seen: &mut KeySeen, state: &mut State, target: &Target, now: Now) {
    let Some(slot) = state.slots.find(seen.key.as_ref()) else {
        return;
    };
    if let Some(Unfit::Resting(until) | Unfit::Guessed(until)) =
        slot.unfit(&target.account.troubles, now.instant)
    {
        let until = now.point(until);
        match &mut seen.standing {
            KeyStanding::Fit => seen.standing = KeyStanding::Cooling { until },
            KeyStanding::Cooling { until: known } => *known = until.max(*known),
            KeyStanding::Retired { .. } => {}
        }
    }
    seen.room.extend(slot.room.told().map(|told| RoomSeen {
        model: target.model.to_string(),
        of: told.of,
        per: told.per,
        limit: told.limit,
        remaining: match told.resets {
            Some(resets) if resets <= now.instant => told.limit,
            Some(_) | None => told.remaining,
        },
        resets: told.resets.map(|at| now.point(at)),
        at: now.point(told.at),
    }));
}

fn fresh(key: Option<KeyRef>) -> KeySeen {
    KeySeen {
        key,
        standing: KeyStanding::Fit,
        room: Vec::new(),
    }
}
