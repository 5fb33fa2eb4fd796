//! What the content of a turn is made of.

use super::super::media::{located, media};
use super::turns::cache;
use crate::canon::{
    Feature, Losses, Media, MediaKind, Part, Reasoning, Source, Text, Why, elements,
    plain::{self, Object},
};
use serde_json::value::RawValue;

/// One part of content, in a request or an answer. What it holds that is not read is lost, and so is
/// one of an unknown kind.
pub fn part(raw: &RawValue, path: &str, losses: &mut Losses) -> Option<Part> {
    if let Some(text) = plain::text(raw) {
        return Some(Part::text(text));
    }
    let told = Object::of(raw);
    let raw = &told;
    let kind = raw.at("type").and_then(plain::text);
    let (part, read): (Option<Part>, &[&str]) = match kind.as_deref() {
        Some("text" | "input_text" | "output_text") => (text(raw), &["text"]),
        Some("image_url") => (pictured(raw), &["image_url"]),
        Some("video_url") => {
            let media = raw
                .at("video_url")
                .and_then(|it| linked(it, MediaKind::Video));
            (media.map(Part::Media), &["video_url"])
        }
        Some("input_audio") => (heard(raw), &["input_audio"]),
        Some("file") => (file(raw), &["file"]),
        Some("document_url") => (document(raw), &["document_url", "document_name"]),
        Some("file_url") => {
            let media = raw
                .at("file_url")
                .and_then(|it| linked(it, MediaKind::Document));
            (media.map(Part::Media), &["file_url"])
        }
        Some("refusal") => {
            let words = raw.at("refusal").and_then(plain::word);
            (words.map(Part::Refusal), &["refusal"])
        }
        Some("thinking") => (thought(raw), &["thinking", "closed"]),
        Some(_) | None => (None, &[]),
    };
    let Some(part) = part else {
        losses.lose(Feature::Unknown, path, Why::Unknown);
        return None;
    };
    for (key, value) in told.all() {
        let known = matches!(&**key, "type" | "cache_control") || read.contains(&&**key);
        if !known && !plain::is_empty(value) {
            let feature = match &**key {
                "prompt_cache_breakpoint" => Feature::CacheControl,
                _ => Feature::Unknown,
            };
            losses.lose(feature, format!("{path}.{key}"), Why::Unknown);
        }
    }
    let mark = raw.at("cache_control").and_then(cache);
    Some(marked(part, mark))
}

/// The part with its mark of what is to be cached.
pub fn marked(mut part: Part, mark: Option<crate::canon::Cache>) -> Part {
    let place = match &mut part {
        Part::Text(text) => &mut text.cache,
        Part::Media(media) => &mut media.cache,
        Part::ToolCall(call) => &mut call.cache,
        Part::ToolResult(result) => &mut result.cache,
        Part::Reasoning(_) | Part::Refusal(_) => return part,
    };
    *place = mark.or(*place);
    part
}

fn text(raw: &Object<'_>) -> Option<Part> {
    let text = raw.at("text").and_then(plain::text)?;
    Some(Part::Text(Text {
        text: text.into(),
        ..Text::default()
    }))
}

/// `"url"` or `{"url": …}`.
fn linked(raw: &RawValue, kind: MediaKind) -> Option<Media> {
    let told = Object::of(raw);
    let url = plain::text(raw).or_else(|| told.at("url").and_then(plain::text))?;
    let (mime, source) = located(&url);
    let mut media = media(kind, mime, source);
    media.detail = told.at("detail").and_then(plain::word);
    Some(media)
}

fn pictured(raw: &Object<'_>) -> Option<Part> {
    let media = linked(raw.at("image_url")?, MediaKind::Image)?;
    Some(Part::Media(media))
}

fn heard(raw: &Object<'_>) -> Option<Part> {
    let audio = Object::of(raw.at("input_audio")?);
    let data = audio.at("data").and_then(plain::text)?;
    let format = audio.at("format").and_then(plain::word);
    let mime = format.map(|format| match format.as_str() {
        "mp3" => "audio/mpeg".to_owned(),
        format => format!("audio/{format}"),
    });
    let (told, source) = match located(&data) {
        (mime, Source::Base64(data)) => (mime, Source::Base64(data)),
        (_, Source::Url(url)) if url.starts_with("http") => (None, Source::Url(url)),
        (_, Source::Url(data) | Source::Plain(data) | Source::File(data)) => {
            (None, Source::Base64(data))
        }
    };
    Some(Part::Media(media(MediaKind::Audio, mime.or(told), source)))
}

/// <https://platform.openai.com/docs/guides/pdf-files> (read 2026-11-22): data as an address that
/// holds it, or the id of an upload.
fn file(raw: &Object<'_>) -> Option<Part> {
    let file = Object::of(raw.at("file")?);
    let at = |key| file.at(key).and_then(plain::word);
    let (mime, source) = match (at("file_data").or_else(|| at("file_url")), at("file_id")) {
        (Some(data), _) if data.starts_with("data:") || data.starts_with("http") => located(&data),
        (Some(data), _) => (None, Source::Base64(data)),
        (None, Some(id)) => (None, Source::File(id)),
        (None, None) => return None,
    };
    let mime = mime.or_else(|| at("format"));
    let kind = mime.as_deref().map_or(MediaKind::Document, MediaKind::of);
    let mut media = media(kind, mime, source);
    media.name = at("filename");
    Some(Part::Media(media))
}

/// <https://docs.mistral.ai/capabilities/document_ai/document_qna/> (read 2026-11-22).
fn document(raw: &Object<'_>) -> Option<Part> {
    let mut media = linked(raw.at("document_url")?, MediaKind::Document)?;
    media.name = raw.at("document_name").and_then(plain::word);
    Some(Part::Media(media))
}

/// <https://docs.mistral.ai/capabilities/reasoning/> (read 2026-11-22): thoughts within the content.
fn thought(raw: &Object<'_>) -> Option<Part> {
    let inner = raw.at("thinking")?;
    let text = match plain::text(inner) {
        Some(text) => text.into_owned(),
        None => {
            let pieces = elements(inner)?.into_iter();
            let pieces = pieces.filter_map(|it| plain::at(it, "text").and_then(plain::text));
            pieces.collect::<String>()
        }
    };
    Some(Part::Reasoning(Reasoning {
        text,
        ..Reasoning::default()
    }))
}
