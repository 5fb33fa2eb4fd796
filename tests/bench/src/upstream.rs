//! A provider that answers at once. A stream's chunks carry the nanosecond at which they left.

use crate::{Outcome, serve};
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Frame, Incoming};
use hyper::{Request, Response};
use std::convert::Infallible;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Chunks of one stream.
pub const CHUNKS: u32 = 30;
/// Between two chunks of one stream.
const PACE: Duration = Duration::from_millis(100);
const WHOLE: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1780000000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"The 9.15 leaves from platform two and calls at every station to the coast, where it arrives in time for lunch."},"finish_reason":"stop"}],"usage":{"prompt_tokens":120,"completion_tokens":24,"total_tokens":144}}"#;

/// Serves until killed.
pub async fn serve() -> Outcome<()> {
    serve::answer(answer).await
}

async fn answer(request: Request<Incoming>) -> Outcome<Response<UnsyncBoxBody<Bytes, Infallible>>> {
    let body = request.into_body().collect().await?.to_bytes();
    let streamed = body.get(..body.len().min(400)).unwrap_or_default();
    let streamed = streamed.windows(13).any(|it| it == b"\"stream\":true");
    let response = Response::builder();
    if !streamed {
        let whole = http_body_util::Full::new(Bytes::from_static(WHOLE.as_bytes()));
        return Ok(response
            .header("content-type", "application/json")
            .body(whole.boxed_unsync())?);
    }
    let chunks = futures_util::stream::unfold(0, |sent| async move {
        if sent > CHUNKS {
            return None;
        }
        if sent > 0 {
            tokio::time::sleep(PACE).await;
        }
        Some((Ok::<_, Infallible>(Frame::data(chunk(sent))), sent + 1))
    });
    let body = StreamBody::new(chunks.boxed());
    Ok(response
        .header("content-type", "text/event-stream")
        .body(body.boxed_unsync())?)
}

fn chunk(sent: u32) -> Bytes {
    if sent == CHUNKS {
        let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":40}}\n\ndata: [DONE]\n\n";
        return Bytes::from_static(end.as_bytes());
    }
    Bytes::from(format!(
        "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000,\"model\":\"bench\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"@{}@\"}},\"finish_reason\":null}}]}}\n\n",
        now()
    ))
}

/// Nanoseconds by the machine's clock, the same for every process on it.
pub fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
