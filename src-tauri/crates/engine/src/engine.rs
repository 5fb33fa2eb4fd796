//! The engine: what holds between calls, and the door through which a call comes in.

use crate::account::Account;
use crate::call::{Arrived, CallStream};
use crate::health::{Health, Rules};
use crate::kept::Memory;
use crate::policy::Policy;
use crate::ports::{Clock, Ledger, LedgerTrouble, Observer, Upstream};
use crate::resolve;
use pointsman_catalog::Catalog;
use pointsman_wire::ModelCard;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use time::Date;
use time::macros::format_description;

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

const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// What holds now. A call takes a copy when it arrives and keeps it to its end.
#[derive(Clone)]
pub(crate) struct InForce {
    pub policy: Arc<Policy>,
    pub accounts: Arc<Vec<Arc<Account>>>,
    pub timings: Timings,
}

/// Decides and runs calls.
pub struct Engine {
    pub(crate) parts: Parts,
    /// How well targets, keys and accounts are.
    pub health: Arc<Health>,
    /// What clients of other dialects do not send back.
    pub(crate) memory: Memory,
    in_force: RwLock<InForce>,
    in_flight: AtomicUsize,
    ledger_troubles: AtomicU64,
}

impl Engine {
    /// An engine with the policy and accounts that hold now.
    pub fn new(parts: Parts, policy: Arc<Policy>, accounts: Vec<Arc<Account>>) -> Arc<Self> {
        Self::with_rules(parts, policy, accounts, Rules::default())
    }

    /// The same with other rules for breakers.
    pub fn with_rules(
        parts: Parts,
        policy: Arc<Policy>,
        accounts: Vec<Arc<Account>>,
        rules: Rules,
    ) -> Arc<Self> {
        Arc::new(Self {
            parts,
            health: Health::new(rules),
            memory: Memory::default(),
            in_force: RwLock::new(InForce {
                policy,
                accounts: Arc::new(accounts),
                timings: Timings::default(),
            }),
            in_flight: AtomicUsize::new(0),
            ledger_troubles: AtomicU64::new(0),
        })
    }

    /// The same with other timings. Running calls keep theirs. Less than a hundredth of a second
    /// is taken for one: without a pause a client would get nothing but keep-alives.
    pub fn with_timings(self: Arc<Self>, timings: Timings) -> Arc<Self> {
        self.change(|holds| {
            holds.timings = Timings {
                keep_alive_every: timings.keep_alive_every.max(SHORTEST_PAUSE),
                ..timings
            };
        });
        self
    }

    /// Puts another policy in force. Running calls keep theirs.
    pub fn set_policy(&self, policy: Arc<Policy>) {
        self.change(|holds| holds.policy = policy);
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.in_force().policy
    }

    /// Puts other accounts in force. Running calls keep theirs.
    pub fn set_accounts(&self, accounts: Vec<Arc<Account>>) {
        self.health.keep(&self.accounts(), &accounts);
        self.change(|holds| holds.accounts = Arc::new(accounts));
    }

    /// The accounts in force, in file order.
    pub fn accounts(&self) -> Arc<Vec<Arc<Account>>> {
        self.in_force().accounts
    }

    /// Runs a call. Nothing happens until the stream is polled; dropping it ends the call.
    pub fn call(self: &Arc<Self>, arrived: Arrived) -> CallStream {
        CallStream::new(Arc::clone(self), arrived)
    }

    /// The thread that this is called on runs calls and has nothing else to do: what they left for
    /// later is done.
    pub fn rest(&self) {
        if let Err(trouble) = self.parts.ledger.rest() {
            self.ledger_failed(&trouble);
        }
    }

    /// Every name that a client may write as `model`: `auto`, `chain/<name>`,
    /// `<account>/<model>` and bare names that present accounts offer.
    pub fn models(&self) -> Vec<ModelCard> {
        let holds = self.in_force();
        let catalog = self.parts.catalog;
        let names = resolve::names(&holds.policy, &holds.accounts, catalog);
        let card = |(id, account): (String, Option<Arc<Account>>)| {
            let Some(account) = account else {
                return ModelCard {
                    id,
                    owned_by: "pointsman".to_owned(),
                    created: 0,
                };
            };
            let prefix = format!("{}/", account.name);
            let model = id.strip_prefix(&prefix).unwrap_or(&id);
            let offer = catalog.offer(&account.provider, model);
            let released = offer.and_then(|offer| offer.released.as_deref());
            ModelCard {
                created: released.map_or(0, unix_seconds),
                owned_by: account.provider.clone(),
                id,
            }
        };
        names.into_iter().map(card).collect()
    }

    /// Calls that have arrived and not settled.
    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// Records that the ledger could not put down since the start.
    pub fn ledger_troubles(&self) -> u64 {
        self.ledger_troubles.load(Ordering::Relaxed)
    }

    /// What holds now.
    pub(crate) fn in_force(&self) -> InForce {
        let holds = self.in_force.read();
        holds.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut InForce)) {
        let mut holds = self
            .in_force
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut holds);
    }

    /// A call has arrived.
    pub(crate) fn arrive(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// A call has settled.
    pub(crate) fn leave(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }

    /// A record could not be put down. The call goes on: an answer without a record is worth more
    /// than neither, and whoever watches the counter says so.
    pub(crate) fn ledger_failed(&self, trouble: &LedgerTrouble) {
        self.ledger_troubles.fetch_add(1, Ordering::Relaxed);
        tracing::error!(cause = %trouble.0, "a call could not be put on record");
    }
}

/// The beginning of a day (`YYYY-MM-DD`) in Unix seconds; 0 where the text is no day.
fn unix_seconds(day: &str) -> i64 {
    let format = format_description!("[year]-[month]-[day]");
    Date::parse(day, format).map_or(0, |day| day.midnight().assume_utc().unix_timestamp())
}
