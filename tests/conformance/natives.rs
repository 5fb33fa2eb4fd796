//! Dialects that providers alone speak, Cohere's and Ollama's own: every recorded answer is read as a
//! second reading reads it, and every recorded chat request is written as their pages say.

use crate::canon;
use crate::chance::Chance;
use pointsman_tests::recordings::{self, Recording};
use pointsman_units::Tokens;
use pointsman_wire::canon::{Finish, Losses, Manner, Part, Reply, Tongue};
use pointsman_wire::{Dialect, FailureKind, Usage, codec};
use serde_json::Value;

fn tongue(dialect: Dialect) -> &'static dyn Tongue {
    codec(dialect).tongue().unwrap()
}

/// What an answer says: text, thoughts, calls by name and arguments, the finish, and usage.
#[derive(Debug, Default, PartialEq)]
struct Said {
    text: String,
    thought: String,
    calls: Vec<(String, Value)>,
    finish: Finish,
    usage: Option<Usage>,
}

fn said(reply: &Reply) -> Said {
    let mut said = Said {
        usage: reply.usage,
        ..Said::default()
    };
    assert_eq!(reply.choices.len(), 1);
    for choice in &reply.choices {
        said.finish = choice.finish.clone();
        for part in &choice.parts {
            match part {
                Part::Text(text) => said.text.push_str(&text.text),
                Part::Reasoning(thought) => said.thought.push_str(&thought.text),
                Part::ToolCall(call) => {
                    let arguments = match call.arguments.as_str() {
                        "" => Value::Null,
                        text => serde_json::from_str(text).unwrap(),
                    };
                    said.calls.push((call.name.clone(), arguments));
                }
                Part::Media(_) | Part::ToolResult(_) | Part::Refusal(_) => panic!("{part:?}"),
            }
        }
    }
    said
}

fn usage(input: &Value, output: &Value, reasoning: &Value) -> Option<Usage> {
    let tokens = |value: &Value| value.as_u64().map(Tokens);
    input.as_u64().or(output.as_u64()).map(|_| Usage {
        input: tokens(input),
        output: tokens(output),
        reasoning: tokens(reasoning),
        ..Usage::default()
    })
}

/// Cohere's answer, or its events, by a tree.
fn cohere(events: &[Value]) -> Said {
    let mut said = Said::default();
    let mut arguments: Vec<String> = Vec::new();
    for event in events {
        let whole = event.get("message").is_some();
        let told = if whole { event } else { &event["delta"] };
        let message = &told["message"];
        said.text
            .push_str(message["tool_plan"].as_str().unwrap_or(""));
        let content = match &message["content"] {
            Value::Array(all) => all.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        for part in content {
            said.text.push_str(part["text"].as_str().unwrap_or(""));
            said.thought
                .push_str(part["thinking"].as_str().unwrap_or(""));
        }
        let calls = match &message["tool_calls"] {
            Value::Array(all) => all.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        for call in calls {
            let function = &call["function"];
            if let Some(name) = function["name"].as_str() {
                said.calls.push((name.to_owned(), Value::Null));
                arguments.push(String::new());
            }
            let more = function["arguments"].as_str().unwrap_or("");
            arguments.last_mut().unwrap().push_str(more);
        }
        said.finish = match told["finish_reason"].as_str() {
            Some("COMPLETE") => Finish::Stop,
            Some("TOOL_CALL") => Finish::ToolCalls,
            Some("MAX_TOKENS") => Finish::Length,
            Some("STOP_SEQUENCE") => Finish::StopSequence(None),
            Some(other) => panic!("{other}"),
            None => continue,
        };
        let (billed, counted) = (&told["usage"]["billed_units"], &told["usage"]["tokens"]);
        let thought = &counted["reasoning_tokens"];
        said.usage = usage(&billed["input_tokens"], &billed["output_tokens"], thought);
    }
    for (call, text) in said.calls.iter_mut().zip(arguments) {
        if !text.is_empty() {
            call.1 = serde_json::from_str(&text).unwrap();
        }
    }
    said
}

/// Ollama's lines, by a tree.
fn ollama(lines: &[Value]) -> Said {
    let mut said = Said::default();
    for line in lines {
        let message = &line["message"];
        said.text
            .push_str(message["content"].as_str().unwrap_or(""));
        said.thought
            .push_str(message["thinking"].as_str().unwrap_or(""));
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            let function = &call["function"];
            let name = function["name"].as_str().unwrap().to_owned();
            said.calls.push((name, function["arguments"].clone()));
        }
        if line["done"] == true {
            said.finish = match (line["done_reason"].as_str(), said.calls.is_empty()) {
                (Some("length"), _) => Finish::Length,
                (_, true) => Finish::Stop,
                (_, false) => Finish::ToolCalls,
            };
            let none = Value::Null;
            said.usage = usage(&line["prompt_eval_count"], &line["eval_count"], &none);
        }
    }
    let (text, thought) = crate::second_reading::apart(&said.text);
    said.text = text;
    said.thought.push_str(&thought);
    said
}

fn trees(recording: &Recording) -> Vec<Value> {
    let body = std::str::from_utf8(&recording.response.body).unwrap();
    let lines = match recording.dialect.as_str() {
        "cohere_chat_v2" if recording.stream => {
            let data = body.lines().filter_map(|line| line.strip_prefix("data:"));
            data.map(str::trim)
                .filter(|data| *data != "[DONE]")
                .collect()
        }
        "ollama_chat" if recording.stream => body.lines().collect(),
        _ => vec![body],
    };
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A dialect, and its second reading.
type Second = (Dialect, fn(&[Value]) -> Said);

const NATIVES: [Second; 2] = [
    (Dialect::CohereChatV2, cohere),
    (Dialect::OllamaChat, ollama),
];

#[test]
fn every_recorded_answer_of_a_native_dialect_is_read_as_a_second_reading_does() {
    for (dialect, second) in NATIVES {
        let Some(all) = recordings::load(dialect.word()) else {
            return;
        };
        let (mut wholes, mut streams) = (0, 0);
        let mut chance = Chance(11);
        for recording in all.iter().filter(|it| it.response.status < 400) {
            let (name, body) = (recording.name(), &recording.response.body);
            let reply = match recording.stream {
                true => canon::read_in_every_split(&name, tongue(dialect), 1, body, &mut chance),
                false => tongue(dialect)
                    .read_reply(body, &mut Losses::default())
                    .unwrap_or_else(|failure| panic!("{name}: {failure}")),
            };
            assert_eq!(said(&reply), second(&trees(recording)), "{name}");
            let cut = &body[..chance.next() as usize % body.trim_ascii_end().len()];
            let failure = match recording.stream {
                true => canon::read(tongue(dialect), 1, &[cut]).2.err(),
                false => tongue(dialect)
                    .read_reply(cut, &mut Losses::default())
                    .err(),
            };
            // Cohere's last frame may be cut behind the finish.
            let kind = failure.map(|failure| failure.kind);
            let whole = recording.stream && kind.is_none();
            assert!(
                whole || kind == Some(FailureKind::Cut),
                "{name}: {kind:?} {}",
                cut.len()
            );
            canon::survives_garbling(tongue(dialect), body, &mut chance);
            *(if recording.stream {
                &mut streams
            } else {
                &mut wholes
            }) += 1;
        }
        recordings::say(&format!(
            "recordings replayed: {wholes} answers and {streams} streams of {}",
            dialect.word()
        ));
    }
}

#[test]
fn every_recorded_error_of_a_native_dialect_is_told_by_its_status_and_words() {
    let mut kinds = Vec::new();
    for (dialect, _) in NATIVES {
        let Some(all) = recordings::load(dialect.word()) else {
            return;
        };
        for recording in all.iter().filter(|it| it.response.status >= 400) {
            let (status, body) = (recording.response.status, &recording.response.body);
            let failure = codec(dialect).read_failure(status, &http::HeaderMap::new(), body);
            kinds.push((recording.name(), failure.kind));
        }
    }
    let told: Vec<_> = kinds
        .iter()
        .map(|(name, kind)| (name.as_str(), *kind))
        .collect();
    let wanted = [
        ("cohere/119e6fd35852e54b", FailureKind::ContextTooLong),
        ("cohere/f14f2ec8f4e16412", FailureKind::NoSuchModel),
        ("ollama/5c9e9338d43caa72", FailureKind::NoSuchModel),
    ];
    assert_eq!(told, wanted);
}

/// The members that the dialect's page names, outermost.
fn members(dialect: Dialect) -> &'static [&'static str] {
    match dialect == Dialect::OllamaChat {
        true => &[
            "model",
            "messages",
            "tools",
            "format",
            "options",
            "stream",
            "think",
            "logprobs",
            "top_logprobs",
        ],
        false => &[
            "model",
            "messages",
            "tools",
            "tool_choice",
            "strict_tools",
            "response_format",
            "thinking",
            "temperature",
            "p",
            "k",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            "max_tokens",
            "stop_sequences",
            "stream",
        ],
    }
}

fn check_turn(name: &str, dialect: Dialect, turn: &Value) {
    let role = turn["role"].as_str().unwrap();
    assert!(
        ["system", "user", "assistant", "tool"].contains(&role),
        "{name} {role}"
    );
    let calls = turn["tool_calls"].as_array().into_iter().flatten();
    match dialect == Dialect::OllamaChat {
        true => {
            assert!(turn["content"].is_string(), "{name} {turn}");
            for call in calls {
                assert!(call["function"]["arguments"].is_object(), "{name} {call}");
            }
        }
        false => {
            let content = turn["content"].as_array().unwrap();
            assert!(
                !content.is_empty() || turn["tool_calls"].is_array(),
                "{name} {turn}"
            );
            for call in calls {
                assert!(call["function"]["arguments"].is_string(), "{name} {call}");
            }
        }
    }
}

#[test]
fn every_recorded_chat_request_is_written_as_the_native_dialects_have_it() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let manner = Manner {
        model: "m".to_owned(),
        thinks: Some(true),
        ..Manner::default()
    };
    let mut written = 0;
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let (name, mut losses) = (recording.name(), Losses::default());
        let read = tongue(Dialect::OpenaiChat).read_request(body.get().as_bytes(), &mut losses);
        let Ok(mut request) = read else { continue };
        request.name_results();
        for (dialect, _) in NATIVES {
            let bytes = tongue(dialect).write_request(&request, &manner, &mut losses);
            let tree: Value = serde_json::from_slice(&bytes).unwrap();
            for key in tree.as_object().unwrap().keys() {
                assert!(members(dialect).contains(&key.as_str()), "{name} {key}");
            }
            let turns = tree["messages"].as_array().unwrap();
            turns
                .iter()
                .for_each(|turn| check_turn(&name, dialect, turn));
            assert_eq!(tree["stream"], request.stream, "{name}");
            written += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: {written} chat requests written for native dialects"
    ));
}
