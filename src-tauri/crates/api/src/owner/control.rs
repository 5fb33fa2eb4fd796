//! What other processes of this user may ask the owner: the list of operations, and events.

use super::Owner;
use crate::error::{ApiError, ErrorCode};
use crate::operations::answer;
use crate::views::live::Batch;
use bytes::Bytes;
use futures_util::stream;
use pointsman_engine::ports::BoxFuture;
use pointsman_gateway::{Control, Events};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

/// A line this often shows both sides that the other is there.
const WARM: Duration = Duration::from_secs(15);

/// The counter as the gateway sees it.
pub(super) struct Counter(Weak<Owner>);

impl Counter {
    /// The counter of an owner, which it does not keep alive.
    pub(super) fn of(owner: &Arc<Owner>) -> Self {
        Self(Arc::downgrade(owner))
    }
}

impl Control for Counter {
    fn admit(&self, secret: &str) -> bool {
        self.0
            .upgrade()
            .is_some_and(|owner| owner.is_control_secret(secret))
    }

    fn ask(&self, path: String, body: Bytes) -> BoxFuture<(u16, Bytes)> {
        let Some(owner) = self.0.upgrade() else {
            let gone = ApiError::new(ErrorCode::Io, "the owner is closing");
            return Box::pin(std::future::ready(refuse(&gone)));
        };
        // A task of its own: an asker that goes away must leave nothing half done.
        let task = tokio::spawn(async move { answer(&owner, &path, &body).await });
        Box::pin(async move {
            match task.await {
                Ok(Some(Ok(body))) => (200, body),
                Ok(Some(Err(error))) => refuse(&error),
                Ok(None) => refuse(
                    &ApiError::new(ErrorCode::NotFound, "the owner has no such operation")
                        .hint("restart it, so that both are of one version"),
                ),
                Err(error) => refuse(&ApiError::new(
                    ErrorCode::Internal,
                    format!("a task of Pointsman failed: {error}"),
                )),
            }
        })
    }

    fn events(&self) -> Events {
        match self.0.upgrade() {
            Some(owner) => Box::pin(stream::unfold(owner.live.watch(), next_line)),
            None => Box::pin(stream::empty()),
        }
    }
}

async fn next_line(mut watcher: Receiver<Batch>) -> Option<(Bytes, Receiver<Batch>)> {
    let line = match timeout(WARM, next(&mut watcher)).await {
        Ok(batch) => {
            let mut line = serde_json::to_vec(&batch?).unwrap_or_default();
            line.push(b'\n');
            Bytes::from(line)
        }
        Err(_) => Bytes::from_static(b"\n"),
    };
    Some((line, watcher))
}

/// The next batch for a watcher; `None` when the house has closed. One that lags behind is told to
/// read the list again.
pub(crate) async fn next(watcher: &mut Receiver<Batch>) -> Option<Batch> {
    match watcher.recv().await {
        Ok(batch) => Some(batch),
        Err(RecvError::Lagged(_)) => Some(Batch {
            missed: 1,
            ..Batch::default()
        }),
        Err(RecvError::Closed) => None,
    }
}

fn refuse(error: &ApiError) -> (u16, Bytes) {
    let body = serde_json::to_vec(error).unwrap_or_default();
    (error.status(), body.into())
}
