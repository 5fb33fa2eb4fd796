//! A shelf of clients for each runtime that sends.
//!
//! A connection is served by the runtime that opened it. Were one taken from a shelf that runtimes
//! share, each piece of an answer could wake a thread that only hands it to another.

use super::clients::Clients;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::runtime::{Handle, Id};

/// More runtimes than one process has; beyond it the oldest shelf goes, and its idle connections close.
const KEPT: usize = 16;

/// The shelves. A handful, so a walk beats a hash.
#[derive(Default)]
pub(crate) struct Shelves(RwLock<Vec<(Id, Arc<Clients>)>>);

impl Shelves {
    /// The shelf of the runtime that this is called on.
    pub(crate) fn here(&self) -> Arc<Clients> {
        let here = Handle::current().id();
        let of_here = |(id, shelf): &(Id, Arc<Clients>)| (*id == here).then(|| Arc::clone(shelf));
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = known.iter().find_map(of_here) {
            return shelf;
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.remove(0);
        }
        let shelf = Arc::<Clients>::default();
        known.push((here, Arc::clone(&shelf)));
        shelf
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runtime_has_a_shelf_of_its_own_and_few_are_kept() {
        let shelves = Shelves::default();
        for _ in 0..2 * KEPT {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            let (first, again) = runtime.block_on(async { (shelves.here(), shelves.here()) });
            assert!(Arc::ptr_eq(&first, &again));
            let other = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            let other = other.block_on(async { shelves.here() });
            assert!(!Arc::ptr_eq(&first, &other));
        }
        assert_eq!(shelves.0.read().unwrap().len(), KEPT);
    }
}
