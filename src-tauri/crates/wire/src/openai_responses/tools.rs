//! Tools and which of them is to be called, read and written.

use super::object::{Object, text};
use crate::canon::{Feature, Json, Losses, Pen, Tool, ToolChoice, Why, elements};
use serde_json::value::RawValue;

/// Reads a tool that the client runs. One that runs at the provider is lost.
pub fn read(raw: &RawValue, path: &str, losses: &mut Losses) -> Option<Tool> {
    let tool = Object::of(raw)?;
    let read = match &*tool.kind() {
        "function" => {
            // Some nest it as the chat does.
            let tool = match tool.get("parameters").is_some() {
                true => tool,
                false => tool.object("function").unwrap_or(tool),
            };
            lose_rest(&tool, path, losses);
            tool.word("name").map(|name| Tool {
                name,
                description: tool.word("description"),
                parameters: tool.get("parameters").map(Json::of),
                strict: tool.flag("strict"),
                ..Tool::default()
            })
        }
        "custom" => {
            lose_rest(&tool, path, losses);
            tool.word("name").map(|name| Tool {
                name,
                description: tool.word("description"),
                custom: Some(tool.get("format").map(Json::of)),
                ..Tool::default()
            })
        }
        _ => None,
    };
    if read.is_none() {
        losses.lose(Feature::ServerTools, path, Why::NoPlace);
    }
    read
}

fn lose_rest(tool: &Object<'_>, path: &str, losses: &mut Losses) {
    const KNOWN: [&str; 7] = [
        "type",
        "name",
        "description",
        "parameters",
        "strict",
        "format",
        "function",
    ];
    for (key, raw) in tool.all() {
        if !KNOWN.contains(&key) && !matches!(raw.get(), "null" | "false") {
            losses.lose(Feature::Tools, format!("{path}.{key}"), Why::NoPlace);
        }
    }
}

/// Reads which tool is to be called; `None` for one that runs at the provider.
pub fn read_choice(raw: &RawValue) -> Option<ToolChoice> {
    if let Some(word) = text(raw) {
        return match &*word {
            "auto" => Some(ToolChoice::Auto),
            "none" => Some(ToolChoice::None),
            "required" => Some(ToolChoice::Required),
            _ => None,
        };
    }
    let choice = Object::of(raw)?;
    match &*choice.kind() {
        "function" | "custom" => choice.word("name").map(ToolChoice::Named),
        "allowed_tools" => {
            let names = choice.get("tools").and_then(elements)?.into_iter();
            Some(ToolChoice::Of {
                names: names
                    .filter_map(|raw| Object::of(raw)?.word("name"))
                    .collect(),
                required: choice.text("mode").as_deref() == Some("required"),
            })
        }
        _ => None,
    }
}

/// Writes the tools.
pub fn write(tools: &[Tool], pen: &mut Pen, losses: &mut Losses) {
    for (at, tool) in tools.iter().enumerate() {
        if tool.cache.is_some() {
            losses.lose(
                Feature::CacheControl,
                format!("tools[{at}].cache"),
                Why::NoPlace,
            );
        }
        pen.object();
        match &tool.custom {
            Some(format) => {
                pen.member("type", "custom").member("name", &tool.name);
                if let Some(format) = format {
                    pen.key("format").json(&flat(format));
                }
            }
            None => {
                pen.member("type", "function").member("name", &tool.name);
                pen.key("parameters");
                match &tool.parameters {
                    Some(parameters) => pen.json(parameters),
                    None => pen.bytes(br#"{"type":"object","properties":{}}"#),
                };
                // What is not said is strict here and loose elsewhere.
                pen.key("strict").flag(tool.strict.unwrap_or(false));
            }
        }
        if let Some(words) = &tool.description {
            pen.member("description", words);
        }
        pen.end_object();
    }
}

/// The format of a free text, without the object that the chat puts around a grammar.
fn flat(format: &Json) -> Json {
    let grammar = || {
        let format = Object::of(format.raw())?;
        let grammar = format.object("grammar")?;
        let (syntax, definition) = (grammar.text("syntax")?, grammar.text("definition")?);
        let flat = serde_json::json!({
            "type": "grammar", "syntax": syntax, "definition": definition,
        });
        Some(Json::from_value(&flat))
    };
    grammar().unwrap_or_else(|| format.clone())
}

/// Writes which tool is to be called.
pub fn write_choice(choice: &ToolChoice, tools: &[Tool], pen: &mut Pen) {
    let named = |name: &str, pen: &mut Pen| {
        let custom = tools
            .iter()
            .any(|tool| tool.name == name && tool.custom.is_some());
        let kind = if custom { "custom" } else { "function" };
        pen.object()
            .member("type", kind)
            .member("name", name)
            .end_object();
    };
    match choice {
        ToolChoice::Auto => drop(pen.text("auto")),
        ToolChoice::None => drop(pen.text("none")),
        ToolChoice::Required => drop(pen.text("required")),
        ToolChoice::Named(name) => named(name, pen),
        ToolChoice::Of { names, required } => {
            pen.object().member("type", "allowed_tools");
            pen.member("mode", if *required { "required" } else { "auto" });
            pen.key("tools").array();
            names.iter().for_each(|name| named(name, pen));
            pen.end_array().end_object();
        }
    }
}
