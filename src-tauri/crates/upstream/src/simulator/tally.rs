//! Counts calls per model, so that a share of them fails in a fixed order.

use pointsman_units::CallId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Calls whose lot is remembered per model; more than run at once.
const REMEMBERED: usize = 256;

/// The calls so far. At most one entry per ailing name and share.
#[derive(Default)]
pub(super) struct Tally(Mutex<HashMap<(&'static str, u8), Count>>);

#[derive(Default)]
struct Count {
    calls: u64,
    recent: VecDeque<(CallId, bool)>,
}

impl Tally {
    /// Whether `call` is one of those that `strikes` names, by its number from 1. A call keeps its
    /// lot over all its attempts: else a retry would heal every failure, and no fallback were seen.
    pub(super) fn strikes(
        &self,
        name: &'static str,
        share: u8,
        call: CallId,
        strikes: impl Fn(u64) -> bool,
    ) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((name, share)).or_default();
        if let Some((_, lot)) = count.recent.iter().rev().find(|(known, _)| *known == call) {
            return *lot;
        }
        count.calls += 1;
        let lot = strikes(count.calls);
        if count.recent.len() == REMEMBERED {
            count.recent.pop_front();
        }
        count.recent.push_back((call, lot));
        lot
    }
}
