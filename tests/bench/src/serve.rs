//! Serving HTTP/1.1 with hyper and nothing else. TCP_NODELAY is set on every socket: without it chunks
//! come 10 to 40 ms late.

use crate::Outcome;
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::future::Future;
use tokio::net::TcpListener;

/// Runs `work` on a runtime with so many workers.
pub fn runtime(workers: usize, work: impl Future<Output = Outcome<()>>) -> Outcome<()> {
    let mut builder = if workers == 1 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    builder
        .worker_threads(workers)
        .enable_all()
        .build()?
        .block_on(work)
}

/// Listens on a free port, says so as one line, and answers until it is killed.
pub async fn answer<F, A, B>(handle: F) -> Outcome<()>
where
    F: Fn(Request<Incoming>) -> A + Clone + 'static,
    A: Future<Output = Outcome<Response<B>>> + 'static,
    B: Body + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            loop {
                let (socket, _) = listener.accept().await?;
                socket.set_nodelay(true)?;
                let handle = handle.clone();
                tokio::task::spawn_local(async move {
                    let service = service_fn(handle);
                    // A connection that breaks is the client's affair here.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
        })
        .await
}
