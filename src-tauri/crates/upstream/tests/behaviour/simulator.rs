//! What the simulator answers.

use crate::child;
use crate::stand::{an_account, attempt, failed, read, sender, within};
use futures_util::StreamExt;
use pointsman_catalog::Catalog;
use pointsman_engine::ports::{Outgoing, Upstream};
use pointsman_upstream::{Sender, Simulator, SimulatorPace};
use pointsman_wire::{Dialect, codec};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// An attempt at a simulated model.
pub fn simulated(model: &str, body: &Value) -> Outgoing {
    let account = Arc::new(an_account("simulator"));
    let mut outgoing = attempt(account, model, &body.to_string());
    outgoing.stream = body["stream"] == true;
    outgoing
}

pub fn hello(more: Value) -> Value {
    let mut body = json!({ "messages": [{ "role": "user", "content": "Hello there" }] });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The bytes of a sound answer.
async fn bytes(model: &str, body: &Value) -> Vec<u8> {
    let answer = sender().send(simulated(model, body)).await.unwrap();
    assert_eq!(answer.status, 200);
    let (bytes, failure) = read(answer.body).await;
    assert_eq!(failure, None);
    bytes
}

async fn whole(model: &str, more: Value) -> Value {
    serde_json::from_slice(&bytes(model, &hello(more)).await).unwrap()
}

/// The chunks of a stream, `[DONE]` left away.
async fn chunks(model: &str, mut more: Value) -> Vec<Value> {
    more["stream"] = json!(true);
    let text = String::from_utf8(bytes(model, &hello(more)).await).unwrap();
    let frames = text.strip_suffix("data: [DONE]\n\n").unwrap();
    let frames = frames.split_terminator("\n\n");
    frames
        .map(|frame| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap())
        .collect()
}

/// What the deltas of a stream at a pointer make together.
fn joined(chunks: &[Value], pointer: &str) -> String {
    let texts = chunks.iter().filter_map(|chunk| chunk.pointer(pointer));
    texts.filter_map(Value::as_str).collect()
}

fn usage_adds_up(usage: &Value) {
    let of = |name: &str| usage[name].as_u64().unwrap();
    assert!(of("prompt_tokens") > 0 && of("completion_tokens") > 0);
    let sum = of("prompt_tokens") + of("completion_tokens");
    assert_eq!(of("total_tokens"), sum);
}

#[tokio::test]
async fn the_same_request_gets_the_same_bytes_and_another_gets_others() {
    for stream in [false, true] {
        let body = hello(json!({ "stream": stream }));
        let first = bytes("sim-swift", &body).await;
        assert_eq!(bytes("sim-swift", &body).await, first);
        assert_ne!(bytes("sim-steady", &body).await, first);
        let other = hello(json!({ "stream": stream, "user": "u" }));
        assert_ne!(bytes("sim-swift", &other).await, first);
    }
}

#[tokio::test]
async fn a_seed_gives_the_same_text_streamed_or_not() {
    let seed = json!({ "seed": 7 });
    let answer = whole("sim-swift", seed.clone()).await;
    let text = answer["choices"][0]["message"]["content"].as_str().unwrap();
    let chunks = chunks("sim-swift", seed).await;
    assert_eq!(joined(&chunks, "/choices/0/delta/content"), text);
    assert!(text.contains("simulated") && !text.contains("Hello there"));
    assert_ne!(answer, whole("sim-swift", json!({ "seed": 8 })).await);
}

#[tokio::test]
async fn a_whole_answer_has_openais_shape_and_its_usage_adds_up() {
    let answer = whole("sim-swift", json!({})).await;
    assert_eq!(answer["object"], "chat.completion");
    assert_eq!(answer["model"], "sim-swift");
    assert_eq!(answer["choices"][0]["message"]["role"], "assistant");
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    usage_adds_up(&answer["usage"]);
    let read = codec(Dialect::OpenaiChat).read_whole(answer.to_string().as_bytes());
    assert!(read.unwrap().usage.is_some());
}

#[tokio::test]
async fn a_stream_has_a_role_deltas_an_end_and_usage_when_asked() {
    let chunks = chunks(
        "sim-swift",
        json!({ "stream_options": { "include_usage": true } }),
    )
    .await;
    let (usage, rest) = chunks.split_last().unwrap();
    assert_eq!(rest[0]["choices"][0]["delta"]["role"], "assistant");
    let end = rest.last().unwrap();
    assert_eq!(end["choices"][0]["finish_reason"], "stop");
    assert_eq!(end["choices"][0]["delta"], json!({}));
    assert!(
        rest.iter()
            .all(|chunk| chunk["usage"].is_null() && chunk.get("usage").is_some())
    );
    assert_eq!(usage["choices"], json!([]));
    usage_adds_up(&usage["usage"]);
    let spoken = (rest.len() - 2) as u64;
    assert_eq!(usage["usage"]["completion_tokens"], spoken);
}

#[tokio::test]
async fn a_stream_says_nothing_of_usage_unless_asked() {
    let chunks = chunks("sim-swift", json!({})).await;
    assert!(chunks.iter().all(|chunk| chunk.get("usage").is_none()));
}

#[tokio::test]
async fn every_stream_passes_the_tap_of_the_dialect() {
    let tool = json!([{ "type": "function", "function": { "name": "hello", "parameters": {
        "type": "object", "properties": { "city": { "type": "string" } } } } }]);
    for more in [
        json!({}),
        json!({ "stream_options": { "include_usage": true } }),
        json!({ "n": 3 }),
        json!({ "max_tokens": 1 }),
        json!({ "tools": tool }),
        json!({ "tools": tool, "max_tokens": 4 }),
        json!({ "response_format": { "type": "json_object" } }),
    ] {
        for model in ["sim-swift", "sim-steady", "sim-thinker"] {
            let mut body = hello(more.clone());
            body["stream"] = json!(true);
            let mut answer = sender().send(simulated(model, &body)).await.unwrap().body;
            let mut tap = codec(Dialect::OpenaiChat).tap(false);
            let mut out = Vec::new();
            while let Some(piece) = answer.next().await {
                tap.push(piece.unwrap(), &mut out).unwrap();
            }
            let seen = tap.end(&mut out).unwrap();
            assert!(seen.whole && seen.content, "{model} {more}");
            assert_eq!(tap.model(), Some(model));
            let asked = more.get("stream_options").is_some();
            assert_eq!(tap.usage().is_some(), asked, "{model} {more}");
        }
    }
}

#[tokio::test]
async fn the_thinker_thinks_before_it_speaks() {
    let seed = json!({ "seed": 1, "stream_options": { "include_usage": true } });
    let answer = whole("sim-thinker", json!({ "seed": 1 })).await;
    let message = &answer["choices"][0]["message"];
    let chunks = chunks("sim-thinker", seed).await;
    let thought = joined(&chunks, "/choices/0/delta/reasoning_content");
    assert_eq!(message["reasoning_content"], thought.as_str());
    let speaks = |chunk: &Value| {
        let text = chunk.pointer("/choices/0/delta/content");
        text.and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    let first = chunks.iter().position(speaks).unwrap();
    let later = &chunks[first..];
    assert_eq!(joined(later, "/choices/0/delta/reasoning_content"), "");
    let used = &answer["usage"]["completion_tokens_details"]["reasoning_tokens"];
    assert_eq!(used, (first - 1) as u64);
}

#[tokio::test]
async fn stops_at_the_most_tokens_allowed() {
    for (model, most) in [("sim-swift", 5), ("sim-thinker", 3), ("sim-thinker", 40)] {
        let answer = whole(model, json!({ "max_completion_tokens": most })).await;
        if answer["choices"][0]["finish_reason"] == "length" {
            assert_eq!(answer["usage"]["completion_tokens"], most, "{model}");
        } else {
            assert_eq!(most, 40);
        }
    }
}

#[tokio::test]
async fn gives_as_many_choices_as_asked() {
    let answer = whole("sim-swift", json!({ "n": 3 })).await;
    let choices = answer["choices"].as_array().unwrap();
    let text = |at: usize| &choices[at]["message"]["content"];
    assert_eq!(choices.len(), 3);
    assert_eq!(choices[2]["index"], 2);
    assert!(text(0) != text(1) || text(1) != text(2));
}

fn weather() -> Value {
    let tool = |name: &str, key: &str| {
        json!({ "type": "function", "function": { "name": name, "parameters": {
            "type": "object",
            "properties": { key: { "type": "string" }, "days": { "type": "integer", "minimum": 1, "maximum": 3 } },
            "required": [key, "days"],
        } } })
    };
    json!([tool("get_weather", "city"), tool("get_time", "zone")])
}

#[tokio::test]
async fn calls_tools_with_arguments_that_fit_streamed_and_not() {
    for (text, names) in [
        ("weather in Paris?", vec!["get_weather"]),
        ("weather and time, both", vec!["get_weather", "get_time"]),
    ] {
        let more = json!({ "seed": 3, "tools": weather(), "messages": [{ "role": "user", "content": text }] });
        let answer = whole("sim-steady", more.clone()).await;
        assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
        assert!(answer["choices"][0]["message"]["content"].is_null());
        let calls = answer["choices"][0]["message"]["tool_calls"]
            .as_array()
            .unwrap();
        let called: Vec<_> = calls.iter().map(|call| &call["function"]["name"]).collect();
        assert_eq!(called, names);
        let chunks = chunks("sim-steady", more).await;
        for (at, call) in calls.iter().enumerate() {
            let written = call["function"]["arguments"].as_str().unwrap();
            let arguments: Value = serde_json::from_str(written).unwrap();
            assert!((1..=3).contains(&arguments["days"].as_i64().unwrap()));
            assert_eq!(arguments.as_object().unwrap().len(), 2);
            let of_call = chunks
                .iter()
                .filter_map(|chunk| chunk.pointer("/choices/0/delta/tool_calls/0"));
            let deltas: Vec<Value> = of_call
                .filter(|delta| delta["index"] == at)
                .cloned()
                .collect();
            assert_eq!(joined(&deltas, "/function/arguments"), written);
            assert_eq!(joined(&deltas, "/id"), call["id"].as_str().unwrap());
        }
    }
}

#[tokio::test]
async fn takes_pictures_and_counts_them() {
    let with = |content: Value| json!({ "messages": [{ "role": "user", "content": content }] });
    let text = json!({ "type": "text", "text": "Look" });
    let picture =
        json!({ "type": "image_url", "image_url": { "url": "data:image/png;base64,AAAA" } });
    let without = whole("sim-swift", with(json!([text]))).await;
    let seen = whole("sim-swift", with(json!([text, picture]))).await;
    let input = |answer: &Value| answer["usage"]["prompt_tokens"].as_u64().unwrap();
    assert_eq!(input(&seen), input(&without) + 85);
}

#[tokio::test]
async fn answers_a_request_that_is_none_as_openai_does() {
    for (model, body, status, code) in [
        ("sim-swift", json!([]), 400, Value::Null),
        ("sim-swift", json!({ "messages": [] }), 400, Value::Null),
        ("sim-swift", hello(json!({ "n": 0 })), 400, Value::Null),
        (
            "sim-nobody",
            hello(json!({})),
            404,
            json!("model_not_found"),
        ),
        (
            "sim-swift@30",
            hello(json!({})),
            404,
            json!("model_not_found"),
        ),
    ] {
        let answer = sender().send(simulated(model, &body)).await.unwrap();
        assert_eq!(answer.status, status, "{model} {body}");
        let error: Value = serde_json::from_slice(&read(answer.body).await.0).unwrap();
        assert_eq!(error["error"]["code"], code, "{model} {body}");
        assert!(error["error"]["message"].is_string());
    }
}

#[tokio::test]
async fn an_account_of_no_provider_is_told_so() {
    let mut account = an_account("simulator");
    account.provider = "nobody".to_owned();
    let mut outgoing = simulated("sim-swift", &hello(json!({})));
    outgoing.account = Arc::new(account);
    let failure = failed(sender().send(outgoing).await);
    assert!(failure.message.contains("`nobody`"), "{failure}");
}

fn paced() -> Sender {
    let pace = SimulatorPace {
        first_token: Duration::from_secs(2),
        per_token: Duration::from_secs(1),
        slow: Duration::from_secs(100),
    };
    let keys = Arc::new(crate::stand::Ring(Ok("")));
    Sender::new(Catalog::built_in(), keys, Simulator::new(pace))
}

#[tokio::test(start_paused = true)]
async fn speaks_at_the_pace_of_its_model() {
    // Model, until the head, until the first content, and for each further token, in seconds.
    for (model, head, first, each) in [("sim-swift", 1, 3, 1), ("sim-steady", 2, 6, 2)] {
        let began = Instant::now();
        let body = hello(json!({ "stream": true }));
        let mut answer = paced().send(simulated(model, &body)).await.unwrap().body;
        assert_eq!(began.elapsed(), Duration::from_secs(head));
        let mut times = Vec::new();
        while answer.next().await.is_some() {
            times.push(began.elapsed().as_secs());
        }
        assert_eq!(times[1..4], [first, first + each, first + 2 * each]);
    }
    let began = Instant::now();
    let body = hello(json!({ "max_tokens": 5 }));
    let answer = paced().send(simulated("sim-swift", &body)).await.unwrap();
    within(read(answer.body)).await;
    assert_eq!(began.elapsed(), Duration::from_secs(7));
}

#[test]
fn a_scale_shortens_every_span() {
    let quick = SimulatorPace::default().scaled(10);
    assert_eq!(quick.first_token, Duration::from_millis(25));
    assert_eq!(quick.slow, Duration::from_millis(2_500));
    assert_eq!(SimulatorPace::default().scaled(0).per_token, Duration::ZERO);
}

#[test]
fn the_environment_scales_the_pace_of_a_process() {
    const NAME: &str = "simulator::the_environment_scales_the_pace_of_a_process";
    let usual = SimulatorPace::default();
    if child::is_child() {
        assert_eq!(SimulatorPace::from_environment(), usual.scaled(10));
    } else {
        child::run(NAME, &[("POINTSMAN_SIMULATOR_PACE", "10")]);
    }
}
