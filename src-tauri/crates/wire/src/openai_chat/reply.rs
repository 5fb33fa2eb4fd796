//! Answers, whole and in chunks: what billing and routing read of them.
//!
//! <https://platform.openai.com/docs/api-reference/chat/object> and `/chat/streaming` (read
//! 2026-11-22), and what other providers add to them.

use super::usage::Counts;
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::{self, Count, Given, Lenient, List, Maybe, Read, Text, fill, take};
use crate::{Failure, Usage, WholeReply};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use std::borrow::Cow;

/// Where the answers of the three sister dialects hold what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speech {
    /// In each choice's message or delta.
    #[default]
    Chat,
    /// In each choice's text.
    Completion,
    /// In `data`, as vectors: nothing that is read.
    Embedding,
}

/// One answer: a whole one, or a chunk of a stream.
#[derive(Default)]
pub struct Reply<'de> {
    /// The answer's id.
    pub id: Text<'de>,
    /// Unix seconds of the answer's beginning.
    pub created: Count,
    /// The model that the provider names.
    pub model: Text<'de>,
    /// The choices that it carries.
    pub choices: List<Choice<'de>>,
    /// Vectors, where it carries some.
    data: Vectors,
    /// `error`, where there is one.
    error: Given,
    /// `"object":"error"`, or a `code` with a `message`: an error that is not wrapped.
    bare_error: bool,
    code: Given,
    message: Given,
    usage: Maybe<Counts>,
    x_groq: Maybe<Extension>,
}

impl<'de> Lenient<'de> for Reply<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => fill(&mut self.id, value)?,
            "created" => fill(&mut self.created, value)?,
            "model" => fill(&mut self.model, value)?,
            "choices" => fill(&mut self.choices, value)?,
            "data" => fill(&mut self.data, value)?,
            "usage" => fill(&mut self.usage, value)?,
            "x_groq" => fill(&mut self.x_groq, value)?,
            "error" => fill(&mut self.error, value)?,
            "object" => {
                let object: Text<'de> = take(value)?;
                self.bare_error = object.0.as_deref() == Some("error");
            }
            "code" => fill(&mut self.code, value)?,
            "message" => fill(&mut self.message, value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Reply<'_> {
    /// Whether this is an error in place of an answer, or one that an answer broke off with.
    pub fn is_error(&self) -> bool {
        let bare = self.bare_error || self.code.0 && self.message.0;
        let broken = |choice: &Choice<'_>| choice.error.0 || choice.finish == Finish::Error;
        self.error.0 || bare && !self.choices.came() || self.choices.items().iter().any(broken)
    }

    /// The usage of an answer that has input alone.
    fn input_usage(&self) -> Option<Usage> {
        self.usage.0.as_ref().and_then(Counts::input_usage)
    }

    /// The usage, with how much its place is worth.
    pub fn usage(&self) -> Option<(Usage, Place)> {
        let own = self.usage.0.as_ref().and_then(Counts::usage);
        let aside = || {
            let extension = self.x_groq.0.as_ref().and_then(|it| it.usage.0.as_ref());
            let choices = self.choices.items().iter().rev();
            extension
                .into_iter()
                .chain(choices.filter_map(|choice| choice.usage.0.as_ref()))
                .find_map(Counts::usage)
        };
        own.map(|it| (it, Place::Own))
            .or_else(|| aside().map(|it| (it, Place::Aside)))
    }

    /// Whether it carries nothing but a usage object.
    pub fn is_only_usage(&self) -> bool {
        self.choices.items().is_empty() && self.usage.0.is_some()
    }
}

/// Whether a list came, an empty one too. Vectors are long, and none of them is read.
#[derive(Default)]
struct Vectors(bool);

impl<'de> Lenient<'de> for Vectors {
    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        self.0 = true;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Where a usage stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In an extension (`x_groq`) or within a choice.
    Aside,
    /// Where the dialect has it.
    Own,
}

#[derive(Default)]
struct Extension {
    usage: Maybe<Counts>,
}

impl<'de> Lenient<'de> for Extension {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "usage" => fill(&mut self.usage, value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// One choice of an answer.
#[derive(Default)]
pub struct Choice<'de> {
    /// Which one; the position where the provider does not say.
    pub index: Count,
    /// Whether it has ended.
    pub finish: Finish,
    delta: Turn<Heard<'de>>,
    message: Turn<Said>,
    plain: Said,
    error: Given,
    usage: Maybe<Counts>,
}

impl Choice<'_> {
    /// The text that a chunk adds, `None` when it adds anything else.
    pub fn text(&self) -> Option<&str> {
        let Heard { said, text } = &self.delta.content;
        let only_content = self.delta.said() == *said;
        let text = match text {
            Some(text) => Some(text.as_ref()),
            None => (!said.any).then_some(""),
        };
        text.filter(|_| only_content)
    }

    /// What a chunk adds. Some repeat the message so far beside it, and some a chat's delta as a
    /// completion's text.
    pub fn added(&self, speech: Speech) -> Said {
        match speech {
            Speech::Chat => self.delta.said(),
            Speech::Completion => self.plain,
            Speech::Embedding => Said::default(),
        }
    }

    /// What a whole answer says. Some leave an empty delta beside it.
    fn said(&self, speech: Speech) -> Said {
        match speech {
            Speech::Chat => self.message.said(),
            Speech::Completion => self.plain,
            Speech::Embedding => Said::default(),
        }
    }
}

impl<'de> Lenient<'de> for Choice<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "index" => fill(&mut self.index, value)?,
            "finish_reason" => fill(&mut self.finish, value)?,
            "delta" => fill(&mut self.delta, value)?,
            "message" => fill(&mut self.message, value)?,
            "text" => fill(&mut self.plain, value)?,
            "error" => fill(&mut self.error, value)?,
            "usage" => fill(&mut self.usage, value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// A finish reason: the words differ, and some are no words at all; that it is there is what counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finish {
    /// Not there: absent, `null`, empty or the word `null`.
    #[default]
    No,
    /// The choice has ended.
    Yes,
    /// The choice broke off: <https://openrouter.ai/docs/api-reference/errors> (read 2026-11-22).
    Error,
}

impl Lenient<'_> for Finish {
    fn text(&mut self, text: &str) {
        *self = match text {
            "" | "null" => Self::No,
            "error" => Self::Error,
            _ => Self::Yes,
        };
    }
    fn number(&mut self, _: f64) {
        *self = Self::Yes;
    }
    fn flag(&mut self, flag: bool) {
        if flag {
            *self = Self::Yes;
        }
    }
    fn object(&mut self) {
        *self = Self::Yes;
    }
}

/// A delta or a message.
#[derive(Default)]
struct Turn<C> {
    content: C,
    /// Reasoning under its names; some send it under two at once.
    reasoning: [Said; 3],
    calls: [Said; 2],
    refusal: Said,
    media: [Said; 2],
}

impl<C: Content> Turn<C> {
    fn said(&self) -> Said {
        let reasoning = self.reasoning.iter().copied().max_by_key(|said| said.bytes);
        let any_reasoning = self.reasoning.iter().any(|said| said.any);
        let parts = [
            self.content.said(),
            self.refusal,
            reasoning.unwrap_or_default(),
        ];
        let mut all = Said {
            any: any_reasoning,
            bytes: 0,
        };
        for part in parts.iter().chain(&self.calls).chain(&self.media) {
            all.add(*part);
        }
        all
    }
}

/// What a turn's content is read as: how much it says, or the words as well.
trait Content {
    fn said(&self) -> Said;
}

impl Content for Said {
    fn said(&self) -> Said {
        *self
    }
}

impl Content for Heard<'_> {
    fn said(&self) -> Said {
        self.said
    }
}

/// Content of which the text is kept, where it is text and no list.
#[derive(Default)]
struct Heard<'de> {
    said: Said,
    text: Option<Cow<'de, str>>,
}

impl<'de> Lenient<'de> for Heard<'de> {
    fn text(&mut self, text: &str) {
        self.said.text(text);
        self.text = Some(Cow::Owned(text.to_owned()));
    }

    fn borrowed(&mut self, text: &'de str) {
        self.said.text(text);
        self.text = Some(Cow::Borrowed(text));
    }

    fn list<A: SeqAccess<'de>>(&mut self, items: A) -> Result<(), A::Error> {
        self.said.list(items)
    }

    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        self.said.member(key, value)
    }
}

impl<'de, C: Lenient<'de>> Lenient<'de> for Turn<C> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        let [content, thought, details] = &mut self.reasoning;
        let [tools, function] = &mut self.calls;
        let [audio, images] = &mut self.media;
        let place = match key {
            "content" => {
                fill(&mut self.content, value)?;
                return Ok(());
            }
            "reasoning_content" => content,
            "reasoning" => thought,
            "reasoning_details" => details,
            "tool_calls" => tools,
            "function_call" => function,
            "refusal" => &mut self.refusal,
            "audio" => audio,
            "images" => images,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        };
        *place = take(value)?;
        Ok(())
    }
}

/// How much a piece says: text as it is, or lists and objects that hold text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// It says something.
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
            // What a person or a tool reads.
            "text" | "thinking" | "content" | "summary" | "refusal" | "transcript" | "name"
            | "arguments" | "input" | "function" | "custom" => self.add(take(value)?),
            // Content, but no text.
            "data" | "image_url" | "url" => self.any |= take::<Given, _>(value)?.0,
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
    read_whole_of(Speech::Chat, body)
}

/// [`read_whole`] for a sister dialect's answers.
///
/// # Errors
/// As those of [`read_whole`].
pub fn read_whole_of(speech: Speech, body: &[u8]) -> Result<WholeReply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body);
    let read = lenient::read::<Maybe<Reply<'_>>>(body);
    let Maybe(reply) = read.map_err(|error| not_json(body, &error))?;
    let reply = reply.ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
    if reply.is_error() {
        return Err(complaint::read_in_answer(body));
    }
    if speech == Speech::Embedding {
        return match reply.data.0 {
            true => Ok(WholeReply {
                usage: reply.input_usage(),
                model: reply.model.0.map(Into::into),
                text_bytes: 0,
            }),
            false => Err(malformed("the answer has no `data`")),
        };
    }
    if !reply.choices.came() {
        return Err(malformed("the answer has no `choices`"));
    }
    if reply.choices.items().is_empty() {
        return Err(malformed("the answer's `choices` are empty"));
    }
    let mut said = Said::default();
    reply
        .choices
        .items()
        .iter()
        .for_each(|it| said.add(it.said(speech)));
    Ok(WholeReply {
        usage: reply.usage().map(|(usage, _)| usage),
        model: reply.model.0.map(Into::into),
        text_bytes: said.bytes,
    })
}

#[cfg(test)]
mod tests;
