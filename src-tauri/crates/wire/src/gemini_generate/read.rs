//! A client's request, read into the canon.

mod config;
mod tools;

use super::fields::{fields_of, is_empty, once, several, strictly, word};
use super::part::{At, Called, Heard, part};
use super::request::PREFIX;
use crate::canon::{
    Feature, Losses, Part, Reasoning, Request, Role, Text, ToolCall, ToolResult, Turn, Why, ids,
};
use crate::{BadBody, json};
use serde_json::value::RawValue;

/// What ids begin with that were made because a client sent none. They are not written to Gemini.
pub const MADE: &str = "g";

/// Reads a request. The model, and whether a stream is wanted, stand in the path.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
    let body = &*json::paired(body);
    let Some(all) = fields_of(body) else {
        json::members(body, |_, _| Ok(()))?;
        return Err(BadBody::NotAnObject);
    };
    let all = once(all)?;
    let mut reading = Reading {
        losses,
        request: Request::default(),
        unanswered: Vec::new(),
        made: 0,
    };
    // Turns name the calls that their results answer, so they are read in order; the system's
    // instruction goes before them.
    if let Some((_, system)) = all.iter().find(|(key, _)| key == "systemInstruction") {
        reading.system(system)?;
    }
    for (key, value) in &all {
        reading.member(key, value)?;
    }
    Ok(reading.request)
}

struct Reading<'l> {
    losses: &'l mut Losses,
    request: Request,
    /// Calls without a result so far: id and name.
    unanswered: Vec<(String, String)>,
    /// How many ids were made.
    made: usize,
}

impl Reading<'_> {
    fn member(&mut self, key: &str, value: &RawValue) -> Result<(), BadBody> {
        let losses = &mut *self.losses;
        match key {
            "systemInstruction" => {}
            "contents" => {
                for (at, content) in several(value).into_iter().enumerate() {
                    self.content(at, content)?;
                }
            }
            "tools" => self.request.tools = tools::read(value, losses)?,
            "toolConfig" => self.request.tool_choice = tools::choice(value, losses)?,
            "generationConfig" => config::read(value, &mut self.request, losses)?,
            "model" => {
                let model = word(value).unwrap_or_default();
                let name = model.strip_prefix(PREFIX).unwrap_or(&model);
                self.request.model = name.to_owned();
            }
            "safetySettings" | "modelArmorConfig" => {
                if !is_empty(value) {
                    losses.lose(Feature::Refusals, key, Why::NoPlace);
                }
            }
            "cachedContent" => losses.lose(Feature::State, key, Why::Foreign),
            "serviceTier" => self.request.service_tier = word(value),
            "labels" => {
                for (name, label) in strictly(value, "labels")? {
                    if let Some(label) = word(label) {
                        self.request.metadata.insert(name.into_owned(), label);
                    }
                }
            }
            _ => losses.lose(Feature::Unknown, key, Why::Unknown),
        }
        Ok(())
    }

    fn system(&mut self, raw: &RawValue) -> Result<(), BadBody> {
        let mut parts = Vec::new();
        for (key, value) in strictly(raw, "systemInstruction")? {
            match &*key {
                "parts" => {
                    for (place, inner) in several(value).into_iter().enumerate() {
                        let at = At {
                            of: "systemInstruction",
                            one: 0,
                            part: place,
                        };
                        match part(inner, at, self.losses) {
                            Some(Heard::Words { text, .. }) => parts.push(Part::text(text)),
                            Some(Heard::Media(media)) => parts.push(Part::Media(media)),
                            Some(Heard::Call(_) | Heard::Result(_)) => {
                                self.losses
                                    .lose(Feature::System, at.to_string(), Why::NoPlace);
                            }
                            None => {}
                        }
                    }
                }
                "role" => {}
                _ => {
                    let path = format!("systemInstruction.{key}");
                    self.losses.lose(Feature::Unknown, path, Why::Unknown);
                }
            }
        }
        if !parts.is_empty() {
            self.request.turns.insert(0, Turn::of(Role::System, parts));
        }
        Ok(())
    }

    fn content(&mut self, one: usize, raw: &RawValue) -> Result<(), BadBody> {
        let (mut role, mut parts) = (None, Vec::new());
        for (key, value) in strictly(raw, "contents")? {
            match &*key {
                "role" => role = word(value),
                "parts" => parts = several(value),
                _ => {
                    let path = format!("contents[{one}].{key}");
                    self.losses.lose(Feature::Unknown, path, Why::Unknown);
                }
            }
        }
        let role = match role.as_deref() {
            Some("model" | "assistant") => Role::Assistant,
            Some("system") => Role::System,
            // `function` was said of results at first.
            Some(_) | None => Role::User,
        };
        let mut first = true;
        for (place, inner) in parts.into_iter().enumerate() {
            let at = At {
                of: "contents",
                one,
                part: place,
            };
            if let Some(heard) = part(inner, at, self.losses) {
                self.take(heard, role, first, at);
                first = false;
            }
        }
        Ok(())
    }

    /// Puts a part into a turn of its kind: results stand in turns of their own.
    fn take(&mut self, heard: Heard<'_>, role: Role, first: bool, at: At) {
        let (role, part) = match heard {
            Heard::Words {
                text,
                thought,
                seal,
            } => {
                let text = text.into_owned();
                let part = match thought {
                    true => Part::Reasoning(Reasoning {
                        text,
                        summary: true,
                        seal,
                        ..Reasoning::default()
                    }),
                    false => Part::Text(Text {
                        text,
                        seal,
                        ..Text::default()
                    }),
                };
                (role, part)
            }
            Heard::Media(media) => (role, Part::Media(media)),
            Heard::Call(called) => (role, Part::ToolCall(self.call(called))),
            Heard::Result(result) => (Role::Tool, Part::ToolResult(self.result(result))),
        };
        if role == Role::Assistant && matches!(part, Part::ToolResult(_)) {
            self.losses
                .lose(Feature::Tools, at.to_string(), Why::NoPlace);
            return;
        }
        let turns = &mut self.request.turns;
        match turns.last_mut() {
            Some(turn) if turn.role == role && !first => turn.parts.push(part),
            // A turn of results may be spread over contents.
            Some(turn) if role == Role::Tool && turn.role == role => turn.parts.push(part),
            Some(_) | None => turns.push(Turn::of(role, vec![part])),
        }
    }

    fn call(&mut self, called: Called<'_>) -> ToolCall {
        let id = called.id.unwrap_or_else(|| self.make(&called.name));
        self.unanswered.push((id.clone(), called.name.clone()));
        ToolCall {
            id,
            name: called.name,
            arguments: called.args.map_or("{}", RawValue::get).to_owned(),
            seal: called.seal,
            ..ToolCall::default()
        }
    }

    /// Finds the call that a result answers: by its id, or as the first of its name.
    fn result(&mut self, mut result: ToolResult) -> ToolResult {
        let place = match result.id.as_str() {
            "" => {
                let name = result.name.as_deref();
                let named = |(_, of): &(String, String)| name.is_none_or(|name| name == of);
                self.unanswered.iter().position(named)
            }
            id => self.unanswered.iter().position(|(of, _)| of == id),
        };
        let call = place.map(|place| self.unanswered.remove(place));
        if result.id.is_empty() {
            result.id = match &call {
                Some((id, _)) => id.clone(),
                None => self.make(result.name.as_deref().unwrap_or_default()),
            };
        }
        if result.name.is_none() {
            result.name = call.map(|(_, name)| name);
        }
        result
    }

    fn make(&mut self, name: &str) -> String {
        self.made += 1;
        format!("{MADE}{}", ids::made(name, self.made))
    }
}

/// Whether an id was made here, because a client sent none.
pub fn is_made(id: &str) -> bool {
    let rest = id.strip_prefix(MADE).unwrap_or_default();
    rest.len() == 29 && rest.starts_with("call_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_is_read_as_the_mark_for_one() {
        let mut losses = Losses::default();
        let body = br#"{"systemInstruction":{"parts":[{"text":"x \ud83d tail"}]},"contents":[{"role":"user","parts":[{"text":"x \ud83d tail"}]},
        {"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},
        {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":"x \ud83d tail"}}}]}]}"#;
        let request = read(body, &mut losses).unwrap();
        assert!(losses.all().is_empty(), "{:?}", losses.all());
        let told = format!("{:?}", request.turns);
        assert_eq!(told.matches("x \u{fffd} tail").count(), 3, "{told}");
    }
}
