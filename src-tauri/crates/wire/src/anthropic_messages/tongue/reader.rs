//! A provider's stream, read into the canon's events.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/streaming> (read 2026-11-22). Blocks are
//! numbered by their provider; those that the canon has no part for take no slot.

use super::citation;
use super::fields::{Fields, Place};
use super::{block, finish, reply, seal};
use crate::anthropic_messages::usage::Counts;
use crate::canon::{
    Block, Citation, Event, Feature, Losses, Part, Piece, Reader, Seal, Slot, Why, ids,
};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::opening::Opening;
use crate::sse::{self, Fate, Relay};
use crate::{Failure, FailureKind};
use bytes::Bytes;
use memchr::memmem;
use serde_json::value::RawValue;

/// Reads one stream.
#[derive(Default)]
pub struct MessagesReader {
    opening: Opening,
    relay: Relay,
    course: Course,
}

impl Reader for MessagesReader {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        if self.opening.take(&chunk)? {
            let course = &mut self.course;
            self.relay.push(&chunk, &mut Vec::new(), |frame| {
                course.frame(frame, out)?;
                Ok(Fate::Hide)
            })?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if let Some(body) = self.opening.json() {
            return Err(json_in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        if !tail.is_empty()
            && let Err(failure) = self.course.frame(&tail, out)
            && !self.course.finished
        {
            return Err(match failure.kind {
                FailureKind::Malformed => {
                    Failure::new(FailureKind::Cut, "the stream broke off within an event")
                }
                _ => failure,
            });
        }
        self.course.end(out)
    }

    fn losses(&self) -> &Losses {
        &self.course.losses
    }
}

fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    match reply::read(body, &mut Losses::default()) {
        Ok(_) => malformed("the provider answered whole though a stream was asked for"),
        Err(_) if serde_json::from_slice::<&RawValue>(body).is_ok() => {
            complaint::read_in_answer(body)
        }
        Err(_) => unread::json_in_place_of_a_stream(body),
    }
}

/// A block that is open.
struct Open {
    /// Its number at the provider.
    index: u64,
    slot: Slot,
    kind: Kind,
    /// A thought's seal, which may come in pieces.
    seal: String,
    /// A call's arguments as it began, where no pieces follow.
    input: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
    Call,
}

/// What a block begins with.
struct Begun {
    block: Block,
    kind: Kind,
    text: String,
    citations: Vec<Citation>,
    seal: String,
    input: Option<String>,
}

impl Begun {
    fn of(block: Block, kind: Kind) -> Self {
        Self {
            block,
            kind,
            text: String::new(),
            citations: Vec::new(),
            seal: String::new(),
            input: None,
        }
    }
}

/// What a stream has told so far.
#[derive(Default)]
struct Course {
    id: Option<String>,
    started: bool,
    finished: bool,
    ended: bool,
    open: Vec<Open>,
    next: u32,
    counts: Counts,
    losses: Losses,
}

impl Course {
    fn frame(&mut self, frame: &[u8], out: &mut Vec<Event>) -> Result<(), Failure> {
        let event = sse::Event::read(frame);
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return if event.strange {
                left_out(frame)
            } else {
                Ok(())
            };
        };
        // Some gateways put OpenAI's mark behind the end.
        if self.ended || data.is_empty() || data == b"[DONE]" {
            return Ok(());
        }
        let data = &*json::paired(data);
        let Ok(raw) = serde_json::from_slice::<&RawValue>(data) else {
            return left_out(frame);
        };
        let Some(fields) = Fields::of(raw) else {
            return left_out(frame);
        };
        let kind = fields.kind();
        if event.name == Some(b"error") || kind == "error" {
            return Err(complaint::read_in_answer(data));
        }
        match kind.as_ref() {
            "message_start" => self.start(&fields, out),
            "content_block_start" => self.block_start(&fields, out)?,
            "content_block_delta" => self.delta(&fields, out),
            "content_block_stop" => {
                let index = fields.count("index");
                self.close(|open| Some(open.index) == index, out);
            }
            "message_delta" => self.message_delta(&fields, out),
            "message_stop" => return self.end_by_word(out),
            "message" => {
                return Err(malformed("a whole message came as an event of a stream"));
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, fields: &Fields<'_>, out: &mut Vec<Event>) {
        if self.started {
            return;
        }
        let message = fields.object("message");
        let message = message.as_ref();
        self.id = message.and_then(|it| it.owned("id"));
        let model = message.and_then(|it| it.owned("model"));
        self.begin(model.filter(|it| !it.is_empty()), out);
        if let Some(message) = message {
            reply::lose_rest(message, &mut self.losses);
            // At its start a stream only guesses the output.
            let counts = message.get("usage").map(counts).unwrap_or_default();
            self.counts.learn(counts.without_output());
            out.extend(self.counts.usage().map(Event::Usage));
        }
    }

    fn begin(&mut self, model: Option<String>, out: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.started, true) {
            out.push(Event::Start {
                id: self.id.clone(),
                model,
                created: None,
            });
        }
    }

    fn block_start(&mut self, fields: &Fields<'_>, out: &mut Vec<Event>) -> Result<(), Failure> {
        self.begin(None, out);
        if self.finished {
            return Err(malformed("a block begins behind the stop reason"));
        }
        let index = fields.count("index").unwrap_or(u64::from(self.next));
        let Some(raw) = fields.get("content_block") else {
            return Err(malformed("a block of the stream has no content"));
        };
        let content = Place::Of(&Place::Body, "content");
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let place = Place::At(&content, at);
        let Some(part) = block::read(raw, &place, &mut self.losses) else {
            return Ok(());
        };
        self.open_part(index, part, out)
    }

    fn open_part(&mut self, index: u64, part: Part, out: &mut Vec<Event>) -> Result<(), Failure> {
        let Some(begun) = self.begun(index, part)? else {
            return Ok(());
        };
        let slot = Slot {
            choice: 0,
            block: self.next,
        };
        self.next += 1;
        self.open.push(Open {
            index,
            slot,
            kind: begun.kind,
            seal: begun.seal,
            input: begun.input,
        });
        out.push(Event::Open(slot, begun.block));
        if !begun.text.is_empty() {
            out.push(Event::Piece(slot, Piece::Text(begun.text)));
        }
        let cited = begun.citations.into_iter().map(Piece::Citation);
        out.extend(cited.map(|cited| Event::Piece(slot, cited)));
        Ok(())
    }

    /// What a block begins with; `None` for what no answer of a model is made of.
    fn begun(&mut self, index: u64, part: Part) -> Result<Option<Begun>, Failure> {
        Ok(match part {
            Part::Text(text) => Some(Begun {
                text: text.text,
                citations: text.citations,
                ..Begun::of(Block::Text, Kind::Text)
            }),
            Part::Reasoning(thought) => {
                let block = Block::Reasoning {
                    summary: thought.summary,
                    redacted: thought.redacted,
                    id: thought.id,
                };
                Some(Begun {
                    text: thought.text,
                    seal: thought.seal.map_or_else(String::new, |seal| seal.data),
                    ..Begun::of(block, Kind::Thought)
                })
            }
            Part::ToolCall(call) if call.name.is_empty() => {
                return Err(malformed("a tool call of the stream has no name"));
            }
            Part::ToolCall(call) => {
                let of = self.id.as_deref().unwrap_or_default();
                let block = Block::ToolCall {
                    id: match call.id.is_empty() {
                        true => ids::made(of, usize::try_from(index).unwrap_or(0)),
                        false => call.id,
                    },
                    name: call.name,
                    custom: false,
                };
                Some(Begun {
                    input: Some(call.arguments),
                    ..Begun::of(block, Kind::Call)
                })
            }
            Part::Media(media) => {
                self.losses
                    .lose(media.kind.feature(), "content", Why::NoPlace);
                None
            }
            Part::ToolResult(_) | Part::Refusal(_) => {
                self.losses.lose(Feature::Tools, "content", Why::NoPlace);
                None
            }
        })
    }

    fn delta(&mut self, fields: &Fields<'_>, out: &mut Vec<Event>) {
        let index = fields.count("index");
        let Some(open) = self.open.iter_mut().find(|it| Some(it.index) == index) else {
            return;
        };
        let Some(delta) = fields.object("delta") else {
            return;
        };
        let mut say = |piece| out.push(Event::Piece(open.slot, piece));
        let words = |key| delta.owned(key).filter(|text| !text.is_empty());
        match (delta.kind().as_ref(), open.kind) {
            ("text_delta", Kind::Text) => words("text")
                .into_iter()
                .for_each(|it| say(Piece::Text(it))),
            ("thinking_delta", Kind::Thought) => {
                words("thinking")
                    .into_iter()
                    .for_each(|it| say(Piece::Text(it)));
            }
            ("signature_delta", Kind::Thought) => {
                open.seal.extend(words("signature"));
            }
            ("input_json_delta", Kind::Call) => {
                if let Some(json) = words("partial_json") {
                    open.input = None;
                    say(Piece::Arguments(json));
                }
            }
            ("citations_delta", Kind::Text) => {
                let place = Place::Of(&Place::Body, "citations");
                let cited = delta
                    .get("citation")
                    .and_then(|raw| citation::read(raw, &place, &mut self.losses));
                cited.into_iter().for_each(|it| say(Piece::Citation(it)));
            }
            _ => self.losses.lose(Feature::Unknown, "delta", Why::Unknown),
        }
    }

    /// Closes the blocks that `which` says.
    fn close(&mut self, which: impl Fn(&Open) -> bool, out: &mut Vec<Event>) {
        let mut still = Vec::new();
        for open in self.open.drain(..) {
            if !which(&open) {
                still.push(open);
                continue;
            }
            if let Some(input) = open.input {
                out.push(Event::Piece(open.slot, Piece::Arguments(input)));
            }
            if let (Some(Seal { kind, data }), _) = seal::read(&open.seal) {
                out.push(Event::Piece(open.slot, Piece::Seal(Seal { kind, data })));
            }
            out.push(Event::Close(open.slot));
        }
        self.open = still;
    }

    fn message_delta(&mut self, fields: &Fields<'_>, out: &mut Vec<Event>) {
        self.begin(None, out);
        self.counts
            .learn(fields.get("usage").map(counts).unwrap_or_default());
        let delta = fields.object("delta");
        let reason = delta.as_ref().and_then(|it| it.text("stop_reason"));
        if let (Some(delta), Some(reason)) = (&delta, reason)
            && !reason.is_empty()
            && !std::mem::replace(&mut self.finished, true)
        {
            reply::lose_rest(delta, &mut self.losses);
            self.close(|_| true, out);
            out.push(Event::Finish {
                choice: 0,
                finish: finish::read(&reason, delta.owned("stop_sequence")),
            });
        }
        out.extend(self.counts.usage().map(Event::Usage));
    }

    fn end_by_word(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if !self.finished {
            return Err(malformed(
                "the stream says message_stop before its stop reason",
            ));
        }
        self.end(out)
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if std::mem::replace(&mut self.ended, self.finished) {
            return Ok(());
        }
        match (self.finished, self.started) {
            (true, _) => {
                out.push(Event::End);
                Ok(())
            }
            (false, true) => Err(Failure::new(
                FailureKind::Cut,
                "the stream ended before its stop reason",
            )),
            (false, false) => Err(Failure::new(
                FailureKind::Cut,
                "the stream ended before it said anything",
            )),
        }
    }
}

fn counts(raw: &RawValue) -> Counts {
    let read = serde_json::from_str::<Read<Maybe<Counts>>>(raw.get());
    read.ok()
        .and_then(|Read(Maybe(counts))| counts)
        .unwrap_or_default()
}

/// An event that cannot be read is passed by where it cannot have held a piece of the answer.
fn left_out(frame: &[u8]) -> Result<(), Failure> {
    let may_hold_content = [&b"content_block"[..], b"message_", b"delta", b"{", b"\""]
        .iter()
        .any(|word| memmem::find(frame, word).is_some());
    match may_hold_content || std::str::from_utf8(frame).is_err() {
        true => Err(malformed("an event of the stream cannot be read")),
        false => Ok(()),
    }
}
