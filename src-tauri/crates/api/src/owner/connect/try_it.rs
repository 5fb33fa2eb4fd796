//! A real call through the proxy, over HTTP like any tool's, with the session key.

use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::views::connect::{TestCall, TestCallReport};
use crate::views::live::Header;
use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use pointsman_engine::ports::Incoming;
use pointsman_upstream::{Loopback, Pass};
use pointsman_wire::Failure;
use serde_json::{Value, json};
use std::sync::Arc;

/// How much of an answer is read, and how much is shown.
const READ: usize = 1024 * 1024;
const SHOWN: usize = 500;

/// Sends it.
pub(crate) async fn test_call(
    owner: &Arc<Owner>,
    test: TestCall,
) -> Result<TestCallReport, ApiError> {
    let Some(door) = owner.door() else {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            "nothing listens here, so there is nothing to call",
        )
        .hint("start `pointsman serve`, or open the window"));
    };
    let loopback = Loopback::new(&door.url, Pass::LocalKey(owner.session_key()))
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?;
    let body = json!({
        "model": test.model.as_deref().unwrap_or("auto"),
        "stream": test.stream,
        "messages": [{ "role": "user", "content": "Say in one sentence that the points are set." }],
    });
    let incoming = loopback
        .call("/v1/chat/completions", body.to_string().as_bytes())
        .await
        .map_err(|failure| broken(&failure))?;
    report(incoming, test.stream).await
}

async fn report(incoming: Incoming, stream: bool) -> Result<TestCallReport, ApiError> {
    let (status, headers) = (incoming.status, own(&incoming.headers));
    let mut pieces = incoming.body;
    let mut body = Vec::new();
    // The whole answer is taken, so that the call ends as answered and not as cancelled.
    while let Some(piece) = pieces.next().await {
        let piece: Bytes = piece.map_err(|failure| broken(&failure))?;
        if body.len() < READ {
            body.extend_from_slice(&piece);
        }
    }
    let text = if stream && status < 400 {
        streamed(&body)
    } else {
        crate::owner::providers::said(&body)
    };
    Ok(TestCallReport {
        call: headers
            .iter()
            .find(|header| header.name == "x-pointsman-request-id")
            .and_then(|header| header.value.parse().ok()),
        status,
        text: text.chars().take(SHOWN).collect(),
        headers,
    })
}

fn own(headers: &HeaderMap) -> Vec<Header> {
    headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-pointsman-"))
        .map(|(name, value)| Header {
            name: name.to_string(),
            value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
        })
        .collect()
}

/// The text of a stream, or the error that ended it.
fn streamed(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let frames = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok());
    let said = frames.filter_map(|frame| {
        let piece = frame
            .pointer("/choices/0/delta/content")
            .or_else(|| frame.pointer("/error/message"))?;
        piece.as_str().map(str::to_owned)
    });
    said.collect()
}

fn broken(failure: &Failure) -> ApiError {
    ApiError::new(ErrorCode::Io, failure.message.clone())
}
