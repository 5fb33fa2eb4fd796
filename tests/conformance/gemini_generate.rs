//! Gemini's recorded exchanges on the verbatim lane, against a second reading written down here.

use crate::chance::Chance;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Recording};
use pointsman_units::Tokens;
use pointsman_wire::{Dialect, Edit, Failure, FailureKind, PathSays, Seen, Tap, Usage, codec};
use serde_json::Value;

/// The one stream that was asked for without `alt=sse`: an array of answers, which is refused before
/// it is asked for.
const ARRAY: &str = "vertex/6df7143c3d3a0259";

fn load() -> Option<Vec<Recording>> {
    recordings::load("gemini_generate")
}

fn path(recording: &Recording) -> PathSays {
    PathSays {
        model: recording.model.clone().or(Some("unknown".to_owned())),
        stream: Some(recording.stream),
        events: recording.stream,
    }
}

fn streams(all: &[Recording]) -> impl Iterator<Item = &Recording> {
    all.iter()
        .filter(|it| it.stream && it.response.status < 400 && it.name() != ARRAY)
}

/// The answers that a body holds: one, or those of its events.
fn answers(body: &str) -> Vec<Value> {
    if !body.starts_with("data:") {
        return vec![serde_json::from_str(body).unwrap()];
    }
    let lines = body.lines().filter_map(|line| line.strip_prefix("data:"));
    lines
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

fn usage(answers: &[Value]) -> Option<Usage> {
    let metadata = answers.iter().map(|it| &it["usageMetadata"]);
    let counts = |it: &&Value| {
        ["promptTokenCount", "candidatesTokenCount"]
            .iter()
            .any(|key| it[key].is_u64())
    };
    let last = metadata.rev().find(counts)?;
    let count = |key: &str| last[key].as_u64();
    let audio = |key: &str| {
        let shares = last[key].as_array()?.iter();
        let mut audio = shares.filter(|it| it["modality"] == "AUDIO");
        audio.next()?["tokenCount"].as_u64().map(Tokens)
    };
    let sum = |one: &str, other: &str| Tokens(count(one).unwrap_or(0) + count(other).unwrap_or(0));
    let input = sum("promptTokenCount", "toolUsePromptTokenCount");
    let output = sum("candidatesTokenCount", "thoughtsTokenCount");
    if let Some(total) = count("totalTokenCount") {
        assert_eq!(input.0 + output.0, total, "{last}");
    }
    Some(Usage {
        input: count("promptTokenCount").map(|_| input),
        output: Some(output),
        cached: count("cachedContentTokenCount").map(Tokens),
        reasoning: count("thoughtsTokenCount").map(Tokens),
        audio_in: audio("promptTokensDetails"),
        audio_out: audio("candidatesTokensDetails"),
        ..Usage::default()
    })
}

fn text_bytes(answers: &[Value]) -> u64 {
    fn strings(value: &Value) -> u64 {
        match value {
            Value::String(text) => text.len() as u64,
            Value::Array(items) => items.iter().map(strings).sum(),
            Value::Object(members) => members.values().map(strings).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
    }
    let parts = answers.iter().flat_map(|it| it["candidates"].as_array());
    let parts = parts
        .flatten()
        .flat_map(|it| it["content"]["parts"].as_array())
        .flatten();
    let said = [
        "text",
        "functionCall",
        "executableCode",
        "codeExecutionResult",
        "toolCall",
        "toolResponse",
    ];
    parts
        .flat_map(|part| said.map(|key| strings(&part[key])))
        .sum()
}

fn run(pieces: &[&[u8]]) -> (Box<dyn Tap>, Vec<u8>, Result<Seen, Failure>) {
    let mut tap = codec(Dialect::GeminiGenerate).tap(false);
    let mut out = Vec::new();
    let pushed = pieces
        .iter()
        .try_for_each(|piece| tap.push(Bytes::copy_from_slice(piece), &mut out).map(drop));
    let end = pushed.and_then(|()| tap.end(&mut out));
    (tap, out.concat(), end)
}

#[test]
fn every_recorded_request_is_read_and_passes_unchanged() {
    let Some(all) = load() else { return };
    let mut read = 0;
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let bytes = Bytes::copy_from_slice(body.get().as_bytes());
        let value: Value = serde_json::from_str(body.get()).unwrap();
        let peek = codec(Dialect::GeminiGenerate)
            .peek(&bytes, &path(recording))
            .unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let turns: Value =
            serde_json::from_slice(&bytes[peek.turns_span.clone().unwrap()]).unwrap();
        assert_eq!(value["contents"], turns, "{name}");
        let config = [&value["generationConfig"], &value["generation_config"]];
        let number = |one: &str, other: &str| {
            let found = config.iter().flat_map(|it| [&it[one], &it[other]]);
            found.filter_map(Value::as_u64).next()
        };
        assert_eq!(
            peek.max_output,
            number("maxOutputTokens", "max_output_tokens"),
            "{name}"
        );
        assert_eq!(
            peek.choices,
            number("candidateCount", "candidate_count"),
            "{name}"
        );
        let told = [&value["systemInstruction"], &value["tools"]];
        let print = codec(Dialect::GeminiGenerate).fingerprint(&bytes, &peek);
        assert_eq!(
            print.is_some(),
            told.iter().any(|it| !it.is_null()),
            "{name}"
        );
        let edit = Edit {
            model: "other",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = codec(Dialect::GeminiGenerate).splice(&bytes, &peek, &edit);
        assert!(value.get("model").is_some() || spliced == bytes, "{name}");
        read += 1;
    }
    recordings::say(&format!("recordings replayed: {read} requests of Gemini"));
}

#[test]
fn every_recorded_answer_is_read_as_a_second_reading_does() {
    let Some(all) = load() else { return };
    let mut chance = Chance(23);
    let mut read = 0;
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let told = answers(std::str::from_utf8(body).unwrap());
        let reply = codec(Dialect::GeminiGenerate)
            .read_whole(body)
            .unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert_eq!(reply.usage, usage(&told), "{name}");
        assert_eq!(
            reply.model.as_deref(),
            told[0]["modelVersion"].as_str(),
            "{name}"
        );
        assert_eq!(reply.text_bytes, text_bytes(&told), "{name}");
        let whole = body.trim_ascii_end();
        let at = chance.next() as usize % whole.len();
        let failure = codec(Dialect::GeminiGenerate)
            .read_whole(&whole[..at])
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::Cut, "{name} at {at}");
        read += 1;
    }
    recordings::say(&format!("recordings replayed: {read} answers of Gemini"));
}

#[test]
fn every_recorded_stream_passes_byte_for_byte_wherever_it_is_split() {
    let Some(all) = load() else { return };
    let mut chance = Chance(29);
    let mut read = 0;
    for recording in streams(&all) {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let told = answers(std::str::from_utf8(body).unwrap());
        let mut splits = vec![vec![body], chance.split(body), chance.split(body)];
        if let Some(chunks) = &recording.response.chunks {
            splits.push(chunks.iter().map(Vec::as_slice).collect());
        }
        for split in splits {
            let (tap, out, end) = run(&split);
            let seen = end.unwrap_or_else(|failure| panic!("{name}: {failure}"));
            assert!(seen.whole, "{name}");
            assert!(out == body, "{name} was changed");
            assert_eq!(tap.usage(), usage(&told), "{name}");
            assert_eq!(tap.model(), told[0]["modelVersion"].as_str(), "{name}");
            assert_eq!(tap.text_bytes(), text_bytes(&told), "{name}");
        }
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} streams of Gemini through the tap, 3 ways each; 1 array left out, which is refused"
    ));
}

#[test]
fn a_stream_that_is_cut_anywhere_before_its_finish_is_never_whole() {
    let Some(all) = load() else { return };
    let mut chance = Chance(31);
    let mut cuts = 0;
    for recording in streams(&all) {
        let body = recording.response.body.as_slice();
        let last = body.windows(6).rposition(|it| it == b"data: ").unwrap();
        for _ in 0..4 {
            let at = chance.next() as usize % last.max(1);
            let (_, out, end) = run(&chance.split(&body[..at]));
            assert!(body.starts_with(&out), "{}", recording.name());
            // Beside searches there is a finish in the midst of two streams.
            let finished = |answer: &Value| answer["candidates"][0]["finishReason"].is_string();
            let text = String::from_utf8_lossy(&out);
            let told = text.lines().filter_map(|line| line.strip_prefix("data:"));
            let mut told = told;
            let told = told
                .next_back()
                .and_then(|data| serde_json::from_str(data).ok());
            if !told.as_ref().is_some_and(finished) {
                let kind = end.unwrap_err().kind;
                assert_eq!(kind, FailureKind::Cut, "{} at {at}", recording.name());
            }
            cuts += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: streams of Gemini cut at {cuts} places"
    ));
}

#[test]
fn every_recorded_refusal_is_told_by_its_status_and_words() {
    let Some(all) = load() else { return };
    let mut told = std::collections::BTreeMap::new();
    for recording in all.iter().filter(|it| it.response.status >= 400) {
        let (status, body) = (recording.response.status, &recording.response.body);
        let failure =
            codec(Dialect::GeminiGenerate).read_failure(status, &http::HeaderMap::new(), body);
        let message = String::from_utf8_lossy(body);
        assert!(
            message.contains(failure.message.split('\n').next().unwrap()),
            "{}",
            recording.name()
        );
        if status == 429 {
            assert_eq!(failure.retry_after.map(|it| it.as_millis()), Some(34_400));
        }
        *told.entry((status, failure.kind.code())).or_insert(0) += 1;
    }
    let told: Vec<_> = told.into_iter().collect();
    assert_eq!(told, REFUSALS);
}

/// By status, as a reader of their messages would call them, and how many.
const REFUSALS: [((u16, &str), usize); 6] = [
    ((400, "auth"), 3),
    // Vertex could not fetch a picture.
    ((400, "bad_request"), 2),
    ((400, "context_too_long"), 1),
    // A model that only speaks.
    ((400, "unsupported"), 4),
    ((404, "no_such_model"), 20),
    ((429, "rate_limited"), 1),
];

#[test]
fn every_recorded_count_is_read_and_costs_nothing() {
    let Some(all) = recordings::load("gemini_count_tokens") else {
        return;
    };
    let codec = codec(Dialect::GeminiCountTokens);
    let mut read = 0;
    for recording in &all {
        let name = recording.name();
        if let Some(body) = &recording.request.body {
            let peek = codec.peek(body.get().as_bytes(), &path(recording));
            assert!(peek.unwrap().turns_span.is_some(), "{name}");
        }
        let body = &recording.response.body;
        match recording.response.status {
            200 => {
                let usage = codec.read_whole(body).unwrap().usage.unwrap();
                assert_eq!(
                    (usage.input, usage.output),
                    (Some(Tokens(0)), Some(Tokens(0)))
                );
            }
            status => {
                let failure = codec.read_failure(status, &http::HeaderMap::new(), body);
                assert_eq!(failure.kind, FailureKind::NoSuchModel, "{name}");
            }
        }
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} token counts of Gemini"
    ));
}
