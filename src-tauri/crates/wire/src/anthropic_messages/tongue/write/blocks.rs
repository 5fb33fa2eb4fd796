//! Parts of a turn as content blocks.

use super::tools::write_cache;
use crate::anthropic_messages::tongue::reply;
use crate::canon::{
    Cache, Feature, IdForm, Losses, Manner, Media, MediaKind, Part, Pen, Reasoning, SealKind,
    Source, Text, ToolCall, ToolResult, Why, ids,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A block that can be written.
pub enum Block<'a> {
    /// Text that is not blank.
    Text(&'a str, Option<Cache>),
    /// A picture or a document.
    Media(&'a Media),
    /// A thought with a seal of Anthropic's, or of nobody's where the endpoint takes such.
    Thought(&'a Reasoning),
    /// A call.
    Call(&'a ToolCall),
    /// What a tool gave.
    Result(&'a ToolResult),
}

/// The block that a part becomes; `None` where the dialect has none, which is lost.
pub fn block<'a>(
    part: &'a Part,
    assistant: bool,
    manner: &Manner,
    path: &dyn Fn() -> String,
    losses: &mut Losses,
) -> Option<Block<'a>> {
    match part {
        Part::Text(text) => words(text, path, losses),
        Part::Refusal(words) => blank(words, path, losses).map(|it| Block::Text(it, None)),
        Part::Media(media) if assistant => {
            losses.lose(media.kind.feature(), path(), Why::NoPlace);
            None
        }
        Part::Media(media) => takes(media, path, losses).then_some(Block::Media(media)),
        Part::Reasoning(thought) if assistant => {
            is_own(thought, manner, path, losses).then_some(Block::Thought(thought))
        }
        Part::ToolCall(call) if assistant => Some(Block::Call(call)),
        Part::ToolResult(result) if !assistant => Some(Block::Result(result)),
        Part::Reasoning(_) => {
            losses.lose(Feature::Reasoning, path(), Why::NoPlace);
            None
        }
        Part::ToolCall(_) | Part::ToolResult(_) => {
            losses.lose(Feature::Tools, path(), Why::NoPlace);
            None
        }
    }
}

fn words<'a>(text: &'a Text, path: &dyn Fn() -> String, losses: &mut Losses) -> Option<Block<'a>> {
    if !text.citations.is_empty() {
        // They are sealed by who made them, and say nothing to another model.
        losses.lose(Feature::Citations, path(), Why::NoPlace);
    }
    if text.seal.is_some() {
        losses.lose(Feature::Signatures, path(), Why::Foreign);
    }
    blank(&text.text, path, losses).map(|words| Block::Text(words, text.cache))
}

/// Blank texts are refused; an empty one says nothing that could be lost.
fn blank<'a>(words: &'a str, path: &dyn Fn() -> String, losses: &mut Losses) -> Option<&'a str> {
    if !words.trim().is_empty() {
        return Some(words);
    }
    if !words.is_empty() {
        losses.lose(Feature::Text, path(), Why::Approximated);
    }
    None
}

/// Whether a thought can go back: Anthropic takes none without its own seal.
fn is_own(
    thought: &Reasoning,
    manner: &Manner,
    path: &dyn Fn() -> String,
    losses: &mut Losses,
) -> bool {
    match &thought.seal {
        Some(seal) if seal.kind == SealKind::Anthropic => true,
        Some(_) if thought.redacted || !manner.takes_thoughts => {
            losses.lose(Feature::Signatures, path(), Why::Foreign);
            false
        }
        Some(_) | None if manner.takes_thoughts && !thought.text.is_empty() => true,
        Some(_) | None => {
            if !thought.text.is_empty() {
                losses.lose(Feature::Reasoning, path(), Why::NoPlace);
            }
            false
        }
    }
}

/// Whether the dialect takes a medium.
fn takes(media: &Media, path: &dyn Fn() -> String, losses: &mut Losses) -> bool {
    let mut lose = |why| losses.lose(media.kind.feature(), path(), why);
    match (media.kind, &media.source) {
        (MediaKind::Audio | MediaKind::Video, _) => lose(Why::NoPlace),
        (_, Source::File(_)) => lose(Why::Foreign),
        (MediaKind::Image, Source::Plain(_)) => lose(Why::NoPlace),
        (MediaKind::Image, Source::Base64(data)) => match picture(media.mime.as_deref(), data) {
            Some(_) => return detail(media, path, losses),
            None => lose(Why::NoPlace),
        },
        (MediaKind::Document, Source::Base64(data)) => match document(media, data) {
            Some(_) => return true,
            None => lose(Why::NoPlace),
        },
        (MediaKind::Image, Source::Url(_)) => return detail(media, path, losses),
        (MediaKind::Document, Source::Url(_) | Source::Plain(_)) => return true,
    }
    false
}

fn detail(media: &Media, path: &dyn Fn() -> String, losses: &mut Losses) -> bool {
    if matches!(media.detail.as_deref(), Some("low" | "high")) {
        losses.lose(Feature::Images, format!("{}.detail", path()), Why::NoPlace);
    }
    true
}

/// The media type of a picture, as it is said or as its first bytes tell; `None` for one that is not
/// taken: <https://platform.claude.com/docs/en/build-with-claude/vision> (read 2026-11-22).
fn picture(mime: Option<&str>, data: &str) -> Option<&'static str> {
    const TAKEN: [(&str, &str); 4] = [
        ("image/png", "iVBOR"),
        ("image/jpeg", "/9j/"),
        ("image/gif", "R0lG"),
        ("image/webp", "UklG"),
    ];
    let told = match mime {
        Some("image/jpg") => Some("image/jpeg"),
        mime => mime,
    };
    let found = TAKEN
        .iter()
        .find(|(name, _)| told == Some(*name))
        .or_else(|| TAKEN.iter().find(|(_, start)| data.starts_with(start)));
    found.map(|(name, _)| *name)
}

/// What a document in base64 is written as.
enum Document {
    Pdf,
    Text(String),
}

fn document(media: &Media, data: &str) -> Option<Document> {
    let mime = media.mime.as_deref().unwrap_or_default();
    if mime == "application/pdf" || data.starts_with("JVBER") {
        return Some(Document::Pdf);
    }
    // Plain text is taken as text alone.
    let bytes = STANDARD.decode(data.as_bytes()).ok()?;
    String::from_utf8(bytes).ok().map(Document::Text)
}

impl Block<'_> {
    /// Writes the block.
    pub fn write(&self, form: IdForm, pen: &mut Pen, losses: &mut Losses) {
        pen.object();
        match self {
            Self::Text(words, cache) => {
                pen.member("type", "text").member("text", words);
                mark(*cache, pen);
            }
            Self::Media(media) => {
                write_media(media, pen);
                mark(media.cache, pen);
            }
            Self::Thought(thought) => {
                let seal = thought.seal.as_ref();
                let seal = seal.filter(|seal| seal.kind == SealKind::Anthropic);
                let data = seal.map_or("", |seal| seal.data.as_str());
                match thought.redacted {
                    true => pen.member("type", "redacted_thinking").member("data", data),
                    false => {
                        pen.member("type", "thinking");
                        pen.member("thinking", &thought.text);
                        pen.member("signature", data)
                    }
                };
            }
            Self::Call(call) => {
                pen.member("type", "tool_use");
                pen.member("id", &ids::fit(&call.id, form));
                pen.member("name", &call.name);
                reply::input(call, "messages", pen, losses);
                mark(call.cache, pen);
            }
            Self::Result(result) => write_result(result, form, pen, losses),
        }
        pen.end_object();
    }
}

fn mark(cache: Option<Cache>, pen: &mut Pen) {
    if let Some(cache) = cache {
        write_cache(cache, pen);
    }
}

fn write_media(media: &Media, pen: &mut Pen) {
    match media.kind {
        MediaKind::Image | MediaKind::Audio | MediaKind::Video => pen.member("type", "image"),
        MediaKind::Document => pen.member("type", "document"),
    };
    pen.key("source").object();
    let base64 = |pen: &mut Pen, mime: &str, data: &str| {
        pen.member("type", "base64").member("media_type", mime);
        pen.member("data", data);
    };
    let plain = |pen: &mut Pen, words: &str| {
        pen.member("type", "text")
            .member("media_type", "text/plain");
        pen.member("data", words);
    };
    match (&media.source, media.kind) {
        (Source::Base64(data), MediaKind::Document) => match document(media, data) {
            Some(Document::Text(words)) => plain(pen, &words),
            Some(Document::Pdf) | None => base64(pen, "application/pdf", data),
        },
        (Source::Base64(data), MediaKind::Image | MediaKind::Audio | MediaKind::Video) => {
            let mime = picture(media.mime.as_deref(), data);
            base64(pen, mime.unwrap_or("image/png"), data);
        }
        (Source::Plain(words), _) => plain(pen, words),
        (Source::Url(url) | Source::File(url), _) => {
            pen.member("type", "url").member("url", url);
        }
    }
    pen.end_object();
    if media.kind == MediaKind::Document {
        if let Some(name) = media.name.as_deref().filter(|name| !name.is_empty()) {
            pen.member("title", name);
        }
        if let Some(context) = &media.context {
            pen.member("context", context);
        }
        if media.cite {
            pen.key("citations").object().key("enabled").flag(true);
            pen.end_object();
        }
    }
}

fn write_result(result: &ToolResult, form: IdForm, pen: &mut Pen, losses: &mut Losses) {
    pen.member("type", "tool_result");
    pen.member("tool_use_id", &ids::fit(&result.id, form));
    let path = || "messages.tool_result".to_owned();
    // What was said of the endpoint concerns thoughts, of which a result has none.
    let manner = Manner::default();
    let spoken = result.spoken();
    let parts = spoken.iter();
    let written = parts.filter_map(|part| block(part, false, &manner, &path, losses));
    let blocks: Vec<_> = written.collect();
    match (blocks.as_slice(), &result.json) {
        ([], Some(json)) => {
            pen.member("content", json.text());
        }
        ([], None) => {}
        ([Block::Text(words, None)], _) => {
            pen.member("content", words);
        }
        (blocks, _) => {
            pen.key("content").array();
            for block in blocks {
                block.write(form, pen, losses);
            }
            pen.end_array();
        }
    }
    if result.is_error {
        pen.key("is_error").flag(true);
    }
    mark(result.cache, pen);
}
