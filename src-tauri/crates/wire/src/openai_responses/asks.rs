//! A request written for a provider.
//!
//! Nothing is left with the provider (`store` is false): what the next turn needs, seals above all,
//! comes back in the answer.

use super::said;
use super::tools;
use crate::canon::{
    Effort, Feature, Format, Losses, Manner, Part, Pen, ReasoningForm, Request, Role, Schema,
    ToolChoice, Turn, Why,
};
use bytes::Bytes;

/// The least output that may be asked for: <https://platform.openai.com/docs/api-reference/responses/create>
/// (read 2026-11-22).
const LEAST_OUTPUT: u64 = 16;

/// Writes a request.
pub fn write(request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
    let mut pen = Pen::with_room(4096);
    pen.object().member("model", &manner.model);
    let turns = instructions(&request.turns, &mut pen);
    pen.key("input").array();
    said::write(
        turns,
        request.turns.len() - turns.len(),
        manner,
        &mut pen,
        losses,
    );
    pen.end_array();
    if request.stream {
        pen.key("stream").flag(true);
    }
    pen.key("store").flag(false);
    tools_of(request, manner, &mut pen, losses);
    form(request, manner, &mut pen, losses);
    thinking(request, manner, &mut pen, losses);
    include(request, manner, &mut pen);
    numbers(request, &mut pen, losses);
    about(request, &mut pen, losses);
    pen.end_object();
    pen.done()
}

/// A first system turn that is one text goes as `instructions`. Tells the turns behind it.
fn instructions<'a>(turns: &'a [Turn], pen: &mut Pen) -> &'a [Turn] {
    match turns {
        [first, rest @ ..] if first.role == Role::System && first.name.is_none() => {
            match first.parts.as_slice() {
                [Part::Text(text)] if text.cache.is_none() => {
                    pen.member("instructions", &text.text);
                    rest
                }
                _ => turns,
            }
        }
        _ => turns,
    }
}

/// The schema that a tool has to stand in for.
fn stand_in<'a>(request: &'a Request, manner: &Manner) -> Option<&'a Schema> {
    match &request.format {
        Format::Schema(schema) if !manner.takes_schema => Some(schema),
        Format::Schema(_) | Format::Text | Format::Json => None,
    }
}

fn tools_of(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let stand_in = stand_in(request, manner);
    if !request.tools.is_empty() || stand_in.is_some() {
        pen.key("tools").array();
        tools::write(&request.tools, pen, losses);
        if let (Some(schema), Some(name)) = (stand_in, request.schema_tool()) {
            pen.object().member("type", "function").member("name", name);
            pen.key("parameters").json(&schema.schema);
            pen.key("strict").flag(false).end_object();
        }
        pen.end_array();
    }
    let named = stand_in.and(request.schema_tool());
    let stands_in = named.map(|name| ToolChoice::Named(name.to_owned()));
    if let Some(choice) = stands_in.as_ref().or(request.tool_choice.as_ref()) {
        pen.key("tool_choice");
        tools::write_choice(choice, &request.tools, pen);
    }
    if let Some(parallel) = request.parallel_tools {
        pen.key("parallel_tool_calls").flag(parallel);
    }
}

fn form(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let verbosity = request.verbosity.as_deref();
    if stand_in(request, manner).is_some_and(|schema| schema.strict == Some(true)) {
        losses.lose(Feature::JsonSchema, "format", Why::Approximated);
    }
    let written = !matches!(request.format, Format::Text) && stand_in(request, manner).is_none();
    if !written && verbosity.is_none() {
        return;
    }
    pen.key("text").object();
    if written {
        pen.key("format").object();
        match &request.format {
            Format::Text => drop(pen.member("type", "text")),
            Format::Json => drop(pen.member("type", "json_object")),
            Format::Schema(schema) => {
                pen.member("type", "json_schema");
                pen.member("name", schema.name.as_deref().unwrap_or("answer"));
                if let Some(words) = &schema.description {
                    pen.member("description", words);
                }
                pen.key("schema").json(&schema.schema);
                if let Some(strict) = schema.strict {
                    pen.key("strict").flag(strict);
                }
            }
        }
        pen.end_object();
    }
    if let Some(verbosity) = verbosity {
        pen.member("verbosity", verbosity);
    }
    pen.end_object();
}

fn thinking(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let asked = &request.reasoning;
    if !asked.is_asked() {
        return;
    }
    let takes = !matches!(manner.reasoning, ReasoningForm::None) && manner.thinks != Some(false);
    if !takes {
        if asked.effort() != Some(Effort::None) {
            losses.lose(Feature::Reasoning, "reasoning", Why::NotTaken);
        }
        return;
    }
    let effort = match asked.adaptive {
        // The model decides where nothing is said.
        true => asked.effort,
        false => asked.effort(),
    };
    if asked.effort.is_none() && (asked.budget.is_some() || asked.adaptive) {
        losses.lose(Feature::Reasoning, "reasoning.budget", Why::Approximated);
    }
    let shown = asked.show == Some(true);
    if effort.is_none() && !shown {
        return;
    }
    pen.key("reasoning").object();
    if let Some(effort) = effort {
        pen.member("effort", word(effort));
    }
    if shown {
        pen.member("summary", "auto");
    }
    pen.end_object();
}

const fn word(effort: Effort) -> &'static str {
    match effort {
        Effort::None => "none",
        Effort::Minimal => "minimal",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
        Effort::Max => "xhigh",
    }
}

/// Seals are asked for where the model is known or asked to think: others refuse the word.
fn include(request: &Request, manner: &Manner, pen: &mut Pen) {
    let asked = request
        .reasoning
        .effort()
        .is_some_and(|it| it != Effort::None);
    let seals = manner.thinks.unwrap_or(asked);
    if !seals && request.logprobs.is_none() {
        return;
    }
    pen.key("include").array();
    if seals {
        pen.text("reasoning.encrypted_content");
    }
    if request.logprobs.is_some() {
        pen.text("message.output_text.logprobs");
    }
    pen.end_array();
    if let Some(count) = request.logprobs.filter(|count| *count > 0) {
        pen.key("top_logprobs").count(count.min(20));
    }
}

fn numbers(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    if let Some(most) = request.limits.max_output {
        if most < LEAST_OUTPUT {
            losses.lose(Feature::MaxOutput, "max_output", Why::Approximated);
        }
        pen.key("max_output_tokens").count(most.max(LEAST_OUTPUT));
    }
    let sampling = &request.sampling;
    for (key, number) in [
        ("temperature", &sampling.temperature),
        ("top_p", &sampling.top_p),
    ] {
        if let Some(number) = number {
            pen.key(key).json(number);
        }
    }
    for (feature, path, there) in [
        (Feature::Sampling, "top_k", sampling.top_k.is_some()),
        (
            Feature::Penalties,
            "presence_penalty",
            sampling.presence_penalty.is_some(),
        ),
        (
            Feature::Penalties,
            "frequency_penalty",
            sampling.frequency_penalty.is_some(),
        ),
        (Feature::Seed, "seed", sampling.seed.is_some()),
        (Feature::Stop, "stop", !request.limits.stop.is_empty()),
        (
            Feature::Choices,
            "choices",
            request.limits.choices.is_some_and(|count| count > 1),
        ),
    ] {
        if there {
            losses.lose(feature, path, Why::NoPlace);
        }
    }
}

/// Who asks, and how the call is to be served.
fn about(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    if let Some(user) = &request.user {
        pen.member("user", user);
    }
    if !request.metadata.is_empty() {
        pen.key("metadata").value(&request.metadata);
    }
    if let Some(key) = &request.cache_key {
        pen.member("prompt_cache_key", key);
    }
    match request.service_tier.as_deref() {
        Some(tier @ ("auto" | "default" | "flex" | "scale" | "priority")) => {
            pen.member("service_tier", tier);
        }
        Some(_) => losses.lose(Feature::ServiceTier, "service_tier", Why::NoPlace),
        None => {}
    }
}
