//! One running call, drawn from its events.

use super::row::{Standing, attempt, call};
use crate::views::live::{CallState, CallView};
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, CallHead, CallSettled, Outcome,
};
use pointsman_units::{AttemptNo, Millis};
use pointsman_wire::FailureKind;

/// What is known of a call so far.
pub(crate) struct Picture {
    head: CallHead,
    attempts: Vec<Try>,
}

struct Try {
    head: AttemptHead,
    first_content: Option<Millis>,
    end: Option<AttemptEnd>,
}

impl Picture {
    /// A call that has just arrived.
    pub(crate) fn new(head: CallHead) -> Self {
        Self {
            head,
            attempts: Vec::new(),
        }
    }

    /// An attempt leaves, and the one before has ended.
    pub(crate) fn attempt_began(&mut self, began: AttemptBegan) {
        self.attempt_ended(began.previous);
        self.attempts.push(Try {
            head: began.attempt,
            first_content: None,
            end: None,
        });
    }

    /// The first content of an attempt has been seen.
    pub(crate) fn content_began(&mut self, no: AttemptNo, after: Millis) {
        if let Some(found) = self.attempts.iter_mut().find(|found| found.head.no == no) {
            found.first_content = Some(after);
        }
    }

    /// The row as it stands.
    pub(crate) fn view(&self) -> CallView {
        let streams = self.attempts.last().is_some_and(Try::streams);
        let standing = Standing {
            state: if streams {
                CallState::Streaming
            } else {
                CallState::Waiting
            },
            failure: None,
            status: None,
            moved: None,
            told: None,
            total: None,
            prompt: None,
        };
        self.draw(&standing)
    }

    /// The row of the call that is over.
    pub(crate) fn settled(mut self, settled: CallSettled) -> CallView {
        self.attempt_ended(settled.last);
        let (state, failure) = match settled.outcome {
            Outcome::Answered => (CallState::Answered, None),
            Outcome::Failed(FailureKind::Cancelled) | Outcome::Cancelled => {
                (CallState::Cancelled, None)
            }
            Outcome::Failed(kind) => (CallState::Failed, Some(kind)),
        };
        let standing = Standing {
            state,
            failure,
            status: settled.status,
            moved: settled.moved.as_deref(),
            told: settled.told.as_deref(),
            total: Some(settled.total),
            prompt: settled.prompt.as_deref(),
        };
        self.draw(&standing)
    }

    fn attempt_ended(&mut self, end: Option<AttemptEnd>) {
        let Some(end) = end else { return };
        if let Some(found) = self
            .attempts
            .iter_mut()
            .find(|found| found.head.no == end.no)
        {
            found.end = Some(end);
        }
    }

    fn draw(&self, standing: &Standing<'_>) -> CallView {
        let attempts = self
            .attempts
            .iter()
            .map(|found| {
                let open = if found.streams() {
                    CallState::Streaming
                } else {
                    CallState::Waiting
                };
                let mut view = attempt(&found.head, found.end.as_ref(), open);
                view.first_content = view.first_content.or(found.first_content);
                view
            })
            .collect();
        call(&self.head, standing, attempts)
    }
}

impl Try {
    fn streams(&self) -> bool {
        self.first_content.is_some() && self.end.is_none()
    }
}
