//! The house as a shell sees it: its own, or the one of the process that owns the folder. The same
//! questions get the same answers.

mod purge;

pub(crate) use purge::purged;

use crate::attached::{Batches, Client, NoAnswer};
use crate::error::{ApiError, ErrorCode};
use crate::folder::card::Card;
use crate::folder::lock::Lock;
use crate::folder::{Absent, Folder};
use crate::logs::{self, Echo};
use crate::operations::answer;
use crate::owner::{Listen, Owner, Ready, next_batch};
use crate::views::live::Batch;
use crate::views::settings::{Ownership, Status};
use bytes::Bytes;
use futures_util::{Stream, stream};
use pointsman_units::Secret;
use pointsman_vault::VaultKind;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// How long to wait for an owner that is just starting, or for a command that is just working.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);
/// How long to rest when the owner went away and the folder cannot be had either.
const REST: Duration = Duration::from_secs(1);

/// What opening a window came to.
pub enum Opening {
    /// The house is open.
    Here(House),
    /// Another process shows this folder, and has been asked to come to the front.
    Elsewhere,
}

/// The house. Clones are the same house.
#[derive(Clone)]
pub struct House {
    inner: Arc<Inner>,
}

struct Inner {
    folder: Folder,
    listen: Listen,
    side: RwLock<Side>,
    /// One at a time takes over from an owner that is gone.
    taking_over: tokio::sync::Mutex<()>,
    closing: watch::Sender<bool>,
    /// Held by the one window of the folder.
    _window: Option<Lock>,
}

/// On which side of the counter this process stands.
#[derive(Clone)]
pub(crate) enum Side {
    /// It owns the folder.
    Own(Arc<Owner>),
    /// It asks the owner.
    Attached(Arc<Client>),
    /// The folder was purged: there is nothing to ask.
    Gone,
}

impl House {
    /// Opens the house for a command: attached to the process that owns the folder, or else as its
    /// owner for as long as the command takes, without serving.
    ///
    /// # Errors
    /// What is wrong with the folder or a file in it, `NotFound` where there is none that may be made;
    /// `Owned` when its owner does not answer.
    pub async fn open_command(data_dir: Option<PathBuf>, absent: Absent) -> Result<Self, ApiError> {
        let path = Folder::locate(data_dir)?;
        let folder = match absent {
            Absent::Make => Folder::open(&path)?,
            Absent::Tell => Folder::open_existing(&path)?,
        };
        let side = enter(&folder, Listen::Not).await?;
        Ok(Self::new(folder, Listen::Not, side))
    }

    /// Opens the house for a window: as the owner of the folder, which serves, or attached to it. A
    /// folder has one window: where there is one already, it is asked to show itself.
    ///
    /// # Errors
    /// As [`House::open_command`].
    pub async fn open_window(data_dir: Option<PathBuf>) -> Result<Opening, ApiError> {
        let folder = Folder::open(&Folder::locate(data_dir)?)?;
        let window = Lock::take_window(&folder)?;
        if window.is_none() && is_shown(&folder).await {
            return Ok(Opening::Elsewhere);
        }
        logs::begin(&folder, Echo::Silent);
        let listen = Listen::Prefer;
        let side = enter(&folder, listen).await?;
        Ok(Opening::Here(Self::with_window(
            folder, listen, side, window,
        )))
    }

    /// Opens the house to serve. Never attaches.
    ///
    /// # Errors
    /// `Owned` when another process owns the folder; else as [`House::open_command`].
    pub async fn serve(
        data_dir: Option<PathBuf>,
        port: Option<u16>,
        key: Option<Secret>,
    ) -> Result<(Self, Ready), ApiError> {
        let folder = Folder::open(&Folder::locate(data_dir)?)?;
        let lock = lock_to_serve(&folder).await?;
        logs::begin(&folder, Echo::Warnings);
        let owner = Owner::open(folder.clone(), lock, key, VaultKind::Os)?;
        let listen = Listen::Must(port);
        owner.open_door(listen)?;
        let ready = owner.ready().ok_or_else(|| {
            ApiError::new(ErrorCode::Internal, "the house serves, but has no address")
        })?;
        Ok((Self::new(folder, listen, Side::Own(owner)), ready))
    }

    /// Batches of what changes from now on, at most 15 a second, until the house closes. Where the
    /// owner goes away, it takes over or finds the next one, and says that everything must be read
    /// again.
    pub fn events(&self) -> impl Stream<Item = Batch> + Send + use<> {
        let source = match self.side() {
            Side::Own(owner) => Some(Source::Own(owner.live.watch())),
            // Asked for with the first poll.
            Side::Attached(_) | Side::Gone => None,
        };
        stream::unfold((self.clone(), source), |(house, source)| async move {
            let mut closing = house.inner.closing.subscribe();
            tokio::select! {
                // An error cannot be: this house holds the sender.
                _ = closing.wait_for(|closing| *closing) => None,
                (batch, source) = house.next_batch(source) => {
                    Some((batch, (house.clone(), Some(source))))
                }
            }
        })
    }

    /// Lets running calls end and lets go of the folder; an attached process just goes.
    pub async fn close(&self) {
        self.inner.closing.send_replace(true);
        if let Side::Own(owner) = self.side() {
            owner.close().await;
        }
    }

    /// Whom this process asks when it is attached: the owner's process.
    pub fn attached_to(&self) -> Option<u32> {
        match self.side() {
            Side::Own(_) | Side::Gone => None,
            Side::Attached(client) => Some(client.pid),
        }
    }

    /// A status that the owner gave, as it stands from here.
    pub(crate) fn as_attached(&self, status: Status) -> Status {
        let ownership = match self.attached_to() {
            None => Ownership::Owner,
            Some(pid) => Ownership::Attached { pid },
        };
        Status {
            ownership,
            ..status
        }
    }

    pub(crate) fn side(&self) -> Side {
        let side = self.inner.side.read();
        side.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks whoever owns the folder now.
    pub(crate) async fn ask_owner(&self, path: &str, body: Bytes) -> Result<Bytes, ApiError> {
        let mut side = self.side();
        let until = Instant::now() + PATIENCE;
        loop {
            let client = match &side {
                Side::Gone => return Err(purged()),
                Side::Attached(client) => Arc::clone(client),
                Side::Own(owner) => {
                    return answer(owner, path, &body).await.unwrap_or_else(|| {
                        Err(ApiError::new(ErrorCode::Internal, "no such operation"))
                    });
                }
            };
            match client.ask(path, &body).await {
                Ok(answer) => return Ok(answer),
                Err(NoAnswer::Refused(error)) => return Err(error),
                Err(NoAnswer::Gone(error)) if Instant::now() > until => return Err(error),
                Err(NoAnswer::Gone(_)) => {
                    sleep(BETWEEN_TRIES).await;
                    side = self.take_over(&client).await?;
                }
            }
        }
    }

    fn new(folder: Folder, listen: Listen, side: Side) -> Self {
        Self::with_window(folder, listen, side, None)
    }

    fn with_window(folder: Folder, listen: Listen, side: Side, window: Option<Lock>) -> Self {
        Self {
            inner: Arc::new(Inner {
                folder,
                listen,
                side: RwLock::new(side),
                taking_over: tokio::sync::Mutex::default(),
                closing: watch::Sender::new(false),
                _window: window,
            }),
        }
    }

    /// Takes the folder over from the owner that is gone, or finds the next one.
    async fn take_over(&self, gone: &Arc<Client>) -> Result<Side, ApiError> {
        let _one_at_a_time = self.inner.taking_over.lock().await;
        if let side @ (Side::Own(_) | Side::Gone) = self.side() {
            return Ok(side);
        }
        if let side @ Side::Attached(_) = self.side()
            && !matches!(&side, Side::Attached(client) if Arc::ptr_eq(client, gone))
        {
            return Ok(side);
        }
        let side = enter(&self.inner.folder, self.inner.listen).await?;
        let mut held = self
            .inner
            .side
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        held.clone_from(&side);
        Ok(side)
    }

    async fn next_batch(&self, source: Option<Source>) -> (Batch, Source) {
        let mut source = source;
        let mut again = false;
        loop {
            let mut open = match source.take() {
                Some(open) => open,
                None => self.source().await,
            };
            if again {
                return (everything(), open);
            }
            match open.next().await {
                Some(batch) => return (batch, open),
                None => again = true,
            }
        }
    }

    async fn source(&self) -> Source {
        loop {
            let client = match self.side() {
                Side::Own(owner) => return Source::Own(owner.live.watch()),
                Side::Attached(client) => client,
                // The house is closing, and whoever waits here is told so.
                Side::Gone => std::future::pending().await,
            };
            match client.events().await {
                Ok(batches) => return Source::Attached(batches),
                Err(NoAnswer::Gone(_) | NoAnswer::Refused(_)) => {}
            }
            if let Err(error) = self.take_over(&client).await {
                tracing::warn!(%error, "the owner is gone, and the folder cannot be had");
                sleep(REST).await;
            }
        }
    }
}

enum Source {
    Own(Receiver<Batch>),
    Attached(Batches),
}

impl Source {
    async fn next(&mut self) -> Option<Batch> {
        match self {
            Self::Own(watcher) => next_batch(watcher).await,
            Self::Attached(batches) => batches.next().await,
        }
    }
}

/// Whoever watched before must read everything again.
fn everything() -> Batch {
    let words = ["connect", "providers", "routes", "settings", "spend"];
    Batch {
        calls: Vec::new(),
        notices: Vec::new(),
        missed: 1,
        changed: words.map(str::to_owned).into(),
    }
}

/// Becomes the owner, or attaches to the one there is.
async fn enter(folder: &Folder, listen: Listen) -> Result<Side, ApiError> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(lock) = Lock::take(folder)? {
            let owner = Owner::open(folder.clone(), lock, None, VaultKind::Os)?;
            owner.open_door(listen)?;
            return Ok(Side::Own(owner));
        }
        // A card is laid before its owner answers, and one may lie there of an owner that is gone:
        // then the first question finds nobody, and comes back here.
        if let Some(card) = Card::read(folder)?
            && let Some(client) = Client::new(card)?
        {
            return Ok(Side::Attached(Arc::new(client)));
        }
        if Instant::now() > until {
            return Err(owned(folder));
        }
        sleep(BETWEEN_TRIES).await;
    }
}

/// Asks the window that holds the window's lock to show itself, until it has heard. One that does not
/// hear in time hangs: a second window is better than none.
async fn is_shown(folder: &Folder) -> bool {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let client = Card::read(folder).ok().flatten().map(Client::new);
        if let Some(Ok(Some(client))) = client
            && let Ok(answer) = client.ask("settings/show_window", b"null").await
            && answer == "true"
        {
            return true;
        }
        sleep(BETWEEN_TRIES).await;
    }
    false
}

/// The lock, where no other process serves. One that works on a command is waited for.
async fn lock_to_serve(folder: &Folder) -> Result<Lock, ApiError> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(lock) = Lock::take(folder)? {
            return Ok(lock);
        }
        let serves = Card::read(folder)?.is_some_and(|card| card.url.is_some());
        if serves || Instant::now() > until {
            return Err(owned(folder));
        }
        sleep(BETWEEN_TRIES).await;
    }
}

/// Who owns a folder, and what to do about it.
pub(crate) fn owned(folder: &Folder) -> ApiError {
    let path = folder.path().display();
    let card = Card::read(folder).ok().flatten();
    let message = match card {
        Some(Card {
            pid,
            url: Some(url),
            ..
        }) => format!("process {pid} owns {path} and serves at {url}/v1"),
        Some(Card { pid, .. }) => format!("process {pid} is at work on {path}"),
        None => format!("another process owns {path}"),
    };
    ApiError::new(ErrorCode::Owned, message)
        .hint("use that one, stop it, or name another folder with --data-dir")
}
