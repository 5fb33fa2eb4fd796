//! The rest of an answer that broke off, out of another stream: the client reads one answer.
//!
//! Not a verbatim lane: each chunk is read as a tree and written again, so that it carries the
//! first answer's id, no second beginning and the sum of usages. The model's name stays that of
//! the model that speaks. What does not fit what was sent is `Diverged`, before it is passed on.

use crate::json;
use crate::sse::Event;
use crate::{Begins, Failure, FailureKind, Sent, Usage};
use bytes::Bytes;
use pointsman_units::Tokens;
use serde_json::{Map, Value};

/// Names under which thoughts come. The answer began without one; they are left out.
const THOUGHTS: [&str; 3] = ["reasoning_content", "reasoning", "reasoning_details"];

/// What a turn says beside its text. Other members (a token's number, say) are no answer.
const MORE: [&str; 5] = ["tool_calls", "function_call", "refusal", "audio", "images"];

/// Joins a stream to what the client has.
pub struct Join {
    /// What the client has.
    sent: Sent,
    begins: Begins,
    /// The stream has repeated it up to here.
    at: usize,
    /// The stream has to repeat it up to here; nothing once it is seen that it does not.
    due: usize,
    spent: Usage,
    /// All that came was plain text.
    plain: bool,
}

impl Join {
    /// Behind `sent`, which the stream repeats or not. `spent` is what the attempts before used.
    pub fn new(sent: Sent, begins: Begins, spent: Usage) -> Self {
        let (at, due) = match begins {
            Begins::Behind => (0, 0),
            Begins::Again => (0, sent.text.len()),
            Begins::Perhaps(from) => (from, sent.text.len()),
        };
        Self {
            sent,
            begins,
            at,
            due,
            spent,
            plain: true,
        }
    }

    /// What the client has by now; `None` when it is more than text.
    pub fn sent(&self) -> Option<&Sent> {
        Some(&self.sent).filter(|_| self.plain)
    }

    /// A frame that the dialect's reader found sound, as the client gets it; `None` where nothing of
    /// it is new.
    ///
    /// # Errors
    /// `Diverged` where it does not fit.
    pub fn frame(&mut self, frame: &[u8]) -> Result<Option<Bytes>, Failure> {
        let event = Event::read(frame);
        let data = event.data.as_deref().map(<[u8]>::trim_ascii);
        let Some(data) = data.filter(|data| !data.is_empty()) else {
            return Ok(None);
        };
        let Ok(Value::Object(mut chunk)) = serde_json::from_slice(&json::paired(data)) else {
            self.has_caught_up()?;
            return Ok(Some(Bytes::copy_from_slice(frame)));
        };
        if !self.chunk(&mut chunk)? {
            return Ok(None);
        }
        Ok(Some(format!("data: {}\n\n", Value::Object(chunk)).into()))
    }

    /// Makes a chunk one of the first answer's. Whether anything of it is new.
    fn chunk(&mut self, chunk: &mut Map<String, Value>) -> Result<bool, Failure> {
        if let (Some(place), Some(id)) = (chunk.get_mut("id"), &self.sent.id) {
            *place = id.as_str().into();
        }
        if let (Some(place), Some(created)) = (chunk.get_mut("created"), self.sent.created) {
            *place = created.into();
        }
        let mut news = false;
        if let Some(Value::Object(usage)) = chunk.get_mut("usage") {
            add(usage, &self.spent);
            news = true;
        }
        if let Some(Value::Array(choices)) = chunk.get_mut("choices") {
            for choice in choices {
                news |= self.choice(choice)?;
            }
        }
        Ok(news)
    }

    fn choice(&mut self, choice: &mut Value) -> Result<bool, Failure> {
        let ends = choice.get("finish_reason").is_some_and(is_something);
        let Some(Value::Object(delta)) = choice.get_mut("delta") else {
            return Ok(ends);
        };
        delta.remove("role");
        THOUGHTS.iter().for_each(|name| drop(delta.remove(*name)));
        let more = MORE
            .iter()
            .any(|name| delta.get(*name).is_some_and(is_something));
        self.plain &= !more;
        if let Some(content) = delta.get_mut("content") {
            self.content(content)?;
        }
        if (more || ends) && self.at < self.due {
            let unsaid = self.not_repeated()?;
            self.sent.text.push_str(&unsaid);
            delta.insert("content".to_owned(), unsaid.into());
        }
        let new = delta.get("content").filter(|content| is_something(content));
        let (new, news) = (new.cloned(), ends || more || new.is_some());
        // Some repeat the piece beside the delta.
        if let Some(beside) = choice.get_mut("text") {
            *beside = new.unwrap_or_default();
        }
        Ok(news)
    }

    /// Takes off what the client has already.
    fn content(&mut self, content: &mut Value) -> Result<(), Failure> {
        let text = match content {
            Value::Null => return Ok(()),
            Value::String(text) if text.is_empty() => return Ok(()),
            Value::String(text) => text,
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                self.plain = false;
                return self.has_caught_up();
            }
        };
        let rest = self.sent.text.get(self.at..self.due).unwrap_or_default();
        let common = rest.len().min(text.len());
        let fits = rest.as_bytes().get(..common) == text.as_bytes().get(..common);
        // Equal bytes end at the same character, so the text can be split there.
        match text.get(common..).filter(|_| fits) {
            Some(new) => {
                *text = new.to_owned();
                self.at += common;
            }
            None => *text = self.not_repeated()? + text,
        }
        self.sent.text.push_str(text);
        Ok(())
    }

    /// The stream does not repeat what was sent. What of it looked as if it did is new, then.
    fn not_repeated(&mut self) -> Result<String, Failure> {
        let from = match self.begins {
            Begins::Again => {
                return Err(diverged("the answer does not begin with what was sent"));
            }
            Begins::Behind => self.at,
            Begins::Perhaps(from) => from,
        };
        let unsaid = self
            .sent
            .text
            .get(from..self.at)
            .unwrap_or_default()
            .to_owned();
        self.due = 0;
        Ok(unsaid)
    }

    fn has_caught_up(&self) -> Result<(), Failure> {
        match self.at < self.due {
            true => Err(diverged("the answer ends before all that was sent")),
            false => Ok(()),
        }
    }
}

fn diverged(what: &str) -> Failure {
    Failure::new(FailureKind::Diverged, what)
}

/// Whether a member says anything.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Adds what was spent before to a provider's usage, in the provider's own members.
fn add(usage: &mut Map<String, Value>, spent: &Usage) {
    let count = |tokens: Option<Tokens>| tokens.map_or(0, |tokens| tokens.0);
    let both = count(spent.input).saturating_add(count(spent.output));
    raise(usage, "prompt_tokens", count(spent.input));
    raise(usage, "completion_tokens", count(spent.output));
    raise(usage, "total_tokens", both);
    if let Some(Value::Object(details)) = usage.get_mut("prompt_tokens_details") {
        raise(details, "cached_tokens", count(spent.cached));
    }
    if let Some(Value::Object(details)) = usage.get_mut("completion_tokens_details") {
        raise(details, "reasoning_tokens", count(spent.reasoning));
    }
}

fn raise(members: &mut Map<String, Value>, name: &str, by: u64) {
    if let Some(count) = members.get(name).and_then(Value::as_u64) {
        members.insert(name.to_owned(), count.saturating_add(by).into());
    }
}

#[cfg(test)]
mod tests;
