//! Requests that say the same in two ways, brought to one, so that they can be compared as JSON.

use serde_json::{Value, json};

/// A request with one way of writing for what the dialect lets be written in two.
pub fn plain(request: &Value, unmarked: bool) -> Value {
    let mut request = request.clone();
    let fields = request.as_object_mut().unwrap();
    fields.retain(|_, value| *value != Value::Null && *value != json!(false));
    if let Some(form) = fields.remove("output_format") {
        fields.insert("output_config".to_owned(), json!({ "format": form }));
    }
    fields.remove("tools").map(|mut tools| {
        for tool in tools.as_array_mut().unwrap() {
            let tool = tool.as_object_mut().unwrap();
            tool.retain(|_, value| *value != json!(false));
            tool.remove("type");
            unmark(tool);
        }
        match tools == json!([]) {
            true => None,
            false => fields.insert("tools".to_owned(), tools),
        }
    });
    fields.remove("cache_control");
    blocks(fields.get_mut("system"), false);
    fields.retain(|key, value| key != "system" || *value != json!([]));
    let mut merged: Vec<Value> = Vec::new();
    for mut message in fields["messages"].as_array_mut().unwrap().drain(..) {
        blocks(message.get_mut("content"), unmarked);
        match merged.last_mut() {
            Some(last) if last["role"] == message["role"] => {
                let more = message["content"].as_array().unwrap().clone();
                last["content"].as_array_mut().unwrap().extend(more);
            }
            _ => merged.push(message),
        }
    }
    fields.insert("messages".to_owned(), json!(merged));
    request
}

fn unmark(fields: &mut serde_json::Map<String, Value>) {
    if let Some(Value::Object(mark)) = fields.get_mut("cache_control") {
        mark.retain(|_, value| *value != json!("5m"));
    }
}

fn blocks(content: Option<&mut Value>, unmarked: bool) {
    let Some(content) = content else { return };
    if let Value::String(text) = content {
        *content = json!([{ "type": "text", "text": text }]);
    }
    let all = content.as_array_mut().unwrap();
    all.retain(|block| block["type"] != "text" || block["text"] != "");
    for block in all {
        let fields = block.as_object_mut().unwrap();
        fields.retain(|key, value| {
            *value != Value::Null && !(key == "is_error" && *value == json!(false))
        });
        if fields.get("content") == Some(&json!([])) {
            fields.remove("content");
        }
        fields.remove("caller");
        match unmarked {
            true => drop(fields.remove("cache_control")),
            false => unmark(fields),
        }
        blocks(fields.get_mut("content"), unmarked);
    }
}
