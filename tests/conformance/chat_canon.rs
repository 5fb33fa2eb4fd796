//! Every recorded chat answer through the canon: read as a second reading reads it, and written back
//! without a loss that is not told here.

mod requests;

use crate::canon::{self, gather, read};
use crate::chance::Chance;
use crate::second_reading as second;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::canon::{Asked, Feature, Finish, Losses, Part, Reply, Tongue};
use pointsman_wire::{Dialect, codec};
use serde_json::Value;
use std::collections::BTreeMap;

fn tongue() -> &'static dyn Tongue {
    codec(Dialect::OpenaiChat).tongue().unwrap()
}

fn asked() -> Asked {
    Asked {
        id: "id".to_owned(),
        model: "asked".to_owned(),
        now: 1_790_000_000,
        wants_usage: true,
        ..Asked::default()
    }
}

/// Streams that are not whole, and whole answers that are errors: the verbatim lane's tests name each
/// with its reason.
fn is_sound(recording: &Recording) -> bool {
    let body = &recording.response.body;
    match recording.stream {
        true => {
            let mut tap = codec(Dialect::OpenaiChat).tap(false);
            let mut out = Vec::new();
            tap.expect_choices(choices(recording));
            let pushed = tap.push(bytes::Bytes::copy_from_slice(body), &mut out);
            pushed.and_then(|_| tap.end(&mut out)).is_ok()
        }
        false => codec(Dialect::OpenaiChat).read_whole(body).is_ok(),
    }
}

fn choices(recording: &Recording) -> u64 {
    let body = recording.request.body.as_ref();
    let body: Option<Value> = body.and_then(|body| serde_json::from_str(body.get()).ok());
    body.and_then(|body| body["n"].as_u64()).unwrap_or(1)
}

fn words(reply: &Reply, of: fn(&Part) -> Option<&str>) -> Vec<String> {
    let choices = reply.choices.iter();
    choices
        .map(|choice| choice.parts.iter().filter_map(of).collect())
        .collect()
}

fn text(part: &Part) -> Option<&str> {
    match part {
        Part::Text(text) => Some(&text.text),
        _ => None,
    }
}

fn thought(part: &Part) -> Option<&str> {
    match part {
        Part::Reasoning(thought) => Some(&thought.text),
        _ => None,
    }
}

fn calls(reply: &Reply) -> Vec<(String, String, Option<String>)> {
    let parts = reply.choices.iter().flat_map(|choice| &choice.parts);
    parts
        .filter_map(|part| match part {
            Part::ToolCall(it) => {
                let seal = it.seal.as_ref().map(|seal| seal.data.clone());
                Some((it.name.clone(), it.arguments.clone(), seal))
            }
            _ => None,
        })
        .collect()
}

/// What a tree of the chunks, or of the one whole answer, says by choice: text and thoughts, with
/// what stands in `<think>` among the thoughts.
fn said(chunks: &[Value]) -> BTreeMap<u64, (String, String)> {
    let mut all: BTreeMap<u64, (String, String)> = BTreeMap::new();
    for choice in chunks.iter().flat_map(second::choices) {
        let turn = match choice["message"].is_object() {
            true => &choice["message"],
            false => &choice["delta"],
        };
        let place = all
            .entry(choice["index"].as_u64().unwrap_or(0))
            .or_default();
        let thinking = second::thinking(turn);
        place.1.push_str(&thinking);
        match &turn["content"] {
            Value::String(text) => place.0.push_str(text),
            Value::Array(parts) => {
                for part in parts {
                    place.0.push_str(part["text"].as_str().unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    for (text, thought) in all.values_mut() {
        let (words, inside) = second::apart(text);
        *text = words;
        thought.push_str(&inside);
    }
    all
}

/// Calls in the order of their index, or as they stand in a whole answer.
fn called(chunks: &[Value]) -> Vec<(String, String)> {
    let mut all: BTreeMap<(u64, u64), (String, String)> = BTreeMap::new();
    for choice in chunks.iter().flat_map(second::choices) {
        let whole = choice["message"].is_object();
        let turn = &choice[if whole { "message" } else { "delta" }];
        let calls = turn["tool_calls"].as_array().into_iter().flatten();
        for (at, call) in calls.enumerate() {
            let at = match whole {
                true => at as u64,
                false => call["index"].as_u64().unwrap_or(at as u64),
            };
            let key = (choice["index"].as_u64().unwrap_or(0), at);
            let place = all.entry(key).or_default();
            let function = &call["function"];
            if place.0.is_empty() {
                place
                    .0
                    .push_str(function["name"].as_str().unwrap_or_default());
            }
            match &function["arguments"] {
                Value::String(text) => place.1.push_str(text),
                Value::Null => {}
                other => place.1.push_str(&other.to_string()),
            }
        }
    }
    all.into_values().collect()
}

fn check_against_a_tree(name: &str, reply: &Reply, chunks: &[Value]) {
    let said = said(chunks);
    let texts: Vec<_> = said.values().map(|(text, _)| text.clone()).collect();
    let thoughts: Vec<_> = said.values().map(|(_, thought)| thought.clone()).collect();
    assert_eq!(words(reply, text), texts, "{name}: text");
    assert_eq!(words(reply, thought), thoughts, "{name}: thoughts");
    let calls: Vec<_> = calls(reply).into_iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(calls, called(chunks), "{name}: calls");
    for (at, choice) in reply.choices.iter().enumerate() {
        let ends = chunks.iter().flat_map(second::choices);
        let mut ends = ends
            .filter(|it| it["index"].as_u64().unwrap_or(0) == at as u64)
            .filter_map(|it| it["finish_reason"].as_str())
            .filter(|it| !it.is_empty());
        let calls = choice
            .parts
            .iter()
            .any(|it| matches!(it, Part::ToolCall(_)));
        let wanted = match ends.next() {
            Some("length") => Finish::Length,
            Some("content_filter") => Finish::ContentFilter,
            _ if calls => Finish::ToolCalls,
            _ => Finish::Stop,
        };
        assert_eq!(choice.finish, wanted, "{name}: finish");
    }
}

/// Arguments that are empty are written as an empty object.
fn settled(mut reply: Reply) -> Reply {
    for part in reply
        .choices
        .iter_mut()
        .flat_map(|choice| &mut choice.parts)
    {
        if let Part::ToolCall(call) = part
            && call.arguments.is_empty()
        {
            call.arguments.push_str("{}");
        }
    }
    reply
}

#[test]
fn every_recorded_answer_is_read_and_written_back() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let wholes = all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400);
    let (mut read, mut left, mut lost) = (0, 0, BTreeMap::new());
    for recording in wholes {
        let name = recording.name();
        if !is_sound(recording) {
            left += 1;
            continue;
        }
        let mut losses = Losses::default();
        let body = &recording.response.body;
        let reply = tongue().read_reply(body, &mut losses).unwrap();
        count(&mut lost, &losses);
        let tree: Value = serde_json::from_slice(body).unwrap();
        check_against_a_tree(&name, &reply, std::slice::from_ref(&tree));
        let whole = codec(Dialect::OpenaiChat).read_whole(body).unwrap();
        assert_eq!(reply.usage, whole.usage, "{name}");
        let mut losses = Losses::default();
        let written = tongue().write_reply(&reply, &asked(), &mut losses);
        // One of its search results has no address.
        let excepted = name == "perplexity/814482007b4bccd8" && losses.has(Feature::Citations);
        // Groq's `on_demand` and a few others are no tiers of OpenAI's.
        let foreign = losses.has(Feature::ServiceTier);
        assert!(
            losses.is_empty() || excepted || foreign,
            "{name} {losses:?}"
        );
        let mut losses = Losses::default();
        let again = tongue().read_reply(&written, &mut losses).unwrap();
        let mut reply = settled(reply);
        if foreign {
            reply.service_tier = None;
        }
        for part in reply.choices.iter_mut().flat_map(|it| &mut it.parts) {
            if let Part::Text(text) = part {
                text.citations.retain(|citation| citation.url.is_some());
            }
        }
        let again = defaults(again, &reply);
        assert_eq!(again, reply, "{name} {written:?}");
        assert!(losses.is_empty(), "{name} {losses:?}");
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} whole answers through the canon and back, {left} left out; lost in reading: {lost:?}"
    ));
}

/// What a writer fills in where the provider said nothing.
fn defaults(mut again: Reply, reply: &Reply) -> Reply {
    if reply.id.is_none() {
        assert_eq!(again.id.take().as_deref(), Some("chatcmpl-id"));
    }
    if reply.model.is_none() {
        assert_eq!(again.model.take().as_deref(), Some("asked"));
    }
    if reply.created.is_none() {
        assert_eq!(again.created.take(), Some(asked().now));
    }
    again
}

#[test]
fn every_recorded_stream_is_read_in_every_split_and_written_back() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let streams = all
        .iter()
        .filter(|it| it.stream && it.response.status < 400);
    let (mut read_so_far, mut left, mut lost) = (0, 0, BTreeMap::new());
    let mut chance = Chance(7);
    for recording in streams {
        let name = recording.name();
        if !is_sound(recording) {
            left += 1;
            continue;
        }
        let (body, n) = (recording.response.body.as_slice(), choices(recording));
        let reply = canon::read_in_every_split(&name, tongue(), n, body, &mut chance);
        let chunks = second::chunks(std::str::from_utf8(body).unwrap());
        check_against_a_tree(&name, &reply, &chunks);
        let usage = second::usage(&recording.provider, &chunks);
        assert_eq!(reply.usage, usage, "{name}");
        let (events, losses, _) = read(tongue(), n, &[body]);
        count(&mut lost, &losses);
        let mut writer = tongue().writer(asked());
        let mut out = Vec::new();
        events
            .into_iter()
            .for_each(|event| writer.write(event, &mut out));
        assert!(writer.losses().is_empty(), "{name} {:?}", writer.losses());
        let written = out.concat();
        let (events, losses, ended) = read(tongue(), n, &[&written]);
        ended.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(losses.is_empty(), "{name} {losses:?}");
        let again = defaults(gather(&name, &events), &reply);
        let reply = settled(reply);
        assert_eq!(again, reply, "{name}");
        // What was streamed says the same whole.
        let whole = tongue().write_reply(&reply, &asked(), &mut Losses::default());
        let whole = tongue().read_reply(&whole, &mut Losses::default()).unwrap();
        assert_eq!(defaults(whole, &reply), reply, "{name} whole");
        read_so_far += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read_so_far} streams through the canon and back, {left} left out; lost in reading: {lost:?}"
    ));
}

fn count(lost: &mut BTreeMap<(Feature, String), usize>, losses: &Losses) {
    for loss in losses.all() {
        let digits = |it: char| it.is_ascii_digit();
        let path: String = loss.path.split(digits).collect();
        *lost.entry((loss.feature, path)).or_default() += 1;
    }
}

#[test]
fn nothing_that_is_garbled_or_broken_off_panics() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let mut chance = Chance(99);
    for recording in &all {
        canon::survives_garbling(tongue(), &recording.response.body, &mut chance);
        if let Some(body) = &recording.request.body {
            canon::survives_garbling(tongue(), body.get().as_bytes(), &mut chance);
        }
    }
    recordings::say(&format!("recordings garbled: {}", all.len()));
}
