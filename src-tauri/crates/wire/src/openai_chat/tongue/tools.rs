//! Tools, which of them is to be called, and calls, as requests and answers write them.

use crate::canon::plain::{self, Object};
use crate::canon::{Feature, Json, Losses, Pen, Tool, ToolCall, ToolChoice, Why, elements};
use serde_json::value::RawValue;

/// A tool that the client runs. One that runs at the provider is lost.
pub fn read(raw: &RawValue, path: &str, losses: &mut Losses) -> Option<Tool> {
    let kind = plain::at(raw, "type").and_then(plain::text);
    let mut tool = match kind.as_deref() {
        Some("function") | None => read_function(plain::at(raw, "function").unwrap_or(raw))?,
        Some("custom") => {
            let custom = plain::at(raw, "custom").unwrap_or(raw);
            Tool {
                name: plain::at(custom, "name").and_then(plain::word)?,
                description: plain::at(custom, "description").and_then(plain::word),
                custom: Some(plain::at(custom, "format").map(Json::of)),
                ..Tool::default()
            }
        }
        Some(_) => {
            losses.lose(Feature::ServerTools, path, Why::NoPlace);
            return None;
        }
    };
    tool.cache = plain::at(raw, "cache_control").and_then(super::asked::cache);
    Some(tool)
}

/// A function, as `tools` and the older `functions` hold it.
pub fn read_function(raw: &RawValue) -> Option<Tool> {
    let at = |key| plain::at(raw, key).filter(|raw| !plain::is_null(raw));
    Some(Tool {
        name: at("name").and_then(plain::word)?,
        description: at("description").and_then(plain::text).map(Into::into),
        parameters: at("parameters").map(Json::of),
        strict: at("strict").and_then(plain::flag),
        ..Tool::default()
    })
}

/// Which tool is to be called.
pub fn read_choice(raw: &RawValue) -> Option<ToolChoice> {
    if let Some(word) = plain::text(raw) {
        return match &*word {
            "auto" => Some(ToolChoice::Auto),
            "none" => Some(ToolChoice::None),
            "required" | "any" => Some(ToolChoice::Required),
            _ => None,
        };
    }
    if let Some(allowed) = plain::at(raw, "allowed_tools") {
        let mode = plain::at(allowed, "mode").and_then(plain::text);
        let tools = plain::at(allowed, "tools").and_then(elements);
        return Some(ToolChoice::Of {
            names: tools?.into_iter().filter_map(named).collect(),
            required: mode.as_deref() == Some("required"),
        });
    }
    named(raw).map(ToolChoice::Named)
}

/// The name in `{"type":"function","function":{"name":…}}`, its custom twin and the older form.
fn named(raw: &RawValue) -> Option<String> {
    let inner = plain::at(raw, "function").or_else(|| plain::at(raw, "custom"));
    plain::at(inner.unwrap_or(raw), "name").and_then(plain::word)
}

/// A call that came whole. `id` stands in where it has none.
pub fn read_call(raw: &RawValue, id: impl FnOnce() -> String) -> Option<ToolCall> {
    let told = Object::of(raw);
    let (inner, key) = match (told.at("function"), told.at("custom")) {
        (Some(function), _) => (function, "arguments"),
        (None, Some(custom)) => (custom, "input"),
        (None, None) => (raw, "arguments"),
    };
    let inner = Object::of(inner);
    Some(ToolCall {
        name: inner.at("name").and_then(plain::word)?,
        id: told.at("id").and_then(plain::word).unwrap_or_else(id),
        arguments: inner.at(key).map(arguments).unwrap_or_default(),
        custom: key == "input",
        seal: super::details::beside(told.at("extra_content"), told.at("thought_signature")),
        cache: told.at("cache_control").and_then(super::asked::cache),
    })
}

/// Arguments as text; some send the object itself.
pub fn arguments(raw: &RawValue) -> String {
    match plain::text(raw) {
        Some(text) => text.into(),
        None if plain::is_null(raw) => String::new(),
        None => raw.get().to_owned(),
    }
}

/// Writes the tools of a request.
pub fn write(tools: &[Tool], pen: &mut Pen, losses: &mut Losses) {
    if tools.is_empty() {
        return;
    }
    pen.key("tools").array();
    for (at, tool) in tools.iter().enumerate() {
        pen.object();
        match &tool.custom {
            Some(format) => {
                pen.member("type", "custom").key("custom").object();
                pen.member("name", &tool.name);
                if let Some(words) = &tool.description {
                    pen.member("description", words);
                }
                if let Some(format) = format {
                    pen.key("format").json(format);
                }
            }
            None => {
                pen.member("type", "function").key("function").object();
                pen.member("name", &tool.name);
                if let Some(words) = &tool.description {
                    pen.member("description", words);
                }
                if let Some(parameters) = &tool.parameters {
                    pen.key("parameters").json(parameters);
                }
                if let Some(strict) = tool.strict {
                    pen.key("strict").flag(strict);
                }
            }
        }
        pen.end_object().end_object();
        if tool.cache.is_some() {
            let path = format!("tools[{at}].cache");
            losses.lose(Feature::CacheControl, path, Why::NoPlace);
        }
    }
    pen.end_array();
}

/// Writes which tool is to be called.
pub fn write_choice(choice: &ToolChoice, tools: &[Tool], pen: &mut Pen) {
    let kind = |name: &str| {
        let custom = tools.iter().find(|tool| tool.name == name);
        match custom.is_some_and(|tool| tool.custom.is_some()) {
            true => "custom",
            false => "function",
        }
    };
    let named = |name: &str, pen: &mut Pen| {
        pen.object().member("type", kind(name)).key(kind(name));
        pen.object().member("name", name).end_object().end_object();
    };
    pen.key("tool_choice");
    match choice {
        ToolChoice::Auto => drop(pen.text("auto")),
        ToolChoice::None => drop(pen.text("none")),
        ToolChoice::Required => drop(pen.text("required")),
        ToolChoice::Named(name) => named(name, pen),
        ToolChoice::Of { names, required } => {
            pen.object().member("type", "allowed_tools");
            pen.key("allowed_tools").object();
            pen.member("mode", if *required { "required" } else { "auto" });
            pen.key("tools").array();
            names.iter().for_each(|name| named(name, pen));
            pen.end_array().end_object().end_object();
        }
    }
}

/// Writes a call that is whole, but for the bracket that closes it. Some clients read the arguments
/// as JSON even where there are none.
pub fn write_call(call: &ToolCall, id: &str, pen: &mut Pen) {
    pen.object().member("id", id);
    if call.custom {
        pen.member("type", "custom").key("custom").object();
        pen.member("name", &call.name)
            .member("input", &call.arguments);
    } else {
        pen.member("type", "function").key("function").object();
        let arguments = match call.arguments.as_str() {
            "" => "{}",
            arguments => arguments,
        };
        pen.member("name", &call.name)
            .member("arguments", arguments);
    }
    pen.end_object();
}
