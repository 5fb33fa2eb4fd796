//! An account's own limits: how much its owner lets it be asked.
//!
//! A sliding minute in steps of a second, so that a burst at the turn of a minute is not let through
//! twice.

use crate::account::Limits;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_secs(1);
/// How soon to look again for a place among calls at the same time: nobody knows when one ends.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Which limit has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnLimit {
    /// `rpm`.
    Requests,
    /// `tpm`.
    Tokens,
    /// `concurrency`.
    Concurrent,
}

/// One account's count of what it was asked.
#[derive(Default)]
pub(super) struct Own(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    steps: VecDeque<Step>,
    concurrent: u64,
}

struct Step {
    began: Instant,
    requests: u64,
    tokens: u64,
}

/// A request's place, until it is given back.
pub(super) struct Booked {
    step: Instant,
    tokens: u64,
}

impl Own {
    /// Books a request of about so many tokens.
    ///
    /// # Errors
    /// Which limit has no room, and how long until it may.
    pub(super) fn book(
        &self,
        limits: &Limits,
        tokens: u64,
        now: Instant,
    ) -> Result<Booked, (OwnLimit, Duration)> {
        let mut counts = self.counts();
        counts.forget(now);
        if let Some(most) = limits.concurrent
            && counts.concurrent >= most
        {
            return Err((OwnLimit::Concurrent, LOOK_AGAIN));
        }
        if let Some(most) = limits.requests_per_minute
            && let Some(wait) = counts.wait_for(1, most, now, |step| step.requests)
        {
            return Err((OwnLimit::Requests, wait));
        }
        if let Some(most) = limits.tokens_per_minute
            && let Some(wait) = counts.wait_for(tokens, most, now, |step| step.tokens)
        {
            return Err((OwnLimit::Tokens, wait));
        }
        Ok(counts.book(tokens, now))
    }

    /// The request is over. `used` is what it used, where it is known.
    pub(super) fn give_back(&self, booked: &Booked, used: Option<u64>) {
        let mut counts = self.counts();
        counts.concurrent = counts.concurrent.saturating_sub(1);
        let found = counts
            .steps
            .iter_mut()
            .find(|step| step.began == booked.step);
        if let (Some(step), Some(used)) = (found, used) {
            step.tokens = step
                .tokens
                .saturating_sub(booked.tokens)
                .saturating_add(used);
        }
    }

    /// The request was not sent after all.
    pub(super) fn take_back(&self, booked: &Booked) {
        let mut counts = self.counts();
        counts.concurrent = counts.concurrent.saturating_sub(1);
        let found = counts
            .steps
            .iter_mut()
            .find(|step| step.began == booked.step);
        if let Some(step) = found {
            step.requests = step.requests.saturating_sub(1);
            step.tokens = step.tokens.saturating_sub(booked.tokens);
        }
    }

    /// Requests and tokens of the last minute, and requests at this moment.
    pub(super) fn used(&self, now: Instant) -> (u64, u64, u64) {
        let mut counts = self.counts();
        counts.forget(now);
        let sum = |of: fn(&Step) -> u64| counts.steps.iter().map(of).sum();
        (
            sum(|step| step.requests),
            sum(|step| step.tokens),
            counts.concurrent,
        )
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Drops steps that are older than a minute.
    fn forget(&mut self, now: Instant) {
        while let Some(step) = self.steps.front()
            && now.saturating_duration_since(step.began) >= MINUTE + STEP
        {
            self.steps.pop_front();
        }
    }

    /// How long until `more` fits; `None` when it does. What is more than the whole minute allows
    /// fits an empty one: else it could never be asked.
    fn wait_for(
        &self,
        more: u64,
        most: u64,
        now: Instant,
        of: impl Fn(&Step) -> u64,
    ) -> Option<Duration> {
        let sum: u64 = self.steps.iter().map(&of).sum();
        let mut over = sum.saturating_add(more.min(most)).saturating_sub(most);
        if over == 0 && most > 0 {
            return None;
        }
        for step in &self.steps {
            over = over.saturating_sub(of(step));
            if over == 0 {
                return Some((step.began + MINUTE + STEP).saturating_duration_since(now));
            }
        }
        Some(MINUTE)
    }

    fn book(&mut self, tokens: u64, now: Instant) -> Booked {
        self.concurrent += 1;
        let fresh = match self.steps.back_mut() {
            Some(step) if now.saturating_duration_since(step.began) < STEP => {
                step.requests += 1;
                step.tokens = step.tokens.saturating_add(tokens);
                None
            }
            Some(_) | None => Some(now),
        };
        if let Some(began) = fresh {
            self.steps.push_back(Step {
                began,
                requests: 1,
                tokens,
            });
        }
        let step = self.steps.back().map_or(now, |step| step.began);
        Booked { step, tokens }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(rpm: u64, tpm: u64, concurrent: u64) -> Limits {
        let some = |most: u64| (most < u64::MAX).then_some(most);
        Limits {
            requests_per_minute: some(rpm),
            tokens_per_minute: some(tpm),
            concurrent: some(concurrent),
        }
    }

    const ANY: u64 = u64::MAX;

    #[test]
    fn no_sixty_seconds_hold_more_requests_than_allowed() {
        let (own, limits, began) = (Own::default(), limits(10, ANY, ANY), Instant::now());
        let mut taken = Vec::new();
        for tenth in 0..2_000u64 {
            let now = began + Duration::from_millis(tenth * 100);
            if let Ok(booked) = own.book(&limits, 0, now) {
                own.give_back(&booked, None);
                taken.push(now);
            }
        }
        for (place, now) in taken.iter().enumerate() {
            let within = taken[place..]
                .iter()
                .take_while(|then| **then - *now < MINUTE);
            assert!(within.count() <= 10);
        }
        assert!(taken.len() >= 30, "{}", taken.len());
    }

    #[test]
    fn the_wait_it_names_is_enough() {
        let (own, limits, now) = (Own::default(), limits(2, ANY, ANY), Instant::now());
        own.book(&limits, 0, now).map(drop).unwrap();
        own.book(&limits, 0, now + Duration::from_secs(20))
            .map(drop)
            .unwrap();
        let later = now + Duration::from_secs(30);
        let (limit, wait) = own.book(&limits, 0, later).map(drop).unwrap_err();
        assert_eq!(limit, OwnLimit::Requests);
        own.book(&limits, 0, later + wait).map(drop).unwrap();
    }

    #[test]
    fn tokens_are_corrected_when_a_call_settles() {
        let (own, limits, now) = (Own::default(), limits(ANY, 1_000, ANY), Instant::now());
        let booked = own.book(&limits, 900, now).unwrap();
        assert!(own.book(&limits, 200, now).is_err());
        own.give_back(&booked, Some(100));
        own.book(&limits, 200, now).map(drop).unwrap();
        assert_eq!(own.used(now), (2, 300, 1));
    }

    #[test]
    fn a_request_larger_than_the_minute_fits_an_empty_one() {
        let (own, limits, now) = (Own::default(), limits(ANY, 1_000, ANY), Instant::now());
        own.book(&limits, 5_000, now).map(drop).unwrap();
        let (limit, wait) = own.book(&limits, 5_000, now).map(drop).unwrap_err();
        assert_eq!(limit, OwnLimit::Tokens);
        own.book(&limits, 5_000, now + wait).map(drop).unwrap();
    }

    #[test]
    fn a_place_is_free_again_when_its_call_is_over() {
        let (own, limits, now) = (Own::default(), limits(ANY, ANY, 1), Instant::now());
        let booked = own.book(&limits, 0, now).unwrap();
        assert!(own.book(&limits, 0, now).is_err());
        own.give_back(&booked, None);
        assert!(own.book(&limits, 0, now).is_ok());
    }
}
