//! Which of an account's keys signs the next attempt.
//!
//! Knows where keys are, never a key. What a provider refuses is refused for every model of that
//! account, and says nothing of another account that names the same place: it may lead to another
//! provider. A rate limit is of one key and model.

use super::room::Room;
use crate::account::KeyRef;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::Instant;

/// How long a key rests after a 429 that does not say how long.
pub(super) const REST: Duration = Duration::from_secs(30);
/// How long a key rests that has nothing left to pay with. Credit comes by hand, not with time.
pub(super) const SPENT_REST: Duration = Duration::from_secs(60);
/// The longest that a key rests, whatever the provider asks for: its answer may be wrong or mended.
pub(super) const LONGEST_REST: Duration = Duration::from_secs(3_600);

/// Why a key does not sign now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Its provider refused it.
    Retired,
    /// It rests until then: its provider has named the time.
    Resting(Instant),
    /// It rests until then, which is our guess.
    Guessed(Instant),
    /// Its provider has said that nothing is left.
    NoRoom(Instant),
}

/// How long a key rests after a 429.
#[derive(Clone, Copy)]
pub(super) struct Rest {
    pub(super) until: Instant,
    /// Its provider has named the time.
    pub(super) told: bool,
}

/// One key at one target.
pub(super) struct Slot {
    /// `None` for an account without keys.
    pub(super) key: Option<KeyRef>,
    /// Its place, as the file writes it.
    pub(super) place: Option<Arc<str>>,
    pub(super) rests: Option<Rest>,
    pub(super) room: Room,
    /// When it signed last, as a count.
    used: u64,
}

/// The keys of one target.
#[derive(Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    turns: u64,
}

impl Slots {
    /// The slots of the keys that the account has now. A key that is new starts afresh.
    pub(super) fn of(&mut self, keys: &[KeyRef]) -> &mut [Slot] {
        let wanted = keys.len().max(1);
        let as_is = self.slots.len() == wanted
            && (0..wanted).all(|at| {
                self.slots
                    .get(at)
                    .is_some_and(|slot| slot.key.as_ref() == keys.get(at))
            });
        if !as_is {
            let mut old = std::mem::take(&mut self.slots);
            let each = (0..wanted).map(|at| keys.get(at));
            self.slots = each
                .map(
                    |key| match old.iter().position(|slot| slot.key.as_ref() == key) {
                        Some(place) => old.swap_remove(place),
                        None => Slot::new(key.cloned()),
                    },
                )
                .collect();
        }
        &mut self.slots
    }

    /// The slot of a key, as it is.
    pub(super) fn find(&mut self, key: Option<&KeyRef>) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.key.as_ref() == key)
    }

    /// Picks the key with most left, then the one that has waited longest; one that this call has
    /// tried already comes last.
    ///
    /// # Errors
    /// Why none is fit: of the one that will be soonest.
    pub(super) fn pick(
        &mut self,
        keys: &[KeyRef],
        tried: &[KeyRef],
        troubles: &Troubles,
        now: Instant,
    ) -> Result<&Slot, Unfit> {
        let turn = self.turns + 1;
        let slots = self.of(keys);
        let fit = slots
            .iter_mut()
            .filter(|slot| slot.unfit(troubles, now).is_none());
        let asked = |slot: &Slot| slot.key.as_ref().is_some_and(|key| tried.contains(key));
        let best = fit.min_by_key(|slot| (asked(slot), 20 - slot.room.twentieths(now), slot.used));
        if let Some(best) = best {
            best.used = turn;
            self.turns = turn;
        } else {
            let why = self
                .slots
                .iter()
                .filter_map(|slot| slot.unfit(troubles, now));
            return Err(why
                .min_by_key(|unfit| unfit.until())
                .unwrap_or(Unfit::Retired));
        }
        self.slots
            .iter()
            .find(|slot| slot.used == turn)
            .ok_or(Unfit::Retired)
    }

    /// Picks the key that is fit soonest, though it is not fit: nobody else is left to ask.
    pub(super) fn pick_unfit(
        &mut self,
        keys: &[KeyRef],
        troubles: &Troubles,
        now: Instant,
    ) -> Option<&Slot> {
        let slots = self.of(keys).iter();
        slots.min_by_key(|slot| slot.unfit(troubles, now).map(|unfit| unfit.until()))
    }

    /// Whether a key is fit that this call has not tried.
    pub(super) fn has_spare(
        &mut self,
        keys: &[KeyRef],
        tried: &[KeyRef],
        troubles: &Troubles,
        now: Instant,
    ) -> bool {
        self.of(keys).iter().any(|slot| {
            let fresh = slot.key.as_ref().is_some_and(|key| !tried.contains(key));
            fresh && slot.unfit(troubles, now).is_none()
        })
    }
}

impl Slot {
    fn new(key: Option<KeyRef>) -> Self {
        Self {
            place: key.as_ref().map(|key| key.to_text().into()),
            key,
            rests: None,
            room: Room::default(),
            used: 0,
        }
    }

    /// Why it does not sign now; `None` when it does.
    pub(super) fn unfit(&self, troubles: &Troubles, now: Instant) -> Option<Unfit> {
        match self.key.as_ref().and_then(|key| troubles.of(key)) {
            Some(Trouble {
                spent_until: None, ..
            }) => return Some(Unfit::Retired),
            Some(Trouble {
                spent_until: Some(until),
                ..
            }) if until > now => {
                return Some(Unfit::Guessed(until));
            }
            Some(_) | None => {}
        }
        if let Some(rest) = self.rests.filter(|rest| rest.until > now) {
            return Some(match rest.told {
                true => Unfit::Resting(rest.until),
                false => Unfit::Guessed(rest.until),
            });
        }
        self.room.empty_until(now).map(Unfit::NoRoom)
    }
}

impl Unfit {
    /// When it may be fit again. A retired key is the last choice.
    fn until(self) -> (bool, Option<Instant>) {
        match self {
            Self::Retired => (true, None),
            Self::Resting(until) | Self::Guessed(until) | Self::NoRoom(until) => {
                (false, Some(until))
            }
        }
    }
}

/// What is wrong with a key, whichever model of its account is asked.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub(super) since: Instant,
    /// Until when it rests for want of credit; `None` when it is retired.
    pub(super) spent_until: Option<Instant>,
    pub(super) why: String,
}

/// Keys of one account that are refused or spent. A lookup costs one load while there are none.
#[derive(Default)]
pub(super) struct Troubles {
    count: AtomicUsize,
    by_key: RwLock<HashMap<KeyRef, Trouble>>,
}

impl Troubles {
    /// What is wrong with a key.
    pub(super) fn of(&self, key: &KeyRef) -> Option<Trouble> {
        if self.count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let by_key = self.by_key.read().unwrap_or_else(PoisonError::into_inner);
        by_key.get(key).cloned()
    }

    /// Notes what is wrong. Whether the key has been retired by it just now.
    pub(super) fn note(&self, key: &KeyRef, trouble: Trouble) -> bool {
        let retires = trouble.spent_until.is_none();
        let mut by_key = self.by_key.write().unwrap_or_else(PoisonError::into_inner);
        let old = by_key.insert(key.clone(), trouble);
        self.count.store(by_key.len(), Ordering::Relaxed);
        retires && old.is_none_or(|old| old.spent_until.is_some())
    }

    /// The key is another, or it was taken after all.
    pub(super) fn clear(&self, key: &KeyRef) -> bool {
        if self.count.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let mut by_key = self.by_key.write().unwrap_or_else(PoisonError::into_inner);
        let gone = by_key.remove(key).is_some();
        self.count.store(by_key.len(), Ordering::Relaxed);
        gone
    }

    /// The account is another: what was wrong may be mended.
    pub(super) fn clear_all(&self) {
        let mut by_key = self.by_key.write().unwrap_or_else(PoisonError::into_inner);
        by_key.clear();
        self.count.store(0, Ordering::Relaxed);
    }
}
