//! What an answer repeats of its request.

use super::object::Object;
use crate::canon::{Asked, Pen};
use serde_json::value::RawValue;

/// Each member that an answer repeats, and what stands there where the client said nothing.
const MEMBERS: [(&str, Option<&str>); 17] = [
    ("instructions", Some("null")),
    ("max_output_tokens", Some("null")),
    ("max_tool_calls", Some("null")),
    ("metadata", Some("{}")),
    ("parallel_tool_calls", Some("true")),
    ("previous_response_id", Some("null")),
    ("prompt_cache_key", Some("null")),
    ("reasoning", Some(r#"{"effort":null,"summary":null}"#)),
    ("safety_identifier", Some("null")),
    ("store", Some("true")),
    ("temperature", Some("1.0")),
    ("text", Some(r#"{"format":{"type":"text"}}"#)),
    ("tool_choice", Some(r#""auto""#)),
    ("top_logprobs", Some("0")),
    ("top_p", Some("1.0")),
    ("truncation", Some(r#""disabled""#)),
    ("user", None),
];

/// The members, ready to be written: an answer that is streamed repeats them three times.
pub struct Settings {
    members: Vec<u8>,
    tier: Option<String>,
}

impl Settings {
    /// Those of a request.
    pub fn of(asked: &Asked) -> Self {
        let raw: Option<&RawValue> = asked
            .request
            .as_ref()
            .and_then(|body| serde_json::from_slice(body).ok());
        let request = raw.and_then(Object::of).unwrap_or_else(Object::none);
        let mut pen = Pen::with_room(512);
        // Opened so that commas fall right; the bracket is not part of it.
        pen.object();
        for (key, unsaid) in MEMBERS {
            let said = request.get(key).map(RawValue::get).or(unsaid);
            if let Some(said) = said {
                pen.key(key).bytes(said.as_bytes());
            }
        }
        pen.key("tools").array();
        for tool in request.list("tools") {
            write_tool(tool, &mut pen);
        }
        pen.end_array();
        Self {
            members: pen.done().split_off(1).into(),
            tier: request.word("service_tier"),
        }
    }

    /// Writes them, and the tier that served: the provider's word, or the client's.
    pub fn write(&self, tier: Option<&str>, pen: &mut Pen) {
        let known = ["auto", "default", "flex", "scale", "priority"];
        let said = [tier, self.tier.as_deref()].into_iter().flatten();
        let tier = said.into_iter().find(|tier| known.contains(tier));
        pen.member("service_tier", tier.unwrap_or("default"));
        pen.bytes(b",").bytes(&self.members);
    }
}

/// A tool as the client wrote it, with the members that an answer must have.
fn write_tool(raw: &RawValue, pen: &mut Pen) {
    let tool = Object::of(raw).filter(|tool| tool.kind() == "function");
    let Some(tool) = tool else {
        let json = crate::canon::Json::of(raw);
        pen.json(&json);
        return;
    };
    pen.object();
    for (key, value) in tool.all() {
        pen.key(&escaped(key)).bytes(value.get().as_bytes());
    }
    for key in ["name", "description", "parameters", "strict"] {
        if !tool.all().any(|(own, _)| own == key) {
            pen.key(key).null();
        }
    }
    pen.end_object();
}

/// A key as it stands in JSON.
fn escaped(key: &str) -> String {
    let quoted = crate::splice::quoted(key);
    quoted.trim_matches('"').to_owned()
}
