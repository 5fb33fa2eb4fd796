//! How a call can fail: one enum for every dialect and every room.

pub(crate) mod complaint;
pub(crate) mod mask;
pub(crate) mod unread;
pub(crate) mod wait;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// The part of a call that a deadline bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Until the connection stands.
    Connect,
    /// Until the first content.
    FirstToken,
    /// Between two pieces of an answer.
    Idle,
    /// The whole call.
    Total,
}

/// Why an attempt, or a whole call, failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The provider refused the key.
    Auth,
    /// The account has no credit or quota left.
    OutOfCredit,
    /// Too many requests or tokens; waiting helps.
    RateLimited,
    /// The provider is overloaded or broken (5xx).
    Overloaded,
    /// No connection, or it broke before any answer.
    Connect,
    /// A deadline passed.
    Timeout(Phase),
    /// The answer ended before it was whole.
    Cut,
    /// The answer was not the dialect's.
    Malformed,
    /// The answer does not fit what the client has of another that broke off.
    Diverged,
    /// The request does not fit the model's context.
    ContextTooLong,
    /// The provider calls the request wrong.
    BadRequest,
    /// The provider cannot do what the request asks.
    Unsupported,
    /// The provider does not have the model.
    NoSuchModel,
    /// A content filter refused.
    Refused,
    /// A budget has no room.
    BudgetSpent,
    /// The breaker of the target is open.
    BreakerOpen,
    /// No target was left to ask.
    NoTarget,
    /// The client went away.
    Cancelled,
    /// A fault of Pointsman itself.
    Bug,
}

impl FailureKind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 22] = [
        Self::Auth,
        Self::OutOfCredit,
        Self::RateLimited,
        Self::Overloaded,
        Self::Connect,
        Self::Timeout(Phase::Connect),
        Self::Timeout(Phase::FirstToken),
        Self::Timeout(Phase::Idle),
        Self::Timeout(Phase::Total),
        Self::Cut,
        Self::Malformed,
        Self::Diverged,
        Self::ContextTooLong,
        Self::BadRequest,
        Self::Unsupported,
        Self::NoSuchModel,
        Self::Refused,
        Self::BudgetSpent,
        Self::BreakerOpen,
        Self::NoTarget,
        Self::Cancelled,
        Self::Bug,
    ];

    /// The word for it in headers, in the ledger and in the window's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::OutOfCredit => "out_of_credit",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Connect => "connect",
            Self::Timeout(Phase::Connect) => "timeout_connect",
            Self::Timeout(Phase::FirstToken) => "timeout_first_token",
            Self::Timeout(Phase::Idle) => "timeout_idle",
            Self::Timeout(Phase::Total) => "timeout_total",
            Self::Cut => "cut",
            Self::Malformed => "malformed",
            Self::Diverged => "diverged",
            Self::ContextTooLong => "context_too_long",
            Self::BadRequest => "bad_request",
            Self::Unsupported => "unsupported",
            Self::NoSuchModel => "no_such_model",
            Self::Refused => "refused",
            Self::BudgetSpent => "budget_spent",
            Self::BreakerOpen => "breaker_open",
            Self::NoTarget => "no_target",
            Self::Cancelled => "cancelled",
            Self::Bug => "bug",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for FailureKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for FailureKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or_else(|| serde::de::Error::custom(format!("no failure is called `{text}`")))
    }
}

/// One failure, with what the other side said about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct Failure {
    /// What kind it is.
    pub kind: FailureKind,
    /// The HTTP status the provider answered with, where it answered.
    pub status: Option<u16>,
    /// The provider's own message, or what was being done when it failed. Never a key, never the prompt.
    pub message: String,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// The name could not be resolved, or no route leads there: this machine may have no network.
    pub no_route: bool,
}

impl Failure {
    /// A failure that no provider spoke about.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            message: message.into(),
            retry_after: None,
            no_route: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_code_and_survives_json() {
        for kind in FailureKind::ALL {
            let text = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<FailureKind>(&text).unwrap(), kind);
        }
    }
}
