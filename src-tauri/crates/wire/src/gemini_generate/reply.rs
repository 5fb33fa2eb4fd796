//! Answers, whole and in chunks: what billing and routing read of them.

use super::usage::Counts;
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::{Count, Given, Lenient, List, Maybe, Read, Text, take};
use crate::{Failure, Usage, WholeReply};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

/// One answer: a whole one, or a chunk of a stream.
#[derive(Default)]
pub struct Reply<'de> {
    /// The candidates that it carries.
    pub candidates: List<Candidate>,
    /// The model that answered.
    pub model: Text<'de>,
    feedback: Maybe<Feedback>,
    usage: Maybe<Counts<'de>>,
    error: Given,
}

impl<'de> Lenient<'de> for Reply<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "candidates" => self.candidates = take(value)?,
            "modelVersion" => self.model = take(value)?,
            "promptFeedback" => self.feedback = take(value)?,
            "usageMetadata" => self.usage = take(value)?,
            "error" => self.error = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Reply<'_> {
    /// Whether this is an error in place of an answer.
    pub fn is_error(&self) -> bool {
        self.error.0
    }

    /// Whether the prompt was blocked, so that no candidate comes.
    pub fn is_blocked(&self) -> bool {
        self.feedback.0.as_ref().is_some_and(|it| it.blocked.0)
    }

    /// What was used so far.
    pub fn usage(&self) -> Option<Usage> {
        self.usage.0.as_ref().and_then(Counts::usage)
    }

    /// Whether anything of an answer stands in it.
    pub fn is_any(&self) -> bool {
        self.candidates.came() || self.is_blocked() || self.usage.0.is_some()
    }
}

#[derive(Default)]
struct Feedback {
    blocked: Given,
}

impl<'de> Lenient<'de> for Feedback {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "blockReason" => self.blocked = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// One candidate of an answer.
#[derive(Default)]
pub struct Candidate {
    /// Which one; the position where it is not said, as of the first it never is.
    pub index: Count,
    /// Whether it has ended. A word, or its number where a client asked for numbers.
    pub finished: Given,
    content: Maybe<Content>,
}

impl Candidate {
    /// What it says.
    pub fn said(&self) -> Said {
        let mut all = Said::default();
        let parts = self.content.0.iter().flat_map(|it| it.parts.items());
        parts.for_each(|part| all.add(*part));
        all
    }
}

impl<'de> Lenient<'de> for Candidate {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "index" => self.index = take(value)?,
            "finishReason" => self.finished = take(value)?,
            "content" => self.content = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

#[derive(Default)]
struct Content {
    parts: List<Said>,
}

impl<'de> Lenient<'de> for Content {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "parts" => self.parts = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// How much a part says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// It says something.
    pub any: bool,
    /// Bytes of text, decoded.
    pub bytes: u64,
}

impl Said {
    /// Adds another.
    pub fn add(&mut self, other: Self) {
        self.any |= other.any;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

impl<'de> Lenient<'de> for Said {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "text" => {
                let bytes = take::<Words, A>(value)?.0;
                self.any |= bytes > 0;
                self.bytes += bytes;
            }
            "functionCall"
            | "executableCode"
            | "codeExecutionResult"
            | "toolCall"
            | "toolResponse" => {
                self.any = true;
                self.bytes += take::<Words, A>(value)?.0;
            }
            // Content, but no text.
            "inlineData" | "fileData" => {
                self.any = true;
                value.next_value::<IgnoredAny>()?;
            }
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// Bytes of all strings in a value, keys not among them.
#[derive(Default)]
struct Words(u64);

impl<'de> Lenient<'de> for Words {
    fn text(&mut self, text: &str) {
        self.0 = text.len() as u64;
    }

    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(Read(Self(item))) = items.next_element::<Read<Self>>()? {
            self.0 += item;
        }
        Ok(())
    }

    fn member<A: MapAccess<'de>>(&mut self, _: &str, value: &mut A) -> Result<(), A::Error> {
        self.0 += take::<Self, A>(value)?.0;
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
    let read = serde_json::from_slice::<Read<Maybe<Reply<'_>>>>(body);
    let Read(Maybe(reply)) = read.map_err(|error| not_json(body, &error))?;
    let reply = reply.ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
    if reply.is_error() {
        return Err(complaint::read_in_answer(body));
    }
    if reply.candidates.items().is_empty() && !reply.is_blocked() {
        return Err(malformed("the answer has no `candidates`"));
    }
    let mut said = Said::default();
    let candidates = reply.candidates.items().iter();
    candidates.for_each(|candidate| said.add(candidate.said()));
    Ok(WholeReply {
        usage: reply.usage(),
        model: reply.model.0.map(Into::into),
        text_bytes: said.bytes,
    })
}
