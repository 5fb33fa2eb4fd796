//! The thinnest pass-through: hyper on both sides, a pool of connections, no look at anything.

use crate::load::connect;
use crate::{Outcome, serve};
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::SendRequest;
use hyper::header::HOST;
use hyper::{Request, Response};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

type Pool = Rc<RefCell<Vec<SendRequest<Incoming>>>>;

/// Serves until killed.
pub async fn serve(to: String) -> Outcome<()> {
    let pool = Pool::default();
    serve::answer(move |request| pass(request, to.clone(), pool.clone())).await
}

async fn pass(mut request: Request<Incoming>, to: String, pool: Pool) -> Outcome<Response<Lent>> {
    let idle = pool.borrow_mut().pop();
    let mut connection = match idle {
        Some(idle) if !idle.is_closed() => idle,
        Some(_) | None => connect(&to).await?,
    };
    connection.ready().await?;
    request.headers_mut().insert(HOST, to.parse()?);
    let response = connection.send_request(request).await?;
    Ok(response.map(|body| Lent {
        body,
        connection: Some(connection),
        pool,
    }))
}

/// An answer's body, with the connection it comes over. That is free when the body has ended; sooner,
/// and a stream that has only begun would hold up whoever gets its connection next.
struct Lent {
    body: Incoming,
    connection: Option<SendRequest<Incoming>>,
    pool: Pool,
}

impl Body for Lent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() || self.body.is_end_stream() {
            let connection = self.connection.take();
            self.pool.borrow_mut().extend(connection);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
