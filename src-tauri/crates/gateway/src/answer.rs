//! From the engine's answer to a response: the head waits for nothing, the body is pulled by the
//! socket and never gathered. Knows no dialect's shape.

use crate::refusal::Refusal;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, StatusCode};
use http_body::{Frame, SizeHint};
use pointsman_engine::Out;
use pointsman_wire::Dialect;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How many pieces of an answer that is no stream are taken to learn its length.
const PIECES: usize = 8;

/// Waits for the head and gives back the response. Dropping the future, or later the response's
/// body, drops the answer.
pub(crate) async fn respond<A>(dialect: Dialect, mut answer: A) -> Response
where
    A: Stream<Item = Out> + Send + Unpin + 'static,
{
    let Some(Out::Head(mut head)) = answer.next().await else {
        tracing::error!("an answer came without a head");
        return Refusal::Bug.answer(dialect);
    };
    let mut body = Pulled {
        ready: VecDeque::new(),
        rest: Some(answer),
    };
    if !is_event_stream(&head.headers) {
        // A whole answer is there with its head, and then leaves with its length.
        poll_fn(|cx| {
            body.take_ready(cx);
            Poll::Ready(())
        })
        .await;
    }
    // How the body is framed on this connection is hyper's to say.
    for name in [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION] {
        head.headers.remove(name);
    }
    let mut response = Response::new(Body::new(body));
    *response.status_mut() =
        StatusCode::from_u16(head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = head.headers;
    response
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream"))
}

/// A body that is pulled from the answer piece by piece, by whoever writes it to the socket.
struct Pulled<A> {
    /// Pieces taken already.
    ready: VecDeque<Bytes>,
    /// The rest, `None` when there is none. Dropped as soon as it ends.
    rest: Option<A>,
}

impl<A: Stream<Item = Out> + Unpin> Pulled<A> {
    /// Takes what is there without waiting for more.
    fn take_ready(&mut self, cx: &mut Context<'_>) {
        while self.ready.len() < PIECES {
            match self.pull(cx) {
                Poll::Ready(Some(piece)) => self.ready.push_back(piece),
                Poll::Ready(None) | Poll::Pending => return,
            }
        }
    }

    fn pull(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while let Some(rest) = &mut self.rest {
            match rest.poll_next_unpin(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Out::Body(piece))) => return Poll::Ready(Some(piece)),
                Poll::Ready(Some(Out::Head(_))) => tracing::error!("an answer has a second head"),
                Poll::Ready(None) => self.rest = None,
            }
        }
        Poll::Ready(None)
    }
}

impl<A: Stream<Item = Out> + Unpin> http_body::Body for Pulled<A> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = match self.ready.pop_front() {
            Some(piece) => Poll::Ready(Some(piece)),
            None => self.pull(cx),
        };
        piece.map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.ready.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let ready = self.ready.iter().map(|piece| piece.len() as u64).sum();
        match self.rest {
            None => SizeHint::with_exact(ready),
            Some(_) => SizeHint::new(),
        }
    }
}
