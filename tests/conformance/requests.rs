//! Recorded requests: read right, and edited in nothing but what must change.

use bytes::Bytes;
use pointsman_tests::recordings;
use pointsman_wire::{BadBody, Dialect, Edit, PathSays, codec};
use serde_json::{Value, json};

#[test]
fn every_recorded_request_is_read_and_spliced() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let (mut read, mut nameless) = (0, 0);
    for recording in &all {
        let Some(body) = &recording.request.body else {
            continue;
        };
        let name = recording.name();
        let bytes = Bytes::copy_from_slice(body.get().as_bytes());
        let mut value: Value = serde_json::from_str(body.get()).unwrap();
        let peek = match codec(Dialect::OpenaiChat).peek(&bytes, &PathSays::default()) {
            Ok(peek) => peek,
            Err(error) => {
                // Azure names the deployment in the path.
                assert_eq!(error, BadBody::Missing { key: "model" }, "{name}");
                assert!(value.get("model").is_none(), "{name}");
                nameless += 1;
                continue;
            }
        };
        assert_eq!(value["model"], json!(peek.model), "{name}");
        assert_eq!(
            value["stream"].as_bool().unwrap_or(false),
            peek.stream,
            "{name}"
        );
        let max = value
            .get("max_completion_tokens")
            .or(value.get("max_tokens"));
        assert_eq!(max.and_then(Value::as_u64), peek.max_output, "{name}");
        let turns = peek
            .turns_span
            .clone()
            .map(|span| serde_json::from_slice(&bytes[span]).unwrap());
        assert_eq!(value.get("messages"), turns.as_ref(), "{name}");
        let tools = peek
            .tools_span
            .clone()
            .map(|span| serde_json::from_slice(&bytes[span]).unwrap());
        assert_eq!(
            value.get("tools").filter(|it| it.is_array()),
            tools.as_ref(),
            "{name}"
        );
        let system = value["messages"][0]["role"].as_str();
        let prompted = tools.is_some() || matches!(system, Some("system" | "developer"));
        let print = codec(Dialect::OpenaiChat).fingerprint(&bytes, &peek);
        assert_eq!(print.is_some(), prompted, "{name}");

        let edit = Edit {
            model: "account/model",
            ask_usage: true,
            ..Edit::default()
        };
        let spliced = codec(Dialect::OpenaiChat).splice(&bytes, &peek, &edit);
        value["model"] = json!("account/model");
        if peek.stream {
            if !value["stream_options"].is_object() {
                value["stream_options"] = json!({});
            }
            value["stream_options"]["include_usage"] = json!(true);
        }
        assert_eq!(
            serde_json::from_slice::<Value>(&spliced).unwrap(),
            value,
            "{name}"
        );
        let span = peek.model_span.clone();
        assert_eq!(
            spliced[..span.start.min(spliced.len())],
            bytes[..span.start],
            "{name}"
        );
        read += 1;
    }
    recordings::say(&format!(
        "recordings replayed: {read} requests spliced, {nameless} without a model"
    ));
}
