//! A running gateway, and a switch that does as each test says and reports what it sees.

use super::client::{Client, Reply};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue};
use pointsman_engine::{Arrived, Caller, Head, LocalKeys, Out};
use pointsman_gateway::{
    BindError, Ended, Gateway, GuestList, KeyRing, LOOPBACK, Limits, Parts, Switch,
};
use pointsman_wire::ModelCard;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// The key that tests hold.
pub const KEY: &str = "pm-testkey";
/// The header that carries it.
pub const WITH_KEY: &str = "\nAuthorization: Bearer pm-testkey";

/// Waits for something that must happen.
pub async fn soon<T>(happens: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), happens)
        .await
        .expect("nothing happened within 10 s")
}

/// An answer, as a test writes it.
pub type Script = Pin<Box<dyn Stream<Item = Out> + Send>>;

/// What a switch has seen of a call.
#[derive(Debug)]
pub struct Seen {
    pub caller: Caller,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Answers as the test says.
pub struct Fake {
    script: Box<dyn Fn(&Arrived) -> Script + Send + Sync>,
    seen: mpsc::UnboundedSender<Seen>,
    dropped: mpsc::UnboundedSender<()>,
    /// Bytes that have been pulled out of answers.
    pub pulled: AtomicUsize,
}

/// An answer that reports its end.
pub struct Watched {
    script: Script,
    fake: Arc<Fake>,
}

impl Stream for Watched {
    type Item = Out;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Out>> {
        let out = self.script.as_mut().poll_next(cx);
        if let Poll::Ready(Some(Out::Body(bytes))) = &out {
            self.fake.pulled.fetch_add(bytes.len(), Ordering::SeqCst);
        }
        out
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.fake.dropped.send(());
    }
}

impl Switch for Fake {
    type Answer = Watched;

    fn call(self: &Arc<Self>, arrived: Arrived) -> Watched {
        let script = (self.script)(&arrived);
        let _ = self.seen.send(Seen {
            caller: arrived.caller,
            headers: arrived.headers,
            body: arrived.body,
        });
        Watched {
            script,
            fake: Arc::clone(self),
        }
    }

    fn models(&self) -> Vec<ModelCard> {
        vec![ModelCard {
            id: "chain/careful".into(),
            owned_by: "pointsman".into(),
            created: 0,
        }]
    }
}

/// The head of an answer.
pub fn head(status: u16, content_type: &'static str) -> Out {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    headers.insert("x-pointsman-chain", HeaderValue::from_static("auto"));
    Out::Head(Head { status, headers })
}

/// An answer that is there at once.
pub fn whole(body: &'static str) -> Script {
    Box::pin(futures_util::stream::iter([
        head(200, "application/json"),
        Out::Body(Bytes::from_static(body.as_bytes())),
    ]))
}

/// An answer of words that are made up on the way.
pub fn told(text: String) -> Script {
    Box::pin(futures_util::stream::iter([
        head(200, "text/plain"),
        Out::Body(text.into()),
    ]))
}

/// An answer whose pieces the test sends when it likes; it ends with the sender.
pub fn by_hand() -> (mpsc::UnboundedSender<Out>, Script) {
    let (pieces, mut taken) = mpsc::unbounded_channel();
    let script = futures_util::stream::poll_fn(move |cx| taken.poll_recv(cx));
    (pieces, Box::pin(script))
}

/// A gateway that runs.
pub struct Running {
    pub address: SocketAddr,
    pub fake: Arc<Fake>,
    pub keys: Arc<KeyRing>,
    pub guests: Arc<GuestList>,
    pub seen: mpsc::UnboundedReceiver<Seen>,
    pub dropped: mpsc::UnboundedReceiver<()>,
    pub stop: oneshot::Sender<()>,
    pub served: JoinHandle<Result<Ended, BindError>>,
}

impl Running {
    pub async fn client(&self) -> Client {
        Client::connect(self.address).await
    }

    /// Sends one request on a connection of its own.
    pub async fn ask(&self, head: &str, body: &[u8]) -> Reply {
        let mut client = self.client().await;
        client.send(head, body).await;
        client.reply().await
    }

    /// Waits until an answer was dropped.
    pub async fn drop_of_a_call(&mut self) {
        soon(self.dropped.recv()).await.unwrap();
    }
}

/// Limits under which a test does not wait.
pub fn limits() -> Limits {
    Limits {
        body: 64 * 1024,
        ..Limits::default()
    }
}

/// Serves with these answers.
pub fn serve(script: impl Fn(&Arrived) -> Script + Send + Sync + 'static) -> Running {
    serve_with(script, |_| {})
}

/// Serves with these answers and other parts.
pub fn serve_with(
    script: impl Fn(&Arrived) -> Script + Send + Sync + 'static,
    change: impl FnOnce(&mut Parts<Fake>),
) -> Running {
    let bound = Gateway::bind(0, &LOOPBACK).unwrap();
    let address = bound.addresses()[0];
    let (saw, seen) = mpsc::unbounded_channel();
    let (drops, dropped) = mpsc::unbounded_channel();
    let (stop, stopped) = oneshot::channel();
    let fake = Arc::new(Fake {
        script: Box::new(script),
        seen: saw,
        dropped: drops,
        pulled: AtomicUsize::new(0),
    });
    let keys = Arc::new(KeyRing::new(
        LocalKeys::default().with_session("default", KEY),
    ));
    let guests = Arc::new(GuestList::default());
    let mut parts = Parts {
        switch: Arc::clone(&fake),
        keys: Arc::clone(&keys),
        control: None,
        guests: Arc::clone(&guests),
        limits: limits(),
    };
    change(&mut parts);
    let served = tokio::spawn(bound.serve(parts, async {
        let _ = stopped.await;
    }));
    Running {
        address,
        fake,
        keys,
        guests,
        seen,
        dropped,
        stop,
        served,
    }
}
