//! Content blocks read into the canon's parts.
//!
//! Blocks of tools that run at Anthropic (search, code, MCP) mean nothing to another provider: they
//! are lost, and the text around them stays.

use super::citation;
use super::fields::{Fields, Place, text};
use super::seal;
use crate::canon::{
    Cache, Feature, Losses, Media, MediaKind, Part, Reasoning, Source, Text, ToolCall, ToolResult,
    Why, elements,
};
use serde_json::value::RawValue;

/// The parts of a content: a string, or a list of blocks.
pub fn read_content(raw: &RawValue, place: &Place<'_>, losses: &mut Losses) -> Vec<Part> {
    if let Some(text) = text(raw) {
        return vec![Part::text(text)];
    }
    let Some(blocks) = elements(raw) else {
        losses.lose(Feature::Unknown, place.to_string(), Why::Unknown);
        return Vec::new();
    };
    let mut parts = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        let place = Place::At(place, at);
        parts.extend(read(block, &place, losses));
    }
    parts
}

/// The part that a block is; `None` where the canon has none for it.
pub fn read(raw: &RawValue, place: &Place<'_>, losses: &mut Losses) -> Option<Part> {
    let Some(fields) = Fields::of(raw) else {
        losses.lose(Feature::Unknown, place.to_string(), Why::Unknown);
        return None;
    };
    match fields.kind().as_ref() {
        "text" => {
            let known = ["type", "text", "citations", "cache_control"];
            fields.lose_others(&known, place, losses);
            let cites = Place::Of(place, "citations");
            Some(Part::Text(Text {
                text: fields.owned("text").unwrap_or_default(),
                citations: fields
                    .get("citations")
                    .map(|raw| citation::read_all(raw, &cites, losses))
                    .unwrap_or_default(),
                cache: cache(&fields),
                seal: None,
            }))
        }
        "thinking" => {
            let (seal, id) = seal::read(&fields.text("signature").unwrap_or_default());
            Some(Part::Reasoning(Reasoning {
                text: fields.owned("thinking").unwrap_or_default(),
                seal,
                id,
                ..Reasoning::default()
            }))
        }
        "redacted_thinking" => {
            let (seal, id) = seal::read(&fields.text("data").unwrap_or_default());
            Some(Part::Reasoning(Reasoning {
                seal,
                id,
                redacted: true,
                ..Reasoning::default()
            }))
        }
        "tool_use" => {
            let known = ["type", "id", "name", "input", "cache_control", "caller"];
            fields.lose_others(&known, place, losses);
            Some(Part::ToolCall(ToolCall {
                id: fields.owned("id").unwrap_or_default(),
                name: fields.owned("name").unwrap_or_default(),
                arguments: fields
                    .get("input")
                    .map_or_else(|| "{}".to_owned(), |raw| raw.get().to_owned()),
                cache: cache(&fields),
                ..ToolCall::default()
            }))
        }
        "tool_result" => Some(Part::ToolResult(result(&fields, place, losses))),
        "image" => media(MediaKind::Image, &fields, place, losses),
        "document" => media(MediaKind::Document, &fields, place, losses),
        "search_result" => Some(search_result(&fields, place, losses)),
        other => {
            losses.lose(foreign(other), place.to_string(), Why::NoPlace);
            None
        }
    }
}

/// What a block that the canon has no part for belongs to.
fn foreign(kind: &str) -> Feature {
    let server = kind.ends_with("_tool_result")
        || ["server_tool_use", "mcp_tool_use", "container_upload"].contains(&kind)
        || ["tool_reference", "tool_addition", "tool_removal"].contains(&kind);
    match server {
        true => Feature::ServerTools,
        false => Feature::Unknown,
    }
}

/// A mark that everything up to here is to be cached.
pub fn cache(fields: &Fields<'_>) -> Option<Cache> {
    let control = fields.object("cache_control")?;
    match control.text("ttl").as_deref() {
        Some("1h") => Some(Cache::Hour),
        Some(_) | None => Some(Cache::Short),
    }
}

fn result(fields: &Fields<'_>, place: &Place<'_>, losses: &mut Losses) -> ToolResult {
    let known = [
        "type",
        "tool_use_id",
        "content",
        "is_error",
        "cache_control",
    ];
    fields.lose_others(&known, place, losses);
    let content = Place::Of(place, "content");
    ToolResult {
        id: fields.owned("tool_use_id").unwrap_or_default(),
        parts: fields
            .get("content")
            .map(|raw| read_content(raw, &content, losses))
            .unwrap_or_default(),
        is_error: fields.flag("is_error").unwrap_or(false),
        cache: cache(fields),
        ..ToolResult::default()
    }
}

fn media(
    kind: MediaKind,
    fields: &Fields<'_>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Option<Part> {
    let known = [
        "type",
        "source",
        "title",
        "context",
        "citations",
        "cache_control",
    ];
    fields.lose_others(&known, place, losses);
    let from = fields.object("source")?;
    let at = Place::Of(place, "source");
    let source = match from.kind().as_ref() {
        "base64" => Source::Base64(from.owned("data")?),
        "text" => Source::Plain(from.owned("data")?),
        "url" => Source::Url(from.owned("url")?),
        "file" => Source::File(from.owned("file_id")?),
        "content" => Source::Plain(words_of(from.get("content")?, &at, kind, losses)),
        _ => {
            losses.lose(kind.feature(), at.to_string(), Why::Unknown);
            return None;
        }
    };
    let cite = fields
        .object("citations")
        .and_then(|cite| cite.flag("enabled"));
    Some(Part::Media(Media {
        kind,
        mime: from.owned("media_type"),
        source,
        name: fields.owned("title"),
        detail: None,
        context: fields.owned("context"),
        cite: cite.unwrap_or(false),
        cache: cache(fields),
        seal: None,
    }))
}

/// The words of a content that stands for a document: blocks of text, one below the other.
fn words_of(raw: &RawValue, place: &Place<'_>, kind: MediaKind, losses: &mut Losses) -> String {
    let parts = read_content(raw, place, losses);
    if parts.len() > 1 {
        losses.lose(kind.feature(), place.to_string(), Why::Approximated);
    }
    let mut words = String::new();
    for part in parts {
        match part {
            Part::Text(text) => {
                if !words.is_empty() {
                    words.push('\n');
                }
                words.push_str(&text.text);
            }
            Part::Media(media) => {
                losses.lose(media.kind.feature(), place.to_string(), Why::NoPlace);
            }
            Part::Reasoning(_) | Part::ToolCall(_) | Part::ToolResult(_) | Part::Refusal(_) => {}
        }
    }
    words
}

/// A passage that the client found itself, as a document that may be cited.
fn search_result(fields: &Fields<'_>, place: &Place<'_>, losses: &mut Losses) -> Part {
    losses.lose(Feature::Citations, place.to_string(), Why::Approximated);
    let at = Place::Of(place, "content");
    let words = fields
        .get("content")
        .map(|raw| words_of(raw, &at, MediaKind::Document, losses));
    let cite = fields
        .object("citations")
        .and_then(|cite| cite.flag("enabled"));
    Part::Media(Media {
        kind: MediaKind::Document,
        mime: Some("text/plain".to_owned()),
        source: Source::Plain(words.unwrap_or_default()),
        name: fields.owned("title"),
        detail: None,
        context: fields.owned("source"),
        cite: cite.unwrap_or(false),
        cache: cache(fields),
        seal: None,
    })
}
