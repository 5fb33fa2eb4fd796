//! A provider's stream, read into events.

mod blocks;

use super::answer::complaint_of;
use super::answered;
use super::content;
use super::items;
use super::object::Object;
use super::tap::{MOST_LEFT_OUT, is_noise, whole_in_place_of_a_stream};
use crate::canon::{Event, Feature, Losses, Piece, Reader, Why};
use crate::failure::unread::malformed;
use crate::json;
use crate::opening::Opening;
use crate::sse::{Event as Frame, Fate, Relay};
use crate::{Failure, FailureKind};
use blocks::{Blocks, Key};
use bytes::Bytes;
use serde_json::value::RawValue;

/// Reads one stream.
#[derive(Default)]
pub struct ResponsesReader {
    opening: Opening,
    relay: Relay,
    course: Course,
}

impl Reader for ResponsesReader {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        if !self.opening.take(&chunk)? {
            return Ok(());
        }
        let course = &mut self.course;
        let read = self.relay.push(&chunk, &mut Vec::new(), |frame| {
            course.frame(frame).map(|()| Fate::Hide)
        });
        out.append(&mut self.course.blocks.out);
        read
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        if let Some(body) = self.opening.json() {
            return Err(whole_in_place_of_a_stream(body));
        }
        let tail = self.relay.take_held();
        let read = self.course.frame(&tail);
        out.append(&mut self.course.blocks.out);
        match read {
            _ if self.course.ended => Ok(()),
            Err(failure) if failure.kind != FailureKind::Malformed => Err(failure),
            Err(_) => Err(cut("the stream broke off within an event")),
            Ok(()) if self.course.started => Err(cut("the stream ended before its end event")),
            Ok(()) => Err(cut("the stream ended before it said anything")),
        }
    }

    fn losses(&self) -> &Losses {
        &self.course.losses
    }
}

fn cut(what: &str) -> Failure {
    Failure::new(FailureKind::Cut, what)
}

/// What the frames of a stream have told so far.
#[derive(Default)]
struct Course {
    blocks: Blocks,
    losses: Losses,
    started: bool,
    ended: bool,
    left_out: u32,
}

impl Course {
    fn frame(&mut self, frame: &[u8]) -> Result<(), Failure> {
        let event = Frame::read(frame);
        if event.strange {
            return self.leave_out(frame, "a line of the stream is no event's");
        }
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return Ok(());
        };
        match data {
            // What comes behind the end says nothing.
            _ if self.ended => Ok(()),
            b"" => Ok(()),
            b"[DONE]" => Err(malformed("the stream says [DONE] before its end")),
            data => self.event(event.name, data),
        }
    }

    fn leave_out(&mut self, frame: &[u8], what: &str) -> Result<(), Failure> {
        if !is_noise(frame) || self.left_out >= MOST_LEFT_OUT {
            return Err(malformed(what));
        }
        self.left_out += 1;
        Ok(())
    }

    fn event(&mut self, name: Option<&[u8]>, data: &[u8]) -> Result<(), Failure> {
        let data = &*json::paired(data);
        let Ok(raw) = serde_json::from_slice::<&RawValue>(data) else {
            return self.leave_out(data, "an event of the stream is not JSON");
        };
        let Some(event) = Object::of(raw) else {
            return self.leave_out(data, "an event of the stream is no JSON object");
        };
        let named = name.and_then(|name| std::str::from_utf8(name).ok());
        let told = event.text("type");
        let kind = told.as_deref().or(named).unwrap_or_default();
        match kind {
            "error" | "response.failed" => return Err(complaint_of(data)),
            "" if event.get("error").is_some() => return Err(complaint_of(data)),
            "response.completed" | "response.incomplete" => return self.finish(&event, data),
            "response.created" | "response.in_progress" | "response.queued" => {
                self.start(event.object("response").as_ref());
            }
            kind => {
                self.start(None);
                self.delta(kind, &event);
            }
        }
        Ok(())
    }

    fn start(&mut self, response: Option<&Object<'_>>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        self.blocks.out.push(Event::Start {
            id: response.and_then(|it| it.word("id")),
            model: response.and_then(|it| it.word("model")),
            created: response.and_then(|it| it.count("created_at")),
        });
    }

    fn delta(&mut self, kind: &str, event: &Object<'_>) {
        let index = self.blocks.index(event);
        let part = |key| event.count(key).unwrap_or(0);
        let words = || event.text("delta").unwrap_or_default();
        match kind {
            "response.output_item.added" => {
                if let Some(item) = event.object("item") {
                    self.added(index, &item);
                }
            }
            "response.output_item.done" => {
                if let Some(item) = event.get("item") {
                    self.settle(index, item);
                }
            }
            "response.output_text.delta" => {
                let at = part("content_index");
                self.blocks.say(index, Key::Text(at), &words());
                let likely = content::likely(&event.list("logprobs"));
                if !likely.is_empty() {
                    self.blocks
                        .beside(index, Key::Text(at), Piece::Logprobs(likely));
                }
            }
            "response.output_text.annotation.added" => self.annotation(index, event),
            "response.refusal.delta" => {
                self.blocks
                    .say(index, Key::Refusal(part("content_index")), &words());
            }
            "response.reasoning_text.delta" => {
                self.blocks
                    .say(index, Key::Words(part("content_index")), &words());
            }
            "response.reasoning_summary_text.delta" => {
                self.blocks
                    .say(index, Key::Summary(part("summary_index")), &words());
            }
            "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta" => {
                self.blocks.argue(index, &words());
            }
            // Told by deltas and by the item when it is done; or of a tool that runs at the provider,
            // whose item is lost.
            _ => {}
        }
    }

    fn added(&mut self, index: u64, item: &Object<'_>) {
        self.blocks.know(index, item.word("id"));
        if let Some(key) = arguments_key(&item.kind()) {
            let path = format!("output[{index}]");
            if let Some(call) = items::call(item, key, &path, &mut self.losses) {
                self.blocks.open_call(index, &call);
            }
        }
    }

    fn annotation(&mut self, index: u64, event: &Object<'_>) {
        let key = Key::Text(event.count("content_index").unwrap_or(0));
        match event.get("annotation").and_then(content::annotation) {
            Some(citation) => {
                self.blocks.beside(index, key, Piece::Citation(citation));
                self.blocks.cited(index, key);
            }
            None => {
                // Counted, so that the item does not tell it once more.
                self.blocks.cited(index, key);
                let path = format!("output[{index}].annotations");
                self.losses.lose(Feature::Citations, path, Why::NoPlace);
            }
        }
    }

    /// An item is whole: what of it was not streamed comes now.
    fn settle(&mut self, index: u64, raw: &RawValue) {
        let path = format!("output[{index}]");
        let Some(item) = Object::of(raw) else { return };
        self.blocks.know(index, item.word("id"));
        match &*item.kind() {
            kind if arguments_key(kind).is_some() => {
                let key = arguments_key(kind).unwrap_or_default();
                if let Some(call) = items::call(&item, key, &path, &mut self.losses) {
                    self.blocks.open_call(index, &call);
                    self.blocks.rest(index, Key::Arguments, &call.arguments);
                }
            }
            "reasoning" => {
                let thoughts = items::thoughts(&item, &path, &mut self.losses);
                self.blocks.settle_thoughts(index, &thoughts);
            }
            _ => match items::read(raw, &path, &mut self.losses) {
                Ok(items::Item::Said(_, parts, logprobs)) => {
                    self.blocks.settle_parts(index, parts, logprobs);
                }
                Ok(items::Item::Reference | items::Item::Lost) | Err(_) => {}
            },
        }
        self.blocks.close(index);
        self.blocks.done(index);
    }

    fn finish(&mut self, event: &Object<'_>, data: &[u8]) -> Result<(), Failure> {
        let response = event.object("response");
        self.start(response.as_ref());
        let empty = Object::none();
        let response = response.as_ref().unwrap_or(&empty);
        if response.get("error").is_some() || response.text("status").as_deref() == Some("failed") {
            return Err(complaint_of(data));
        }
        for (at, raw) in (0..).zip(response.list("output")) {
            let id = Object::of(raw).and_then(|item| item.word("id"));
            if self.blocks.is_new(at, id.as_deref()) {
                self.settle(at, raw);
            }
        }
        self.blocks.close_all();
        answered::unknown(response, &mut self.losses);
        let finish = answered::finish(response, self.blocks.has_calls());
        let out = &mut self.blocks.out;
        out.extend(answered::usage(response).map(Event::Usage));
        out.push(Event::Finish { choice: 0, finish });
        out.push(Event::End);
        self.ended = true;
        Ok(())
    }
}

/// Where a call of a tool that the client runs holds its arguments.
fn arguments_key(kind: &str) -> Option<&'static str> {
    match kind {
        "function_call" => Some("arguments"),
        "custom_tool_call" => Some("input"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
