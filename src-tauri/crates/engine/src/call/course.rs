//! What is true of a running call: who asks for what, until when, and what the client has been
//! given. Its record, and its settlement on drop, are in `ledger`.

mod ledger;

pub(super) use ledger::Run;

use super::outlet::Outlet;
use super::tries::{Reply, Tries};
use super::{Arrived, Caller, Head, Out, tell};
use crate::engine::{Engine, InForce};
use crate::headers;
use crate::plan::{Plan, plan};
use crate::policy::{Deadlines, RETRIES, read_duration, write_duration};
use crate::record::{AttemptEnd, CallHead, Outcome};
use crate::resolve::{Way, resolve};
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue};
use pointsman_units::{CallId, NanoUsd, UnixMillis};
use pointsman_wire::{Codec, Failure, FailureKind, Peek, Phase, Told, codec};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Official SDKs keep to a `retry-after` of at most a minute; from a longer one they fall back to
/// half a second (openai-python 2.x `_calculate_retry_timeout`, openai-node `retryRequest`).
const SDK_PATIENCE: Duration = Duration::from_secs(60);
/// What a client is told to wait where waiting helps and the provider does not say how long.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// A running call.
pub(super) struct Course {
    pub(super) engine: Arc<Engine>,
    holds: InForce,
    id: CallId,
    at: UnixMillis,
    began: Instant,
    pub(super) codec: &'static dyn Codec,
    caller: Caller,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) peek: Peek,
    pub(super) deadline: Deadlines,
    retries: u32,
    /// The chain's name, or the target's; empty until one is found.
    chain: Arc<str>,
    outlet: Outlet,

    head_left: bool,
    next_ping: Instant,
    /// Content has left for the client.
    pub(super) committed: bool,

    /// The call's head, until it is on record.
    head: Option<CallHead>,
    announced: bool,
    attempts: u16,
    run: Option<Run>,
    /// The end of the last attempt, until it is on record.
    ended: Option<AttemptEnd>,
    /// What all attempts cost; `None` when one is unpriced.
    spent: Option<NanoUsd>,
    moved: Option<String>,
    outcome: Option<Outcome>,
    status: Option<u16>,
    told: Option<String>,
}

/// A point in time at which waiting ends, and how that failure is called.
pub(super) struct Limit {
    pub(super) at: Instant,
    phase: Phase,
    span: Duration,
}

impl Limit {
    /// How long there is until then.
    pub(super) fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// The failure of having waited so long.
    pub(super) fn failure(&self) -> Failure {
        let span = write_duration(self.span);
        let message = match self.phase {
            Phase::Connect => format!("no connection within {span}"),
            Phase::FirstToken => format!("no content within {span}"),
            Phase::Idle => format!("nothing more came for {span}"),
            Phase::Total => format!("the call took longer than {span}"),
        };
        Failure::new(FailureKind::Timeout(self.phase), message)
    }
}

impl Course {
    /// A call that has just arrived. Dropping it from here on settles it.
    pub(super) fn begin(engine: Arc<Engine>, arrived: Arrived, outlet: Outlet) -> Self {
        engine.arrive();
        let (at, began) = (engine.parts.clock.now(), Instant::now());
        let holds = engine.in_force();
        Self {
            id: CallId::new(at, engine.parts.clock.chance()),
            at,
            began,
            codec: codec(arrived.dialect),
            caller: arrived.caller,
            headers: arrived.headers,
            body: arrived.body,
            peek: Peek::default(),
            deadline: Deadlines::CHAIN,
            retries: RETRIES,
            chain: "".into(),
            outlet,
            head_left: false,
            next_ping: began + holds.timings.keep_alive_after,
            committed: false,
            head: None,
            announced: false,
            attempts: 0,
            run: None,
            ended: None,
            spent: Some(NanoUsd::ZERO),
            moved: None,
            outcome: None,
            status: None,
            told: None,
            engine,
            holds,
        }
    }

    /// Reads the request, finds its way, and announces the call.
    pub(super) fn set_out(&mut self) -> Result<Plan, Told> {
        self.peek = self.codec.peek(&self.body).map_err(tell::bad_body)?;
        let catalog = self.engine.parts.catalog;
        let (policy, accounts) = (&self.holds.policy, &self.holds.accounts);
        let way = resolve(&self.peek.model, policy, accounts, catalog).map_err(tell::refusal)?;
        let plan = plan(&way, accounts, catalog, self.codec.dialect());
        self.take(&way)?;
        self.announce();
        Ok(plan)
    }

    fn take(&mut self, way: &Way) -> Result<(), Told> {
        self.chain = way.label();
        self.retries = way.retries;
        self.deadline = way.deadline;
        // What the client tolerates bounds what the chain allows.
        if let Some(within) = self.tolerance(headers::FIRST_TOKEN_WITHIN)? {
            self.deadline.first_token = self.deadline.first_token.min(within);
        }
        if let Some(within) = self.tolerance(headers::ANSWER_WITHIN)? {
            self.deadline.total = self.deadline.total.min(within);
        }
        Ok(())
    }

    fn tolerance(&self, name: &'static str) -> Result<Option<Duration>, Told> {
        let Some(text) = headers::text(&self.headers, name) else {
            return Ok(None);
        };
        let span = read_duration(text).filter(|span| !span.is_zero());
        span.map(Some).ok_or_else(|| tell::bad_span(name))
    }

    pub(super) fn id(&self) -> CallId {
        self.id
    }

    pub(super) fn retries(&self) -> u32 {
        self.retries
    }

    /// When the whole call must be over.
    pub(super) fn ends(&self) -> Instant {
        self.began + self.deadline.total
    }

    /// What decides the jitter: the call's own id, so that the record tells it.
    pub(super) fn seed(&self) -> u64 {
        u64::try_from(self.id.to_bits() & u128::from(u64::MAX)).unwrap_or_default()
    }

    /// Why the answer of the attempt that follows is not from the first target.
    pub(super) fn moved(&mut self, why: Option<String>) {
        self.moved = why;
    }

    /// The end of a phase that began at `from`, or the call's, whichever is sooner.
    pub(super) fn limit(&self, phase: Phase, from: Instant) -> Limit {
        let span = match phase {
            Phase::Connect => self.deadline.connect,
            Phase::FirstToken => self.deadline.first_token,
            Phase::Idle => self.deadline.idle,
            Phase::Total => self.deadline.total,
        };
        let (at, ends) = (from + span, self.ends());
        if phase == Phase::Total || ends < at {
            return Limit {
                at: ends,
                phase: Phase::Total,
                span: self.deadline.total,
            };
        }
        Limit { at, phase, span }
    }

    /// Waits before a target is asked again. `None` when the call's time is up.
    pub(super) async fn pause(&mut self, span: Duration) -> Option<()> {
        if span.is_zero() {
            return Some(());
        }
        self.wait(self.ends(), tokio::time::sleep(span)).await
    }

    /// Waits for `work` until `until`. A client that waits for a stream hears meanwhile that its
    /// call still runs.
    pub(super) async fn wait<T>(
        &mut self,
        until: Instant,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        loop {
            let pings = self.peek.stream && !self.committed;
            let wake = if pings {
                until.min(self.next_ping)
            } else {
                until
            };
            match timeout_at(wake, work.as_mut()).await {
                Ok(done) => return Some(done),
                Err(_) if wake == until => return None,
                Err(_) => self.ping().await,
            }
        }
    }

    async fn ping(&mut self) {
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
    pub(super) async fn give(&mut self, bytes: Bytes) {
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
    pub(super) async fn answer_head(
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
        map.entry(CONTENT_TYPE).or_insert(match cost {
            Cost::Said => headers::JSON,
            Cost::Unsaid => headers::EVENTS,
        });
        self.lay_ours(&mut map, target.as_deref());
        if cost == Cost::Said {
            let text = self.spent.map(NanoUsd::to_decimal);
            map.insert(
                headers::COST,
                headers::value(text.as_deref().unwrap_or("unpriced")),
            );
        }
        self.give_head(status, map).await;
    }

    fn lay_ours(&self, map: &mut HeaderMap, target: Option<&str>) {
        let mut lay = |name: HeaderName, text: &str| map.insert(name, headers::value(text));
        lay(headers::REQUEST_ID, &self.id.to_string());
        lay(headers::ATTEMPTS, &self.attempts.to_string());
        if !self.chain.is_empty() {
            lay(headers::CHAIN, &self.chain);
        }
        if let Some(target) = target {
            lay(headers::TARGET, target);
        }
        if let Some(moved) = &self.moved {
            lay(headers::MOVED, moved);
        }
    }

    /// Answers a call that goes nowhere.
    pub(super) async fn refuse(&mut self, told: Told) {
        self.fail(&told);
        let mut map = HeaderMap::new();
        map.insert(headers::SHOULD_RETRY, HeaderValue::from_static("false"));
        self.give_failure(&told, map, None).await;
    }

    /// Answers a call that nobody answered.
    pub(super) async fn give_up(&mut self, tries: &Tries) {
        let (kind, told) = tell::exhausted(&self.chain, tries);
        self.fail(&told);
        if self.head_left {
            return self.give(self.codec.write_in_band(&told)).await;
        }
        let mut map = HeaderMap::new();
        let verbatim = only_reply(tries);
        if let Some(reply) = verbatim {
            map = headers::inbound(&reply.headers);
        }
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
        self.give_head(told.status, map).await;
        self.give(self.codec.write_failure(told)).await;
    }

    /// Ends an answer that the client has begun to read and that cannot be finished.
    pub(super) async fn break_off(&mut self, failure: &Failure) {
        let label = self.run_label();
        let told = tell::broken_off(label.as_deref().unwrap_or_default(), failure);
        self.close(Some(failure));
        self.fail(&told);
        self.give(self.codec.write_in_band(&told)).await;
    }
}

/// Whether an answer's head says what the call cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
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

/// Tells SDKs whether to send the call again: else they repeat the whole chain on their own.
fn lay_patience(map: &mut HeaderMap, kind: FailureKind, asked: Option<Duration>) {
    use crate::verdict::{Content, verdict};
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
