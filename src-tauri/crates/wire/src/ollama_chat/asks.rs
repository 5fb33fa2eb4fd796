//! A request, written.

mod turns;

use crate::canon::{
    Effort, Feature, Format, Json, Losses, Manner, Pen, Request, Tool, ToolChoice, Why,
};
use crate::openai_chat::tongue::tools;
use bytes::Bytes;
use std::borrow::Cow;

/// Writes a request.
pub fn write(request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
    let mut pen = Pen::with_room(4096);
    pen.object().member("model", &manner.model);
    turns::write(&request.turns, &mut pen, losses);
    tooling(request, &mut pen, losses);
    match &request.format {
        Format::Text => {}
        Format::Json => {
            pen.member("format", "json");
        }
        Format::Schema(schema) => {
            pen.key("format").json(&schema.schema);
        }
    }
    thinking(request, manner, &mut pen, losses);
    options(request, &mut pen, losses);
    if let Some(top) = request.logprobs {
        pen.key("logprobs").flag(true);
        pen.key("top_logprobs").count(top);
    }
    notes(request, losses);
    // It streams unless told otherwise.
    pen.key("stream").flag(request.stream).end_object();
    pen.done()
}

/// Tools. That one must be called cannot be said; of those that may, only they are offered.
fn tooling(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let mut all: Cow<'_, [Tool]> = Cow::Borrowed(&request.tools);
    let mut only = |names: &[String]| {
        all.to_mut().retain(|tool| names.contains(&tool.name));
    };
    let why = match &request.tool_choice {
        None | Some(ToolChoice::Auto) => None,
        Some(ToolChoice::None) => {
            only(&[]);
            None
        }
        Some(ToolChoice::Required) => Some(Why::NoPlace),
        Some(ToolChoice::Named(name)) => {
            only(std::slice::from_ref(name));
            Some(Why::Approximated)
        }
        Some(ToolChoice::Of { names, required }) => {
            only(names);
            required.then_some(Why::Approximated)
        }
    };
    if let Some(why) = why {
        losses.lose(Feature::ToolChoice, "tool_choice", why);
    }
    if request.parallel_tools == Some(false) && !all.is_empty() {
        losses.lose(Feature::ParallelTools, "parallel_tools", Why::NoPlace);
    }
    // It wants the arguments described even where there are none.
    if all.iter().any(|tool| tool.parameters.is_none()) {
        let none = Json::from_value(&serde_json::json!({"type": "object", "properties": {}}));
        for tool in all.to_mut() {
            tool.parameters.get_or_insert_with(|| none.clone());
        }
    }
    tools::write(&all, pen, losses);
}

/// A model that cannot think refuses to be told to; one that can does so unasked. How much is heard
/// by few.
fn thinking(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let Some(effort) = request.reasoning.effort() else {
        return;
    };
    if effort == Effort::None {
        pen.key("think").flag(false);
        return;
    }
    if manner.thinks != Some(true) {
        losses.lose(Feature::Reasoning, "reasoning", Why::NotTaken);
        return;
    }
    pen.key("think").flag(true);
    if !request.reasoning.adaptive {
        losses.lose(Feature::Reasoning, "reasoning", Why::Approximated);
    }
}

/// Numbers that choose words, and what bounds the answer.
fn options(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let (sampling, limits) = (&request.sampling, &request.limits);
    pen.key("options").object();
    for (key, value) in [
        ("temperature", &sampling.temperature),
        ("top_p", &sampling.top_p),
        ("top_k", &sampling.top_k),
        ("presence_penalty", &sampling.presence_penalty),
        ("frequency_penalty", &sampling.frequency_penalty),
        ("seed", &sampling.seed),
    ] {
        if let Some(value) = value {
            pen.key(key).json(value);
        }
    }
    if let Some(most) = limits.max_output {
        pen.key("num_predict").count(most);
    }
    if !limits.stop.is_empty() {
        pen.key("stop").value(&limits.stop);
    }
    pen.end_object();
    if limits.choices.is_some_and(|choices| choices > 1) {
        losses.lose(Feature::Choices, "n", Why::NoPlace);
    }
}

/// What the dialect has no place for.
fn notes(request: &Request, losses: &mut Losses) {
    let tier = request.service_tier.is_some();
    for (feature, path, said) in [
        (Feature::Metadata, "user", request.user.is_some()),
        (Feature::Metadata, "metadata", !request.metadata.is_empty()),
        (Feature::ServiceTier, "service_tier", tier),
        (Feature::Text, "verbosity", request.verbosity.is_some()),
        (
            Feature::CacheControl,
            "cache_key",
            request.cache_key.is_some(),
        ),
    ] {
        if said {
            losses.lose(feature, path, Why::NoPlace);
        }
    }
}
