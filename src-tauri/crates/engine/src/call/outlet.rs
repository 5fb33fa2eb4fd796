//! The one slot between a running call and whoever polls it: no task, no channel, no buffer.

use super::Out;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// The slot. The call puts a piece in and sleeps; the poll that ran the call takes it out. Both
/// happen within one poll, so the lock is never contended.
#[derive(Clone, Default)]
pub(super) struct Outlet(Arc<Mutex<Option<Out>>>);

impl Outlet {
    /// Hands a piece over and goes on when the next is asked for. A reader that does not ask holds
    /// the call, and with it the provider.
    pub(super) async fn give(&self, out: Out) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(out);
        let mut handed_over = false;
        poll_fn(|_| {
            if handed_over {
                return Poll::Ready(());
            }
            // Nobody need wake this: the piece is there, and the next poll is its reader's.
            handed_over = true;
            Poll::Pending
        })
        .await;
    }

    /// The piece that was put in, if any.
    pub(super) fn take(&self) -> Option<Out> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
