//! What is written for Gemini of what other dialects say.

use crate::canon::{
    Effort, Feature, Loss, Losses, Manner, Part, Reasoning, Request, Role, Seal, SealKind, Tool,
    ToolCall, ToolResult, Turn, Why,
};

fn lost(feature: Feature, path: &str, why: Why) -> Loss {
    let path = path.to_owned();
    Loss { feature, path, why }
}

#[track_caller]
fn check(request: &Request, model: &str, expected: &str, losses: &[Loss]) {
    let manner = Manner {
        model: model.to_owned(),
        ..Manner::default()
    };
    let mut told = Losses::default();
    let written = super::write(request, &manner, &mut told);
    assert_eq!(written, expected);
    assert_eq!(told.all(), losses);
}

fn turns(turns: Vec<Turn>) -> Request {
    Request {
        turns,
        ..Request::default()
    }
}

fn call(id: &str, arguments: &str, seal: Option<Seal>) -> Part {
    Part::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "f".to_owned(),
        arguments: arguments.to_owned(),
        seal,
        ..ToolCall::default()
    })
}

fn result(id: &str, text: &str) -> Turn {
    let result = ToolResult {
        id: id.to_owned(),
        parts: vec![Part::text(text)],
        ..ToolResult::default()
    };
    Turn::of(Role::Tool, vec![Part::ToolResult(result)])
}

#[test]
fn speakers_alternate_and_results_stand_behind_their_calls() {
    let request = turns(vec![
        Turn::of(Role::System, vec![Part::text("Be short.")]),
        Turn::of(Role::User, vec![Part::text("Hi"), Part::text("")]),
        Turn::of(
            Role::Assistant,
            vec![call("a", "", None), call("b", "{}", None)],
        ),
        result("a", "rain"),
        result("b", r#"{"t": 1.0}"#),
        Turn::of(Role::User, vec![Part::text("So?")]),
    ]);
    check(
        &request,
        "gemini-2.5-pro",
        r#"{"systemInstruction":{"parts":[{"text":"Be short."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"functionCall":{"id":"a","name":"f","args":{}}},{"functionCall":{"id":"b","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"a","name":"f","response":{"output":"rain"}}},{"functionResponse":{"id":"b","name":"f","response":{"t": 1.0}}},{"text":"So?"}]}]}"#,
        &[],
    );
}

#[test]
fn only_geminis_own_seals_are_written_and_gemini_3_gets_a_stand_in() {
    let seal = |kind| {
        Some(Seal {
            kind,
            data: "c2ln".to_owned(),
        })
    };
    let thought = Part::Reasoning(Reasoning {
        text: "hm".to_owned(),
        seal: seal(SealKind::Anthropic),
        ..Reasoning::default()
    });
    let request = turns(vec![Turn::of(
        Role::Assistant,
        vec![
            thought,
            call("a", "{}", seal(SealKind::Openai)),
            call("b", "{}", None),
        ],
    )]);
    let foreign = [
        lost(
            Feature::Signatures,
            "messages[0].content[0].signature",
            Why::Foreign,
        ),
        lost(
            Feature::Signatures,
            "messages[0].content[1].signature",
            Why::Foreign,
        ),
    ];
    check(
        &request,
        "gemini-3-pro-preview",
        r#"{"contents":[{"role":"model","parts":[{"text":"hm","thought":true},{"functionCall":{"id":"a","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"b","name":"f","args":{}}}]}]}"#,
        &foreign,
    );
    let own = turns(vec![Turn::of(
        Role::Assistant,
        vec![call("a", "{}", seal(SealKind::Gemini))],
    )]);
    check(
        &own,
        "gemini-2.5-pro",
        r#"{"contents":[{"role":"model","parts":[{"functionCall":{"id":"a","name":"f","args":{}},"thoughtSignature":"c2ln"}]}]}"#,
        &[],
    );
}

#[test]
fn thinking_is_asked_for_as_the_models_generation_takes_it() {
    let mut request = turns(vec![Turn::of(Role::User, vec![Part::text("Hi")])]);
    let contents = r#""contents":[{"role":"user","parts":[{"text":"Hi"}]}]"#;
    for (effort, model, config) in [
        (
            Effort::Medium,
            "gemini-2.5-flash",
            r#""includeThoughts":true,"thinkingBudget":8192"#,
        ),
        (Effort::None, "gemini-2.5-flash", r#""thinkingBudget":0"#),
        (
            Effort::Low,
            "models/gemini-3-flash",
            r#""includeThoughts":true,"thinkingLevel":"LOW""#,
        ),
    ] {
        request.reasoning.effort = Some(effort);
        let expected =
            format!(r#"{{{contents},"generationConfig":{{"thinkingConfig":{{{config}}}}}}}"#);
        check(&request, model, &expected, &[]);
    }
}

#[test]
fn what_has_no_place_is_said() {
    let request = Request {
        tools: vec![Tool {
            name: "f".to_owned(),
            strict: Some(true),
            ..Tool::default()
        }],
        parallel_tools: Some(false),
        user: Some("u".to_owned()),
        ..turns(vec![
            Turn::of(Role::User, vec![Part::text("Hi")]),
            Turn::of(Role::Assistant, vec![call("a", "[1]", None)]),
            Turn::of(Role::System, vec![Part::text("Now.")]),
        ])
    };
    check(
        &request,
        "m",
        r#"{"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"functionCall":{"id":"a","name":"f","args":{"input":"[1]"}}}]},{"role":"user","parts":[{"text":"Now."}]}],"tools":[{"functionDeclarations":[{"name":"f","description":""}]}]}"#,
        &[
            lost(
                Feature::Tools,
                "messages[1].content[0].arguments",
                Why::Approximated,
            ),
            lost(Feature::System, "messages[2]", Why::Approximated),
            lost(Feature::JsonSchema, "tools[0].strict", Why::NoPlace),
            lost(Feature::ParallelTools, "parallel_tools", Why::NoPlace),
            lost(Feature::Metadata, "user", Why::NoPlace),
        ],
    );
}
