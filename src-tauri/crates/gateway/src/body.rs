//! Reading a request's body: bounded in size and in time, decoded. Knows nothing of what it says.

use crate::parts::Limits;
use crate::refusal::Refusal;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body::Body as _;
use http_body_util::BodyExt;
use std::time::Duration;

mod inflate;

/// Reads the whole body and decodes it. Headers that told of the encoding are taken out.
pub(crate) async fn read(
    headers: &mut HeaderMap,
    body: &mut Body,
    limits: &Limits,
) -> Result<Bytes, Refusal> {
    let limit = limits.body;
    if body.size_hint().lower() > limit as u64 {
        return Err(Refusal::TooLarge { limit });
    }
    let encoding = match headers.get(CONTENT_ENCODING) {
        Some(value) => inflate::Encoding::parse(value)?,
        None => None,
    };
    let bytes = collect(body, limit, limits.body_idle).await?;
    let Some(encoding) = encoding else {
        return Ok(bytes);
    };
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    // A body at the limit keeps a core busy for tenths of a second, which other calls must not feel.
    // The task ends by itself at the limit.
    tokio::task::spawn_blocking(move || inflate::inflate(encoding, &bytes, limit))
        .await
        .unwrap_or(Err(Refusal::Bug))
}

async fn collect(body: &mut Body, limit: usize, idle: Duration) -> Result<Bytes, Refusal> {
    let Some(first) = next(body, idle).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(Refusal::TooLarge { limit });
    }
    // Most bodies come in one piece, which is then used as it is.
    if body.is_end_stream() {
        return Ok(first);
    }
    let rest = usize::try_from(body.size_hint().lower()).unwrap_or(0);
    let mut whole = BytesMut::with_capacity(first.len().saturating_add(rest).min(limit));
    whole.extend_from_slice(&first);
    while let Some(piece) = next(body, idle).await? {
        if piece.len() > limit - whole.len() {
            return Err(Refusal::TooLarge { limit });
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// The next bytes, `None` at the end. Trailers are passed over.
async fn next(body: &mut Body, idle: Duration) -> Result<Option<Bytes>, Refusal> {
    loop {
        let frame = tokio::time::timeout(idle, body.frame())
            .await
            .map_err(|_| Refusal::SlowBody)?;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(Refusal::BrokenBody),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}
