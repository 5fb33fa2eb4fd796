//! What no recording shows, hand-written.

use super::Ollama;
use crate::FailureKind;
use crate::canon::{
    Effort, Feature, Format, Losses, Manner, MediaKind, Part, Request, Role, Source, Tool,
    ToolCall, ToolChoice, ToolResult, Turn,
};
use crate::native::Native;
use crate::openai_chat::tongue::media::media;

#[track_caller]
fn check(request: &Request, thinks: Option<bool>, expected: &str, lost: &[Feature]) {
    let manner = Manner {
        model: "m".to_owned(),
        thinks,
        ..Manner::default()
    };
    let mut losses = Losses::default();
    assert_eq!(Ollama.ask(request, &manner, &mut losses), expected);
    let told: Vec<_> = losses.all().iter().map(|loss| loss.feature).collect();
    assert_eq!(told, lost);
}

#[test]
fn pictures_go_by_their_bytes_and_arguments_as_an_object() {
    let picture = |source| Part::Media(media(MediaKind::Image, None, source));
    let call = |arguments: &str| {
        Part::ToolCall(ToolCall {
            id: "c".to_owned(),
            name: "f".to_owned(),
            arguments: arguments.to_owned(),
            ..ToolCall::default()
        })
    };
    let result = Part::ToolResult(ToolResult {
        id: "c".to_owned(),
        name: Some("f".to_owned()),
        parts: vec![Part::text("7")],
        ..ToolResult::default()
    });
    let asked = vec![
        Part::text("a"),
        picture(Source::Base64("QUI=".to_owned())),
        picture(Source::Url("https://a/b.png".to_owned())),
        Part::text("b"),
    ];
    let request = Request {
        turns: vec![
            Turn::of(Role::User, asked),
            Turn::of(Role::Assistant, vec![call(r#"{"x": 1.0}"#), call("[1]")]),
            Turn::of(Role::Tool, vec![result]),
        ],
        stream: true,
        ..Request::default()
    };
    check(
        &request,
        None,
        r#"{"model":"m","messages":[{"role":"user","content":"a\n\nb","images":["QUI="]},{"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"name":"f","arguments":{"x": 1.0}}},{"id":"c","function":{"name":"f","arguments":{}}}]},{"role":"tool","content":"7","tool_name":"f","tool_call_id":"c"}],"options":{},"stream":true}"#,
        &[Feature::Images, Feature::Tools],
    );
}

#[test]
fn what_is_asked_of_a_model_stands_among_its_options() {
    let mut request = Request {
        tools: vec![Tool {
            name: "f".to_owned(),
            ..Tool::default()
        }],
        tool_choice: Some(ToolChoice::None),
        format: Format::Json,
        ..Request::default()
    };
    request.limits.max_output = Some(9);
    request.limits.stop = vec!["x".to_owned()];
    request.reasoning.effort = Some(Effort::High);
    let told = r#"{"model":"m","messages":[],"format":"json","options":{"num_predict":9,"stop":["x"]},"stream":false}"#;
    check(&request, None, told, &[Feature::Reasoning]);
    let thinks = told.replace(r#""options""#, r#""think":true,"options""#);
    check(&request, Some(true), &thinks, &[Feature::Reasoning]);
    request.reasoning.effort = Some(Effort::None);
    check(&request, None, &thinks.replace("true", "false"), &[]);
}

#[test]
fn an_error_in_place_of_an_answer_or_within_a_stream_is_told_by_its_words() {
    let kind = |body: &str| {
        let read = Ollama.read(body.as_bytes(), &mut Losses::default());
        read.unwrap_err().kind
    };
    assert_eq!(
        kind(r#"{"error":"model is overloaded"}"#),
        FailureKind::Overloaded
    );
    assert_eq!(kind("<html>"), FailureKind::Malformed);
    assert_eq!(kind("[]"), FailureKind::Malformed);
    assert_eq!(
        kind(r#"{"message":{"content":"a"},"done":false}"#),
        FailureKind::Cut
    );
    let end = |lines: &str| {
        let (mut reader, mut out) = (Ollama.hear(), Vec::new());
        let pushed = reader.push(lines.to_owned().into(), &mut out);
        pushed.and_then(|()| reader.end(&mut out)).unwrap_err().kind
    };
    let begun = "{\"message\":{\"content\":\"a\"},\"done\":false}\n";
    assert_eq!(end(begun), FailureKind::Cut);
    assert_eq!(
        end(&format!("{begun}{{\"error\":\"model is overloaded\"}}\n")),
        FailureKind::Overloaded
    );
    assert_eq!(end("<html>"), FailureKind::Malformed);
}
