//! `tools` and `toolConfig`: functions of the client, tools of Google's, and which may be called.

use super::super::fields::{is_empty, several, strictly, text, word};
use super::super::schema::json_schema;
use crate::BadBody;
use crate::canon::{Feature, Json, Losses, Tool, ToolChoice, Why};
use serde_json::value::RawValue;

/// Reads the functions; tools that run at Google's are lost.
///
/// # Errors
/// When a tool is no object, or says something twice.
pub fn read(raw: &RawValue, losses: &mut Losses) -> Result<Vec<Tool>, BadBody> {
    let mut tools = Vec::new();
    for (at, one) in several(raw).into_iter().enumerate() {
        for (key, value) in strictly(one, "tools")? {
            match &*key {
                "functionDeclarations" => {
                    for (place, function) in several(value).into_iter().enumerate() {
                        let path = format!("tools[{at}].functionDeclarations[{place}]");
                        tools.push(declaration(function, &path, losses)?);
                    }
                }
                _ => losses.lose(
                    Feature::ServerTools,
                    format!("tools[{at}].{key}"),
                    Why::NoPlace,
                ),
            }
        }
    }
    Ok(tools)
}

fn declaration(raw: &RawValue, path: &str, losses: &mut Losses) -> Result<Tool, BadBody> {
    let mut tool = Tool::default();
    for (key, value) in strictly(raw, "functionDeclarations")? {
        match &*key {
            "name" => tool.name = word(value).unwrap_or_default(),
            "description" => tool.description = word(value),
            "parameters" => tool.parameters = Some(json_schema(value)),
            "parametersJsonSchema" => tool.parameters = Some(Json::of(value)),
            "response" | "responseJsonSchema" | "behavior" => {
                losses.lose(Feature::Tools, format!("{path}.{key}"), Why::NoPlace);
            }
            _ => losses.lose(Feature::Unknown, format!("{path}.{key}"), Why::Unknown),
        }
    }
    Ok(tool)
}

/// Reads which functions may be called.
///
/// # Errors
/// When it is no object, or says something twice.
pub fn choice(raw: &RawValue, losses: &mut Losses) -> Result<Option<ToolChoice>, BadBody> {
    let mut choice = None;
    for (key, value) in strictly(raw, "toolConfig")? {
        match &*key {
            "functionCallingConfig" => choice = functions(value, losses)?,
            "includeServerSideToolInvocations" | "retrievalConfig" => {
                if !is_empty(value) && value.get() != "false" {
                    let path = format!("toolConfig.{key}");
                    losses.lose(Feature::ServerTools, path, Why::NoPlace);
                }
            }
            _ => losses.lose(Feature::Unknown, format!("toolConfig.{key}"), Why::Unknown),
        }
    }
    Ok(choice)
}

fn functions(raw: &RawValue, losses: &mut Losses) -> Result<Option<ToolChoice>, BadBody> {
    let (mut mode, mut names) = (String::new(), Vec::new());
    for (key, value) in strictly(raw, "functionCallingConfig")? {
        match &*key {
            "mode" => mode = text(value).unwrap_or_default().to_ascii_uppercase(),
            "allowedFunctionNames" => {
                names = several(value).into_iter().filter_map(word).collect();
            }
            _ => {
                let path = format!("toolConfig.functionCallingConfig.{key}");
                losses.lose(Feature::Unknown, path, Why::Unknown);
            }
        }
    }
    let required = mode == "ANY";
    Ok(match (mode.as_str(), names.as_slice()) {
        ("NONE", _) => Some(ToolChoice::None),
        ("ANY", []) => Some(ToolChoice::Required),
        ("ANY", [one]) => Some(ToolChoice::Named(one.clone())),
        ("ANY" | "VALIDATED", [_, ..]) => Some(ToolChoice::Of { names, required }),
        ("VALIDATED", []) => {
            // Arguments are held to the schema; nothing else says so for all functions at once.
            let path = "toolConfig.functionCallingConfig.mode";
            losses.lose(Feature::ToolChoice, path, Why::Approximated);
            Some(ToolChoice::Auto)
        }
        ("AUTO", _) => Some(ToolChoice::Auto),
        _ => None,
    })
}
