//! Requests: what routing and billing read, and the few bytes that they change.

use crate::field::{self, bytes, list, wrong};
use crate::fingerprint::Fingerprint;
use crate::json::{self, Kind, Value};
use crate::splice::{self, Edits, quoted};
use crate::{BadBody, Edit, PathSays, Peek};
use bytes::Bytes;
use std::ops::Range;

/// What stands before a model's name where Google names resources.
pub const PREFIX: &str = "models/";

/// Reads what routing and billing need.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn peek(body: &[u8], path: &PathSays) -> Result<Peek, BadBody> {
    let mut peek = named(path)?;
    let mut seen = Vec::with_capacity(8);
    peek.end = json::members(body, |key, value| {
        let Some(key) = known(&key) else {
            return Ok(());
        };
        once(&mut seen, key)?;
        match key {
            "contents" => peek.turns_span = several(key, value)?,
            "tools" => peek.tools_span = several(key, value)?,
            "model" if value.kind == Kind::String => peek.model_span = value.span,
            "generationConfig" if value.kind == Kind::Object => {
                config(bytes(body, &value.span), &mut peek)?;
            }
            "generationConfig" if value.kind != Kind::Null => {
                return Err(wrong(key, "an object"));
            }
            _ => {}
        }
        Ok(())
    })?;
    if peek.turns_span.is_none() {
        return Err(BadBody::Missing { key: "contents" });
    }
    Ok(peek)
}

/// What the path says: the model, without the name of its kind, and whether a stream is wanted.
///
/// # Errors
/// When it names no model, or asks for a stream in a form that is not given.
pub fn named(path: &PathSays) -> Result<Peek, BadBody> {
    let model = path.model.as_deref().unwrap_or_default();
    let model = model.strip_prefix(PREFIX).unwrap_or(model);
    if model.is_empty() {
        return Err(BadBody::Missing { key: "model" });
    }
    let stream = path.stream.unwrap_or(false);
    if stream && !path.events {
        return Err(wrong(
            "alt",
            "`sse` in the query: streams are sent as events here, not as one array",
        ));
    }
    Ok(Peek {
        model: model.to_owned(),
        stream,
        // It comes unasked.
        wants_usage: true,
        ..Peek::default()
    })
}

/// Where a list stands, or the one element that Google takes in its place.
pub fn several(key: &'static str, value: Value) -> Result<Option<Range<usize>>, BadBody> {
    match value.kind {
        Kind::Object => Ok(Some(value.span)),
        Kind::Array | Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
            list(key, value)
        }
    }
}

/// The members that are read, by either spelling; any other may occur as it likes.
fn known(key: &str) -> Option<&'static str> {
    Some(match key {
        "contents" => "contents",
        "tools" => "tools",
        "model" => "model",
        "systemInstruction" | "system_instruction" => "systemInstruction",
        "generationConfig" | "generation_config" => "generationConfig",
        _ => return None,
    })
}

fn once(seen: &mut Vec<&'static str>, key: &'static str) -> Result<(), BadBody> {
    if seen.contains(&key) {
        let key = key.to_owned();
        return Err(BadBody::Twice { key });
    }
    seen.push(key);
    Ok(())
}

fn config(config: &[u8], peek: &mut Peek) -> Result<(), BadBody> {
    let mut seen = Vec::new();
    json::members(config, |key, value| {
        match &*key {
            "maxOutputTokens" | "max_output_tokens" => {
                once(&mut seen, "maxOutputTokens")?;
                peek.max_output = field::count(config, "maxOutputTokens", &value)?;
            }
            "candidateCount" | "candidate_count" => {
                once(&mut seen, "candidateCount")?;
                let count = field::count(config, "candidateCount", &value)?;
                peek.choices = count.filter(|count| *count > 0);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(())
}

/// Lays the edits into `body`. The model stands in the path; where the body repeats it, there too.
pub fn splice(body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes {
    let mut edits = Edits::new();
    if !peek.model_span.is_empty() {
        let was = json::text(bytes(body, &peek.model_span)).unwrap_or_default();
        let prefix = if was.starts_with(PREFIX) { PREFIX } else { "" };
        let now = format!("{prefix}{}", edit.model);
        if now != was {
            edits.push((peek.model_span.clone(), quoted(&now).into()));
        }
    }
    if let Some(fit) = &edit.fit {
        edits.extend(splice::fit::edits(body, fit));
    }
    splice::lay_in(body, edits)
}

/// The fingerprint of the system's instruction and of the tools.
pub fn fingerprint(body: &[u8], peek: &Peek) -> Option<u64> {
    let mut print = Fingerprint::default();
    json::members(body, |key, value| {
        let said = known(&key) == Some("systemInstruction") && value.kind != Kind::Null;
        if said {
            print.system(bytes(body, &value.span));
        }
        Ok(())
    })
    .ok()?;
    if let Some(tools) = peek.tools_span.clone().and_then(|span| body.get(span)) {
        print.tools(tools);
    }
    print.told()
}
