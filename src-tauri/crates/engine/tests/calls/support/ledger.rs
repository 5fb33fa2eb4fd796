//! A ledger and observer that remember.

use super::upstream::Log;
use pointsman_engine::ports::{Ledger, LedgerTrouble, Observer};
use pointsman_engine::record::{AttemptBegan, AttemptEnd, CallSettled, Event};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Default)]
pub struct Book {
    began: Mutex<Vec<AttemptBegan>>,
    settled: Mutex<Vec<CallSettled>>,
    events: Mutex<Vec<&'static str>>,
    aspects: Mutex<Vec<String>>,
    pub broken: AtomicBool,
    pub full: AtomicBool,
    log: Log,
}

impl Book {
    /// A book that writes into the same log as the world.
    pub fn beside(log: &Log) -> Self {
        Self {
            log: Log::clone(log),
            ..Self::default()
        }
    }

    pub fn began(&self) -> Vec<AttemptBegan> {
        self.began.lock().unwrap().clone()
    }

    pub fn settled(&self) -> Vec<CallSettled> {
        self.settled.lock().unwrap().clone()
    }

    /// The one call that there was.
    pub fn only(&self) -> CallSettled {
        let settled = self.settled();
        assert_eq!(settled.len(), 1, "{settled:#?}");
        settled.into_iter().next().unwrap()
    }

    /// How each attempt of the one call ended, in order.
    pub fn ends(&self) -> Vec<AttemptEnd> {
        let began = self.began();
        let earlier = began.into_iter().filter_map(|began| began.previous);
        earlier.chain(self.only().last).collect()
    }

    /// What was said of breakers and keys, in order.
    pub fn aspects(&self) -> Vec<String> {
        self.aspects.lock().unwrap().clone()
    }

    pub fn events(&self) -> Vec<&'static str> {
        self.events.lock().unwrap().clone()
    }

    fn trouble(&self) -> Result<(), LedgerTrouble> {
        match self.broken.load(Ordering::Relaxed) {
            true => Err(LedgerTrouble(std::io::Error::other("disk full"))),
            false => Ok(()),
        }
    }
}

impl Ledger for Book {
    fn has_room(&self) -> bool {
        !self.full.load(Ordering::Relaxed)
    }

    fn attempt_begins(&self, began: &AttemptBegan) -> Result<(), LedgerTrouble> {
        self.trouble()?;
        self.log.lock().unwrap().push("recorded".to_owned());
        self.began.lock().unwrap().push(began.clone());
        Ok(())
    }

    fn call_settles(&self, settled: &CallSettled) -> Result<(), LedgerTrouble> {
        self.trouble()?;
        self.log.lock().unwrap().push("settled".to_owned());
        self.settled.lock().unwrap().push(settled.clone());
        Ok(())
    }
}

impl Observer for Book {
    fn note(&self, event: Event) {
        let name = match event {
            Event::Arrived(_) => "arrived",
            Event::AttemptBegan(_) => "attempt",
            Event::FirstContent { .. } => "content",
            Event::Settled(_) => "settled",
            Event::Breaker { target, state, .. } => {
                let said = format!("{target} {}", state.code());
                return self.aspects.lock().unwrap().push(said);
            }
            Event::KeyRetired { key, .. } => {
                return self.aspects.lock().unwrap().push(format!("{key} retired"));
            }
        };
        self.events.lock().unwrap().push(name);
    }
}
