//! How many calls arrived within the last minute: sixty counters, one a second, and no lock.

use pointsman_units::UnixMillis;
use std::sync::atomic::{AtomicU64, Ordering};

const SECONDS: i64 = 60;

/// Counters by second. Each holds its second in the upper 40 bits and its count in the lower 24.
pub(crate) struct Minute([AtomicU64; SECONDS as usize]);

impl Default for Minute {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Minute {
    /// A call arrived.
    pub(crate) fn tick(&self, now: UnixMillis) {
        let second = second(now);
        let Some(slot) = self.slot(second) else {
            return;
        };
        let _ = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
            let same = held >> 24 == second;
            Some(if same { held + 1 } else { second << 24 | 1 })
        });
    }

    /// How many arrived within the minute that ends now.
    pub(crate) fn count(&self, now: UnixMillis) -> u32 {
        let now = second(now);
        let held = self.0.iter().map(|slot| slot.load(Ordering::Relaxed));
        held.filter(|held| (now.saturating_sub(59)..=now).contains(&(held >> 24)))
            .map(|held| u32::try_from(held & 0xFF_FFFF).unwrap_or(u32::MAX))
            .fold(0, u32::saturating_add)
    }

    fn slot(&self, second: u64) -> Option<&AtomicU64> {
        self.0.get(usize::try_from(second % SECONDS as u64).ok()?)
    }
}

fn second(at: UnixMillis) -> u64 {
    u64::try_from(at.0 / 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_last_sixty_seconds_and_forgets_older_ones() {
        let minute = Minute::default();
        let at = |seconds: i64| UnixMillis((1_000_000 + seconds) * 1000);
        for n in 0..120 {
            minute.tick(at(n));
            minute.tick(at(n));
        }
        assert_eq!(minute.count(at(119)), 120);
        assert_eq!(minute.count(at(149)), 60);
        assert_eq!(minute.count(at(179)), 0);
    }
}
