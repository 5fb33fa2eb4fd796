//! An answer that broke off before the client's eyes, and what it takes to make it whole: the same
//! model or another goes on from what was sent, or begins again with exactly that.
//!
//! Knows no target but by what the catalogue says of it, and no frame.

use super::course::Course;
use super::tries::Fall;
use crate::plan::Aim;
use crate::record::AttemptReason;
use crate::verdict::{Content, Then, verdict};
use bytes::Bytes;
use pointsman_wire::{Begins, Failure, Joint, Mend, Prefill, Sent, Tap, Usage};
use std::sync::Arc;
use tokio::time::Instant;

/// What the client has of an answer that broke off.
pub(super) struct Torn {
    /// Its text, and the id under which it reads.
    pub sent: Sent,
    /// How it can be made whole.
    pub mend: Mend,
    /// How it broke off first. It is what the client is told where nothing helps.
    pub failure: Failure,
    /// The target that broke off first.
    pub label: Option<Arc<str>>,
    /// The provider's own words about it, in the dialect, where it said any.
    pub complaint: Option<Bytes>,
    /// What its attempts used so far.
    pub spent: Usage,
}

impl Course {
    /// Has the text of an answer kept, where it may have to be made whole later.
    pub(super) fn keep_text(&self, tap: &mut dyn Tap) {
        if self.peek.choices.is_none_or(|choices| choices <= 1) {
            tap.keep_text();
        }
    }

    /// An answer broke off that the client has begun to read. `Err` where it can be made whole yet;
    /// else it is ended with an error that the client understands.
    pub(super) async fn tear(&mut self, failure: Failure) -> Result<(), Fall> {
        if self.is_mendable(&failure) {
            return Err(failure.into());
        }
        self.break_off(&failure).await;
        Ok(())
    }

    fn is_mendable(&mut self, failure: &Failure) -> bool {
        let label = self.run_label();
        let tap = self.running().and_then(|run| run.tap.as_ref());
        let sent = tap.and_then(|tap| tap.sent().cloned());
        let complaint = tap.and_then(|tap| tap.complaint().cloned());
        let Some(sent) = sent else {
            return false;
        };
        self.next_ping = Instant::now() + self.keep_alive_every();
        if let Some(torn) = &mut self.torn {
            // However this attempt failed, the client hears of the first.
            torn.sent = sent;
            return true;
        }
        let mend = self.codec.mend(&self.body, &self.peek);
        if mend == Mend::Not || verdict(failure.kind, Content::Held).then == Then::GiveUp {
            return false;
        }
        self.torn = Some(Torn {
            sent,
            mend,
            failure: failure.clone(),
            label,
            complaint,
            spent: Usage::default(),
        });
        true
    }

    /// What an attempt lays behind the conversation.
    pub(super) fn prefill<'a>(&'a self, aim: &Aim, reason: AttemptReason) -> Option<Prefill<'a>> {
        let AttemptReason::Continue(_) = reason else {
            return None;
        };
        let takes = aim.endpoint.prefill_of(&aim.model)?;
        let text = self.torn.as_ref()?.sent.text.as_str();
        Some(Prefill {
            text: match takes.trims {
                true => text.trim_end(),
                false => text,
            },
            turn: &takes.turn,
            request: &takes.request,
        })
    }

    /// The tap of an attempt: it reads along, or joins the stream to what was sent.
    pub(super) fn tap(&self, aim: &Aim, reason: AttemptReason, hide_usage: bool) -> Box<dyn Tap> {
        let mut tap = match self.joint(aim, reason) {
            Some(joint) => self.codec.join(joint),
            None => self.codec.tap(hide_usage),
        };
        tap.expect_choices(self.peek.choices.unwrap_or(1));
        self.keep_text(tap.as_mut());
        tap
    }

    /// What an attempt's answer is joined to, where it makes another whole.
    pub(super) fn joint(&self, aim: &Aim, reason: AttemptReason) -> Option<Joint> {
        let begins = match reason {
            AttemptReason::First
            | AttemptReason::Fallback(_)
            | AttemptReason::Retry(_)
            | AttemptReason::NextKey(_) => return None,
            AttemptReason::Restart(_) => Begins::Again,
            AttemptReason::Continue(_) => self.goes_on(aim),
        };
        let torn = self.torn.as_ref()?;
        Some(Joint {
            sent: torn.sent.clone(),
            begins,
            spent: torn.spent,
            // Whoever sends it unasked: the first answer's provider may be another.
            hide_usage: !self.peek.wants_usage,
        })
    }

    /// How an answer begins that goes on from what was sent.
    fn goes_on(&self, aim: &Aim) -> Begins {
        let (Some(takes), Some(torn)) = (aim.endpoint.prefill_of(&aim.model), &self.torn) else {
            return Begins::Behind;
        };
        let laid = match takes.trims {
            true => torn.sent.text.trim_end().len(),
            false => torn.sent.text.len(),
        };
        match takes.repeats {
            true => Begins::Perhaps(0),
            false if laid < torn.sent.text.len() => Begins::Perhaps(laid),
            false => Begins::Behind,
        }
    }
}
