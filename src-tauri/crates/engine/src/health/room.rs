//! How much a provider has said is left for one key and model.

use pointsman_wire::limits::{LimitsSeen, Metered};
use std::time::Duration;
use tokio::time::Instant;

/// How long a meter that tells no reset is believed to be empty.
const UNTOLD: Duration = Duration::from_secs(60);

/// One meter, as it was told last.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) of: Metered,
    pub(super) per: Option<Duration>,
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    pub(super) resets: Option<Instant>,
    pub(super) at: Instant,
}

/// Every meter that was told.
#[derive(Default)]
pub(super) struct Room(Vec<Told>);

impl Room {
    /// What an answer told. Meters that it leaves out stand as they were.
    pub(super) fn learn(&mut self, seen: LimitsSeen, now: Instant) {
        for meter in seen.0 {
            let told = Told {
                of: meter.of,
                per: meter.per,
                limit: meter.limit,
                remaining: meter.remaining,
                resets: meter.reset.map(|reset| now + reset),
                at: now,
            };
            let known = |old: &&mut Told| old.of == told.of && old.per == told.per;
            match self.0.iter_mut().find(known) {
                Some(old) => *old = told,
                None => self.0.push(told),
            }
        }
    }

    /// Until when nothing is left; `None` where something is, as far as is known.
    pub(super) fn empty_until(&self, now: Instant) -> Option<Instant> {
        let empty = self.0.iter().filter(|told| told.remaining == Some(0));
        let resets = empty.map(|told| told.resets.unwrap_or(told.at + UNTOLD));
        resets.filter(|resets| *resets > now).max()
    }

    /// How much is left of the scarcest meter, in twentieths; full where nothing is known. Coarse,
    /// so that keys that have about as much left take turns.
    pub(super) fn twentieths(&self, now: Instant) -> u64 {
        let shares = self.0.iter().filter_map(|told| {
            let full = told.resets.unwrap_or(told.at + UNTOLD) <= now;
            let (limit, left) = (told.limit?, told.remaining?);
            (!full && limit > 0).then(|| left.min(limit).saturating_mul(20) / limit)
        });
        shares.min().unwrap_or(20)
    }

    /// Each meter as it stands.
    pub(super) fn told(&self) -> impl Iterator<Item = &Told> {
        self.0.iter()
    }
}
