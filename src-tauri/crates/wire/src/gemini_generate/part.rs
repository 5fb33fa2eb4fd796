//! One part of a turn or an answer, as it came.

use super::fields::{Field, fields, flag, is_empty, text, word};
use crate::canon::{
    Feature, Json, Losses, Media, MediaKind, Part, Seal, SealKind, Source, ToolResult, Why,
};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Where a part stands.
#[derive(Clone, Copy)]
pub struct At {
    /// What holds it: `contents[0]`, `candidates[1].content`.
    pub of: &'static str,
    /// Which of them.
    pub one: usize,
    /// Which part.
    pub part: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = if self.of == "candidates" {
            ".content"
        } else {
            ""
        };
        write!(f, "{}[{}]{inner}.parts[{}]", self.of, self.one, self.part)
    }
}

/// What a part says.
pub enum Heard<'a> {
    /// Words, or a seal that stands without any.
    Words {
        /// The words; perhaps none.
        text: Cow<'a, str>,
        /// Whether they are a thought.
        thought: bool,
        /// Their seal.
        seal: Option<Seal>,
    },
    /// A medium.
    Media(Media),
    /// A call of a function, or a piece of one.
    Call(Called<'a>),
    /// What a function gave back; its id may be empty.
    Result(ToolResult),
}

/// A call of a function, or a piece of one.
#[derive(Default)]
pub struct Called<'a> {
    /// Its id, where one was given.
    pub id: Option<String>,
    /// The function; empty in a piece.
    pub name: String,
    /// The arguments, whole.
    pub args: Option<&'a RawValue>,
    /// Pieces of the arguments.
    pub pieces: Option<&'a RawValue>,
    /// Whether more pieces follow.
    pub goes_on: bool,
    /// Its seal.
    pub seal: Option<Seal>,
}

/// Reads a part. `None` where nothing of it has a place.
pub fn part<'a>(raw: &'a RawValue, at: At, losses: &mut Losses) -> Option<Heard<'a>> {
    let mut heard = None;
    let (mut words, mut thought, mut seal) = (None, false, None);
    for (key, value) in fields(raw) {
        match &*key {
            "text" => words = text(value),
            "thought" => thought = flag(value),
            "thoughtSignature" => {
                seal = word(value)
                    .filter(|data| !data.is_empty())
                    .map(|data| Seal {
                        kind: SealKind::Gemini,
                        data,
                    });
            }
            "inlineData" => heard = inline(value, at, losses).map(Heard::Media),
            "fileData" => heard = file(value, at, losses).map(Heard::Media),
            "functionCall" => heard = Some(Heard::Call(call(value, at, losses))),
            "functionResponse" => heard = Some(Heard::Result(result(value, at, losses))),
            "executableCode" | "codeExecutionResult" | "toolCall" | "toolResponse" => {
                losses.lose(Feature::ServerTools, format!("{at}.{key}"), Why::NoPlace);
                return None;
            }
            "videoMetadata" => losses.lose(Feature::Video, format!("{at}.{key}"), Why::NoPlace),
            "mediaResolution" => losses.lose(Feature::Images, format!("{at}.{key}"), Why::NoPlace),
            _ => losses.lose(Feature::Unknown, format!("{at}.{key}"), Why::Unknown),
        }
    }
    match heard {
        Some(Heard::Call(called)) => Some(Heard::Call(Called { seal, ..called })),
        Some(Heard::Media(_)) if thought => {
            losses.lose(Feature::Reasoning, format!("{at}.inlineData"), Why::NoPlace);
            None
        }
        Some(Heard::Media(media)) => Some(Heard::Media(Media { seal, ..media })),
        Some(Heard::Result(result)) => {
            if seal.is_some() {
                losses.lose(
                    Feature::Signatures,
                    format!("{at}.thoughtSignature"),
                    Why::NoPlace,
                );
            }
            Some(Heard::Result(result))
        }
        Some(Heard::Words { .. }) | None if words.is_none() && seal.is_none() => None,
        Some(Heard::Words { .. }) | None => Some(Heard::Words {
            text: words.unwrap_or_default(),
            thought,
            seal,
        }),
    }
}

fn media(source: Source, mime: Option<String>, name: Option<String>) -> Media {
    Media {
        // Without a type it is an address of YouTube's: https://ai.google.dev/gemini-api/docs/video-understanding
        kind: mime.as_deref().map_or(MediaKind::Video, MediaKind::of),
        mime,
        source,
        name,
        detail: None,
        context: None,
        cite: false,
        cache: None,
        seal: None,
    }
}

fn inline(raw: &RawValue, at: At, losses: &mut Losses) -> Option<Media> {
    let (mut data, mut mime, mut name) = (None, None, None);
    for (key, value) in fields(raw) {
        match &*key {
            "data" => data = word(value),
            "mimeType" => mime = word(value),
            "displayName" => name = word(value),
            _ => losses.lose(
                Feature::Unknown,
                format!("{at}.inlineData.{key}"),
                Why::Unknown,
            ),
        }
    }
    Some(media(Source::Base64(data?), mime, name))
}

fn file(raw: &RawValue, at: At, losses: &mut Losses) -> Option<Media> {
    let (mut uri, mut mime, mut name) = (None, None, None);
    for (key, value) in fields(raw) {
        match &*key {
            "fileUri" => uri = word(value),
            "mimeType" => mime = word(value),
            "displayName" => name = word(value),
            _ => losses.lose(
                Feature::Unknown,
                format!("{at}.fileData.{key}"),
                Why::Unknown,
            ),
        }
    }
    let uri = uri?;
    let source = match is_kept(&uri) {
        true => Source::File(uri),
        false => Source::Url(uri),
    };
    Some(media(source, mime, name))
}

/// Whether an address means something to Google alone.
pub fn is_kept(uri: &str) -> bool {
    uri.starts_with("gs://") || uri.starts_with("https://generativelanguage.googleapis.com/")
}

fn call<'a>(raw: &'a RawValue, at: At, losses: &mut Losses) -> Called<'a> {
    let mut called = Called::default();
    for (key, value) in fields(raw) {
        match &*key {
            "id" => called.id = word(value).filter(|id| !id.is_empty()),
            "name" => called.name = word(value).unwrap_or_default(),
            "args" => called.args = Some(value),
            "partialArgs" => called.pieces = Some(value),
            "willContinue" => called.goes_on = flag(value),
            _ => losses.lose(
                Feature::Unknown,
                format!("{at}.functionCall.{key}"),
                Why::Unknown,
            ),
        }
    }
    called
}

/// What a function gave back. `output` and `error` are Google's own words for a result that is no
/// object (<https://ai.google.dev/api/caching#FunctionResponse>, read 2026-11-23), `result` its SDK's.
fn result(raw: &RawValue, at: At, losses: &mut Losses) -> ToolResult {
    let mut result = ToolResult::default();
    for (key, value) in fields(raw) {
        match &*key {
            "id" => result.id = word(value).unwrap_or_default(),
            "name" => result.name = word(value),
            "response" => {
                result.json = Some(Json::of(value));
                let members: Vec<Field<'_>> = fields(value);
                if let [(name, only)] = members.as_slice()
                    && let Some(words) = text(only)
                {
                    result.is_error = name == "error";
                    if matches!(&**name, "output" | "result" | "error") {
                        result.parts.insert(0, Part::text(words));
                    }
                }
            }
            "parts" => {
                for (place, inner) in super::fields::several(value).into_iter().enumerate() {
                    match part(inner, At { part: place, ..at }, losses) {
                        Some(Heard::Media(media)) => result.parts.push(Part::Media(media)),
                        Some(Heard::Words { .. } | Heard::Call(_) | Heard::Result(_)) | None => {
                            losses.lose(
                                Feature::Tools,
                                format!("{at}.functionResponse.parts"),
                                Why::NoPlace,
                            );
                        }
                    }
                }
            }
            "willContinue" | "scheduling" => {
                if !is_empty(value) && value.get() != "false" {
                    losses.lose(
                        Feature::Tools,
                        format!("{at}.functionResponse.{key}"),
                        Why::NoPlace,
                    );
                }
            }
            _ => losses.lose(
                Feature::Unknown,
                format!("{at}.functionResponse.{key}"),
                Why::Unknown,
            ),
        }
    }
    result
}
