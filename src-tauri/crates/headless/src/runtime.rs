//! The threads a command runs on. The only place that says how many.

use std::io;
use tokio::runtime::{Builder, Runtime};

/// Threads that accept connections, look at files and answer the counter. Calls run on the gateway's own.
const SERVING: usize = 1;
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
