//! The thinnest pass-through: hyper on both sides, a pool of connections, no look at anything.

use crate::load::connect;
use crate::{Outcome, serve};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper::header::HOST;
use hyper::{Request, Response};
use std::cell::RefCell;
use std::rc::Rc;

type Pool = Rc<RefCell<Vec<SendRequest<Incoming>>>>;

/// Serves until killed.
pub async fn serve(to: String) -> Outcome<()> {
    let pool = Pool::default();
    serve::answer(move |request| pass(request, to.clone(), pool.clone())).await
}

async fn pass(
    mut request: Request<Incoming>,
    to: String,
    pool: Pool,
) -> Outcome<Response<Incoming>> {
    let idle = pool.borrow_mut().pop();
    let mut connection = match idle {
        Some(idle) if !idle.is_closed() => idle,
        Some(_) | None => connect(&to).await?,
    };
    connection.ready().await?;
    request.headers_mut().insert(HOST, to.parse()?);
    let response = connection.send_request(request).await?;
    // Back in the pool at once: `ready` waits until its answer has been read.
    pool.borrow_mut().insert(0, connection);
    Ok(response)
}
