//! Which hosts and pages the door lets in, replaceable while the server runs. Knows no file.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

/// Which names clients may call this machine by, and which web pages may call at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Names beside `localhost`, `127.0.0.1` and `[::1]`, without port.
    pub hosts: Vec<String>,
    /// Addresses beside the loopback ones that may stand for a name. An unspecified one stands for
    /// every address of its family: a page cannot make a number point elsewhere.
    pub addresses: Vec<IpAddr>,
    /// Origins of web pages, e.g. `https://tool.example`. A page on this machine is no exception.
    pub origins: Vec<String>,
}

impl Default for Admission {
    /// No further host, and only the origins of Pointsman's own window.
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            addresses: Vec::new(),
            origins: vec!["tauri://localhost".into(), "http://tauri.localhost".into()],
        }
    }
}

/// Holds the admission in force. Each request asks it anew, so a replacement holds from the next
/// request on, on open connections too.
#[derive(Debug, Default)]
pub struct GuestList(RwLock<Arc<Admission>>);

impl GuestList {
    /// A list with this admission.
    pub fn new(admission: Admission) -> Self {
        Self(RwLock::new(Arc::new(admission)))
    }

    /// Puts another admission in force. Running calls go on.
    pub fn replace(&self, admission: Admission) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(admission);
    }

    /// The admission in force.
    pub fn now(&self) -> Arc<Admission> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}
