//! Gemini's recorded exchanges through the canon and back into Gemini's own words.

use crate::chance::Chance;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Recording};
use pointsman_wire::canon::laws::Laws;
use pointsman_wire::canon::{
    Asked, Event, Feature, Losses, Manner, Part, Reply, Request, Role, Tongue, Why, fold,
};
use pointsman_wire::{Dialect, Failure, FailureKind, codec};
use serde_json::Value;
use std::collections::BTreeMap;

const ARRAY: &str = "vertex/6df7143c3d3a0259";

/// The one prompt that was blocked: no answer, whatever its status says.
const BLOCKED: &str = "vertex/87007b54b60ad64d";

fn tongue() -> &'static dyn Tongue {
    codec(Dialect::GeminiGenerate).tongue().unwrap()
}

fn asked() -> Asked {
    Asked {
        id: "call-1".to_owned(),
        model: "gemini-asked".to_owned(),
        shows_reasoning: Some(true),
        ..Asked::default()
    }
}

fn manner(recording: &Recording) -> Manner {
    Manner {
        model: recording.model.clone().unwrap_or_default(),
        ..Manner::default()
    }
}

/// The events of a stream, held to the laws.
fn events(pieces: &[&[u8]], losses: &mut Losses) -> Result<Vec<Event>, Failure> {
    let mut reader = tongue().reader(1);
    let mut all = Vec::new();
    for piece in pieces {
        reader.push(Bytes::copy_from_slice(piece), &mut all)?;
    }
    reader.end(&mut all)?;
    losses.append(reader.losses().clone());
    let mut laws = Laws::default();
    for event in &all {
        laws.follow(event).unwrap();
    }
    Ok(all)
}

/// What a stream says, however its words were cut.
fn said(events: Vec<Event>) -> Reply {
    fold(events)
}

fn features(losses: &Losses) -> BTreeMap<&'static str, usize> {
    let mut told = BTreeMap::new();
    for loss in losses.all() {
        let name = match loss.feature {
            // What only Google has: safety ratings, the mean of log probabilities.
            Feature::Unknown if loss.why == Why::NoPlace => "own",
            Feature::Unknown => panic!("{loss:?}"),
            Feature::Usage => "usage",
            Feature::ServiceTier => "service_tier",
            Feature::ServerTools => "server_tools",
            Feature::Citations => "citations",
            Feature::Logprobs => "logprobs",
            Feature::Refusals => "refusals",
            Feature::Finish => "finish",
            Feature::Images => "images",
            Feature::Video => "video",
            Feature::State => "state",
            Feature::Modalities => "modalities",
            Feature::ToolChoice => "tool_choice",
            Feature::Tools => "tools",
            other => panic!("{other:?} at {}", loss.path),
        };
        *told.entry(name).or_insert(0) += 1;
    }
    told
}

#[test]
fn every_recorded_answer_says_the_same_when_it_is_written_again() {
    let Some(all) = recordings::load("gemini_generate") else {
        return;
    };
    let (mut read, mut lost) = (0, BTreeMap::new());
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400)
    {
        let name = recording.name();
        // On one line, so that it is an event of a stream as well; no string of JSON has such bytes.
        let flat = recording.response.body.iter();
        let body: Vec<u8> = flat
            .map(|it| if *it == b'\n' { b' ' } else { *it })
            .collect();
        let body = body.as_slice();
        let mut losses = Losses::default();
        if name == BLOCKED {
            let failure = tongue().read_reply(body, &mut losses).unwrap_err();
            assert_eq!(failure.kind, FailureKind::Refused);
            continue;
        }
        let reply = tongue()
            .read_reply(body, &mut losses)
            .unwrap_or_else(|failure| panic!("{name}: {failure}"));
        for (feature, _) in features(&losses) {
            *lost.entry(feature).or_insert(0) += 1;
        }
        let whole = codec(Dialect::GeminiGenerate).read_whole(body).unwrap();
        assert_eq!(reply.usage, whole.usage, "{name}");
        assert_eq!(reply.model, whole.model, "{name}");
        let mut again = Losses::default();
        let written = tongue().write_reply(&reply, &asked(), &mut again);
        assert!(again.is_empty(), "{name}: {again:?}");
        let second = tongue().read_reply(&written, &mut again).unwrap();
        let (second, first) = (ids_apart(second), ids_apart(reply.clone()));
        for (one, other) in citations(&second).into_iter().zip(citations(&first)) {
            assert_eq!(one, other, "{name}");
        }
        assert_eq!(second, first, "{name}");
        // The same, as a stream of one event.
        let event = [b"data: ".as_slice(), body, b"\n\n"].concat();
        let streamed = said(events(&[&event], &mut Losses::default()).unwrap());
        let tier = reply.service_tier.clone();
        assert_eq!(
            Reply {
                service_tier: tier,
                ..streamed
            },
            reply,
            "{name}"
        );
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} answers of Gemini through the canon; lost in so many: {lost:?}"
    ));
}

fn citations(reply: &Reply) -> Vec<&pointsman_wire::canon::Citation> {
    let parts = reply.choices.iter().flat_map(|it| &it.parts);
    let texts = parts.filter_map(|part| match part {
        Part::Text(text) => Some(&text.citations),
        _ => None,
    });
    texts.flatten().collect()
}

/// What is made up where the answer does not say it. Ids that were made for calls without one differ from answer to answer where the answer has none.
fn ids_apart(mut reply: Reply) -> Reply {
    reply.id = reply.id.or(Some("call-1".to_owned()));
    reply.model = reply.model.or(Some("gemini-asked".to_owned()));
    for part in reply.choices.iter_mut().flat_map(|it| &mut it.parts) {
        if let Part::ToolCall(call) = part
            && call.id.starts_with("gcall_")
        {
            call.id = "made".to_owned();
        }
    }
    reply
}

#[test]
fn every_recorded_stream_keeps_the_laws_and_says_the_same_when_it_is_written_again() {
    let Some(all) = recordings::load("gemini_generate") else {
        return;
    };
    let mut chance = Chance(37);
    let (mut read, mut lost) = (0, BTreeMap::new());
    for recording in all
        .iter()
        .filter(|it| it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let mut losses = Losses::default();
        let told = events(&[body], &mut losses);
        if name == ARRAY {
            assert_eq!(told.unwrap_err().kind, FailureKind::Malformed);
            continue;
        }
        let told = told.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        for (feature, _) in features(&losses) {
            *lost.entry(feature).or_insert(0) += 1;
        }
        for _ in 0..3 {
            let mut other = Losses::default();
            assert_eq!(
                events(&chance.split(body), &mut other).unwrap(),
                told,
                "{name}"
            );
            assert_eq!(other, losses, "{name}");
        }
        let reply = said(told.clone());
        let mut tap = codec(Dialect::GeminiGenerate).tap(false);
        let mut out = Vec::new();
        tap.push(Bytes::copy_from_slice(body), &mut out).unwrap();
        assert_eq!(reply.usage, tap.usage(), "{name}");
        let mut writer = tongue().writer(asked());
        let mut frames = Vec::new();
        told.into_iter()
            .for_each(|event| writer.write(event, &mut frames));
        assert!(writer.losses().is_empty(), "{name}: {:?}", writer.losses());
        let written = frames.concat();
        let mut tap = codec(Dialect::GeminiGenerate).tap(false);
        let pushed = tap.push(Bytes::from(written.clone()), &mut Vec::new());
        assert!(pushed.unwrap().whole, "{name}");
        let mut again = Losses::default();
        let second = said(events(&chance.split(&written), &mut again).unwrap());
        assert!(again.is_empty(), "{name}: {again:?}");
        assert_eq!(ids_apart(second), ids_apart(reply), "{name}");
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} streams of Gemini through the canon; lost in so many: {lost:?}"
    ));
}

#[test]
fn a_stream_that_is_cut_or_garbled_fails_and_never_panics() {
    let Some(all) = recordings::load("gemini_generate") else {
        return;
    };
    let mut chance = Chance(41);
    let mut tried = 0;
    for recording in all.iter().filter(|it| it.stream && it.name() != ARRAY) {
        let body = recording.response.body.as_slice();
        for _ in 0..3 {
            let at = chance.next() as usize % body.len();
            let mut garbled = body.to_vec();
            garbled[at] ^= (chance.next() as u8) | 1;
            let mut losses = Losses::default();
            let _ = events(&chance.split(&garbled), &mut losses);
            let _ = tongue().read_reply(&garbled, &mut losses);
            let _ = tongue().read_request(&garbled, &mut losses);
            let cut = events(&[&body[..at]], &mut losses);
            if let Err(failure) = cut {
                let kinds = [
                    FailureKind::Cut,
                    FailureKind::NoSuchModel,
                    FailureKind::Unsupported,
                ];
                assert!(
                    kinds.contains(&failure.kind),
                    "{}: {failure}",
                    recording.name()
                );
            }
            tried += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: streams of Gemini garbled {tried} times"
    ));
}

#[test]
fn every_recorded_request_says_the_same_when_it_is_written_again() {
    let Some(all) = recordings::load("gemini_generate") else {
        return;
    };
    let (mut read, mut lost) = (0, BTreeMap::new());
    let mut differences: BTreeMap<String, usize> = BTreeMap::new();
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let mut losses = Losses::default();
        let request = tongue()
            .read_request(body.get().as_bytes(), &mut losses)
            .unwrap_or_else(|bad| panic!("{name}: {bad}"));
        for (feature, _) in features(&losses) {
            *lost.entry(feature).or_insert(0) += 1;
        }
        let mut again = Losses::default();
        let written = tongue().write_request(&request, &manner(recording), &mut again);
        let second = tongue().read_request(&written, &mut Losses::default());
        let second = second.unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let (second, request) = (plain(second), plain(request));
        if name == FETCHED {
            continue;
        }
        for (one, other) in request.turns.iter().zip(&second.turns) {
            let pairs = one.parts.iter().zip(&other.parts);
            pairs.for_each(|(one, other)| assert_eq!(other, one, "{name}"));
        }
        assert_eq!(second, request, "{name}");
        let original: Value = serde_json::from_str(body.get()).unwrap();
        let written: Value = serde_json::from_slice(&written).unwrap();
        differ("", &camel(original), &written, &mut differences);
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} requests of Gemini through the canon; lost in so many: {lost:?}"
    ));
    let told: Vec<_> = differences
        .iter()
        .map(|(path, count)| (path.as_str(), *count))
        .collect();
    assert_eq!(told, DIFFERENCES);
}

/// Where the request that is written differs from the recorded one, by path, and how often.
const DIFFERENCES: [(&str, usize); 24] = [
    // State, safety and tools of Google's own have no place in the canon.
    (".cachedContent gone", 11),
    // Contents of one speaker that follow one another become one.
    (".contents other", 20),
    // Parts of tools that ran at Google's, and empty texts.
    (".contents[].parts other", 5),
    // A signature that stood alone.
    (".contents[].parts[].text new", 1),
    // `"thought": false`.
    (".contents[].parts[].thought gone", 145),
    // Empty, or text as the only modality.
    (".generationConfig gone", 141),
    (".generationConfig.responseJsonSchema new", 2),
    (".generationConfig.responseModalities gone", 14),
    (".generationConfig.responseSchema gone", 2),
    // `false`, which it is anyway.
    (".generationConfig.thinkingConfig.includeThoughts new", 22),
    // Lower case becomes upper case.
    (".generationConfig.thinkingConfig.thinkingLevel other", 12),
    (".modelArmorConfig gone", 2),
    (".safetySettings gone", 1),
    // An empty text.
    (".systemInstruction gone", 5),
    (".systemInstruction.parts other", 5),
    (".systemInstruction.parts[].thought gone", 56),
    (".systemInstruction.role gone", 112),
    // Nothing to choose from.
    (".toolConfig gone", 8),
    // Lower case, and `VALIDATED`, which is approximated.
    (".toolConfig.functionCallingConfig.mode other", 8),
    (".toolConfig.includeServerSideToolInvocations gone", 3),
    (".tools gone", 27),
    // One tool in place of a list, or one beside Google's own.
    (".tools other", 7),
    // Everybody's JSON Schema in place of Google's own.
    (".tools[].functionDeclarations[].parameters gone", 193),
    (
        ".tools[].functionDeclarations[].parametersJsonSchema new",
        193,
    ),
];

/// A result with the address of a picture, which Vertex alone takes within a result: it is written
/// beside it.
const FETCHED: &str = "vertex/20654ad4c274ed2e";

/// What is the same in other words: results may be spread over turns, and empty texts are not sent.
fn plain(mut request: Request) -> Request {
    request.tool_choice = request.tool_choice.filter(|_| !request.tools.is_empty());
    for turn in &mut request.turns {
        turn.parts.retain(
            |part| !matches!(part, Part::Text(text) if text.text.is_empty() && text.seal.is_none()),
        );
    }
    request.turns.retain(|turn| !turn.parts.is_empty());
    let mut turns: Vec<pointsman_wire::canon::Turn> = Vec::new();
    for turn in request.turns {
        match turns.last_mut() {
            Some(last) if last.role == turn.role && turn.role != Role::System => {
                last.parts.extend(turn.parts)
            }
            Some(_) | None => turns.push(turn),
        }
    }
    request.turns = turns;
    request
}

fn camel(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(camel).collect(),
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, it)| !it.is_null());
            let camel = members.map(|(key, it)| match key.as_str() {
                "args" | "response" | "parameters" | "properties" | "responseJsonSchema" => {
                    (key, it)
                }
                "parameters_json_schema" => ("parametersJsonSchema".to_owned(), it),
                _ => {
                    let mut words = key.split('_');
                    let first = words.next().unwrap().to_owned();
                    let name = words.fold(first, |name, word| {
                        let (head, tail) = word.split_at(word.len().min(1));
                        name + &head.to_uppercase() + tail
                    });
                    (name, camel(it))
                }
            });
            Value::Object(camel.collect())
        }
        other => other,
    }
}

fn differ(path: &str, one: &Value, other: &Value, told: &mut BTreeMap<String, usize>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let path = format!("{path}.{key}");
                match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => differ(&path, one, other, told),
                    (Some(_), None) => *told.entry(format!("{path} gone")).or_insert(0) += 1,
                    _ => *told.entry(format!("{path} new")).or_insert(0) += 1,
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other);
            pairs.for_each(|(one, other)| differ(&format!("{path}[]"), one, other, told));
        }
        (one, other) if one == other => {}
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        _ => *told.entry(format!("{path} other")).or_insert(0) += 1,
    }
}
