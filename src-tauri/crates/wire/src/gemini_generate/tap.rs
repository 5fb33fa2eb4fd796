//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::reply::{Reply, Said};
use crate::along::{self, Along};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::lenient::{List, Maybe, Read};
use crate::sse::{Event, Fate};
use crate::{Failure, FailureKind, Seen, Usage};

/// More candidates than this in one stream are no answer. Google takes `candidateCount` up to 8.
const MOST_CANDIDATES: usize = 64;

/// The tap of one stream.
pub type GeminiTap = Along<Course>;

/// What the frames of a stream have told so far.
#[derive(Default)]
pub struct Course {
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

impl along::Course for Course {
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

    fn seen(&self) -> Seen {
        Seen {
            content: self.said.any,
            whole: self.is_whole(),
        }
    }

    fn cut(&self) -> Failure {
        cut(self.candidates.is_empty())
    }

    fn in_place_of_a_stream(body: &[u8]) -> Failure {
        json_in_place_of_a_stream(body)
    }

    fn complained(&self) -> bool {
        self.complained
    }

    fn expect_choices(&mut self, choices: u64) {
        self.expected = choices;
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
}

impl Course {
    /// A blocked prompt has no candidates; else as many are due as were asked for.
    fn is_whole(&self) -> bool {
        let enough = self.candidates.len() as u64 >= self.expected.max(1);
        let all = self.candidates.iter().all(|candidate| candidate.finished);
        all && (enough || self.blocked)
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
