//! A whole answer, and what its parts are called.

use crate::canon::{
    Choice, Citation, Feature, Finish, Losses, Part, Reasoning, Reply, Text, Why, elements, ids,
    members, plain,
};
use crate::failure::complaint;
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::openai_chat::tongue::tools;
use crate::{Failure, Usage};
use pointsman_units::Tokens;
use serde_json::value::RawValue;

/// Reads an answer of status below 400.
///
/// # Errors
/// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body);
    let raw: &RawValue =
        serde_json::from_slice(body.trim_ascii()).map_err(|error| not_json(body, &error))?;
    let all = members(raw).ok_or_else(|| malformed("the answer is JSON, but not an object"))?;
    let (mut reply, mut choice) = (Reply::default(), Choice::default());
    let (mut message, mut ended) = (None, None);
    for (key, value) in all {
        match &*key {
            "id" => reply.id = plain::word(value),
            "message" => message = Some(value),
            "finish_reason" => ended = plain::text(value),
            "usage" => reply.usage = usage(value),
            "logprobs" if !plain::is_empty(value) => {
                losses.lose(Feature::Logprobs, "logprobs", Why::NoPlace);
            }
            _ => {}
        }
    }
    // An error says its message where an answer has an object.
    let said = message.filter(|raw| members(raw).is_some());
    let (Some(message), Some(ended)) = (said, ended) else {
        return Err(complaint::read_in_answer(body));
    };
    if is_failure(&ended) {
        return Err(complaint::read_in_answer(body));
    }
    let of = reply.id.clone().unwrap_or_default();
    choice.parts = parts(message, &of, losses);
    let calls = choice
        .parts
        .iter()
        .any(|it| matches!(it, Part::ToolCall(_)));
    choice.finish = finish(&ended, calls);
    reply.choices = vec![choice];
    Ok(reply)
}

fn parts(message: &RawValue, of: &str, losses: &mut Losses) -> Vec<Part> {
    let at = |key| plain::at(message, key).filter(|raw| !plain::is_null(raw));
    let mut parts = Vec::new();
    // What the model plans to do stands in front of the calls with which it does it.
    let plan = at("tool_plan").and_then(plain::word);
    parts.extend(plan.map(Part::text));
    for raw in at("content").and_then(elements).unwrap_or_default() {
        let text = plain::at(raw, "text").and_then(plain::word);
        let thought = plain::at(raw, "thinking").and_then(plain::word);
        match (thought, text) {
            (Some(text), _) => parts.push(Part::Reasoning(Reasoning {
                text,
                ..Reasoning::default()
            })),
            (None, Some(text)) => parts.push(Part::text(text)),
            (None, None) => {}
        }
    }
    let cited: Vec<Citation> = at("citations")
        .and_then(elements)
        .unwrap_or_default()
        .into_iter()
        .flat_map(|raw| citations(raw, losses))
        .collect();
    cite(&mut parts, cited, losses);
    let calls = at("tool_calls").and_then(elements).unwrap_or_default();
    for (place, raw) in calls.into_iter().enumerate() {
        let call = tools::read_call(raw, || ids::made(of, place));
        parts.extend(call.map(Part::ToolCall));
    }
    parts
}

fn cite(parts: &mut [Part], cited: Vec<Citation>, losses: &mut Losses) {
    if cited.is_empty() {
        return;
    }
    let text = parts.iter_mut().rev().find_map(|part| {
        let Part::Text(text) = part else { return None };
        Some::<&mut Text>(text)
    });
    match text {
        Some(text) => text.citations.extend(cited),
        None => losses.lose(Feature::Citations, "message.citations", Why::NoPlace),
    }
}

/// What a passage rests on: documents, or what tools gave back. One for each source.
pub fn citations(raw: &RawValue, losses: &mut Losses) -> Vec<Citation> {
    let place = |key| {
        let found = plain::at(raw, key).and_then(plain::count);
        found.and_then(|place| u32::try_from(place).ok())
    };
    let kind = plain::at(raw, "type").and_then(plain::text);
    if !matches!(kind.as_deref(), Some("TEXT_CONTENT") | None) {
        losses.lose(Feature::Citations, "message.citations", Why::NoPlace);
        return Vec::new();
    }
    let sources = plain::at(raw, "sources").and_then(elements);
    let all = sources.unwrap_or_default().into_iter().map(|source| {
        let of = plain::at(source, "document");
        let word = |key| of.and_then(|it| plain::at(it, key)).and_then(plain::word);
        let id = plain::at(source, "id").and_then(plain::word);
        let number = id.as_deref().and_then(|id| id.strip_prefix("doc:"));
        Citation {
            url: word("url"),
            title: word("title").or_else(|| id.clone()),
            quote: word("text"),
            document: number.and_then(|number| number.parse().ok()),
            start: place("start"),
            end: place("end"),
        }
    });
    all.collect()
}

/// Why an answer ended.
pub fn finish(word: &str, calls: bool) -> Finish {
    match word {
        "COMPLETE" | "TOOL_CALL" => match calls {
            true => Finish::ToolCalls,
            false => Finish::Stop,
        },
        "STOP_SEQUENCE" => Finish::StopSequence(None),
        "MAX_TOKENS" => Finish::Length,
        "ERROR_TOXIC" | "CONTENT_FILTER" => Finish::ContentFilter,
        word => Finish::Other(word.to_owned()),
    }
}

/// Whether the word says that the answer failed.
pub fn is_failure(word: &str) -> bool {
    matches!(word, "ERROR" | "TIMEOUT" | "ERROR_LIMIT")
}

/// What is billed; where that is not told, what was counted.
pub fn usage(raw: &RawValue) -> Option<Usage> {
    let at = |of: &str, key: &str| {
        let of = plain::at(raw, of)?;
        plain::at(of, key).and_then(plain::count)
    };
    let total = |key| at("billed_units", key).or_else(|| at("tokens", key));
    let (input, output) = (total("input_tokens"), total("output_tokens"));
    let thought = at("tokens", "reasoning_tokens").filter(|it| output >= Some(*it));
    if input.is_none() && output.is_none() {
        return None;
    }
    Some(Usage {
        input: input.map(Tokens),
        output: output.map(Tokens),
        reasoning: thought.map(Tokens),
        ..Usage::default()
    })
}
