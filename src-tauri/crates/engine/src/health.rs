//! How well targets, keys and accounts are: breakers, what limits are learned, and which key signs.
//!
//! What holds between calls. State machines that are fed with time: no socket, no file, no clock
//! and no task. An attempt asks [`Health::admit`] before it leaves, holds a [`Pass`] while it runs,
//! and tells its end. Forgets with the process.

mod breaker;
mod keys;
mod network;
mod outcome;
mod own;
mod pass;
mod room;
mod target;
mod view;
mod window;

pub use breaker::BreakerState;
pub(crate) use breaker::Turn;
pub(crate) use outcome::Patience;
pub(crate) use own::OwnLimit;
pub(crate) use pass::{Ending, Pass};
pub use view::{AccountSeen, KeySeen, KeyStanding, OwnSeen, RoomSeen, TargetSeen};

use crate::account::{Account, KeyRef};
use crate::plan::Aim;
use crate::record::Event;
use breaker::{Admission, Ticket};
use keys::{Rest, Slot, Trouble, Unfit};
use network::{Network, Unreached};
use outcome::Says;
use pointsman_wire::FailureKind;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use target::{AccountRoom, Target};
use tokio::time::Instant;
use window::Mark;

/// Targets that are remembered: a client may name any model of an account.
const MOST_TARGETS: usize = 4_096;
/// A provider's wait that is short enough to be waited for rather than tried against.
const SHORT_WAIT: Duration = Duration::from_secs(30);

/// When a breaker opens, and how it closes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Of how many outcomes the window is at most.
    pub outcomes: usize,
    /// How far the window reaches back.
    pub within: Duration,
    /// Without so many outcomes in the window a share says nothing.
    pub least: u32,
    /// The share of failed ones that opens it, in percent.
    pub failed_percent: u32,
    /// The share of failed and slow ones that opens it, in percent.
    pub slow_percent: u32,
    /// So many failed ones in a row open it.
    pub failed_in_a_row: u32,
    /// So many in a row that somebody waited for in vain open it.
    pub stuck_in_a_row: u32,
    /// How long it is open the first time. Doubles each time that a probe fails.
    pub open_for: Duration,
    /// The longest that it is open.
    pub open_at_most: Duration,
    /// How often a call may probe before the time, when nobody else is left to ask.
    pub last_resort_every: Duration,
    /// So many probes may run at the same time once their answer has begun.
    pub talking_probes: u32,
}

impl Default for Rules {
    /// Half of at least five within a minute is LiteLLM's rule; a share over a window with a least
    /// number, a rate of slow calls and a doubling time open are resilience4j's; five in a row are
    /// Envoy's, and three of them that got no answer at all are enough, because each costs somebody a
    /// deadline.
    fn default() -> Self {
        Self {
            outcomes: 20,
            within: Duration::from_secs(60),
            least: 5,
            failed_percent: 50,
            slow_percent: 80,
            failed_in_a_row: 5,
            stuck_in_a_row: 3,
            open_for: Duration::from_secs(2),
            open_at_most: Duration::from_secs(20),
            last_resort_every: Duration::from_secs(1),
            talking_probes: 4,
        }
    }
}

/// Why a target is not asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Its breaker is open.
    BreakerOpen,
    /// Its provider has said that nothing is left of a limit.
    NoRoom,
    /// Its keys rest after a 429, or for want of credit.
    KeysRest,
    /// Its provider refuses its keys.
    KeysRetired,
    /// The account's own limit has no room.
    OwnLimit(OwnLimit),
}

/// A target that is not asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Blocked {
    /// Why.
    pub(crate) why: Held,
    /// How long until it may be asked by a call that nobody else can answer.
    pub(crate) wait: Duration,
    /// How long until any call may ask it, as far as is known.
    pub(crate) opens: Duration,
}

/// What a call asks for.
pub(crate) struct Asking<'a> {
    /// Whom.
    pub(crate) aim: &'a Aim,
    /// How badly.
    pub(crate) turn: Turn,
    /// The keys that it has tried at this target.
    pub(crate) tried: &'a [KeyRef],
    /// About how many tokens it may use.
    pub(crate) tokens: u64,
    /// Now.
    pub(crate) now: Instant,
}

/// The health of every target that was asked.
pub struct Health {
    rules: Rules,
    network: Network,
    targets: RwLock<HashMap<Arc<str>, Arc<Target>>>,
    accounts: RwLock<HashMap<Arc<str>, Arc<AccountRoom>>>,
}

impl Health {
    pub(crate) fn new(rules: Rules) -> Arc<Self> {
        Arc::new(Self {
            rules,
            network: Network::new(),
            targets: RwLock::default(),
            accounts: RwLock::default(),
        })
    }

    /// A key that stands at this place is another now: it signs again, for whichever account.
    pub fn key_replaced(&self, key: &KeyRef) {
        self.mend(key, |_| true);
    }

    /// A key was seen to hold at this account, and signs again there. Of another account that names
    /// the same place it says nothing.
    pub fn key_holds(&self, account: &Account, key: &KeyRef) {
        self.mend(key, |name| name == account.name);
    }

    fn mend(&self, key: &KeyRef, at: impl Fn(&str) -> bool) {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        for (_, room) in accounts.iter().filter(|(name, _)| at(name)) {
            room.troubles.clear(key);
        }
        drop(accounts);
        let targets = self.all().into_iter();
        for target in targets.filter(|target| at(&target.account_name)) {
            if let Some(slot) = target.state().slots.find(Some(key)) {
                slot.rests = None;
            }
        }
    }

    /// Forgets the targets of accounts that are gone or lead elsewhere now. Keys of an account that
    /// was edited sign again: the edit may be what they were refused for.
    pub(crate) fn keep(&self, old: &[Arc<Account>], new: &[Arc<Account>]) {
        let same = |name: &str| {
            let find = |list: &[Arc<Account>]| {
                let found = list.iter().find(|account| account.name == name);
                found.map(|account| (account.provider.clone(), account.base_url.clone()))
            };
            find(old).is_some_and(|was| find(new) == Some(was))
        };
        let mut targets = self.targets.write().unwrap_or_else(PoisonError::into_inner);
        targets.retain(|_, target| same(&target.account_name));
        let mut accounts = self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|name, _| same(name));
        for edited in old.iter().filter(|account| !new.contains(account)) {
            if let Some(room) = accounts.get(edited.name.as_str()) {
                room.troubles.clear_all();
            }
        }
    }

    /// Lets an attempt leave, with the key that signs it.
    ///
    /// # Errors
    /// Why it may not, and when it may.
    pub(crate) fn admit(self: &Arc<Self>, asking: &Asking<'_>) -> Result<Pass, Blocked> {
        let Asking {
            aim,
            turn,
            tried,
            tokens,
            now,
        } = *asking;
        let target = self.target(aim);
        let account = &aim.account;
        let mut state = target.state();
        let (key, place) = {
            let troubles = &target.account.troubles;
            let picked = state.slots.pick(&account.keys, tried, troubles, now);
            let picked = picked.map(|slot| (slot.key.clone(), slot.place.clone()));
            match picked {
                Ok(picked) => picked,
                Err(unfit) => self.press(&target, &mut state, account, unfit, turn, now)?,
            }
        };
        let limited = account.limits != crate::account::Limits::default();
        let booked = match limited {
            false => None,
            true => Some(
                target
                    .account
                    .own
                    .book(&account.limits, tokens, now)
                    .map_err(|(limit, wait)| Blocked {
                        why: Held::OwnLimit(limit),
                        wait,
                        opens: wait,
                    })?,
            ),
        };
        let (ticket, change) = match state.breaker.admit(now, turn, &self.rules) {
            Admission::Through => (None, None),
            Admission::Probe(ticket, change) => (Some(ticket), change),
            Admission::Not { wait, opens } => {
                if let Some(booked) = booked {
                    target.account.own.take_back(&booked);
                }
                return Err(Blocked {
                    why: Held::BreakerOpen,
                    wait,
                    opens,
                });
            }
        };
        state.asked_at = Some(now);
        drop(state);
        Ok(Pass {
            health: Arc::clone(self),
            target,
            key,
            place,
            ticket,
            booked,
            change,
        })
    }

    /// Whether a key of the account is fit that this call has not tried.
    pub(crate) fn has_spare_key(&self, aim: &Aim, tried: &[KeyRef], now: Instant) -> bool {
        let keys = &aim.account.keys;
        keys.len() > 1 && {
            let target = self.target(aim);
            let mut state = target.state();
            state
                .slots
                .has_spare(keys, tried, &target.account.troubles, now)
        }
    }

    /// No key is fit. A call that nobody else can answer waits for a short while, and else asks
    /// nevertheless, at a pace: a limit that was learned may be wrong, a refused key may hold again.
    fn press(
        &self,
        target: &Target,
        state: &mut target::State,
        account: &Account,
        unfit: Unfit,
        turn: Turn,
        now: Instant,
    ) -> Result<(Option<KeyRef>, Option<Arc<str>>), Blocked> {
        let left = |until: Instant| until.saturating_duration_since(now);
        let (why, opens, told) = match unfit {
            Unfit::Retired => (Held::KeysRetired, self.rules.open_at_most, false),
            Unfit::Resting(until) => (Held::KeysRest, left(until), true),
            Unfit::Guessed(until) => (Held::KeysRest, left(until), false),
            Unfit::NoRoom(until) => (Held::NoRoom, left(until), true),
        };
        let pace = state.pressed_at.map_or(Duration::ZERO, |at| {
            (at + self.rules.last_resort_every).saturating_duration_since(now)
        });
        let wait = if told && opens <= SHORT_WAIT {
            opens
        } else {
            pace
        };
        if turn == Turn::Ordinary || !wait.is_zero() {
            return Err(Blocked { why, wait, opens });
        }
        state.pressed_at = Some(now);
        let troubles = &target.account.troubles;
        let slot = state.slots.pick_unfit(&account.keys, troubles, now);
        slot.map(|slot: &Slot| (slot.key.clone(), slot.place.clone()))
            .ok_or(Blocked { why, wait, opens })
    }

    /// An attempt has ended.
    fn ended(
        &self,
        target: &Target,
        key: Option<&KeyRef>,
        ticket: Option<Ticket>,
        ending: &Ending<'_>,
    ) -> Vec<Event> {
        let now = ending.now;
        let mut said = Vec::new();
        let mark = match outcome::says(ending.failure, ending.patience) {
            Says::Target(mark) => Some(mark),
            Says::Unreached => self.unreached(target, ending).then_some(Mark::Stuck),
            Says::KeyTired => {
                self.rest(target, key, ending);
                None
            }
            Says::KeySpent | Says::KeyRefused => {
                said.extend(key.and_then(|key| self.trouble(target, key, ending)));
                None
            }
            Says::Nothing => None,
        };
        if let (Some(Mark::Good), Some(key)) = (mark, key) {
            target.account.troubles.clear(key);
        }
        let first = ending.first_content;
        let change = target.ended(now, ticket, mark, first, ending.chance, &self.rules);
        said.extend(change.map(|change| target.said(change)));
        said
    }

    fn unreached(&self, target: &Target, ending: &Ending<'_>) -> bool {
        let no_route = ending.failure.is_some_and(|failure| failure.no_route);
        let how = if no_route {
            Unreached::NoRoute
        } else {
            Unreached::NoAnswer
        };
        self.network.unreached(&target.host, how, ending.now)
    }

    /// A 429: the key rests at this target.
    fn rest(&self, target: &Target, key: Option<&KeyRef>, ending: &Ending<'_>) {
        let asked = ending.failure.and_then(|failure| failure.retry_after);
        let rest = asked.unwrap_or(keys::REST).min(keys::LONGEST_REST);
        if let Some(slot) = target.state().slots.find(key) {
            slot.rests = Some(Rest {
                until: ending.now + rest,
                told: asked.is_some(),
            });
        }
    }

    /// A key that is refused, or has nothing to pay with.
    fn trouble(&self, target: &Target, key: &KeyRef, ending: &Ending<'_>) -> Option<Event> {
        let failure = ending.failure?;
        let spent = failure.kind == FailureKind::OutOfCredit;
        let rest = failure
            .retry_after
            .unwrap_or(keys::SPENT_REST)
            .min(keys::LONGEST_REST);
        let trouble = Trouble {
            since: ending.now,
            spent_until: spent.then(|| ending.now + rest),
            why: failure.message.clone(),
        };
        let retired = target.account.troubles.note(key, trouble);
        retired.then(|| Event::KeyRetired {
            account: Arc::clone(&target.account_name),
            key: key.to_text(),
            why: failure.message.clone(),
        })
    }

    fn target(&self, aim: &Aim) -> Arc<Target> {
        let targets = self.targets.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(target) = targets.get(&aim.label) {
            return Arc::clone(target);
        }
        drop(targets);
        let base = aim.account.base_url.as_deref();
        let host = self.network.host(base.unwrap_or(&aim.endpoint.base_url));
        let mut targets = self.targets.write().unwrap_or_else(PoisonError::into_inner);
        if targets.len() >= MOST_TARGETS {
            forget_half(&mut targets);
        }
        // Under the lock of the targets: else its account may be forgotten in between.
        let account = self.account_room(&aim.account_name);
        let target = targets.entry(Arc::clone(&aim.label)).or_insert_with(|| {
            let (name, model) = (Arc::clone(&aim.account_name), Arc::clone(&aim.model));
            Arc::new(Target::new(
                Arc::clone(&aim.label),
                name,
                model,
                account,
                host,
            ))
        });
        Arc::clone(target)
    }

    fn account_room(&self, name: &Arc<str>) -> Arc<AccountRoom> {
        let mut accounts = self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(accounts.entry(Arc::clone(name)).or_default())
    }

    fn all(&self) -> Vec<Arc<Target>> {
        let targets = self.targets.read().unwrap_or_else(PoisonError::into_inner);
        targets.values().cloned().collect()
    }
}

/// Drops the half of the targets that were asked longest ago.
fn forget_half(targets: &mut HashMap<Arc<str>, Arc<Target>>) {
    let mut asked: Vec<_> = targets
        .values()
        .map(|target| target.state().asked_at)
        .collect();
    asked.sort_unstable();
    let middle = asked.get(asked.len() / 2).copied().flatten();
    targets.retain(|_, target| target.state().asked_at > middle);
}
