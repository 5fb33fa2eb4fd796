//! The chat's sister dialects: embeddings and legacy completions, against every recording of them.

use crate::chance::Chance;
use bytes::Bytes;
use pointsman_tests::recordings::{self, Recording};
use pointsman_units::Tokens;
use pointsman_wire::{BadBody, Dialect, Edit, FailureKind, PathSays, Usage, codec};
use serde_json::{Value, json};

const SISTERS: [Dialect; 2] = [Dialect::OpenaiCompletions, Dialect::OpenaiEmbeddings];

/// A stream of another shape (`{"value":"Sure"}`) that was filed under completions.
const FOREIGN: &str = "writer/04755c6ac81cd551";

fn load() -> Option<Vec<(Dialect, Recording)>> {
    let mut all = Vec::new();
    for dialect in SISTERS {
        let found = recordings::load(dialect.word())?;
        all.extend(found.into_iter().map(|recording| (dialect, recording)));
    }
    Some(all)
}

/// The usage, read a second time: a tree, and the two shapes that there are.
fn usage(dialect: Dialect, chunks: &[Value]) -> Option<Usage> {
    let found = chunks.iter().rev().map(|chunk| &chunk["usage"]);
    let usage = found.into_iter().find(|usage| usage.is_object())?;
    let at = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64).map(Tokens);
    let (prompt, completion) = (at("/prompt_tokens"), at("/completion_tokens"));
    let cached = at("/prompt_tokens_details/cached_tokens").max(at("/cached_tokens"));
    Some(Usage {
        input: prompt.or(at("/total_tokens")),
        output: match dialect {
            Dialect::OpenaiEmbeddings => Some(Tokens(0)),
            Dialect::OpenaiChat
            | Dialect::OpenaiResponses
            | Dialect::OpenaiCompletions
            | Dialect::AnthropicMessages
            | Dialect::AnthropicCountTokens
            | Dialect::GeminiGenerate
            | Dialect::GeminiCountTokens
            | Dialect::CohereChatV2
            | Dialect::OllamaChat => completion,
        },
        cached,
        reasoning: at("/completion_tokens_details/reasoning_tokens"),
        audio_in: at("/prompt_tokens_details/audio_tokens"),
        audio_out: at("/completion_tokens_details/audio_tokens"),
        ..Usage::default()
    })
}

#[test]
fn every_recorded_request_is_read_and_spliced() {
    let Some(all) = load() else { return };
    let mut read = 0;
    for (dialect, recording) in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let bytes = Bytes::copy_from_slice(body.get().as_bytes());
        let mut value: Value = serde_json::from_str(body.get()).unwrap();
        let peek = match codec(*dialect).peek(&bytes, &PathSays::default()) {
            Ok(peek) => peek,
            Err(error) => {
                assert_eq!(error, BadBody::Missing { key: "model" }, "{name}");
                assert!(value.get("model").is_none(), "{name}");
                continue;
            }
        };
        assert_eq!(value["model"], json!(peek.model), "{name}");
        let asked = value.get("prompt").or(value.get("input"));
        let turns = peek.turns_span.clone();
        let turns = turns.map(|span| serde_json::from_slice(&bytes[span]).unwrap());
        assert_eq!(asked.filter(|it| !it.is_null()), turns.as_ref(), "{name}");
        let edit = Edit {
            model: "account/model",
            ..Edit::default()
        };
        value["model"] = json!("account/model");
        let spliced = codec(*dialect).splice(&bytes, &peek, &edit);
        let spliced: Value = serde_json::from_slice(&spliced).unwrap();
        assert_eq!(spliced, value, "{name}");
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} requests of sister dialects spliced"
    ));
}

#[test]
fn every_recorded_answer_is_read_as_a_second_reading_does() {
    let Some(all) = load() else { return };
    let mut chance = Chance(23);
    let (mut read, mut with_usage) = (0, 0);
    let wholes = all
        .iter()
        .filter(|(_, it)| !it.stream && it.response.status < 400);
    for (dialect, recording) in wholes {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let value: Value = serde_json::from_slice(body).unwrap();
        let reply = codec(*dialect)
            .read_whole(body)
            .unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert_eq!(
            reply.usage,
            usage(*dialect, std::slice::from_ref(&value)),
            "{name}"
        );
        assert_eq!(reply.model.as_deref(), value["model"].as_str(), "{name}");
        let texts = value["choices"].as_array().into_iter().flatten();
        let bytes: usize = texts
            .filter_map(|it| it["text"].as_str())
            .map(str::len)
            .sum();
        assert_eq!(reply.text_bytes, bytes as u64, "{name}");
        let whole = body.trim_ascii_end();
        let at = chance.next() as usize % whole.len();
        let failure = codec(*dialect).read_whole(&whole[..at]).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Cut, "{name} at {at}");
        read += 1;
        with_usage += usize::from(reply.usage.is_some());
    }
    recordings::say(&format!(
        "recordings replayed: {read} answers of sister dialects, {with_usage} with usage"
    ));
}

#[test]
fn every_recorded_stream_passes_byte_for_byte_wherever_it_is_split() {
    let Some(all) = load() else { return };
    let mut chance = Chance(41);
    let mut read = 0;
    for (dialect, recording) in all.iter().filter(|(_, it)| it.stream) {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        for split in [vec![body], chance.split(body), chance.split(body)] {
            let mut tap = codec(*dialect).tap(false);
            let mut out = Vec::new();
            let pushed = split
                .iter()
                .try_for_each(|piece| tap.push(Bytes::copy_from_slice(piece), &mut out).map(drop));
            let end = pushed.and_then(|()| tap.end(&mut out));
            if name == FOREIGN {
                assert_eq!(end.unwrap_err().kind, FailureKind::Cut, "{name}");
                continue;
            }
            assert!(end.unwrap().whole, "{name}");
            assert!(out.concat() == body, "{name} was changed");
            let text = std::str::from_utf8(body).unwrap();
            let chunks = crate::second_reading::chunks(text);
            assert_eq!(tap.usage(), usage(*dialect, &chunks), "{name}");
            let choices = chunks.iter().flat_map(|chunk| chunk["choices"].as_array());
            let texts = choices
                .flatten()
                .filter_map(|choice| choice["text"].as_str());
            assert_eq!(
                tap.text_bytes(),
                texts.map(str::len).sum::<usize>() as u64,
                "{name}"
            );
        }
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} streams of completions"
    ));
}

#[test]
fn every_recorded_refusal_is_told_by_its_status_and_words() {
    let Some(all) = load() else { return };
    let mut kinds = Vec::new();
    for (dialect, recording) in all.iter().filter(|(_, it)| it.response.status >= 400) {
        let (status, body) = (recording.response.status, &recording.response.body);
        let failure = codec(*dialect).read_failure(status, &http::HeaderMap::new(), body);
        assert_eq!(failure.status, Some(status), "{}", recording.name());
        kinds.push((recording.name(), failure.kind));
    }
    let told: Vec<_> = kinds
        .iter()
        .map(|(name, kind)| (name.as_str(), *kind))
        .collect();
    assert_eq!(told, REFUSALS);
}

/// Each as a reader of its message would call it.
const REFUSALS: [(&str, FailureKind); 7] = [
    ("together/7fe48a2cd4b52f51", FailureKind::BadRequest),
    ("llamacpp/2b5228f2acc84b27", FailureKind::BadRequest),
    ("mistral/2098ca732758745f", FailureKind::BadRequest),
    ("mistral/f7a61639b3aebb9f", FailureKind::NoSuchModel),
    ("openai/23fb1256bd7992da", FailureKind::Auth),
    ("openrouter/a30f96b888c4e2c5", FailureKind::NoSuchModel),
    // "Model nonexistent is not supported": read by its last words.
    ("voyage/0d7ec6ba90037503", FailureKind::Unsupported),
];
