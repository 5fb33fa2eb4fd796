//! What an attempt holds from the moment it is admitted to its end.
//!
//! Dropped without an end it says nothing of its target and gives everything back: a client that
//! goes away in the middle of a probe must not leave the breaker waiting for it.

use super::Health;
use super::breaker::{Change, Ticket};
use super::outcome::Patience;
use super::own::Booked;
use super::target::Target;
use crate::account::KeyRef;
use crate::record::Event;
use http::HeaderMap;
use pointsman_units::UnixMillis;
use pointsman_wire::Failure;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// An admitted attempt.
pub(crate) struct Pass {
    pub(super) health: Arc<Health>,
    pub(super) target: Arc<Target>,
    pub(super) key: Option<KeyRef>,
    pub(super) place: Option<Arc<str>>,
    pub(super) ticket: Option<Ticket>,
    pub(super) booked: Option<Booked>,
    /// What admitting it changed, until it is told.
    pub(super) change: Option<Change>,
}

/// How an attempt ended.
pub(crate) struct Ending<'a> {
    /// `None` when it answered whole.
    pub(crate) failure: Option<&'a Failure>,
    /// Whose patience a deadline was.
    pub(crate) patience: Patience,
    /// Until its first content.
    pub(crate) first_content: Option<Duration>,
    /// What it used in tokens, where that is known.
    pub(crate) tokens: Option<u64>,
    /// Now.
    pub(crate) now: Instant,
    /// Any number.
    pub(crate) chance: u64,
}

impl Pass {
    /// The key that signs the attempt.
    pub(crate) fn key(&self) -> Option<&KeyRef> {
        self.key.as_ref()
    }

    /// Where that key is, as the file writes it.
    pub(crate) fn place(&self) -> Option<&Arc<str>> {
        self.place.as_ref()
    }

    /// What admitting the attempt is to be told of.
    pub(crate) fn said(&mut self) -> Option<Event> {
        let change = self.change.take()?;
        Some(self.target.said(change))
    }

    /// The head of an answer has come.
    pub(crate) fn head_came(&mut self, headers: &HeaderMap, now: Instant, clock: UnixMillis) {
        self.health.network.reached(&self.target.host, now);
        self.target.learn(self.key.as_ref(), headers, now, clock);
    }

    /// The answer has begun.
    pub(crate) fn spoke(&mut self) {
        if let Some(ticket) = &mut self.ticket {
            self.target.spoke(ticket);
        }
    }

    /// The attempt has ended. What is to be told of it.
    pub(crate) fn ended(mut self, ending: &Ending<'_>) -> Vec<Event> {
        if let Some(booked) = self.booked.take() {
            self.target.account.own.give_back(&booked, ending.tokens);
        }
        let ticket = self.ticket.take();
        self.health
            .ended(&self.target, self.key.as_ref(), ticket, ending)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(booked) = self.booked.take() {
            self.target.account.own.give_back(&booked, None);
        }
        if let Some(ticket) = self.ticket.take() {
            self.target.release(ticket);
        }
    }
}
