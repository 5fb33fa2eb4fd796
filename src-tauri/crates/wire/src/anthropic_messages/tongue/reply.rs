//! Whole answers: read from a provider, and written for a client.

use super::block;
use super::citation;
use super::fields::{Fields, Place};
use super::finish;
use super::seal;
use crate::anthropic_messages::usage::{self, Counts};
use crate::canon::{
    Asked, Choice, Feature, Finish, Losses, Media, Part, Pen, Reasoning, Reply, Text, ToolCall,
    Why, elements, ids,
};
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::{Failure, Usage};
use bytes::Bytes;
use serde_json::value::RawValue;

/// Members of an answer that say nothing beyond what is read.
const KNOWN: [&str; 8] = [
    "id",
    "type",
    "role",
    "model",
    "content",
    "stop_reason",
    "stop_sequence",
    "usage",
];

/// Reads a whole answer of status below 400.
///
/// # Errors
/// As those of [`crate::Codec::read_whole`].
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body);
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| not_json(body, &error))?;
    let fields = Fields::of(raw).ok_or_else(|| malformed("the answer is JSON, but no object"))?;
    let content = fields.get("content");
    if fields.kind() == "error" || content.is_none() && fields.get("error").is_some() {
        return Err(complaint::read_in_answer(body));
    }
    let content = content.ok_or_else(|| malformed("the answer has no `content`"))?;
    let place = Place::Of(&Place::Body, "content");
    let mut parts = block::read_content(content, &place, losses);
    let id = fields.owned("id");
    name_calls(&mut parts, id.as_deref().unwrap_or_default())?;
    let reason = fields.text("stop_reason").unwrap_or_default();
    let finish = finish::read(&reason, fields.owned("stop_sequence"));
    holds_what_it_says(&parts, content, &finish)?;
    lose_rest(&fields, losses);
    let counts = fields.get("usage").map(counts).unwrap_or_default();
    Ok(Reply {
        id,
        model: fields.owned("model").filter(|model| !model.is_empty()),
        created: None,
        choices: vec![Choice {
            parts,
            finish,
            logprobs: Vec::new(),
        }],
        usage: counts.usage(),
        service_tier: counts.service_tier,
    })
}

/// An answer's content is a text or a list of blocks, and holds a call where it ends for one.
///
/// # Errors
/// `Malformed` where what came in its place was dropped.
fn holds_what_it_says(parts: &[Part], content: &RawValue, finish: &Finish) -> Result<(), Failure> {
    let calls = parts.iter().any(|part| matches!(part, Part::ToolCall(_)));
    if calls || !parts.is_empty() && *finish != Finish::ToolCalls {
        return Ok(());
    }
    let blocks = match elements(content) {
        Some(blocks) => blocks,
        None if content.get().starts_with('"') => return Ok(()),
        None => return Err(malformed("the answer's `content` is no list of blocks")),
    };
    if parts.is_empty() && blocks.iter().any(|raw| !raw.get().starts_with('{')) {
        return Err(malformed("the answer's `content` holds no blocks"));
    }
    match *finish == Finish::ToolCalls && blocks.len() > parts.len() {
        true => Err(malformed("no tool call of the answer can be read")),
        false => Ok(()),
    }
}

fn counts(raw: &RawValue) -> Counts {
    let read = serde_json::from_str::<Read<Maybe<Counts>>>(raw.get());
    read.ok()
        .and_then(|Read(Maybe(counts))| counts)
        .unwrap_or_default()
}

/// A call without an id cannot be answered: it gets one, the same each time.
///
/// # Errors
/// `Malformed` for one without a name, which nobody can run.
fn name_calls(parts: &mut [Part], of: &str) -> Result<(), Failure> {
    for (at, part) in parts.iter_mut().enumerate() {
        if let Part::ToolCall(call) = part {
            if call.name.is_empty() {
                return Err(malformed("a tool call of the answer has no name"));
            }
            if call.id.is_empty() {
                call.id = ids::made(of, at);
            }
        }
    }
    Ok(())
}

/// What stands beside the answer and has no place in the canon.
pub fn lose_rest(fields: &Fields<'_>, losses: &mut Losses) {
    for (key, value) in fields.all() {
        if KNOWN.contains(&key.as_ref()) || value.get() == "null" {
            continue;
        }
        let (feature, why) = match key.as_ref() {
            "container" | "context_management" => (Feature::State, Why::NoPlace),
            "stop_details" => (Feature::Finish, Why::NoPlace),
            _ => (Feature::Unknown, Why::Unknown),
        };
        losses.lose(feature, key.as_ref(), why);
    }
}

/// Writes a whole answer for the client.
pub fn write(reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
    let nothing = Choice::default();
    if reply.choices.len() > 1 {
        losses.lose(Feature::Choices, "choices", Why::NoPlace);
    }
    let choice = reply.choices.first().unwrap_or(&nothing);
    if !choice.logprobs.is_empty() {
        losses.lose(Feature::Logprobs, "logprobs", Why::NoPlace);
    }
    let mut pen = Pen::with_room(1_024);
    pen.object();
    head(&mut pen, reply.id.as_deref(), reply.model.as_deref(), asked);
    pen.key("content").array();
    let mut calls = false;
    for part in &choice.parts {
        calls |= write_part(part, asked, &mut pen, losses);
    }
    pen.end_array();
    stop(&mut pen, &choice.finish, calls, losses);
    pen.key("usage");
    let tier = tier(reply.service_tier.as_deref(), losses);
    usage::write(&reply.usage.unwrap_or_default(), tier, &mut pen);
    pen.end_object();
    pen.done()
}

/// The tier that served an answer, in the dialect's word.
fn tier(told: Option<&str>, losses: &mut Losses) -> Option<&'static str> {
    match told? {
        "standard" | "default" => Some("standard"),
        "priority" => Some("priority"),
        "batch" => Some("batch"),
        _ => {
            losses.lose(Feature::ServiceTier, "service_tier", Why::NoPlace);
            None
        }
    }
}

/// Id, role and model, as every message begins.
pub fn head(pen: &mut Pen, id: Option<&str>, model: Option<&str>, asked: &Asked) {
    let id = id.filter(|id| !id.is_empty()).unwrap_or(&asked.id);
    let own = match id.starts_with("msg_") {
        true => id.to_owned(),
        false => format!("msg_{id}"),
    };
    pen.member("id", &own).member("type", "message");
    pen.member("role", "assistant");
    pen.member("model", model.unwrap_or(&asked.model));
}

/// Why it ended.
pub fn stop(pen: &mut Pen, finish: &Finish, calls: bool, losses: &mut Losses) {
    pen.member("stop_reason", finish::write(finish, calls, losses));
    pen.key("stop_sequence");
    match finish {
        Finish::StopSequence(Some(sequence)) => pen.text(sequence),
        Finish::StopSequence(None)
        | Finish::Stop
        | Finish::Length
        | Finish::ToolCalls
        | Finish::ContentFilter
        | Finish::Refusal
        | Finish::Pause
        | Finish::Failed
        | Finish::Other(_) => pen.null(),
    };
}

/// Writes a part as a block. Whether it calls a tool of the client's.
fn write_part(part: &Part, asked: &Asked, pen: &mut Pen, losses: &mut Losses) -> bool {
    match part {
        Part::Text(text) => write_text(text, pen, losses),
        Part::Refusal(words) => write_words(words, pen),
        Part::Reasoning(thought) => {
            write_thought(thought, asked, pen);
        }
        Part::ToolCall(call) if asked.schema_tool.as_ref() == Some(&call.name) => {
            write_words(&call.arguments, pen);
        }
        Part::ToolCall(call) => {
            write_call(call, pen, losses);
            return true;
        }
        Part::Media(Media { kind, .. }) => {
            losses.lose(kind.feature(), "content", Why::NoPlace);
        }
        // No model answers with the result of a tool that the client runs.
        Part::ToolResult(_) => losses.lose(Feature::Tools, "content", Why::NoPlace),
    }
    false
}

fn write_text(text: &Text, pen: &mut Pen, losses: &mut Losses) {
    if text.seal.is_some() {
        losses.lose(Feature::Signatures, "content", Why::NoPlace);
    }
    if text.text.is_empty() && text.citations.is_empty() {
        return;
    }
    pen.object()
        .member("type", "text")
        .member("text", &text.text);
    pen.key("citations");
    if text.citations.is_empty() {
        pen.null();
    } else {
        pen.array();
        for cited in &text.citations {
            citation::write(cited, pen);
        }
        pen.end_array();
    }
    pen.end_object();
}

fn write_words(words: &str, pen: &mut Pen) {
    if !words.is_empty() {
        pen.object().member("type", "text").member("text", words);
        pen.key("citations").null().end_object();
    }
}

fn write_thought(thought: &Reasoning, asked: &Asked, pen: &mut Pen) {
    let hidden = asked.shows_reasoning == Some(false);
    let words = if hidden { "" } else { thought.text.as_str() };
    if words.is_empty() && thought.seal.is_none() {
        return;
    }
    let seal = seal::write(thought);
    pen.object();
    match thought.redacted {
        true => pen
            .member("type", "redacted_thinking")
            .member("data", &seal),
        false => {
            pen.member("type", "thinking").member("thinking", words);
            pen.member("signature", &seal)
        }
    };
    pen.end_object();
}

fn write_call(call: &ToolCall, pen: &mut Pen, losses: &mut Losses) {
    pen.object().member("type", "tool_use");
    pen.member("id", &call.id).member("name", &call.name);
    input(call, "content", pen, losses);
    pen.end_object();
}

/// A call's arguments as the object that the dialect demands.
pub fn input(call: &ToolCall, place: &str, pen: &mut Pen, losses: &mut Losses) {
    let text = call.arguments.trim();
    let object = (!call.custom && text.starts_with('{'))
        .then(|| crate::canon::Json::parse(text))
        .flatten();
    pen.key("input");
    match object {
        Some(object) => {
            pen.json(&object);
        }
        None if text.is_empty() && !call.custom => {
            pen.object().end_object();
        }
        // Free text, or arguments that are no object: kept, under a name of ours.
        None => {
            losses.lose(Feature::Tools, place, Why::Approximated);
            pen.object().member("input", &call.arguments).end_object();
        }
    }
}

/// A usage that knows nothing yet, as a stream begins with.
pub fn no_usage(pen: &mut Pen) {
    usage::write(&Usage::default(), None, pen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    fn parts(content: &str, reason: &str) -> Result<usize, FailureKind> {
        let body = format!(r#"{{"id":"a","content":{content},"stop_reason":"{reason}"}}"#);
        let read = read(body.as_bytes(), &mut Losses::default());
        let parts = |reply: Reply| reply.choices.iter().map(|it| it.parts.len()).sum();
        read.map(parts).map_err(|failure| failure.kind)
    }

    #[test]
    fn content_that_is_no_list_of_blocks_is_no_answer() {
        for content in ["null", "-3", "true", "{}", "[null]", "[7]"] {
            let read = parts(content, "end_turn");
            assert_eq!(read, Err(FailureKind::Malformed), "{content}");
        }
        assert_eq!(parts("[]", "end_turn"), Ok(0));
        assert_eq!(parts(r#""so""#, "end_turn"), Ok(1));
    }

    #[test]
    fn an_answer_that_ends_for_a_tool_and_holds_no_call_that_can_be_read_is_none() {
        let text = r#"{"type":"text","text":"so"}"#;
        let odd = r#"{"type":"tool_call","name":"f","input":{}}"#;
        let call = r#"{"type":"tool_use","id":"c","name":"f","input":{}}"#;
        let both = format!("[{text},{odd}]");
        assert_eq!(parts(&both, "tool_use"), Err(FailureKind::Malformed));
        assert_eq!(parts(&both, "end_turn"), Ok(1));
        assert_eq!(parts(&format!("[{odd},{call}]"), "tool_use"), Ok(1));
        assert_eq!(parts(&format!("[{text}]"), "tool_use"), Ok(1));
    }
}
