//! A client's request, read into the canon.
//!
//! <https://platform.claude.com/docs/en/api/messages/create> (read 2026-11-22).

use super::block::{self, cache};
use super::fields::{Fields, Place, text};
use crate::canon::{
    Cache, Effort, Feature, Format, Json, Losses, Part, Request, Role, Schema, Tool, ToolChoice,
    Turn, Why, elements,
};
use crate::{BadBody, json};
use serde_json::value::RawValue;

/// Reads a request. What the canon has no place for is lost, and said.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
    let body = &*json::paired(body);
    let Ok(raw) = serde_json::from_slice::<&RawValue>(body) else {
        // serde says less well what is wrong.
        json::members(body, |_, _| Ok(()))?;
        return Err(BadBody::NotAnObject);
    };
    let fields = Fields::of(raw).ok_or(BadBody::NotAnObject)?;
    let mut request = Request::default();
    let mut whole_cache = None;
    for (at, (key, value)) in fields.all().iter().enumerate() {
        let known = member(&mut request, key, value, losses)?;
        whole_cache = whole_cache.or((key == "cache_control").then(|| cache(&fields)).flatten());
        let before = fields.all().get(..at).unwrap_or_default();
        if known && before.iter().any(|(other, _)| other == key) {
            let key = key.clone().into_owned();
            return Err(BadBody::Twice { key });
        }
    }
    if request.model.is_empty() {
        return Err(BadBody::Missing { key: "model" });
    }
    if fields.get("messages").is_none() {
        return Err(BadBody::Missing { key: "messages" });
    }
    if let Some(cache) = whole_cache {
        mark_last(&mut request, cache);
    }
    request.name_results();
    Ok(request)
}

/// Reads one member. Whether it is one that is read.
fn member(
    request: &mut Request,
    key: &str,
    raw: &RawValue,
    losses: &mut Losses,
) -> Result<bool, BadBody> {
    let place = Place::Of(&Place::Body, key);
    if raw.get() == "null" {
        return Ok(true);
    }
    match key {
        "model" => {
            let wrong = BadBody::WrongType {
                key: "model",
                wanted: "a string",
            };
            request.model = text(raw).ok_or(wrong)?.into_owned();
        }
        "stream" => request.stream = raw.get() == "true",
        "max_tokens" => request.limits.max_output = raw.get().parse().ok(),
        "messages" => messages(request, raw, &place, losses)?,
        "system" => {
            let parts = block::read_content(raw, &place, losses);
            if !parts.is_empty() {
                request.turns.insert(0, Turn::of(Role::System, parts));
            }
        }
        "tools" => tools(request, raw, &place, losses),
        "tool_choice" => tool_choice(request, raw, &place, losses),
        "thinking" => thinking(request, raw, &place, losses),
        "output_config" => output_config(request, raw, &place, losses),
        "output_format" => format(request, raw, &place, losses),
        "temperature" => request.sampling.temperature = Some(Json::of(raw)),
        "top_p" => request.sampling.top_p = Some(Json::of(raw)),
        "top_k" => request.sampling.top_k = Some(Json::of(raw)),
        "stop_sequences" => {
            let all = elements(raw).unwrap_or_default().into_iter();
            request.limits.stop = all.filter_map(|it| text(it).map(Into::into)).collect();
        }
        "metadata" => {
            if let Some(fields) = Fields::of(raw) {
                request.user = fields.owned("user_id");
                fields.lose_others(&["user_id"], &place, losses);
            }
        }
        "service_tier" => request.service_tier = text(raw).map(Into::into),
        "cache_control" => {}
        "container" | "context_management" => {
            losses.lose(Feature::State, key, Why::NoPlace);
        }
        "mcp_servers" => losses.lose(Feature::ServerTools, key, Why::NoPlace),
        // How the body says its version where no header can (Vertex, Bedrock): no wish.
        "anthropic_version" | "anthropic_beta" => {}
        _ => {
            losses.lose(Feature::Unknown, key, Why::Unknown);
            return Ok(false);
        }
    }
    Ok(true)
}

fn messages(
    request: &mut Request,
    raw: &RawValue,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<(), BadBody> {
    let all = elements(raw).ok_or(BadBody::WrongType {
        key: "messages",
        wanted: "an array",
    })?;
    for (at, message) in all.into_iter().enumerate() {
        let place = Place::At(place, at);
        let Some(fields) = Fields::of(message) else {
            losses.lose(Feature::Unknown, place.to_string(), Why::Unknown);
            continue;
        };
        let role = match fields.text("role").as_deref() {
            Some("assistant") => Role::Assistant,
            Some("system") => Role::System,
            _ => Role::User,
        };
        let content = Place::Of(&place, "content");
        let parts = fields
            .get("content")
            .map(|raw| block::read_content(raw, &content, losses))
            .unwrap_or_default();
        push_turns(&mut request.turns, role, parts);
        fields.lose_others(&["role", "content"], &place, losses);
    }
    Ok(())
}

/// Results of tools stand among the user's words here, and in turns of their own in the canon.
fn push_turns(turns: &mut Vec<Turn>, role: Role, parts: Vec<Part>) {
    let mut open: Option<Turn> = None;
    for part in parts {
        let speaker = match part {
            Part::ToolResult(_) => Role::Tool,
            Part::Text(_)
            | Part::Media(_)
            | Part::Reasoning(_)
            | Part::ToolCall(_)
            | Part::Refusal(_) => role,
        };
        match &mut open {
            Some(turn) if turn.role == speaker => turn.parts.push(part),
            _ => turns.extend(open.replace(Turn::of(speaker, vec![part]))),
        }
    }
    turns.extend(open);
}

fn tools(request: &mut Request, raw: &RawValue, place: &Place<'_>, losses: &mut Losses) {
    for (at, tool) in elements(raw).unwrap_or_default().into_iter().enumerate() {
        let place = Place::At(place, at);
        let Some(fields) = Fields::of(tool) else {
            continue;
        };
        let kind = fields.kind();
        if !matches!(kind.as_ref(), "" | "custom") {
            // Some of Anthropic's own run at the client, but only its models know their arguments.
            let own = ["bash_", "text_editor_", "computer_", "memory_"];
            let feature = match own.iter().any(|name| kind.starts_with(name)) {
                true => Feature::Tools,
                false => Feature::ServerTools,
            };
            losses.lose(feature, place.to_string(), Why::NoPlace);
            continue;
        }
        let known = [
            "type",
            "name",
            "description",
            "input_schema",
            "strict",
            "cache_control",
        ];
        fields.lose_others(&known, &place, losses);
        request.tools.push(Tool {
            name: fields.owned("name").unwrap_or_default(),
            description: fields.owned("description"),
            parameters: fields.get("input_schema").map(Json::of),
            strict: fields.flag("strict"),
            custom: None,
            cache: cache(&fields),
        });
    }
}

fn tool_choice(request: &mut Request, raw: &RawValue, place: &Place<'_>, losses: &mut Losses) {
    let Some(fields) = Fields::of(raw) else {
        return;
    };
    request.tool_choice = match fields.kind().as_ref() {
        "auto" => Some(ToolChoice::Auto),
        "any" => Some(ToolChoice::Required),
        "none" => Some(ToolChoice::None),
        "tool" => fields.owned("name").map(ToolChoice::Named),
        _ => {
            losses.lose(Feature::ToolChoice, place.to_string(), Why::Unknown);
            None
        }
    };
    let parallel = fields.flag("disable_parallel_tool_use");
    request.parallel_tools = parallel.map(|disabled| !disabled);
    let known = ["type", "name", "disable_parallel_tool_use"];
    fields.lose_others(&known, place, losses);
}

fn thinking(request: &mut Request, raw: &RawValue, place: &Place<'_>, losses: &mut Losses) {
    let Some(fields) = Fields::of(raw) else {
        return;
    };
    let asked = &mut request.reasoning;
    match fields.kind().as_ref() {
        "enabled" => asked.budget = fields.count("budget_tokens"),
        "adaptive" => asked.adaptive = true,
        // It outweighs an effort, which is of all words and not of thoughts alone.
        "disabled" => asked.effort = Some(Effort::None),
        _ => losses.lose(Feature::Reasoning, place.to_string(), Why::Unknown),
    }
    asked.show = match fields.text("display").as_deref() {
        Some("summarized") => Some(true),
        Some("omitted") => Some(false),
        Some(_) | None => None,
    };
    fields.lose_others(&["type", "budget_tokens", "display"], place, losses);
}

fn output_config(request: &mut Request, raw: &RawValue, place: &Place<'_>, losses: &mut Losses) {
    let Some(fields) = Fields::of(raw) else {
        return;
    };
    if let Some(raw) = fields.get("format") {
        format(request, raw, &Place::Of(place, "format"), losses);
    }
    if let Some(word) = fields.text("effort") {
        let at = Place::Of(place, "effort");
        let effort = match word.as_ref() {
            "low" => Some(Effort::Low),
            "medium" => Some(Effort::Medium),
            "high" => Some(Effort::High),
            "xhigh" => {
                losses.lose(Feature::Reasoning, at.to_string(), Why::Approximated);
                Some(Effort::Max)
            }
            "max" => Some(Effort::Max),
            _ => {
                losses.lose(Feature::Reasoning, at.to_string(), Why::Unknown);
                None
            }
        };
        request.reasoning.effort = request.reasoning.effort.or(effort);
    }
    fields.lose_others(&["format", "effort"], place, losses);
}

fn format(request: &mut Request, raw: &RawValue, place: &Place<'_>, losses: &mut Losses) {
    let schema = Fields::of(raw).filter(|fields| fields.kind() == "json_schema");
    match schema.as_ref().and_then(|fields| fields.get("schema")) {
        Some(schema) => {
            request.format = Format::Schema(Schema {
                name: None,
                description: None,
                schema: Json::of(schema),
                strict: Some(true),
            });
        }
        None => losses.lose(Feature::JsonSchema, place.to_string(), Why::Unknown),
    }
}

/// A mark on the whole request stands on the last part that can bear it, as the API has it:
/// <https://platform.claude.com/docs/en/build-with-claude/prompt-caching> (read 2026-11-22).
fn mark_last(request: &mut Request, cache: Cache) {
    let parts = request.turns.iter_mut().rev();
    for part in parts.flat_map(|turn| turn.parts.iter_mut().rev()) {
        let place = match part {
            Part::Text(text) => &mut text.cache,
            Part::Media(media) => &mut media.cache,
            Part::ToolCall(call) => &mut call.cache,
            Part::ToolResult(result) => &mut result.cache,
            Part::Reasoning(_) | Part::Refusal(_) => continue,
        };
        *place = place.or(Some(cache));
        return;
    }
}

#[cfg(test)]
mod tests;
