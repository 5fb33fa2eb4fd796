//! The one error that shells get.

use crate::folder::how_to_mend;
use pointsman_engine::Problem;
use pointsman_store::StoreError;
use pointsman_vault::VaultError;
use serde::{Deserialize, Serialize};
use std::error::Error;

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

    /// What a file of the user's has wrong, with its name before each place.
    pub(crate) fn in_file(file: &str, problems: &[Problem]) -> Self {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| match problem.line {
                0 => format!("{file}: {}", problem.message),
                line => format!("{file}:{line}:{}: {}", problem.column, problem.message),
            })
            .collect();
        Self::new(ErrorCode::Invalid, lines.join("\n"))
    }

    /// The two sides of the control endpoint do not understand each other.
    pub(crate) fn other_version(error: &serde_json::Error) -> Self {
        Self::new(
            ErrorCode::Invalid,
            format!("the question or the answer cannot be read: {error}"),
        )
        .hint("if another Pointsman runs, restart it, so that both are of one version")
    }

    /// The status under which the control endpoint sends it.
    pub(crate) fn status(&self) -> u16 {
        match self.code {
            ErrorCode::Invalid => 400,
            ErrorCode::NotFound => 404,
            ErrorCode::Conflict | ErrorCode::Owned => 409,
            ErrorCode::KeychainLocked | ErrorCode::NoKeychain => 423,
            ErrorCode::Io | ErrorCode::Internal => 500,
        }
    }
}

/// An error with all its causes, for the one line that a person reads.
pub(crate) fn whole(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Newer { .. } | StoreError::Damaged { .. } | StoreError::BadRow { .. } => {
                ErrorCode::Invalid
            }
            StoreError::DiskFull(_)
            | StoreError::Busy(_)
            | StoreError::File { .. }
            | StoreError::Behind(_)
            | StoreError::Sql(_) => ErrorCode::Io,
        };
        let told = Self::new(code, whole(&error));
        match &error {
            StoreError::File { source, .. } => told.hint(how_to_mend(source)),
            StoreError::Newer { .. }
            | StoreError::Damaged { .. }
            | StoreError::BadRow { .. }
            | StoreError::DiskFull(_)
            | StoreError::Busy(_)
            | StoreError::Behind(_)
            | StoreError::Sql(_) => told,
        }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::Locked => ErrorCode::KeychainLocked,
            VaultError::NoKeychain => ErrorCode::NoKeychain,
            VaultError::Empty => ErrorCode::Invalid,
            VaultError::Refused { .. } => ErrorCode::Io,
        };
        Self::new(code, whole(&error))
    }
}
