//! The other side of the control endpoint: a process that asks the owner of the data folder.

use crate::error::{ApiError, ErrorCode};
use crate::folder::card::Card;
use crate::views::live::Batch;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use pointsman_engine::ports::BodyStream;
use pointsman_units::Secret;
use pointsman_upstream::{Loopback, Pass};
use pointsman_wire::FailureKind;

/// Where the owner answers.
const CONTROL: &str = "/pointsman/control/";

/// The way to the owner.
pub(crate) struct Client {
    loopback: Loopback,
    pub(crate) pid: u32,
    version: String,
}

/// Why the owner gave no answer.
pub(crate) enum NoAnswer {
    /// Nobody listens any more, and nothing was asked.
    Gone(ApiError),
    /// It says no.
    Refused(ApiError),
}

impl Client {
    /// The way to the owner whose card this is; `None` while it does not serve.
    pub(crate) fn new(card: Card) -> Result<Option<Self>, ApiError> {
        let Some(url) = card.url else {
            return Ok(None);
        };
        let loopback = Loopback::new(&url, Pass::Control(Secret::new(card.secret)))
            .map_err(|error| ApiError::new(ErrorCode::Internal, format!("owner.json: {error}")))?;
        Ok(Some(Self {
            loopback,
            pid: card.pid,
            version: card.version,
        }))
    }

    /// Asks the owner for one operation.
    pub(crate) async fn ask(&self, path: &str, body: &[u8]) -> Result<Bytes, NoAnswer> {
        let answer = self
            .loopback
            .post_json(&format!("{CONTROL}{path}"), body)
            .await;
        let (status, body) = answer.map_err(|failure| {
            let error = ApiError::new(ErrorCode::Io, failure.message);
            match failure.kind {
                FailureKind::Connect => NoAnswer::Gone(error),
                _ => NoAnswer::Refused(error),
            }
        })?;
        if status == 200 {
            return Ok(body);
        }
        let error = self.refusal(status, &body);
        Err(match status {
            // Another owner has come since the card was read, and it knows another secret.
            401 => NoAnswer::Gone(error),
            _ => NoAnswer::Refused(error),
        })
    }

    /// The batches that the owner sends, until it ends.
    pub(crate) async fn events(&self) -> Result<Batches, NoAnswer> {
        match self.loopback.events(&format!("{CONTROL}events")).await {
            Ok(body) => Ok(Batches {
                body,
                rest: BytesMut::new(),
            }),
            Err(failure) => Err(NoAnswer::Gone(ApiError::new(
                ErrorCode::Io,
                failure.message,
            ))),
        }
    }

    fn refusal(&self, status: u16, body: &[u8]) -> ApiError {
        serde_json::from_slice(body).unwrap_or_else(|_| {
            ApiError::new(
                ErrorCode::Internal,
                format!(
                    "the owner (version {}) answered with status {status}",
                    self.version
                ),
            )
            .hint("restart it, so that both are of one version")
        })
    }
}

/// Batches out of JSON lines.
pub(crate) struct Batches {
    body: BodyStream,
    rest: BytesMut,
}

impl Batches {
    /// The next batch; `None` when the owner has ended.
    pub(crate) async fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
                let line = self.rest.split_to(end + 1);
                match serde_json::from_slice(&line) {
                    Ok(batch) => return Some(batch),
                    // A blank line keeps the connection warm.
                    Err(_) => continue,
                }
            }
            let piece = self.body.next().await?.ok()?;
            self.rest.extend_from_slice(&piece);
        }
    }
}
