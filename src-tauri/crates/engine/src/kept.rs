//! What clients do not send back, held between two calls by who called: an answer's thoughts by the id of
//! the tool call that they stood beside, and whole conversations by the id of the answer, for dialects
//! whose clients go on from there.
//!
//! In memory and never on disk: thoughts are content. Bounded by size and age, so that what is not
//! asked for again goes by itself. Knows no dialect.

use pointsman_wire::canon::keep::Kept;
use pointsman_wire::canon::{Turn, keep};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The most bytes that are held.
const MOST: usize = 16 << 20;
/// How long at most.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// The local key's id, and the tool call's or the answer's.
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
    thing: Thing,
    size: usize,
    since: Instant,
    at: u64,
}

/// What is held.
enum Thing {
    /// Beside a tool call.
    Beside(Kept),
    /// Up to and with an answer.
    Turns(Vec<Turn>),
}

impl Memory {
    /// Holds what stood beside a caller's tool calls.
    pub(crate) fn hold(&self, caller: &Arc<str>, all: Vec<(String, Kept)>) {
        if all.is_empty() {
            return;
        }
        let mut shelf = self.shelf();
        for (id, kept) in all {
            let size = kept.size();
            shelf.lay((Arc::clone(caller), id), Thing::Beside(kept), size);
        }
        shelf.tidy(Instant::now());
    }

    /// What stood beside one.
    pub(crate) fn of(&self, caller: &Arc<str>, id: &str) -> Option<Kept> {
        let place = (Arc::clone(caller), id.to_owned());
        let shelf = self.shelf();
        let held = shelf.held.get(&place)?;
        match &held.thing {
            Thing::Beside(kept) if held.since.elapsed() < LONGEST => Some(kept.clone()),
            Thing::Beside(_) | Thing::Turns(_) => None,
        }
    }

    /// Holds the turns up to and with an answer.
    pub(crate) fn hold_turns(&self, caller: &Arc<str>, answer: String, turns: Vec<Turn>) {
        let size = turns.iter().map(keep::size_of).sum();
        let mut shelf = self.shelf();
        shelf.lay((Arc::clone(caller), answer), Thing::Turns(turns), size);
        shelf.tidy(Instant::now());
    }

    /// The turns up to and with an answer.
    pub(crate) fn turns(&self, caller: &Arc<str>, answer: &str) -> Option<Vec<Turn>> {
        let place = (Arc::clone(caller), answer.to_owned());
        let shelf = self.shelf();
        let held = shelf.held.get(&place)?;
        match &held.thing {
            Thing::Turns(turns) if held.since.elapsed() < LONGEST => Some(turns.clone()),
            Thing::Turns(_) | Thing::Beside(_) => None,
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn lay(&mut self, place: Place, thing: Thing, size: usize) {
        let size = size + place.1.len() * 2;
        self.next += 1;
        let held = Held {
            thing,
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
    use pointsman_wire::canon::{Part, Reasoning, Role, Seal, SealKind};

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
    async fn a_conversation_is_found_by_its_answer_and_by_nobody_else() {
        let memory = Memory::default();
        let (ann, bob): (Arc<str>, Arc<str>) = ("k_ann".into(), "k_bob".into());
        let turns = vec![Turn::of(Role::User, vec![Part::text("Where to?")])];
        memory.hold_turns(&ann, "resp_1".to_owned(), turns.clone());
        assert_eq!(memory.turns(&ann, "resp_1"), Some(turns));
        assert_eq!(memory.turns(&bob, "resp_1"), None);
        let long = vec![Turn::of(Role::User, vec![Part::text("x".repeat(MOST))])];
        memory.hold_turns(&ann, "resp_2".to_owned(), long);
        assert_eq!(memory.turns(&ann, "resp_2"), None, "too long to be held");
        assert_eq!(memory.shelf().size, 0);
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
