//! The threads a command runs on. The only place that says how many.

use std::io;
use tokio::runtime::{Builder, Runtime};

/// Threads that serve calls. A call waits for its provider nearly all its time; more threads would
/// only hand it from one to another.
const SERVING: usize = 2;
/// Threads that read the ledger and files.
const BLOCKING: usize = 8;

/// For `serve`.
pub fn serving() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(SERVING)
        .max_blocking_threads(BLOCKING)
        .enable_all()
        .build()
}

/// For a command that asks and ends.
pub fn asking() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
