//! Calls as they run: what the engine notes, gathered into batches for whoever watches.
//!
//! While nobody watches, a call costs one counter: finished calls are read back from the ledger.
//! Knows no file and no SQL.

mod minute;
mod picture;
pub(crate) mod row;

use crate::clock::now;
use crate::views::live::{Batch, CallView, Notice};
use minute::Minute;
use picture::Picture;
use pointsman_engine::ports::Observer;
use pointsman_engine::record::Event;
use pointsman_units::{CallId, UnixMillis};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio::time::{Instant, timeout};

/// At most 15 batches a second.
const BETWEEN_BATCHES: Duration = Duration::from_millis(67);
/// Sums are to be read again at most once a second.
const BETWEEN_SUMS: Duration = Duration::from_secs(1);
/// How often a watcher hears that a minute without calls goes by.
const PULSE: Duration = Duration::from_secs(5);
/// Calls in one batch.
const BATCH: usize = 200;
/// Notices in one batch: who has so many hears no more from another.
const NOTICES: usize = 100;
/// Running calls that are pictured, more than the gateway takes. The others count as missed.
const PICTURED: usize = 10_000;
/// How many batches a watcher may lag behind: about four seconds of them.
const LAG: usize = 64;

/// What the engine tells, kept for those who watch.
pub struct Live {
    watched: AtomicBool,
    minute: Minute,
    state: Mutex<State>,
    stirred: Notify,
    batches: broadcast::Sender<Batch>,
}

#[derive(Default)]
struct State {
    running: HashMap<CallId, Picture>,
    /// Running calls that changed since the last batch.
    changed: HashSet<CallId>,
    /// Calls that ended since the last batch.
    ended: Vec<CallView>,
    missed: u32,
    words: BTreeSet<&'static str>,
    notices: Vec<Notice>,
    /// Calls came or ended since the sums were last said to have changed.
    sums: bool,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            watched: AtomicBool::new(false),
            minute: Minute::default(),
            state: Mutex::default(),
            stirred: Notify::new(),
            batches: broadcast::Sender::new(LAG),
        }
    }
}

impl Live {
    /// Begins to watch. Calls that run already stand in the ledger's list.
    pub fn watch(&self) -> broadcast::Receiver<Batch> {
        let watcher = self.batches.subscribe();
        self.watched.store(true, Ordering::Relaxed);
        self.stirred.notify_one();
        watcher
    }

    /// Says that what belongs to a word changed: it must be read again.
    pub fn touch(&self, words: &[&'static str]) {
        if self.watched.load(Ordering::Relaxed) {
            self.state().words.extend(words);
            self.stirred.notify_one();
        }
    }

    /// Whether anybody watches: a window, in this process or attached to it.
    pub fn is_watched(&self) -> bool {
        self.batches.receiver_count() > 0
    }

    /// The calls that run now, as far as they were watched from their beginning.
    pub fn running(&self) -> Vec<CallView> {
        self.state().running.values().map(Picture::view).collect()
    }

    /// Calls that arrived within the last minute.
    pub fn calls_per_minute(&self, now: UnixMillis) -> u32 {
        self.minute.count(now)
    }

    /// Sends batches until it is dropped.
    pub async fn send_batches(&self) {
        let mut sums_at = None::<Instant>;
        let mut per_minute = 0;
        loop {
            self.wait(&mut per_minute).await;
            if self.batches.receiver_count() == 0 {
                self.forget();
                continue;
            }
            let sums_due = sums_at.is_none_or(|at| at.elapsed() >= BETWEEN_SUMS);
            let (batch, sums) = self.state().take_batch(sums_due);
            if sums {
                sums_at = Some(Instant::now());
            }
            if batch != Batch::default() {
                // Fails only when the last watcher has just gone.
                let _ = self.batches.send(batch);
            }
            tokio::time::sleep(BETWEEN_BATCHES).await;
            if self.state().sums {
                self.stirred.notify_one();
            }
        }
    }

    /// Waits until something changed. The calls of the last minute grow fewer without an event.
    async fn wait(&self, per_minute: &mut u32) {
        loop {
            if self.batches.receiver_count() == 0 {
                return self.stirred.notified().await;
            }
            if timeout(PULSE, self.stirred.notified()).await.is_ok() {
                return;
            }
            let count = self.calls_per_minute(now());
            if *per_minute != count {
                *per_minute = count;
                self.state().words.insert("settings");
                return;
            }
        }
    }

    /// Nobody watches any more.
    fn forget(&self) {
        self.watched.store(false, Ordering::Relaxed);
        *self.state() = State::default();
        // Someone may have begun in between.
        if self.batches.receiver_count() > 0 {
            self.watched.store(true, Ordering::Relaxed);
        }
    }

    /// A lock that a panic poisoned guards pictures only, and the next events draw them anew.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Live {
    fn note(&self, event: Event) {
        if let Event::Arrived(head) = &event {
            self.minute.tick(head.at);
        }
        if self.watched.load(Ordering::Relaxed) {
            self.state().note(event);
            self.stirred.notify_one();
        }
    }
}

impl State {
    fn note(&mut self, event: Event) {
        match event {
            Event::Arrived(head) if self.running.len() < PICTURED => {
                let call = head.call;
                self.sums = true;
                self.running.insert(call, Picture::new(head));
                self.changed.insert(call);
            }
            Event::Arrived(_) => self.missed += 1,
            Event::AttemptBegan(began) => {
                let call = began.call;
                self.change(call, |picture| picture.attempt_began(began));
            }
            Event::FirstContent {
                call,
                attempt,
                after,
            } => self.change(call, |picture| picture.content_began(attempt, after)),
            Event::Settled(settled) => self.settle(settled),
            Event::Breaker { target, state, why } => self.notice(Notice::Breaker {
                target: target.to_string(),
                state: state.code().to_owned(),
                why,
            }),
            Event::KeyRetired { account, key, why } => self.notice(Notice::KeyRetired {
                account: account.to_string(),
                place: key,
                why,
            }),
        }
    }

    fn notice(&mut self, notice: Notice) {
        self.words.extend(["providers", "routes", "settings"]);
        if self.notices.len() < NOTICES {
            self.notices.push(notice);
        }
    }

    fn change(&mut self, call: CallId, change: impl FnOnce(&mut Picture)) {
        match self.running.get_mut(&call) {
            Some(picture) => {
                change(picture);
                self.changed.insert(call);
            }
            // It began before anyone watched.
            None => self.missed += 1,
        }
    }

    fn settle(&mut self, mut settled: pointsman_engine::record::CallSettled) {
        self.sums = true;
        self.changed.remove(&settled.call);
        let known = self.running.remove(&settled.call);
        let picture = known.or_else(|| settled.head.take().map(Picture::new));
        match picture {
            Some(picture) if self.ended.len() < BATCH => {
                self.ended.push(picture.settled(settled));
            }
            Some(_) | None => self.missed += 1,
        }
    }

    /// What changed since the last batch, and whether it says that the sums did.
    fn take_batch(&mut self, sums_due: bool) -> (Batch, bool) {
        let mut calls = std::mem::take(&mut self.ended);
        let mut missed = std::mem::take(&mut self.missed);
        for call in self.changed.drain() {
            match self.running.get(&call) {
                Some(picture) if calls.len() < BATCH => calls.push(picture.view()),
                Some(_) => missed += 1,
                None => {}
            }
        }
        let sums = sums_due && std::mem::take(&mut self.sums);
        if sums {
            self.words.extend(["spend", "settings"]);
        }
        let changed = std::mem::take(&mut self.words);
        let batch = Batch {
            calls,
            missed,
            notices: std::mem::take(&mut self.notices),
            changed: changed.into_iter().map(str::to_owned).collect(),
        };
        (batch, sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_engine::health::BreakerState;

    #[tokio::test]
    async fn what_a_person_may_want_to_hear_of_is_in_the_next_batch() {
        let live = std::sync::Arc::new(Live::default());
        let mut batches = live.watch();
        live.note(Event::Breaker {
            target: "openai/gpt-5".into(),
            state: BreakerState::Open,
            why: "5 calls in a row failed".to_owned(),
        });
        live.note(Event::KeyRetired {
            account: "openai".into(),
            key: "keychain:openai-2".to_owned(),
            why: "no".to_owned(),
        });
        let sends = live.clone();
        let sender = tokio::spawn(async move { sends.send_batches().await });
        let batch = timeout(Duration::from_secs(10), batches.recv()).await;
        sender.abort();
        let batch = batch.unwrap().unwrap();
        assert_eq!(batch.changed, ["providers", "routes", "settings"]);
        let [
            Notice::Breaker { target, state, .. },
            Notice::KeyRetired { place, .. },
        ] = batch.notices.as_slice()
        else {
            panic!("{batch:?}");
        };
        assert_eq!((target.as_str(), state.as_str()), ("openai/gpt-5", "open"));
        assert_eq!(place, "keychain:openai-2");
    }
}
