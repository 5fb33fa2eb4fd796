//! A message or a delta taken apart: what its members are called, and nothing more.

use super::details;
use crate::canon::{Reasoning, members, plain};
use serde_json::value::RawValue;

/// Thoughts of a message, under whichever names: the details where they hold words, for they hold
/// the seals as well.
pub fn thoughts(message: &Message<'_>) -> details::Told {
    let mut told = message.details.map(details::read).unwrap_or_default();
    if told.thoughts.iter().all(|thought| thought.text.is_empty()) {
        let words = [message.reasoning_content, message.reasoning];
        let mut words = words.into_iter().flatten().filter_map(plain::word);
        if let Some(text) = words.next() {
            match told.thoughts.first_mut().filter(|first| !first.redacted) {
                Some(first) => first.text = text,
                None => told.thoughts.insert(
                    0,
                    Reasoning {
                        text,
                        ..Reasoning::default()
                    },
                ),
            }
        }
    }
    told
}

/// A message's members that say something, unread.
#[derive(Default)]
pub struct Message<'a> {
    /// Who speaks.
    pub role: Option<&'a RawValue>,
    /// What is said.
    pub content: Option<&'a RawValue>,
    /// Thoughts under each of their names.
    pub reasoning_content: Option<&'a RawValue>,
    /// See `reasoning_content`.
    pub reasoning: Option<&'a RawValue>,
    /// See `reasoning_content`.
    pub details: Option<&'a RawValue>,
    /// Calls of tools.
    pub calls: Option<&'a RawValue>,
    /// The older form of one call.
    pub function: Option<&'a RawValue>,
    /// That the model declines.
    pub refusal: Option<&'a RawValue>,
    /// What the text rests on.
    pub annotations: Option<&'a RawValue>,
    /// Pictures that the model made.
    pub images: Option<&'a RawValue>,
    /// Sound that the model made.
    pub audio: Option<&'a RawValue>,
    /// The participant's name.
    pub name: Option<&'a RawValue>,
    /// The call that it answers.
    pub answers: Option<&'a RawValue>,
    /// A mark of what is to be cached.
    pub cache: Option<&'a RawValue>,
    /// What may hold the seal of the text: `extra_content.google.thought_signature`.
    pub extra: Option<&'a RawValue>,
    /// The same, without that around it.
    pub signature: Option<&'a RawValue>,
    /// Keys that are not read.
    pub unread: Vec<std::borrow::Cow<'a, str>>,
    /// A key that is read and occurs twice.
    pub twice: Option<String>,
}

impl<'a> Message<'a> {
    /// Takes a message or a delta apart; `None` when it is no object.
    pub fn of(raw: &'a RawValue) -> Option<Self> {
        let mut message = Self::default();
        for (key, value) in members(raw)? {
            let place = match &*key {
                "role" => &mut message.role,
                "content" => &mut message.content,
                "reasoning_content" => &mut message.reasoning_content,
                "reasoning" => &mut message.reasoning,
                "reasoning_details" => &mut message.details,
                "tool_calls" => &mut message.calls,
                "function_call" => &mut message.function,
                "refusal" => &mut message.refusal,
                "annotations" => &mut message.annotations,
                "images" => &mut message.images,
                "audio" => &mut message.audio,
                "name" => &mut message.name,
                "tool_call_id" => &mut message.answers,
                "cache_control" => &mut message.cache,
                "extra_content" => &mut message.extra,
                "thought_signature" => &mut message.signature,
                _ => {
                    if !plain::is_empty(value) {
                        message.unread.push(key);
                    }
                    continue;
                }
            };
            if place.is_some() {
                message.twice = Some(key.into_owned());
            } else if !plain::is_null(value) {
                *place = Some(value);
            }
        }
        Some(message)
    }

    /// Whether it means to call tools, be it in a form that nobody knows.
    pub fn has_calls(&self) -> bool {
        let calls = [self.calls, self.function];
        calls.into_iter().flatten().any(|raw| !plain::is_empty(raw))
    }
}
