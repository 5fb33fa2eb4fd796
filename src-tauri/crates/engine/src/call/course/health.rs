//! What a running call asks of the health of its targets, and what it tells of them.

use super::Course;
use crate::account::Signer;
use crate::call::bill::guessed;
use crate::health::{Asking, Blocked, BreakerState, Ending, Pass, Patience, Turn};
use crate::plan::Aim;
use crate::record::Event;
use http::HeaderMap;
use pointsman_units::Tokens;
use pointsman_wire::{Failure, FailureKind, Phase, Usage};
use tokio::time::Instant;

impl Course {
    /// Lets an attempt leave, where its target is well enough and has room.
    pub(in crate::call) fn admit(&mut self, aim: &Aim, turn: Turn) -> Result<Pass, Blocked> {
        if self.tried_at.as_ref() != Some(&aim.label) {
            self.tried_at = Some(std::sync::Arc::clone(&aim.label));
            self.tried_keys.clear();
        }
        let prompt = guessed(u64::try_from(self.body.len()).unwrap_or(u64::MAX));
        let mut pass = self.engine.health.admit(&Asking {
            aim,
            turn,
            tried: &self.tried_keys,
            tokens: prompt.saturating_add(self.peek.max_output.unwrap_or(0)),
            now: Instant::now(),
        })?;
        self.tried_keys.extend(pass.key().cloned());
        self.tell_all(pass.said());
        Ok(pass)
    }

    /// Whether another key of the account can sign the same request.
    pub(in crate::call) fn has_spare_key(&self, aim: &Aim) -> bool {
        let health = &self.engine.health;
        health.has_spare_key(aim, &self.tried_keys, Instant::now())
    }

    /// What the head of an answer tells of its provider's limits.
    pub(in crate::call) fn learn(&mut self, headers: &HeaderMap) {
        // The limits of one caller's credential are not the next one's.
        let callers = |run: &super::Run| run.aim.account.signer == Signer::Caller;
        if self.run.as_ref().is_some_and(callers) {
            return;
        }
        let clock = self.engine.parts.clock.now();
        if let Some(pass) = self.run.as_mut().and_then(|run| run.pass.as_mut()) {
            pass.head_came(headers, Instant::now(), clock);
        }
    }

    /// The attempt has ended so, and used so much where that is known.
    pub(super) fn end_pass(
        &mut self,
        run: &mut super::Run,
        failure: Option<&Failure>,
        usage: &Usage,
    ) {
        let Some(pass) = run.pass.take() else {
            return;
        };
        let of_key = matches!(
            failure.map(|failure| failure.kind),
            Some(FailureKind::RateLimited | FailureKind::Auth | FailureKind::OutOfCredit)
        );
        if of_key && run.aim.account.signer == Signer::Caller {
            // It says something of the caller's credential, and nothing of the target.
            return;
        }
        let count = |tokens: Option<Tokens>| tokens.map(|tokens| tokens.0);
        let tokens = match (count(usage.input), count(usage.output)) {
            (None, None) => None,
            (input, output) => Some(input.unwrap_or(0).saturating_add(output.unwrap_or(0))),
        };
        let said = pass.ended(&Ending {
            failure,
            patience: self.patience(run, failure),
            first_content: run.first_content.map(Into::into),
            tokens,
            now: Instant::now(),
            chance: self.seed(),
        });
        self.tell_all(said);
    }

    /// Whose patience a deadline was.
    fn patience(&self, run: &super::Run, failure: Option<&Failure>) -> Patience {
        match failure.map(|failure| failure.kind) {
            Some(FailureKind::Timeout(Phase::FirstToken)) if self.hurries_first_token() => {
                Patience::Caller
            }
            Some(FailureKind::Timeout(Phase::Total)) => {
                // The attempts before have had their share of the call's time.
                let own = run.began.elapsed() >= self.deadline.total / 2;
                match (own, self.hurried.total) {
                    (false, _) => Patience::Leftover,
                    (true, true) => Patience::Caller,
                    (true, false) => Patience::Chain,
                }
            }
            Some(_) | None => Patience::Chain,
        }
    }

    /// Whether the caller bounds the wait for the first content: of an answer that is not streamed
    /// by a share of the whole call's time.
    fn hurries_first_token(&self) -> bool {
        match self.peek.stream {
            true => self.hurried.first_token,
            false => self.hurried.total,
        }
    }

    fn tell_all(&self, said: impl IntoIterator<Item = Event>) {
        for event in said {
            match &event {
                Event::Breaker { target, state, why } => match state {
                    BreakerState::Open => tracing::warn!(%target, %why, "a breaker opened"),
                    BreakerState::HalfOpen | BreakerState::Closed => {
                        tracing::info!(%target, state = state.code(), %why, "a breaker changed");
                    }
                },
                Event::KeyRetired { account, key, why } => {
                    tracing::error!(%account, %key, %why, "a key is refused by its provider");
                }
                Event::Arrived(_)
                | Event::AttemptBegan(_)
                | Event::FirstContent { .. }
                | Event::Settled(_) => {}
            }
            self.engine.parts.observer.note(event);
        }
    }
}
