//! Every recorded exchange in Anthropic's two dialects through their verbatim lane, held against a
//! second reading over `serde_json::Value`.

use crate::chance::Chance;
use crate::second_reading as second;
use bytes::Bytes;
use http::HeaderMap;
use pointsman_tests::recordings::{self, Recording};
use pointsman_units::Tokens;
use pointsman_wire::{
    Dialect, Edit, Failure, FailureKind, PathSays, Seen, Usage, WholeReply, codec,
};
use serde_json::{Value, json};

/// Status, words of the body, and the kind. The first row that fits holds.
const ERRORS: [(u16, &str, FailureKind); 9] = [
    (400, "credit balance is too low", FailureKind::OutOfCredit),
    (400, "prompt is too long", FailureKind::ContextTooLong),
    (
        400,
        "does not support effort level",
        FailureKind::Unsupported,
    ),
    (400, "temperature: range: 0..1", FailureKind::BadRequest),
    (400, "input_schema", FailureKind::BadRequest),
    (400, "Schemas contains too many", FailureKind::BadRequest),
    (401, "invalid x-api-key", FailureKind::Auth),
    (401, "API key is invalid", FailureKind::Auth),
    (404, "model: ", FailureKind::NoSuchModel),
];

fn load(dialect: Dialect) -> Option<Vec<Recording>> {
    recordings::load(dialect.word())
}

fn streams() -> Option<Vec<Recording>> {
    let all = load(Dialect::AnthropicMessages)?.into_iter();
    Some(
        all.filter(|it| it.stream && it.response.status < 400)
            .collect(),
    )
}

#[derive(Debug, PartialEq)]
struct Told {
    out: Vec<u8>,
    end: Result<Seen, Failure>,
    usage: Option<Usage>,
    model: Option<String>,
    text_bytes: u64,
}

fn run(pieces: &[&[u8]]) -> Told {
    let mut tap = codec(Dialect::AnthropicMessages).tap(false);
    let mut out = Vec::new();
    let mut end = Ok(Seen::default());
    for piece in pieces {
        end = tap.push(Bytes::copy_from_slice(piece), &mut out);
        if end.is_err() {
            break;
        }
    }
    if end.is_ok() {
        end = tap.end(&mut out);
    }
    Told {
        out: out.concat(),
        end,
        usage: tap.usage(),
        model: tap.model().map(str::to_owned),
        text_bytes: tap.text_bytes(),
    }
}

/// The usage of an object, by what the dialect's page says of its members.
fn usage(of: &Value) -> Usage {
    let at = |pointer: &str| of.pointer(pointer).and_then(Value::as_u64);
    let hour = at("/cache_creation/ephemeral_1h_input_tokens");
    let written = at("/cache_creation_input_tokens").map(|all| all - hour.unwrap_or(0));
    let cached = at("/cache_read_input_tokens");
    let beside = cached.unwrap_or(0) + written.unwrap_or(0) + hour.unwrap_or(0);
    Usage {
        input: at("/input_tokens").map(|it| Tokens(it + beside)),
        cached: cached.map(Tokens),
        cache_write: written.map(Tokens),
        cache_write_1h: hour.map(Tokens),
        output: at("/output_tokens").map(Tokens),
        reasoning: at("/output_tokens_details/thinking_tokens").map(Tokens),
        ..Usage::default()
    }
}

/// The usage of a stream: what `message_start` told, and over it what `message_delta` did.
fn streamed_usage(events: &[Value]) -> Usage {
    let mut all = json!({});
    for event in events {
        let told = match event["type"].as_str() {
            Some("message_start") => &event["message"]["usage"],
            Some("message_delta") => &event["usage"],
            _ => continue,
        };
        for (key, value) in told.as_object().into_iter().flatten() {
            if !value.is_null() {
                all[key] = value.clone();
            }
        }
    }
    usage(&all)
}

fn block_bytes(block: &Value) -> u64 {
    let length = |key: &str| block[key].as_str().map_or(0, str::len);
    let input = match &block["input"] {
        Value::Object(input) if !input.is_empty() => block["input"].to_string().len(),
        _ => 0,
    };
    (length("text") + length("thinking") + length("name") + input) as u64
}

#[test]
fn every_recorded_stream_of_messages_passes_byte_for_byte() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(529);
    let mut whole = 0;
    for recording in &streams {
        let name = recording.name();
        let body = recording.response.body.as_slice();
        let told = run(&[body]);
        let mut splits: Vec<Vec<&[u8]>> = (0..4).map(|_| chance.split(body)).collect();
        if let Some(chunks) = &recording.response.chunks {
            splits.push(chunks.iter().map(Vec::as_slice).collect());
        }
        if body.len() < 2_500 {
            splits.push(body.chunks(1).collect());
        }
        for split in splits {
            assert_eq!(run(&split), told, "{name}");
        }
        let text = std::str::from_utf8(body).unwrap();
        let events = second::chunks(&text.replace("\r\n", "\n"));
        let of = |kind: &str| {
            let kind = kind.to_owned();
            events.iter().filter(move |it| it["type"] == kind.as_str())
        };
        assert!(
            told.end.as_ref().is_ok_and(|it| it.whole),
            "{name} {:?}",
            told.end
        );
        assert!(told.out == body, "{name} was changed");
        assert_eq!(told.usage, Some(streamed_usage(&events)), "{name}");
        let model = of("message_start").next().unwrap()["message"]["model"].as_str();
        assert_eq!(told.model.as_deref(), model, "{name}");
        let blocks = of("content_block_start").map(|it| block_bytes(&it["content_block"]));
        let deltas = of("content_block_delta").map(|it| {
            let json = it["delta"]["partial_json"].as_str().map_or(0, str::len);
            block_bytes(&it["delta"]) + json as u64
        });
        assert_eq!(
            told.text_bytes,
            blocks.sum::<u64>() + deltas.sum::<u64>(),
            "{name}"
        );
        whole += 1;
    }
    recordings::say(&format!("recordings replayed: {whole} streams of messages"));
}

#[test]
fn a_stream_of_messages_that_is_cut_before_its_stop_reason_is_never_whole() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(13);
    let mut cuts = 0;
    for recording in &streams {
        let body = std::str::from_utf8(&recording.response.body).unwrap();
        let stop = body
            .find(r#""stop_reason":""#)
            .or(body.find(r#""stop_reason": ""#));
        let stop = stop.unwrap();
        for _ in 0..8 {
            let at = chance.next() as usize % stop;
            let told = run(&chance.split(&body.as_bytes()[..at]));
            assert_eq!(
                told.end.map_err(|failure| failure.kind),
                Err(FailureKind::Cut),
                "{} cut at {at}",
                recording.name()
            );
            assert!(body.as_bytes().starts_with(&told.out));
            cuts += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: {cuts} cuts of streams of messages"
    ));
}

#[test]
fn a_garbled_stream_of_messages_never_panics() {
    let Some(streams) = streams() else { return };
    let mut chance = Chance(666);
    for recording in &streams {
        let mut body = recording.response.body.clone();
        for _ in 0..3 {
            let at = chance.next() as usize % body.len();
            body[at] = chance.next() as u8;
            let told = run(&chance.split(&body));
            assert!(told.end.is_err() || told.out.len() <= body.len());
        }
    }
}

#[test]
fn every_recorded_answer_of_messages_is_read_as_a_second_reading_does() {
    let Some(all) = load(Dialect::AnthropicMessages) else {
        return;
    };
    let mut read = 0;
    for recording in all
        .iter()
        .filter(|it| !it.stream && it.response.status < 400)
    {
        let name = recording.name();
        let body = &recording.response.body;
        let value: Value = serde_json::from_slice(body).unwrap();
        let reply = codec(Dialect::AnthropicMessages).read_whole(body);
        let reply = reply.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert_eq!(reply.usage, Some(usage(&value["usage"])), "{name}");
        assert_eq!(reply.model.as_deref(), value["model"].as_str(), "{name}");
        assert!(
            reply.text_bytes > 0 || value["content"] == json!([]),
            "{name}"
        );
        for at in [1, body.len() / 2, body.trim_ascii_end().len() - 1] {
            let failure = codec(Dialect::AnthropicMessages).read_whole(&body[..at]);
            assert_eq!(failure.unwrap_err().kind, FailureKind::Cut, "{name}");
        }
        read += 1;
    }
    recordings::say(&format!("recordings replayed: {read} answers of messages"));
}

#[test]
fn every_recorded_error_of_anthropics_dialects_is_of_the_kind_written_down() {
    let mut seen = [0; ERRORS.len()];
    for dialect in [Dialect::AnthropicMessages, Dialect::AnthropicCountTokens] {
        let Some(all) = load(dialect) else { return };
        for recording in all.iter().filter(|it| it.response.status >= 400) {
            let status = recording.response.status;
            let body = String::from_utf8_lossy(&recording.response.body);
            let row = ERRORS
                .iter()
                .position(|(of, words, _)| *of == status && body.contains(words))
                .unwrap_or_else(|| panic!("{} {status} fits no row: {body}", recording.name()));
            let failure = codec(dialect).read_failure(status, &HeaderMap::new(), body.as_bytes());
            assert_eq!(failure.kind, ERRORS[row].2, "{} {body}", recording.name());
            let said: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(said["error"]["message"], json!(failure.message));
            seen[row] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    let sum: i32 = seen.iter().sum();
    recordings::say(&format!("recordings replayed: {sum} errors of messages"));
}

#[test]
fn every_recorded_request_of_anthropics_dialects_is_read_and_spliced() {
    let mut read = 0;
    for dialect in [Dialect::AnthropicMessages, Dialect::AnthropicCountTokens] {
        let Some(all) = load(dialect) else { return };
        for recording in &all {
            let Some(body) = &recording.request.body else {
                continue;
            };
            let name = recording.name();
            let bytes = Bytes::copy_from_slice(body.get().as_bytes());
            let mut value: Value = serde_json::from_str(body.get()).unwrap();
            if value.get("model").is_none() {
                // Vertex names the model in the path, and no such call comes here.
                assert_eq!(recording.provider, "vertex", "{name}");
                continue;
            }
            let peek = codec(dialect).peek(&bytes, &PathSays::default()).unwrap();
            assert_eq!(value["model"], json!(peek.model), "{name}");
            assert_eq!(
                value["stream"].as_bool().unwrap_or(false),
                peek.stream,
                "{name}"
            );
            assert_eq!(value["max_tokens"].as_u64(), peek.max_output, "{name}");
            let turns = peek.turns_span.clone().map(|span| &bytes[span]);
            let turns = turns.map(|it| serde_json::from_slice::<Value>(it).unwrap());
            assert_eq!(value.get("messages"), turns.as_ref(), "{name}");
            let has_print = value.get("system").is_some() || value.get("tools").is_some();
            let print = codec(dialect).fingerprint(&bytes, &peek);
            assert_eq!(print.is_some(), has_print, "{name}");
            let edit = Edit {
                model: "other",
                ask_usage: true,
                ..Edit::default()
            };
            let spliced = codec(dialect).splice(&bytes, &peek, &edit);
            value["model"] = json!("other");
            assert_eq!(
                serde_json::from_slice::<Value>(&spliced).unwrap(),
                value,
                "{name}"
            );
            read += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: {read} requests of messages spliced"
    ));
}

#[test]
fn every_recorded_count_is_an_answer_that_used_nothing() {
    let Some(all) = load(Dialect::AnthropicCountTokens) else {
        return;
    };
    let mut counts = 0;
    for recording in all.iter().filter(|it| it.response.status < 400) {
        let reply = codec(Dialect::AnthropicCountTokens).read_whole(&recording.response.body);
        let expected = WholeReply {
            usage: Some(Usage {
                input: Some(Tokens(0)),
                output: Some(Tokens(0)),
                ..Usage::default()
            }),
            ..WholeReply::default()
        };
        assert_eq!(reply.unwrap(), expected, "{}", recording.name());
        counts += 1;
    }
    recordings::say(&format!("recordings replayed: {counts} counts of tokens"));
}
