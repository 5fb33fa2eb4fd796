//! A hand-made provider on a socket, and what a test sends to it.

use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use pointsman_catalog::Catalog;
use pointsman_engine::account::{Account, KeyRef};
use pointsman_engine::ports::{
    BodyStream, BoxFuture, Incoming, KeyTrouble, Keys, Outgoing, Upstream,
};
use pointsman_units::{AttemptNo, CallId, Secret, UnixMillis};
use pointsman_upstream::{Sender, Simulator, SimulatorPace};
use pointsman_wire::{Dialect, Failure};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The key that every account of these tests has, unless the test is about keys.
pub const KEY: &str = "sk-planted-secret";

/// The generous limit on waiting for an event.
pub async fn within<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), waiting)
        .await
        .expect("nothing happened within 10 s")
}

/// Holds tokio's clock still while sockets go on: a paused clock does not run ahead while a blocking
/// task waits.
pub struct Frozen(#[expect(dead_code, reason = "held until dropped")] std::sync::mpsc::Sender<()>);

impl Frozen {
    pub fn clock() -> Self {
        let (hold, held) = std::sync::mpsc::channel();
        tokio::task::spawn_blocking(move || held.recv());
        tokio::time::pause();
        Self(hold)
    }
}

/// A server that does what the test says, connection by connection.
pub struct Stand {
    listener: TcpListener,
    pub url: String,
}

/// One connection, its first request read.
pub struct Visit {
    pub stream: TcpStream,
    pub head: String,
    pub body: Vec<u8>,
}

impl Stand {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        Self { listener, url }
    }

    /// The next connection.
    pub async fn visit(&self) -> Visit {
        let mut visit = Visit {
            stream: self.accept().await,
            head: String::new(),
            body: Vec::new(),
        };
        visit.read().await;
        visit
    }

    /// The next connection, nothing read.
    pub async fn accept(&self) -> TcpStream {
        within(self.listener.accept()).await.unwrap().0
    }

    /// Whether somebody knocks who was not yet let in.
    pub fn somebody_knocks(self) -> bool {
        let listener = self.listener.into_std().unwrap();
        listener.accept().is_ok()
    }
}

impl Visit {
    /// Reads the next request on this connection.
    pub async fn read(&mut self) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(within(self.stream.read_u8()).await.unwrap());
        }
        self.head = String::from_utf8(head).unwrap();
        let length = self.header("content-length");
        self.body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        within(self.stream.read_exact(&mut self.body))
            .await
            .unwrap();
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        within(self.stream.write_all(bytes.as_ref())).await.unwrap();
    }

    /// A whole answer.
    pub async fn answer(&mut self, status: &str, headers: &str, body: &str) {
        let length = body.len();
        self.say(format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        ))
        .await;
    }

    /// Breaks the connection with a reset.
    pub fn reset(self) {
        let socket = socket2::SockRef::from(&self.stream);
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Waits until the other side has closed.
    pub async fn gone(mut self) {
        let mut rest = Vec::new();
        // A reset says the same as an end.
        let _ = within(self.stream.read_to_end(&mut rest)).await;
        assert!(rest.is_empty(), "more was sent: {rest:?}");
    }
}

/// Keys that say one thing.
pub struct Ring(pub Result<&'static str, KeyTrouble>);

impl Keys for Ring {
    fn secret(&self, _: &KeyRef, _: &str) -> BoxFuture<Result<Arc<Secret>, KeyTrouble>> {
        let said = self.0.map(|key| Arc::new(Secret::new(key.to_owned())));
        Box::pin(std::future::ready(said))
    }
}

pub fn sender() -> Sender {
    sender_with(Ring(Ok(KEY)))
}

pub fn sender_with(keys: Ring) -> Sender {
    let simulator = Simulator::new(SimulatorPace::INSTANT);
    Sender::new(Catalog::built_in(), Arc::new(keys), simulator)
}

/// An account of a catalogue's provider whose calls go to `url`.
pub fn account(provider: &str, key: Option<KeyRef>, url: &str) -> Arc<Account> {
    let mut account = an_account(provider);
    account.keys = key.into_iter().collect();
    account.base_url = Some(format!("{url}/v1"));
    Arc::new(account)
}

pub fn an_account(provider: &str) -> Account {
    Account::new(provider, provider)
}

pub fn keychain() -> Option<KeyRef> {
    Some(KeyRef::Keychain("planted".to_owned()))
}

/// An attempt at `model` of `account`, of a call of its own.
pub fn attempt(account: Arc<Account>, model: &str, body: &str) -> Outgoing {
    use std::sync::atomic::{AtomicU64, Ordering};
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let nth = CALLS.fetch_add(1, Ordering::Relaxed);
    let provider = Catalog::built_in().provider(&account.provider).unwrap();
    let endpoint = provider.endpoint(Dialect::OpenaiChat).unwrap();
    Outgoing {
        call: CallId::new(UnixMillis(1), u128::from(nth)),
        attempt: AttemptNo(1),
        endpoint,
        path: endpoint.path(false),
        key: account.keys.first().cloned(),
        credential: None,
        account,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        model: model.to_owned(),
        stream: false,
        connect: Duration::from_secs(5),
    }
}

/// Sends a small attempt to a stand.
pub fn ask(sender: &Sender, url: &str) -> BoxFuture<Result<Incoming, Failure>> {
    sender.send(attempt(account("openai", keychain(), url), "m", "{}"))
}

/// The failure of an answer that has none of the head.
pub fn failed(answer: Result<Incoming, Failure>) -> Failure {
    match answer {
        Ok(answer) => panic!("answered {}", answer.status),
        Err(failure) => failure,
    }
}

/// The bytes of a body, and how it failed where it did.
pub async fn read(mut body: BodyStream) -> (Vec<u8>, Option<Failure>) {
    let mut bytes = Vec::new();
    while let Some(chunk) = within(body.next()).await {
        match chunk {
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(failure) => return (bytes, Some(failure)),
        }
    }
    (bytes, None)
}
