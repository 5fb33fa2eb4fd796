//! The control endpoint: how windows and commands on this machine speak to the process that owns
//! the data folder. Knows no word and no verb; it carries bytes.

use bytes::Bytes;
use futures_core::Stream;
use pointsman_engine::ports::BoxFuture;
use std::pin::Pin;

/// Events for an attached window, as they come.
pub type Events = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// Answers attached windows and commands. Implemented by `api`.
pub trait Control: Send + Sync + 'static {
    /// Whether this is the control secret of this start. Must compare in constant time.
    fn admit(&self, secret: &str) -> bool;

    /// Answers `<word>/<verb>` with a status and a JSON body. Dropped when the asker goes away.
    fn ask(&self, path: String, body: Bytes) -> BoxFuture<(u16, Bytes)>;

    /// Events from now on, one JSON document and a line feed each. Ended by the gateway at shutdown.
    fn events(&self) -> Events;
}
