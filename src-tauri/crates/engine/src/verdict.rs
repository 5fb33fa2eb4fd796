//! What a failure means for the call: one table, every kind in it.
//!
//! Knows no target, no budget and no header; `call/tries.rs` carries a verdict out.

use pointsman_wire::{FailureKind, Phase};

/// Whether content has left for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// None has: another target can still answer, and nobody sees the difference.
    Held,
    /// Some has: the answer cannot be begun again.
    Committed,
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The next target; where none is left, this one again, within the call's retries.
    NextElseRetry,
    /// The next target. This one would fail again.
    Next,
    /// Nothing: no target would do better.
    GiveUp,
}

/// What a failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is done next.
    pub then: Then,
    /// The status a client gets when the call ends so and its head has not left.
    pub status: u16,
    /// Whether the same call may succeed a little later, as it is.
    pub waiting_helps: bool,
}

/// The verdict on a failure.
pub const fn verdict(kind: FailureKind, content: Content) -> Verdict {
    use FailureKind as K;
    let (then, status, waiting_helps) = match kind {
        K::RateLimited => (Then::NextElseRetry, 429, true),
        K::Overloaded => (Then::NextElseRetry, 503, true),
        K::Connect => (Then::NextElseRetry, 502, false),
        K::Timeout(Phase::Connect) => (Then::NextElseRetry, 504, false),
        // A target that was silent to its deadline is not given a second one.
        K::Timeout(Phase::FirstToken) => (Then::Next, 504, false),
        K::Timeout(Phase::Idle) => (Then::NextElseRetry, 504, false),
        K::Timeout(Phase::Total) => (Then::GiveUp, 504, false),
        K::Cut => (Then::NextElseRetry, 502, false),
        K::Malformed => (Then::NextElseRetry, 502, false),
        // Another beginning than the one that was sent: the next time it may be a third.
        K::Diverged => (Then::Next, 502, false),
        // The client's own key was good: a 401 would send its owner looking in the wrong place.
        K::Auth => (Then::Next, 502, false),
        K::OutOfCredit => (Then::Next, 402, false),
        K::NoSuchModel => (Then::Next, 404, false),
        K::Unsupported => (Then::Next, 400, false),
        K::ContextTooLong => (Then::Next, 400, false),
        // A bad request is bad everywhere, and a content filter is not routed around.
        K::BadRequest => (Then::GiveUp, 400, false),
        K::Refused => (Then::GiveUp, 400, false),
        K::BudgetSpent => (Then::GiveUp, 402, false),
        K::BreakerOpen => (Then::Next, 503, true),
        K::NoTarget => (Then::GiveUp, 503, false),
        K::Cancelled => (Then::GiveUp, 499, false),
        K::Bug => (Then::GiveUp, 500, false),
    };
    Verdict {
        then: match content {
            Content::Held => then,
            Content::Committed => Then::GiveUp,
        },
        status,
        waiting_helps,
    }
}
