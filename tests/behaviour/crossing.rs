//! Calls across families through the real binary: a client of each dialect, a provider of each other,
//! whose answers are recorded traffic; one by one, and 64 at a time.

use bytes::Bytes;
use pointsman_tests::client::{self, Answer};
use pointsman_tests::proxy::{Proxy, calls};
use pointsman_tests::recordings::{self, Recording};
use pointsman_tests::upstream::{Act, Received, Upstream, json};
use pointsman_wire::canon::{Event, Losses, Part, Piece, Slot};
use pointsman_wire::{Dialect, codec};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The conversations that cross.
const FAMILIES: [Dialect; 4] = [
    Dialect::OpenaiChat,
    Dialect::OpenaiResponses,
    Dialect::AnthropicMessages,
    Dialect::GeminiGenerate,
];
/// Of each provider's recordings in one dialect, so many cross here; all of them do in the
/// conformance tests, without sockets.
const OF_EACH_PROVIDER: usize = 6;
/// So many calls at the same time.
const AT_ONCE: usize = 64;

/// What an answer says, whichever dialect it is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    text: String,
    calls: Vec<(String, Value)>,
    used: Option<(Option<u64>, Option<u64>)>,
}

impl Said {
    /// Reads a whole answer or a stream; `None` where it is no sound one.
    fn read(dialect: Dialect, stream: bool, body: &[u8]) -> Option<Self> {
        let tongue = codec(dialect).tongue()?;
        if !stream {
            let reply = tongue.read_reply(body, &mut Losses::default()).ok()?;
            let mut said = Self {
                used: reply.usage.map(used),
                ..Self::default()
            };
            for part in reply.choices.into_iter().next()?.parts {
                match part {
                    Part::Text(text) => said.text += &text.text,
                    Part::ToolCall(call) => said.called(call.name, &call.arguments),
                    Part::Refusal(text) => said.text += &text,
                    Part::Reasoning(_) | Part::Media(_) | Part::ToolResult(_) => {}
                }
            }
            return Some(said);
        }
        let mut reader = tongue.reader(1);
        let mut events = Vec::new();
        reader
            .push(Bytes::copy_from_slice(body), &mut events)
            .ok()?;
        reader.end(&mut events).ok()?;
        Some(Self::of_stream(events))
    }

    fn of_stream(events: Vec<Event>) -> Self {
        let mut said = Self::default();
        let mut open: BTreeMap<Slot, (String, String)> = BTreeMap::new();
        let mut thoughts: Vec<Slot> = Vec::new();
        for event in events {
            match event {
                Event::Open(slot, pointsman_wire::canon::Block::ToolCall { name, .. }) => {
                    open.insert(slot, (name, String::new()));
                }
                Event::Open(slot, pointsman_wire::canon::Block::Reasoning { .. }) => {
                    thoughts.push(slot);
                }
                Event::Piece(slot, Piece::Text(text)) if !thoughts.contains(&slot) => {
                    said.text += &text;
                }
                Event::Piece(slot, Piece::Arguments(text)) => {
                    open.get_mut(&slot).unwrap().1 += &text;
                }
                Event::Usage(usage) => said.used = Some(used(usage)),
                Event::Open(..)
                | Event::Piece(..)
                | Event::Start { .. }
                | Event::Close(_)
                | Event::Finish { .. }
                | Event::End => {}
            }
        }
        for (name, arguments) in open.into_values() {
            said.called(name, &arguments);
        }
        said
    }

    fn called(&mut self, name: String, arguments: &str) {
        let text = if arguments.trim().is_empty() {
            "{}"
        } else {
            arguments
        };
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        self.calls.push((name, value));
    }
}

fn used(usage: pointsman_wire::Usage) -> (Option<u64>, Option<u64>) {
    (usage.input.map(|it| it.0), usage.output.map(|it| it.0))
}

struct Rig {
    _folder: tempfile::TempDir,
    proxy: Proxy,
    _upstream: Upstream,
}

impl Rig {
    /// One account for each dialect, all at a provider that answers `rec-N` with the Nth recording.
    fn start(answers: Vec<Vec<Act>>) -> Self {
        let upstream = Upstream::start(move |received| answers[asked(received)].clone());
        let mut files = "version = 1\n".to_owned();
        for dialect in FAMILIES {
            files.push_str(&format!(
                "\n[[account]]\nname = \"{0}\"\nprovider = \"custom\"\ndialect = \"{0}\"\nbase_url = \"{1}\"\nkey = \"env:UPSTREAM_KEY\"\n",
                dialect.word(),
                upstream.base_url()
            ));
        }
        let folder = tempfile::tempdir().unwrap();
        let proxy = Proxy::start(folder.path(), &[("accounts.toml", &files)]);
        Self {
            _folder: folder,
            proxy,
            _upstream: upstream,
        }
    }

    fn ask(&self, client: Dialect, model: &str, stream: bool) -> Answer {
        let (path, body) = question(client, model, stream);
        send(&self.proxy, &path, &body)
    }
}

fn send(proxy: &Proxy, path: &str, body: &str) -> Answer {
    let headers = [
        ("x-pointsman-key", proxy.key.as_str()),
        ("content-type", "application/json"),
        ("anthropic-version", "2023-06-01"),
    ];
    client::send(proxy.address, "POST", path, &headers, body.as_bytes()).finish()
}

/// Which recording a request asks for.
fn asked(received: &Received) -> usize {
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    let of_path = || received.path.split("/models/").nth(1);
    let model = body["model"].as_str().or_else(of_path).unwrap();
    let number = model.strip_prefix("rec-").unwrap();
    let end = number.find(|c: char| !c.is_ascii_digit());
    number[..end.unwrap_or(number.len())].parse().unwrap()
}

/// The path and body of a plain question.
fn question(client: Dialect, model: &str, stream: bool) -> (String, String) {
    let turn = r#"[{"role":"user","content":"Go on."}]"#;
    match client {
        Dialect::OpenaiResponses => (
            "/v1/responses".to_owned(),
            format!(r#"{{"model":"{model}","input":"Go on.","stream":{stream}}}"#),
        ),
        Dialect::AnthropicMessages => (
            "/v1/messages".to_owned(),
            format!(
                r#"{{"model":"{model}","max_tokens":4096,"messages":{turn},"stream":{stream}}}"#
            ),
        ),
        Dialect::GeminiGenerate => {
            let verb = match stream {
                true => "streamGenerateContent?alt=sse",
                false => "generateContent",
            };
            (
                format!("/v1beta/models/{model}:{verb}"),
                r#"{"contents":[{"role":"user","parts":[{"text":"Go on."}]}]}"#.to_owned(),
            )
        }
        Dialect::OpenaiChat
        | Dialect::OpenaiCompletions
        | Dialect::OpenaiEmbeddings
        | Dialect::AnthropicCountTokens
        | Dialect::GeminiCountTokens
        | Dialect::CohereChatV2
        | Dialect::OllamaChat => {
            let usage = match stream {
                true => r#","stream_options":{"include_usage":true}"#,
                false => "",
            };
            (
                "/v1/chat/completions".to_owned(),
                format!(r#"{{"model":"{model}","messages":{turn},"stream":{stream}{usage}}}"#),
            )
        }
    }
}

fn answer(recording: &Recording) -> Vec<Act> {
    let kind = match recording.stream {
        true => "text/event-stream",
        false => "application/json",
    };
    let head = vec![("content-type".to_owned(), kind.to_owned())];
    vec![
        Act::Head(recording.response.status, head),
        Act::Chunk(recording.response.body.clone()),
        Act::End,
    ]
}

/// A recording, the dialect it is in, and what it says.
type Sample = (Dialect, bool, String, Said);

/// Some sound recordings of each provider and dialect, and how each is answered.
fn samples() -> Option<(Vec<Sample>, Vec<Vec<Act>>)> {
    let mut found = Vec::new();
    let mut answers = Vec::new();
    for dialect in FAMILIES
        .into_iter()
        .filter(|it| codec(*it).tongue().is_some())
    {
        let mut taken: BTreeMap<(String, bool), usize> = BTreeMap::new();
        for recording in recordings::load(dialect.word())? {
            // Only one choice is plain in every dialect, and a redaction is no answer.
            let plain = recording.response.status == 200 && !recording.has_tag("n_choices");
            let of_provider = (recording.provider.clone(), recording.stream);
            let count = taken.entry(of_provider).or_default();
            if !plain || *count >= OF_EACH_PROVIDER {
                continue;
            }
            let body = &recording.response.body;
            if let Some(said) = Said::read(dialect, recording.stream, body) {
                *count += 1;
                answers.push(answer(&recording));
                found.push((dialect, recording.stream, recording.name(), said));
            }
        }
    }
    Some((found, answers))
}

/// What of an answer another client does not get, in words; `None` when it gets all.
fn amiss(client: Dialect, (_, stream, _, said): &Sample, answer: &Answer) -> Option<String> {
    if answer.status != 200 || !answer.complete {
        return Some(format!("{}: {}", answer.status, answer.text()));
    }
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.contains("event-stream") != *stream {
        return Some(kind.to_owned());
    }
    let Some(got) = Said::read(client, *stream, &answer.body) else {
        return Some(format!("no sound answer: {}", answer.text()));
    };
    if got.text.trim() != said.text.trim() || got.calls != said.calls {
        return Some(format!("{said:?} became {got:?}"));
    }
    (said.used.is_some() && got.used != said.used)
        .then(|| format!("{:?} became {:?}", said.used, got.used))
}

/// Every crossing of the samples: the client's dialect and the sample's place.
fn crossings(samples: &[Sample]) -> Vec<(Dialect, usize)> {
    let clients = FAMILIES
        .into_iter()
        .filter(|it| codec(*it).tongue().is_some());
    let all = clients.flat_map(|client| (0..samples.len()).map(move |at| (client, at)));
    all.filter(|(client, at)| samples[*at].0 != *client)
        .collect()
}

#[test]
fn recorded_answers_cross_to_every_other_client_alone_and_64_at_a_time() {
    let Some((samples, answers)) = samples() else {
        return;
    };
    let rig = Rig::start(answers);
    let crossings = crossings(&samples);
    let cross = |(client, at): &(Dialect, usize)| {
        let sample = &samples[*at];
        let model = format!("{}/rec-{at}", sample.0.word());
        let answer = rig.ask(*client, &model, sample.1);
        let wrong = amiss(*client, sample, &answer)?;
        let (from, name) = (sample.0.word(), &sample.2);
        Some(format!("{name} from {from} to {}: {wrong}", client.word()))
    };
    let alone: Vec<String> = crossings.iter().filter_map(cross).collect();
    let next = Mutex::new(crossings.iter());
    let together = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(crossing) = { next.lock().unwrap().next() } {
                    together.lock().unwrap().extend(cross(crossing));
                }
            });
        }
    });
    let together = together.into_inner().unwrap();
    let (all, right) = (crossings.len(), crossings.len() - alone.len());
    recordings::say(&format!(
        "crossings through the binary: {right} of {all} right, {} amiss at {AT_ONCE} in flight",
        together.len()
    ));
    for wrong in alone.iter().take(40) {
        recordings::say(&wrong.chars().take(400).collect::<String>());
    }
    assert!(all > 0 && right * 100 >= all * 99, "{right} of {all}");
    assert_eq!(
        together.len(),
        alone.len(),
        "calls in flight disturb each other"
    );
}

/// A provider of Anthropic's dialect that calls a tool with its thoughts signed, and then answers.
fn thinks_and_calls(seen: Arc<Mutex<Vec<Value>>>) -> impl Fn(&Received) -> Vec<Act> + Send + Sync {
    move |received| {
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        let mut seen = seen.lock().unwrap();
        seen.push(body);
        let content = match seen.len() {
            1 => {
                r#"[{"type":"thinking","thinking":"Look.","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"x"}}]"#
            }
            _ => r#"[{"type":"text","text":"It is red."}]"#,
        };
        let stop = if seen.len() == 1 {
            "tool_use"
        } else {
            "end_turn"
        };
        json(
            200,
            format!(
                r#"{{"id":"msg_1","type":"message","role":"assistant","model":"m","content":{content},"stop_reason":"{stop}","stop_sequence":null,"usage":{{"input_tokens":9,"output_tokens":9}}}}"#
            ),
        )
    }
}

#[test]
fn a_conversation_with_tools_crosses_and_comes_back_with_its_thoughts() {
    let seen: Arc<Mutex<Vec<Value>>> = Arc::default();
    let upstream = Upstream::start(thinks_and_calls(Arc::clone(&seen)));
    let accounts = format!(
        "version = 1\n[[account]]\nname = \"claude\"\nprovider = \"custom\"\ndialect = \"anthropic_messages\"\nbase_url = \"{}\"\nkey = \"env:UPSTREAM_KEY\"\n",
        upstream.base_url()
    );
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::start(folder.path(), &[("accounts.toml", &accounts)]);
    let tools = r#""reasoning_effort":"high","tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{}}}}]"#;
    let user = r#"{"role":"user","content":"What colour is x?"}"#;
    let model = "claude/m";
    let ask = |turns: &str| {
        let body = format!(r#"{{"model":"{model}","messages":[{turns}],{tools}}}"#);
        let answer = send(&proxy, "/v1/chat/completions", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    let called = ask(user);
    let call = &called["choices"][0]["message"]["tool_calls"];
    assert_eq!(
        called["choices"][0]["finish_reason"], "tool_calls",
        "{called}"
    );
    // As a client that knows only the published fields sends it back.
    let next = format!(
        r#"{user},{{"role":"assistant","content":null,"tool_calls":{call}}},{{"role":"tool","tool_call_id":"toolu_1","content":"red"}}"#
    );
    let told = ask(&next);
    assert_eq!(told["choices"][0]["message"]["content"], "It is red.");
    let seen = seen.lock().unwrap();
    let turn = &seen[1]["messages"][1]["content"];
    assert_eq!(turn[0]["type"], "thinking", "{}", seen[1]);
    assert_eq!(turn[0]["signature"], "c2ln");
    assert_eq!(turn[1]["type"], "tool_use");
    let sent = &upstream.received()[0];
    assert_eq!(sent.path, "/v1/messages");
    assert_eq!(sent.header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(sent.header("x-api-key"), Some("upstream-secret-7f3a"));
    assert_eq!(sent.header("authorization"), None);
    let call = &calls(folder.path(), 1)[0];
    assert_eq!(call["attempts"][0]["translated"], "Anthropic Messages");
}

#[test]
fn a_recorded_error_is_told_in_each_clients_dialect() {
    let Some(all) = recordings::load("anthropic_messages") else {
        return;
    };
    let errors = all.into_iter().filter(|it| it.response.status >= 400);
    let errors: Vec<Recording> = errors.filter(|it| it.provider == "anthropic").collect();
    let rig = Rig::start(errors.iter().map(answer).collect());
    let mut told = 0;
    for (at, recording) in errors.iter().enumerate() {
        let theirs: Value = serde_json::from_slice(&recording.response.body).unwrap_or_default();
        let Some(message) = theirs["error"]["message"].as_str() else {
            continue;
        };
        let begin: String = message
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .collect();
        let model = format!("anthropic_messages/rec-{at}");
        let answer = rig.ask(Dialect::OpenaiChat, &model, false);
        let name = recording.name();
        assert!(answer.status >= 400, "{name}: {}", answer.text());
        let ours: Value = serde_json::from_slice(&answer.body).unwrap();
        let text = ours["error"]["message"].as_str().unwrap_or_default();
        assert!(text.contains(&begin), "{name}: {text}");
        assert!(
            ours["type"].is_null() && ours["error"]["code"].is_string(),
            "{name}: {ours}"
        );
        told += 1;
    }
    recordings::say(&format!("errors told across families: {told}"));
    assert!(told > 0);
}
