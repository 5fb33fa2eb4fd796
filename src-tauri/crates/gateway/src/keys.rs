//! The local keys in force, replaceable while the server runs. Knows no file.

use pointsman_engine::{Caller, LocalKeys};
use std::sync::{PoisonError, RwLock};

/// Holds the local keys. Each request asks it anew, so a replacement holds from the next request
/// on, on open connections too.
#[derive(Debug, Default)]
pub struct KeyRing(RwLock<LocalKeys>);

impl KeyRing {
    /// A ring with these keys.
    pub fn new(keys: LocalKeys) -> Self {
        Self(RwLock::new(keys))
    }

    /// Puts other keys in force. Running calls go on.
    pub fn replace(&self, keys: LocalKeys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Whether a project has a key. The session key, which is shown on the screen, does not count.
    pub fn any_kept(&self) -> bool {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .any_kept()
    }

    /// Who presents this key; `None` when nobody may.
    pub fn admit(&self, presented: &str) -> Option<Caller> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .admit(presented)
    }
}
