//! What no recording shows, hand-written.

use super::Cohere;
use crate::FailureKind;
use crate::canon::{
    Effort, Feature, Finish, Format, Json, Losses, Manner, Part, Reasoning, Request, Role, Schema,
    Tool, ToolCall, ToolChoice, ToolResult, Turn,
};
use crate::native::Native;

#[track_caller]
fn check(request: &Request, expected: &str, lost: &[Feature]) {
    let manner = Manner {
        model: "m".to_owned(),
        thinks: Some(true),
        ..Manner::default()
    };
    let mut losses = Losses::default();
    assert_eq!(Cohere.ask(request, &manner, &mut losses), expected);
    let told: Vec<_> = losses.all().iter().map(|loss| loss.feature).collect();
    assert_eq!(told, lost);
}

fn tool(name: &str) -> Tool {
    Tool {
        name: name.to_owned(),
        parameters: Json::parse("{}"),
        ..Tool::default()
    }
}

#[test]
fn a_turn_that_calls_tools_says_what_it_plans() {
    let thought = Part::Reasoning(Reasoning {
        text: "hm".to_owned(),
        ..Reasoning::default()
    });
    let call = Part::ToolCall(ToolCall {
        id: "c".to_owned(),
        name: "f".to_owned(),
        arguments: "{}".to_owned(),
        ..ToolCall::default()
    });
    let result = Part::ToolResult(ToolResult {
        id: "c".to_owned(),
        parts: vec![Part::text("7")],
        ..ToolResult::default()
    });
    let request = Request {
        turns: vec![
            Turn::of(Role::Developer, vec![Part::text("be kind")]),
            Turn::of(Role::Assistant, vec![thought, Part::text("I look"), call]),
            Turn::of(Role::Tool, vec![result]),
        ],
        ..Request::default()
    };
    check(
        &request,
        r#"{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"be kind"}]},{"role":"assistant","content":[{"type":"thinking","thinking":"hm"}],"tool_plan":"I look","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"7"}]}],"stream":false}"#,
        &[],
    );
}

#[test]
fn the_tool_that_must_be_called_is_the_only_one_that_is_offered() {
    let mut request = Request {
        tools: vec![tool("f"), tool("g")],
        tool_choice: Some(ToolChoice::Named("g".to_owned())),
        ..Request::default()
    };
    request.reasoning.effort = Some(Effort::None);
    request.sampling.top_p = Json::parse("1");
    request.sampling.temperature = Json::parse("0.50");
    request.format = Format::Schema(Schema {
        name: None,
        description: None,
        schema: Json::parse("{}").unwrap(),
        strict: None,
    });
    check(
        &request,
        r#"{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"g","parameters":{}}}],"tool_choice":"REQUIRED","thinking":{"type":"disabled"},"temperature":0.50,"p":0.99,"stream":false}"#,
        &[Feature::ToolChoice, Feature::JsonSchema, Feature::Sampling],
    );
}

#[test]
fn an_error_in_place_of_an_answer_is_told_by_its_words() {
    let read = |body: &str| Cohere.read(body.as_bytes(), &mut Losses::default());
    let kind = |body: &str| read(body).unwrap_err().kind;
    let limited = r#"{"id":"x","message":"you are past the rate limit"}"#;
    assert_eq!(kind(limited), FailureKind::RateLimited);
    assert_eq!(kind("<html>"), FailureKind::Malformed);
    assert_eq!(kind(r#"{"message":{"content":[{"#), FailureKind::Cut);
    let long = r#"{"message":{"content":[]},"finish_reason":"MAX_TOKENS"}"#;
    assert_eq!(read(long).unwrap().choices[0].finish, Finish::Length);
}

#[test]
fn a_stream_without_its_end_is_cut_and_one_that_fails_says_why() {
    let end = |frames: &str| {
        let (mut reader, mut out) = (Cohere.hear(), Vec::new());
        let pushed = reader.push(frames.to_owned().into(), &mut out);
        pushed.and_then(|()| reader.end(&mut out)).unwrap_err().kind
    };
    let begun = "data: {\"type\":\"message-start\",\"id\":\"x\"}\n\n";
    assert_eq!(end(begun), FailureKind::Cut);
    assert_eq!(
        end(&format!("{begun}data: [DONE]\n\n")),
        FailureKind::Malformed
    );
    let failed = r#"{"type":"message-end","delta":{"finish_reason":"ERROR","error":"the model is overloaded"}}"#;
    assert_eq!(
        end(&format!("{begun}data: {failed}\n\n")),
        FailureKind::Overloaded
    );
    assert_eq!(
        end(r#"{"message":"rate limit reached"}"#),
        FailureKind::RateLimited
    );
}
