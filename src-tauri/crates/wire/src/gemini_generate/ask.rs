//! A request of the canon, written for Gemini: <https://ai.google.dev/api/generate-content> (read
//! 2026-11-23).

mod config;
pub mod turns;

use crate::canon::{
    Feature, Losses, Manner, Part, Pen, Request, Role, Tool, ToolChoice, Turn, Why,
};
use bytes::Bytes;

/// Writes a request. The model stands in the path.
pub fn write(request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
    let mut asking = Asking {
        pen: Pen::with_room(4096),
        newer: is_newer(&manner.model),
        losses,
    };
    let leading = request.turns.iter().take_while(|turn| is_system(turn));
    let mut leading = leading.count();
    if leading == request.turns.len() && leading > 0 {
        // Something must be said by the user.
        leading -= 1;
    }
    let (system, turns) = request.turns.split_at_checked(leading).unwrap_or_default();
    asking.pen.object();
    asking.system(system);
    turns::write(&mut asking, turns, leading);
    asking.tools(&request.tools);
    if !request.tools.is_empty() {
        asking.choice(request.tool_choice.as_ref());
    }
    if request.parallel_tools == Some(false) {
        asking.lose(Feature::ParallelTools, "parallel_tools", Why::NoPlace);
    }
    config::write(&mut asking, request, manner);
    asking.unplaced(request);
    asking.pen.end_object();
    asking.pen.done()
}

/// What is being written.
pub struct Asking<'l> {
    pen: Pen,
    /// Whether the model is of the third generation or a later one, which takes levels of thinking and
    /// pictures in results, and misses signatures.
    newer: bool,
    losses: &'l mut Losses,
}

/// Gemini's generations differ in what they take; the names tell them apart:
/// <https://ai.google.dev/gemini-api/docs/gemini-3> (read 2026-11-23).
fn is_newer(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or_default();
    let version = name.strip_prefix("gemini-").unwrap_or_default();
    let major = version.split(['.', '-']).next().unwrap_or_default();
    major.parse::<u32>().is_ok_and(|major| major >= 3)
}

fn is_system(turn: &Turn) -> bool {
    match turn.role {
        Role::System | Role::Developer => true,
        Role::User | Role::Assistant | Role::Tool => false,
    }
}

impl Asking<'_> {
    fn lose(&mut self, feature: Feature, path: impl Into<String>, why: Why) {
        self.losses.lose(feature, path, why);
    }

    /// The leading turns of system and developer. Only words have a place there.
    fn system(&mut self, turns: &[Turn]) {
        let mut words = Vec::new();
        for (at, turn) in turns.iter().enumerate() {
            for (place, part) in turn.parts.iter().enumerate() {
                match part {
                    Part::Text(text) => {
                        if text.cache.is_some() {
                            let path = format!("messages[{at}].content[{place}].cache_control");
                            self.lose(Feature::CacheControl, path, Why::NoPlace);
                        }
                        words.push(text.text.as_str());
                    }
                    Part::Media(_)
                    | Part::Reasoning(_)
                    | Part::ToolCall(_)
                    | Part::ToolResult(_)
                    | Part::Refusal(_) => {
                        let path = format!("messages[{at}].content[{place}]");
                        self.lose(Feature::System, path, Why::NoPlace);
                    }
                }
            }
        }
        words.retain(|text| !text.is_empty());
        if words.is_empty() {
            return;
        }
        self.pen
            .key("systemInstruction")
            .object()
            .key("parts")
            .array();
        for text in words {
            self.pen.object().member("text", text).end_object();
        }
        self.pen.end_array().end_object();
    }

    fn tools(&mut self, tools: &[Tool]) {
        if tools.is_empty() {
            return;
        }
        self.pen
            .key("tools")
            .array()
            .object()
            .key("functionDeclarations")
            .array();
        for (at, tool) in tools.iter().enumerate() {
            self.pen.object().member("name", &tool.name);
            let words = tool.description.as_deref().unwrap_or_default();
            self.pen.member("description", words);
            if let Some(schema) = &tool.parameters {
                self.pen.key("parametersJsonSchema").json(schema);
            }
            self.pen.end_object();
            if tool.strict == Some(true) {
                let path = format!("tools[{at}].strict");
                self.lose(Feature::JsonSchema, path, Why::NoPlace);
            }
            if tool.cache.is_some() {
                let path = format!("tools[{at}].cache_control");
                self.lose(Feature::CacheControl, path, Why::NoPlace);
            }
        }
        self.pen.end_array().end_object().end_array();
    }

    fn choice(&mut self, choice: Option<&ToolChoice>) {
        let none: &[String] = &[];
        let (mode, names) = match choice {
            None => return,
            Some(ToolChoice::Auto) => ("AUTO", none),
            Some(ToolChoice::None) => ("NONE", none),
            Some(ToolChoice::Required) => ("ANY", none),
            Some(ToolChoice::Named(name)) => ("ANY", std::slice::from_ref(name)),
            Some(ToolChoice::Of { names, required }) => (
                if *required { "ANY" } else { "VALIDATED" },
                names.as_slice(),
            ),
        };
        self.pen
            .key("toolConfig")
            .object()
            .key("functionCallingConfig")
            .object()
            .member("mode", mode);
        if !names.is_empty() {
            self.pen.key("allowedFunctionNames").value(&names);
        }
        self.pen.end_object().end_object();
    }

    /// What Gemini has no word for.
    fn unplaced(&mut self, request: &Request) {
        let said = [
            (request.user.is_some(), Feature::Metadata, "user"),
            (!request.metadata.is_empty(), Feature::Metadata, "metadata"),
            (
                request.service_tier.is_some(),
                Feature::ServiceTier,
                "service_tier",
            ),
            (request.verbosity.is_some(), Feature::Unknown, "verbosity"),
            (
                request.cache_key.is_some(),
                Feature::CacheControl,
                "prompt_cache_key",
            ),
        ];
        for (said, feature, path) in said {
            if said {
                self.lose(feature, path, Why::NoPlace);
            }
        }
    }
}

#[cfg(test)]
mod tests;
