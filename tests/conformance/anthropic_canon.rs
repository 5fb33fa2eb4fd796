//! Every recorded exchange of Anthropic's Messages through the canon: read, written back in its own
//! dialect and read again, with exactly the losses that are written down here.

mod plain;

use crate::canon::{gather, read, read_in_every_split, survives_garbling};
use crate::chance::Chance;
use bytes::Bytes;
use plain::plain;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::canon::{
    Asked, Event, Feature, IdForm, Losses, Manner, Part, ReasoningForm, Reply, Request, Tongue,
};
use pointsman_wire::{Dialect, FailureKind, codec};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn tongue() -> &'static dyn Tongue {
    codec(Dialect::AnthropicMessages).tongue().unwrap()
}

/// The dialect's own recordings, and those of Bedrock's that have its bodies. Bedrock's other bodies
/// are of other dialects, and its streams come in frames that are no events.
fn load() -> Vec<Recording> {
    let of = |dialect| recordings::load(dialect).unwrap_or_default().into_iter();
    let same = of("bedrock_invoke").filter(|it| {
        let body = it.request.body.as_ref();
        !it.stream && body.is_some_and(|body| body.get().contains("anthropic_version"))
    });
    of("anthropic_messages").chain(same).collect()
}

fn asked() -> Asked {
    Asked {
        id: "call_1".to_owned(),
        model: "asked".to_owned(),
        ..Asked::default()
    }
}

/// What an answer may lose on its way into the canon: what runs at the provider, what says where in
/// a document a citation stands, and what says more of why it ended.
const ANSWERS_LOSE: [Feature; 6] = [
    Feature::ServerTools,
    Feature::Citations,
    Feature::Finish,
    Feature::State,
    Feature::Unknown,
    Feature::Tools,
];

/// What requests may lose: file ids are of one provider, tools that run there or that only its models
/// know, a thought that is measured otherwise, temperature beside thinking, marks of citations,
/// containers, and members of later versions.
const REQUESTS_LOSE: [Feature; 9] = [
    Feature::Images,
    Feature::Documents,
    Feature::Tools,
    Feature::ServerTools,
    Feature::Reasoning,
    Feature::Sampling,
    Feature::Citations,
    Feature::State,
    Feature::Unknown,
];

fn only(losses: &Losses, features: &[Feature], name: &str) {
    for loss in losses.all() {
        assert!(features.contains(&loss.feature), "{name} lost {loss:?}");
    }
}

/// The events of an answer, as a provider would stream it.
fn stream_of(bytes: &[u8]) -> Vec<Event> {
    let (events, _, ended) = read(tongue(), 1, &[bytes]);
    ended.unwrap();
    events
}

fn written(events: &[Event]) -> Vec<u8> {
    let mut writer = tongue().writer(asked());
    let mut out: Vec<Bytes> = Vec::new();
    for event in events {
        writer.write(event.clone(), &mut out);
    }
    only(writer.losses(), &[], "the writer");
    out.concat()
}

/// Recordings of which a body is not what the dialect has, each with its reason.
const ODD: [(&str, &str); 3] = [
    (
        "anthropic/080a3b0f172f9101",
        "calls that a program ran at Anthropic, in an answer that ends with `end_turn`",
    ),
    (
        "anthropic/982162d09ec27ce0",
        "several streams one behind the other in one body",
    ),
    (
        "lmstudio/7874bad1c20b1ad3",
        "a call of a tool without a name, which nobody can run: a failure",
    ),
];

fn is_odd(name: &str) -> bool {
    ODD.iter().any(|(odd, _)| *odd == name)
}

/// The same answer but for what a stream does not tell.
fn comparable(mut reply: Reply) -> Reply {
    reply.service_tier = None;
    reply
}

#[test]
fn every_recorded_answer_comes_back_from_the_canon_as_it_went() {
    let mut features = BTreeSet::new();
    let mut answers = 0;
    let all = load();
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400 && !is_odd(&it.name()))
    {
        let name = recording.name();
        let mut losses = Losses::default();
        let reply = tongue().read_reply(&recording.response.body, &mut losses);
        let reply = reply.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        only(&losses, &ANSWERS_LOSE, &name);
        features.extend(losses.all().iter().map(|loss| loss.feature));
        let value: Value = serde_json::from_slice(&recording.response.body).unwrap();
        same_words(&value, &reply, &name);
        let mut lost = Losses::default();
        let back = tongue().write_reply(&reply, &asked(), &mut lost);
        only(&lost, &[], &name);
        let again = tongue().read_reply(&back, &mut Losses::default()).unwrap();
        assert_eq!(comparable(again), comparable(reply.clone()), "{name}");
        same_blocks(&value, &serde_json::from_slice(&back).unwrap(), &name);
        answers += 1;
    }
    if answers > 0 {
        assert!(features.contains(&Feature::ServerTools) && features.contains(&Feature::Citations));
        recordings::say(&format!(
            "recordings replayed: {answers} answers of messages through the canon"
        ));
    }
}

/// Text, thoughts and calls of an answer, read the plain way.
fn same_words(value: &Value, reply: &Reply, name: &str) {
    let blocks = value["content"].as_array().unwrap();
    let of = |kind: &str, key: &str| -> String {
        let blocks = blocks.iter().filter(|it| it["type"] == kind);
        blocks
            .map(|it| it[key].as_str().unwrap_or_default())
            .collect()
    };
    let (mut text, mut thought, mut seals, mut calls) =
        (String::new(), String::new(), String::new(), Vec::new());
    for part in &reply.choices[0].parts {
        match part {
            Part::Text(it) => text.push_str(&it.text),
            Part::Reasoning(it) => {
                thought.push_str(&it.text);
                seals.extend(it.seal.iter().map(|seal| seal.data.as_str()));
            }
            Part::ToolCall(it) => calls.push((
                it.id.clone(),
                serde_json::from_str::<Value>(&it.arguments).unwrap(),
            )),
            Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => panic!("{name}: {part:?}"),
        }
    }
    assert_eq!(text, of("text", "text"), "{name}");
    assert_eq!(thought, of("thinking", "thinking"), "{name}");
    let sealed = of("thinking", "signature") + &of("redacted_thinking", "data");
    assert_eq!(seals.len(), sealed.len(), "{name}");
    let used: Vec<_> = blocks
        .iter()
        .filter(|it| it["type"] == "tool_use")
        .map(|it| (it["id"].as_str().unwrap().to_owned(), it["input"].clone()))
        .collect();
    assert_eq!(calls, used, "{name}");
}

/// The blocks that cross are the recorded ones again, as JSON, but for what is lost of citations.
fn same_blocks(before: &Value, after: &Value, name: &str) {
    let kept = |value: &Value| -> Vec<Value> {
        let blocks = value["content"].as_array().unwrap().iter().cloned();
        let own = ["text", "thinking", "redacted_thinking", "tool_use"];
        blocks
            .filter(|it| own.contains(&it["type"].as_str().unwrap()))
            .filter(|it| it["type"] != "text" || it["text"] != "")
            .map(|mut block| {
                let fields = block.as_object_mut().unwrap();
                fields.remove("caller");
                fields.remove("citations");
                // Servers that have no signatures leave it out.
                if fields.get("signature").is_some_and(|it| {
                    it.as_str()
                        .is_some_and(|it| it.is_empty() || it.starts_with("pointsman:none"))
                }) {
                    fields.remove("signature");
                }
                block
            })
            .collect()
    };
    assert_eq!(kept(before), kept(after), "{name}");
    for key in ["model", "role", "type", "stop_reason", "stop_sequence"] {
        assert_eq!(
            before.get(key).unwrap_or(&Value::Null),
            &after[key],
            "{name} {key}"
        );
    }
    for key in ["input_tokens", "output_tokens", "cache_read_input_tokens"] {
        let (before, after) = (&before["usage"][key], &after["usage"][key]);
        assert_eq!(before, after, "{name} {key}");
    }
}

#[test]
fn every_recorded_stream_says_the_same_in_every_split_and_written_again() {
    let mut chance = Chance(41);
    let (mut streams, mut parts) = (0, BTreeMap::new());
    let all = load();
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let reply = read_in_every_split(&name, tongue(), 1, body, &mut chance);
        let (events, losses, _) = read(tongue(), 1, &[body]);
        only(&losses, &ANSWERS_LOSE, &name);
        let mut tap = codec(Dialect::AnthropicMessages).tap(false);
        tap.push(Bytes::copy_from_slice(body), &mut Vec::new())
            .unwrap();
        if is_odd(&name) {
            continue;
        }
        assert_eq!(reply.usage, tap.usage(), "{name}");
        let again = gather(&name, &stream_of(&written(&events)));
        assert_eq!(again, reply, "{name}");
        for part in &reply.choices[0].parts {
            let kind = match part {
                Part::Text(_) => "text",
                Part::Reasoning(_) => "thought",
                Part::ToolCall(_) => "call",
                Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => "other",
            };
            *parts.entry(kind).or_insert(0) += 1;
        }
        streams += 1;
    }
    if streams > 0 {
        assert!(
            ["text", "thought", "call"].iter().all(|it| parts[it] > 10),
            "{parts:?}"
        );
        recordings::say(&format!(
            "recordings replayed: {streams} streams of messages through the canon {parts:?}"
        ));
    }
}

#[test]
fn a_whole_answer_and_the_stream_of_it_say_the_same() {
    let all = load();
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400 && !is_odd(&it.name()))
    {
        let name = recording.name();
        let mut reply = tongue()
            .read_reply(&recording.response.body, &mut Losses::default())
            .unwrap();
        let stream = written(&events_of(&reply));
        let streamed = gather(&name, &stream_of(&stream));
        // A stream tells no empty text and no time.
        let parts = &mut reply.choices[0].parts;
        parts.retain(|part| !matches!(part, Part::Text(it) if it.text.is_empty()));
        assert_eq!(streamed, comparable(reply), "{name}");
    }
}

/// An answer as events.
fn events_of(reply: &Reply) -> Vec<Event> {
    use pointsman_wire::canon::{Block, Piece, Slot};
    let mut events = vec![Event::Start {
        id: reply.id.clone(),
        model: reply.model.clone(),
        created: None,
    }];
    let parts = reply.choices[0].parts.iter();
    let parts = parts.filter(|part| !matches!(part, Part::Text(it) if it.text.is_empty()));
    for (at, part) in parts.enumerate() {
        let slot = Slot {
            choice: 0,
            block: u32::try_from(at).unwrap(),
        };
        let mut say = |piece| events.push(Event::Piece(slot, piece));
        match part.clone() {
            Part::Text(text) => {
                say(Piece::Text(text.text));
                text.citations
                    .into_iter()
                    .for_each(|it| say(Piece::Citation(it)));
                let open = events
                    .iter()
                    .rposition(|it| !matches!(it, Event::Piece(of, _) if *of == slot));
                events.insert(open.unwrap() + 1, Event::Open(slot, Block::Text));
            }
            Part::Reasoning(it) => {
                events.push(Event::Open(
                    slot,
                    Block::Reasoning {
                        summary: it.summary,
                        redacted: it.redacted,
                        id: it.id,
                    },
                ));
                events.push(Event::Piece(slot, Piece::Text(it.text)));
                events.extend(it.seal.map(|seal| Event::Piece(slot, Piece::Seal(seal))));
            }
            Part::ToolCall(it) => {
                let (id, name, custom) = (it.id, it.name, it.custom);
                events.push(Event::Open(slot, Block::ToolCall { id, name, custom }));
                events.push(Event::Piece(slot, Piece::Arguments(it.arguments)));
            }
            Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => panic!("{part:?}"),
        }
        events.push(Event::Close(slot));
    }
    events.push(Event::Finish {
        choice: 0,
        finish: reply.choices[0].finish.clone(),
    });
    events.extend(reply.usage.map(Event::Usage));
    events.push(Event::End);
    events
}

/// A model that takes whatever the dialect has.
fn manner(request: &Request) -> Manner {
    let bare = request.reasoning.budget.is_none() && !request.reasoning.adaptive;
    Manner {
        model: request.model.clone(),
        ids: IdForm::Any,
        // An effort alone is no wish to think here, and is one in the canon.
        reasoning: match bare && request.reasoning.effort.is_some() {
            true => ReasoningForm::Adaptive,
            false => ReasoningForm::Native,
        },
        ..Manner::default()
    }
}

#[test]
fn every_recorded_request_comes_back_from_the_canon_as_it_went() {
    let (mut read, mut table) = (0, BTreeMap::new());
    for recording in &load() {
        let name = recording.name();
        let Some(body) = &recording.request.body else {
            continue;
        };
        let before: Value = serde_json::from_str(body.get()).unwrap();
        if before.get("model").is_none() {
            assert!(
                ["vertex", "bedrock"].contains(&&*recording.provider),
                "{name}"
            );
            continue;
        }
        let mut losses = Losses::default();
        let request = tongue()
            .read_request(body.get().as_bytes(), &mut losses)
            .unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let written = tongue().write_request(&request, &manner(&request), &mut losses);
        let again = tongue()
            .read_request(&written, &mut Losses::default())
            .unwrap();
        only(&losses, &REQUESTS_LOSE, &name);
        for loss in losses.all() {
            *table.entry(loss.feature).or_insert(0) += 1;
        }
        let after: Value = serde_json::from_slice(&written).unwrap();
        if losses.is_empty() {
            assert_eq!(again, request, "{name}");
            let whole = before.get("cache_control").is_some();
            assert_eq!(plain(&after, whole), plain(&before, whole), "{name}");
        }
        for key in ["model", "stream", "tool_choice", "stop_sequences"] {
            let of = |value: &Value| value.get(key).filter(|it| **it != json!(false)).cloned();
            let lost = losses.has(Feature::ServerTools) || losses.has(Feature::Tools);
            assert!(of(&after) == of(&before) || lost, "{name} {key}");
        }
        read += 1;
    }
    if read > 0 {
        assert_eq!(table.len(), REQUESTS_LOSE.len(), "{table:?}");
        recordings::say(&format!(
            "recordings replayed: {read} requests of messages through the canon, lost {table:?}"
        ));
    }
}

#[test]
fn a_recorded_call_without_a_name_is_no_answer() {
    let all = load();
    let Some(nameless) = all.iter().find(|it| it.name() == ODD[2].0) else {
        return;
    };
    let body = &nameless.response.body;
    let read = tongue().read_reply(body, &mut Losses::default());
    assert_eq!(read.unwrap_err().kind, FailureKind::Malformed);
}

#[test]
fn every_recorded_error_in_place_of_an_answer_is_a_failure() {
    for recording in load().iter().filter(|it| it.response.status >= 400) {
        let body = &recording.response.body;
        let failure = tongue().read_reply(body, &mut Losses::default());
        assert!(failure.is_err(), "{}", recording.name());
        let (events, _, ended) = read(tongue(), 1, &[body]);
        assert!(events.is_empty() && ended.is_err());
    }
}

#[test]
fn a_stream_that_breaks_off_before_its_stop_reason_is_cut() {
    let mut chance = Chance(3);
    for recording in load()
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let body = std::str::from_utf8(&recording.response.body).unwrap();
        let stop = body
            .find(r#""stop_reason":""#)
            .or(body.find(r#""stop_reason": ""#));
        let at = chance.next() as usize % stop.unwrap();
        let (_, _, ended) = read(tongue(), 1, &chance.split(&body.as_bytes()[..at]));
        assert_eq!(
            ended.unwrap_err().kind,
            FailureKind::Cut,
            "{}",
            recording.name()
        );
    }
}

#[test]
fn garbled_recordings_are_survived() {
    let mut chance = Chance(1_337);
    for recording in &load() {
        survives_garbling(tongue(), &recording.response.body, &mut chance);
        if let Some(body) = &recording.request.body {
            survives_garbling(tongue(), body.get().as_bytes(), &mut chance);
        }
    }
}
