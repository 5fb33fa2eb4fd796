//! A stream of lines, read.

use crate::canon::{
    Block, Event, Feature, Finish, Losses, MediaKind, Piece, Reader, Slot, Source, Why, elements,
    ids, members, plain,
};
use crate::failure::complaint;
use crate::failure::unread::malformed;
use crate::json;
use crate::openai_chat::tongue::think::{self, Think};
use crate::openai_chat::tongue::{likely, media::media, tools};
use crate::sse::MAX_FRAME;
use crate::{Failure, FailureKind, Usage};
use bytes::{Bytes, BytesMut};
use pointsman_units::Tokens;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Reads one stream.
#[derive(Default)]
pub struct Hears {
    held: BytesMut,
    talk: Talk,
}

impl Reader for Hears {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        let mut rest: &[u8] = &chunk;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            let (line, next) = rest.split_at_checked(at + 1).unwrap_or((rest, &[]));
            rest = next;
            if self.held.is_empty() {
                self.talk.line(line, out)?;
            } else {
                self.held.extend_from_slice(line);
                let line = self.held.split();
                self.talk.line(&line, out)?;
            }
        }
        self.held.extend_from_slice(rest);
        match self.held.len() > MAX_FRAME {
            true => Err(malformed("one line of the stream is too long")),
            false => Ok(()),
        }
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        let line = self.held.split();
        let read = match self.talk.finished {
            true => Ok(()),
            false => self.talk.line(&line, out),
        };
        if self.talk.finished {
            return Ok(());
        }
        let cut = || Failure::new(FailureKind::Cut, "the stream ended before its finish");
        match read {
            Err(failure) if failure.kind != FailureKind::Malformed => Err(failure),
            // A page, or a line that broke off.
            Err(failure) if line.trim_ascii_start().first() != Some(&b'{') => Err(failure),
            Ok(()) | Err(_) => Err(cut()),
        }
    }

    fn losses(&self) -> &Losses {
        &self.talk.losses
    }
}

/// What the lines have told.
#[derive(Default)]
pub struct Talk {
    /// What could not be read.
    pub losses: Losses,
    started: bool,
    finished: bool,
    /// What the ids of calls are made from: the dialect's answers have none.
    of: String,
    next: u32,
    calls: usize,
    open: Option<(Slot, Kind)>,
    think: Think,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
}

impl Talk {
    /// Whether its end was told.
    pub fn is_whole(&self) -> bool {
        self.finished
    }

    /// Reads one line. Nothing counts behind the last.
    ///
    /// # Errors
    /// `Malformed`, or the failure that the provider sent.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<Event>) -> Result<(), Failure> {
        let line = &*json::paired(line.trim_ascii());
        if line.is_empty() || self.finished {
            return Ok(());
        }
        let raw: &RawValue = serde_json::from_slice(line)
            .map_err(|_| malformed("a line of the stream is not JSON"))?;
        let all = members(raw).ok_or_else(|| malformed("a line of the stream is no object"))?;
        let find = |name: &str| {
            let found = all.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| *value)
        };
        if find("error").is_some_and(|raw| !plain::is_empty(raw)) {
            return Err(complaint::read_in_answer(line));
        }
        let done = find("done").and_then(plain::flag);
        let message = find("message");
        if done.is_none() && message.is_none() {
            return Err(complaint::read_in_answer(line));
        }
        if !self.started {
            self.start(find("model"), find("created_at"), out);
        }
        if let Some(message) = message {
            self.message(message, out);
        }
        if let Some(raw) = find("logprobs").filter(|raw| !plain::is_empty(raw)) {
            match self.open {
                Some((slot, Kind::Text)) => {
                    let all = likely::tokens(raw);
                    out.push(Event::Piece(slot, Piece::Logprobs(all)));
                }
                Some(_) | None => {
                    self.losses
                        .lose(Feature::Logprobs, "logprobs", Why::NoPlace);
                }
            }
        }
        if done == Some(true) {
            let count = |name| find(name).and_then(plain::count).map(Tokens);
            let (input, output) = (count("prompt_eval_count"), count("eval_count"));
            let usage = Usage {
                input,
                output,
                ..Usage::default()
            };
            let usage = Some(usage).filter(|_| input.is_some() || output.is_some());
            self.finish(find("done_reason"), usage, out);
        }
        Ok(())
    }

    fn start(
        &mut self,
        model: Option<&RawValue>,
        created: Option<&RawValue>,
        out: &mut Vec<Event>,
    ) {
        self.started = true;
        let model = model.and_then(plain::word);
        let told = created.and_then(plain::word).unwrap_or_default();
        self.of = format!("{}/{told}", model.as_deref().unwrap_or_default());
        let created = OffsetDateTime::parse(&told, &Rfc3339).ok();
        let created = created.and_then(|time| u64::try_from(time.unix_timestamp()).ok());
        out.push(Event::Start {
            id: None,
            model,
            created: created.filter(|it| *it > 0),
        });
    }

    fn message(&mut self, raw: &RawValue, out: &mut Vec<Event>) {
        for (key, value) in members(raw).unwrap_or_default() {
            match &*key {
                "thinking" => {
                    if let Some(text) = plain::word(value) {
                        self.words(Kind::Thought, text, out);
                    }
                }
                "content" => {
                    let mut pieces = Vec::new();
                    let text = plain::text(value).unwrap_or_default();
                    self.think.push(&text, &mut pieces);
                    self.told(pieces, out);
                }
                "tool_calls" => {
                    for raw in elements(value).unwrap_or_default() {
                        self.call(raw, out);
                    }
                }
                "images" => {
                    for raw in elements(value).unwrap_or_default() {
                        self.picture(raw, out);
                    }
                }
                "role" | "tool_name" => {}
                key if !plain::is_empty(value) => {
                    let path = format!("message.{key}");
                    self.losses.lose(Feature::Unknown, path, Why::Unknown);
                }
                _ => {}
            }
        }
    }

    fn told(&mut self, pieces: Vec<think::Piece>, out: &mut Vec<Event>) {
        for piece in pieces {
            match piece {
                think::Piece::Thought(text) => self.words(Kind::Thought, text, out),
                think::Piece::Text(text) => self.words(Kind::Text, text, out),
            }
        }
    }

    fn open(&mut self, block: Block, out: &mut Vec<Event>) -> Slot {
        self.close(out);
        let slot = Slot {
            choice: 0,
            block: self.next,
        };
        self.next += 1;
        out.push(Event::Open(slot, block));
        slot
    }

    fn close(&mut self, out: &mut Vec<Event>) {
        out.extend(self.open.take().map(|(slot, _)| Event::Close(slot)));
    }

    fn words(&mut self, kind: Kind, text: String, out: &mut Vec<Event>) {
        let slot = match self.open {
            Some((slot, open)) if open == kind => slot,
            Some(_) | None => {
                let block = match kind {
                    Kind::Text => Block::Text,
                    Kind::Thought => Block::Reasoning {
                        summary: false,
                        redacted: false,
                        id: None,
                    },
                };
                let slot = self.open(block, out);
                self.open = Some((slot, kind));
                slot
            }
        };
        out.push(Event::Piece(slot, Piece::Text(text)));
    }

    /// A call, which comes whole.
    fn call(&mut self, raw: &RawValue, out: &mut Vec<Event>) {
        let made = || ids::made(&self.of, self.calls);
        let Some(call) = tools::read_call(raw, made) else {
            self.losses
                .lose(Feature::Tools, "message.tool_calls", Why::NoPlace);
            return;
        };
        self.calls += 1;
        let block = Block::ToolCall {
            id: call.id,
            name: call.name,
            custom: false,
        };
        let slot = self.open(block, out);
        out.push(Event::Piece(slot, Piece::Arguments(call.arguments)));
        out.push(Event::Close(slot));
    }

    fn picture(&mut self, raw: &RawValue, out: &mut Vec<Event>) {
        let Some(data) = plain::word(raw) else { return };
        let picture = media(MediaKind::Image, None, Source::Base64(data));
        let slot = self.open(Block::Media(Box::new(picture)), out);
        out.push(Event::Close(slot));
    }

    fn finish(&mut self, raw: Option<&RawValue>, usage: Option<Usage>, out: &mut Vec<Event>) {
        let mut pieces = Vec::new();
        self.think.end(&mut pieces);
        self.told(pieces, out);
        self.close(out);
        self.finished = true;
        let word = raw.and_then(plain::text).unwrap_or_default();
        let finish = match &*word {
            "length" => Finish::Length,
            "" | "stop" if self.calls > 0 => Finish::ToolCalls,
            "" | "stop" => Finish::Stop,
            word => Finish::Other(word.to_owned()),
        };
        out.push(Event::Finish { choice: 0, finish });
        out.extend(usage.map(Event::Usage));
        out.push(Event::End);
    }
}
