//! Items, as a request holds them and as an answer does.

use super::content::{Content, made_image};
use super::object::Object;
use super::seal;
use crate::BadBody;
use crate::canon::{
    Feature, Losses, Part, Reasoning, Role, TokenLogprob, ToolCall, ToolResult, Why,
};
use crate::field::wrong;
use serde_json::value::RawValue;

/// What one item is.
pub enum Item {
    /// Somebody says something.
    Said(Role, Vec<Part>, Vec<TokenLogprob>),
    /// A name for an item that only the provider has.
    Reference,
    /// Nothing that crosses. It was lost, and said.
    Lost,
}

/// Reads an item.
///
/// # Errors
/// When a message is none.
pub fn read(raw: &RawValue, path: &str, losses: &mut Losses) -> Result<Item, BadBody> {
    let item = Object::of(raw).ok_or(wrong("input", "a string or a list of items"))?;
    let kind = item.kind();
    let part = match &*kind {
        "" | "message" if item.get("role").is_some() => return message(&item, path, losses),
        "" | "item_reference" if item.get("id").is_some() => return Ok(Item::Reference),
        "reasoning" => return Ok(assistant(thoughts(&item, path, losses))),
        "function_call" => call(&item, "arguments", path, losses).map(Part::ToolCall),
        "custom_tool_call" => call(&item, "input", path, losses).map(Part::ToolCall),
        "function_call_output" | "custom_tool_call_output" => {
            return Ok(result(
                &item,
                kind == "custom_tool_call_output",
                path,
                losses,
            ));
        }
        "image_generation_call" => {
            let format = item.text("output_format");
            let made = item.word("result");
            made.map(|data| Part::Media(made_image(data, format.as_deref())))
        }
        "compaction" | "compaction_summary" => {
            losses.lose(Feature::State, path, Why::Foreign);
            return Ok(Item::Lost);
        }
        _ => None,
    };
    Ok(match part {
        Some(part) => assistant(vec![part]),
        None => {
            losses.lose(Feature::ServerTools, path, Why::NoPlace);
            Item::Lost
        }
    })
}

fn assistant(parts: Vec<Part>) -> Item {
    Item::Said(Role::Assistant, parts, Vec::new())
}

fn message(item: &Object<'_>, path: &str, losses: &mut Losses) -> Result<Item, BadBody> {
    let role = match item.text("role").as_deref() {
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("system") => Role::System,
        Some("developer") => Role::Developer,
        _ => {
            let wanted = "items whose `role` is user, assistant, system or developer";
            return Err(wrong("input", wanted));
        }
    };
    let mut content = Content::default();
    unknown(
        item,
        &["type", "id", "role", "content", "status"],
        path,
        losses,
    );
    let path = format!("{path}.content");
    let read = match item.get("content") {
        Some(raw) => content.read(raw, &path, losses),
        None => true,
    };
    match read {
        true => Ok(Item::Said(role, content.parts, content.logprobs)),
        false => Err(wrong(
            "input",
            "items whose `content` is a string or a list",
        )),
    }
}

/// The thoughts of an item: its summary part by part, then its words. The seal is the last one's.
pub fn thoughts(item: &Object<'_>, path: &str, losses: &mut Losses) -> Vec<Part> {
    let id = item.word("id");
    let mut all = Vec::new();
    for (key, summary) in [("summary", true), ("content", false)] {
        for (at, raw) in item.list(key).into_iter().enumerate() {
            let Some(text) = Object::of(raw).and_then(|it| it.owned("text")) else {
                losses.lose(
                    Feature::Unknown,
                    format!("{path}.{key}[{at}]"),
                    Why::Unknown,
                );
                continue;
            };
            if text.is_empty() {
                continue;
            }
            all.push(Reasoning {
                text,
                summary,
                id: id.clone(),
                ..Reasoning::default()
            });
        }
    }
    if all.is_empty() {
        all.push(Reasoning {
            id,
            ..Reasoning::default()
        });
    }
    let told = item.text("encrypted_content").filter(|it| !it.is_empty());
    if let (Some(last), Some(told)) = (all.last_mut(), told) {
        last.seal = seal::read(&told);
        last.redacted = last.text.is_empty() && last.seal.is_some();
        if told.starts_with(seal::MARK) {
            // The ids are Pointsman's own too.
            all.iter_mut().for_each(|it| it.id = None);
        }
    }
    all.into_iter().map(Part::Reasoning).collect()
}

/// Loses what nobody here knows of an item.
fn unknown(item: &Object<'_>, known: &[&str], path: &str, losses: &mut Losses) {
    for (key, _) in item
        .all()
        .filter(|(key, raw)| !known.contains(key) && raw.get() != "null")
    {
        losses.lose(Feature::Unknown, format!("{path}.{key}"), Why::NoPlace);
    }
}

/// A call of a tool that the client runs.
pub fn call(item: &Object<'_>, key: &str, path: &str, losses: &mut Losses) -> Option<ToolCall> {
    let known = ["type", "id", "call_id", "name", "status", key];
    unknown(item, &known, path, losses);
    Some(ToolCall {
        id: item.word("call_id").or_else(|| item.word("id"))?,
        name: item.word("name")?,
        arguments: arguments(item, key),
        custom: key == "input",
        ..ToolCall::default()
    })
}

/// Arguments as text; some send the object itself.
pub fn arguments(item: &Object<'_>, key: &str) -> String {
    let raw = || item.get(key).map(|raw| raw.get().to_owned());
    item.owned(key).or_else(raw).unwrap_or_default()
}

fn result(item: &Object<'_>, custom: bool, path: &str, losses: &mut Losses) -> Item {
    let mut content = Content::default();
    let known = ["type", "id", "call_id", "name", "status", "output"];
    unknown(item, &known, path, losses);
    if let Some(raw) = item.get("output") {
        let path = format!("{path}.output");
        if !content.read(raw, &path, losses) {
            // Some send an object.
            content.parts.push(Part::text(raw.get()));
        }
    }
    let result = ToolResult {
        id: item.word("call_id").unwrap_or_default(),
        name: item.word("name"),
        parts: content.parts,
        custom,
        ..ToolResult::default()
    };
    Item::Said(Role::Tool, vec![Part::ToolResult(result)], Vec::new())
}
