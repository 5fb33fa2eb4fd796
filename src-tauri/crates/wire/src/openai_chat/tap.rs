//! Reads along a stream that passes verbatim: its content, usage and end, and nothing else.

use super::join::Join;
use super::reply::{Finish, Place, Reply, Said, Speech};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::opening::Opening;
use crate::sse::{Event, Fate, Relay};
use crate::{Failure, FailureKind, Joint, Seen, Sent, Tap, Usage};
use bytes::Bytes;
use memchr::memmem;

/// More choices than this in one stream are no answer. OpenAI takes `n` up to 128.
const MOST_CHOICES: usize = 256;
/// More text than this is not kept: a stream that breaks behind it is not continued.
const MOST_KEPT: usize = 8 << 20;
/// More events than this that cannot be read are no accident.
const MOST_LEFT_OUT: u32 = 8;

/// The tap of one stream.
pub struct ChatTap {
    opening: Opening,
    relay: Relay,
    course: Course,
    complaint: Option<Bytes>,
    /// The stream makes another whole.
    join: Option<Join>,
}

impl ChatTap {
    /// A tap that hides the chunk with the usage where `hide_usage`.
    pub fn new(hide_usage: bool) -> Self {
        Self::of(Speech::Chat, hide_usage)
    }

    /// [`ChatTap::new`] for a sister dialect's streams.
    pub fn of(speech: Speech, hide_usage: bool) -> Self {
        Self {
            opening: Opening::default(),
            relay: Relay::default(),
            course: Course {
                hide_usage,
                speech,
                expected: 1,
                ..Course::default()
            },
            complaint: None,
            join: None,
        }
    }

    /// A tap that writes the stream as the rest of another.
    pub fn joined(joint: Joint) -> Self {
        Self {
            join: Some(Join::new(joint.sent, joint.begins, joint.spent)),
            ..Self::new(joint.hide_usage)
        }
    }

    /// Reads events along. Those that pass leave as they are, or as the rest of another answer.
    fn events(&mut self, chunk: &Bytes, out: &mut Vec<Bytes>) -> Result<(), Failure> {
        let (course, complaint) = (&mut self.course, &mut self.complaint);
        let mut read = |frame: &[u8]| {
            let fate = course.frame(frame);
            if fate.is_err() && course.complained {
                *complaint = Some(Bytes::copy_from_slice(frame));
            }
            fate
        };
        let Some(join) = &mut self.join else {
            return self.relay.push(chunk, out, read);
        };
        self.relay.push(chunk, &mut Vec::new(), |frame| {
            if read(frame)? == Fate::Pass {
                out.extend(join.frame(frame)?);
            }
            Ok(Fate::Hide)
        })
    }
}

impl Tap for ChatTap {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if self.opening.take(&chunk)? {
            self.events(&chunk, out)?;
        }
        Ok(self.course.seen())
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        if let Some(body) = self.opening.json() {
            return Err(json_in_place_of_a_stream(body));
        }
        let kept = self.course.kept.sent.text.len();
        let tail = self.relay.take_held();
        let fate = match tail.is_empty() {
            true => Fate::Hide,
            false => self.course.tail(&tail)?,
        };
        if !self.course.is_whole() {
            // The client does not get the tail of a stream that is not whole.
            self.course.kept.sent.text.truncate(kept);
            return Err(self.course.cut());
        }
        match (&mut self.join, fate) {
            (_, Fate::Hide) => {}
            (None, Fate::Pass) => out.push(tail),
            (Some(join), Fate::Pass) => out.extend(join.frame(&tail)?),
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
        self.course.usage.map(|(usage, _)| usage)
    }

    fn model(&self) -> Option<&str> {
        self.course.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.course.said.bytes
    }

    fn keep_text(&mut self) {
        self.course.kept.plain = true;
    }

    fn sent(&self) -> Option<&Sent> {
        match &self.join {
            Some(join) => join.sent(),
            None => Some(&self.course.kept.sent).filter(|sent| !sent.text.is_empty()),
        }
    }

    fn left_out(&self) -> u32 {
        self.course.left_out
    }
}

/// The text that was passed on, while it is plain and not too much.
#[derive(Default)]
struct Kept {
    plain: bool,
    sent: Sent,
}

impl Kept {
    fn add(&mut self, reply: &Reply<'_>) {
        if !self.plain {
            return;
        }
        for (position, choice) in reply.choices.items().iter().enumerate() {
            let first = choice.index.0.unwrap_or(position as u64) == 0;
            match choice.text().filter(|_| first) {
                Some(text) if self.sent.text.len() + text.len() <= MOST_KEPT => {
                    self.sent.text.push_str(text);
                }
                Some(_) | None => {
                    *self = Self::default();
                    return;
                }
            }
        }
        if self.sent.id.is_none() {
            self.sent.id = reply.id.0.as_deref().map(str::to_owned);
            self.sent.created = reply.created.0;
        }
    }
}

/// What the frames of a stream have told so far.
#[derive(Default)]
struct Course {
    hide_usage: bool,
    speech: Speech,
    expected: u64,
    choices: Vec<Finished>,
    done: bool,
    said: Said,
    usage: Option<(Usage, Place)>,
    model: Option<String>,
    complained: bool,
    kept: Kept,
    left_out: u32,
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
            return self.leave_out(frame, "a line of the stream is no event's");
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
        let left_out = std::mem::replace(&mut self.left_out, MOST_LEFT_OUT);
        let fate = self.frame(tail);
        self.left_out = left_out;
        match fate {
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
        let data = &*json::paired(data);
        let Ok(text) = std::str::from_utf8(data) else {
            return self.leave_out(
                data,
                "an event of the stream holds bytes that are not UTF-8",
            );
        };
        let Ok(Read(Maybe(reply))) = serde_json::from_str::<Read<Maybe<Reply<'_>>>>(text) else {
            return self.leave_out(data, "an event of the stream is not JSON");
        };
        let Some(reply) = reply else {
            return self.leave_out(data, "an event of the stream is no JSON object");
        };
        if reply.is_error() {
            return Err(self.complaint(data));
        }
        self.learn(&reply)?;
        Ok(match self.hide_usage && reply.is_only_usage() {
            true => Fate::Hide,
            false => Fate::Pass,
        })
    }

    /// An event that cannot be read is left out where it cannot have held a piece of the answer:
    /// the stream can still be whole without it. Any other leaves a hole.
    fn leave_out(&mut self, frame: &[u8], what: &str) -> Result<Fate, Failure> {
        let names_content = [&b"choices"[..], b"delta", b"content"]
            .iter()
            .any(|word| memmem::find(frame, word).is_some());
        if names_content || may_be_a_chunk(frame) || self.left_out >= MOST_LEFT_OUT {
            return Err(malformed(what));
        }
        self.left_out += 1;
        Ok(Fate::Hide)
    }

    /// How a stream failed that ended and is not whole.
    fn cut(&self) -> Failure {
        match (self.choices.is_empty(), self.left_out) {
            (true, 0) => Failure::new(FailureKind::Cut, "the stream ended before it said anything"),
            (true, _) => malformed("nothing of the stream could be read"),
            (false, 0) => Failure::new(FailureKind::Cut, "the stream ended before its finish"),
            (false, _) => Failure::new(
                FailureKind::Cut,
                "the stream ended before its finish, and not all of it could be read",
            ),
        }
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
            self.said.add(choice.added(self.speech));
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
        self.kept.add(reply);
        Ok(())
    }
}

/// Whether an event that is no JSON may be what is left of a chunk: an object that is not closed, one
/// that begins with a key of a chunk, the tail of one, or bytes that no text has. What is missing of it
/// may have been a piece of the answer.
fn may_be_a_chunk(frame: &[u8]) -> bool {
    const KEYS: &[&[u8]] = &[
        b"\"id\"",
        b"\"object\"",
        b"\"created\"",
        b"\"model\"",
        b"\"usage\"",
    ];
    let data = frame.strip_prefix(b"data:").unwrap_or(frame).trim_ascii();
    let Some(inside) = data.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) else {
        let told = std::str::from_utf8(data);
        let plain = told.is_ok_and(|text| !text.chars().any(char::is_control));
        return !plain || data.iter().any(|byte| b"\"{}[]\\".contains(byte));
    };
    let open = inside.starts_with(b"\"") && !data.ends_with(b"}");
    open || KEYS.iter().any(|key| inside.starts_with(key))
}

/// An error that came as JSON though a stream was asked for, or an answer that was not streamed.
fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    match serde_json::from_slice::<Read<Maybe<Reply<'_>>>>(body.trim_ascii()) {
        Ok(Read(Maybe(Some(reply)))) if reply.choices.came() && !reply.is_error() => {
            malformed("the provider answered whole though a stream was asked for")
        }
        Ok(_) => complaint::read_in_answer(body),
        Err(_) => unread::json_in_place_of_a_stream(body),
    }
}

#[cfg(test)]
mod tests;
