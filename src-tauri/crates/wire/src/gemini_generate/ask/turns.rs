//! `contents`: user and model by turns, no part empty, each result behind the call that it answers.

use super::super::part::is_kept;
use super::super::read::is_made;
use super::Asking;
use crate::canon::{
    Feature, Json, Media, MediaKind, Part, Pen, Reasoning, Role, Seal, SealKind, Source, Text,
    ToolCall, ToolResult, Turn, Why,
};
use std::collections::BTreeMap;
use std::fmt;

/// Stands for the signature of a call that another model made; without one Gemini 3 refuses it:
/// <https://ai.google.dev/gemini-api/docs/thought-signatures> (read 2026-11-23).
const UNSIGNED: &str = "skip_thought_signature_validator";

/// Writes the turns, of which `before` were written elsewhere.
pub fn write(asking: &mut Asking<'_>, turns: &[Turn], before: usize) {
    let mut names = BTreeMap::new();
    for part in turns.iter().flat_map(|turn| &turn.parts) {
        if let Part::ToolCall(call) = part {
            names.insert(call.id.as_str(), call.name.as_str());
        }
    }
    asking.pen.key("contents").array();
    let mut open: Option<&'static str> = None;
    for (at, turn) in turns.iter().enumerate() {
        let mut saying = Saying {
            asking,
            names: &names,
            open,
            role: role(turn.role),
            signed: false,
        };
        saying.turn(turn, before + at);
        open = saying.open;
    }
    if open.is_some() {
        asking.pen.end_array().end_object();
    }
    asking.pen.end_array();
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Assistant => "model",
        Role::System | Role::Developer | Role::User | Role::Tool => "user",
    }
}

/// Where a part stands in the client's request; told only where something is lost.
#[derive(Clone, Copy)]
struct Place {
    turn: usize,
    place: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "messages[{}].content[{}]", self.turn, self.place)
    }
}

/// One turn, as it is written.
struct Saying<'a, 'l, 'n> {
    asking: &'a mut Asking<'l>,
    /// The names of functions by the ids of their calls.
    names: &'n BTreeMap<&'n str, &'n str>,
    /// Whose content is open.
    open: Option<&'static str>,
    role: &'static str,
    /// Whether a call of this turn has been signed.
    signed: bool,
}

impl Saying<'_, '_, '_> {
    fn turn(&mut self, turn: &Turn, at: usize) {
        match turn.role {
            Role::System | Role::Developer => {
                let path = format!("messages[{at}]");
                self.asking.lose(Feature::System, path, Why::Approximated);
            }
            Role::User | Role::Assistant | Role::Tool => {}
        }
        if turn.name.is_some() {
            let path = format!("messages[{at}].name");
            self.asking.lose(Feature::Names, path, Why::NoPlace);
        }
        for (place, part) in turn.parts.iter().enumerate() {
            let path = Place { turn: at, place };
            match part {
                Part::Text(text) => self.text(text, path),
                Part::Media(media) => self.media(media, path),
                Part::Reasoning(thought) => self.thought(thought, path),
                Part::ToolCall(call) => self.call(call, path),
                Part::ToolResult(result) => self.result(result, path),
                Part::Refusal(text) => {
                    self.asking
                        .lose(Feature::Refusals, path.to_string(), Why::Approximated);
                    self.words(text, false, None);
                }
            }
        }
    }

    /// Opens a part, and the content around it where its speaker does not speak already.
    fn part(&mut self) {
        if self.open != Some(self.role) {
            let pen = &mut self.asking.pen;
            if self.open.is_some() {
                pen.end_array().end_object();
            }
            pen.object().member("role", self.role).key("parts").array();
            self.open = Some(self.role);
        }
        self.asking.pen.object();
    }

    fn words(&mut self, text: &str, thought: bool, seal: Option<&str>) {
        if text.is_empty() && seal.is_none() {
            return;
        }
        self.part();
        let pen = &mut self.asking.pen;
        pen.member("text", text);
        if thought {
            pen.key("thought").flag(true);
        }
        if let Some(seal) = seal {
            pen.member("thoughtSignature", seal);
        }
        pen.end_object();
    }

    fn text(&mut self, text: &Text, path: Place) {
        if !text.citations.is_empty() {
            let path = format!("{path}.citations");
            self.asking.lose(Feature::Citations, path, Why::NoPlace);
        }
        self.uncached(text.cache.is_some(), path);
        let seal = self.own(text.seal.as_ref(), path);
        self.words(&text.text, false, seal.as_deref());
    }

    fn thought(&mut self, thought: &Reasoning, path: Place) {
        let seal = self.own(thought.seal.as_ref(), path);
        if thought.text.is_empty() && seal.is_none() {
            self.asking
                .lose(Feature::Reasoning, path.to_string(), Why::Foreign);
            return;
        }
        self.words(&thought.text, true, seal.as_deref());
    }

    /// The seal, where Gemini made it.
    fn own(&mut self, seal: Option<&Seal>, path: Place) -> Option<String> {
        let seal = seal?;
        match seal.kind {
            SealKind::Gemini => Some(seal.data.clone()),
            SealKind::Anthropic | SealKind::Openai | SealKind::Other => {
                let path = format!("{path}.signature");
                self.asking.lose(Feature::Signatures, path, Why::Foreign);
                None
            }
        }
    }

    fn uncached(&mut self, marked: bool, path: Place) {
        if marked {
            let path = format!("{path}.cache_control");
            self.asking.lose(Feature::CacheControl, path, Why::NoPlace);
        }
    }

    fn call(&mut self, call: &ToolCall, path: Place) {
        self.uncached(call.cache.is_some(), path);
        let mut seal = self.own(call.seal.as_ref(), path);
        if seal.is_none() && self.asking.newer && !self.signed {
            seal = Some(UNSIGNED.to_owned());
        }
        self.signed = true;
        let args = arguments(&call.arguments);
        if args.is_none() || is_null(&call.arguments) {
            let path = format!("{path}.arguments");
            self.asking.lose(Feature::Tools, path, Why::Approximated);
        }
        self.part();
        let pen = &mut self.asking.pen;
        pen.key("functionCall").object();
        if !is_made(&call.id) {
            pen.member("id", &call.id);
        }
        pen.member("name", &call.name).key("args");
        match args {
            Some(args) => pen.json(&args),
            None => pen.object().member("input", &call.arguments).end_object(),
        };
        pen.end_object();
        if let Some(seal) = seal {
            pen.member("thoughtSignature", &seal);
        }
        pen.end_object();
    }

    fn result(&mut self, result: &ToolResult, path: Place) {
        self.uncached(result.cache.is_some(), path);
        let name = result.name.as_deref();
        let name = name.or_else(|| self.names.get(result.id.as_str()).copied());
        let mut words = Vec::new();
        let (mut within, mut beside) = (Vec::new(), Vec::new());
        for part in &result.parts {
            match part {
                Part::Text(text) => words.push(text.text.as_str()),
                Part::Refusal(text) => words.push(text),
                Part::Media(media) => match &media.source {
                    Source::Base64(_) if self.asking.newer => within.push(media),
                    Source::Base64(_) | Source::Plain(_) | Source::Url(_) | Source::File(_) => {
                        beside.push(media);
                    }
                },
                Part::Reasoning(_) | Part::ToolCall(_) | Part::ToolResult(_) => {
                    self.asking
                        .lose(Feature::Tools, path.to_string(), Why::NoPlace);
                }
            }
        }
        self.part();
        let pen = &mut self.asking.pen;
        pen.key("functionResponse").object();
        if !is_made(&result.id) {
            pen.member("id", &result.id);
        }
        pen.member("name", name.unwrap_or("function"))
            .key("response");
        match &result.json {
            Some(json) if json.text().starts_with('{') => drop(pen.json(json)),
            Some(_) | None => response(pen, &words.join("\n"), result.is_error),
        }
        if !within.is_empty() {
            pen.key("parts").array();
            for media in within {
                pen.object();
                bytes(pen, media);
                pen.end_object();
            }
            pen.end_array();
        }
        pen.end_object().end_object();
        for media in beside {
            self.asking
                .lose(media.kind.feature(), path.to_string(), Why::Approximated);
            self.media(media, path);
        }
    }

    fn media(&mut self, media: &Media, path: Place) {
        self.uncached(media.cache.is_some(), path);
        let seal = self.own(media.seal.as_ref(), path);
        for (said, feature, name) in [
            (media.detail.is_some(), Feature::Images, "detail"),
            (media.context.is_some(), Feature::Documents, "context"),
            (media.cite, Feature::Citations, "citations"),
        ] {
            if said {
                self.asking
                    .lose(feature, format!("{path}.{name}"), Why::NoPlace);
            }
        }
        match &media.source {
            Source::Plain(text) => {
                self.asking
                    .lose(Feature::Documents, path.to_string(), Why::Approximated);
                self.words(text, false, seal.as_deref());
                return;
            }
            Source::File(uri) if !is_kept(uri) => {
                self.asking
                    .lose(media.kind.feature(), path.to_string(), Why::Foreign);
                return;
            }
            Source::Base64(_) | Source::Url(_) | Source::File(_) => {}
        }
        self.part();
        let pen = &mut self.asking.pen;
        bytes(pen, media);
        if let Some(seal) = seal {
            pen.member("thoughtSignature", &seal);
        }
        pen.end_object();
    }
}

/// A medium's bytes, or where they are.
fn bytes(pen: &mut Pen, media: &Media) {
    match &media.source {
        Source::Base64(data) | Source::Plain(data) => inline(pen, media, data),
        Source::Url(uri) | Source::File(uri) => {
            pen.key("fileData").object();
            if let Some(mime) = &media.mime {
                pen.member("mimeType", mime);
            }
            pen.member("fileUri", uri).end_object();
        }
    }
}

/// A medium's bytes. Google wants their type.
pub fn inline(pen: &mut Pen, media: &Media, data: &str) {
    let usual = match media.kind {
        MediaKind::Image => "image/png",
        MediaKind::Document => "application/pdf",
        MediaKind::Audio => "audio/wav",
        MediaKind::Video => "video/mp4",
    };
    pen.key("inlineData")
        .object()
        .member("mimeType", media.mime.as_deref().unwrap_or(usual))
        .member("data", data)
        .end_object();
}

/// A call's arguments as the object that Gemini wants; `None` where they are none.
pub fn arguments(text: &str) -> Option<Json> {
    let text = text.trim();
    let text = if text.is_empty() || is_null(text) {
        "{}"
    } else {
        text
    };
    Json::parse(text).filter(|json| json.text().starts_with('{'))
}

/// Whether arguments are `null`, which some models say of a function without any.
pub fn is_null(arguments: &str) -> bool {
    arguments.trim() == "null"
}

/// A result that is no object, in Google's words for it.
fn response(pen: &mut Pen, text: &str, is_error: bool) {
    match arguments(text).filter(|_| !text.is_empty() && !is_error) {
        Some(json) => drop(pen.json(&json)),
        None => {
            let key = if is_error { "error" } else { "output" };
            pen.object().member(key, text).end_object();
        }
    }
}
