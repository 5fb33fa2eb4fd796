//! The crossing lane: everything recorded is read into the canon, written again and read once more.

use super::load;
use super::told::{gather, hold};
use crate::chance::Chance;
use crate::second_reading as second;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::canon::{Asked, Event, Feature, Losses, Manner, Part, Reply, Request, Tongue};
use pointsman_wire::{BadBody, Dialect, Failure, codec};
use serde_json::Value;
use std::collections::BTreeMap;

fn tongue() -> &'static dyn Tongue {
    codec(Dialect::OpenaiResponses).tongue().unwrap()
}

fn asked(recording: &Recording) -> Asked {
    let body = recording.request.body.as_ref();
    Asked {
        id: recording.id.clone(),
        model: recording.model.clone().unwrap_or_default(),
        now: 1_790_000_000,
        request: body.map(|body| Bytes::copy_from_slice(body.get().as_bytes())),
        ..Asked::default()
    }
}

fn read(pieces: &[&[u8]]) -> (Vec<Event>, Losses, Result<(), Failure>) {
    let mut reader = tongue().reader(1);
    let mut events = Vec::new();
    let mut end = Ok(());
    for piece in pieces {
        end = reader.push(Bytes::copy_from_slice(piece), &mut events);
        if end.is_err() {
            break;
        }
    }
    let end = end.and_then(|()| reader.end(&mut events));
    (events, reader.losses().clone(), end)
}

/// Nothing that a client sees but ids that are made anew.
fn seen(reply: &Reply) -> Reply {
    let mut reply = reply.clone();
    reply.id = None;
    reply.service_tier = None;
    reply.created = None;
    for part in reply
        .choices
        .iter_mut()
        .flat_map(|choice| &mut choice.parts)
    {
        if let Part::Reasoning(thought) = part {
            thought.id = None;
        }
    }
    reply
}

#[test]
fn every_recorded_answer_is_read_written_and_read_again() {
    let Some(all) = load() else { return };
    let (mut count, mut lost) = (0, BTreeMap::<Feature, usize>::new());
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let mut losses = Losses::default();
        let Ok(reply) = tongue().read_reply(&recording.response.body, &mut losses) else {
            // What was asked for in the background is no answer before it is made.
            let body = String::from_utf8_lossy(&recording.response.body);
            let waits = body.contains(r#""status":"queued""#);
            assert!(waits || recording.has_tag("error"), "{name}");
            continue;
        };
        losses
            .all()
            .iter()
            .for_each(|it| *lost.entry(it.feature).or_default() += 1);
        let mut again = Losses::default();
        let written = tongue().write_reply(&reply, &asked(recording), &mut again);
        let cites = again.has(Feature::Citations);
        assert!(again.is_empty() || cites, "{name}: {again:?}");
        let mut none = Losses::default();
        let back = tongue().read_reply(&written, &mut none).unwrap();
        assert!(none.is_empty(), "{name}: {none:?}");
        let mut reply = seen(&reply);
        if let Some(usage) = &mut reply.usage {
            // Counts that are due and were not told are 0.
            for count in [
                &mut usage.cached,
                &mut usage.cache_write,
                &mut usage.reasoning,
                &mut usage.output,
            ] {
                count.get_or_insert_default();
            }
        }
        let mut back = seen(&back);
        placed(&mut reply);
        placed(&mut back);
        assert_eq!(back, reply, "{name}");
        count += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {count} answers of responses there and back, lost in reading {lost:?}"
    ));
}

/// Citations without a place get one when they are written, and those of files are lost.
fn placed(reply: &mut Reply) {
    for part in reply
        .choices
        .iter_mut()
        .flat_map(|choice| &mut choice.parts)
    {
        if let Part::Text(text) = part {
            text.citations.retain(|it| it.url.is_some());
            for citation in &mut text.citations {
                citation.start = None;
                citation.end = None;
                citation.title.get_or_insert_default();
            }
        }
    }
}

#[test]
fn every_recorded_stream_is_read_the_same_wherever_it_is_split_and_as_its_whole_answer_is() {
    let Some(all) = load() else { return };
    let mut chance = Chance(77);
    let (mut count, mut alike, mut lost) = (0, 0, BTreeMap::<Feature, usize>::new());
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let (events, losses, end) = read(&[body]);
        let mut splits: Vec<Vec<&[u8]>> = (0..3).map(|_| chance.split(body)).collect();
        if body.len() < 20_000 {
            splits.push(body.chunks(1).collect());
        }
        for split in splits {
            let told = read(&split);
            assert!(
                told == (events.clone(), losses.clone(), end.clone()),
                "{name}"
            );
        }
        if end.is_err() {
            assert!(recording.has_tag("stream_error"), "{name}: {end:?}");
            continue;
        }
        losses
            .all()
            .iter()
            .for_each(|it| *lost.entry(it.feature).or_default() += 1);
        let told = gather(&name, &events);
        let chunks = second::chunks(std::str::from_utf8(body).unwrap());
        let last = chunks
            .iter()
            .rev()
            .find(|it| it["response"]["output"].is_array())
            .unwrap();
        if !last["response"]["output"].as_array().unwrap().is_empty() {
            let whole = sealed(&last["response"], &chunks).to_string();
            let whole = tongue()
                .read_reply(whole.as_bytes(), &mut Losses::default())
                .unwrap();
            let (mut told, mut whole) = (seen(&told), seen(&whole));
            for reply in [&mut told, &mut whole] {
                reply.choices[0].logprobs.clear();
                reply.model = None;
            }
            assert_eq!(told, whole, "{name}");
            alike += 1;
        }
        count += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {count} streams of responses into the canon, {alike} as their whole, lost {lost:?}"
    ));
}

/// The whole answer with the seals of the items as they were done: those of the last event are not the
/// same everywhere, and <https://platform.openai.com/docs/api-reference/responses/object> (read
/// 2026-11-22) wants the former.
fn sealed(response: &Value, chunks: &[Value]) -> Value {
    let mut response = response.clone();
    for (at, item) in response["output"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .enumerate()
    {
        let done = chunks.iter().find(|chunk| {
            chunk["type"] == "response.output_item.done" && chunk["output_index"] == at
        });
        if let Some(seal) = done.and_then(|done| done["item"].get("encrypted_content")) {
            item["encrypted_content"] = seal.clone();
        }
    }
    response
}

#[test]
fn every_recorded_stream_is_written_by_the_grammar_and_read_again() {
    let Some(all) = load() else { return };
    let mut count = 0;
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let (events, _, end) = read(&[&recording.response.body]);
        if end.is_err() {
            continue;
        }
        let mut writer = tongue().writer(asked(recording));
        let mut out = Vec::new();
        events
            .iter()
            .cloned()
            .for_each(|event| writer.write(event, &mut out));
        let losses = writer.losses();
        let cites = losses
            .all()
            .iter()
            .all(|it| it.feature == Feature::Citations);
        assert!(cites, "{name}: {losses:?}");
        let stream = String::from_utf8(out.concat()).unwrap();
        let response = hold(&name, &stream);
        assert_eq!(response["object"], "response", "{name}");
        let mut tap = codec(Dialect::OpenaiResponses).tap(false);
        let mut passed = Vec::new();
        tap.push(Bytes::from(stream.clone()), &mut passed).unwrap();
        assert!(tap.end(&mut passed).unwrap().whole, "{name}");
        let (again, none, end) = read(&[stream.as_bytes()]);
        assert_eq!(end, Ok(()), "{name}");
        assert!(none.is_empty(), "{name}: {none:?}");
        let (mut before, mut after) = (seen(&gather(&name, &events)), seen(&gather(&name, &again)));
        placed(&mut before);
        placed(&mut after);
        if let Some(usage) = &mut before.usage {
            for count in [
                &mut usage.cached,
                &mut usage.cache_write,
                &mut usage.reasoning,
                &mut usage.output,
            ] {
                count.get_or_insert_default();
            }
        }
        assert_eq!(after, before, "{name}");
        count += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {count} streams of responses written and read again"
    ));
}

/// Members of a request that another provider has no place for, whatever they hold.
const LOST: [Feature; 6] = [
    Feature::ServerTools,
    Feature::State,
    Feature::CacheControl,
    Feature::Reasoning,
    Feature::Tools,
    Feature::Unknown,
];

/// Every word of a request that must not be lost, in order, read a second time.
fn words(request: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(words) = request["instructions"].as_str() {
        all.push(format!("system: {words}"));
    }
    let items = match &request["input"] {
        Value::String(text) => vec![serde_json::json!({"role": "user", "content": text})],
        items => items.as_array().cloned().unwrap_or_default(),
    };
    let content = |value: &Value, all: &mut Vec<String>, who: &str| match value {
        Value::Array(parts) => {
            for part in parts {
                let keys = [
                    "text",
                    "refusal",
                    "image_url",
                    "file_data",
                    "file_url",
                    "file_id",
                ];
                let told = keys.iter().find_map(|key| part[key].as_str());
                all.extend(told.map(|told| format!("{who}: {told}")));
            }
        }
        Value::Null => {}
        value => all.push(format!("{who}: {}", word(value))),
    };
    for item in &items {
        match item["type"].as_str().unwrap_or("message") {
            "message" => {
                let who = item["role"]
                    .as_str()
                    .unwrap()
                    .replace("developer", "system");
                content(&item["content"], &mut all, &who);
            }
            "function_call" | "custom_tool_call" => {
                let arguments = item.get("arguments").or(item.get("input")).unwrap();
                let told = ["call_id", "name"].map(|key| word(&item[key])).join(" ");
                all.push(format!("calls {told} {}", word(arguments)));
            }
            "function_call_output" | "custom_tool_call_output" => {
                all.push(format!("result of {}", word(&item["call_id"])));
                content(&item["output"], &mut all, "tool");
            }
            "reasoning" => {
                if let Some(seal) = item["encrypted_content"].as_str() {
                    content(&item["summary"], &mut all, "summary");
                    content(&item["content"], &mut all, "thought");
                    all.push(format!("sealed {seal} {}", item["id"]));
                }
            }
            _ => {}
        }
    }
    for tool in request["tools"].as_array().into_iter().flatten() {
        if tool["type"] == "function" || tool["type"] == "custom" {
            let told = if tool["parameters"].is_object() {
                tool
            } else {
                &tool["function"]
            };
            all.push(format!("tool {} {}", tool["name"], told["parameters"]));
        }
    }
    for key in [
        "temperature",
        "top_p",
        "max_output_tokens",
        "parallel_tool_calls",
        "metadata",
        "user",
    ] {
        all.extend(
            request
                .get(key)
                .filter(|it| !it.is_null())
                .map(|it| format!("{key} {it}")),
        );
    }
    let format = &request["text"]["format"];
    all.push(format!(
        "{} {}",
        format["schema"], request["reasoning"]["effort"]
    ));
    all
}

#[test]
fn every_recorded_request_is_read_written_and_read_again() {
    let Some(all) = load() else { return };
    let (mut count, mut refused) = (0, BTreeMap::<String, usize>::new());
    let mut lost = BTreeMap::<Feature, usize>::new();
    let manner = Manner {
        model: "there".to_owned(),
        takes_developer: true,
        thinks: Some(true),
        ..Manner::default()
    };
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let mut losses = Losses::default();
        let request = match tongue().read_request(body.get().as_bytes(), &mut losses) {
            Ok(request) => request,
            Err(BadBody::Elsewhere { key, .. }) => {
                *refused.entry(key.to_owned()).or_default() += 1;
                continue;
            }
            Err(error) => {
                assert!(recording.response.status >= 400, "{name}: {error}");
                *refused.entry(error.to_string()).or_default() += 1;
                continue;
            }
        };
        losses
            .all()
            .iter()
            .for_each(|it| *lost.entry(it.feature).or_default() += 1);
        assert!(
            losses.all().iter().all(|it| LOST.contains(&it.feature)),
            "{name}: {losses:?}"
        );
        let mut again = Losses::default();
        let written = tongue().write_request(&request, &manner, &mut again);
        let original: Value = serde_json::from_str(body.get()).unwrap();
        let mut back = tongue()
            .read_request(&written, &mut Losses::default())
            .unwrap();
        let written: Value = serde_json::from_slice(&written).unwrap();
        assert_eq!(words(&written), words(&original), "{name}");
        assert_eq!(written["model"], "there");
        back.model.clone_from(&request.model);
        assert_eq!(plain(back), plain(request), "{name}");
        count += 1;
    }
    let refusals: usize = refused.values().sum();
    assert!(refusals <= 20, "{refused:?}");
    recordings::say(&format!(
        "recordings replayed: {count} requests of responses there and back; refused {refused:?}; lost {lost:?}"
    ));
}

/// Without what is not written: thoughts that no seal proves, marks, and words for what is so anyway.
fn plain(mut request: Request) -> Request {
    request.name_results();
    for tool in &mut request.tools {
        tool.strict = tool.strict.or(Some(false));
    }
    for turn in &mut request.turns {
        turn.parts
            .retain(|part| !matches!(part, Part::Reasoning(thought) if thought.seal.is_none()));
        for part in &mut turn.parts {
            match part {
                Part::Text(text) => {
                    text.cache = None;
                    text.citations.clear();
                }
                Part::Media(media) => {
                    media.detail.get_or_insert_with(|| "auto".to_owned());
                    media.cache = None;
                }
                _ => {}
            }
        }
    }
    request.turns.retain(|turn| !turn.parts.is_empty());
    request
}

#[test]
fn nothing_that_is_broken_brings_a_reader_down() {
    let Some(all) = load() else { return };
    let mut chance = Chance(99);
    let mut count = 0;
    for recording in &all {
        for _ in 0..4 {
            let mut body = recording.response.body.clone();
            for _ in 0..1 + chance.next() % 4 {
                let at = chance.next() as usize % body.len().max(1);
                match chance.next() % 3 {
                    0 => body.truncate(at),
                    1 => body[at..]
                        .iter_mut()
                        .take(1)
                        .for_each(|byte| *byte = chance.next() as u8),
                    _ => drop(body.drain(at..(at + 7).min(body.len()))),
                }
            }
            let (events, ..) = read(&chance.split(&body));
            let mut writer = tongue().writer(asked(recording));
            events
                .into_iter()
                .for_each(|event| writer.write(event, &mut Vec::new()));
            let _ = tongue().read_reply(&body, &mut Losses::default());
            let _ = tongue().read_request(&body, &mut Losses::default());
            count += 1;
        }
    }
    recordings::say(&format!("recordings garbled: {count} answers of responses"));
}
