//! Requests: what routing and billing read, and the few bytes that they change.
//!
//! <https://platform.openai.com/docs/api-reference/chat/create> (read 2026-11-22).

use crate::field::{self, bytes, flag, list, wrong};
use crate::fingerprint::Fingerprint;
use crate::json::{self, Kind, Value};
use crate::splice::{self, Edits, quoted};
use crate::{BadBody, Edit, Peek};
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;

const USAGE_ASKED: &str = r#"{"include_usage":true}"#;

/// Reads what routing and billing need.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn peek(body: &[u8]) -> Result<Peek, BadBody> {
    peek_for(&READ, body)
}

/// [`peek`] for a dialect that has these of the members.
///
/// # Errors
/// As those of [`peek`].
pub fn peek_for(read: &'static [&'static str], body: &[u8]) -> Result<Peek, BadBody> {
    let mut reader = Reader {
        read,
        body,
        peek: Peek::default(),
        seen: Vec::with_capacity(11),
        max_tokens: None,
        safety_identifier: None,
    };
    let end = json::members(body, |key, value| reader.member(&key, value))?;
    reader.finish(end)
}

struct Reader<'a> {
    read: &'static [&'static str],
    body: &'a [u8],
    peek: Peek,
    seen: Vec<&'static str>,
    max_tokens: Option<u64>,
    safety_identifier: Option<String>,
}

impl Reader<'_> {
    fn member(&mut self, key: &str, value: Value) -> Result<(), BadBody> {
        let Some(key) = self.read.iter().copied().find(|read| *read == key) else {
            return Ok(());
        };
        if self.seen.contains(&key) {
            return Err(BadBody::Twice {
                key: key.to_owned(),
            });
        }
        self.seen.push(key);
        match key {
            "model" => {
                self.peek.model = field::text(self.body, &value).ok_or(wrong(key, "a string"))?;
                self.peek.model_span = value.span;
            }
            "stream" => self.peek.stream = flag(key, value.kind)?,
            "stream_options" => {
                let options = options(bytes(self.body, &value.span), value.kind)?;
                self.peek.wants_usage = options.include_usage.is_some_and(|(wants, _)| wants);
                self.peek.stream_options_span = Some(value.span);
            }
            "max_completion_tokens" | "max_output_tokens" => {
                self.peek.max_output = field::count(self.body, key, &value)?
            }
            "max_tokens" => self.max_tokens = field::count(self.body, key, &value)?,
            "n" => self.peek.choices = field::count(self.body, key, &value)?.filter(|n| *n > 0),
            "user" => self.peek.user = field::text(self.body, &value),
            "safety_identifier" => self.safety_identifier = field::text(self.body, &value),
            "messages" => self.peek.turns_span = list(key, value)?,
            "prompt" | "input" => {
                self.peek.turns_span = Some(value.span).filter(|_| value.kind != Kind::Null);
            }
            "tools" => self.peek.tools_span = list(key, value)?,
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self, end: usize) -> Result<Peek, BadBody> {
        if !self.seen.contains(&"model") {
            return Err(BadBody::Missing { key: "model" });
        }
        self.peek.end = end;
        self.peek.max_output = self.peek.max_output.or(self.max_tokens);
        // `safety_identifier` took the place of `user`, which providers read on.
        self.peek.user = self.peek.user.or(self.safety_identifier);
        Ok(self.peek)
    }
}

/// The members that are read; any other may occur as it likes.
const READ: [&str; 10] = [
    "model",
    "stream",
    "stream_options",
    "max_completion_tokens",
    "max_tokens",
    "n",
    "user",
    "safety_identifier",
    "messages",
    "tools",
];

/// What `stream_options` holds. Spans are offsets of its own bytes.
#[derive(Default)]
struct Options {
    include_usage: Option<(bool, Range<usize>)>,
    empty: bool,
}

fn options(bytes: &[u8], kind: Kind) -> Result<Options, BadBody> {
    let mut options = Options {
        include_usage: None,
        empty: true,
    };
    match kind {
        Kind::Null => return Ok(options),
        Kind::Object => {}
        Kind::Array | Kind::String | Kind::Number | Kind::True | Kind::False => {
            return Err(wrong("stream_options", "an object"));
        }
    }
    json::members(bytes, |key, value| {
        options.empty = false;
        if key == "include_usage" {
            let wants = flag("stream_options.include_usage", value.kind)?;
            if options.include_usage.replace((wants, value.span)).is_some() {
                let key = "stream_options.include_usage".to_owned();
                return Err(BadBody::Twice { key });
            }
        }
        Ok(())
    })?;
    Ok(options)
}

/// Lays the edits into `body`; where nothing changes it is the same bytes.
pub fn splice(body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
    let mut edits = Edits::with_capacity(2);
    if edit.model != peek.model {
        edits.push((peek.model_span.clone(), quoted(edit.model).into()));
    }
    if edit.ask_usage && peek.stream && !peek.wants_usage {
        edits.push(usage_edit(body, peek));
    }
    if let Some(prefill) = &edit.prefill {
        edits.extend(super::mend::prefill_edits(peek, prefill));
    }
    if let Some(fit) = &edit.fit {
        edits.extend(splice::fit::edits(body, fit));
    }
    splice::lay_in(body, edits)
}

/// The edit that asks for usage and keeps what else the client's `stream_options` say.
fn usage_edit(body: &Bytes, peek: &Peek) -> (Range<usize>, Cow<'static, str>) {
    let Some(span) = peek.stream_options_span.clone() else {
        // The object is not empty: it has a model.
        let member = r#","stream_options":{"include_usage":true}"#;
        return (peek.end..peek.end, member.into());
    };
    let bytes = body.get(span.clone()).unwrap_or_default();
    if bytes.first() != Some(&b'{') {
        return (span, USAGE_ASKED.into());
    }
    let options = options(bytes, Kind::Object).unwrap_or_default();
    if let Some((_, value)) = options.include_usage {
        return (
            span.start + value.start..span.start + value.end,
            "true".into(),
        );
    }
    let member = match options.empty {
        true => r#""include_usage":true"#,
        false => r#""include_usage":true,"#,
    };
    (span.start + 1..span.start + 1, member.into())
}

/// The fingerprint of the leading system turns and of the tools.
pub fn fingerprint(body: &[u8], peek: &Peek) -> Option<u64> {
    let mut print = Fingerprint::default();
    if let Some(turns) = peek.turns_span.clone().and_then(|span| body.get(span)) {
        json::elements(turns, |turn| {
            let system = system_content(turns.get(turn.span).unwrap_or_default());
            if let Some(content) = system {
                print.system(content);
            }
            system.is_some()
        });
    }
    if let Some(tools) = peek.tools_span.clone().and_then(|span| body.get(span)) {
        print.tools(tools);
    }
    print.told()
}

/// The raw content of a turn whose role is `system` or `developer`.
pub fn system_content(turn: &[u8]) -> Option<&[u8]> {
    let mut system = false;
    let mut content = None;
    json::members(turn, |key, value| {
        let raw = turn.get(value.span).unwrap_or_default();
        match &*key {
            "role" => {
                let role = json::text(raw);
                system = matches!(role.as_deref(), Some("system" | "developer"));
            }
            "content" => content = Some(raw),
            _ => {}
        }
        Ok(())
    })
    .ok()?;
    content.filter(|_| system)
}

#[cfg(test)]
mod tests;
