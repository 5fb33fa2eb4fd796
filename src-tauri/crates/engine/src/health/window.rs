//! The last outcomes of a target: so many, and no older than so long.

use super::Rules;
use std::collections::VecDeque;
use tokio::time::Instant;

/// What an attempt says of its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It answered whole.
    Good,
    /// Too slow for a caller more hurried than the chain.
    Slow,
    /// It failed.
    Bad,
    /// It failed, and somebody waited for nothing: no connection, or silence to a deadline.
    Stuck,
}

/// The marks of a window, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) all: u32,
    /// Failed, stuck ones among them.
    pub(super) failed: u32,
    pub(super) slow: u32,
    /// Failed ones at the end, one after the other.
    pub(super) failed_in_a_row: u32,
    /// Stuck ones at the end, one after the other.
    pub(super) stuck_in_a_row: u32,
}

#[derive(Default)]
pub(super) struct Window {
    marks: VecDeque<(Instant, Mark)>,
}

impl Window {
    pub(super) fn push(&mut self, now: Instant, mark: Mark, rules: &Rules) {
        while self.marks.len() >= rules.outcomes.max(1) {
            self.marks.pop_front();
        }
        self.marks.push_back((now, mark));
    }

    pub(super) fn clear(&mut self) {
        self.marks.clear();
    }

    pub(super) fn tally(&self, now: Instant, rules: &Rules) -> Tally {
        let mut tally = Tally::default();
        for (at, mark) in &self.marks {
            if now.saturating_duration_since(*at) > rules.within {
                continue;
            }
            tally.all += 1;
            tally.stuck_in_a_row = match mark {
                Mark::Stuck => tally.stuck_in_a_row + 1,
                Mark::Good | Mark::Slow | Mark::Bad => 0,
            };
            match mark {
                Mark::Good => tally.failed_in_a_row = 0,
                Mark::Slow => {
                    tally.failed_in_a_row = 0;
                    tally.slow += 1;
                }
                Mark::Bad | Mark::Stuck => {
                    tally.failed_in_a_row += 1;
                    tally.failed += 1;
                }
            }
        }
        tally
    }
}
