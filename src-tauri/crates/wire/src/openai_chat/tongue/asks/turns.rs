//! Turns, written for a provider.

use super::super::{details, media, tools};
use crate::canon::{
    Feature, Losses, Manner, Media, MediaKind, Part, Pen, Reasoning, ReasoningForm, Role, Seal,
    SealKind, Source, Text, ToolCall, ToolResult, Turn, Why, ids,
};

/// Writes `messages`.
pub fn write(turns: &[Turn], manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    pen.key("messages").array();
    let mut hand = Hand {
        manner,
        pen,
        losses,
        media: Vec::new(),
    };
    for (at, turn) in turns.iter().enumerate() {
        hand.turn(turn, &format!("messages[{at}]"));
    }
    hand.results_media();
    pen.end_array();
}

struct Hand<'a> {
    manner: &'a Manner,
    pen: &'a mut Pen,
    losses: &'a mut Losses,
    /// Media that tools gave back. Only a user may send some, and a user's turn only comes when all
    /// calls are answered.
    media: Vec<(&'a Media, String)>,
}

impl<'a> Hand<'a> {
    fn turn(&mut self, turn: &'a Turn, path: &str) {
        let results = turn.parts.iter().filter_map(|part| {
            let Part::ToolResult(result) = part else {
                return None;
            };
            Some(result)
        });
        let mut only = !turn.parts.is_empty();
        for result in results {
            self.result(result, path);
        }
        only &= turn
            .parts
            .iter()
            .all(|it| matches!(it, Part::ToolResult(_)));
        if only || turn.role == Role::Tool {
            return;
        }
        self.results_media();
        let role = match turn.role {
            Role::System => "system",
            Role::Developer if self.manner.takes_developer => "developer",
            Role::Developer => "system",
            Role::User | Role::Tool => "user",
            Role::Assistant => "assistant",
        };
        self.pen.object().member("role", role);
        if let Some(name) = &turn.name {
            self.pen.member("name", name);
        }
        match turn.role {
            Role::Assistant => self.assistant(&turn.parts, path),
            Role::System | Role::Developer | Role::User | Role::Tool => {
                self.pen.key("content");
                self.content(&turn.parts, turn.role == Role::User, path);
            }
        }
        self.pen.end_object();
    }

    /// Content as text where it is one plain text, else as parts.
    fn content(&mut self, parts: &'a [Part], takes_media: bool, path: &str) {
        let mut words = parts.iter().filter(|it| !matches!(it, Part::ToolResult(_)));
        match (words.next(), words.next()) {
            (None, _) => {
                self.pen.text("");
                return;
            }
            (Some(Part::Text(text)), None) => {
                self.note_text(text, &format!("{path}.content[0]"));
                self.pen.text(&text.text);
                return;
            }
            (Some(_), _) => {}
        }
        self.pen.array();
        for (at, part) in parts.iter().enumerate() {
            let path = format!("{path}.content[{at}]");
            match part {
                Part::Text(text) => {
                    self.note_text(text, &path);
                    self.text_part(&text.text);
                }
                Part::Media(media) if takes_media => self.media(media, &path),
                Part::Media(media) => {
                    self.losses.lose(media.kind.feature(), path, Why::NoPlace);
                }
                Part::Refusal(words) => self.text_part(words),
                Part::Reasoning(_) | Part::ToolCall(_) => {
                    self.losses.lose(Feature::Reasoning, path, Why::NoPlace);
                }
                Part::ToolResult(_) => {}
            }
        }
        self.end_parts();
    }

    /// Closes a list of parts, which must not be empty.
    fn end_parts(&mut self) {
        if self.pen.is_opened() {
            self.text_part("");
        }
        self.pen.end_array();
    }

    fn text_part(&mut self, text: &str) {
        self.pen
            .object()
            .member("type", "text")
            .member("text", text);
        self.pen.end_object();
    }

    /// What a text carries beside its words has no place here.
    fn note_text(&mut self, text: &Text, path: &str) {
        let details = self.takes_details();
        let losses = &mut *self.losses;
        if text.cache.is_some() {
            losses.lose(Feature::CacheControl, format!("{path}.cache"), Why::NoPlace);
        }
        if !text.citations.is_empty() {
            losses.lose(
                Feature::Citations,
                format!("{path}.citations"),
                Why::NoPlace,
            );
        }
        if text.seal.is_some() && !details {
            losses.lose(Feature::Signatures, format!("{path}.seal"), Why::Foreign);
        }
    }

    fn takes_details(&self) -> bool {
        self.manner.reasoning == ReasoningForm::ReasoningObject
    }

    fn takes_beside(&self, seal: &Seal) -> bool {
        self.manner.reasoning == ReasoningForm::Google && seal.kind == SealKind::Gemini
    }

    fn assistant(&mut self, parts: &'a [Part], path: &str) {
        let calls: Vec<&ToolCall> = parts.iter().filter_map(call).collect();
        let thoughts: Vec<&Reasoning> = parts.iter().filter_map(thought).collect();
        let words = parts.iter().filter_map(text).collect::<Vec<&Text>>();
        let refusal = parts.iter().find_map(|part| {
            let Part::Refusal(words) = part else {
                return None;
            };
            Some(words)
        });
        for (at, part) in parts.iter().enumerate() {
            if let Part::Media(media) = part {
                let path = format!("{path}.content[{at}]");
                self.losses.lose(media.kind.feature(), path, Why::NoPlace);
            }
        }
        self.pen.key("content");
        match words.as_slice() {
            [] if calls.is_empty() && refusal.is_none() => drop(self.pen.text("")),
            [] => drop(self.pen.null()),
            [one] => {
                self.note_text(one, &format!("{path}.content[0]"));
                self.pen.text(&one.text);
            }
            all => {
                self.pen.array();
                for (at, text) in all.iter().enumerate() {
                    self.note_text(text, &format!("{path}.content[{at}]"));
                    self.text_part(&text.text);
                }
                self.pen.end_array();
            }
        }
        if let Some(words) = refusal {
            self.pen.member("refusal", words);
        }
        self.thoughts(&thoughts, &calls, &words, path);
        self.calls(&calls, path);
    }

    /// Earlier thoughts, where the endpoint takes them back: with their seals as details, or plain.
    fn thoughts(&mut self, all: &[&Reasoning], calls: &[&ToolCall], text: &[&Text], path: &str) {
        let path = format!("{path}.reasoning");
        let said: String = all.iter().map(|thought| thought.text.as_str()).collect();
        if self.takes_details() {
            let seals = text.iter().filter_map(|text| text.seal.as_ref());
            let beside: Vec<_> = calls
                .iter()
                .filter_map(|call| Some((Some(self.id(&call.id)), call.seal.as_ref()?)))
                .chain(seals.map(|seal| (None, seal)))
                .collect();
            if all.is_empty() && beside.is_empty() {
                return;
            }
            if !said.is_empty() {
                self.pen.member("reasoning", &said);
            }
            self.pen.key("reasoning_details").array();
            let mut index = 0;
            for thought in all {
                details::write(thought, index, self.pen);
                index += 1;
            }
            for (call, seal) in beside {
                details::write_beside(call.as_deref(), seal, index, self.pen);
                index += 1;
            }
            self.pen.end_array();
            return;
        }
        let beside = all.iter().find_map(|thought| {
            let seal = thought.seal.as_ref()?;
            self.takes_beside(seal).then_some(seal)
        });
        if let Some(seal) = beside {
            details::write_extra(seal, self.pen);
        }
        let held = |thought: &&Reasoning| {
            thought
                .seal
                .as_ref()
                .is_some_and(|seal| Some(seal) != beside)
        };
        if all.iter().any(held) {
            self.losses
                .lose(Feature::Signatures, path.as_str(), Why::Foreign);
        }
        if said.is_empty() {
            return;
        }
        match self.manner.takes_thoughts {
            true => drop(self.pen.member("reasoning_content", &said)),
            false => self.losses.lose(Feature::Reasoning, path, Why::NotTaken),
        }
    }

    fn calls(&mut self, calls: &[&'a ToolCall], path: &str) {
        if calls.is_empty() {
            return;
        }
        self.pen.key("tool_calls").array();
        for (at, call) in calls.iter().enumerate() {
            let path = format!("{path}.tool_calls[{at}]");
            tools::write_call(call, &self.id(&call.id), self.pen);
            let beside = call.seal.as_ref().filter(|seal| self.takes_beside(seal));
            if let Some(seal) = beside {
                details::write_extra(seal, self.pen);
            }
            self.pen.end_object();
            if call.cache.is_some() {
                let path = format!("{path}.cache");
                self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
            }
            if call.seal.is_some() && beside.is_none() && !self.takes_details() {
                let path = format!("{path}.seal");
                self.losses.lose(Feature::Signatures, path, Why::Foreign);
            }
        }
        self.pen.end_array();
    }

    fn id(&self, id: &str) -> String {
        ids::fit(id, self.manner.ids).into_owned()
    }

    fn result(&mut self, result: &'a ToolResult, path: &str) {
        let id = self.id(&result.id);
        self.pen.object().member("role", "tool");
        self.pen.member("tool_call_id", &id).key("content");
        let mut words = Vec::with_capacity(1);
        for (at, part) in result.parts.iter().enumerate() {
            let path = format!("{path}.content[{at}]");
            match part {
                Part::Text(text) => {
                    self.note_text(text, &path);
                    words.push(text.text.as_str());
                }
                Part::Media(media) => self.media.push((media, path)),
                Part::Refusal(text) => words.push(text),
                Part::Reasoning(_) | Part::ToolCall(_) | Part::ToolResult(_) => {
                    self.losses.lose(Feature::Tools, path, Why::NoPlace);
                }
            }
        }
        match (words.as_slice(), &result.json) {
            ([], Some(json)) => drop(self.pen.text(json.text())),
            ([], None) => drop(self.pen.text("")),
            ([one], _) => drop(self.pen.text(one)),
            (all, _) => {
                self.pen.array();
                all.iter().for_each(|text| self.text_part(text));
                self.pen.end_array();
            }
        }
        self.pen.end_object();
        if result.is_error {
            self.losses
                .lose(Feature::Tools, format!("{path}.is_error"), Why::NoPlace);
        }
        if result.cache.is_some() {
            let path = format!("{path}.cache");
            self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
        }
    }

    /// The media of results, as a user's turn behind them.
    fn results_media(&mut self) {
        if self.media.is_empty() {
            return;
        }
        self.pen
            .object()
            .member("role", "user")
            .key("content")
            .array();
        for (media, path) in std::mem::take(&mut self.media) {
            self.losses
                .lose(media.kind.feature(), path.as_str(), Why::Approximated);
            self.media(media, &path);
        }
        self.end_parts();
        self.pen.end_object();
    }

    fn media(&mut self, media: &Media, path: &str) {
        let feature = media.kind.feature();
        if media.cache.is_some() {
            let path = format!("{path}.cache");
            self.losses.lose(Feature::CacheControl, path, Why::NoPlace);
        }
        if media.cite || media.context.is_some() {
            let path = format!("{path}.context");
            self.losses.lose(Feature::Citations, path, Why::NoPlace);
        }
        if media.seal.is_some() {
            let path = format!("{path}.seal");
            self.losses.lose(Feature::Signatures, path, Why::Foreign);
        }
        let written = match media.kind {
            MediaKind::Image => media::image(media, self.pen),
            MediaKind::Document => media::document(media, self.pen),
            MediaKind::Audio => media::audio(media, self.pen),
            MediaKind::Video => false,
        };
        if !written {
            self.losses.lose(feature, path, Why::NoPlace);
        } else if matches!(media.source, Source::Plain(_)) {
            self.losses.lose(feature, path, Why::Approximated);
        }
    }
}

fn call(part: &Part) -> Option<&ToolCall> {
    let Part::ToolCall(call) = part else {
        return None;
    };
    Some(call)
}

fn thought(part: &Part) -> Option<&Reasoning> {
    let Part::Reasoning(thought) = part else {
        return None;
    };
    Some(thought)
}

fn text(part: &Part) -> Option<&Text> {
    let Part::Text(text) = part else { return None };
    Some(text)
}
