//! A stream of events, read.

use super::answered::{citations, finish, is_failure, usage};
use crate::canon::{Block, Event, Feature, Losses, Piece, Reader, Slot, Why, elements, ids, plain};
use crate::failure::complaint;
use crate::failure::unread::{self, malformed};
use crate::json;
use crate::opening::Opening;
use crate::sse::{self, Fate, Relay};
use crate::{Failure, FailureKind};
use bytes::Bytes;
use serde_json::value::RawValue;

/// Reads one stream.
#[derive(Default)]
pub struct Hears {
    opening: Opening,
    relay: Relay,
    talk: Talk,
}

impl Reader for Hears {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        if !self.opening.take(&chunk)? {
            return Ok(());
        }
        let talk = &mut self.talk;
        self.relay.push(&chunk, &mut Vec::new(), |frame| {
            talk.frame(frame, out)?;
            Ok(Fate::Hide)
        })
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if let Some(body) = self.opening.json() {
            return Err(match serde_json::from_slice::<&RawValue>(body) {
                Ok(_) => complaint::read_in_answer(body),
                Err(_) => unread::json_in_place_of_a_stream(body),
            });
        }
        let held = self.relay.take_held();
        let read = match held.is_empty() || self.talk.finished {
            true => Ok(()),
            false => self.talk.frame(&held, out),
        };
        // What cannot be read of the last frame broke off.
        if let Err(failure) = read
            && failure.kind != FailureKind::Malformed
        {
            return Err(failure);
        }
        if !self.talk.finished {
            let what = "the stream ended before its finish";
            return Err(Failure::new(FailureKind::Cut, what));
        }
        self.talk.end(out);
        Ok(())
    }

    fn losses(&self) -> &Losses {
        &self.talk.losses
    }
}

#[derive(Default)]
struct Talk {
    started: bool,
    finished: bool,
    ended: bool,
    id: String,
    next: u32,
    calls: usize,
    open: Option<(Slot, Kind)>,
    losses: Losses,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
    Call,
}

impl Talk {
    fn frame(&mut self, frame: &[u8], out: &mut Vec<Event>) -> Result<(), Failure> {
        let event = sse::Event::read(frame);
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return Ok(());
        };
        match data {
            b"" => Ok(()),
            b"[DONE]" if self.finished => {
                self.end(out);
                Ok(())
            }
            b"[DONE]" => Err(malformed("the stream says [DONE] before its finish")),
            data => {
                let data = &*json::paired(data);
                let read = serde_json::from_slice::<&RawValue>(data);
                let raw = read.map_err(|_| malformed("an event of the stream is not JSON"))?;
                self.told(raw, data, out)
            }
        }
    }

    fn told(&mut self, raw: &RawValue, data: &[u8], out: &mut Vec<Event>) -> Result<(), Failure> {
        let kind = plain::at(raw, "type").and_then(plain::text);
        let delta = plain::at(raw, "delta");
        let message = delta.and_then(|it| plain::at(it, "message"));
        let at = |key| message.and_then(|it| plain::at(it, key));
        if self.finished {
            return Ok(());
        }
        match kind.as_deref() {
            Some("message-start") => self.start(plain::at(raw, "id").and_then(plain::word), out),
            Some("content-start" | "content-delta") => {
                if let Some(content) = at("content") {
                    let word = |key| plain::at(content, key).and_then(plain::word);
                    self.words(Kind::Thought, word("thinking"), out);
                    self.words(Kind::Text, word("text"), out);
                }
            }
            Some("content-end" | "tool-call-end") => self.close(out),
            Some("tool-plan-delta") => {
                self.words(Kind::Text, at("tool_plan").and_then(plain::word), out);
            }
            Some("tool-call-start") => self.call(at("tool_calls"), out),
            Some("tool-call-delta") => self.arguments(at("tool_calls"), out),
            Some("citation-start") => self.cite(at("citations"), out),
            Some("citation-end" | "debug") => {}
            Some("message-end") => return self.finish(delta, data, out),
            None => return Err(complaint::read_in_answer(data)),
            Some(kind) => self.losses.lose(Feature::Unknown, kind, Why::Unknown),
        }
        Ok(())
    }

    fn start(&mut self, id: Option<String>, out: &mut Vec<Event>) {
        if self.started {
            return;
        }
        self.started = true;
        self.id = id.clone().unwrap_or_default();
        out.push(Event::Start {
            id,
            model: None,
            created: None,
        });
    }

    fn open(&mut self, kind: Kind, block: Block, out: &mut Vec<Event>) -> Slot {
        self.start(None, out);
        self.close(out);
        let slot = Slot {
            choice: 0,
            block: self.next,
        };
        self.next += 1;
        self.open = Some((slot, kind));
        out.push(Event::Open(slot, block));
        slot
    }

    fn close(&mut self, out: &mut Vec<Event>) {
        out.extend(self.open.take().map(|(slot, _)| Event::Close(slot)));
    }

    fn words(&mut self, kind: Kind, text: Option<String>, out: &mut Vec<Event>) {
        let Some(text) = text else { return };
        let slot = match self.open {
            Some((slot, open)) if open == kind => slot,
            Some(_) | None => {
                let block = match kind {
                    Kind::Text | Kind::Call => Block::Text,
                    Kind::Thought => Block::Reasoning {
                        summary: false,
                        redacted: false,
                        id: None,
                    },
                };
                self.open(kind, block, out)
            }
        };
        out.push(Event::Piece(slot, Piece::Text(text)));
    }

    fn call(&mut self, call: Option<&RawValue>, out: &mut Vec<Event>) {
        let at = |key| call.and_then(|it| plain::at(it, key));
        let name = at("function").and_then(|it| plain::at(it, "name"));
        let Some(name) = name.and_then(plain::word) else {
            self.losses
                .lose(Feature::Tools, "message.tool_calls", Why::NoPlace);
            return;
        };
        let made = || ids::made(&self.id, self.calls);
        let id = at("id").and_then(plain::word).unwrap_or_else(made);
        self.calls += 1;
        let custom = false;
        self.open(Kind::Call, Block::ToolCall { id, name, custom }, out);
        self.arguments(call, out);
    }

    fn arguments(&mut self, call: Option<&RawValue>, out: &mut Vec<Event>) {
        let function = call.and_then(|it| plain::at(it, "function"));
        let more = function.and_then(|it| plain::at(it, "arguments"));
        if let (Some(text), Some((slot, Kind::Call))) = (more.and_then(plain::word), self.open) {
            out.push(Event::Piece(slot, Piece::Arguments(text)));
        }
    }

    /// One citation, or a list of them.
    fn cite(&mut self, raw: Option<&RawValue>, out: &mut Vec<Event>) {
        let all = raw.map(|raw| elements(raw).unwrap_or_else(|| vec![raw]));
        for raw in all.unwrap_or_default() {
            let cited = citations(raw, &mut self.losses);
            match self.open {
                Some((slot, Kind::Text)) => {
                    let pieces = cited.into_iter().map(Piece::Citation);
                    out.extend(pieces.map(|piece| Event::Piece(slot, piece)));
                }
                Some(_) | None => {
                    let path = "message.citations";
                    self.losses.lose(Feature::Citations, path, Why::NoPlace);
                }
            }
        }
    }

    fn finish(
        &mut self,
        delta: Option<&RawValue>,
        data: &[u8],
        out: &mut Vec<Event>,
    ) -> Result<(), Failure> {
        let at = |key| delta.and_then(|it| plain::at(it, key));
        let word = at("finish_reason").and_then(plain::text);
        let word = word.ok_or_else(|| malformed("the end of the stream gives no reason"))?;
        if is_failure(&word) {
            let said = delta.map_or(data, |it| it.get().as_bytes());
            return Err(complaint::read_in_answer(said));
        }
        self.start(None, out);
        self.close(out);
        self.finished = true;
        out.push(Event::Finish {
            choice: 0,
            finish: finish(&word, self.calls > 0),
        });
        out.extend(at("usage").and_then(usage).map(Event::Usage));
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<Event>) {
        if !self.ended {
            self.ended = true;
            out.push(Event::End);
        }
    }
}
