//! A provider's whole answer, read into the canon.

use super::asked::part;
use super::media::media;
use super::message::{Message, thoughts};
use super::think::{Piece, Think};
use super::{citations, details, finish, likely, tools};
use crate::Failure;
use crate::canon::{
    Choice, Feature, Finish, Losses, Media, MediaKind, Part, Reasoning, Reply, Source, Text, Why,
    elements, ids, members, members_of, plain,
};
use crate::failure::unread::malformed;
use crate::json;
use crate::openai_chat::reply;
use serde_json::value::RawValue;

/// Reads an answer of status below 400.
///
/// # Errors
/// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
    let body = &*json::paired(body);
    let whole = reply::read_whole(body)?;
    let text = std::str::from_utf8(body).map_err(|_| malformed("the answer is not UTF-8"))?;
    let mut reply = Reply {
        usage: whole.usage,
        model: whole.model.filter(|model| !model.is_empty()),
        ..Reply::default()
    };
    let (mut results, mut urls, mut choices) = (None, None, None);
    for (key, value) in members_of(text).unwrap_or_default() {
        match &*key {
            "id" => reply.id = plain::word(value),
            "created" => reply.created = plain::count(value).filter(|it| *it > 0),
            "service_tier" => reply.service_tier = plain::word(value),
            "choices" => choices = Some(value),
            "search_results" => results = Some(value),
            "citations" => urls = Some(value),
            "model" | "object" | "usage" => {}
            key => unread(key, value, losses),
        }
    }
    let of = reply.id.clone().unwrap_or_default();
    for (at, raw) in choices
        .and_then(elements)
        .unwrap_or_default()
        .into_iter()
        .enumerate()
    {
        reply.choices.push(choice(raw, at, &of, losses)?);
    }
    if let Some(first) = reply.choices.first_mut() {
        let listed = citations::listed(results, urls);
        citations::put(&mut first.parts, listed, "citations", losses);
    }
    Ok(reply)
}

/// What of an answer nobody needs, or the canon has no place for.
pub fn unread(key: &str, value: &RawValue, losses: &mut Losses) {
    let feature = match key {
        // Filler against eavesdroppers says nothing.
        "obfuscation" | "choices[].obfuscation" | "p" | "padding" => return,
        "service_tier" => Feature::ServiceTier,
        _ => Feature::Unknown,
    };
    if !plain::is_empty(value) {
        losses.lose(feature, key, Why::NoPlace);
    }
}

/// # Errors
/// `Malformed` for one that is no object, says nothing that can be read, or calls tools and holds no
/// call.
fn choice(raw: &RawValue, at: usize, of: &str, losses: &mut Losses) -> Result<Choice, Failure> {
    let path = format!("choices[{at}]");
    let (mut message, mut ended, mut logprobs) = (None, None, None);
    let all = members(raw).ok_or_else(|| malformed("a choice of the answer is no object"))?;
    for (key, value) in all {
        match &*key {
            "message" => message = Message::of(value),
            "finish_reason" => ended = Some(value),
            "logprobs" => logprobs = Some(value),
            // Some leave an empty delta beside the message.
            "index" | "delta" => {}
            key => unread(&format!("choices[].{key}"), value, losses),
        }
    }
    let mut parts = match &message {
        Some(message) => said(message, &format!("{of}/{at}"), &path, losses),
        None => Vec::new(),
    };
    let calls = parts.iter().any(|part| matches!(part, Part::ToolCall(_)));
    let logprobs = logprobs.map(|raw| likely::read(raw, &format!("{path}.logprobs"), losses));
    parts.shrink_to_fit();
    let finish = ended
        .and_then(|raw| finish::read(raw, calls))
        .unwrap_or(if calls {
            Finish::ToolCalls
        } else {
            Finish::Stop
        });
    if parts.is_empty() && is_odd(message.as_ref(), &finish) {
        return Err(malformed("a choice of the answer has no message"));
    }
    if !calls && ended.is_some_and(finish::calls_tools) && message.is_some_and(|it| it.has_calls())
    {
        return Err(malformed("no tool call of the answer can be read"));
    }
    Ok(Choice {
        parts,
        finish,
        logprobs: logprobs.unwrap_or_default(),
    })
}

/// Whether what says nothing is no message at all. A filter may leave none.
fn is_odd(message: Option<&Message<'_>>, finish: &Finish) -> bool {
    match message {
        None => !matches!(finish, Finish::ContentFilter | Finish::Refusal),
        Some(message) => message
            .content
            .is_some_and(|raw| !raw.get().starts_with(['"', '['])),
    }
}

fn said(message: &Message<'_>, of: &str, path: &str, losses: &mut Losses) -> Vec<Part> {
    let mut told = thoughts(message);
    let all = std::mem::take(&mut told.thoughts).into_iter();
    let mut parts: Vec<Part> = all.map(Part::Reasoning).collect();
    match message.content.map(|raw| (raw, elements(raw))) {
        None => {}
        Some((raw, None)) => {
            let text = plain::text(raw).unwrap_or_default();
            content(&text, &mut parts);
        }
        Some((_, Some(all))) => {
            for (at, raw) in all.into_iter().enumerate() {
                let found = part(raw, &format!("{path}.message.content[{at}]"), losses);
                join(found, &mut parts);
            }
        }
    }
    for key in &message.unread {
        unread_in(path, key, losses);
    }
    let refusal = message.refusal.and_then(plain::word);
    parts.extend(refusal.map(Part::Refusal));
    let images = message.images.and_then(elements).unwrap_or_default();
    for (at, raw) in images.into_iter().enumerate() {
        parts.extend(part(raw, &format!("{path}.message.images[{at}]"), losses));
    }
    if let Some(raw) = message.audio {
        sound(raw, &mut parts, losses);
    }
    let calls = message.calls.and_then(elements).unwrap_or_default();
    for (place, raw) in calls.into_iter().enumerate() {
        let call = tools::read_call(raw, || ids::made(of, place));
        parts.extend(call.map(Part::ToolCall));
    }
    if let Some(raw) = message.function {
        let call = tools::read_call(raw, || ids::made(of, 0));
        parts.extend(call.map(Part::ToolCall));
    }
    let seal = details::beside(message.extra, message.signature).or(told.text);
    details::lay_in(&mut parts, told.calls, seal);
    if let Some(raw) = message.annotations {
        let path = format!("{path}.message");
        citations::lay_in(&mut parts, raw, &path, losses);
    }
    parts
}

/// A member of a message that is not read.
pub fn unread_in(path: &str, key: &str, losses: &mut Losses) {
    if !matches!(key, "padding" | "obfuscation" | "channel") {
        let path = format!("{path}.message.{key}");
        losses.lose(Feature::Unknown, path, Why::NoPlace);
    }
}

/// Text, with the thought that may stand in it.
fn content(text: &str, parts: &mut Vec<Part>) {
    let (mut think, mut out) = (Think::default(), Vec::new());
    think.push(text, &mut out);
    think.end(&mut out);
    for piece in out {
        let part = match piece {
            Piece::Text(text) => Part::Text(Text {
                text,
                ..Text::default()
            }),
            Piece::Thought(text) => Part::Reasoning(Reasoning {
                text,
                ..Reasoning::default()
            }),
        };
        join(Some(part), parts);
    }
}

/// Adds a part to an answer: pieces of one text are one text, as in a stream of them.
fn join(part: Option<Part>, parts: &mut Vec<Part>) {
    match (part, parts.last_mut()) {
        (None, _) => {}
        (Some(Part::Text(more)), Some(Part::Text(text))) => text.text.push_str(&more.text),
        (Some(Part::Reasoning(more)), Some(Part::Reasoning(thought)))
            if thought.seal.is_none() && more.seal.is_none() =>
        {
            thought.text.push_str(&more.text);
        }
        (Some(part), _) => parts.push(part),
    }
}

/// Sound that the model made, and its words.
/// <https://platform.openai.com/docs/guides/audio> (read 2026-11-22).
fn sound(raw: &RawValue, parts: &mut Vec<Part>, losses: &mut Losses) {
    let word = |key| plain::at(raw, key).and_then(plain::word);
    if let Some(words) = word("transcript") {
        join(Some(Part::text(words)), parts);
    }
    if let Some(data) = word("data") {
        parts.push(Part::Media(audio(data)));
        losses.lose(Feature::Audio, "choices[].message.audio.id", Why::NoPlace);
    }
}

/// Sound of which the dialect does not say what kind it is: the client asked for one.
pub fn audio(data: String) -> Media {
    media(MediaKind::Audio, None, Source::Base64(data))
}
