//! The threads that serve connections: each has a runtime of its own, and a connection stays on one.
//!
//! A runtime that shares its work among threads wakes a second one for nearly every call of a quiet
//! proxy, which finds nothing to do: two futex calls and a write to wake it, more than all our own
//! reading and writing of the call. A lane wakes nobody, and the provider's connection that a call uses
//! is served by the lane that uses it. Knows no HTTP.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Threads for name lookups and for unpacking bodies, per lane.
const BLOCKING: usize = 4;

/// tokio wakes a runtime by a write to itself, even from its own thread, for each timer that is due
/// before all others. A timer that is always due soon spares every call that write.
const TICK: Duration = Duration::from_secs(1);

/// The lanes. Dropping them ends their threads, and whatever still runs on them.
pub(crate) struct Lanes(Vec<Lane>);

struct Lane {
    runtime: Handle,
    /// Connections on it.
    seats: Arc<AtomicUsize>,
    /// Dropped to end the thread.
    open: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A connection's place on a lane, given back when it is dropped.
pub(crate) struct Seat(Arc<AtomicUsize>);

impl Lanes {
    /// Opens so many lanes. Each does `rest` whenever it has nothing else to do, before it sleeps.
    pub(crate) fn open(
        count: usize,
        rest: impl Fn() + Clone + Send + Sync + 'static,
    ) -> io::Result<Self> {
        (0..count.max(1))
            .map(|_| Lane::open(rest.clone()))
            .collect::<io::Result<_>>()
            .map(Self)
    }

    /// A seat on the lane with the fewest connections.
    pub(crate) fn seat(&self) -> (Handle, Seat) {
        let emptiest = self
            .0
            .iter()
            .min_by_key(|lane| lane.seats.load(Ordering::Relaxed));
        match emptiest {
            Some(lane) => (lane.runtime.clone(), Seat::on(&lane.seats)),
            // Not reached: there is always a lane.
            None => (Handle::current(), Seat::on(&Arc::default())),
        }
    }
}

impl Lane {
    fn open(rest: impl Fn() + Send + Sync + 'static) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(BLOCKING)
            .on_thread_park(rest)
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (open, closed) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("pointsman-lane".to_owned())
            .spawn(move || {
                runtime.block_on(until(closed));
                // A name lookup that hangs must not hold up the end.
                runtime.shutdown_background();
            })?;
        Ok(Self {
            runtime: handle,
            seats: Arc::default(),
            open: Some(open),
            thread: Some(thread),
        })
    }
}

/// Waits until the lane is dropped.
async fn until(mut closed: oneshot::Receiver<()>) {
    // An answer, though an error, is how it hears so; no answer within the time is a tick.
    while timeout(TICK, &mut closed).await.is_err() {}
}

impl Drop for Lane {
    fn drop(&mut self) {
        drop(self.open.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a thread that served connections has panicked");
        }
    }
}

impl Seat {
    fn on(seats: &Arc<AtomicUsize>) -> Self {
        seats.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(seats))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
