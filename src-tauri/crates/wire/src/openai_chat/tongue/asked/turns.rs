//! Turns: who speaks, and what is said.

use super::super::message::{Message, thoughts};
use super::super::{citations, details, tools};
use super::parts::{marked, part};
use crate::BadBody;
use crate::canon::{
    Cache, Feature, Losses, Part, Role, ToolResult, Turn, Why, elements, ids, plain,
};
use crate::field::wrong;
use serde_json::value::RawValue;

/// Reads `messages`.
///
/// # Errors
/// When it is no array of objects, or one says a thing twice.
pub fn read(raw: &RawValue, losses: &mut Losses) -> Result<Vec<Turn>, BadBody> {
    let all = elements(raw).ok_or(wrong("messages", "an array"))?;
    let mut turns = Turns {
        losses,
        all: Vec::with_capacity(all.len()),
        functions: 0,
        open: Vec::new(),
    };
    for (at, raw) in all.into_iter().enumerate() {
        turns.message(at, raw)?;
    }
    Ok(turns.all)
}

/// A mark of what is to be cached: <https://openrouter.ai/docs/features/prompt-caching> (read
/// 2026-11-22).
pub fn cache(raw: &RawValue) -> Option<Cache> {
    let life = plain::at(raw, "ttl").and_then(plain::text);
    let marks = plain::at(raw, "type").is_some();
    marks.then_some(match life.as_deref() {
        Some("1h") => Cache::Hour,
        Some(_) | None => Cache::Short,
    })
}

struct Turns<'l> {
    losses: &'l mut Losses,
    all: Vec<Turn>,
    /// Calls in the older form, which have no ids, so far.
    functions: usize,
    /// Ids of calls that no result has answered, for results that name none.
    open: Vec<String>,
}

impl Turns<'_> {
    fn message(&mut self, at: usize, raw: &RawValue) -> Result<(), BadBody> {
        let path = format!("messages[{at}]");
        let message = Message::of(raw).ok_or(wrong("messages", "an array of objects"))?;
        if let Some(key) = message.twice {
            let key = format!("{path}.{key}");
            return Err(BadBody::Twice { key });
        }
        let role = message.role.and_then(plain::text);
        let mut parts = match message.content {
            Some(content) => self.content(content, &path),
            None => Vec::new(),
        };
        for key in &message.unread {
            let path = format!("{path}.{key}");
            self.losses.lose(Feature::Unknown, path, Why::Unknown);
        }
        let mark = message.cache.and_then(cache);
        if let Some(last) = parts.pop() {
            parts.push(marked(last, mark));
        }
        let name = message.name.and_then(plain::word);
        let (role, name, parts) = match role.as_deref() {
            Some("system") => (Role::System, name, parts),
            Some("developer") => (Role::Developer, name, parts),
            Some("user") => (Role::User, name, parts),
            Some("assistant" | "model") => {
                let parts = self.assistant(at, &message, parts, &path);
                (Role::Assistant, name, parts)
            }
            Some("tool") => {
                let id = message.answers.and_then(plain::word);
                let id = id.or_else(|| self.open.first().cloned());
                let id = id.unwrap_or_default();
                self.open.retain(|open| *open != id);
                (Role::Tool, None, vec![result(id, name, parts, mark)])
            }
            Some("function") => {
                let id = ids::made("function", self.functions);
                self.functions += 1;
                (Role::Tool, None, vec![result(id, name, parts, mark)])
            }
            Some(_) | None => {
                let wanted = "an array of turns whose `role` is known";
                return Err(wrong("messages", wanted));
            }
        };
        self.all.push(Turn { role, name, parts });
        Ok(())
    }

    fn content(&mut self, raw: &RawValue, path: &str) -> Vec<Part> {
        let Some(all) = elements(raw) else {
            return plain::word(raw).map(Part::text).into_iter().collect();
        };
        let parts = all.into_iter().enumerate();
        let losses = &mut *self.losses;
        parts
            .filter_map(|(at, raw)| part(raw, &format!("{path}.content[{at}]"), losses))
            .collect()
    }

    /// An answer of before: its thoughts, what it says, and what it calls.
    fn assistant(
        &mut self,
        at: usize,
        message: &Message<'_>,
        content: Vec<Part>,
        path: &str,
    ) -> Vec<Part> {
        let mut told = thoughts(message);
        let thoughts = std::mem::take(&mut told.thoughts).into_iter();
        let mut parts: Vec<Part> = thoughts.map(Part::Reasoning).collect();
        parts.extend(content);
        let refusal = message.refusal.and_then(plain::word);
        parts.extend(refusal.map(Part::Refusal));
        let images = message.images.and_then(elements).unwrap_or_default();
        for (at, raw) in images.into_iter().enumerate() {
            parts.extend(part(raw, &format!("{path}.images[{at}]"), self.losses));
        }
        if message.audio.is_some_and(|raw| !plain::is_empty(raw)) {
            let path = format!("{path}.audio");
            self.losses.lose(Feature::State, path, Why::Foreign);
        }
        let calls = message.calls.and_then(elements).unwrap_or_default();
        for (place, raw) in calls.into_iter().enumerate() {
            let made = || ids::made(&format!("messages[{at}]"), place);
            parts.extend(tools::read_call(raw, made).map(Part::ToolCall));
        }
        if let Some(raw) = message.function.filter(|raw| !plain::is_empty(raw)) {
            let made = || ids::made("function", self.functions);
            parts.extend(tools::read_call(raw, made).map(Part::ToolCall));
        }
        self.open = parts.iter().filter_map(called).collect();
        let seal = details::beside(message.extra, message.signature).or(told.text);
        details::lay_in(&mut parts, told.calls, seal);
        if let Some(raw) = message.annotations {
            citations::lay_in(&mut parts, raw, path, self.losses);
        }
        parts
    }
}

fn called(part: &Part) -> Option<String> {
    let Part::ToolCall(call) = part else {
        return None;
    };
    Some(call.id.clone())
}

fn result(id: String, name: Option<String>, parts: Vec<Part>, cache: Option<Cache>) -> Part {
    Part::ToolResult(ToolResult {
        id,
        name,
        parts,
        cache,
        ..ToolResult::default()
    })
}
