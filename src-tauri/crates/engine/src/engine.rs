//! The engine: what holds between calls, and the door through which a call comes in.

use crate::account::Account;
use crate::call::{Arrived, CallStream};
use crate::policy::Policy;
use crate::ports::{Clock, Ledger, Observer, Upstream};
use pointsman_catalog::Catalog;
use pointsman_wire::ModelCard;
use std::sync::Arc;
use std::time::Duration;

/// The world, as the engine needs it.
pub struct Parts {
    /// Sends attempts.
    pub upstream: Arc<dyn Upstream>,
    /// Puts attempts and calls on record.
    pub ledger: Arc<dyn Ledger>,
    /// Watches calls.
    pub observer: Arc<dyn Observer>,
    /// Time of day and chance.
    pub clock: Arc<dyn Clock>,
    /// Providers, models and prices.
    pub catalog: &'static Catalog,
}

/// When a client that waits for a stream hears that its call still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// From arrival to the first keep-alive, which also sends the headers.
    pub keep_alive_after: Duration,
    /// Between keep-alives.
    pub keep_alive_every: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            keep_alive_after: Duration::from_secs(15),
            keep_alive_every: Duration::from_secs(15),
        }
    }
}

/// Decides and runs calls.
pub struct Engine {
    parts: Parts,
}

impl Engine {
    /// An engine with the policy and accounts that hold now.
    pub fn new(parts: Parts, policy: Arc<Policy>, accounts: Vec<Arc<Account>>) -> Arc<Self> {
        let _ = (policy, accounts);
        Arc::new(Self { parts })
    }

    /// The same with other timings, before the engine is shared.
    pub fn with_timings(self: Arc<Self>, _timings: Timings) -> Arc<Self> {
        self
    }

    /// Puts another policy in force. Running calls keep theirs.
    pub fn set_policy(&self, _policy: Arc<Policy>) {
        unimplemented!()
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        unimplemented!()
    }

    /// Puts other accounts in force. Running calls keep theirs.
    pub fn set_accounts(&self, _accounts: Vec<Arc<Account>>) {
        unimplemented!()
    }

    /// The accounts in force, in file order.
    pub fn accounts(&self) -> Arc<Vec<Arc<Account>>> {
        unimplemented!()
    }

    /// Runs a call. Nothing happens until the stream is polled; dropping it ends the call.
    pub fn call(self: &Arc<Self>, _arrived: Arrived) -> CallStream {
        let _ = &self.parts;
        unimplemented!()
    }

    /// Every name that a client may write as `model`: `auto`, `chain/<name>`,
    /// `<account>/<model>` and bare names that present accounts offer.
    pub fn models(&self) -> Vec<ModelCard> {
        unimplemented!()
    }

    /// Calls that have arrived and not settled.
    pub fn in_flight(&self) -> usize {
        unimplemented!()
    }

    /// Records that the ledger could not put down since the start.
    pub fn ledger_troubles(&self) -> u64 {
        unimplemented!()
    }
}
