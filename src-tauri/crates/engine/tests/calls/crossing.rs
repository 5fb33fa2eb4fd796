//! Calls whose target speaks another dialect than the client.

use crate::support::{Answer, Got, House, Step, TWO, account, chat};
use bytes::Bytes;
use pointsman_engine::record::Outcome;
use pointsman_wire::{Dialect, FailureKind};
use serde_json::{Value, json};

const CHAINS: &str = r#"version = 1
default = "auto"
[chain.auto]
retries = 0
steps = [{ targets = ["claude/c-1", "maker/m-1"] }]
[chain.other]
retries = 0
steps = [{ targets = ["maker/m-1", "claude/c-1"] }]
[chain.strict]
retries = 0
forbid = ["cache_control"]
steps = [{ targets = ["maker/m-1", "claude/c-1"] }]
"#;

fn house() -> House {
    let accounts = vec![account("claude", "claude"), account("maker", "maker")];
    House::with(CHAINS, accounts, 7)
}

/// A request of Anthropic's dialect.
fn message(model: &str, stream: bool) -> String {
    format!(
        r#"{{"model":"{model}","max_tokens":64,"system":"Be brief.","messages":[{{"role":"user","content":"Hello"}}],"stream":{stream}}}"#
    )
}

/// A whole answer of Anthropic's dialect, with 100 input and 50 output tokens.
fn whole() -> String {
    r#"{"id":"msg_1","type":"message","role":"assistant","model":"c-1-0101","content":[{"type":"text","text":"Hi there"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":50}}"#.to_owned()
}

fn event(value: &Value) -> Bytes {
    let name = value["type"].as_str().unwrap();
    format!("event: {name}\ndata: {value}\n\n").into()
}

fn opening() -> [Bytes; 2] {
    [
        event(
            &json!({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"c-1-0101","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":1}}}),
        ),
        event(
            &json!({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}),
        ),
    ]
}

fn speaks(text: &str) -> Bytes {
    event(
        &json!({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":text}}),
    )
}

fn closing() -> [Bytes; 3] {
    [
        event(&json!({"type":"content_block_stop","index":0})),
        event(
            &json!({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":50}}),
        ),
        event(&json!({"type":"message_stop"})),
    ]
}

/// A whole stream of Anthropic's dialect.
fn stream(pieces: &[&str]) -> Vec<Step> {
    let spoken = pieces.iter().map(|text| speaks(text));
    let frames = opening().into_iter().chain(spoken).chain(closing());
    frames.map(Step::Bytes).collect()
}

fn chats(pieces: &[&str]) -> Vec<Step> {
    let said = pieces.iter().map(|text| chat::says(text));
    let frames = [chat::role()].into_iter().chain(said);
    let frames = frames.chain([chat::stop(), chat::usage(), chat::done()]);
    frames.map(Step::Bytes).collect()
}

/// Breaks off behind what came.
fn cut(mut steps: Vec<Step>, keep: usize) -> Vec<Step> {
    steps.truncate(keep);
    steps.push(Step::Breaks(FailureKind::Cut));
    steps
}

fn body(got: &Got) -> Value {
    serde_json::from_str(&got.text()).unwrap_or_else(|_| panic!("{}", got.text()))
}

fn sent(house: &House, at: usize) -> Value {
    serde_json::from_str(&house.world.sent()[at].body).unwrap()
}

/// The data of each frame of a stream but `[DONE]`.
fn frames(got: &Got) -> Vec<Value> {
    let text = got.text();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let json = data.filter(|data| *data != "[DONE]");
    json.map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

/// The text that an OpenAI client reads.
fn chat_text(got: &Got) -> String {
    let frames = frames(got);
    let pieces = frames
        .iter()
        .filter_map(|it| it["choices"][0]["delta"]["content"].as_str());
    pieces.collect()
}

/// The text that an Anthropic client reads.
fn message_text(got: &Got) -> String {
    let frames = frames(got);
    frames
        .iter()
        .filter_map(|it| it["delta"]["text"].as_str())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn an_anthropic_client_is_answered_by_a_provider_that_speaks_chat() {
    let house = house();
    house.script(
        "maker/m-1",
        [Answer::whole(chat::whole())
            .with("x-request-id", "req_1")
            .with("x-ratelimit-remaining-requests", "7")],
    );
    let ask = message("maker/m-1", false);
    let got = house.ask_in(Dialect::AnthropicMessages, ask).await;
    assert_eq!(got.head.status, 200, "{}", got.text());
    let asked = sent(&house, 0);
    assert_eq!(asked["model"], "m-1");
    assert_eq!(asked["messages"][0]["role"], "system");
    assert_eq!(asked["messages"][1]["content"], "Hello");
    assert_eq!(house.world.sent()[0].path, "/chat/completions");
    let answer = body(&got);
    assert_eq!(answer["type"], "message");
    assert_eq!(answer["content"][0]["text"], "Hi there");
    assert_eq!(answer["stop_reason"], "end_turn");
    assert_eq!(answer["usage"]["input_tokens"], 100);
    assert_eq!(answer["usage"]["output_tokens"], 50);
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.header("request-id"), Some("req_1"));
    assert_eq!(got.header("x-request-id"), None);
    let left = "anthropic-ratelimit-requests-remaining";
    assert_eq!(got.header(left), Some("7"));
    assert_eq!(got.header("x-pointsman-losses"), Some("none"));
    assert_eq!(got.header("x-pointsman-cost-usd"), Some("0.0002"));
    let began = house.book.began().remove(0).attempt;
    assert_eq!(began.translated, Some(Dialect::OpenaiChat));
    assert_eq!(house.book.ends()[0].losses, []);
}

#[tokio::test(start_paused = true)]
async fn a_chat_client_streams_from_a_provider_that_speaks_messages() {
    let house = house();
    house.script("claude/c-1", [Answer::stream(stream(&["Hi ", "there"]))]);
    let got = house.ask(chat::request("claude/c-1", true)).await;
    assert_eq!(got.head.status, 200);
    assert_eq!(chat_text(&got), "Hi there");
    assert!(got.text().ends_with("data: [DONE]\n\n"), "{}", got.text());
    assert!(!got.text().contains("event:"), "{}", got.text());
    let finishes = frames(&got);
    let last = finishes.last().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    let asked = sent(&house, 0);
    assert_eq!(asked["model"], "c-1");
    assert_eq!(asked["stream"], true);
    // Anthropic must be told a most; the model's own is the catalogue's.
    assert_eq!(asked["max_tokens"], 8000);
    let end = &house.book.ends()[0];
    let used = (end.usage.input, end.usage.output);
    assert_eq!(used.0.map(|it| it.0), Some(100));
    assert_eq!(used.1.map(|it| it.0), Some(50));
    assert_eq!(end.said_model.as_deref(), Some("c-1-0101"));
}

#[tokio::test(start_paused = true)]
async fn a_chain_falls_back_across_families_both_ways() {
    let house = house();
    let fails = || Answer::status(503, chat::error("busy", "overloaded"));
    house.script("maker/m-1", [fails(), Answer::whole(chat::whole())]);
    let theirs = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    house.script(
        "claude/c-1",
        [Answer::whole(whole()), Answer::status(529, theirs)],
    );
    let got = house.ask(chat::request("chain/other", false)).await;
    assert_eq!(body(&got)["object"], "chat.completion");
    assert_eq!(body(&got)["choices"][0]["message"]["content"], "Hi there");
    assert_eq!(got.header("x-pointsman-target"), Some("claude/c-1"));
    let ask = message("chain/auto", false);
    let got = house.ask_in(Dialect::AnthropicMessages, ask).await;
    assert_eq!(body(&got)["type"], "message");
    assert_eq!(got.header("x-pointsman-target"), Some("maker/m-1"));
    let moved = got.header("x-pointsman-moved").unwrap();
    assert!(moved.starts_with("overloaded: claude/c-1"), "{moved}");
}

#[tokio::test(start_paused = true)]
async fn an_error_is_told_in_the_clients_dialect_with_the_providers_message() {
    let house = house();
    let theirs = r#"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: range 0..1"},"request_id":"req_9"}"#;
    house.script("claude/c-1", [Answer::status(400, theirs)]);
    let got = house.ask(chat::request("claude/c-1", false)).await;
    assert_eq!(got.head.status, 400);
    let message = got.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("temperature: range 0..1"), "{message}");
    assert_eq!(body(&got)["type"], Value::Null);
    // In the same dialect it is the provider's own.
    house.script("claude/c-1", [Answer::status(400, theirs)]);
    let ask = self::message("claude/c-1", false);
    let got = house.ask_in(Dialect::AnthropicMessages, ask).await;
    assert_eq!(got.text(), theirs);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_ends_with_an_error_of_the_clients_dialect() {
    let house = house();
    house.script("maker/m-1", [Answer::stream(cut(chats(&["Hel", "lo"]), 2))]);
    let ask = message("maker/m-1", true);
    let got = house.ask_in(Dialect::AnthropicMessages, ask).await;
    assert_eq!(message_text(&got), "Hel");
    let frames = frames(&got);
    assert_eq!(frames.last().unwrap()["type"], "error", "{}", got.text());
    assert!(!got.text().contains("message_stop"), "{}", got.text());
    assert_eq!(house.book.ends()[0].failure, Some(FailureKind::Cut));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_is_made_whole_by_another_family() {
    for first_is_claude in [true, false] {
        let house = house();
        let (claude, maker) = match first_is_claude {
            true => (cut(stream(&["Hel", "lo"]), 3), chats(&["Hello", " all"])),
            false => (stream(&["Hello", " all"]), cut(chats(&["Hel", "lo"]), 2)),
        };
        house.script("claude/c-1", [Answer::stream(claude)]);
        house.script("maker/m-1", [Answer::stream(maker)]);
        let chain = match first_is_claude {
            true => "chain/auto",
            false => "chain/other",
        };
        let got = house.ask(chat::request(chain, true)).await;
        assert_eq!(chat_text(&got), "Hello all", "{}", got.text());
        assert!(got.text().ends_with("data: [DONE]\n\n"), "{}", got.text());
        let all = frames(&got);
        let ids: Vec<&Value> = all.iter().map(|frame| &frame["id"]).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let began = house.book.began();
        assert_eq!(began[1].attempt.translated.is_none(), first_is_claude);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_is_on_record_and_in_a_header_and_a_chain_may_forbid_it() {
    let marked = |model: &str| {
        format!(
            r#"{{"model":"{model}","max_tokens":64,"messages":[{{"role":"user","content":[{{"type":"text","text":"Hello","cache_control":{{"type":"ephemeral"}}}}]}}]}}"#
        )
    };
    let house = house();
    house.script("maker/m-1", [Answer::whole(chat::whole())]);
    house.script("claude/c-1", [Answer::whole(whole())]);
    let got = house
        .ask_in(Dialect::AnthropicMessages, marked("chain/other"))
        .await;
    let header = got.header("x-pointsman-losses").unwrap();
    assert!(header.starts_with("cache_control "), "{header}");
    let losses = &house.book.ends()[0].losses;
    assert_eq!(losses[0].feature.word(), "cache_control");
    let strict = house
        .ask_in(Dialect::AnthropicMessages, marked("chain/strict"))
        .await;
    assert_eq!(strict.header("x-pointsman-target"), Some("claude/c-1"));
    let moved = strict.header("x-pointsman-moved").unwrap();
    assert!(moved.starts_with("forbidden_loss: maker/m-1"), "{moved}");
    assert_eq!(house.world.targets(), ["maker/m-1", "claude/c-1"]);
}

#[tokio::test(start_paused = true)]
async fn thoughts_and_seals_that_a_client_does_not_send_back_are_laid_back() {
    let house = house();
    let thinking = r#"{"type":"thinking","thinking":"I must look.","signature":"c2lnbmF0dXJl"}"#;
    let calls = format!(
        r#"{{"id":"msg_1","type":"message","role":"assistant","model":"c-1","content":[{thinking},{{"type":"tool_use","id":"toolu_1","name":"look","input":{{"at":"x"}}}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{{"input_tokens":9,"output_tokens":9}}}}"#
    );
    let tools = r#""tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],"reasoning_effort":"high""#;
    let first = format!(
        r#"{{"model":"claude/c-1","messages":[{{"role":"user","content":"Look at x"}}],{tools}}}"#
    );
    let next = format!(
        r#"{{"model":"claude/c-1","messages":[{{"role":"user","content":"Look at x"}},{{"role":"assistant","content":null,"tool_calls":[{{"id":"toolu_1","type":"function","function":{{"name":"look","arguments":"{{\"at\":\"x\"}}"}}}}]}},{{"role":"tool","tool_call_id":"toolu_1","content":"seen"}}],{tools}}}"#
    );
    house.script("claude/c-1", [Answer::whole(calls), Answer::whole(whole())]);
    let called = body(&house.ask(first).await);
    let call = &called["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["id"], "toolu_1", "{called}");
    house.ask(next).await;
    let asked = sent(&house, 1);
    let turn = &asked["messages"][1]["content"];
    let expected: Value = serde_json::from_str(thinking).unwrap();
    assert_eq!(turn[0], expected, "{asked}");
    assert_eq!(turn[1]["type"], "tool_use", "{asked}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_read_is_refused_before_anybody_is_asked() {
    let house = house();
    let ask = r#"{"model":"claude/c-1","messages":"Hello"}"#;
    let got = house.ask(ask).await;
    assert_eq!(got.head.status, 400, "{}", got.text());
    let message = got.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("`messages`"), "{message}");
    assert_eq!(house.world.targets(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn nothing_of_the_clients_dialect_travels_in_headers() {
    let house = house();
    house.script("claude/c-1", [Answer::whole(whole())]);
    let headers = [
        ("openai-organization", "org"),
        ("x-stainless-lang", "python"),
        ("authorization", "Bearer sk"),
        ("user-agent", "tests"),
    ];
    let ask = chat::request("claude/c-1", false);
    house.ask_with(ask, &headers).await;
    let sent = house.world.sent().remove(0).headers;
    let mut names: Vec<&str> = sent.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-type", "user-agent"]);
}

#[tokio::test(start_paused = true)]
async fn a_count_that_would_have_to_cross_is_not_found_and_no_outage() {
    let count = |model: &str| {
        format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"Hi"}}]}}"#)
    };
    let house = House::new(TWO);
    let dialect = Dialect::AnthropicCountTokens;
    let got = house.ask_in(dialect, count("auto")).await;
    assert_eq!(got.head.status, 404, "{}", got.text());
    assert_eq!(got.header("x-should-retry"), Some("false"));
    let error = got.error();
    assert_eq!(error["type"], "not_found_error");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("`maker/m-1` would answer this call")
            && message.contains("cannot be translated")
            && !message.contains("account"),
        "{message}"
    );
    let settled = house.book.only();
    assert_eq!(settled.outcome, Outcome::Failed(FailureKind::Unsupported));
    assert!(house.world.sent().is_empty());

    // Where nobody can be asked for another reason, the words are of that reason.
    let house = House::new(TWO);
    let got = house.ask_in(dialect, count("chain/holes")).await;
    assert_eq!(got.head.status, 503, "{}", got.text());
    assert!(got.text().contains("gone/x"), "{}", got.text());
}
