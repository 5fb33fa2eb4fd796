//! Answers, whole and in events: what billing and routing read of them.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/streaming> (read 2026-11-22). Typed and
//! lenient, without a tree: what is not read is skipped.

use super::usage::Counts;
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::{self, Given, Lenient, List, Maybe, Text, take};
use crate::{Failure, WholeReply};
use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;

/// A whole answer, or one event of a stream.
#[derive(Default)]
pub struct Said<'de> {
    /// What it is: `message`, `error`, or an event's name.
    pub kind: Text<'de>,
    /// The message that a stream begins with.
    pub message: Maybe<Head<'de>>,
    /// The block that begins.
    pub block: Maybe<Block>,
    /// More of a block, or the end of the message.
    pub delta: Maybe<Delta<'de>>,
    /// What was used.
    pub usage: Maybe<Counts>,
    /// The model that a whole answer names.
    pub model: Text<'de>,
    /// The blocks of a whole answer.
    pub content: List<Block>,
    error: Given,
}

impl<'de> Lenient<'de> for Said<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = take(value)?,
            "message" => self.message = take(value)?,
            "content_block" => self.block = take(value)?,
            "delta" => self.delta = take(value)?,
            "usage" => self.usage = take(value)?,
            "model" => self.model = take(value)?,
            "content" => self.content = take(value)?,
            "error" => self.error = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Said<'_> {
    /// Whether this is an error in place of an answer or of its rest.
    pub fn is_error(&self) -> bool {
        let kind = self.kind.0.as_deref();
        kind == Some("error") || self.error.0 && (kind.is_none() || !self.content.came())
    }
}

/// The head of a stream's message.
#[derive(Default)]
pub struct Head<'de> {
    /// The model that the provider names.
    pub model: Text<'de>,
    /// What is used so far.
    pub usage: Maybe<Counts>,
}

impl<'de> Lenient<'de> for Head<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "model" => self.model = take(value)?,
            "usage" => self.usage = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// A block of an answer: how much it says.
#[derive(Default)]
pub struct Block {
    kind: Option<String>,
    text: u64,
    input: u64,
}

impl Block {
    /// Bytes of text that it holds.
    pub fn bytes(&self) -> u64 {
        self.text.saturating_add(self.input)
    }

    /// Whether it says anything: words, or that it is there at all.
    pub fn is_content(&self) -> bool {
        let words = matches!(self.kind.as_deref(), Some("text" | "thinking") | None);
        !words || self.bytes() > 0
    }
}

impl<'de> Lenient<'de> for Block {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = take::<Text<'_>, _>(value)?.0.map(Into::into),
            "text" | "thinking" | "name" => self.text = self.text.saturating_add(length(value)?),
            "input" => {
                let input = value.next_value::<&RawValue>()?.get();
                // An empty object is what a stream begins a call with.
                self.input = match input {
                    "{}" | "null" => 0,
                    input => input.len() as u64,
                };
            }
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// More of a block, or why the message ended.
#[derive(Default)]
pub struct Delta<'de> {
    /// Why the message ended.
    pub stop_reason: Text<'de>,
    /// Bytes of text, thought or arguments.
    pub bytes: u64,
    /// A seal or a citation came.
    pub other: Given,
}

impl<'de> Lenient<'de> for Delta<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "stop_reason" => self.stop_reason = take(value)?,
            "text" | "thinking" | "partial_json" => {
                self.bytes = self.bytes.saturating_add(length(value)?);
            }
            "signature" | "citation" => self.other = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

fn length<'de, A: MapAccess<'de>>(value: &mut A) -> Result<u64, A::Error> {
    let Text(text) = take(value)?;
    Ok(text.map_or(0, |text| text.len() as u64))
}

/// Reads a whole answer of status below 400.
///
/// # Errors
/// `Cut` where it breaks off, `Malformed` where it is not the dialect's, or the provider's error.
pub fn read_whole(body: &[u8]) -> Result<WholeReply, Failure> {
    let body = &*json::paired(body);
    let said = read(body)?;
    if !said.content.came() {
        return Err(malformed("the answer has no `content`"));
    }
    let items = said.content.items().iter();
    Ok(WholeReply {
        usage: said.usage.0.as_ref().and_then(Counts::usage),
        text_bytes: items.map(Block::bytes).fold(0, u64::saturating_add),
        model: said.model.0.map(Into::into),
    })
}

/// Reads the object of a whole answer that is no error.
///
/// # Errors
/// As those of [`read_whole`].
pub fn read(body: &[u8]) -> Result<Said<'_>, Failure> {
    not_empty(body)?;
    let read = lenient::read::<Maybe<Said<'_>>>(body);
    let Maybe(said) = read.map_err(|error| not_json(body, &error))?;
    let said = said.ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
    match said.is_error() {
        true => Err(complaint::read_in_answer(body)),
        false => Ok(said),
    }
}
