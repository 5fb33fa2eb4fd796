//! What turns and answers are made of.

use super::{Feature, Json};
use std::borrow::Cow;

/// One part of a turn or an answer, in the order in which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text.
    Text(Text),
    /// A picture, a file, sound or film.
    Media(Media),
    /// A thought.
    Reasoning(Reasoning),
    /// A tool that the model calls.
    ToolCall(ToolCall),
    /// What a tool gave back.
    ToolResult(ToolResult),
    /// The model declines, in words of its own.
    Refusal(String),
}

impl Part {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text {
            text: text.into(),
            ..Text::default()
        })
    }
}

/// How long what stands before a mark is to be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// As the provider does by default: five minutes.
    Short,
    /// An hour.
    Hour,
}

/// Text, with what it cites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The words.
    pub text: String,
    /// What they rest on.
    pub citations: Vec<Citation>,
    /// A mark that everything up to here is to be cached.
    pub cache: Option<Cache>,
    /// A seal that the provider wants back with this very text.
    pub seal: Option<Seal>,
}

/// What a passage of an answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The address, for what was found on the web.
    pub url: Option<String>,
    /// The title of page or document.
    pub title: Option<String>,
    /// The cited words.
    pub quote: Option<String>,
    /// Which document of the request, from 0.
    pub document: Option<u32>,
    /// Where the passage begins in the answer's text, in characters.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
}

/// A kind of medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A PDF, a text or any other file.
    Document,
    /// Sound.
    Audio,
    /// Film.
    Video,
}

impl MediaKind {
    /// What it is called where it is lost.
    pub const fn feature(self) -> Feature {
        match self {
            Self::Image => Feature::Images,
            Self::Document => Feature::Documents,
            Self::Audio => Feature::Audio,
            Self::Video => Feature::Video,
        }
    }

    /// What a media type (`image/png`) is.
    pub fn of(mime: &str) -> Self {
        match mime.split('/').next().unwrap_or_default() {
            "image" => Self::Image,
            "audio" => Self::Audio,
            "video" => Self::Video,
            _ => Self::Document,
        }
    }
}

/// Where a medium's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Here, in base64 as it came.
    Base64(String),
    /// Here, as plain text (documents).
    Plain(String),
    /// At an address.
    Url(String),
    /// With the provider that gave the file this id.
    File(String),
}

/// A picture, a file, sound or film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Which.
    pub kind: MediaKind,
    /// Its media type, where said: `image/png`.
    pub mime: Option<String>,
    /// Its bytes, or where they are.
    pub source: Source,
    /// The file's name or the document's title.
    pub name: Option<String>,
    /// How closely a picture is to be looked at: `low`, `high`, `auto`.
    pub detail: Option<String>,
    /// What the reader is told about a document.
    pub context: Option<String>,
    /// Whether passages of it are to be cited.
    pub cite: bool,
    /// A mark that everything up to here is to be cached.
    pub cache: Option<Cache>,
    /// A seal that the provider wants back with this very medium.
    pub seal: Option<Seal>,
}

/// Whose seal it is. A seal means something only to who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealKind {
    /// Anthropic's signature of a thinking block, or what a redacted block holds.
    Anthropic,
    /// The encrypted content of an OpenAI reasoning item.
    Openai,
    /// Gemini's thought signature.
    Gemini,
    /// Any other.
    Other,
}

/// What proves or holds thoughts: opaque, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Whose.
    pub kind: SealKind,
    /// The bytes, as text.
    pub data: String,
}

/// A thought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasoning {
    /// The words; empty where the provider keeps them to itself.
    pub text: String,
    /// Whether the words are a summary of what was thought.
    pub summary: bool,
    /// Its seal.
    pub seal: Option<Seal>,
    /// Whether the seal holds the thought itself, which nobody else can read.
    pub redacted: bool,
    /// The item's id, where the provider gives one and wants it back.
    pub id: Option<String>,
}

/// A tool that the model calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The call's id. Made up, and the same each time, where the dialect has none.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// The arguments as JSON text, exactly as they came. May be empty. Free text for a custom tool.
    pub arguments: String,
    /// Whether the tool takes free text.
    pub custom: bool,
    /// A seal that the provider wants back with this very call.
    pub seal: Option<Seal>,
    /// A mark that everything up to here is to be cached.
    pub cache: Option<Cache>,
}

/// What a tool gave back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolResult {
    /// The call that it answers.
    pub id: String,
    /// The tool's name, where said. [`super::Request::name_results`] fills it in.
    pub name: Option<String>,
    /// What it gave: text and media.
    pub parts: Vec<Part>,
    /// The result as JSON, where the dialect has it as a value and not as text.
    pub json: Option<Json>,
    /// Whether the tool failed.
    pub is_error: bool,
    /// Whether the tool takes free text.
    pub custom: bool,
    /// A mark that everything up to here is to be cached.
    pub cache: Option<Cache>,
}

impl ToolResult {
    /// What it gave, for dialects that hold no value: where media stand beside a value and no text
    /// does, the value comes first, as text.
    pub fn spoken(&self) -> Cow<'_, [Part]> {
        let said = self.parts.iter().any(|part| matches!(part, Part::Text(_)));
        match &self.json {
            Some(json) if !said && !self.parts.is_empty() => {
                let value = std::iter::once(Part::text(json.text()));
                Cow::Owned(value.chain(self.parts.iter().cloned()).collect())
            }
            Some(_) | None => Cow::Borrowed(&self.parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_beside_media_is_said_first() {
        let media = Part::Media(Media {
            kind: MediaKind::Image,
            mime: None,
            source: Source::Url("https://example.com/a.png".to_owned()),
            name: None,
            detail: None,
            context: None,
            cite: false,
            cache: None,
            seal: None,
        });
        let result = ToolResult {
            parts: vec![media.clone()],
            json: Json::parse(r#"{"ok":true}"#),
            ..ToolResult::default()
        };
        assert_eq!(*result.spoken(), [Part::text(r#"{"ok":true}"#), media]);
        let alone = ToolResult {
            parts: Vec::new(),
            ..result
        };
        assert!(alone.spoken().is_empty(), "a value alone is told as one");
    }
}
