//! Keys by account: from the keychain, from the environment, or from memory for tests.
//!
//! A key is read once and kept until the process ends; trouble is never kept. Whoever waits, waits at
//! most for the vault's patience, while a dialog that the user has not answered yet stays open.

use crate::VaultError;
use crate::keychain::{self, Found};
use futures_util::FutureExt;
use futures_util::future::Shared;
use pointsman_engine::account::{KeyRef, takes_unmarked_keys};
use pointsman_engine::ports::{BoxFuture, KeyTrouble, Keys};
use pointsman_units::Secret;
use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// How long anyone waits for a keychain.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a dialog may stand open.
const DIALOG: Duration = Duration::from_secs(120);

/// Where keys are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultKind {
    /// In the keychain of the operating system.
    Os,
    /// In this process alone, for tests. The environment is read all the same.
    Memory,
}

/// How it stands with a key. Found out without decrypting or unlocking anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It is there.
    Present,
    /// None is named, or the keychain holds none under the name.
    Missing,
    /// The keychain is locked, or did not answer in time.
    Locked,
    /// There is no keychain on this machine.
    NoKeychain,
    /// The environment variable is not set.
    NotInEnvironment,
}

/// The keys of all accounts. Clones share the same keys. Needs a tokio runtime when asked.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    kind: VaultKind,
    patience: Duration,
    slots: Mutex<HashMap<String, Slot>>,
    unlocking: Mutex<Unlocking>,
}

/// What is known of one name. Trouble leaves no slot.
enum Slot {
    Known(Arc<Known>),
    Asking(Shared<BoxFuture<Result<Arc<Known>, KeyTrouble>>>),
}

/// A key and where it belongs.
struct Known {
    secret: Arc<Secret>,
    /// The home it was given for; `None` for a key that another tool put there.
    home: Option<String>,
}

impl Known {
    fn for_home(&self, home: &str) -> Result<Arc<Secret>, KeyTrouble> {
        let fits = match &self.home {
            Some(own) => own == home,
            None => takes_unmarked_keys(home),
        };
        match fits {
            true => Ok(Arc::clone(&self.secret)),
            false => Err(KeyTrouble::Elsewhere),
        }
    }
}

enum Unlocking {
    /// The user may be asked.
    Allowed,
    /// A dialog stands open.
    Asking(Shared<BoxFuture<bool>>),
    /// The user has declined, and is not asked again before a retry.
    Declined,
}

impl Vault {
    /// A vault that waits at most three seconds for its keychain. Reads nothing yet.
    pub fn open(kind: VaultKind) -> Self {
        Self::with_patience(kind, PATIENCE)
    }

    /// A vault that waits at most so long for its keychain.
    pub fn with_patience(kind: VaultKind, patience: Duration) -> Self {
        let inner = Inner {
            kind,
            patience,
            slots: Mutex::default(),
            unlocking: Mutex::new(Unlocking::Allowed),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Puts a key under a name, in place of what stood there, for the accounts whose home this is
    /// ([`Account::home`](pointsman_engine::account::Account::home)). Whitespace around it is dropped.
    /// Running calls keep the key they began with, later ones take the new one.
    ///
    /// # Errors
    /// `Empty`; `Locked` when the keychain is not unlocked in time, while its dialog may still stand
    /// open; `NoKeychain`; `Refused` with what the keychain said. Nothing is stored then.
    pub async fn store(&self, name: &str, secret: Secret, home: &str) -> Result<(), VaultError> {
        let secret = trimmed(secret.expose()).ok_or(VaultError::Empty)?;
        if self.inner.kind == VaultKind::Os {
            // The key first: between the two a new key stands for the old home, and is not sent.
            self.unlocked(|| keychain::write(name, &secret)).await?;
            let (beside, home) = (home_entry(name), Secret::new(home.to_owned()));
            self.unlocked(|| keychain::write(&beside, &home)).await?;
        }
        let known = Known {
            secret: Arc::new(secret),
            home: Some(home.to_owned()),
        };
        lock(&self.inner.slots).insert(name.to_owned(), Slot::Known(Arc::new(known)));
        Ok(())
    }

    /// Takes the key under a name away. There need not be one.
    ///
    /// # Errors
    /// As [`Vault::store`].
    pub async fn remove(&self, name: &str) -> Result<(), VaultError> {
        if self.inner.kind == VaultKind::Os {
            self.unlocked(|| keychain::remove(name)).await?;
            let beside = home_entry(name);
            self.unlocked(|| keychain::remove(&beside)).await?;
        }
        lock(&self.inner.slots).remove(name);
        Ok(())
    }

    /// How it stands with a key. Never decrypts, never puts up a dialog.
    pub async fn status(&self, key: &KeyRef) -> KeyState {
        let name = match key {
            KeyRef::Keychain(name) => name,
            KeyRef::Env(variable) if from_environment(variable).is_some() => {
                return KeyState::Present;
            }
            KeyRef::Env(_) => return KeyState::NotInEnvironment,
        };
        if matches!(lock(&self.inner.slots).get(name), Some(Slot::Known(_))) {
            return KeyState::Present;
        }
        if self.inner.kind == VaultKind::Memory {
            return KeyState::Missing;
        }
        match timeout(self.inner.patience, keychain::look(name)).await {
            Ok(Found::Open) => KeyState::Present,
            Ok(Found::Nowhere) => KeyState::Missing,
            Ok(Found::NoKeychain) => KeyState::NoKeychain,
            Ok(Found::Locked) | Err(_) => KeyState::Locked,
        }
    }

    /// Lets the user be asked again after a dialog was declined, and forgets questions without an
    /// answer. The next read asks.
    pub fn retry(&self) {
        lock(&self.inner.slots).retain(|_, slot| matches!(slot, Slot::Known(_)));
        let mut unlocking = lock(&self.inner.unlocking);
        if matches!(*unlocking, Unlocking::Declined) {
            *unlocking = Unlocking::Allowed;
        }
    }

    /// Does it, and once more after the user has unlocked the keychain.
    async fn unlocked<F: Future<Output = Result<(), VaultError>>>(
        &self,
        act: impl Fn() -> F,
    ) -> Result<(), VaultError> {
        let patient = |work| timeout(self.inner.patience, work);
        match patient(act()).await {
            Ok(Err(VaultError::Locked)) => {}
            Ok(done) => return done,
            Err(_) => return Err(VaultError::Locked),
        }
        // Someone sits before the screen and has just asked for this, so an earlier no is void.
        self.retry();
        match timeout(self.inner.patience, unlock(&self.inner)).await {
            Ok(true) => patient(act()).await.unwrap_or(Err(VaultError::Locked)),
            Ok(false) | Err(_) => Err(VaultError::Locked),
        }
    }
}

impl Keys for Vault {
    fn secret(&self, key: &KeyRef, home: &str) -> BoxFuture<Result<Arc<Secret>, KeyTrouble>> {
        match key {
            KeyRef::Keychain(name) => {
                let (inner, name) = (Arc::clone(&self.inner), name.clone());
                let home = home.to_owned();
                Box::pin(async move { from_keychain(inner, &name).await?.for_home(&home) })
            }
            KeyRef::Env(variable) => {
                let found = from_environment(variable).map(Arc::new);
                Box::pin(ready(found.ok_or(KeyTrouble::NotInEnvironment)))
            }
        }
    }
}

async fn from_keychain(inner: Arc<Inner>, name: &str) -> Result<Arc<Known>, KeyTrouble> {
    let asking = {
        let mut slots = lock(&inner.slots);
        match slots.get(name) {
            Some(Slot::Known(known)) => return Ok(Arc::clone(known)),
            Some(Slot::Asking(asking)) => asking.clone(),
            None if inner.kind == VaultKind::Memory => return Err(KeyTrouble::Missing),
            None => {
                let question = ask(Arc::clone(&inner), name.to_owned());
                let question: BoxFuture<_> = Box::pin(question);
                let asking = question.shared();
                slots.insert(name.to_owned(), Slot::Asking(asking.clone()));
                asking
            }
        }
    };
    let Ok(answer) = timeout(inner.patience, asking.clone()).await else {
        tracing::warn!(name, "the keychain did not answer in time");
        return Err(KeyTrouble::Locked);
    };
    let mut slots = lock(&inner.slots);
    // A key that was stored meanwhile stays.
    if matches!(slots.get(name), Some(Slot::Asking(now)) if now.ptr_eq(&asking)) {
        match &answer {
            Ok(known) => slots.insert(name.to_owned(), Slot::Known(Arc::clone(known))),
            Err(_) => slots.remove(name),
        };
    }
    answer
}

/// One question to the keychain, however many wait for it.
async fn ask(inner: Arc<Inner>, name: String) -> Result<Arc<Known>, KeyTrouble> {
    if keychain::READING_ASKS && matches!(*lock(&inner.unlocking), Unlocking::Declined) {
        return Err(KeyTrouble::Locked);
    }
    let question = async {
        match keychain::read(&name).await {
            Err(KeyTrouble::Locked) if unlock(&inner).await => keychain::read(&name).await,
            answer => answer,
        }
    };
    let answer = timeout(DIALOG, question).await;
    let secret = answer.unwrap_or(Err(KeyTrouble::Locked))?;
    let secret = trimmed(secret.expose()).ok_or(KeyTrouble::Missing)?;
    let home = match keychain::read_plain(&home_entry(&name)).await {
        Ok(home) => Some(home.expose().to_owned()),
        Err(KeyTrouble::Missing) => None,
        Err(trouble) => return Err(trouble),
    };
    Ok(Arc::new(Known {
        secret: Arc::new(secret),
        home,
    }))
}

/// Where the home of a key stands: in an entry of its own, since not every keychain lets one be
/// described otherwise. A file of the data folder was rejected: whoever changes an address behind the
/// back could change that as well.
fn home_entry(name: &str) -> String {
    format!("{name}@home")
}

/// Asks the user to unlock the keychain, one dialog at a time. It stays open when nobody waits for it
/// any more. False when the user declined, now or before.
async fn unlock(inner: &Arc<Inner>) -> bool {
    let asking = {
        let mut unlocking = lock(&inner.unlocking);
        match &*unlocking {
            Unlocking::Declined => return false,
            Unlocking::Asking(asking) => asking.clone(),
            Unlocking::Allowed => {
                let asking = dialog(Arc::clone(inner)).shared();
                // Ends with the answer, or after `DIALOG`.
                tokio::spawn(asking.clone());
                *unlocking = Unlocking::Asking(asking.clone());
                asking
            }
        }
    };
    asking.await
}

fn dialog(inner: Arc<Inner>) -> BoxFuture<bool> {
    Box::pin(async move {
        let opened = timeout(DIALOG, keychain::unlock()).await.unwrap_or(false);
        *lock(&inner.unlocking) = if opened {
            Unlocking::Allowed
        } else {
            Unlocking::Declined
        };
        opened
    })
}

fn from_environment(variable: &str) -> Option<Secret> {
    let text = Secret::new(std::env::var(variable).ok()?);
    trimmed(text.expose())
}

/// Pasted keys come with blanks and line ends, which no header takes. `None` when nothing is left.
fn trimmed(text: &str) -> Option<Secret> {
    let text = text.trim();
    (!text.is_empty()).then(|| Secret::new(text.to_owned()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
