//! What is true of a running call: who asks for what, and until when. What the client is given is in
//! `client`; the record, and the settlement on drop, are in `ledger`.

mod client;
mod health;
mod ledger;
mod quotes;

pub(super) use client::Cost;
pub(super) use ledger::Run;

use super::cross::Canon;
use super::outlet::Outlet;
use super::torn::Torn;
use super::tries::{Bounds, Next, Tear, Tries};
use super::{Arrived, Caller, tell};
use crate::account::{KeyRef, Signer};
use crate::engine::{Engine, InForce};
use crate::headers;
use crate::plan::{Asked, Plan, plan};
use crate::policy::{Deadlines, Delivery, OnRefusal, RETRIES, read_duration, write_duration};
use crate::record::{AttemptEnd, CallHead, Outcome};
use crate::resolve::{Refusal, Way, resolve};
use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use pointsman_units::{CallId, NanoUsd, UnixMillis};
use pointsman_wire::canon::Feature;
use pointsman_wire::{Codec, Failure, FailureKind, PathSays, Peek, Phase, Told, codec};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A running call.
pub(super) struct Course {
    pub(super) engine: Arc<Engine>,
    holds: InForce,
    id: CallId,
    at: UnixMillis,
    began: Instant,
    pub(super) codec: &'static dyn Codec,
    pub(super) caller: Caller,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    path: PathSays,
    pub(super) peek: Peek,
    /// The request as other dialects are written from it, once somebody needs it.
    pub(super) canon: Option<Box<Canon>>,
    /// What must not be lost where the call crosses.
    pub(super) forbid: Vec<Feature>,
    pub(super) deadline: Deadlines,
    retries: u32,
    /// Which deadlines the caller has made tighter than the chain.
    hurried: Hurried,
    pub(super) delivery: Delivery,
    on_refusal: OnRefusal,
    /// The chain's name, or the target's; empty until one is found.
    chain: Arc<str>,
    outlet: Outlet,

    head_left: bool,
    pub(super) next_ping: Instant,
    /// Content has left for the client.
    pub(super) committed: bool,
    /// Targets that were not asked stand behind the one that is.
    pub(super) others_left: bool,
    /// The chain holds answers back, and this one was larger than may be held.
    pub(super) too_large_to_hold: bool,
    /// The answer broke off before the client's eyes, and may be made whole.
    pub(super) torn: Option<Torn>,

    /// The call's head, until it is on record.
    head: Option<CallHead>,
    announced: bool,
    attempts: u16,
    run: Option<Run>,
    /// The target that was asked last, and the keys that were tried there.
    tried_at: Option<Arc<str>>,
    tried_keys: Vec<KeyRef>,
    /// The end of the last attempt, until it is on record.
    ended: Option<AttemptEnd>,
    /// What all attempts cost that an account pays; `None` when one is unpriced.
    spent: Option<NanoUsd>,
    /// Who pays the attempt that ended last.
    paid: Signer,
    moved: Option<String>,
    outcome: Option<Outcome>,
    status: Option<u16>,
    told: Option<String>,
}

/// Which deadlines a caller has made tighter than the chain. Being too slow for one caller is not
/// being too slow for all.
#[derive(Clone, Copy, Default)]
struct Hurried {
    first_token: bool,
    total: bool,
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
            path: arrived.path,
            peek: Peek::default(),
            canon: None,
            forbid: Vec::new(),
            deadline: Deadlines::CHAIN,
            retries: RETRIES,
            hurried: Hurried::default(),
            delivery: Delivery::default(),
            on_refusal: OnRefusal::default(),
            chain: "".into(),
            outlet,
            head_left: false,
            next_ping: began + holds.timings.keep_alive_after,
            committed: false,
            others_left: false,
            too_large_to_hold: false,
            torn: None,
            head: None,
            announced: false,
            attempts: 0,
            run: None,
            tried_at: None,
            tried_keys: Vec::new(),
            ended: None,
            spent: Some(NanoUsd::ZERO),
            paid: Signer::default(),
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
        let peek = self.codec.peek(&self.body, &self.path);
        self.peek = peek.map_err(tell::bad_body)?;
        if !self.engine.parts.ledger.has_room() {
            return Err(tell::no_room());
        }
        let catalog = self.engine.parts.catalog;
        let (policy, accounts) = (&self.holds.policy, &self.holds.accounts);
        if accounts.is_empty() {
            return Err(tell::refusal(Refusal::NoAccount));
        }
        let way = resolve(&self.peek.model, policy, accounts, catalog).map_err(tell::refusal)?;
        let asked = Asked {
            dialect: self.codec.dialect(),
            headers: &self.headers,
        };
        let plan = plan(&way, accounts, catalog, &asked);
        self.take(&way)?;
        self.announce();
        Ok(plan)
    }

    fn take(&mut self, way: &Way) -> Result<(), Told> {
        self.chain = way.label();
        self.retries = way.retries;
        self.deadline = way.deadline;
        self.delivery = way.delivery;
        self.on_refusal = way.on_refusal;
        self.forbid.clone_from(&way.forbid);
        // What the client tolerates bounds what the chain allows.
        let usual = self.caller.tolerance;
        let asked = self.tolerance(&headers::FIRST_TOKEN_WITHIN)?;
        if let Some(within) = asked.or(usual.first_token) {
            self.hurried.first_token = within < self.deadline.first_token;
            self.deadline.first_token = self.deadline.first_token.min(within);
        }
        let asked = self.tolerance(&headers::ANSWER_WITHIN)?;
        if let Some(within) = asked.or(usual.answer) {
            self.hurried.total = within < self.deadline.total;
            self.deadline.total = self.deadline.total.min(within);
        }
        Ok(())
    }

    fn tolerance(&self, name: &HeaderName) -> Result<Option<Duration>, Told> {
        let Some(text) = headers::text(&self.headers, name) else {
            return Ok(None);
        };
        let span = read_duration(text).filter(|span| !span.is_zero());
        span.map(Some).ok_or_else(|| tell::bad_span(name.as_str()))
    }

    pub(super) fn id(&self) -> CallId {
        self.id
    }

    /// When it arrived.
    pub(super) fn at(&self) -> UnixMillis {
        self.at
    }

    /// What bounds the targets that are tried.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds {
            retries: self.retries,
            ends: self.ends(),
            seed: self.seed(),
            on_refusal: self.on_refusal,
        }
    }

    /// When the whole call must be over.
    fn ends(&self) -> Instant {
        self.began + self.deadline.total
    }

    /// What decides the jitter: the call's own id, so that the record tells it.
    fn seed(&self) -> u64 {
        u64::try_from(self.id.to_bits() & u128::from(u64::MAX)).unwrap_or_default()
    }

    /// Who is asked next: for an answer, or for the rest of one.
    pub(super) fn next(&self, tries: &mut Tries) -> Next {
        match &self.torn {
            None => tries.next(),
            Some(torn) => tries.next_to_mend(&Tear {
                mend: torn.mend,
                length: torn.sent.text.len(),
            }),
        }
    }

    pub(super) fn keep_alive_every(&self) -> Duration {
        self.holds.timings.keep_alive_every
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

    /// Half of the time that the call has left.
    pub(super) fn half(&self, from: Instant) -> Limit {
        let span = self.ends().saturating_duration_since(from) / 2;
        Limit {
            at: from + span,
            phase: Phase::FirstToken,
            span,
        }
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
            let pings = self.peek.stream && (!self.committed || self.torn.is_some());
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
}
