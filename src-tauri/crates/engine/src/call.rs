//! One call, from its arrival to its settlement, told top-down. `course` holds what is true of a
//! running call and what is put on record of it; `attempt` and `relay` are one attempt; `tries` says
//! who is asked next; `cross` translates; `torn` makes an answer whole that broke off; `tell` finds the
//! words; `bill` the cost.
//!
//! Knows no dialect's bytes, no socket and no provider's name.

mod attempt;
mod bill;
mod course;
mod cross;
mod outlet;
mod relay;
mod tell;
mod torn;
mod tries;

use crate::engine::Engine;
use crate::plan::Why;
use bytes::Bytes;
use course::Course;
use cross::Unfit;
use futures_core::Stream;
use http::HeaderMap;
use outlet::Outlet;
use pointsman_wire::{Dialect, PathSays};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tracing::Instrument;
use tries::{Next, Tries};

/// A call as it came in at the door, its key admitted.
pub struct Arrived {
    /// The language the client speaks.
    pub dialect: Dialect,
    /// Who asks.
    pub caller: Caller,
    /// The client's headers.
    pub headers: HeaderMap,
    /// The body, decoded.
    pub body: Bytes,
    /// What the path says, for dialects that say it there.
    pub path: PathSays,
}

/// Who asks, as the local key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The project the call counts to.
    pub project: Arc<str>,
    /// The local key's id; `session` for the session key.
    pub key: Arc<str>,
    /// The tool the key was made for.
    pub tool: Option<Arc<str>>,
    /// The key's environment.
    pub environment: Option<Arc<str>>,
    /// What the key, or else its project, tolerates. A call's own headers come first.
    pub tolerance: Tolerance,
}

/// How long a caller waits. What is not set is not bounded here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// Until the first content: `first_token_within`.
    pub first_token: Option<Duration>,
    /// Until the end: `answer_within`.
    pub answer: Option<Duration>,
}

/// A piece of the answer to the client.
#[derive(Debug)]
pub enum Out {
    /// Comes first, once.
    Head(Head),
    /// Bytes of the body. Never empty.
    Body(Bytes),
}

/// The head of the answer.
#[derive(Clone, Debug)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// The headers. Without length, connection or encoding headers.
    pub headers: HeaderMap,
}

/// The answer: one [`Out::Head`], then bodies. It pulls from the provider only when it is polled;
/// dropping it means that the client is gone: the provider is cancelled at once and the call settled.
pub struct CallStream {
    run: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    outlet: Outlet,
}

impl CallStream {
    pub(crate) fn new(engine: Arc<Engine>, arrived: Arrived) -> Self {
        let outlet = Outlet::default();
        let course = Course::begin(engine, arrived, outlet.clone());
        let span = tracing::debug_span!("call", id = %course.id());
        Self {
            run: Some(Box::pin(run(course).instrument(span))),
            outlet,
        }
    }
}

impl Stream for CallStream {
    type Item = Out;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Out>> {
        let Some(run) = &mut self.run else {
            return Poll::Ready(None);
        };
        let ended = run.as_mut().poll(cx).is_ready();
        if ended {
            // The call settles here, after its last byte was taken.
            self.run = None;
        }
        match self.outlet.take() {
            Some(out) => Poll::Ready(Some(out)),
            None if ended => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// The way of a call. Wherever it ends, and wherever it is dropped, `course` settles it.
async fn run(mut course: Course) {
    let plan = match course.set_out() {
        Ok(plan) => plan,
        Err(told) => return course.refuse(told).await,
    };
    let mut tries = Tries::new(plan, course.bounds(), course.engine.parts.catalog);
    while let Next::Ask {
        aim,
        reason,
        pause,
        turn,
    } = course.next(&mut tries)
    {
        if course.pause(pause).await.is_none() {
            break;
        }
        let written = match course.cross(&aim, reason) {
            Ok(written) => written,
            Err(Unfit::Body(told)) => return course.refuse(told).await,
            Err(Unfit::Loses(feature)) => {
                tries.unfit(Why::Loses(feature));
                continue;
            }
        };
        let pass = match course.admit(&aim, turn) {
            Ok(pass) => pass,
            Err(blocked) => {
                tries.held(blocked);
                continue;
            }
        };
        course.moved(tries.moved_to(&aim));
        course.others_left = tries.others_left();
        match course.attempt(&aim, reason, pass, written).await {
            Ok(()) => return,
            Err(fall) => tries.fell(fall, course.has_spare_key(&aim)),
        }
    }
    course.give_up(&tries).await;
}
