//! What the end of an attempt says of its target, of its key, and of nobody.

use super::window::Mark;
use pointsman_wire::{Failure, FailureKind, Phase};

/// Whose patience ended an attempt that ran out of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The chain's own: the target is too slow for everyone.
    Chain,
    /// A caller's who tolerates less than the chain.
    Caller,
    /// Little was left of the call's time when the attempt began: others had used it up.
    Leftover,
}

/// What an end says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Of the target.
    Target(Mark),
    /// Of the target, unless this machine has no network.
    Unreached,
    /// Of the key: it is used up for now.
    KeyTired,
    /// Of the key: nothing is left to pay with.
    KeySpent,
    /// Of the key: it does not hold.
    KeyRefused,
    /// Of the request or of the caller: nothing.
    Nothing,
}

/// What the end of an attempt says.
pub(super) fn says(failure: Option<&Failure>, patience: Patience) -> Says {
    use FailureKind as K;
    let Some(failure) = failure else {
        return Says::Target(Mark::Good);
    };
    let late = match patience {
        Patience::Chain => Says::Target(Mark::Stuck),
        Patience::Caller => Says::Target(Mark::Slow),
        Patience::Leftover => Says::Nothing,
    };
    match failure.kind {
        K::Overloaded | K::Cut | K::Malformed => Says::Target(Mark::Bad),
        K::Timeout(Phase::Idle) => Says::Target(Mark::Stuck),
        K::Timeout(Phase::FirstToken | Phase::Total) => late,
        K::Connect | K::Timeout(Phase::Connect) => Says::Unreached,
        K::RateLimited => Says::KeyTired,
        K::OutOfCredit => Says::KeySpent,
        // Without a status nobody refused it: it could not be had, and may be in a moment.
        K::Auth if matches!(failure.status, Some(401 | 403)) => Says::KeyRefused,
        K::Auth
        | K::ContextTooLong
        | K::BadRequest
        | K::Unsupported
        | K::NoSuchModel
        | K::Refused
        | K::Diverged
        | K::BudgetSpent
        | K::BreakerOpen
        | K::NoTarget
        | K::Cancelled
        | K::Bug => Says::Nothing,
    }
}
