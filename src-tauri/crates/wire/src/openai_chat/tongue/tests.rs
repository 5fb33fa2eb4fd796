//! Crossings to the dialect and from it that no recording shows, hand-written.

mod replies;
mod streams;

use super::*;
use crate::canon::{
    Effort, Feature, Finish, Format, IdForm, Json, MediaKind, OutputLimit, Part, Reasoning,
    ReasoningForm, Reasons, Role, Schema, Seal, SealKind, Source, ToolCall, ToolResult, Turn,
};

fn manner() -> Manner {
    Manner {
        model: "m".to_owned(),
        ..Manner::default()
    }
}

#[track_caller]
fn check_asks(request: &Request, manner: &Manner, expected: &str, lost: &[Feature]) {
    let mut losses = Losses::default();
    let written = OpenaiChat.write_request(request, manner, &mut losses);
    assert_eq!(written, expected);
    let told: Vec<_> = losses.all().iter().map(|loss| loss.feature).collect();
    assert_eq!(told, lost);
}

fn says(role: Role, parts: Vec<Part>) -> Request {
    Request {
        turns: vec![Turn::of(role, parts)],
        ..Request::default()
    }
}

fn seal(kind: SealKind) -> Option<Seal> {
    Some(Seal {
        kind,
        data: "c2VhbA==".to_owned(),
    })
}

fn call(id: &str, arguments: &str) -> ToolCall {
    ToolCall {
        id: id.to_owned(),
        name: "f".to_owned(),
        arguments: arguments.to_owned(),
        ..ToolCall::default()
    }
}

fn picture() -> Part {
    let source = Source::Base64("QUI=".to_owned());
    let mime = Some("image/png".to_owned());
    Part::Media(super::media::media(MediaKind::Image, mime, source))
}

#[test]
fn pictures_that_tools_gave_back_follow_all_results_as_a_users_turn() {
    let result = |id: &str, parts| {
        Part::ToolResult(ToolResult {
            id: id.to_owned(),
            parts,
            ..ToolResult::default()
        })
    };
    let answers = vec![
        result("a", vec![picture()]),
        result("b", vec![Part::text("2")]),
        Part::text("go on"),
    ];
    check_asks(
        &says(Role::User, answers),
        &manner(),
        r#"{"model":"m","messages":[{"role":"tool","tool_call_id":"a","content":""},{"role":"tool","tool_call_id":"b","content":"2"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUI="}}]},{"role":"user","content":"go on"}]}"#,
        &[Feature::Images],
    );
}

#[test]
fn thoughts_go_back_as_the_endpoint_takes_them() {
    let thought = Part::Reasoning(Reasoning {
        text: "hm".to_owned(),
        seal: seal(SealKind::Anthropic),
        ..Reasoning::default()
    });
    let mut tool = call("c", "{}");
    tool.seal = seal(SealKind::Gemini);
    let request = says(Role::Assistant, vec![thought, Part::ToolCall(tool)]);
    let calls =
        r#""tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]"#;
    let plain =
        format!(r#"{{"model":"m","messages":[{{"role":"assistant","content":null,{calls}}}]}}"#);
    let lost = [Feature::Signatures, Feature::Reasoning, Feature::Signatures];
    check_asks(&request, &manner(), &plain, &lost);
    let mut takes = manner();
    takes.takes_thoughts = true;
    let shown = plain.replace(
        r#""content":null,"#,
        r#""content":null,"reasoning_content":"hm","#,
    );
    check_asks(&request, &takes, &shown, &[Feature::Signatures; 2]);
    takes.reasoning = ReasoningForm::ReasoningObject;
    let details = r#""content":null,"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"c2VhbA==","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"c2VhbA==","id":"c","format":"google-gemini-v1","index":1}],"#;
    check_asks(
        &request,
        &takes,
        &plain.replace(r#""content":null,"#, details),
        &[],
    );
}

#[test]
fn how_much_is_thought_is_asked_in_the_form_of_the_endpoint() {
    let mut request = says(Role::User, Vec::new());
    let mut check = |reasons: Reasons, reasoning, thinks, expected: &str, lost: &[Feature]| {
        request.reasoning = reasons;
        let manner = Manner {
            reasoning,
            thinks,
            ..manner()
        };
        let turns = r#"{"model":"m","messages":[{"role":"user","content":""}]"#;
        check_asks(&request, &manner, &format!("{turns}{expected}}}"), lost);
    };
    let effort = |effort| Reasons {
        effort: Some(effort),
        ..Reasons::default()
    };
    let budget = Reasons {
        budget: Some(8000),
        ..Reasons::default()
    };
    let lost = [Feature::Reasoning];
    let native = ReasoningForm::Native;
    check(
        effort(Effort::Max),
        native,
        None,
        r#","reasoning_effort":"xhigh""#,
        &[],
    );
    check(
        budget.clone(),
        native,
        None,
        r#","reasoning_effort":"medium""#,
        &lost,
    );
    check(effort(Effort::High), native, Some(false), "", &lost);
    check(effort(Effort::None), native, None, "", &lost);
    check(
        effort(Effort::None),
        native,
        Some(true),
        r#","reasoning_effort":"none""#,
        &[],
    );
    let object = ReasoningForm::ReasoningObject;
    check(
        budget.clone(),
        object,
        None,
        r#","reasoning":{"max_tokens":8000}"#,
        &[],
    );
    let switch = ReasoningForm::ThinkingSwitch;
    check(
        effort(Effort::None),
        switch,
        None,
        r#","thinking":{"type":"disabled"}"#,
        &[],
    );
    check(
        budget.clone(),
        switch,
        None,
        r#","thinking":{"type":"enabled"}"#,
        &lost,
    );
    let enable = ReasoningForm::EnableThinking;
    check(
        budget,
        enable,
        None,
        r#","enable_thinking":true,"thinking_budget":8000"#,
        &[],
    );
    check(effort(Effort::Low), ReasoningForm::None, None, "", &lost);
}

#[test]
fn a_schema_that_an_endpoint_does_not_hold_to_becomes_a_tool_that_must_be_called() {
    let mut request = says(Role::User, vec![Part::text("x")]);
    request.format = Format::Schema(Schema {
        name: None,
        description: None,
        schema: Json::parse(r#"{"type":"object"}"#).unwrap(),
        strict: Some(true),
    });
    request.limits.max_output = Some(9);
    let mut manner = Manner {
        output_limit: OutputLimit::MaxCompletionTokens,
        ..manner()
    };
    let turns = r#"{"model":"m","messages":[{"role":"user","content":"x"}],"#;
    let rest = r#","max_completion_tokens":9}"#;
    let held = r#""response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"},"strict":true}}"#;
    check_asks(&request, &manner, &format!("{turns}{held}{rest}"), &[]);
    manner.takes_schema = false;
    let tool = r#""tools":[{"type":"function","function":{"name":"answer","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"answer"}}"#;
    let lost = [Feature::JsonSchema];
    check_asks(&request, &manner, &format!("{turns}{tool}{rest}"), &lost);

    let asked = Asked {
        id: "i".to_owned(),
        schema_tool: Some("answer".to_owned()),
        ..Asked::default()
    };
    let mut stood_in = call("c", r#"{"a":1}"#);
    stood_in.name = "answer".to_owned();
    let reply = Reply {
        choices: vec![crate::canon::Choice {
            parts: vec![Part::ToolCall(stood_in)],
            finish: Finish::ToolCalls,
            logprobs: Vec::new(),
        }],
        ..Reply::default()
    };
    let written = OpenaiChat.write_reply(&reply, &asked, &mut Losses::default());
    assert_eq!(
        written,
        r#"{"id":"chatcmpl-i","object":"chat.completion","created":0,"model":"","choices":[{"index":0,"message":{"role":"assistant","content":"{\"a\":1}","refusal":null},"logprobs":null,"finish_reason":"stop"}]}"#
    );
}

#[test]
fn ids_are_brought_into_the_form_of_the_endpoint_on_both_sides() {
    let mut request = says(Role::Assistant, vec![Part::ToolCall(call("toolu_01", ""))]);
    request.turns.push(Turn::of(
        Role::Tool,
        vec![Part::ToolResult(ToolResult {
            id: "toolu_01".to_owned(),
            ..ToolResult::default()
        })],
    ));
    let manner = Manner {
        ids: IdForm::Nine,
        ..manner()
    };
    let id = crate::canon::ids::fit("toolu_01", IdForm::Nine);
    let expected = format!(
        r#"{{"model":"m","messages":[{{"role":"assistant","content":null,"tool_calls":[{{"id":"{id}","type":"function","function":{{"name":"f","arguments":"{{}}"}}}}]}},{{"role":"tool","tool_call_id":"{id}","content":""}}]}}"#
    );
    check_asks(&request, &manner, &expected, &[]);
}

#[test]
fn what_has_no_place_in_a_request_is_told() {
    let media = |kind, mime: &str, source| {
        let mime = Some(mime.to_owned());
        Part::Media(super::media::media(kind, mime, source))
    };
    let data = || Source::Base64("QUI=".to_owned());
    let parts = vec![
        media(MediaKind::Video, "video/mp4", data()),
        media(MediaKind::Audio, "audio/ogg", data()),
        media(
            MediaKind::Document,
            "text/plain",
            Source::Plain("words".to_owned()),
        ),
        media(
            MediaKind::Document,
            "application/pdf",
            Source::Url("https://a/b".to_owned()),
        ),
    ];
    check_asks(
        &says(Role::User, parts),
        &manner(),
        r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"words"}]}]}"#,
        &[
            Feature::Video,
            Feature::Audio,
            Feature::Documents,
            Feature::Documents,
        ],
    );
    let only = vec![media(MediaKind::Video, "video/mp4", data()), Part::text("")];
    check_asks(
        &says(Role::System, only),
        &manner(),
        r#"{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":""}]}]}"#,
        &[Feature::Video],
    );
}

#[test]
fn a_request_that_says_a_thing_twice_or_wrongly_is_refused() {
    let refused = |body: &str| {
        let read = OpenaiChat.read_request(body.as_bytes(), &mut Losses::default());
        read.unwrap_err().to_string()
    };
    for (body, expected) in [
        (
            r#"{"model":"a","mod\u0065l":"b"}"#,
            "`model` occurs twice in the body; send it once",
        ),
        (
            r#"{"model":"a","messages":[{"role":"user","content":"x","content":"y"}]}"#,
            "`messages[0].content` occurs twice in the body; send it once",
        ),
        (r#"{"messages":[]}"#, "`model` is missing from the body"),
        (
            r#"{"model":"a","messages":[1]}"#,
            "`messages` must be an array of objects",
        ),
        (
            r#"{"model":"a","temperature":"hot"}"#,
            "`temperature` must be a number",
        ),
        ("[]", "the body must be a JSON object"),
    ] {
        assert_eq!(refused(body), expected);
    }
}

#[test]
fn half_a_surrogate_pair_is_read_as_the_mark_for_one() {
    let mut losses = Losses::default();
    let body = br#"{"model":"m","messages":[{"role":"system","content":"x \ud83d tail"},
        {"role":"user","content":[{"type":"text","text":"x \ud83d tail"}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"a","content":"x \ud83d tail"}]}"#;
    let request = asked::read(body, &mut losses).unwrap();
    assert!(losses.all().is_empty(), "{:?}", losses.all());
    let told = format!("{:?}", request.turns);
    assert_eq!(told.matches("x \u{fffd} tail").count(), 3, "{told}");
}

#[test]
fn half_a_surrogate_pair_in_an_answer_is_read_as_the_mark_for_one() {
    let body = r#"{"choices":[{"message":{"content":"x \ud83d tail"},"finish_reason":"stop"}]}"#;
    let reply = OpenaiChat
        .read_reply(body.as_bytes(), &mut Losses::default())
        .unwrap();
    let told = format!("{:?}", reply.choices);
    assert!(told.contains("x \u{fffd} tail"), "{told}");
}
