//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::complaint;
use super::reply::{Finish, Place, Reply, Said};
use crate::lenient::{Maybe, Read};
use crate::sse::{Event, Fate, MAX_FRAME, Relay};
use crate::{Failure, FailureKind, Seen, Tap, Usage, json};
use bytes::{Bytes, BytesMut};

/// More choices than this in one stream are no answer. OpenAI takes `n` up to 128.
const MOST_CHOICES: usize = 256;

/// The tap of one stream.
pub struct ChatTap {
    opening: Opening,
    relay: Relay,
    course: Course,
    complaint: Option<Bytes>,
}

/// What the first bytes of the body showed.
enum Opening {
    /// Nothing but white space so far.
    Unknown,
    /// It is a stream of events.
    Events,
    /// It is JSON in place of a stream, kept to be read when it is complete.
    Json(BytesMut),
}

impl ChatTap {
    /// A tap that hides the chunk with the usage where `hide_usage`.
    pub fn new(hide_usage: bool) -> Self {
        Self {
            opening: Opening::Unknown,
            relay: Relay::default(),
            course: Course {
                hide_usage,
                expected: 1,
                ..Course::default()
            },
            complaint: None,
        }
    }

    fn open(&mut self, chunk: &[u8]) -> Result<(), Failure> {
        let text = chunk.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(chunk);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => {}
            Some(b'{' | b'[') => self.opening = Opening::Json(BytesMut::new()),
            Some(b'<') => return Err(malformed("a page of HTML came in place of a stream")),
            Some(_) => self.opening = Opening::Events,
        }
        Ok(())
    }
}

impl Tap for ChatTap {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if let Opening::Unknown = self.opening {
            self.open(&chunk)?;
        }
        match &mut self.opening {
            Opening::Unknown | Opening::Events => {
                let (course, complaint) = (&mut self.course, &mut self.complaint);
                self.relay.push(&chunk, out, |frame| {
                    let fate = course.frame(frame);
                    if fate.is_err() && course.complained {
                        *complaint = Some(Bytes::copy_from_slice(frame));
                    }
                    fate
                })?;
            }
            Opening::Json(body) if body.len() + chunk.len() > MAX_FRAME => {
                return Err(malformed("JSON came in place of a stream"));
            }
            Opening::Json(body) => body.extend_from_slice(&chunk),
        }
        Ok(self.course.seen())
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if let Opening::Json(body) = &self.opening {
            return Err(json_in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        if !tail.is_empty() && self.course.tail(&tail)? == Fate::Pass {
            out.push(tail);
        }
        let seen = self.course.seen();
        if seen.whole {
            return Ok(seen);
        }
        Err(Failure::new(
            FailureKind::Cut,
            match self.course.choices.is_empty() {
                true => "the stream ended before it said anything",
                false => "the stream ended before its finish",
            },
        ))
    }

    fn expect_choices(&mut self, choices: u64) {
        self.course.expected = choices;
    }

    fn complaint(&self) -> Option<&Bytes> {
        self.complaint.as_ref()
    }

    fn usage(&self) -> Option<Usage> {
        self.course.usage.map(|(usage, _)| usage)
    }

    fn model(&self) -> Option<&str> {
        self.course.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.course.said.bytes
    }
}

/// What the frames of a stream have told so far.
#[derive(Default)]
struct Course {
    hide_usage: bool,
    expected: u64,
    choices: Vec<Finished>,
    done: bool,
    said: Said,
    usage: Option<(Usage, Place)>,
    model: Option<String>,
    complained: bool,
}

struct Finished {
    index: u64,
    finished: bool,
}

impl Course {
    fn seen(&self) -> Seen {
        Seen {
            content: self.said.any,
            whole: self.is_whole(),
        }
    }

    /// Each choice seen has its finish. A provider may give fewer choices than were asked for, and
    /// says so with `[DONE]`; without it as many are due as were asked for.
    fn is_whole(&self) -> bool {
        let enough = self.done || self.choices.len() as u64 >= self.expected;
        let all = self.choices.iter().all(|choice| choice.finished);
        enough && all && !self.choices.is_empty()
    }

    fn frame(&mut self, frame: &[u8]) -> Result<Fate, Failure> {
        let event = Event::read(frame);
        if event.strange {
            return Err(malformed("a line of the stream is no event's"));
        }
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return Ok(Fate::Pass);
        };
        match data {
            b"" => Ok(Fate::Pass),
            b"[DONE]" => {
                self.done = true;
                match self.is_whole() {
                    true => Ok(Fate::Pass),
                    false => Err(malformed("the stream says [DONE] before its finish")),
                }
            }
            data if event.name == Some(b"error") => Err(self.complaint(data)),
            data => self.chunk(data),
        }
    }

    /// Reads what was held when the upstream ended. A frame that broke off is `Cut`, or drops out
    /// where the stream was whole before it.
    fn tail(&mut self, tail: &[u8]) -> Result<Fate, Failure> {
        match self.frame(tail) {
            Err(failure) if failure.kind != FailureKind::Malformed => Err(failure),
            Err(_) if self.is_whole() => Ok(Fate::Hide),
            Err(failure) if self.done => Err(failure),
            Err(_) => Err(Failure::new(
                FailureKind::Cut,
                "the stream broke off within an event",
            )),
            Ok(fate) => Ok(fate),
        }
    }

    fn chunk(&mut self, data: &[u8]) -> Result<Fate, Failure> {
        let text = std::str::from_utf8(data)
            .map_err(|_| malformed("an event of the stream holds bytes that are not UTF-8"))?;
        let Read(Maybe(reply)) = serde_json::from_str::<Read<Maybe<Reply<'_>>>>(text)
            .map_err(|_| malformed("an event of the stream is not JSON"))?;
        let reply = reply.ok_or_else(|| malformed("an event of the stream is no JSON object"))?;
        if reply.is_error() {
            return Err(self.complaint(data));
        }
        self.learn(&reply)?;
        Ok(match self.hide_usage && reply.is_only_usage() {
            true => Fate::Hide,
            false => Fate::Pass,
        })
    }

    /// The provider's own error.
    fn complaint(&mut self, data: &[u8]) -> Failure {
        self.complained = true;
        complaint::read_in_answer(data)
    }

    fn learn(&mut self, reply: &Reply<'_>) -> Result<(), Failure> {
        if self.model.is_none() {
            let named = reply.model.0.as_deref().filter(|name| !name.is_empty());
            self.model = named.map(str::to_owned);
        }
        if let Some((usage, place)) = reply.usage() {
            // The last holds, but an extension does not outweigh what the dialect says.
            if self.usage.is_none_or(|(_, before)| place >= before) {
                self.usage = Some((usage, place));
            }
        }
        for (position, choice) in reply.choices.items().iter().enumerate() {
            self.said.add(choice.added());
            let full = self.choices.len() >= MOST_CHOICES;
            let index = choice.index.0.unwrap_or(position as u64);
            let finished = choice.finish != Finish::No;
            match self.choices.iter_mut().find(|it| it.index == index) {
                // Some send one more chunk after the finish.
                Some(known) => known.finished |= finished,
                None if full => {
                    return Err(malformed("the stream has too many choices"));
                }
                None => self.choices.push(Finished { index, finished }),
            }
        }
        Ok(())
    }
}

fn malformed(what: &str) -> Failure {
    Failure::new(FailureKind::Malformed, what)
}

/// An error that came as JSON though a stream was asked for, or an answer that was not streamed.
fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    match serde_json::from_slice::<Read<Maybe<Reply<'_>>>>(body.trim_ascii()) {
        Ok(Read(Maybe(Some(reply)))) if reply.choices.came() && !reply.is_error() => {
            malformed("the provider answered whole though a stream was asked for")
        }
        Ok(_) => complaint::read_in_answer(body),
        Err(_) if json::breaks_off(body) => Failure::new(
            FailureKind::Cut,
            "JSON came in place of a stream and broke off",
        ),
        Err(_) => malformed("what came in place of a stream is no event's and no JSON"),
    }
}

#[cfg(test)]
mod tests;
