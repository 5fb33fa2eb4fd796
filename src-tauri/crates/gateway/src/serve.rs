//! Accepting connections and running each to its end; draining at shutdown.

use crate::bind::{BindError, Bound};
use crate::door::Door;
use crate::lanes::{Lanes, Seat};
use crate::parts::{Limits, Parts, Switch};
use crate::socket::{Socket, Unread};
use http::header::CONNECTION;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use std::convert::Infallible;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

/// How long accepting rests when the system has no room for another socket.
const REST: Duration = Duration::from_millis(100);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Connections that were still busy when the drain was over, and were cut.
    pub cut: usize,
}

impl Bound {
    /// Serves until `shutdown` resolves. Then nobody new is let in, running calls may finish within
    /// [`Limits::drain`], and the rest is cut. Dropping the future cuts everything at once.
    ///
    /// # Errors
    /// `Io` when the sockets cannot be handed to the runtime; `Threads` when no thread can be had.
    pub async fn serve<S: Switch>(
        self,
        parts: Parts<S>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Ended, BindError> {
        let listeners = self.into_async()?;
        let limits = parts.limits.clone();
        let switch = Arc::clone(&parts.switch);
        let lanes =
            Lanes::open(limits.threads, move || switch.rest()).map_err(BindError::Threads)?;
        let (stop, stopping) = watch::channel(false);
        let door = Arc::new(Door::new(parts, stopping.clone()));
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut shutdown => break,
                Some(ended) = connections.join_next() => {
                    note_end(ended);
                    continue;
                }
                accepted = accept(&listeners), if connections.len() < limits.connections => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let (lane, seat) = lanes.seat();
                    let accepted = stream.into_std().map(|stream| Accepted {
                        stream,
                        peer: peer.ip(),
                        _seat: seat,
                    });
                    match accepted {
                        Ok(accepted) => {
                            let run = run(Arc::clone(&door), accepted, stopping.clone());
                            connections.spawn_on(run, &lane);
                        }
                        Err(error) => tracing::debug!(%error, "a connection ended at once"),
                    }
                }
                Err(error) if is_the_clients(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted; resting");
                    tokio::select! {
                        () = &mut shutdown => break,
                        () = sleep(REST) => {}
                    }
                }
            }
        }
        drop(listeners);
        // Fails only when no connection is left to hear it.
        let _ = stop.send(true);
        Ok(drain(connections, limits.drain).await)
    }

    fn into_async(self) -> Result<Vec<TcpListener>, BindError> {
        let addresses = self.addresses().to_vec();
        self.listeners
            .into_iter()
            .zip(addresses)
            .map(|(listener, address)| {
                TcpListener::from_std(listener).map_err(|source| BindError::Io { address, source })
            })
            .collect()
    }
}

async fn accept(listeners: &[TcpListener]) -> io::Result<(TcpStream, SocketAddr)> {
    poll_fn(|cx| {
        for listener in listeners {
            if let Poll::Ready(accepted) = listener.poll_accept(cx) {
                return Poll::Ready(accepted);
            }
        }
        Poll::Pending
    })
    .await
}

/// The client went away before it was accepted; nothing is wrong here.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

/// A connection on its way to a lane.
struct Accepted {
    stream: std::net::TcpStream,
    peer: IpAddr,
    _seat: Seat,
}

/// One connection. A half-closed client counts as gone: TCP does not tell it from one that closed,
/// and a call for a client that is gone costs money. Go's net/http and nginx hold it the same way.
/// hyper looks for the end only while nothing is read ahead: a client that pipelines a second request
/// and then leaves is noticed when its first answer is written.
async fn run<S: Switch>(
    door: Arc<Door<S>>,
    accepted: Accepted,
    mut stopping: watch::Receiver<bool>,
) {
    let limits: &Limits = &door.house.parts.limits;
    let Accepted {
        stream,
        peer,
        _seat,
    } = accepted;
    let unread = Unread::default();
    let socket = TcpStream::from_std(stream)
        .and_then(|stream| Socket::new(stream, unread.clone(), limits.stall));
    let socket = match socket {
        Ok(socket) => socket,
        Err(error) => {
            tracing::debug!(%error, "a connection ended before it began");
            return;
        }
    };
    let service = service_fn(|request| {
        let (door, unread) = (&door, &unread);
        async move {
            let response = door.answer(request, peer).await;
            if response.headers().contains_key(CONNECTION) {
                unread.note();
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_within)
        .max_header_size(limits.head)
        .half_close(false);
    let mut connection = pin!(builder.serve_connection(socket, service));
    let ended = tokio::select! {
        biased;
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

async fn drain(mut connections: JoinSet<()>, within: Duration) -> Ended {
    let all_ended = async {
        while let Some(ended) = connections.join_next().await {
            note_end(ended);
        }
    };
    if timeout(within, all_ended).await.is_ok() {
        return Ended { cut: 0 };
    }
    let cut = connections.len();
    tracing::warn!(
        cut,
        "connections were still busy after the drain and are cut"
    );
    connections.shutdown().await;
    Ended { cut }
}

fn note_end(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        // The panic's own text is left out: it may repeat what a client sent.
        tracing::error!("a connection's task panicked; the others go on");
    }
}
