//! The keychain of the operating system, one door per kind. Nothing here is remembered.
//!
//! Every door has the same six words: `look` (never decrypts, never unlocks), `read`, `read_plain`, `write`,
//! `remove`, and `unlock`, the only one that may put a dialog on the screen where the door can help it.

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
mod secret_service;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
pub(crate) use secret_service::{look, read, read_plain, remove, unlock, write};

#[cfg(any(target_os = "macos", target_os = "windows"))]
mod native;
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub(crate) use native::{look, read, read_plain, remove, unlock, write};

/// Whether a read may put up the system's own dialog, so that it must not be repeated unasked.
pub(crate) const READING_ASKS: bool = cfg!(any(target_os = "macos", target_os = "windows"));

/// The service under which every key stands; the user is the key's name.
pub(crate) const SERVICE: &str = "pointsman";

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The key is there and can be read.
    Open,
    /// The key is there, in a locked keychain.
    Locked,
    /// There is no such key.
    Nowhere,
    /// There is no keychain.
    NoKeychain,
}
