//! The one error that shells get.

use serde::{Deserialize, Serialize};

/// What a shell acts on. A code exists only because some shell treats it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The input is wrong; the hint says how to mend it.
    Invalid,
    /// What was named does not exist.
    NotFound,
    /// A file changed underneath; both versions are shown.
    Conflict,
    /// The keychain is locked; unlock it and try again.
    KeychainLocked,
    /// This machine has no keychain; an environment variable serves instead.
    NoKeychain,
    /// Another process owns the data folder.
    Owned,
    /// Reading or writing failed.
    Io,
    /// A fault of Pointsman itself.
    Internal,
}

/// An error at the counter: what, why, and what now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What a shell may act on.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl ApiError {
    /// An error without a hint.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// The same error with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
