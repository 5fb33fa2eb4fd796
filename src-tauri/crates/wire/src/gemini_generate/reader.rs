//! Reads one stream into events, however the network splits it.

use super::heard::Hearing;
use super::tap;
use crate::canon::{Event, Losses, Reader};
use crate::failure::unread::malformed;
use crate::opening::Opening;
use crate::sse::{self, Fate, Relay};
use crate::{Failure, FailureKind};
use bytes::Bytes;

/// The reader of one stream.
pub struct GeminiReader {
    opening: Opening,
    relay: Relay,
    expected: u64,
    hearing: Hearing,
    ended: bool,
}

impl GeminiReader {
    /// A reader of a stream of so many candidates.
    pub fn new(expected: u64) -> Self {
        Self {
            opening: Opening::default(),
            relay: Relay::default(),
            expected,
            hearing: Hearing::default(),
            ended: false,
        }
    }
}

impl Reader for GeminiReader {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        if !self.opening.take(&chunk)? {
            return Ok(());
        }
        let hearing = &mut self.hearing;
        self.relay.push(&chunk, &mut Vec::new(), |frame| {
            self::frame(hearing, frame, out).map(|()| Fate::Hide)
        })
    }

    /// Nothing in the stream says that it is at its end, and beside searches more may follow a finish.
    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        if let Some(body) = self.opening.json() {
            return Err(tap::json_in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        let read = match tail.is_empty() {
            true => Ok(()),
            false => frame(&mut self.hearing, &tail, out),
        };
        match read {
            Err(failure) if failure.kind != FailureKind::Malformed => return Err(failure),
            Err(_) if !self.hearing.is_whole(self.expected) => {
                let what = "the stream broke off within an event";
                return Err(Failure::new(FailureKind::Cut, what));
            }
            Err(_) | Ok(()) => {}
        }
        if !self.hearing.is_whole(self.expected) {
            return Err(tap::cut(self.hearing.is_silent()));
        }
        self.hearing.end(out);
        Ok(())
    }

    fn losses(&self) -> &Losses {
        &self.hearing.losses
    }
}

fn frame(hearing: &mut Hearing, frame: &[u8], out: &mut Vec<Event>) -> Result<(), Failure> {
    let event = sse::Event::read(frame);
    // Google writes an error in the midst of a stream as bare JSON.
    let data = match event.strange {
        true => Some(frame),
        false => event.data.as_deref(),
    };
    let Some(data) = data.map(<[u8]>::trim_ascii).filter(|data| !data.is_empty()) else {
        return Ok(());
    };
    let heard = hearing.hear(data, out);
    heard.unwrap_or_else(|| Err(malformed("an event of the stream is not JSON")))
}
