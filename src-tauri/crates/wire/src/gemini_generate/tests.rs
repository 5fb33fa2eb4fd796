//! What Gemini's codec does on the verbatim lane, by hand-written exchanges.

use crate::{
    BadBody, Dialect, Edit, FailureKind, ModelCard, PathSays, Peek, Seen, Told, Usage, codec,
};
use bytes::Bytes;
use pointsman_units::Tokens;

fn path(model: &str, stream: bool) -> PathSays {
    PathSays {
        model: Some(model.to_owned()),
        stream: Some(stream),
        events: stream,
    }
}

fn peek(body: &str) -> Result<Peek, BadBody> {
    codec(Dialect::GeminiGenerate).peek(body.as_bytes(), &path("models/gemini-2.5-pro", false))
}

#[test]
fn reads_model_and_stream_from_the_path_and_limits_in_either_spelling() {
    for body in [
        r#"{"contents":[{}],"generationConfig":{"maxOutputTokens":9,"candidateCount":2},"tools":[]}"#,
        r#"{"contents":[{}],"generation_config":{"max_output_tokens":9,"candidate_count":2},"tools":[]}"#,
    ] {
        let peek = peek(body).unwrap();
        assert_eq!(peek.model, "gemini-2.5-pro");
        assert!(!peek.stream && peek.wants_usage);
        assert_eq!((peek.max_output, peek.choices), (Some(9), Some(2)));
        assert_eq!(&body[peek.turns_span.unwrap()], "[{}]");
        assert_eq!(&body[peek.tools_span.unwrap()], "[]");
    }
    let streamed = codec(Dialect::GeminiGenerate)
        .peek(br#"{"contents":[]}"#, &path("chain/auto", true))
        .unwrap();
    assert!(streamed.stream);
    assert_eq!(streamed.model, "chain/auto");
}

#[test]
fn refuses_what_it_cannot_hold_to() {
    let twice = |key: &str| {
        Err(BadBody::Twice {
            key: key.to_owned(),
        })
    };
    assert_eq!(peek(r#"{"contents":[],"contents":[]}"#), twice("contents"));
    assert_eq!(
        peek(r#"{"contents":[],"systemInstruction":{},"system_instruction":{}}"#),
        twice("systemInstruction")
    );
    assert_eq!(
        peek(r#"{"contents":[],"generationConfig":{"maxOutputTokens":1,"max_output_tokens":2}}"#),
        twice("maxOutputTokens")
    );
    assert_eq!(peek("{}"), Err(BadBody::Missing { key: "contents" }));
    let array = PathSays {
        events: false,
        ..path("auto", true)
    };
    let refused = codec(Dialect::GeminiGenerate).peek(br#"{"contents":[]}"#, &array);
    assert!(refused.unwrap_err().to_string().contains("`sse`"));
    let nameless = PathSays::default();
    let refused = codec(Dialect::GeminiGenerate).peek(br#"{"contents":[]}"#, &nameless);
    assert_eq!(refused, Err(BadBody::Missing { key: "model" }));
}

#[test]
fn changes_the_model_where_the_body_repeats_it_and_nothing_else() {
    for (body, expected) in [
        (r#"{ "contents" :[ ]}"#, r#"{ "contents" :[ ]}"#),
        (
            r#"{"model": "models/auto", "contents":[],"x":1.0}"#,
            r#"{"model": "models/gemini-3-pro", "contents":[],"x":1.0}"#,
        ),
        (
            r#"{"contents":[],"model":"auto"}"#,
            r#"{"contents":[],"model":"gemini-3-pro"}"#,
        ),
    ] {
        let bytes = Bytes::copy_from_slice(body.as_bytes());
        let peek = peek(body).unwrap();
        let edit = Edit {
            model: "gemini-3-pro",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = codec(Dialect::GeminiGenerate).splice(&bytes, &peek, &edit);
        assert_eq!(spliced, expected);
    }
}

#[test]
fn a_count_of_a_wrapped_request_names_the_model_that_counts() {
    let body = br#"{"generateContentRequest":{"model":"models/auto","contents":[1],"tools":[]}}"#;
    let codec = codec(Dialect::GeminiCountTokens);
    let peek = codec.peek(body, &path("auto", false)).unwrap();
    assert_eq!(&body[peek.turns_span.clone().unwrap()], b"[1]");
    let edit = Edit {
        model: "gemini-3-pro",
        ..Edit::default()
    };
    assert_eq!(
        codec.splice(&Bytes::from_static(body), &peek, &edit),
        r#"{"generateContentRequest":{"model":"models/gemini-3-pro","contents":[1],"tools":[]}}"#
    );
    let counted = codec.read_whole(br#"{"totalTokens":31}"#).unwrap();
    let usage = counted.usage.unwrap();
    assert_eq!(
        (usage.input, usage.output),
        (Some(Tokens(0)), Some(Tokens(0)))
    );
}

#[track_caller]
fn follow(
    frames: &str,
) -> (
    String,
    Result<Seen, FailureKind>,
    Option<Usage>,
    Option<Bytes>,
) {
    let mut tap = codec(Dialect::GeminiGenerate).tap(false);
    let mut out = Vec::new();
    let pushed = tap.push(Bytes::copy_from_slice(frames.as_bytes()), &mut out);
    let end = pushed.and_then(|_| tap.end(&mut out));
    let out = String::from_utf8(out.concat()).unwrap();
    let complaint = tap.complaint().cloned();
    (
        out,
        end.map_err(|failure| failure.kind),
        tap.usage(),
        complaint,
    )
}

const HI: &str = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}],\"usageMetadata\":{\"promptTokenCount\":4,\"totalTokenCount\":4}}\r\n\r\n";
const STOP: &str = "data: {\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":4,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":3,\"toolUsePromptTokenCount\":5,\"totalTokenCount\":14}}\r\n\r\n";
const WHOLE: Seen = Seen {
    content: true,
    whole: true,
};

#[test]
fn a_stream_is_whole_with_its_finish_and_the_last_usage_holds() {
    let stream = format!("{HI}\n{HI}{STOP}");
    let (out, end, usage, _) = follow(&stream);
    assert_eq!((out, end), (stream, Ok(WHOLE)));
    let usage = usage.unwrap();
    assert_eq!(
        (usage.input, usage.output),
        (Some(Tokens(9)), Some(Tokens(5)))
    );
    assert_eq!(usage.reasoning, Some(Tokens(3)));
    assert_eq!(follow(HI).1, Err(FailureKind::Cut));
    // What is said behind a finish needs another.
    assert_eq!(follow(&format!("{STOP}{HI}")).1, Err(FailureKind::Cut));
    assert_eq!(follow(&format!("{STOP}{HI}{STOP}")).1, Ok(WHOLE));
}

#[test]
fn a_prompt_that_was_blocked_is_an_answer_without_content() {
    let blocked = "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4,\"totalTokenCount\":4}}\n\n";
    let (out, end, usage, _) = follow(blocked);
    assert_eq!(out, blocked);
    let seen = end.unwrap();
    assert!(seen.whole && !seen.content);
    assert_eq!(usage.unwrap().output, Some(Tokens(0)));
}

#[test]
fn an_error_within_the_stream_is_the_providers_in_either_form() {
    let error =
        r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#;
    for frame in [format!("data: {error}\n\n"), format!("{error}\n\n")] {
        let (out, end, _, complaint) = follow(&format!("{HI}{frame}"));
        assert_eq!(out, HI);
        assert_eq!(end, Err(FailureKind::Overloaded));
        assert!(complaint.is_some());
    }
    for broken in ["data: {\"candidates\":[{\n\n", "<html>", "data: 1\n\n"] {
        assert_eq!(
            follow(&format!("{HI}{broken}\n\n")).1,
            Err(FailureKind::Malformed)
        );
    }
}

#[test]
fn failures_have_the_form_that_googles_sdks_raise() {
    let told = Told {
        kind: FailureKind::RateLimited,
        status: 429,
        code: "rate_limited".into(),
        message: "wait".into(),
        param: None,
    };
    let codec = codec(Dialect::GeminiGenerate);
    let body = r#"{"error":{"code":429,"message":"wait","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMITED","domain":"pointsman"}]}}"#;
    assert_eq!(codec.write_failure(&told), body);
    assert_eq!(codec.write_in_band(&told), format!("data: {body}\r\n\r\n"));
    let odd = Told {
        status: 200,
        ..told
    };
    let frame = codec.write_in_band(&odd);
    assert!(frame.starts_with(br#"data: {"error":{"code":503,"#));
    assert_eq!(codec.keep_alive(), "\n");
}

#[test]
fn lists_models_as_google_does() {
    let card = ModelCard {
        id: "chain/auto".into(),
        owned_by: "pointsman".into(),
        created: 0,
    };
    assert_eq!(
        codec(Dialect::GeminiGenerate).write_models(&[card]),
        r#"{"models":[{"name":"models/chain/auto","baseModelId":"chain/auto","version":"1","displayName":"chain/auto","description":"pointsman, by way of Pointsman","supportedGenerationMethods":["generateContent","streamGenerateContent","countTokens"]}]}"#
    );
}
