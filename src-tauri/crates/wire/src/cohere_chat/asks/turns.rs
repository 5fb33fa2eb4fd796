//! Turns, written.

use crate::canon::{
    Feature, Losses, Manner, Media, MediaKind, Part, Pen, Role, Source, Text, ToolCall, ToolResult,
    Turn, Why, ids,
};
use crate::native;
use crate::openai_chat::tongue::{media::address, tools};

/// Writes `messages`.
pub fn write(turns: &[Turn], manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    pen.key("messages").array();
    let mut hand = Hand {
        manner,
        pen,
        losses,
    };
    for (at, turn) in turns.iter().enumerate() {
        hand.turn(turn, &format!("messages[{at}]"));
    }
    hand.pen.end_array();
}

struct Hand<'a> {
    manner: &'a Manner,
    pen: &'a mut Pen,
    losses: &'a mut Losses,
}

impl Hand<'_> {
    fn turn(&mut self, turn: &Turn, path: &str) {
        for result in turn.parts.iter().filter_map(native::result) {
            self.result(result, path);
        }
        let Some(role) = native::speaker(turn, path, self.losses) else {
            return;
        };
        self.pen.object().member("role", role);
        let calls: Vec<&ToolCall> = turn.parts.iter().filter_map(call).collect();
        if calls.is_empty() {
            self.pen.key("content").array();
            for (at, part) in turn.parts.iter().enumerate() {
                let path = format!("{path}.content[{at}]");
                self.part(part, turn.role == Role::User, &path);
            }
            if self.pen.is_opened() {
                self.text("");
            }
            self.pen.end_array();
        } else {
            self.calls(turn, &calls, path);
        }
        self.pen.end_object();
    }

    fn text(&mut self, text: &str) {
        self.pen.object().member("type", "text");
        self.pen.member("text", text).end_object();
    }

    fn part(&mut self, part: &Part, takes_media: bool, path: &str) {
        match part {
            Part::Text(text) => {
                self.note(text, path);
                self.text(&text.text);
            }
            Part::Refusal(words) => self.text(words),
            Part::Reasoning(thought) => {
                if thought.seal.is_some() {
                    let path = format!("{path}.seal");
                    self.losses.lose(Feature::Signatures, path, Why::Foreign);
                }
                if !thought.text.is_empty() {
                    self.pen.object().member("type", "thinking");
                    self.pen.member("thinking", &thought.text).end_object();
                }
            }
            Part::Media(media) => self.media(media, takes_media, path),
            Part::ToolCall(_) | Part::ToolResult(_) => {}
        }
    }

    /// What a text carries beside its words has no place here.
    fn note(&mut self, text: &Text, path: &str) {
        for (feature, what, why, said) in [
            (
                Feature::CacheControl,
                "cache",
                Why::NoPlace,
                text.cache.is_some(),
            ),
            (
                Feature::Citations,
                "citations",
                Why::NoPlace,
                !text.citations.is_empty(),
            ),
            (
                Feature::Signatures,
                "seal",
                Why::Foreign,
                text.seal.is_some(),
            ),
        ] {
            if said {
                self.losses.lose(feature, format!("{path}.{what}"), why);
            }
        }
    }

    fn media(&mut self, media: &Media, takes: bool, path: &str) {
        let url = address(media, "image/png");
        match (media.kind, &media.source, url) {
            (MediaKind::Image, _, Some(url)) if takes => {
                self.pen.object().member("type", "image_url");
                self.pen.key("image_url").object().member("url", &url);
                self.pen.end_object().end_object();
            }
            (MediaKind::Document, Source::Plain(text), _) => {
                let feature = Feature::Documents;
                self.losses.lose(feature, path, Why::Approximated);
                self.text(text);
            }
            (kind, ..) => self.losses.lose(kind.feature(), path, Why::NoPlace),
        }
    }

    /// A turn that calls tools: what it says in words is its plan.
    fn calls(&mut self, turn: &Turn, calls: &[&ToolCall], path: &str) {
        let mut plan = String::new();
        self.pen.key("content").array();
        for (at, part) in turn.parts.iter().enumerate() {
            let path = format!("{path}.content[{at}]");
            match part {
                Part::Text(text) => {
                    self.note(text, &path);
                    plan.push_str(&text.text);
                }
                Part::Refusal(words) => plan.push_str(words),
                Part::Reasoning(_) | Part::Media(_) => self.part(part, false, &path),
                Part::ToolCall(call) => self.beside(call, &path),
                Part::ToolResult(_) => {}
            }
        }
        self.pen.end_array();
        if !plan.is_empty() {
            self.pen.member("tool_plan", &plan);
        }
        self.pen.key("tool_calls").array();
        for call in calls {
            let id = ids::fit(&call.id, self.manner.ids);
            tools::write_call(call, &id, self.pen);
            self.pen.end_object();
        }
        self.pen.end_array();
    }

    fn beside(&mut self, call: &ToolCall, path: &str) {
        if call.seal.is_some() {
            let path = format!("{path}.seal");
            self.losses.lose(Feature::Signatures, path, Why::Foreign);
        }
        if call.cache.is_some() {
            let path = format!("{path}.cache");
            self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
        }
    }

    fn result(&mut self, result: &ToolResult, path: &str) {
        let id = ids::fit(&result.id, self.manner.ids);
        self.pen.object().member("role", "tool");
        self.pen.member("tool_call_id", &id).key("content").array();
        for (at, part) in result.parts.iter().enumerate() {
            self.part(part, false, &format!("{path}.content[{at}]"));
        }
        if self.pen.is_opened() {
            let json = result.json.as_ref();
            self.text(json.map_or("", |json| json.text()));
        }
        self.pen.end_array().end_object();
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

fn call(part: &Part) -> Option<&ToolCall> {
    let Part::ToolCall(call) = part else {
        return None;
    };
    Some(call)
}
