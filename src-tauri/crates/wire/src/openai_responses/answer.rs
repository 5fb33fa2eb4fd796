//! Answers, whole and as the events of a stream: what billing and routing read of them.
//!
//! <https://platform.openai.com/docs/api-reference/responses/object> and `/responses-streaming` (read
//! 2026-11-22), and what the recordings show.

use super::usage::Counts;
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::{Given, Lenient, List, Maybe, Read, Text, take};
use crate::{Failure, Usage, WholeReply};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;

/// A `response` object.
#[derive(Default)]
pub struct Answer<'de> {
    /// Its id.
    pub id: Text<'de>,
    /// The model that the provider names.
    pub model: Text<'de>,
    /// The items that it made.
    pub output: List<Item<'de>>,
    status: Text<'de>,
    usage: Maybe<Counts>,
    error: Given,
}

impl<'de> Lenient<'de> for Answer<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => self.id = take(value)?,
            "model" => self.model = take(value)?,
            "status" => self.status = take(value)?,
            "output" => self.output = take(value)?,
            "usage" => self.usage = take(value)?,
            "error" => self.error = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Answer<'_> {
    /// What it used.
    pub fn usage(&self) -> Option<Usage> {
        self.usage.0.as_ref().and_then(Counts::usage)
    }

    /// Whether the provider says that it failed.
    pub fn has_failed(&self) -> bool {
        self.error.0 || self.status.0.as_deref() == Some("failed")
    }

    /// What its items say.
    pub fn said(&self) -> Said {
        let mut all = Said::default();
        self.output.items().iter().for_each(|it| all.add(it.said()));
        all
    }
}

/// One item of an answer.
#[derive(Default)]
pub struct Item<'de> {
    kind: Text<'de>,
    texts: Said,
}

impl<'de> Lenient<'de> for Item<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = take(value)?,
            "content" | "summary" | "arguments" | "input" | "code" => self.texts.add(take(value)?),
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Item<'_> {
    /// What it says. A call of whichever tool says something, though it may hold no text.
    pub fn said(&self) -> Said {
        let words = matches!(self.kind.0.as_deref(), None | Some("message" | "reasoning"));
        Said {
            any: self.texts.any || !words,
            bytes: self.texts.bytes,
        }
    }
}

/// How much is said: text as it is, or lists and objects that hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Something.
    pub any: bool,
    /// Bytes of text, decoded.
    pub bytes: u64,
}

impl Said {
    /// Adds another piece.
    pub fn add(&mut self, other: Self) {
        self.any |= other.any;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

impl<'de> Lenient<'de> for Said {
    fn text(&mut self, text: &str) {
        self.any = !text.is_empty();
        self.bytes = text.len() as u64;
    }

    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(Read(item)) = items.next_element::<Read<Self>>()? {
            self.add(item);
        }
        Ok(())
    }

    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "text" | "refusal" => self.add(take(value)?),
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// One event of a stream.
#[derive(Default)]
pub struct Told<'de> {
    /// What happened.
    pub kind: Text<'de>,
    /// What it adds.
    pub delta: Said,
    /// The item that it is about.
    pub item: Maybe<Item<'de>>,
    /// The answer so far.
    pub response: Maybe<Answer<'de>>,
    /// `error`, where there is one.
    pub error: Given,
}

impl<'de> Lenient<'de> for Told<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = take(value)?,
            "delta" => self.delta = take(value)?,
            "item" => self.item = take(value)?,
            "response" => self.response = take(value)?,
            "error" => self.error = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// Reads a whole answer of status below 400.
///
/// # Errors
/// `Cut` where it breaks off, `Malformed` where it is not the dialect's, or the provider's error.
pub fn read_whole(body: &[u8]) -> Result<WholeReply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body);
    let read = serde_json::from_slice::<Read<Maybe<Answer<'_>>>>(body);
    let Read(Maybe(answer)) = read.map_err(|error| not_json(body, &error))?;
    let answer = answer.ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
    if answer.has_failed() {
        return Err(complaint_of(body));
    }
    if !answer.output.came() {
        return Err(malformed("the answer has no `output`"));
    }
    Ok(WholeReply {
        usage: answer.usage(),
        text_bytes: answer.said().bytes,
        model: answer.model.0.map(Into::into),
    })
}

/// The provider's complaint in an answer, an `error` event or a `response.failed`. Only what stands
/// under `error` is read for words: the rest of an answer repeats the instructions.
pub fn complaint_of(data: &[u8]) -> Failure {
    #[derive(Deserialize)]
    struct Failed<'a> {
        #[serde(borrow)]
        response: Option<&'a RawValue>,
        #[serde(borrow)]
        error: Option<&'a RawValue>,
    }
    let read = |data| serde_json::from_slice::<Failed<'_>>(data).ok();
    let outer = read(data);
    let inner = outer.as_ref().and_then(|it| it.response);
    let holder = inner.and_then(|raw| read(raw.get().as_bytes())).or(outer);
    match holder.and_then(|it| it.error) {
        Some(error) => complaint::read_in_answer(format!("{{\"error\":{error}}}").as_bytes()),
        None if inner.is_some() => complaint::read_in_answer(b"{}"),
        None => complaint::read_in_answer(data),
    }
}
