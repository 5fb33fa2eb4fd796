//! The record of a running call: each attempt before it leaves, each end, and one settlement,
//! whenever and however the call ends.

use super::Course;
use super::quotes::without_quotes;
use crate::account::{CALLERS_KEY, Signer};
use crate::call::bill::{Bill, bill};
use crate::call::cross::Written;
use crate::call::tell;
use crate::headers;
use crate::health::Pass;
use crate::local_keys;
use crate::plan::Aim;
use crate::record::{
    AttemptBegan, AttemptEnd, AttemptHead, AttemptReason, CallHead, CallSettled, Event, Outcome,
};
use pointsman_catalog::Transport;
use pointsman_units::{AttemptNo, Millis, UnixMillis};
use pointsman_wire::canon::{Loss, Losses};
use pointsman_wire::{Failure, FailureKind, Seen, Tap, Told, WholeReply};
use std::sync::Arc;
use tokio::time::Instant;

/// The longest text of a provider that is put on record, in characters.
const MOST_MESSAGE: usize = 300;
/// The longest text of a client that is put on record, in characters.
const MOST_NAME: usize = 200;

/// An attempt that has left and has not ended.
pub(in crate::call) struct Run {
    no: AttemptNo,
    at: UnixMillis,
    pub(in crate::call) began: Instant,
    pub(in crate::call) aim: Aim,
    /// The status of the provider's answer.
    pub(in crate::call) status: Option<u16>,
    head: Option<Millis>,
    pub(super) first_content: Option<Millis>,
    /// Reads along a stream.
    pub(in crate::call) tap: Option<Box<dyn Tap>>,
    /// What a whole answer said.
    pub(in crate::call) reply: Option<WholeReply>,
    /// When the answer was seen to be whole.
    pub(in crate::call) whole_since: Option<Instant>,
    /// The client has all of the answer.
    pub(in crate::call) whole: bool,
    /// What is worth telling of an answer though nothing failed.
    pub(in crate::call) note: Option<String>,
    /// What did not cross to the target and back.
    pub(in crate::call) losses: Losses,
    /// What health holds of it, until it ends.
    pub(super) pass: Option<Pass>,
}

impl Run {
    /// When it left.
    pub(in crate::call) fn at(&self) -> UnixMillis {
        self.at
    }
}

impl Course {
    /// Tells whoever watches that the call is there.
    pub(super) fn announce(&mut self) {
        if self.announced {
            return;
        }
        self.announced = true;
        let head = self.call_head();
        self.engine
            .parts
            .observer
            .note(Event::Arrived(head.clone()));
        self.head = Some(head);
    }

    fn call_head(&self) -> CallHead {
        let retry = headers::text(&self.headers, &headers::CLIENT_RETRY)
            .and_then(|count| count.parse().ok());
        CallHead {
            call: self.id,
            at: self.at,
            dialect: self.codec.dialect(),
            project: Arc::clone(&self.caller.project),
            key: Arc::clone(&self.caller.key),
            tool: self.caller.tool.clone(),
            environment: self.caller.environment.clone(),
            user: self
                .peek
                .user
                .as_deref()
                .map(|user| cut(user, MOST_NAME).into()),
            asked: cut(&self.peek.model, MOST_NAME).into(),
            chain: Arc::clone(&self.chain),
            stream: self.peek.stream,
            policy: Arc::clone(&self.holds.policy.hash),
            client_retry: retry.unwrap_or(0),
            idempotency: headers::text(&self.headers, &headers::IDEMPOTENCY)
                .filter(|key| !local_keys::stands_in(key.as_bytes()))
                .map(|key| cut(key, MOST_NAME).into()),
        }
    }

    /// Puts an attempt on record, before it leaves.
    pub(in crate::call) fn open(
        &mut self,
        aim: &Aim,
        reason: AttemptReason,
        pass: Pass,
        written: Option<&Written>,
    ) -> AttemptNo {
        self.attempts = self.attempts.saturating_add(1);
        let no = AttemptNo(self.attempts);
        let at = self.engine.parts.clock.now();
        let began = AttemptBegan {
            call: self.id,
            head: self.head.take(),
            attempt: AttemptHead {
                no,
                at,
                account: Arc::clone(&aim.account_name),
                provider: aim.provider.id.as_str().into(),
                model: Arc::clone(&aim.model),
                simulated: match aim.provider.transport {
                    Transport::Http => false,
                    Transport::Simulator => true,
                },
                reason,
                key: match aim.account.signer {
                    Signer::Account => pass.place().cloned(),
                    Signer::Caller => Some(CALLERS_KEY.into()),
                },
                translated: written.map(|_| aim.endpoint.dialect),
            },
            previous: self.ended.take(),
        };
        if let Err(trouble) = self.engine.parts.ledger.attempt_begins(&began) {
            self.engine.ledger_failed(&trouble);
            // What was to be said with this attempt is said with the next, or at the end.
            self.head.clone_from(&began.head);
            self.ended.clone_from(&began.previous);
        }
        self.engine.parts.observer.note(Event::AttemptBegan(began));
        self.run = Some(Run {
            no,
            at,
            began: Instant::now(),
            aim: aim.clone(),
            status: None,
            head: None,
            first_content: None,
            tap: None,
            reply: None,
            whole_since: None,
            whole: false,
            note: None,
            losses: written.map_or_else(Losses::default, |written| written.losses.clone()),
            pass: Some(pass),
        });
        no
    }

    /// The attempt that runs.
    pub(in crate::call) fn running(&mut self) -> Option<&mut Run> {
        self.run.as_mut()
    }

    /// The target that is asked.
    pub(in crate::call) fn run_label(&self) -> Option<Arc<str>> {
        self.run.as_ref().map(|run| Arc::clone(&run.aim.label))
    }

    /// The head of the provider's answer is there.
    pub(in crate::call) fn head_came(&mut self, status: u16) {
        if let Some(run) = &mut self.run {
            run.status = Some(status);
            run.head = Some(run.began.elapsed().into());
        }
    }

    /// What a tap showed: notes the first content, and when the answer was whole.
    pub(in crate::call) fn saw(&mut self, seen: Seen) {
        let Some(run) = &mut self.run else {
            return;
        };
        if seen.whole && run.whole_since.is_none() {
            run.whole_since = Some(Instant::now());
        }
        if seen.content && run.first_content.is_none() {
            let after = run.began.elapsed().into();
            run.first_content = Some(after);
            if let Some(pass) = &mut run.pass {
                pass.spoke();
            }
            self.engine.parts.observer.note(Event::FirstContent {
                call: self.id,
                attempt: run.no,
                after,
            });
        }
    }

    /// Ends the attempt that runs. `failure` is `None` when it answered whole.
    pub(in crate::call) fn close(&mut self, failure: Option<&Failure>) {
        let Some(mut run) = self.run.take() else {
            return;
        };
        let Bill {
            usage,
            source,
            cost,
            price_from,
            price_source,
        } = bill(&run, &self.peek, failure, self.engine.parts.catalog);
        self.paid = run.aim.account.signer;
        self.spent = match (self.spent, cost, self.paid) {
            (spent, _, Signer::Caller) => spent,
            (Some(spent), Some(cost), Signer::Account) => spent.checked_add(cost),
            (None, _, Signer::Account) | (_, None, Signer::Account) => None,
        };
        self.end_pass(&mut run, failure, &usage);
        if let Some(torn) = &mut self.torn {
            torn.spent = torn.spent.and(usage);
        }
        if let Some(tap) = &run.tap {
            self.note_crossing(tap.as_ref(), &mut run.losses);
        }
        let left_out = run.tap.as_ref().map_or(0, |tap| tap.left_out());
        let note = run.note.or_else(|| tell::left_out(left_out));
        let said_model = match (&run.tap, &run.reply) {
            (Some(tap), _) => tap.model().map(str::to_owned),
            (None, Some(reply)) => reply.model.clone(),
            (None, None) => None,
        };
        self.ended = Some(AttemptEnd {
            no: run.no,
            failure: failure.map(|failure| failure.kind),
            message: failure
                .map(|failure| &failure.message)
                .or(note.as_ref())
                .map(|text| cut(&without_quotes(text, &self.body), MOST_MESSAGE).to_owned()),
            status: run.status.or(failure.and_then(|failure| failure.status)),
            head: run.head,
            first_content: run.first_content,
            total: run.began.elapsed().into(),
            usage,
            usage_source: source,
            cost,
            price_from,
            price_source,
            said_model,
            losses: run.losses.into_all(),
        });
    }

    /// What did not cross in the attempt that runs, or else in the last that ended.
    pub(super) fn lost(&self) -> &[Loss] {
        match (&self.run, &self.ended) {
            (Some(run), _) => run.losses.all(),
            (None, Some(ended)) => &ended.losses,
            (None, None) => &[],
        }
    }

    /// The call has failed, and this is what the client is told.
    pub(super) fn fail(&mut self, told: &Told) {
        self.outcome = Some(Outcome::Failed(told.kind));
        self.told = Some(without_quotes(&told.message, &self.body).into_owned());
    }

    /// The client has, or is about to be given, the last of a whole answer: a connection that closes
    /// behind it is no cancellation.
    pub(super) fn deliver(&mut self) {
        self.outcome = Some(Outcome::Answered);
    }

    /// The call is answered whole.
    pub(in crate::call) fn answered(&mut self) {
        self.close(None);
        self.outcome = Some(Outcome::Answered);
    }

    fn settle(&mut self) {
        let outcome = self.outcome.unwrap_or(match &self.run {
            Some(run) if run.whole => Outcome::Answered,
            Some(_) | None => Outcome::Cancelled,
        });
        match outcome {
            Outcome::Answered => self.close(None),
            Outcome::Failed(kind) => self.close(Some(&Failure::new(kind, ""))),
            Outcome::Cancelled => {
                let gone = Failure::new(FailureKind::Cancelled, "the client went away");
                self.close(Some(&gone));
            }
        }
        self.announce();
        let settled = CallSettled {
            call: self.id,
            head: self.head.take(),
            outcome,
            status: self.status,
            moved: self.moved.take(),
            total: self.began.elapsed().into(),
            last: self.ended.take(),
            prompt: self.fingerprint(),
            told: self.told.take(),
        };
        if let Err(trouble) = self.engine.parts.ledger.call_settles(&settled) {
            self.engine.ledger_failed(&trouble);
        }
        tracing::debug!(?outcome, attempts = self.attempts, "the call has settled");
        self.engine.parts.observer.note(Event::Settled(settled));
    }

    /// Sixteen hex digits. Reads the body again, which is why it waits until the client has its
    /// answer. A body that could not be read has none.
    fn fingerprint(&self) -> Option<String> {
        if self.peek.end == 0 {
            return None;
        }
        let print = self.codec.fingerprint(&self.body, &self.peek)?;
        Some(format!("{print:016x}"))
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        self.settle();
        self.engine.leave();
    }
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}
