//! A provider that does what it is told, target by target, and remembers what it was sent.

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_engine::ports::{BoxFuture, Incoming, Outgoing, Upstream};
use pointsman_wire::{Failure, FailureKind};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

pub type Log = Arc<Mutex<Vec<String>>>;

/// What a target does when it is asked.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Fails before any answer.
    Fails(Failure),
    /// Answers after a while.
    Head(Duration, u16, Vec<(&'static str, String)>, Vec<Step>),
    /// Never answers.
    Silent,
}

/// A step of a body.
#[derive(Clone, Debug)]
pub enum Step {
    Bytes(Bytes),
    Wait(Duration),
    Breaks(FailureKind),
    Hangs,
}

impl From<Bytes> for Step {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl Answer {
    pub fn whole(body: impl Into<Bytes>) -> Self {
        let json = vec![("content-type", "application/json".to_owned())];
        Self::Head(Duration::ZERO, 200, json, vec![Step::Bytes(body.into())])
    }

    pub fn stream<S: Into<Step>>(steps: impl IntoIterator<Item = S>) -> Self {
        let sse = vec![("content-type", "text/event-stream".to_owned())];
        let steps = steps.into_iter().map(Into::into).collect();
        Self::Head(Duration::ZERO, 200, sse, steps)
    }

    pub fn status(status: u16, body: impl Into<Bytes>) -> Self {
        let json = vec![("content-type", "application/json".to_owned())];
        Self::Head(Duration::ZERO, status, json, vec![Step::Bytes(body.into())])
    }

    pub fn fails(kind: FailureKind) -> Self {
        Self::Fails(Failure::new(kind, "it failed"))
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Head(_, _, headers, _) = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }

    pub fn after(mut self, span: Duration) -> Self {
        if let Self::Head(after, ..) = &mut self {
            *after = span;
        }
        self
    }
}

/// What was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub target: String,
    pub headers: HeaderMap,
    /// The caller's own, as `name: value`.
    pub credential: Option<String>,
    pub path: String,
    pub body: String,
    pub connect: Duration,
}

#[derive(Default)]
pub struct World {
    scripts: Mutex<HashMap<String, VecDeque<Answer>>>,
    sent: Mutex<Vec<Sent>>,
    /// Exchanges that are open: sends that wait, bodies that are not dropped.
    open: Arc<AtomicUsize>,
    most: AtomicUsize,
    /// Pieces of bodies that were taken.
    pulled: Arc<AtomicUsize>,
    pub log: Log,
}

/// Counts an open exchange for as long as it lives.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl World {
    pub fn script(&self, target: &str, answers: impl IntoIterator<Item = Answer>) {
        let mut scripts = self.scripts.lock().unwrap();
        scripts
            .entry(target.to_owned())
            .or_default()
            .extend(answers);
    }

    /// Drops what is left of a target's script.
    pub fn forget(&self, target: &str) {
        self.scripts.lock().unwrap().remove(target);
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub fn targets(&self) -> Vec<String> {
        self.sent().into_iter().map(|sent| sent.target).collect()
    }

    /// The most exchanges that were open at the same time.
    pub fn most_open(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    pub fn pulled(&self) -> usize {
        self.pulled.load(Ordering::SeqCst)
    }
}

impl Upstream for World {
    fn send(&self, outgoing: Outgoing) -> BoxFuture<Result<Incoming, Failure>> {
        let target = format!("{}/{}", outgoing.account.name, outgoing.model);
        self.log.lock().unwrap().push("sent".to_owned());
        self.sent.lock().unwrap().push(Sent {
            target: target.clone(),
            headers: outgoing.headers,
            credential: outgoing.credential.map(|(name, value)| {
                assert!(value.is_sensitive());
                format!("{name}: {}", value.to_str().unwrap())
            }),
            path: outgoing.path.to_owned(),
            body: String::from_utf8(outgoing.body.to_vec()).unwrap(),
            connect: outgoing.connect,
        });
        let script = self
            .scripts
            .lock()
            .unwrap()
            .get_mut(&target)
            .and_then(VecDeque::pop_front);
        let answer = script.unwrap_or_else(|| panic!("{target} was asked once too often"));
        let (open, pulled) = (Open::new(&self.open), Arc::clone(&self.pulled));
        self.most.fetch_max(self.open(), Ordering::SeqCst);
        Box::pin(async move {
            match answer {
                Answer::Fails(failure) => Err(failure),
                Answer::Silent => {
                    let _open = open;
                    std::future::pending().await
                }
                Answer::Head(after, status, headers, steps) => {
                    sleep(after).await;
                    Ok(Incoming {
                        status,
                        headers: map(headers),
                        body: Box::pin(body(steps, open, pulled)),
                    })
                }
            }
        })
    }
}

fn map(headers: Vec<(&'static str, String)>) -> HeaderMap {
    headers
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(&value).unwrap(),
            )
        })
        .collect()
}

fn body(
    steps: Vec<Step>,
    open: Open,
    pulled: Arc<AtomicUsize>,
) -> impl futures_core::Stream<Item = Result<Bytes, Failure>> + Send {
    let state = (VecDeque::from(steps), open, pulled);
    stream::unfold(state, |(mut steps, open, pulled)| async move {
        loop {
            match steps.pop_front()? {
                Step::Wait(span) => sleep(span).await,
                Step::Hangs => std::future::pending().await,
                Step::Bytes(bytes) => {
                    pulled.fetch_add(1, Ordering::SeqCst);
                    return Some((Ok(bytes), (steps, open, pulled)));
                }
                Step::Breaks(kind) => {
                    let failure = Failure::new(kind, "the connection was reset");
                    return Some((Err(failure), (VecDeque::new(), open, pulled)));
                }
            }
        }
    })
}
