//! One target: an account's model, its breaker, its keys, and how quick it has been.

use super::Rules;
use super::breaker::{Breaker, Change, Ticket};
use super::keys::{Slots, Troubles};
use super::network::Host;
use super::own::Own;
use super::window::Mark;
use crate::account::KeyRef;
use crate::record::Event;
use http::HeaderMap;
use pointsman_units::UnixMillis;
use pointsman_wire::limits::LimitsSeen;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Of how many answers the time to the first content is remembered.
const QUICKNESS: usize = 32;

/// What is kept of an account.
#[derive(Default)]
pub(super) struct AccountRoom {
    pub(super) own: Own,
    pub(super) troubles: Troubles,
}

pub(super) struct Target {
    /// `<account>/<model>`.
    pub(super) label: Arc<str>,
    pub(super) account_name: Arc<str>,
    pub(super) model: Arc<str>,
    pub(super) account: Arc<AccountRoom>,
    pub(super) host: Arc<Host>,
    state: Mutex<State>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) breaker: Breaker,
    pub(super) slots: Slots,
    /// When somebody was let through whom nobody else could serve, though no key was fit.
    pub(super) pressed_at: Option<Instant>,
    first_contents: VecDeque<Duration>,
    pub(super) asked_at: Option<Instant>,
}

impl Target {
    pub(super) fn new(
        label: Arc<str>,
        account_name: Arc<str>,
        model: Arc<str>,
        account: Arc<AccountRoom>,
        host: Arc<Host>,
    ) -> Self {
        Self {
            label,
            account_name,
            model,
            account,
            host,
            state: Mutex::default(),
        }
    }

    /// A lock that a panic poisoned guards numbers only, which the next outcomes mend.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn said(&self, change: Change) -> Event {
        Event::Breaker {
            target: Arc::clone(&self.label),
            state: change.state,
            why: change.why,
        }
    }

    pub(super) fn learn(
        &self,
        key: Option<&KeyRef>,
        headers: &HeaderMap,
        now: Instant,
        clock: UnixMillis,
    ) {
        let seen = LimitsSeen::read(headers, clock);
        if seen.0.is_empty() {
            return;
        }
        if let Some(slot) = self.state().slots.find(key) {
            slot.room.learn(seen, now);
        }
    }

    pub(super) fn spoke(&self, ticket: &mut Ticket) {
        self.state().breaker.spoke(ticket);
    }

    pub(super) fn release(&self, ticket: Ticket) {
        let now = Instant::now();
        // Without a mark nothing is opened, so neither chance nor rules matter.
        let rules = Rules::default();
        self.state()
            .breaker
            .ended(now, Some(ticket), None, 0, &rules);
    }

    pub(super) fn ended(
        &self,
        now: Instant,
        ticket: Option<Ticket>,
        mark: Option<Mark>,
        first_content: Option<Duration>,
        chance: u64,
        rules: &Rules,
    ) -> Option<Change> {
        let mut state = self.state();
        if let (Some(first), Some(Mark::Good)) = (first_content, mark) {
            if state.first_contents.len() >= QUICKNESS {
                state.first_contents.pop_front();
            }
            state.first_contents.push_back(first);
        }
        state.breaker.ended(now, ticket, mark, chance, rules)
    }
}

impl State {
    /// The median time to the first content; `None` where no answer was streamed.
    pub(super) fn usual_first_content(&self) -> Option<Duration> {
        let mut spans: Vec<Duration> = self.first_contents.iter().copied().collect();
        spans.sort_unstable();
        spans.get(spans.len() / 2).copied()
    }
}
