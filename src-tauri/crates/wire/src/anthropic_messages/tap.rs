//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::said::Said;
use super::usage::Counts;
use crate::along::{self, Along};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::sse::{Event, Fate};
use crate::{Failure, FailureKind, Seen, Usage};
use memchr::memmem;

/// More events than this that cannot be read are no accident.
const MOST_LEFT_OUT: u32 = 8;

/// The tap of one stream.
pub type MessagesTap = Along<Course>;

/// What the frames of a stream have told so far.
#[derive(Default)]
pub struct Course {
    content: bool,
    finished: bool,
    began: bool,
    bytes: u64,
    counts: Counts,
    model: Option<String>,
    complained: bool,
    left_out: u32,
}

impl along::Course for Course {
    fn frame(&mut self, frame: &[u8]) -> Result<Fate, Failure> {
        let event = Event::read(frame);
        if event.strange {
            return self.leave_out(frame, "a line of the stream is no event's");
        }
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return Ok(Fate::Pass);
        };
        match data {
            // Some gateways put OpenAI's mark behind the end.
            b"" | b"[DONE]" => Ok(Fate::Pass),
            data if event.name == Some(b"error") => Err(self.complaint(data)),
            data => self.event(frame, data),
        }
    }

    fn last_frame(&mut self, frame: &[u8]) -> Result<Fate, Failure> {
        let left_out = std::mem::replace(&mut self.left_out, MOST_LEFT_OUT);
        let fate = self.frame(frame);
        self.left_out = left_out;
        fate
    }

    fn seen(&self) -> Seen {
        Seen {
            content: self.content,
            whole: self.finished,
        }
    }

    fn cut(&self) -> Failure {
        match (self.began || self.content, self.left_out) {
            (false, 0) => {
                Failure::new(FailureKind::Cut, "the stream ended before it said anything")
            }
            (false, _) => malformed("nothing of the stream could be read"),
            (true, 0) => Failure::new(FailureKind::Cut, "the stream ended before its stop reason"),
            (true, _) => Failure::new(
                FailureKind::Cut,
                "the stream ended before its stop reason, and not all of it could be read",
            ),
        }
    }

    fn in_place_of_a_stream(body: &[u8]) -> Failure {
        json_in_place_of_a_stream(body)
    }

    fn complained(&self) -> bool {
        self.complained
    }

    fn usage(&self) -> Option<Usage> {
        self.counts.usage()
    }

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.bytes
    }

    fn left_out(&self) -> u32 {
        self.left_out
    }
}

impl Course {
    fn event(&mut self, frame: &[u8], data: &[u8]) -> Result<Fate, Failure> {
        let data = &*json::paired(data);
        let Ok(text) = std::str::from_utf8(data) else {
            return self.leave_out(
                frame,
                "an event of the stream holds bytes that are not UTF-8",
            );
        };
        let Ok(Read(Maybe(said))) = serde_json::from_str::<Read<Maybe<Said<'_>>>>(text) else {
            return self.leave_out(frame, "an event of the stream is not JSON");
        };
        let Some(said) = said else {
            return self.leave_out(frame, "an event of the stream is no JSON object");
        };
        if said.is_error() {
            return Err(self.complaint(data));
        }
        self.learn(said)?;
        Ok(Fate::Pass)
    }

    /// An event that cannot be read is left out where it cannot have held a piece of the answer: the
    /// stream can still be whole without it. Any other leaves a hole.
    fn leave_out(&mut self, frame: &[u8], what: &str) -> Result<Fate, Failure> {
        let names_content = [&b"content_block"[..], b"message_", b"delta", b"{", b"\""]
            .iter()
            .any(|word| memmem::find(frame, word).is_some());
        let plain = std::str::from_utf8(frame).is_ok();
        if names_content || !plain || self.left_out >= MOST_LEFT_OUT {
            return Err(malformed(what));
        }
        self.left_out += 1;
        Ok(Fate::Hide)
    }

    fn complaint(&mut self, data: &[u8]) -> Failure {
        self.complained = true;
        complaint::read_in_answer(data)
    }

    fn learn(&mut self, said: Said<'_>) -> Result<(), Failure> {
        match said.kind.0.as_deref() {
            Some("message_start") => {
                self.began = true;
                if let Some(head) = said.message.0 {
                    self.model = head.model.0.filter(|it| !it.is_empty()).map(Into::into);
                    let counts = head.usage.0.map(Counts::without_output);
                    self.counts.learn(counts.unwrap_or_default());
                }
            }
            Some("content_block_start") => {
                if let Some(block) = said.block.0 {
                    self.content |= block.is_content();
                    self.bytes = self.bytes.saturating_add(block.bytes());
                }
            }
            Some("content_block_delta") => {
                if let Some(delta) = said.delta.0 {
                    self.content |= delta.bytes > 0 || delta.other.0;
                    self.bytes = self.bytes.saturating_add(delta.bytes);
                }
            }
            Some("message_delta") => {
                self.counts.learn(said.usage.0.unwrap_or_default());
                let stop = said.delta.0.and_then(|delta| delta.stop_reason.0);
                self.finished |= stop.is_some_and(|it| !it.is_empty());
            }
            Some("message_stop") if !self.finished => {
                return Err(malformed(
                    "the stream says message_stop before its stop reason",
                ));
            }
            Some("message") => {
                return Err(malformed("a whole message came as an event of a stream"));
            }
            // `ping`, `content_block_stop`, and what later versions add.
            _ => {}
        }
        Ok(())
    }
}

/// An error that came as JSON though a stream was asked for, or an answer that was not streamed.
fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    match super::said::read(body) {
        Ok(said) if said.content.came() => {
            malformed("the provider answered whole though a stream was asked for")
        }
        Ok(_) => complaint::read_in_answer(body),
        Err(failure) if serde_json::from_slice::<Read<Maybe<Said<'_>>>>(body).is_ok() => failure,
        Err(_) => unread::json_in_place_of_a_stream(body),
    }
}

#[cfg(test)]
mod tests;
