//! Turns, written.

use crate::canon::{
    Feature, Json, Losses, Media, MediaKind, Part, Pen, Role, Source, ToolCall, ToolResult, Turn,
    Why, members,
};
use crate::native;

/// Writes `messages`.
pub fn write(turns: &[Turn], pen: &mut Pen, losses: &mut Losses) {
    pen.key("messages").array();
    let mut hand = Hand { pen, losses };
    for (at, turn) in turns.iter().enumerate() {
        hand.turn(turn, &format!("messages[{at}]"));
    }
    hand.pen.end_array();
}

struct Hand<'a> {
    pen: &'a mut Pen,
    losses: &'a mut Losses,
}

/// What a turn says, by kind: the dialect has one place for each.
#[derive(Default)]
struct Said<'a> {
    texts: Vec<&'a str>,
    thoughts: String,
    images: Vec<&'a str>,
    calls: Vec<&'a ToolCall>,
}

impl Hand<'_> {
    fn turn(&mut self, turn: &Turn, path: &str) {
        for result in turn.parts.iter().filter_map(native::result) {
            self.result(result, path);
        }
        let Some(role) = native::speaker(turn, path, self.losses) else {
            return;
        };
        let said = self.said(&turn.parts, path);
        let between = match turn.role {
            Role::Assistant => "",
            Role::System | Role::Developer | Role::User | Role::Tool => "\n\n",
        };
        self.pen.object().member("role", role);
        self.pen.member("content", &said.texts.join(between));
        if !said.thoughts.is_empty() {
            self.pen.member("thinking", &said.thoughts);
        }
        self.images(&said.images);
        self.calls(&said.calls, path);
        self.pen.end_object();
    }

    fn said<'p>(&mut self, parts: &'p [Part], path: &str) -> Said<'p> {
        let mut said = Said::default();
        for (at, part) in parts.iter().enumerate() {
            let path = format!("{path}.content[{at}]");
            match part {
                Part::Text(text) => {
                    for (feature, what, lost) in [
                        (Feature::CacheControl, "cache", text.cache.is_some()),
                        (Feature::Citations, "citations", !text.citations.is_empty()),
                        (Feature::Signatures, "seal", text.seal.is_some()),
                    ] {
                        if lost {
                            self.losses
                                .lose(feature, format!("{path}.{what}"), Why::NoPlace);
                        }
                    }
                    said.texts.push(&text.text);
                }
                Part::Refusal(words) => said.texts.push(words),
                Part::Reasoning(thought) => {
                    said.thoughts.push_str(&thought.text);
                    if thought.seal.is_some() {
                        let path = format!("{path}.seal");
                        self.losses.lose(Feature::Signatures, path, Why::Foreign);
                    }
                }
                Part::Media(media) => self.media(media, &path, &mut said),
                Part::ToolCall(call) => said.calls.push(call),
                Part::ToolResult(_) => {}
            }
        }
        said
    }

    /// Pictures alone have a place, and only with their bytes.
    fn media<'p>(&mut self, media: &'p Media, path: &str, said: &mut Said<'p>) {
        match (media.kind, &media.source) {
            (MediaKind::Image, Source::Base64(data)) => said.images.push(data),
            (MediaKind::Document, Source::Plain(text)) => {
                self.losses
                    .lose(Feature::Documents, path, Why::Approximated);
                said.texts.push(text);
            }
            (kind, _) => self.losses.lose(kind.feature(), path, Why::NoPlace),
        }
    }

    fn images(&mut self, all: &[&str]) {
        if !all.is_empty() {
            self.pen.key("images").value(&all);
        }
    }

    fn calls(&mut self, calls: &[&ToolCall], path: &str) {
        if calls.is_empty() {
            return;
        }
        self.pen.key("tool_calls").array();
        for (at, call) in calls.iter().enumerate() {
            let path = format!("{path}.tool_calls[{at}]");
            self.pen.object().member("id", &call.id).key("function");
            self.pen
                .object()
                .member("name", &call.name)
                .key("arguments");
            match Json::parse(&call.arguments).filter(|json| members(json.raw()).is_some()) {
                Some(arguments) => drop(self.pen.json(&arguments)),
                None => {
                    self.pen.object().end_object();
                    if !call.arguments.trim().is_empty() {
                        let path = format!("{path}.arguments");
                        self.losses.lose(Feature::Tools, path, Why::NotTaken);
                    }
                }
            }
            self.pen.end_object().end_object();
            if call.seal.is_some() {
                let path = format!("{path}.seal");
                self.losses.lose(Feature::Signatures, path, Why::Foreign);
            }
            if call.cache.is_some() {
                let path = format!("{path}.cache");
                self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
            }
        }
        self.pen.end_array();
    }

    fn result(&mut self, result: &ToolResult, path: &str) {
        let said = self.said(&result.parts, path);
        let text = match (&result.json, said.texts.as_slice()) {
            (Some(json), []) => json.text().to_owned(),
            (_, texts) => texts.join("\n\n"),
        };
        self.pen.object().member("role", "tool");
        self.pen.member("content", &text);
        if let Some(name) = &result.name {
            self.pen.member("tool_name", name);
        }
        self.pen.member("tool_call_id", &result.id);
        self.images(&said.images);
        self.pen.end_object();
        if result.is_error {
            let path = format!("{path}.is_error");
            self.losses.lose(Feature::Tools, path, Why::NoPlace);
        }
        if result.cache.is_some() {
            let path = format!("{path}.cache");
            self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
        }
    }
}
