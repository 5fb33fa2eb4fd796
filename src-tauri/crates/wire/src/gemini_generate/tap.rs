//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::reply::{Reply, Said};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::lenient::{List, Maybe, Read};
use crate::opening::Opening;
use crate::sse::{Event, Fate, Relay};
use crate::{Failure, FailureKind, Seen, Sent, Tap, Usage};
use bytes::Bytes;

/// More candidates than this in one stream are no answer. Google takes `candidateCount` up to 8.
const MOST_CANDIDATES: usize = 64;

/// The tap of one stream.
#[derive(Default)]
pub struct GeminiTap {
    opening: Opening,
    relay: Relay,
    course: Course,
    complaint: Option<Bytes>,
}

impl Tap for GeminiTap {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if self.opening.take(&chunk)? {
            let (course, complaint) = (&mut self.course, &mut self.complaint);
            self.relay.push(&chunk, out, |frame| {
                let fate = course.frame(frame);
                if fate.is_err() && course.complained {
                    *complaint = Some(Bytes::copy_from_slice(frame));
                }
                fate
            })?;
        }
        Ok(self.course.seen())
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if let Some(body) = self.opening.json() {
            return Err(json_in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        let fate = match tail.is_empty() {
            true => Fate::Hide,
            false => self.course.tail(&tail)?,
        };
        if !self.course.is_whole() {
            return Err(cut(self.course.candidates.is_empty()));
        }
        if fate == Fate::Pass {
            out.push(tail);
        }
        Ok(self.course.seen())
    }

    fn expect_choices(&mut self, choices: u64) {
        self.course.expected = choices;
    }

    fn complaint(&self) -> Option<&Bytes> {
        self.complaint.as_ref()
    }

    fn usage(&self) -> Option<Usage> {
        self.course.usage
    }

    fn model(&self) -> Option<&str> {
        self.course.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.course.said.bytes
    }

    /// Nothing is made whole in this dialect, so nothing is kept.
    fn keep_text(&mut self) {}

    fn sent(&self) -> Option<&Sent> {
        None
    }

    fn left_out(&self) -> u32 {
        0
    }
}

/// What the frames of a stream have told so far.
#[derive(Default)]
struct Course {
    expected: u64,
    candidates: Vec<Candidate>,
    blocked: bool,
    said: Said,
    usage: Option<Usage>,
    model: Option<String>,
    complained: bool,
}

struct Candidate {
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

    /// A blocked prompt has no candidates; else as many are due as were asked for.
    fn is_whole(&self) -> bool {
        let enough = self.candidates.len() as u64 >= self.expected.max(1);
        let all = self.candidates.iter().all(|candidate| candidate.finished);
        all && (enough || self.blocked)
    }

    fn frame(&mut self, frame: &[u8]) -> Result<Fate, Failure> {
        let event = Event::read(frame);
        if event.strange {
            // Google writes an error in the midst of a stream as bare JSON.
            let read = serde_json::from_slice::<Read<Maybe<Reply<'_>>>>(frame.trim_ascii());
            return match read {
                Ok(Read(Maybe(Some(reply)))) if reply.is_error() => Err(self.complaint(frame)),
                Ok(_) | Err(_) => Err(malformed("a line of the stream is no event's")),
            };
        }
        match event.data.as_deref().map(<[u8]>::trim_ascii) {
            None | Some(b"") => Ok(Fate::Pass),
            Some(data) => self.chunk(data),
        }
    }

    /// Reads what was held when the upstream ended. A frame that broke off is `Cut`, or drops out
    /// where the stream was whole before it.
    fn tail(&mut self, tail: &[u8]) -> Result<Fate, Failure> {
        match self.frame(tail) {
            Err(failure) if failure.kind != FailureKind::Malformed => Err(failure),
            Err(_) if self.is_whole() => Ok(Fate::Hide),
            Err(_) => Err(Failure::new(
                FailureKind::Cut,
                "the stream broke off within an event",
            )),
            Ok(fate) => Ok(fate),
        }
    }

    fn chunk(&mut self, data: &[u8]) -> Result<Fate, Failure> {
        let data = &*json::paired(data);
        let text = std::str::from_utf8(data)
            .map_err(|_| malformed("an event of the stream holds bytes that are not UTF-8"))?;
        let Ok(Read(Maybe(reply))) = serde_json::from_str::<Read<Maybe<Reply<'_>>>>(text) else {
            return Err(malformed("an event of the stream is not JSON"));
        };
        let reply = reply.ok_or_else(|| malformed("an event of the stream is no JSON object"))?;
        if reply.is_error() {
            return Err(self.complaint(data));
        }
        self.learn(&reply)?;
        Ok(Fate::Pass)
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
        self.usage = reply.usage().or(self.usage);
        self.blocked |= reply.is_blocked();
        for (position, candidate) in reply.candidates.items().iter().enumerate() {
            let said = candidate.said();
            self.said.add(said);
            let full = self.candidates.len() >= MOST_CANDIDATES;
            let index = candidate.index.0.unwrap_or(position as u64);
            let finished = candidate.finished.0;
            match self.candidates.iter_mut().find(|it| it.index == index) {
                // Beside searches, Google finishes and then goes on with another piece.
                Some(known) => known.finished = finished || known.finished && !said.any,
                None if full => return Err(malformed("the stream has too many candidates")),
                None => self.candidates.push(Candidate { index, finished }),
            }
        }
        Ok(())
    }
}

/// How a stream failed that ended and is not whole.
pub fn cut(silent: bool) -> Failure {
    let what = match silent {
        true => "the stream ended before it said anything",
        false => "the stream ended before its finish",
    };
    Failure::new(FailureKind::Cut, what)
}

/// An error that came as JSON though a stream was asked for, or an answer that was not one: whole, or
/// a stream as an array.
pub fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    let body = body.trim_ascii();
    let answers = |reply: &Reply<'_>| reply.is_any() && !reply.is_error();
    let whole = match serde_json::from_slice::<Read<Maybe<Reply<'_>>>>(body) {
        Ok(Read(Maybe(Some(reply)))) => answers(&reply),
        Ok(Read(Maybe(None))) => {
            let array = serde_json::from_slice::<Read<List<Maybe<Reply<'_>>>>>(body);
            let first = array.as_ref().ok().and_then(|it| it.0.items().first());
            first.and_then(|it| it.0.as_ref()).is_some_and(answers)
        }
        Err(_) => return unread::json_in_place_of_a_stream(body),
    };
    match whole {
        true => malformed("the provider answered whole though a stream was asked for"),
        false => complaint::read_in_answer(body),
    }
}
