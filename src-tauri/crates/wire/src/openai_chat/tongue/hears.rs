//! A provider's stream, read into events.
//!
//! Whether it is whole, what failed in it and what it used is the tap's reading, which is the same on
//! the verbatim lane; only what it says is read here.

mod voice;

use super::answered::unread;
use super::citations;
use super::message::Message;
use crate::canon::{Event, Json, Losses, Reader, elements, members, members_of, plain};
use crate::json;
use crate::openai_chat::tap::ChatTap;
use crate::sse::{self, Fate, Relay};
use crate::{Failure, Tap, Usage};
use bytes::Bytes;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use voice::Voice;

/// Reads one stream.
pub struct Hears {
    tap: ChatTap,
    relay: Relay,
    talk: Talk,
}

impl Hears {
    /// A reader of a stream in which so many choices were asked for.
    pub fn new(expected: u64) -> Self {
        let mut tap = ChatTap::new(false);
        tap.expect_choices(expected);
        Self {
            tap,
            relay: Relay::default(),
            talk: Talk::default(),
        }
    }

    /// Reads the frames that the tap let pass.
    fn read(&mut self, passed: &[Bytes], out: &mut Vec<Event>) -> Result<(), Failure> {
        let talk = &mut self.talk;
        for piece in passed {
            self.relay.push(piece, &mut Vec::new(), |frame| {
                talk.frame(frame, out);
                Ok(Fate::Hide)
            })?;
        }
        self.talk.used(self.tap.usage(), out);
        Ok(())
    }
}

impl Reader for Hears {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure> {
        let mut passed = Vec::new();
        let read = self.tap.push(chunk, &mut passed);
        self.read(&passed, out)?;
        read?;
        if self.talk.done {
            self.talk.end(out);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure> {
        let mut passed = Vec::new();
        let read = self.tap.end(&mut passed);
        self.read(&passed, out)?;
        let held = self.relay.take_held();
        if !held.is_empty() {
            self.talk.frame(&held, out);
        }
        read?;
        self.talk.end(out);
        Ok(())
    }

    fn losses(&self) -> &Losses {
        &self.talk.losses
    }
}

/// What was said so far.
#[derive(Default)]
struct Talk {
    started: bool,
    done: bool,
    ended: bool,
    id: String,
    voices: BTreeMap<u32, Voice>,
    usage: Option<Usage>,
    /// The lists that search models add, as they came last.
    results: Option<Json>,
    urls: Option<Json>,
    losses: Losses,
}

impl Talk {
    fn frame(&mut self, frame: &[u8], out: &mut Vec<Event>) {
        let event = sse::Event::read(frame);
        let Some(data) = event.data.as_deref().map(<[u8]>::trim_ascii) else {
            return;
        };
        if data == b"[DONE]" {
            self.done = true;
            return;
        }
        // The tap has let pass only what it could read.
        let data = &*json::paired(data);
        if let Some(all) = std::str::from_utf8(data).ok().and_then(members_of) {
            self.chunk(all, out);
        }
    }

    fn chunk(&mut self, all: Vec<(Cow<'_, str>, &RawValue)>, out: &mut Vec<Event>) {
        let (mut id, mut model, mut created, mut choices) = (None, None, None, None);
        for (key, value) in all {
            match &*key {
                "id" => id = plain::word(value),
                "model" => model = plain::word(value),
                "created" => created = plain::count(value).filter(|it| *it > 0),
                "choices" => choices = elements(value),
                "search_results" => self.results = Some(Json::of(value)),
                "citations" => self.urls = Some(Json::of(value)),
                "object" | "usage" => {}
                key => unread(key, value, &mut self.losses),
            }
        }
        let choices = choices.unwrap_or_default();
        // Azure begins with a chunk that says nothing but what its filter found.
        if !self.started && (id.is_some() || !choices.is_empty()) {
            self.started = true;
            self.id = id.clone().unwrap_or_default();
            out.push(Event::Start { id, model, created });
        }
        for (position, raw) in choices.into_iter().enumerate() {
            self.choice(position, raw, out);
        }
    }

    fn choice(&mut self, position: usize, raw: &RawValue, out: &mut Vec<Event>) {
        let (mut index, mut delta, mut ended, mut likely) = (None, None, None, None);
        for (key, value) in members(raw).unwrap_or_default() {
            match &*key {
                "index" => index = plain::count(value),
                "delta" => delta = Message::of(value),
                "finish_reason" => ended = Some(value),
                "logprobs" => likely = Some(value),
                // Some repeat the message so far.
                "message" => {}
                key => unread(&format!("choices[].{key}"), value, &mut self.losses),
            }
        }
        let index = index.and_then(|it| u32::try_from(it).ok());
        let index = index.or_else(|| u32::try_from(position).ok()).unwrap_or(0);
        let of = format!("{}/{index}", self.id);
        let voice = self.voices.entry(index);
        let voice = voice.or_insert_with(|| Voice::new(index, of));
        if let Some(delta) = &delta {
            voice.delta(delta, &mut self.losses, out);
        }
        if let Some(likely) = likely.filter(|raw| !plain::is_null(raw)) {
            voice.likely(likely, &mut self.losses, out);
        }
        let Some(ended) = ended.filter(|_| !voice.finished) else {
            return;
        };
        if index == 0 && !plain::is_empty(ended) {
            let raw = |json: &Option<Json>| json.clone();
            let (results, urls) = (raw(&self.results), raw(&self.urls));
            let results = results.as_ref().map(Json::raw);
            voice.cite(citations::listed(results, urls.as_ref().map(Json::raw)));
        }
        voice.finish(ended, &mut self.losses, out);
    }

    fn used(&mut self, usage: Option<Usage>, out: &mut Vec<Event>) {
        if self.started && !self.ended && usage != self.usage {
            self.usage = usage;
            out.extend(usage.map(Event::Usage));
        }
    }

    fn end(&mut self, out: &mut Vec<Event>) {
        if self.started && !self.ended {
            self.ended = true;
            out.push(Event::End);
        }
    }
}
