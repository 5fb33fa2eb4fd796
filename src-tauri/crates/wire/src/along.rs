//! The tap of a dialect whose cut streams nobody makes whole: it passes frames on as they are and
//! has a [`Course`] read along. Knows no dialect.

use crate::opening::Opening;
use crate::sse::{Fate, Relay};
use crate::{Failure, FailureKind, Seen, Sent, Tap, Usage};
use bytes::Bytes;

/// What the frames of one dialect's stream have told so far.
pub trait Course: Default + Send {
    /// Reads the next frame.
    ///
    /// # Errors
    /// `Malformed`, or the failure that the provider tells there.
    fn frame(&mut self, frame: &[u8]) -> Result<Fate, Failure>;

    /// Reads a frame that broke off. One that cannot be read is then never noise.
    ///
    /// # Errors
    /// As [`Course::frame`].
    fn last_frame(&mut self, frame: &[u8]) -> Result<Fate, Failure> {
        self.frame(frame)
    }

    /// What was seen of the answer.
    fn seen(&self) -> Seen;

    /// How a stream failed that ended and is not whole.
    fn cut(&self) -> Failure;

    /// What it means that JSON came where a stream was asked for.
    fn in_place_of_a_stream(body: &[u8]) -> Failure;

    /// Whether the provider itself said that it failed.
    fn complained(&self) -> bool;

    /// How many answers were asked for. Most dialects have one.
    fn expect_choices(&mut self, _: u64) {}

    /// The last usage.
    fn usage(&self) -> Option<Usage>;

    /// The model that the provider says it is.
    fn model(&self) -> Option<&str>;

    /// Bytes of text.
    fn text_bytes(&self) -> u64;

    /// Frames that were left out.
    fn left_out(&self) -> u32 {
        0
    }
}

/// The tap of one stream.
#[derive(Default)]
pub struct Along<C> {
    opening: Opening,
    relay: Relay,
    course: C,
    complaint: Option<Bytes>,
}

impl<C: Course> Along<C> {
    /// Reads what was held when the upstream ended. A frame that broke off is `Cut`, or drops out
    /// where the stream was whole before it.
    fn tail(&mut self, tail: &[u8]) -> Result<Fate, Failure> {
        match self.course.last_frame(tail) {
            Err(failure) if failure.kind != FailureKind::Malformed => Err(failure),
            Err(_) if self.course.seen().whole => Ok(Fate::Hide),
            Err(_) => Err(Failure::new(
                FailureKind::Cut,
                "the stream broke off within an event",
            )),
            Ok(fate) => Ok(fate),
        }
    }
}

impl<C: Course> Tap for Along<C> {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if self.opening.take(&chunk)? {
            let (course, complaint) = (&mut self.course, &mut self.complaint);
            self.relay.push(&chunk, out, |frame| {
                let fate = course.frame(frame);
                if fate.is_err() && course.complained() {
                    *complaint = Some(Bytes::copy_from_slice(frame));
                }
                fate
            })?;
        }
        Ok(self.course.seen())
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if let Some(body) = self.opening.json() {
            return Err(C::in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        let fate = match tail.is_empty() {
            true => Fate::Hide,
            false => self.tail(&tail)?,
        };
        if !self.course.seen().whole {
            return Err(self.course.cut());
        }
        if fate == Fate::Pass {
            out.push(tail);
        }
        Ok(self.course.seen())
    }

    fn expect_choices(&mut self, choices: u64) {
        self.course.expect_choices(choices);
    }

    fn complaint(&self) -> Option<&Bytes> {
        self.complaint.as_ref()
    }

    fn usage(&self) -> Option<Usage> {
        self.course.usage()
    }

    fn model(&self) -> Option<&str> {
        self.course.model()
    }

    fn text_bytes(&self) -> u64 {
        self.course.text_bytes()
    }

    /// Nothing is made whole, so nothing is kept.
    fn keep_text(&mut self) {}

    fn sent(&self) -> Option<&Sent> {
        None
    }

    fn left_out(&self) -> u32 {
        self.course.left_out()
    }
}
