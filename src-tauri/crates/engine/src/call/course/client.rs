//! What the client is given: heads, bytes, keep-alives, refusals and the last word of a call that
//! nobody answered.

use super::Course;
use crate::account::Signer;
use crate::call::torn::Torn;
use crate::call::tries::{Reply, Tries};
use crate::call::{Head, Out, tell};
use crate::headers;
use crate::plan::Lane;
use crate::verdict::{Content, verdict};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_units::NanoUsd;
use pointsman_wire::{Failure, FailureKind, Told};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Official SDKs keep to a `retry-after` of at most a minute; from a longer one they fall back to
/// half a second (openai-python 2.x `_calculate_retry_timeout`, openai-node `retryRequest`).
const SDK_PATIENCE: Duration = Duration::from_secs(60);
/// What a client is told to wait where waiting helps and the provider does not say how long.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);
/// What a client reads of an answer that was to be held until it is whole and was too large for it.
const COMMITTED_EARLY: &str = "committed-early";

impl Course {
    /// Tells a client that waits for a stream that its call still runs. The first time its headers
    /// leave, with what is known by then.
    pub(super) async fn ping(&mut self) {
        self.next_ping = Instant::now() + self.holds.timings.keep_alive_every;
        if !self.head_left {
            let mut map = HeaderMap::new();
            map.insert(CONTENT_TYPE, headers::EVENTS);
            map.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            map.insert(headers::REQUEST_ID, headers::value(&self.id.to_string()));
            self.give_head(200, map).await;
        }
        self.give(self.codec.keep_alive()).await;
    }

    /// Hands bytes to the client, and goes on when it asks for more.
    pub(in crate::call) async fn give(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.outlet.give(Out::Body(bytes)).await;
        }
    }

    async fn give_head(&mut self, status: u16, headers: HeaderMap) {
        self.head_left = true;
        self.status = Some(status);
        self.outlet.give(Out::Head(Head { status, headers })).await;
    }

    /// Hands over the head of a provider's answer, unless a head has left already.
    pub(in crate::call) async fn answer_head(
        &mut self,
        status: u16,
        from: &HeaderMap,
        cost: Cost,
        target: Option<Arc<str>>,
    ) {
        if self.head_left {
            return;
        }
        let mut map = headers::inbound(from);
        // The body was seen to be what it is; some SDKs go by what its provider says it is.
        let (word, ours) = match cost {
            Cost::Said => ("json", headers::JSON),
            Cost::Unsaid => ("event-stream", headers::EVENTS),
        };
        if !headers::text(&map, &CONTENT_TYPE).is_some_and(|kind| kind.contains(word)) {
            map.insert(CONTENT_TYPE, ours);
        }
        self.lay_ours(&mut map, target.as_deref());
        if cost == Cost::Said {
            let text = match self.paid {
                Signer::Account => self.spent.map(NanoUsd::to_decimal),
                Signer::Caller => Some("subscription".to_owned()),
            };
            let text = text.as_deref().unwrap_or("unpriced");
            map.insert(headers::COST, headers::value(text));
        }
        self.give_head(status, map).await;
    }

    /// Hands a whole answer over: its head with its cost, and its body.
    pub(in crate::call) async fn give_whole(
        &mut self,
        status: u16,
        headers: &HeaderMap,
        body: Bytes,
    ) {
        let target = self.run_label();
        self.close(None);
        self.answer_head(status, headers, Cost::Said, target).await;
        self.deliver();
        self.give(body).await;
    }

    fn lay_ours(&self, map: &mut HeaderMap, target: Option<&str>) {
        map.insert(headers::ATTEMPTS, self.attempts.into());
        let mut lay = |name: HeaderName, text: &str| map.insert(name, headers::value(text));
        lay(headers::REQUEST_ID, &self.id.to_string());
        if !self.chain.is_empty() {
            lay(headers::CHAIN, &self.chain);
        }
        if let Some(target) = target {
            lay(headers::TARGET, target);
        }
        if let Some(moved) = &self.moved {
            lay(headers::MOVED, moved);
        }
        if self.too_large_to_hold {
            lay(headers::DELIVERY, COMMITTED_EARLY);
        }
        if headers::text(&self.headers, &headers::SHOW_LOSSES) == Some("1") {
            map.insert(headers::LOSSES, headers::losses(self.lost()));
        }
    }

    /// Answers a call that goes nowhere.
    pub(in crate::call) async fn refuse(&mut self, told: Told) {
        if let Some(torn) = self.torn.take() {
            return self.leave_torn(torn).await;
        }
        self.fail(&told);
        if self.head_left {
            return self.give(self.codec.write_in_band(&told)).await;
        }
        let mut map = HeaderMap::new();
        map.insert(headers::SHOULD_RETRY, HeaderValue::from_static("false"));
        self.give_failure(&told, map, None).await;
    }

    /// Answers a call that nobody answered.
    pub(in crate::call) async fn give_up(&mut self, tries: &Tries) {
        if let Some(torn) = self.torn.take() {
            return self.leave_torn(torn).await;
        }
        let refused = only_refusal(tries);
        let in_our_words = refused.is_some();
        let (kind, told) = match refused {
            Some(told) => (told.kind, told),
            None => tell::exhausted(&self.chain, tries),
        };
        self.fail(&told);
        tracing::warn!(%kind, "no target answered");
        if self.head_left {
            return self.give(self.codec.write_in_band(&told)).await;
        }
        let mut map = HeaderMap::new();
        let reply = only_reply(tries);
        if let Some(reply) = reply {
            map = headers::inbound(&reply.headers);
        }
        let verbatim = reply.filter(|reply| !in_our_words && reply.lane == Lane::Verbatim);
        lay_patience(&mut map, kind, tries.shortest_wait());
        let target = tries.last_asked().map(AsRef::as_ref);
        match verbatim {
            Some(reply) => {
                self.lay_ours(&mut map, target);
                self.give_head(reply.status, map).await;
                self.give(reply.body.clone()).await;
            }
            None => self.give_failure(&told, map, target).await,
        }
    }

    async fn give_failure(&mut self, told: &Told, mut map: HeaderMap, target: Option<&str>) {
        map.insert(CONTENT_TYPE, headers::JSON);
        self.lay_ours(&mut map, target);
        self.give_head(self.codec.status(told), map).await;
        self.give(self.codec.write_failure(told)).await;
    }

    /// Ends an answer that the client has begun to read and that cannot be finished: with the
    /// provider's own error where it sent one, which is of the same dialect, else with ours.
    pub(in crate::call) async fn break_off(&mut self, failure: &Failure) {
        let label = self.run_label();
        let tap = self.running().and_then(|run| run.tap.as_ref());
        let theirs = tap.and_then(|tap| tap.complaint().cloned());
        self.close(Some(failure));
        self.end_in_band(label.as_deref(), failure, theirs).await;
    }

    /// Ends an answer that broke off and that nobody could make whole, with how it broke off.
    async fn leave_torn(&mut self, torn: Torn) {
        self.end_in_band(torn.label.as_deref(), &torn.failure, torn.complaint)
            .await;
    }

    async fn end_in_band(&mut self, label: Option<&str>, failure: &Failure, theirs: Option<Bytes>) {
        let told = tell::broken_off(label.unwrap_or_default(), failure);
        self.fail(&told);
        tracing::warn!(kind = %failure.kind, "an answer broke off");
        let last = theirs.unwrap_or_else(|| self.codec.write_in_band(&told));
        self.give(last).await;
    }
}

/// Whether an answer's head says what the call cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::call) enum Cost {
    /// The answer is whole, and its cost known.
    Said,
    /// The answer is a stream that has only begun.
    Unsaid,
}

/// The provider's own error, where the call has asked exactly one target and that is all that came:
/// in the same dialect it reaches the client as it is.
fn only_reply(tries: &Tries) -> Option<&Reply> {
    let mut fallen = tries.fallen();
    match (fallen.next(), fallen.next()) {
        (Some((_, fall)), None) => fall.reply.as_ref(),
        (_, Some(_)) | (None, None) => None,
    }
}

/// What is told where the call has asked exactly one target, and that refused the account's key.
fn only_refusal(tries: &Tries) -> Option<Told> {
    let reply = only_reply(tries)?;
    let (aim, fall) = tries.fallen().next()?;
    // A credential that the caller sent is the caller's to mend, and the provider's words say so.
    let ours = aim.account.signer != Signer::Caller;
    (ours && fall.failure.kind == FailureKind::Auth)
        .then(|| tell::refused_key(&aim.account.name, reply.status, &fall.failure))
}

/// Tells SDKs whether to send the call again: else they repeat the whole chain on their own.
fn lay_patience(map: &mut HeaderMap, kind: FailureKind, asked: Option<Duration>) {
    let helps = verdict(kind, Content::Held).waiting_helps;
    let wait = asked.unwrap_or(DEFAULT_WAIT);
    if helps && !map.contains_key(RETRY_AFTER) {
        let seconds = wait.as_millis().div_ceil(1000).max(1).to_string();
        map.insert(RETRY_AFTER, headers::value(&seconds));
    }
    if !helps || wait > SDK_PATIENCE {
        map.insert(headers::SHOULD_RETRY, HeaderValue::from_static("false"));
    }
}
