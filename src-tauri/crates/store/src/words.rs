//! Enums as the words and numbers of the ledger's columns, and back.

use crate::CallState;
use pointsman_engine::record::AttemptReason;
use pointsman_wire::{Dialect, FailureKind, UsageSource};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The column `dialect`.
pub(crate) fn of_dialect(dialect: Dialect) -> &'static str {
    dialect.word()
}

/// The column `usage_source`.
pub(crate) fn of_source(source: UsageSource) -> &'static str {
    match source {
        UsageSource::Provider => "provider",
        UsageSource::Counted => "counted",
        UsageSource::Estimated => "estimated",
        UsageSource::None => "none",
    }
}

/// The enum of a word.
pub(crate) fn read<T: DeserializeOwned>(word: String) -> Option<T> {
    serde_json::from_value(Value::String(word)).ok()
}

/// The columns `state` and `failure`.
pub(crate) fn of_state(state: CallState) -> (&'static str, Option<&'static str>) {
    match state {
        CallState::Running => ("running", None),
        CallState::Answered => ("answered", None),
        CallState::Failed(kind) => ("failed", Some(kind.code())),
        CallState::Cancelled => ("cancelled", None),
        CallState::Interrupted => ("interrupted", None),
    }
}

/// The state of the columns `state` and `failure`.
pub(crate) fn to_state(state: &str, failure: Option<FailureKind>) -> Option<CallState> {
    match (state, failure) {
        ("running", None) => Some(CallState::Running),
        ("answered", None) => Some(CallState::Answered),
        ("failed", Some(kind)) => Some(CallState::Failed(kind)),
        ("cancelled", None) => Some(CallState::Cancelled),
        ("interrupted", None) => Some(CallState::Interrupted),
        _ => None,
    }
}

/// The columns `reason` and `reason_failure`.
pub(crate) fn of_reason(reason: AttemptReason) -> (&'static str, Option<&'static str>) {
    match reason {
        AttemptReason::First => ("first", None),
        AttemptReason::Fallback(kind) => ("fallback", Some(kind.code())),
        AttemptReason::Retry(kind) => ("retry", Some(kind.code())),
        AttemptReason::Continue(kind) => ("continue", Some(kind.code())),
        AttemptReason::Restart(kind) => ("restart", Some(kind.code())),
        AttemptReason::NextKey(kind) => ("next_key", Some(kind.code())),
    }
}

/// The reason of the columns `reason` and `reason_failure`.
pub(crate) fn to_reason(reason: &str, failure: Option<FailureKind>) -> Option<AttemptReason> {
    match (reason, failure) {
        ("first", None) => Some(AttemptReason::First),
        ("fallback", Some(kind)) => Some(AttemptReason::Fallback(kind)),
        ("retry", Some(kind)) => Some(AttemptReason::Retry(kind)),
        ("continue", Some(kind)) => Some(AttemptReason::Continue(kind)),
        ("restart", Some(kind)) => Some(AttemptReason::Restart(kind)),
        ("next_key", Some(kind)) => Some(AttemptReason::NextKey(kind)),
        _ => None,
    }
}

/// A count as SQLite keeps it. Beyond an `i64` it stops there.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as it was kept.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_written_is_read_back() {
        assert_eq!(
            read(of_dialect(Dialect::OpenaiChat).to_owned()),
            Some(Dialect::OpenaiChat)
        );
        for source in [
            UsageSource::Provider,
            UsageSource::Counted,
            UsageSource::Estimated,
            UsageSource::None,
        ] {
            assert_eq!(read(of_source(source).to_owned()), Some(source));
        }
    }
}
