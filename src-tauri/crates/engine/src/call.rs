//! One call, from its arrival to its settlement.

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use pointsman_wire::Dialect;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A call as it came in at the door, its key admitted.
pub struct Arrived {
    /// The language the client speaks.
    pub dialect: Dialect,
    /// Who asks.
    pub caller: Caller,
    /// The client's headers.
    pub headers: HeaderMap,
    /// The body, decoded.
    pub body: Bytes,
}

/// Who asks, as the local key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The project the call counts to.
    pub project: Arc<str>,
    /// The local key's id; `session` for the session key.
    pub key: Arc<str>,
    /// The tool the key was made for.
    pub tool: Option<Arc<str>>,
    /// The key's environment.
    pub environment: Option<Arc<str>>,
}

/// A piece of the answer to the client.
#[derive(Debug)]
pub enum Out {
    /// Comes first, once.
    Head(Head),
    /// Bytes of the body. Never empty.
    Body(Bytes),
}

/// The head of the answer.
#[derive(Clone, Debug)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// The headers. Without length, connection or encoding headers.
    pub headers: HeaderMap,
}

/// The answer: one [`Out::Head`], then bodies. It pulls from the provider only when it is polled;
/// dropping it means that the client is gone: the provider is cancelled at once and the call settled.
pub struct CallStream {
    _run: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Stream for CallStream {
    type Item = Out;
    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Out>> {
        unimplemented!()
    }
}
