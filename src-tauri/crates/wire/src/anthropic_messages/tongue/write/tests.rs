//! Requests of other dialects, as this one has them.

use super::*;
use crate::canon::{
    Effort, IdForm, Json, Limits, Media, MediaKind, Part, Reasoning, Reasons, Role, Sampling,
    Schema, Seal, SealKind, Source, Tool, ToolCall, ToolChoice, ToolResult, Turn,
};
use serde_json::{Value, json};

fn said(role: Role, parts: Vec<Part>) -> Turn {
    Turn::of(role, parts)
}

fn ask() -> Request {
    Request {
        model: "m".to_owned(),
        turns: vec![said(Role::User, vec![Part::text("hi")])],
        ..Request::default()
    }
}

fn call(id: &str) -> Part {
    Part::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "f".to_owned(),
        arguments: r#"{"a":1}"#.to_owned(),
        ..ToolCall::default()
    })
}

fn gave(id: &str) -> Part {
    Part::ToolResult(ToolResult {
        id: id.to_owned(),
        parts: vec![Part::text("7")],
        ..ToolResult::default()
    })
}

fn thought(kind: Option<SealKind>) -> Part {
    Part::Reasoning(Reasoning {
        text: "hm".to_owned(),
        seal: kind.map(|kind| Seal {
            kind,
            data: "c2ln".to_owned(),
        }),
        ..Reasoning::default()
    })
}

fn tool() -> Tool {
    Tool {
        name: "f".to_owned(),
        parameters: Json::parse(r#"{"properties":{}}"#),
        ..Tool::default()
    }
}

fn sent(request: &Request, manner: &Manner) -> (Value, Vec<String>) {
    let mut losses = Losses::default();
    let body = write(request, manner, &mut losses);
    let lost = losses.all().iter();
    let lost = lost.map(|loss| format!("{:?} {} {:?}", loss.feature, loss.path, loss.why));
    (serde_json::from_slice(&body).unwrap(), lost.collect())
}

fn usual(request: &Request) -> (Value, Vec<String>) {
    sent(request, &Manner::default())
}

#[test]
fn turns_alternate_with_results_first_and_the_system_apart() {
    let request = Request {
        turns: vec![
            said(Role::System, vec![Part::text("one")]),
            said(Role::Developer, vec![Part::text("two")]),
            said(Role::User, vec![Part::text("go")]),
            said(
                Role::Assistant,
                vec![Part::text(""), call("a: b"), call("t2")],
            ),
            said(Role::User, vec![Part::text("wait")]),
            said(Role::Tool, vec![gave("a: b")]),
            said(Role::Tool, vec![gave("t2")]),
            said(Role::System, vec![Part::text("now")]),
        ],
        tools: vec![tool()],
        ..ask()
    };
    let (body, lost) = usual(&request);
    let id = &body["messages"][1]["content"][0]["id"];
    assert!(
        id.as_str().unwrap().starts_with("call_"),
        "brought into form"
    );
    assert_eq!(
        body["system"],
        json!([{"type":"text","text":"one"},{"type":"text","text":"two"}])
    );
    assert_eq!(
        body["messages"],
        json!([
            {"role":"user","content":"go"},
            {"role":"assistant","content":[
                {"type":"tool_use","id":id,"name":"f","input":{"a":1}},
                {"type":"tool_use","id":"t2","name":"f","input":{"a":1}}]},
            {"role":"user","content":[
                {"type":"tool_result","tool_use_id":id,"content":"7"},
                {"type":"tool_result","tool_use_id":"t2","content":"7"},
                {"type":"text","text":"wait"},
                {"type":"text","text":"now"}]}
        ])
    );
    assert_eq!(
        body["tools"][0]["input_schema"],
        json!({"type":"object","properties":{}})
    );
    assert_eq!(lost, ["System messages[7] Approximated"]);
}

#[test]
fn a_conversation_begins_with_a_user() {
    let mut request = ask();
    request.turns = vec![said(Role::Assistant, vec![Part::text("hello  \n")])];
    let (body, _) = usual(&request);
    assert_eq!(body["messages"][0]["role"], "user");
    assert_eq!(body["messages"][1]["content"], "hello");
    request.turns = vec![said(Role::System, vec![Part::text("do it")])];
    let (body, lost) = usual(&request);
    assert_eq!(body["messages"], json!([{"role":"user","content":"do it"}]));
    assert!(body.get("system").is_none());
    assert_eq!(lost, ["System messages Approximated"]);
}

#[test]
fn only_thoughts_with_anthropics_seal_go_back() {
    let mut request = ask();
    request.turns.push(said(
        Role::Assistant,
        vec![
            thought(Some(SealKind::Anthropic)),
            thought(Some(SealKind::Gemini)),
            thought(None),
            Part::text("so"),
        ],
    ));
    let (body, lost) = usual(&request);
    assert_eq!(
        body["messages"][1]["content"],
        json!([{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"so"}])
    );
    assert_eq!(
        lost,
        [
            "Signatures messages[1].content[1] Foreign",
            "Reasoning messages[1].content[2] NoPlace"
        ]
    );
    let lenient = Manner {
        takes_thoughts: true,
        ..Manner::default()
    };
    let (body, lost) = sent(&request, &lenient);
    assert_eq!(body["messages"][1]["content"].as_array().unwrap().len(), 4);
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn thinking_is_asked_for_where_the_dialect_lets_it() {
    let thinks = |reasoning: Reasons, max: u64, more: &dyn Fn(&mut Request)| {
        let mut request = ask();
        request.reasoning = reasoning;
        request.limits = Limits {
            max_output: Some(max),
            ..Limits::default()
        };
        more(&mut request);
        let (body, lost) = usual(&request);
        (body["thinking"].clone(), lost)
    };
    let high = || Reasons {
        effort: Some(Effort::High),
        ..Reasons::default()
    };
    let budget = |budget| Reasons {
        budget: Some(budget),
        ..Reasons::default()
    };
    let plain = |_: &mut Request| {};
    let on = |tokens: u64| json!({"type":"enabled","budget_tokens":tokens});
    assert_eq!(thinks(high(), 10_000, &plain), (on(8_000), vec![]));
    assert_eq!(thinks(budget(2_000), 10_000, &plain), (on(2_000), vec![]));
    let approximated = vec!["Reasoning reasoning Approximated".to_owned()];
    assert_eq!(
        thinks(budget(20_000), 10_000, &plain),
        (on(8_000), approximated.clone())
    );
    assert_eq!(
        thinks(budget(128), 10_000, &plain),
        (on(1_024), approximated)
    );
    let not_taken = vec!["Reasoning reasoning NotTaken".to_owned()];
    assert_eq!(
        thinks(high(), 1_000, &plain),
        (Value::Null, not_taken.clone())
    );
    let forced = |request: &mut Request| {
        request.tools = vec![tool()];
        request.tool_choice = Some(ToolChoice::Named("f".to_owned()));
    };
    assert_eq!(
        thinks(high(), 10_000, &forced),
        (Value::Null, not_taken.clone())
    );
    let foreign_loop = |request: &mut Request| {
        request.tools = vec![tool()];
        request.turns.push(said(Role::Assistant, vec![call("t")]));
        request.turns.push(said(Role::Tool, vec![gave("t")]));
    };
    assert_eq!(
        thinks(high(), 10_000, &foreign_loop),
        (Value::Null, not_taken)
    );
    let off = Reasons {
        effort: Some(Effort::None),
        ..Reasons::default()
    };
    assert_eq!(
        thinks(off, 10_000, &plain),
        (json!({"type":"disabled"}), vec![])
    );
}

#[test]
fn a_model_that_measures_itself_is_told_an_effort() {
    let mut request = ask();
    request.reasoning.effort = Some(Effort::Medium);
    let manner = Manner {
        reasoning: crate::canon::ReasoningForm::Adaptive,
        ..Manner::default()
    };
    let (body, lost) = sent(&request, &manner);
    assert_eq!(body["thinking"], json!({"type":"adaptive"}));
    assert_eq!(body["output_config"], json!({"effort":"medium"}));
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_model_that_refuses_sampling_is_sent_none() {
    let mut request = ask();
    request.sampling.temperature = Json::parse("1");
    request.sampling.top_p = Json::parse("0.5");
    let manner = Manner {
        takes_sampling: false,
        ..Manner::default()
    };
    let (body, lost) = sent(&request, &manner);
    assert!(body.get("temperature").is_none() && body.get("top_p").is_none());
    assert_eq!(lost, ["Sampling top_p NotTaken"]);
}

#[test]
fn sampling_stays_within_what_is_taken() {
    let with = |temperature: &str, top_p: Option<&str>, thinks: bool| {
        let mut request = ask();
        request.sampling = Sampling {
            temperature: Json::parse(temperature),
            top_p: top_p.and_then(Json::parse),
            ..Sampling::default()
        };
        if thinks {
            request.reasoning.adaptive = true;
        }
        let (body, lost) = usual(&request);
        let told = (body["temperature"].to_string(), body["top_p"].to_string());
        (told.0, told.1, lost.join(", "))
    };
    let told = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(with("0.30", None, false), told("0.3", "null", ""));
    assert_eq!(
        with("1.4", None, false),
        told("1", "null", "Sampling temperature Approximated")
    );
    assert_eq!(with("0.5", Some("1"), false), told("0.5", "null", ""));
    assert_eq!(with("1", Some("0.5"), false), told("null", "0.5", ""));
    assert_eq!(
        with("0.5", Some("0.5"), false),
        told("0.5", "null", "Sampling top_p NotTaken")
    );
    assert_eq!(
        with("0.5", None, true),
        told("null", "null", "Sampling temperature NotTaken")
    );
}

#[test]
fn a_schema_is_native_or_a_tool_that_must_be_called() {
    let mut request = ask();
    request.format = Format::Schema(Schema {
        name: Some("city".to_owned()),
        description: None,
        schema: Json::parse(r#"{"type":"object","properties":{"a":{"type":"string"}}}"#).unwrap(),
        strict: Some(true),
    });
    let (body, lost) = usual(&request);
    assert_eq!(
        body["output_config"]["format"],
        json!({"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}})
    );
    assert!(lost.is_empty(), "{lost:?}");
    let without = Manner {
        takes_schema: false,
        ..Manner::default()
    };
    let (body, lost) = sent(&request, &without);
    assert_eq!(body["tools"][0]["name"], "city");
    assert_eq!(body["tool_choice"], json!({"type":"tool","name":"city"}));
    assert_eq!(lost, ["JsonSchema response_format Approximated"]);
    request.tools = vec![tool()];
    let (body, _) = sent(&request, &without);
    assert_eq!(body["tool_choice"], json!({"type":"any"}));
    request.format = Format::Json;
    let (body, lost) = usual(&request);
    assert_eq!(body["system"][0]["text"], JSON_WISH);
    assert_eq!(lost, ["JsonMode response_format Approximated"]);
}

#[test]
fn tools_that_were_called_are_offered_so_that_the_calls_may_stand() {
    let mut request = ask();
    request.turns.push(said(Role::Assistant, vec![call("t")]));
    request.turns.push(said(Role::Tool, vec![gave("t")]));
    let (body, lost) = usual(&request);
    assert_eq!(
        body["tools"],
        json!([{"name":"f","input_schema":{"type":"object","properties":{}}}])
    );
    assert_eq!(body["tool_choice"], json!({"type":"none"}));
    assert_eq!(lost, ["Tools tools Approximated"]);
}

#[test]
fn media_that_are_taken_are_written_and_others_lost() {
    let media = |kind, mime: &str, source| {
        Part::Media(Media {
            kind,
            mime: Some(mime.to_owned()),
            source,
            name: Some("n".to_owned()),
            detail: None,
            context: None,
            cite: false,
            cache: None,
            seal: None,
        })
    };
    let mut request = ask();
    request.turns[0].parts = vec![
        media(
            MediaKind::Image,
            "image/jpg",
            Source::Base64("/9j/".to_owned()),
        ),
        media(
            MediaKind::Document,
            "text/csv",
            Source::Base64("YSxi".to_owned()),
        ),
        media(
            MediaKind::Document,
            "application/pdf",
            Source::Base64("JVBER".to_owned()),
        ),
        media(
            MediaKind::Image,
            "image/bmp",
            Source::Base64("Qk0=".to_owned()),
        ),
        media(
            MediaKind::Audio,
            "audio/wav",
            Source::Base64("UklG".to_owned()),
        ),
        media(
            MediaKind::Document,
            "application/pdf",
            Source::File("file-1".to_owned()),
        ),
    ];
    let (body, lost) = usual(&request);
    assert_eq!(
        body["messages"][0]["content"],
        json!([
            {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/"}},
            {"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b"},"title":"n"},
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBER"},"title":"n"}
        ])
    );
    assert_eq!(
        lost,
        [
            "Images messages[0].content[3] NoPlace",
            "Audio messages[0].content[4] NoPlace",
            "Documents messages[0].content[5] Foreign"
        ]
    );
}

#[test]
fn what_the_dialect_has_no_words_for_is_lost_and_the_most_output_is_always_said() {
    let mut request = ask();
    request.sampling.seed = Json::parse("7");
    request.sampling.presence_penalty = Json::parse("0.5");
    request.logprobs = Some(3);
    request.limits.choices = Some(2);
    request.limits.stop = vec![" ".to_owned(), "END".to_owned()];
    request.service_tier = Some("flex".to_owned());
    let (body, lost) = usual(&request);
    assert_eq!(body["max_tokens"], USUAL_OUTPUT);
    assert_eq!(body["stop_sequences"], json!(["END"]));
    assert_eq!(
        lost,
        [
            "Stop stop NoPlace",
            "ServiceTier service_tier NoPlace",
            "Penalties presence_penalty NoPlace",
            "Seed seed NoPlace",
            "Logprobs logprobs NoPlace",
            "Choices n NoPlace"
        ]
    );
    let manner = Manner {
        most_output: Some(8_192),
        ids: IdForm::Nine,
        ..Manner::default()
    };
    assert_eq!(sent(&ask(), &manner).0["max_tokens"], 8_192);
    let mut greedy = ask();
    greedy.limits.max_output = Some(100_000);
    let (body, lost) = sent(&greedy, &manner);
    assert_eq!(body["max_tokens"], 8_192);
    assert_eq!(lost, ["MaxOutput max_tokens Approximated"]);
}
