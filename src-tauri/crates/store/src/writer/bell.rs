//! What the writer's thread waits for, and what others wait for from it. Knows no journal and no SQL.

use crate::journal::Position;
use crate::{Fold, Reason};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest time between two tries of a fold that fails.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// What was folded is on the disk at latest after this.
pub(crate) const SETTLE_WITHIN: Duration = Duration::from_secs(1);

/// What the thread is to do.
pub(crate) enum Order {
    /// Fold; everyone who asked up to this ticket waits for it.
    Fold(u64),
    /// Nobody waits, but something was written a while ago: fold, or put it off.
    Look(u64),
    /// Bring what was folded to the disk.
    Settle,
    /// End.
    Stop,
}

/// Wakes the writer's thread, and says how far it is.
pub(crate) struct Bell {
    fold: Fold,
    /// Whether the thread knows that something was written. Spares callers the lock.
    rung: AtomicBool,
    state: Mutex<State>,
    wake: Condvar,
    done: Condvar,
}

struct State {
    /// When to fold.
    fold_at: Option<Instant>,
    /// When to bring what was folded to the disk.
    settle_at: Option<Instant>,
    /// The last ticket given to those who wait for a fold.
    asked: u64,
    /// The last ticket served.
    served: u64,
    folded: Position,
    trouble: Option<Reason>,
    /// Folds that failed in a row.
    failures: u32,
    stop: Stop,
}

#[derive(PartialEq, Eq)]
enum Stop {
    /// The thread runs.
    No,
    /// It is to fold once more and to end.
    Asked,
    /// It folds for the last time.
    Folding,
    /// It has ended.
    Done,
}

impl Bell {
    pub fn new(fold: Fold, folded: Position) -> Self {
        let state = State {
            fold_at: None,
            // A start has folded, and may have left segments to remove.
            settle_at: Some(Instant::now()),
            asked: 0,
            served: 0,
            folded,
            trouble: None,
            failures: 0,
            stop: Stop::No,
        };
        Self {
            fold,
            rung: AtomicBool::new(false),
            state: Mutex::new(state),
            wake: Condvar::new(),
            done: Condvar::new(),
        }
    }

    /// Something was written. Costs one atomic, but for the first time after a fold.
    pub fn written(&self) {
        let Fold::Within(interval) = self.fold else {
            return;
        };
        if self.rung.swap(true, Ordering::AcqRel) {
            return;
        }
        let mut state = self.lock();
        if state.fold_at.is_none() {
            state.fold_at = Some(Instant::now() + interval);
            self.wake.notify_one();
        }
    }

    /// Waits until the tables are as far as `end`.
    pub fn fold_up_to(&self, end: Position) -> Result<(), Reason> {
        let mut state = self.lock();
        if state.folded >= end {
            return Ok(());
        }
        state.asked += 1;
        let ticket = state.asked;
        self.wake.notify_one();
        while state.folded < end && state.served < ticket && state.stop != Stop::Done {
            state = wait(&self.done, state);
        }
        if state.folded >= end {
            return Ok(());
        }
        Err(state.trouble.unwrap_or(Reason::Other))
    }

    /// How far the tables are and why not farther, when the last fold failed.
    pub fn trouble(&self) -> Option<(Position, Reason)> {
        let state = self.lock();
        state.trouble.map(|reason| (state.folded, reason))
    }

    /// Ends the thread.
    pub fn stop(&self) {
        self.lock().stop = Stop::Asked;
        self.wake.notify_one();
    }

    /// The thread's part: waits for the next thing to do.
    pub fn wait(&self) -> Order {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            match state.stop {
                Stop::Asked if matches!(self.fold, Fold::Within(_)) => {
                    state.stop = Stop::Folding;
                    return Order::Fold(state.asked);
                }
                Stop::Asked | Stop::Folding | Stop::Done => return Order::Stop,
                Stop::No => {}
            }
            let waited_for = state.asked > state.served;
            if waited_for || state.fold_at.is_some_and(|at| at <= now) {
                state.fold_at = None;
                // Before the journal is read: who writes from now on rings again.
                self.rung.swap(false, Ordering::AcqRel);
                return match waited_for {
                    true => Order::Fold(state.asked),
                    false => Order::Look(state.asked),
                };
            }
            if state.settle_at.is_some_and(|at| at <= now) {
                return Order::Settle;
            }
            let next = [state.fold_at, state.settle_at].into_iter().flatten().min();
            state = match next {
                Some(at) => wait_until(&self.wake, state, at.saturating_duration_since(now)),
                None => wait(&self.wake, state),
            };
        }
    }

    /// The thread's part: the fold is put off until the next look.
    pub fn put_off(&self) {
        let Fold::Within(interval) = self.fold else {
            return;
        };
        let (mut state, now) = (self.lock(), Instant::now());
        state.fold_at = Some(now + interval);
        state.settle_at.get_or_insert(now + SETTLE_WITHIN);
    }

    /// The thread's part: a fold has ended.
    pub fn folded(&self, ticket: u64, folded: Position, trouble: Option<Reason>) {
        let mut state = self.lock();
        if folded != state.folded && state.settle_at.is_none() {
            state.settle_at = Some(Instant::now() + SETTLE_WITHIN);
        }
        state.folded = folded;
        state.served = ticket;
        state.trouble = trouble;
        state.failures = trouble.map_or(0, |_| state.failures.saturating_add(1));
        if trouble.is_some()
            && let Fold::Within(interval) = self.fold
        {
            let doubled = interval.saturating_mul(1 << state.failures.min(10));
            state.fold_at = Some(Instant::now() + doubled.min(LONGEST_WAIT));
        }
        self.done.notify_all();
    }

    /// The thread's part: what was folded was brought to the disk, or is to be in a while.
    pub fn settled(&self, again: Option<Duration>) {
        self.lock().settle_at = again.map(|span| Instant::now() + span);
    }

    /// The thread's part: frees those who wait when the thread ends, however it ends.
    pub fn silence_at_end(&self) -> impl Drop + '_ {
        Silence(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Silence<'a>(&'a Bell);

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        self.0.lock().stop = Stop::Done;
        self.0.done.notify_all();
    }
}

fn wait<'a>(on: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    on.wait(state).unwrap_or_else(PoisonError::into_inner)
}

fn wait_until<'a>(
    on: &Condvar,
    state: MutexGuard<'a, State>,
    span: Duration,
) -> MutexGuard<'a, State> {
    let waited = on.wait_timeout(state, span);
    waited.unwrap_or_else(PoisonError::into_inner).0
}
