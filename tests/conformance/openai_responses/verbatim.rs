//! The verbatim lane: requests spliced, answers passed and read along.

use super::load;
use crate::chance::Chance;
use crate::second_reading as second;
use bytes::Bytes;
use http::HeaderMap;
use pointsman_tests::recordings;
use pointsman_units::Tokens;
use pointsman_wire::FailureKind::{self, *};
use pointsman_wire::{Codec, Dialect, Edit, PathSays, Usage, codec};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn responses() -> &'static dyn Codec {
    codec(Dialect::OpenaiResponses)
}

/// The usage, read a second time: a tree.
fn usage(response: &Value) -> Option<Usage> {
    let usage = response["usage"].as_object()?;
    let at = |name: &str| usage.get(name).and_then(Value::as_u64).map(Tokens);
    let detail = |of: &str, name: &str| {
        let details = usage.get(of)?;
        details[name].as_u64().map(Tokens)
    };
    Some(Usage {
        input: at("input_tokens"),
        output: at("output_tokens"),
        cached: detail("input_tokens_details", "cached_tokens"),
        cache_write: detail("input_tokens_details", "cache_write_tokens"),
        reasoning: detail("output_tokens_details", "reasoning_tokens"),
        ..Usage::default()
    })
}

/// Bytes of what is said in a whole answer, a second time.
fn text_bytes(response: &Value) -> u64 {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let len = |value: &Value| value.as_str().map_or(0, str::len) as u64;
    let items = list(&response["output"]);
    let of = |item: &Value| {
        let parts = [list(&item["content"]), list(&item["summary"])].concat();
        let parts: u64 = parts
            .iter()
            .map(|it| len(&it["text"]) + len(&it["refusal"]))
            .sum();
        parts + len(&item["arguments"]) + len(&item["input"]) + len(&item["code"])
    };
    items.iter().map(of).sum()
}

/// Whether a stream says anything: a thought without words does not. Some leave the output of the
/// last event empty.
fn says(chunks: &[Value], response: &Value) -> bool {
    let items = chunks.iter().map(|chunk| &chunk["item"]);
    let calls = |item: &Value| {
        let kind = item["type"].as_str();
        kind.is_some_and(|kind| !matches!(kind, "message" | "reasoning"))
    };
    let delta = |chunk: &Value| chunk["delta"].as_str().is_some_and(|it| !it.is_empty());
    text_bytes(response) > 0 || items.into_iter().any(calls) || chunks.iter().any(delta)
}

#[test]
fn every_recorded_request_is_read_and_spliced() {
    let Some(all) = load() else { return };
    let mut read = 0;
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let bytes = Bytes::copy_from_slice(body.get().as_bytes());
        let mut value: Value = serde_json::from_str(body.get()).unwrap();
        let peek = responses().peek(&bytes, &PathSays::default()).unwrap();
        assert_eq!(value["model"], json!(peek.model), "{name}");
        assert_eq!(
            value["stream"].as_bool().unwrap_or(false),
            peek.stream,
            "{name}"
        );
        assert_eq!(
            value["max_output_tokens"].as_u64(),
            peek.max_output,
            "{name}"
        );
        let at = |span| serde_json::from_slice::<Value>(&bytes[span]).unwrap();
        assert_eq!(
            value.get("input"),
            peek.turns_span.clone().map(at).as_ref(),
            "{name}"
        );
        assert_eq!(
            value.get("tools"),
            peek.tools_span.clone().map(at).as_ref(),
            "{name}"
        );
        let leads = value["input"][0]["role"].as_str();
        let prompted = value.get("tools").is_some()
            || value["instructions"].is_string()
            || matches!(leads, Some("system" | "developer"))
                && !value["input"][0]["content"].is_null();
        assert_eq!(
            responses().fingerprint(&bytes, &peek).is_some(),
            prompted,
            "{name}"
        );
        let edit = Edit {
            model: "account/model",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = responses().splice(&bytes, &peek, &edit);
        value["model"] = json!("account/model");
        assert_eq!(
            serde_json::from_slice::<Value>(&spliced).unwrap(),
            value,
            "{name}"
        );
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} requests of responses spliced"
    ));
}

/// Answers of status 200 that are errors.
const WHOLE_ERRORS: [(&str, FailureKind); 1] = [("openai/497ce9c41ec4296c", OutOfCredit)];

#[test]
fn every_recorded_answer_is_read_as_a_second_reading_does() {
    let Some(all) = load() else { return };
    let mut chance = Chance(5);
    let (mut read, mut with_usage, mut errors) = (0, 0, Vec::new());
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let value: Value = serde_json::from_slice(body).unwrap();
        read += 1;
        let reply = match responses().read_whole(body) {
            Ok(reply) => reply,
            Err(failure) => {
                errors.push((name, failure.kind));
                continue;
            }
        };
        assert_eq!(reply.usage, usage(&value), "{name}");
        assert_eq!(reply.model.as_deref(), value["model"].as_str(), "{name}");
        assert_eq!(reply.text_bytes, text_bytes(&value), "{name}");
        with_usage += usize::from(reply.usage.is_some());
        let whole = body.trim_ascii_end();
        let at = chance.next() as usize % whole.len();
        let failure = responses().read_whole(&whole[..at]).unwrap_err();
        assert_eq!(failure.kind, Cut, "{name} at {at}");
    }
    let expected: Vec<_> = WHOLE_ERRORS
        .map(|(name, kind)| (name.to_owned(), kind))
        .into();
    assert_eq!(errors, expected);
    recordings::say(&format!(
        "recordings replayed: {read} answers of responses, {with_usage} with usage"
    ));
}

/// Streams in which the provider failed.
const BROKEN: [(&str, FailureKind); 1] = [("openai/92a30bb6f6c67457", Overloaded)];

#[test]
fn every_recorded_stream_passes_byte_for_byte_wherever_it_is_split() {
    let Some(all) = load() else { return };
    let mut chance = Chance(4100);
    let (mut read, mut broken) = (0, Vec::new());
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let chunks = second::chunks(std::str::from_utf8(body).unwrap());
        let last = chunks
            .iter()
            .rev()
            .find(|it| it["response"].is_object())
            .unwrap();
        let mut splits = vec![vec![body], chance.split(body), chance.split(body)];
        if let Some(reads) = &recording.response.chunks {
            splits.push(reads.iter().map(Vec::as_slice).collect());
        }
        let mut ends = Vec::new();
        for split in splits {
            let mut tap = responses().tap(false);
            let mut out = Vec::new();
            let pushed = split
                .iter()
                .try_for_each(|piece| tap.push(Bytes::copy_from_slice(piece), &mut out).map(drop));
            let end = pushed.and_then(|()| tap.end(&mut out));
            if end.is_ok() {
                assert!(out.concat() == body, "{name} was changed");
                assert_eq!(tap.usage(), usage(&last["response"]), "{name}");
                let deltas = chunks.iter().filter(|it| {
                    it["type"]
                        .as_str()
                        .is_some_and(|kind| kind.ends_with(".delta"))
                });
                let said: usize = deltas
                    .filter_map(|it| it["delta"].as_str())
                    .map(str::len)
                    .sum();
                let said = match said as u64 {
                    0 => text_bytes(&last["response"]),
                    said => said,
                };
                assert_eq!(tap.text_bytes(), said, "{name}");
                assert_eq!(
                    tap.model(),
                    chunks[0]["response"]["model"].as_str(),
                    "{name}"
                );
            } else {
                assert!(body.starts_with(&out.concat()), "{name} was changed");
                assert!(tap.complaint().is_some(), "{name}");
            }
            ends.push(end);
        }
        assert!(
            ends.windows(2).all(|two| two[0] == two[1]),
            "{name}: {ends:?}"
        );
        match &ends[0] {
            Ok(seen) => assert!(
                seen.whole && seen.content == says(&chunks, &last["response"]),
                "{name}"
            ),
            Err(failure) => broken.push((name.clone(), failure.kind)),
        }
        // Up to the end event nothing is whole.
        let Some(end) = body.windows(2).rposition(|two| two == b"\n\n") else {
            continue;
        };
        if ends[0].is_ok() {
            let at = chance.next() as usize % (end - 60);
            let last = String::from_utf8_lossy(&body[at..])
                .matches("event: response.completed")
                .count()
                + String::from_utf8_lossy(&body[at..])
                    .matches("event: response.incomplete")
                    .count();
            if last > 0 {
                let mut tap = responses().tap(false);
                let cut = tap
                    .push(Bytes::copy_from_slice(&body[..at]), &mut Vec::new())
                    .and_then(|_| tap.end(&mut Vec::new()));
                assert_eq!(cut.unwrap_err().kind, Cut, "{name} at {at}");
            }
        }
        read += 1;
    }
    let expected: Vec<_> = BROKEN.map(|(name, kind)| (name.to_owned(), kind)).into();
    assert_eq!(broken, expected);
    recordings::say(&format!(
        "recordings replayed: {read} streams of responses through the tap"
    ));
}

/// Words of the body, and the kind. The first row that fits holds.
const ERRORS: &[(&str, FailureKind)] = &[
    ("No tool output found", BadRequest),
    ("Incorrect API key", Auth),
    ("Deep research models only support", Unsupported),
    ("model_not_found", NoSuchModel),
    ("Model not found", NoSuchModel),
    ("decimal_below_min_value", BadRequest),
    ("previous_response_not_found", BadRequest),
    ("without its required following item", BadRequest),
    ("Invalid value: 'tool'", BadRequest),
];

#[test]
fn every_recorded_error_is_of_the_kind_written_down() {
    let Some(all) = load() else { return };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let errors = all.iter().filter(|it| it.response.status >= 400);
    for recording in errors {
        let (name, status) = (recording.name(), recording.response.status);
        let body = String::from_utf8_lossy(&recording.response.body);
        let failure = responses().read_failure(status, &HeaderMap::new(), body.as_bytes());
        let row = ERRORS.iter().find(|(words, _)| body.contains(words));
        let (_, kind) = row.unwrap_or_else(|| panic!("{name} {status} fits no row: {body}"));
        assert_eq!(failure.kind, *kind, "{name} {status} {body}");
        *kinds.entry(kind.to_string()).or_default() += 1;
    }
    let sum: usize = kinds.values().sum();
    assert!(sum >= 30, "{sum}");
    recordings::say(&format!(
        "recordings replayed: {sum} errors of responses {kinds:?}"
    ));
}
