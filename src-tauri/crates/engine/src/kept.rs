//! What clients do not send back of an answer's thoughts, held between two calls: by who called and
//! by the id of the tool call that it stood beside.
//!
//! In memory and never on disk: thoughts are content. Bounded by size and age, so that what is not
//! asked for again goes by itself. Knows no dialect.

use pointsman_wire::canon::keep::Kept;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The most bytes that are held.
const MOST: usize = 16 << 20;
/// How long at most.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// The local key's id, and the tool call's.
type Place = (Arc<str>, String);

/// What is held, for the process's life.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    held: HashMap<Place, Held>,
    /// By when it was laid there, oldest first.
    order: BTreeMap<u64, Place>,
    next: u64,
    size: usize,
}

struct Held {
    kept: Kept,
    size: usize,
    since: Instant,
    at: u64,
}

impl Memory {
    /// Holds what stood beside a caller's tool calls.
    pub(crate) fn hold(&self, caller: &Arc<str>, all: Vec<(String, Kept)>) {
        if all.is_empty() {
            return;
        }
        let mut shelf = self.shelf();
        for (id, kept) in all {
            shelf.lay((Arc::clone(caller), id), kept);
        }
        shelf.tidy(Instant::now());
    }

    /// What stood beside one.
    pub(crate) fn of(&self, caller: &Arc<str>, id: &str) -> Option<Kept> {
        let place = (Arc::clone(caller), id.to_owned());
        let shelf = self.shelf();
        let held = shelf.held.get(&place)?;
        (held.since.elapsed() < LONGEST).then(|| held.kept.clone())
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn lay(&mut self, place: Place, kept: Kept) {
        let size = kept.size() + place.1.len() * 2;
        self.next += 1;
        let held = Held {
            kept,
            size,
            since: Instant::now(),
            at: self.next,
        };
        self.size += size;
        self.order.insert(self.next, place.clone());
        if let Some(old) = self.held.insert(place, held) {
            self.size -= old.size;
            self.order.remove(&old.at);
        }
    }

    /// Lets go of what is too old, and of the oldest until the rest fits.
    fn tidy(&mut self, now: Instant) {
        while let Some((at, place)) = self.order.first_key_value() {
            let old = |held: &Held| now.saturating_duration_since(held.since) >= LONGEST;
            if self.size <= MOST && !self.held.get(place).is_some_and(old) {
                return;
            }
            let at = *at;
            if let Some(held) = self.order.remove(&at).and_then(|it| self.held.remove(&it)) {
                self.size -= held.size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_wire::canon::{Reasoning, Seal, SealKind};

    fn kept(text: &str) -> Kept {
        Kept {
            thoughts: vec![Reasoning {
                text: text.to_owned(),
                ..Reasoning::default()
            }],
            seal: Some(Seal {
                kind: SealKind::Gemini,
                data: "c2VhbA==".to_owned(),
            }),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_finds_its_own_for_some_hours() {
        let memory = Memory::default();
        let (ann, bob): (Arc<str>, Arc<str>) = ("k_ann".into(), "k_bob".into());
        memory.hold(&ann, vec![("call_1".to_owned(), kept("first"))]);
        memory.hold(&ann, vec![("call_1".to_owned(), kept("second"))]);
        assert_eq!(memory.of(&ann, "call_1"), Some(kept("second")));
        assert_eq!(memory.of(&bob, "call_1"), None);
        assert_eq!(memory.of(&ann, "call_2"), None);
        assert_eq!(memory.shelf().order.len(), 1);
        tokio::time::advance(LONGEST).await;
        assert_eq!(memory.of(&ann, "call_1"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn it_never_holds_more_than_its_bound_and_forgets_the_oldest_first() {
        let memory = Memory::default();
        let ann: Arc<str> = "k_ann".into();
        let large = "x".repeat(1 << 20);
        for number in 0..40 {
            memory.hold(&ann, vec![(format!("call_{number}"), kept(&large))]);
            assert!(memory.shelf().size <= MOST);
        }
        assert_eq!(memory.of(&ann, "call_0"), None);
        assert!(memory.of(&ann, "call_39").is_some());
        tokio::time::advance(LONGEST).await;
        memory.hold(&ann, vec![("late".to_owned(), kept("t"))]);
        let shelf = memory.shelf();
        assert_eq!((shelf.held.len(), shelf.order.len()), (1, 1));
    }
}
