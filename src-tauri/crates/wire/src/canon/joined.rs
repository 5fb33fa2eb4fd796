//! A stream on its way from one dialect to another that makes an answer whole which broke off: it is
//! translated first, and then joined as one of the client's own dialect would be.

use super::Crossing;
use crate::{Failure, Seen, Sent, Tap, Usage};
use bytes::Bytes;

/// A translated stream, joined to what the client has.
pub struct Joined {
    crossing: Crossing,
    join: Box<dyn Tap>,
    seen: Seen,
}

impl Joined {
    /// `crossing` writes the client's dialect, usage and all; `join` is of that dialect and hides
    /// what the client did not ask for.
    pub fn new(crossing: Crossing, join: Box<dyn Tap>) -> Self {
        Self {
            crossing,
            join,
            seen: Seen::default(),
        }
    }

    fn pass(&mut self, frames: Vec<Bytes>, out: &mut Vec<Bytes>) -> Result<(), Failure> {
        for frame in frames {
            self.seen = self.join.push(frame, out)?;
        }
        Ok(())
    }
}

impl Tap for Joined {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        let mut frames = Vec::new();
        let read = self.crossing.push(chunk, &mut frames);
        self.pass(frames, out)?;
        read.map(|_| self.seen)
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        let mut frames = Vec::new();
        let read = self.crossing.end(&mut frames);
        self.pass(frames, out)?;
        read?;
        self.join.end(out)
    }

    fn expect_choices(&mut self, choices: u64) {
        self.crossing.expect_choices(choices);
        self.join.expect_choices(choices);
    }

    fn complaint(&self) -> Option<&Bytes> {
        self.join.complaint()
    }

    fn usage(&self) -> Option<Usage> {
        self.crossing.usage()
    }

    fn model(&self) -> Option<&str> {
        self.crossing.model()
    }

    fn text_bytes(&self) -> u64 {
        self.crossing.text_bytes()
    }

    fn keep_text(&mut self) {
        self.join.keep_text();
    }

    fn sent(&self) -> Option<&Sent> {
        self.join.sent()
    }

    fn left_out(&self) -> u32 {
        self.join.left_out()
    }

    fn crossing(&self) -> Option<&Crossing> {
        Some(&self.crossing)
    }
}
