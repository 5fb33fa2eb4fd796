//! What a provider says went wrong, in whichever shape and dialect.
//!
//! `{"error":{…}}` is the most common; others send a list of it, a string in it, the fields
//! without it, `detail` in place of `message`, the error of a provider behind them as a string of
//! JSON, plain text or a page of HTML. Bodies of failures are small and off the fast path, so a
//! tree is fine here.

use crate::failure::{mask, wait};
use crate::{Failure, FailureKind};
use http::HeaderMap;
use serde_json::{Map, Value};
use std::time::Duration;

mod kind;

/// The longest message that is kept, in characters.
const MOST: usize = 2_000;
/// Errors within errors are followed so far.
const MOST_NESTED: usize = 4;

/// A provider's complaint, taken apart.
#[derive(Debug, Default)]
struct Complaint {
    /// Codes, types and states as they were given, the most specific first.
    codes: Vec<String>,
    /// A status that the body tells, where it does.
    status: Option<u16>,
    /// The provider's own words. Only here are phrases looked for: the rest may echo the prompt.
    message: String,
    /// How long to wait, where the body says.
    wait: Option<Duration>,
}

/// Reads the body of an answer of status 400 or more.
pub fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Failure {
    let complaint = Complaint::read(body);
    let kind = complaint.kind(Some(status));
    let asked = wait::from_headers(headers, kind == FailureKind::RateLimited);
    Failure {
        status: Some(status),
        retry_after: asked.or(complaint.wait_for(kind)),
        message: match complaint.message.as_str() {
            "" => format!("the provider answered {status} and said nothing"),
            message => mask::mask(message, MOST),
        },
        kind,
        no_route: false,
    }
}

/// Reads an error that came where an answer was due: in a body of status 200 or within a stream.
pub fn read_in_answer(body: &[u8]) -> Failure {
    let complaint = Complaint::read(body);
    let kind = complaint.kind(None);
    Failure {
        status: None,
        retry_after: complaint.wait_for(kind),
        message: match complaint.message.as_str() {
            "" => "the provider sent an error in place of the answer and said nothing".to_owned(),
            message => mask::mask(message, MOST),
        },
        kind,
        no_route: false,
    }
}

impl Complaint {
    fn read(body: &[u8]) -> Self {
        let mut complaint = Self::default();
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => complaint.gather(&value, 0),
            Err(_) => complaint.message = plain(body),
        }
        complaint
    }

    fn wait_for(&self, kind: FailureKind) -> Option<Duration> {
        if self.wait.is_some() {
            return self.wait;
        }
        match kind {
            FailureKind::RateLimited | FailureKind::Overloaded => wait::from_message(&self.message),
            _ => None,
        }
    }

    fn gather(&mut self, value: &Value, depth: usize) {
        if depth > MOST_NESTED {
            return;
        }
        match value {
            Value::String(text) => self.say(text),
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    self.gather(first, depth + 1);
                }
            }
            Value::Object(fields) => self.gather_fields(fields, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn gather_fields(&mut self, fields: &Map<String, Value>, depth: usize) {
        for key in ["error", "errors", "innererror"] {
            if let Some(inner) = fields.get(key) {
                self.gather(inner, depth + 1);
            }
        }
        // An answer that broke off tells why in the choice.
        if let Some(Value::Array(choices)) = fields.get("choices") {
            let errors = choices.iter().filter_map(|choice| choice.get("error"));
            errors.for_each(|error| self.gather(error, depth + 1));
        }
        for key in [
            "code",
            "type",
            "status",
            "reason",
            "error_type",
            "error_code",
        ] {
            self.code(fields.get(key));
        }
        for key in ["status_code", "raw_status_code", "statusCode"] {
            self.status = self.status.or(fields.get(key).and_then(as_status));
        }
        for key in ["message", "detail", "msg", "error_message", "error_msg"] {
            match fields.get(key) {
                Some(Value::Array(faults)) if key == "detail" => self.say(&joined(faults)),
                Some(said) => self.gather(said, depth + 1),
                None => {}
            }
        }
        if let Some(Value::Array(details)) = fields.get("details") {
            details.iter().for_each(|it| self.detail(it));
        }
        if let Some(metadata) = fields.get("metadata") {
            self.behind(metadata, depth);
        }
    }

    fn code(&mut self, code: Option<&Value>) {
        let Some(code) = code else { return };
        self.status = self.status.or(as_status(code));
        if let Value::String(text) = code {
            self.codes.push(text.to_ascii_lowercase());
        }
    }

    /// Takes the first words said, unless they only say that someone else complained.
    fn say(&mut self, text: &str) {
        let text = text.trim();
        if self.message.is_empty() && !text.is_empty() {
            text.clone_into(&mut self.message);
        }
    }

    /// One of Google's `details`: <https://cloud.google.com/apis/design/errors> (read 2026-11-22).
    fn detail(&mut self, detail: &Value) {
        self.code(detail.get("reason"));
        let delay = detail.get("retryDelay").and_then(Value::as_str);
        self.wait = self.wait.or(delay.and_then(wait::span));
    }

    /// What the provider behind a gateway said:
    /// <https://openrouter.ai/docs/api-reference/errors> (read 2026-11-22).
    fn behind(&mut self, metadata: &Value, depth: usize) {
        if metadata.get("reasons").is_some_and(Value::is_array) {
            self.codes.push("moderation".to_owned());
        }
        let inner = match metadata.get("raw") {
            Some(Value::String(raw)) => match serde_json::from_str::<Value>(raw) {
                Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
                _ => Value::String(raw.clone()),
            },
            Some(raw) => raw.clone(),
            None => return,
        };
        let mut behind = Self::default();
        behind.gather(&inner, depth + 1);
        self.codes.append(&mut behind.codes);
        self.wait = self.wait.or(behind.wait);
        if !behind.message.is_empty() && behind.message != self.message {
            self.message = match self.message.as_str() {
                "" => behind.message,
                message => format!("{message}: {}", behind.message),
            };
        }
    }
}

fn as_status(value: &Value) -> Option<u16> {
    let number = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    u16::try_from(number)
        .ok()
        .filter(|status| (400..600).contains(status))
}

/// The faults of a validator: where, and what; never the value, which may be the prompt.
fn joined(faults: &[Value]) -> String {
    let told = faults.iter().take(5).filter_map(|fault| {
        let what = fault.get("msg").and_then(Value::as_str)?;
        let place = fault.get("loc").and_then(Value::as_array);
        let steps = place.into_iter().flatten().map(|step| match step {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        let path = steps.collect::<Vec<_>>().join(".");
        Some(match path.as_str() {
            "" => what.to_owned(),
            path => format!("{path}: {what}"),
        })
    });
    told.collect::<Vec<_>>().join("; ")
}

/// A body that is not JSON: the title of a page, or the text itself.
fn plain(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..16_384).unwrap_or(body));
    let text = text.trim();
    if !text.starts_with('<') {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title>").and_then(|at| {
        let from = at + "<title>".len();
        let to = lower.get(from..)?.find('<')? + from;
        text.get(from..to)
    });
    match title.map(str::trim) {
        Some(title) if !title.is_empty() => format!("a page of HTML titled \"{title}\""),
        _ => "a page of HTML".to_owned(),
    }
}

#[cfg(test)]
mod tests;
