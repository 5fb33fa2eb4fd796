//! What the door is given: who answers calls, whose keys hold, whom it lets in, and how much it bears.

use crate::control::Control;
use crate::guests::GuestList;
use crate::keys::KeyRing;
use futures_core::Stream;
use pointsman_engine::{Arrived, CallStream, Engine, Out};
use pointsman_wire::ModelCard;
use std::sync::Arc;
use std::time::Duration;

/// Answers calls. Implemented by the engine.
pub trait Switch: Send + Sync + 'static {
    /// The answer to one call: one head, then bodies. Dropping it means that the client is gone.
    type Answer: Stream<Item = Out> + Send + Unpin + 'static;

    /// Runs a call. Nothing happens until the answer is polled.
    fn call(self: &Arc<Self>, arrived: Arrived) -> Self::Answer;

    /// Every name that a client may write as `model`.
    fn models(&self) -> Vec<ModelCard>;

    /// The thread that this is called on serves calls and is about to sleep.
    fn rest(&self) {}
}

impl Switch for Engine {
    type Answer = CallStream;

    fn call(self: &Arc<Self>, arrived: Arrived) -> CallStream {
        Engine::call(self, arrived)
    }

    fn models(&self) -> Vec<ModelCard> {
        Engine::models(self)
    }

    fn rest(&self) {
        Engine::rest(self);
    }
}

/// Everything behind the door.
pub struct Parts<S> {
    /// Answers calls.
    pub switch: Arc<S>,
    /// The local keys in force.
    pub keys: Arc<KeyRing>,
    /// Answers attached windows and commands; `None` mounts no control endpoint.
    pub control: Option<Arc<dyn Control>>,
    /// Which hosts and origins are let in.
    pub guests: Arc<GuestList>,
    /// How much is borne.
    pub limits: Limits,
}

/// How much the door bears. The number of headers stays at hyper's 100, which it keeps on the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body in bytes, as sent and as decoded.
    pub body: usize,
    /// The largest head of a request in bytes.
    pub head: usize,
    /// How long a head may take. Also how long an idle connection is kept: hyper starts this clock
    /// when it begins to wait for a head.
    pub head_within: Duration,
    /// The longest pause between two pieces of a request's body.
    pub body_idle: Duration,
    /// The longest time in which a client takes no byte of what is ready for it.
    pub stall: Duration,
    /// Threads that serve connections.
    pub threads: usize,
    /// The most connections at once; further ones wait in the system's backlog.
    pub connections: usize,
    /// How long running calls may go on after a shutdown began.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 32 * 1024 * 1024,
            head: 64 * 1024,
            head_within: Duration::from_secs(30),
            body_idle: Duration::from_secs(30),
            stall: Duration::from_secs(600),
            threads: threads(),
            connections: 1024,
            drain: Duration::from_secs(10),
        }
    }
}

/// One per core, and at most four: a call waits for its provider nearly all its time.
fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(2, usize::from)
        .clamp(1, 4)
}
