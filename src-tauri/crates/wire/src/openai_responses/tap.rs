//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::answer::{self, Answer, Said, Told};
use crate::along::{self, Along};
use crate::failure::unread::{json_in_place_of_a_stream, malformed};
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::sse::{Event, Fate};
use crate::{Failure, FailureKind, Seen, Usage};
use memchr::memmem;

/// More events than this that cannot be read are no accident.
pub const MOST_LEFT_OUT: u32 = 8;

/// The tap of one stream.
pub type ResponsesTap = Along<Course>;

/// What the frames of a stream have told so far.
#[derive(Default)]
pub struct Course {
    begun: bool,
    whole: bool,
    said: Said,
    usage: Option<Usage>,
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
            b"" => Ok(Fate::Pass),
            b"[DONE]" if self.whole => Ok(Fate::Pass),
            b"[DONE]" => Err(malformed("the stream says [DONE] before its end")),
            data => self.event(event.name, data),
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
            content: self.said.any,
            whole: self.whole,
        }
    }

    fn cut(&self) -> Failure {
        match (self.begun, self.left_out) {
            (false, 0) => {
                Failure::new(FailureKind::Cut, "the stream ended before it said anything")
            }
            (false, _) => malformed("nothing of the stream could be read"),
            (true, _) => Failure::new(FailureKind::Cut, "the stream ended before its end event"),
        }
    }

    fn in_place_of_a_stream(body: &[u8]) -> Failure {
        whole_in_place_of_a_stream(body)
    }

    fn complained(&self) -> bool {
        self.complained
    }

    fn usage(&self) -> Option<Usage> {
        self.usage
    }

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.said.bytes
    }

    fn left_out(&self) -> u32 {
        self.left_out
    }
}

impl Course {
    fn event(&mut self, name: Option<&[u8]>, data: &[u8]) -> Result<Fate, Failure> {
        let data = &*json::paired(data);
        let Ok(text) = std::str::from_utf8(data) else {
            return Err(malformed(
                "an event of the stream holds bytes that are not UTF-8",
            ));
        };
        let Ok(Read(Maybe(told))) = serde_json::from_str::<Read<Maybe<Told<'_>>>>(text) else {
            return self.leave_out(data, "an event of the stream is not JSON");
        };
        let Some(told) = told else {
            return self.leave_out(data, "an event of the stream is no JSON object");
        };
        self.begun = true;
        let named = || name.and_then(|name| std::str::from_utf8(name).ok());
        let kind = told.kind.0.as_deref().or_else(named).unwrap_or_default();
        match kind {
            "error" | "response.failed" => return Err(self.complaint(data)),
            "" if told.error.0 => return Err(self.complaint(data)),
            "response.completed" | "response.incomplete" => {
                if told.response.0.as_ref().is_some_and(Answer::has_failed) {
                    return Err(self.complaint(data));
                }
                self.whole = true;
            }
            "response.output_item.added" | "response.output_item.done" => {
                self.said.any |= told.item.0.as_ref().is_some_and(|item| item.said().any);
            }
            kind if kind.ends_with(".delta") => self.said.add(told.delta),
            _ => {}
        }
        if let Some(response) = &told.response.0 {
            self.learn(response);
        }
        Ok(Fate::Pass)
    }

    fn learn(&mut self, response: &Answer<'_>) {
        if self.model.is_none() {
            let named = response.model.0.as_deref().filter(|name| !name.is_empty());
            self.model = named.map(str::to_owned);
        }
        self.usage = response.usage().or(self.usage);
        if self.whole && self.said.bytes == 0 {
            // Some send no deltas.
            self.said.add(response.said());
        }
    }

    /// Noise is left out. Any other event that cannot be read leaves a hole.
    fn leave_out(&mut self, frame: &[u8], what: &str) -> Result<Fate, Failure> {
        if !is_noise(frame) || self.left_out >= MOST_LEFT_OUT {
            return Err(malformed(what));
        }
        self.left_out += 1;
        Ok(Fate::Hide)
    }

    /// The provider's own error.
    fn complaint(&mut self, data: &[u8]) -> Failure {
        self.complained = true;
        answer::complaint_of(data)
    }
}

/// Whether an event that cannot be read cannot have held a piece of the answer: it names no event of
/// the dialect and looks like no JSON.
pub fn is_noise(frame: &[u8]) -> bool {
    let data = frame.strip_prefix(b"data:").unwrap_or(frame);
    let told = std::str::from_utf8(data.trim_ascii());
    let plain = told.is_ok_and(|text| !text.contains(['"', '{', '}', '[', ']', '\\']));
    plain && memmem::find(frame, b"response.").is_none()
}

/// An error that came as JSON though a stream was asked for, or an answer that was not streamed.
pub fn whole_in_place_of_a_stream(body: &[u8]) -> Failure {
    match serde_json::from_slice::<Read<Maybe<Answer<'_>>>>(body.trim_ascii()) {
        Ok(Read(Maybe(Some(answer)))) if answer.output.came() && !answer.has_failed() => {
            malformed("the provider answered whole though a stream was asked for")
        }
        Ok(_) => answer::complaint_of(body),
        Err(_) => json_in_place_of_a_stream(body),
    }
}

#[cfg(test)]
mod tests;
