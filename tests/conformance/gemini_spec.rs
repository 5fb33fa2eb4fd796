//! Requests written for Gemini, from every dialect's recordings, against Google's own description.

use crate::crossing::{clients, recorded};
use pointsman_tests::recordings;
use pointsman_wire::canon::{Losses, Manner, custom};
use pointsman_wire::{Dialect, codec};
use serde_json::Value;

/// A request without any turn.
const SILENT: &str = "huggingface/d2440e642c09e41e";

/// What is wrong with a value, by the schema: unknown members, types, words.
fn faults(root: &Value, schema: &Value, value: &Value, path: &str, told: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let at = name.strip_prefix('#').unwrap();
        return faults(root, root.pointer(at).unwrap(), value, path, told);
    }
    for inner in schema["allOf"].as_array().into_iter().flatten() {
        faults(root, inner, value, path, told);
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some(other) => panic!("{other}"),
        None => true,
    };
    if !fits {
        told.push(format!("{path} is no {}: {value}", schema["type"]));
    }
    let words = schema["enum"].as_array();
    if words.is_some_and(|words| !words.contains(value)) {
        told.push(format!("{path} is none of its words: {value}"));
    }
    for item in value.as_array().into_iter().flatten() {
        faults(root, &schema["items"], item, &format!("{path}[]"), told);
    }
    let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for (name, inner) in members {
        let path = format!("{path}.{name}");
        match known.get(name) {
            Some(schema) => faults(root, schema, inner, &path, told),
            None => told.push(format!("{path} is unknown")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        // The path names the model.
        if name != "model" && !members.contains_key(name.as_str().unwrap()) {
            told.push(format!("{path} lacks {name}"));
        }
    }
}

/// What the description does not say, and the server holds to.
fn unspoken(request: &Value, told: &mut Vec<String>) {
    let contents = request["contents"].as_array().unwrap();
    if contents.is_empty() {
        told.push("nothing is said".to_owned());
    }
    let mut before = "";
    for content in contents {
        let role = content["role"].as_str().unwrap();
        if role == before {
            told.push(format!("two turns of {role}"));
        }
        before = role;
        let parts = content["parts"].as_array().unwrap();
        let empty = |part: &&Value| part["text"] == "" && part["thoughtSignature"].is_null();
        if parts.is_empty() || parts.iter().any(|part| empty(&part)) {
            told.push("an empty part".to_owned());
        }
    }
}

#[test]
fn every_request_that_is_written_is_as_google_describes_it() {
    let Some(spec) = recordings::spec("gemini/openapi.json") else {
        return;
    };
    let spec: Value = serde_json::from_str(&spec).unwrap();
    let schema = &spec["components"]["schemas"]["GenerateContentRequest"];
    let gemini = codec(Dialect::GeminiGenerate).tongue().unwrap();
    let (mut written, mut odd) = (0, Vec::new());
    for (dialect, tongue) in clients() {
        for recording in recorded(dialect) {
            if recording.name() == SILENT {
                continue;
            }
            let body = recording.request.body.as_ref();
            let read =
                body.map(|body| tongue.read_request(body.get().as_bytes(), &mut Losses::default()));
            let Some(Ok(mut request)) = read else {
                continue;
            };
            if let Some((lowered, _)) = custom::lowered(&request) {
                request = lowered;
            }
            for model in ["gemini-2.5-flash", "gemini-3-pro-preview"] {
                let manner = Manner {
                    model: model.to_owned(),
                    ..Manner::default()
                };
                let sent = gemini.write_request(&request, &manner, &mut Losses::default());
                let sent: Value = serde_json::from_slice(&sent).unwrap();
                let mut told = Vec::new();
                faults(&spec, schema, &sent, "", &mut told);
                unspoken(&sent, &mut told);
                odd.extend(told.into_iter().map(|it| (recording.name(), it)));
                written += 1;
            }
        }
    }
    odd.dedup();
    assert_eq!(odd, []);
    recordings::say(&format!(
        "recordings replayed: {written} requests written for Gemini and held to its description"
    ));
}
