//! What the engine needs from the world. Each port is implemented by one other crate.

use crate::account::{Account, KeyRef};
use crate::record::{AttemptBegan, CallSettled, Event};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_catalog::Endpoint;
use pointsman_units::{AttemptNo, CallId, Secret, UnixMillis};
use pointsman_wire::Failure;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A future that can be stored.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A body as it arrives.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

/// One attempt on its way out.
pub struct Outgoing {
    /// The call it belongs to.
    pub call: CallId,
    /// Which attempt of the call it is.
    pub attempt: AttemptNo,
    /// Whose account pays.
    pub account: Arc<Account>,
    /// Which of the account's keys signs it; `None` where it has none.
    pub key: Option<KeyRef>,
    /// The caller's own credential, where the account passes it on: a header's name and its value as
    /// the client sent it. Goes to this attempt's endpoint and nowhere else.
    pub credential: Option<(HeaderName, HeaderValue)>,
    /// Where it goes. The account's own address stands in for the endpoint's.
    pub endpoint: &'static Endpoint,
    /// What stands behind the base for this attempt; in it `{model}` is the model.
    pub path: &'static str,
    /// The client's headers that may travel, filtered already. No key in it.
    pub headers: HeaderMap,
    /// The body, edited already.
    pub body: Bytes,
    /// The model's name at the provider.
    pub model: String,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// How long connecting may take.
    pub connect: Duration,
}

/// An answer whose head has arrived.
pub struct Incoming {
    /// The status.
    pub status: u16,
    /// Its headers, as the provider sent them.
    pub headers: HeaderMap,
    /// Its body, decoded. Dropping it closes the connection at once.
    pub body: BodyStream,
}

/// Sends attempts. Implemented by `upstream`.
pub trait Upstream: Send + Sync + 'static {
    /// Sends one attempt and resolves with the head of the answer. Dropping the future cancels.
    ///
    /// # Errors
    /// `Auth` when the account's key cannot be had, `Connect` and `Timeout(Connect)` on the way.
    fn send(&self, outgoing: Outgoing) -> BoxFuture<Result<Incoming, Failure>>;
}

/// Why a key cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyTrouble {
    /// The account names no key, or the keychain holds none under its name.
    #[error("no key is stored")]
    Missing,
    /// The keychain is locked.
    #[error("the keychain is locked")]
    Locked,
    /// There is no keychain on this machine.
    #[error("this machine has no keychain")]
    NoKeychain,
    /// The environment variable is not set.
    #[error("the environment variable is not set")]
    NotInEnvironment,
    /// It was given for another address.
    #[error("the key was given for another address")]
    Elsewhere,
}

/// Reads provider keys. Implemented by `vault`.
pub trait Keys: Send + Sync + 'static {
    /// The key that stands there, for an account whose home this is. Cached for the life of the process.
    ///
    /// # Errors
    /// `Elsewhere` for a key of the keychain that was given for another home, so that an address which
    /// was changed behind the back gets none.
    fn secret(&self, key: &KeyRef, home: &str) -> BoxFuture<Result<Arc<Secret>, KeyTrouble>>;
}

/// A record could not be put down.
#[derive(Debug, thiserror::Error)]
#[error("the ledger's journal could not be written")]
pub struct LedgerTrouble(#[source] pub std::io::Error);

/// Puts attempts and calls on record. Implemented by `store`.
pub trait Ledger: Send + Sync + 'static {
    /// Whether a new call can be put on record. Where it cannot, none is let in.
    fn has_room(&self) -> bool;

    /// The attempt is on record when this returns: in the operating system's hands or, while the disk
    /// takes nothing, in memory.
    ///
    /// # Errors
    /// When neither takes it, which a call meets that was let in before the last room went; the
    /// engine then serves on and says so.
    fn attempt_begins(&self, began: &AttemptBegan) -> Result<(), LedgerTrouble>;

    /// The call is over, with the end of every attempt. It may wait in memory for the next attempt of
    /// whichever call, until [`Ledger::rest`].
    ///
    /// # Errors
    /// When it could not be written.
    fn call_settles(&self, settled: &CallSettled) -> Result<(), LedgerTrouble>;

    /// A thread that runs calls has nothing else to do: what waits is put on record now.
    ///
    /// # Errors
    /// When it could not be written.
    fn rest(&self) -> Result<(), LedgerTrouble> {
        Ok(())
    }
}

/// Sees calls as they run. Implemented by `api`. Must not block.
pub trait Observer: Send + Sync + 'static {
    /// Something happened.
    fn note(&self, event: Event);
}

/// The wall clock and chance. Timers are tokio's, which tests pause.
pub trait Clock: Send + Sync + 'static {
    /// The time of day.
    fn now(&self) -> UnixMillis;
    /// 128 random bits.
    fn chance(&self) -> u128;
}
