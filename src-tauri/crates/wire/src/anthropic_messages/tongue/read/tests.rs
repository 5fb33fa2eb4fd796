//! Requests, hand-written after the dialect's page.

use super::*;
use crate::canon::{MediaKind, Source};

#[track_caller]
fn request(body: &str) -> (Request, Vec<String>) {
    let mut losses = Losses::default();
    let request = read(body.as_bytes(), &mut losses).unwrap();
    let lost = losses.all().iter();
    let told = lost.map(|loss| format!("{:?} {} {:?}", loss.feature, loss.path, loss.why));
    (request, told.collect())
}

/// A request with these members beside model and messages.
#[track_caller]
fn beside(members: &str) -> (Request, Vec<String>) {
    request(&format!(r#"{{"model":"m","messages":[],{members}}}"#))
}

#[test]
fn results_of_tools_become_turns_of_their_own_and_know_the_tools_name() {
    let (request, lost) = request(
        r#"{"model":"m","system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[
        {"role":"user","content":"go"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"tool_use","id":"t1","name":"f","input":{"a": 1.0}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"no"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR"}}]},{"type":"text","text":"and?"}]}]}"#,
    );
    assert!(lost.is_empty(), "{lost:?}");
    let roles: Vec<_> = request.turns.iter().map(|turn| turn.role).collect();
    let expected = [
        Role::System,
        Role::User,
        Role::Assistant,
        Role::Tool,
        Role::User,
    ];
    assert_eq!(roles, expected);
    let Part::Text(system) = &request.turns[0].parts[0] else {
        panic!("{:?}", request.turns[0]);
    };
    assert_eq!(system.cache, Some(Cache::Hour));
    let Part::ToolCall(call) = &request.turns[2].parts[1] else {
        panic!("{:?}", request.turns[2]);
    };
    assert_eq!(call.arguments, r#"{"a": 1.0}"#, "as it was written");
    let Part::ToolResult(result) = &request.turns[3].parts[0] else {
        panic!("{:?}", request.turns[3]);
    };
    assert!(result.is_error && result.name.as_deref() == Some("f"));
    assert_eq!(result.parts.len(), 2);
}

#[test]
fn documents_of_every_source_are_read() {
    let (request, lost) = request(
        r#"{"model":"m","messages":[{"role":"user","content":[
        {"type":"document","title":"T","context":"c","citations":{"enabled":true},"source":{"type":"base64","media_type":"application/pdf","data":"JVBER"}},
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}},
        {"type":"document","source":{"type":"url","url":"https://e.example/a.pdf"}},
        {"type":"document","source":{"type":"file","file_id":"file_1"}},
        {"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}},
        {"type":"search_result","source":"https://e.example","title":"R","content":[{"type":"text","text":"found"}]}]}]}"#,
    );
    let sources: Vec<_> = request.turns[0]
        .parts
        .iter()
        .map(|part| match part {
            Part::Media(media) => {
                assert_eq!(media.kind, MediaKind::Document);
                match &media.source {
                    Source::Base64(data) | Source::Plain(data) => data.clone(),
                    Source::Url(at) | Source::File(at) => at.clone(),
                }
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        "JVBER",
        "words",
        "https://e.example/a.pdf",
        "file_1",
        "a\nb",
        "found",
    ];
    assert_eq!(sources, expected);
    assert_eq!(
        lost,
        [
            "Documents messages[0].content[4].source Approximated",
            "Citations messages[0].content[5] Approximated"
        ]
    );
}

#[test]
fn what_runs_at_the_provider_is_lost_and_said() {
    let (request, lost) = beside(
        r#""tools":[{"type":"web_search_20250305","name":"web_search"},{"type":"bash_20250124","name":"bash"},{"name":"f","input_schema":{"type":"object"},"defer_loading":true}],"mcp_servers":[{"name":"x"}],"container":"c","speed":"fast""#,
    );
    assert_eq!(request.tools.len(), 1);
    assert_eq!(
        lost,
        [
            "ServerTools tools[0] NoPlace",
            "Tools tools[1] NoPlace",
            "Unknown tools[2].defer_loading Unknown",
            "ServerTools mcp_servers NoPlace",
            "State container NoPlace",
            "Unknown speed Unknown"
        ]
    );
}

#[test]
fn wishes_are_read() {
    let (request, lost) = beside(
        r#""tool_choice":{"type":"any","disable_parallel_tool_use":true},"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"medium","format":{"type":"json_schema","schema":{"a":1}}},"stop_sequences":["x"],"metadata":{"user_id":"u"},"top_k":5,"service_tier":"auto""#,
    );
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(request.tool_choice, Some(ToolChoice::Required));
    assert_eq!(request.parallel_tools, Some(false));
    assert!(request.reasoning.adaptive && request.reasoning.show == Some(true));
    assert_eq!(request.reasoning.effort, Some(Effort::Medium));
    assert!(matches!(&request.format, Format::Schema(it) if it.schema.text() == r#"{"a":1}"#));
    assert_eq!(request.user.as_deref(), Some("u"));
    let (off, _) = beside(r#""output_config":{"effort":"high"},"thinking":{"type":"disabled"}"#);
    assert_eq!(off.reasoning.effort(), Some(Effort::None));
    let (budget, _) = beside(r#""thinking":{"type":"enabled","budget_tokens":2048}"#);
    assert_eq!(budget.reasoning.budget, Some(2_048));
}

#[test]
fn a_seal_of_another_house_comes_back_as_what_it_was() {
    let (request, _) = request(
        r#"{"model":"m","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"pointsman:openai:rs_1:gAAA"},{"type":"redacted_thinking","data":"pointsman:gemini::R0VN"},{"type":"thinking","thinking":"u","signature":"pointsman:none::"}]}]}"#,
    );
    let seals: Vec<_> = request.turns[0]
        .parts
        .iter()
        .map(|part| match part {
            Part::Reasoning(it) => format!("{:?} {:?} {}", it.seal, it.id, it.redacted),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        seals,
        [
            r#"Some(Seal { kind: Openai, data: "gAAA" }) Some("rs_1") false"#,
            r#"Some(Seal { kind: Gemini, data: "R0VN" }) None true"#,
            "None None false"
        ]
    );
}

#[test]
fn a_body_that_is_wrong_is_told() {
    let check = |body: &str, expected: &str| {
        let bad = read(body.as_bytes(), &mut Losses::default()).unwrap_err();
        assert_eq!(bad.to_string(), expected);
    };
    check("[]", "the body must be a JSON object");
    check(r#"{"messages":[]}"#, "`model` is missing from the body");
    check(
        r#"{"model":"a","system":"x","system":"y","messages":[]}"#,
        "`system` occurs twice in the body; send it once",
    );
    check(
        r#"{"model":"a","messages":{}}"#,
        "`messages` must be an array",
    );
}

#[test]
fn half_a_surrogate_pair_is_read_as_the_mark_for_one() {
    let mut losses = Losses::default();
    let body = br#"{"model":"m","max_tokens":1,"system":"x \ud83d tail","messages":[{"role":"user","content":"x \ud83d tail"},
        {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x \ud83d tail"}]}]}"#;
    let request = read(body, &mut losses).unwrap();
    assert!(losses.all().is_empty(), "{:?}", losses.all());
    let told = format!("{:?}", request.turns);
    assert_eq!(told.matches("x \u{fffd} tail").count(), 3, "{told}");
}
