//! A client's request, read into the canon.

use super::items::{self, Item};
use super::object::{Object, text};
use super::tools;
use crate::BadBody;
use crate::canon::{
    Effort, Feature, Format, Json, Limits, Losses, Part, Request, Role, Sampling, Schema, Turn,
    Why, elements,
};
use crate::field::wrong;
use crate::json;
use serde_json::value::RawValue;

/// The members that are read, once alone.
const READ: [&str; 21] = [
    "model",
    "input",
    "instructions",
    "stream",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "text",
    "reasoning",
    "max_output_tokens",
    "temperature",
    "top_p",
    "top_logprobs",
    "include",
    "metadata",
    "user",
    "safety_identifier",
    "prompt_cache_key",
    "service_tier",
    "previous_response_id",
    "background",
];

/// Members that say nothing which an answer in another dialect would differ by.
const SILENT: [&str; 1] = ["stream_options"];

/// Reads a request, behind the turns that were kept of an earlier answer.
///
/// # Errors
/// Says what is wrong with the body; and that it points to what only a provider has kept.
pub fn read(
    body: &[u8],
    earlier: Option<Vec<Turn>>,
    losses: &mut Losses,
) -> Result<Request, BadBody> {
    let body = &*json::paired(body);
    json::members(body, |_, _| Ok(()))?;
    let raw: &RawValue = serde_json::from_slice(body).map_err(|_| BadBody::NotAnObject)?;
    let asked = Object::once(raw, &READ)?;
    stands_alone(&asked, earlier.is_some())?;
    let mut request = Request {
        model: asked.owned("model").ok_or(wrong("model", "a string"))?,
        stream: asked.flag("stream").unwrap_or(false),
        parallel_tools: asked.flag("parallel_tool_calls"),
        sampling: Sampling {
            temperature: asked.get("temperature").map(Json::of),
            top_p: asked.get("top_p").map(Json::of),
            ..Sampling::default()
        },
        limits: Limits {
            max_output: asked.count("max_output_tokens"),
            ..Limits::default()
        },
        user: asked
            .word("user")
            .or_else(|| asked.word("safety_identifier")),
        service_tier: asked.word("service_tier"),
        cache_key: asked.word("prompt_cache_key"),
        ..Request::default()
    };
    instructions(&asked, &mut request);
    request.turns.extend(earlier.unwrap_or_default());
    turns(&asked, &mut request, losses)?;
    for (at, raw) in asked.list("tools").into_iter().enumerate() {
        request
            .tools
            .extend(tools::read(raw, &format!("tools[{at}]"), losses));
    }
    if let Some(raw) = asked.get("tool_choice") {
        request.tool_choice = tools::read_choice(raw);
        if request.tool_choice.is_none() {
            losses.lose(Feature::ToolChoice, "tool_choice", Why::NoPlace);
        }
    }
    form(&asked, &mut request, losses);
    thinking(&asked, &mut request, losses);
    logprobs(&asked, &mut request, losses);
    if let Some(metadata) = asked.object("metadata") {
        let pairs = metadata.all();
        request.metadata = pairs
            .filter_map(|(key, raw)| Some((key.to_owned(), text(raw)?.into_owned())))
            .collect();
    }
    rest(&asked, losses);
    request.name_results();
    Ok(request)
}

/// What a request points to must be in it: nobody but the provider that was asked before has the rest.
fn stands_alone(asked: &Object<'_>, goes_on: bool) -> Result<(), BadBody> {
    const WHOLE: &str = "send the whole conversation as `input` instead, as with store=false";
    let elsewhere = |key, mend| Err(BadBody::Elsewhere { key, mend });
    for key in ["previous_response_id", "conversation"] {
        let known = goes_on && key == "previous_response_id";
        if asked.get(key).is_some() && !known {
            return elsewhere(key, WHOLE);
        }
    }
    if asked.get("prompt").is_some() {
        return elsewhere(
            "prompt",
            "send the prompt's text as `instructions` and `input`",
        );
    }
    if asked.flag("background") == Some(true) {
        return elsewhere("background", "leave it out and wait for the answer");
    }
    Ok(())
}

/// The id of the answer that a request goes on from.
pub fn goes_on_from(body: &[u8]) -> Option<String> {
    let body = &*json::paired(body);
    let raw: &RawValue = serde_json::from_slice(body).ok()?;
    Object::of(raw)?.word("previous_response_id")
}

/// The turns of a request that the next may go on from: all but the instructions, which hold for one
/// call alone. `None` where the client wants nothing kept.
pub fn to_keep(body: &[u8], request: &Request) -> Option<Vec<Turn>> {
    let body = &*json::paired(body);
    let raw: &RawValue = serde_json::from_slice(body).ok()?;
    let asked = Object::of(raw)?;
    if asked.flag("store") == Some(false) {
        return None;
    }
    let own = usize::from(asked.text("instructions").is_some());
    request.turns.get(own..).map(<[Turn]>::to_vec)
}

fn instructions(asked: &Object<'_>, request: &mut Request) {
    if let Some(words) = asked.owned("instructions") {
        let turn = Turn::of(Role::System, vec![Part::text(words)]);
        request.turns.push(turn);
    }
}

fn turns(asked: &Object<'_>, request: &mut Request, losses: &mut Losses) -> Result<(), BadBody> {
    let Some(input) = asked.get("input") else {
        return Ok(());
    };
    if let Some(words) = text(input) {
        let turn = Turn::of(Role::User, vec![Part::text(words)]);
        request.turns.push(turn);
        return Ok(());
    }
    let items = elements(input).ok_or(wrong("input", "a string or a list of items"))?;
    for (at, raw) in items.into_iter().enumerate() {
        match items::read(raw, &format!("input[{at}]"), losses)? {
            Item::Said(role, parts, _) => say(&mut request.turns, role, parts),
            Item::Reference => {
                return Err(BadBody::Elsewhere {
                    key: "item_reference",
                    mend: "send the item itself instead, as with store=false",
                });
            }
            Item::Lost => {}
        }
    }
    Ok(())
}

/// What the model said and called in one go is one turn, and so are the results.
pub fn say(turns: &mut Vec<Turn>, role: Role, parts: Vec<Part>) {
    let joins = matches!(role, Role::Assistant | Role::Tool);
    match turns.last_mut() {
        Some(last) if joins && last.role == role => last.parts.extend(parts),
        Some(_) | None => turns.push(Turn::of(role, parts)),
    }
}

fn form(asked: &Object<'_>, request: &mut Request, losses: &mut Losses) {
    let Some(text) = asked.object("text") else {
        return;
    };
    request.verbosity = text.word("verbosity");
    let Some(format) = text.object("format") else {
        return;
    };
    let schema = || {
        Some(Schema {
            name: format.word("name"),
            description: format.word("description"),
            schema: Json::of(format.get("schema")?),
            strict: format.flag("strict"),
        })
    };
    request.format = match &*format.kind() {
        "json_object" => Format::Json,
        "json_schema" => schema().map_or(Format::Json, Format::Schema),
        "text" | "" => Format::Text,
        _ => {
            losses.lose(Feature::Unknown, "text.format", Why::Unknown);
            Format::Text
        }
    };
}

fn thinking(asked: &Object<'_>, request: &mut Request, losses: &mut Losses) {
    let Some(reasoning) = asked.object("reasoning") else {
        return;
    };
    if let Some(word) = reasoning.text("effort") {
        request.reasoning.effort = effort(&word);
        if request.reasoning.effort.is_none() {
            losses.lose(Feature::Reasoning, "reasoning.effort", Why::Unknown);
        }
    }
    let summary = reasoning
        .get("summary")
        .or(reasoning.get("generate_summary"));
    request.reasoning.show = summary.map(|_| true);
    let known = ["effort", "summary", "generate_summary"];
    for (key, raw) in reasoning.all() {
        if !known.contains(&key) && raw.get() != "null" {
            losses.lose(Feature::Reasoning, format!("reasoning.{key}"), Why::NoPlace);
        }
    }
}

fn effort(word: &str) -> Option<Effort> {
    Some(match word {
        "none" => Effort::None,
        "minimal" => Effort::Minimal,
        "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" | "max" => Effort::Max,
        _ => return None,
    })
}

fn logprobs(asked: &Object<'_>, request: &mut Request, losses: &mut Losses) {
    request.logprobs = asked.count("top_logprobs").filter(|count| *count > 0);
    for (at, raw) in asked.list("include").into_iter().enumerate() {
        match text(raw).as_deref() {
            // Seals are always asked for, and always shown.
            Some("reasoning.encrypted_content") => {}
            Some("message.output_text.logprobs") => {
                request.logprobs = request.logprobs.or(Some(0));
            }
            _ => losses.lose(Feature::ServerTools, format!("include[{at}]"), Why::NoPlace),
        }
    }
}

/// What is left: known and without a place, or unknown.
fn rest(asked: &Object<'_>, losses: &mut Losses) {
    for (key, raw) in asked.all() {
        if READ.contains(&key) || SILENT.contains(&key) || raw.get() == "null" {
            continue;
        }
        match (key, raw.get()) {
            // As it is without them.
            ("background", "false") | ("truncation", "\"disabled\"") => {}
            // Kept here, for some hours.
            ("store", _) => {}
            ("max_tool_calls", _) => losses.lose(Feature::ServerTools, key, Why::NoPlace),
            ("prompt_cache_retention" | "prompt_cache_options", _) => {
                losses.lose(Feature::CacheControl, key, Why::NoPlace);
            }
            ("truncation", _) => losses.lose(Feature::Unknown, key, Why::NoPlace),
            _ => losses.lose(Feature::Unknown, key, Why::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_is_read_as_the_mark_for_one() {
        let mut losses = Losses::default();
        let body = br#"{"model":"m","instructions":"x \ud83d tail","input":[{"role":"user","content":[{"type":"input_text","text":"x \ud83d tail"}]},
        {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
        {"type":"function_call_output","call_id":"a","output":"x \ud83d tail"}]}"#;
        let request = read(body, None, &mut losses).unwrap();
        assert!(losses.all().is_empty(), "{:?}", losses.all());
        let told = format!("{:?}", request.turns);
        assert_eq!(told.matches("x \u{fffd} tail").count(), 3, "{told}");
    }
}
