//! The process that owns the data folder: it builds the house, serves, and does what is asked at the
//! counter. Exactly one per folder.

pub(crate) mod connect;
mod control;
mod door;
mod files;
mod gone;
pub(crate) mod live;
pub(crate) mod providers;
pub(crate) mod requests;
pub(crate) mod routes;
mod samples;
pub(crate) mod settings;
pub(crate) mod spend;
mod story;

pub(crate) use control::next as next_batch;
pub(crate) use door::shown;
pub use door::{Listen, Ready};
pub(crate) use files::sound;
pub(crate) use routes::problem;

use crate::clock::{self, SystemClock};
use crate::error::{ApiError, ErrorCode};
use crate::folder::Folder;
use crate::folder::card::Card;
use crate::folder::lock::Lock;
use crate::folder::settings::Settings;
use crate::live::Live;
use crate::logs;
use door::Door;
use files::{Begun, Files};
use pointsman_catalog::Catalog;
use pointsman_engine::ports::{Ledger, Observer};
use pointsman_engine::{Engine, LocalKeys, Parts, local_keys};
use pointsman_gateway::{GuestList, KeyRing};
use pointsman_store::{Fold, Store};
use pointsman_units::Secret;
use pointsman_upstream::{Sender, Simulator, SimulatorPace};
use pointsman_vault::{Vault, VaultKind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the files are looked at. New and revoked keys hold within a second.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// The house and the folder it stands in.
pub struct Owner {
    pub(crate) folder: Folder,
    pub(crate) catalog: &'static Catalog,
    pub(crate) engine: Arc<Engine>,
    pub(crate) vault: Vault,
    pub(crate) sender: Sender,
    pub(crate) live: Arc<Live>,
    pub(crate) ring: Arc<KeyRing>,
    guests: Arc<GuestList>,
    /// The settings of the start; what of them holds until the next one is told apart in `files`.
    begun: Settings,
    /// The settings as the file has them now.
    held: Mutex<Arc<Settings>>,
    swept: Mutex<Option<settings::Swept>>,
    session: Secret,
    /// Opens the control endpoint; another one at each start.
    control: Secret,
    door: OnceLock<Door>,
    files: Mutex<Files>,
    /// One at a time connects a tool, or disconnects one.
    connecting: tokio::sync::Mutex<()>,
    today: Mutex<Option<settings::Today>>,
    gone: Mutex<gone::Gone>,
    closing: watch::Sender<bool>,
    /// Ends by itself when it has drained.
    serving: Mutex<Option<JoinHandle<()>>>,
    /// Looking at files and sending batches, until the house closes.
    chores: Mutex<Vec<JoinHandle<()>>>,
    pub(crate) store: Arc<Store>,
    // Last, so that the ledger is closed before the folder is free.
    _lock: Lock,
}

impl Owner {
    /// Builds the house on a folder whose lock is held. `key` is the session key; a random one is
    /// made where none is given. Serves nothing yet.
    ///
    /// # Errors
    /// What is wrong with a file of the folder, or with the ledger.
    pub(crate) fn open(
        folder: Folder,
        lock: Lock,
        key: Option<Secret>,
        keychain: VaultKind,
    ) -> Result<Arc<Self>, ApiError> {
        samples::lay_out(&folder)?;
        let catalog = Catalog::built_in();
        let begun = Begun::read(&folder, catalog)?;
        logs::set_level(begun.settings.log_level);
        let store = Arc::new(Store::open_with(folder.path(), ledger(&begun.settings))?);
        let vault = Vault::open(keychain);
        let simulator = Simulator::new(SimulatorPace::from_environment());
        let sender = Sender::new(catalog, Arc::new(vault.clone()), simulator);
        let live = Arc::new(Live::default());
        let parts = Parts {
            upstream: Arc::new(sender.clone()),
            ledger: Arc::clone(&store) as Arc<dyn Ledger>,
            observer: Arc::clone(&live) as Arc<dyn Observer>,
            clock: Arc::new(SystemClock),
            catalog,
        };
        let engine = Engine::new(parts, begun.policy, begun.accounts)
            .with_timings(files::timings(&begun.settings));
        let owner = Self {
            catalog,
            engine,
            vault,
            sender,
            live,
            ring: Arc::new(KeyRing::default()),
            guests: Arc::new(GuestList::new(files::admission(&begun.settings))),
            held: Mutex::new(Arc::new(begun.settings.clone())),
            begun: begun.settings,
            swept: Mutex::default(),
            session: key.map_or_else(random, Ok)?,
            control: random()?,
            door: OnceLock::new(),
            files: Mutex::new(begun.files),
            connecting: tokio::sync::Mutex::default(),
            today: Mutex::default(),
            gone: Mutex::default(),
            closing: watch::Sender::new(false),
            serving: Mutex::default(),
            chores: Mutex::default(),
            store,
            folder,
            _lock: lock,
        };
        owner.ring.replace(owner.with_session(begun.keys));
        owner.begin_history();
        owner.lay_card(None)?;
        Ok(Arc::new(owner))
    }

    /// Looks at the files and sends batches until the house closes.
    fn keep_house(self: &Arc<Self>) {
        let files = tokio::spawn(watch_files(Arc::downgrade(self)));
        let live = Arc::clone(&self.live);
        let batches = tokio::spawn(async move { live.send_batches().await });
        lock(&self.chores).extend([files, batches]);
    }

    /// Lets running calls end, stops every task and brings the ledger up to date. The folder is free
    /// once the owner is dropped.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        let serving = lock(&self.serving).take();
        if let Some(serving) = serving {
            // It fails only where it panicked, which the log says.
            let _ = serving.await;
        }
        for chore in lock(&self.chores).drain(..) {
            chore.abort();
        }
        if let Err(error) = self.store.catch_up() {
            tracing::warn!(%error, "the ledger is behind; the next start catches up");
        }
        Card::take_away(&self.folder);
    }

    /// Does what blocks (files, the ledger) where it holds nobody up.
    pub(crate) async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let owner = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&owner))
            .await
            .unwrap_or_else(|error| {
                Err(ApiError::new(
                    ErrorCode::Internal,
                    format!("a task of Pointsman failed: {error}"),
                ))
            })
    }

    /// The files as they stand on disk now, put in force. Held while one of them is edited, so that
    /// two edits never start from one text.
    pub(crate) fn files(&self) -> MutexGuard<'_, Files> {
        let mut files = lock(&self.files);
        self.look(&mut files);
        files
    }

    fn with_session(&self, keys: LocalKeys) -> LocalKeys {
        keys.with_session(&self.settings().default_project, self.session.expose())
    }

    fn lay_card(&self, url: Option<String>) -> Result<(), ApiError> {
        let card = Card {
            pid: std::process::id(),
            url,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            secret: self.control.expose().to_owned(),
        };
        Ok(card.lay(&self.folder)?)
    }
}

async fn watch_files(owner: Weak<Owner>) {
    loop {
        tokio::time::sleep(BETWEEN_LOOKS).await;
        let Some(owner) = owner.upgrade() else { return };
        let looked = owner.aside(|owner| {
            drop(owner.files());
            owner.sweep();
            Ok(())
        });
        if let Err(error) = looked.await {
            tracing::error!(%error, "the files could not be looked at");
        }
    }
}

fn ledger(settings: &Settings) -> pointsman_store::Settings {
    pointsman_store::Settings {
        fold: Fold::Within(Duration::from_millis(settings.fold_within_ms.into())),
        ..pointsman_store::Settings::default()
    }
}

/// A random secret, written like a local key.
fn random() -> Result<Secret, ApiError> {
    let chance = clock::secret_bytes()?;
    Ok(local_keys::make(chance, clock::now(), None, None).text)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
