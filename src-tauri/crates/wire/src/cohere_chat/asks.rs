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
    turns::write(&request.turns, manner, &mut pen, losses);
    tooling(request, &mut pen, losses);
    format(request, &mut pen, losses);
    thinking(request, manner, &mut pen, losses);
    sampling(request, &mut pen, losses);
    limits(request, &mut pen, losses);
    notes(request, losses);
    pen.key("stream").flag(request.stream).end_object();
    pen.done()
}

/// Tools. One that must be called is the only one that is offered: the dialect names none.
fn tooling(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let mut all: Cow<'_, [Tool]> = Cow::Borrowed(&request.tools);
    let mut only = |names: &[String]| {
        all.to_mut().retain(|tool| names.contains(&tool.name));
        losses.lose(Feature::ToolChoice, "tool_choice", Why::Approximated);
    };
    let choice = match &request.tool_choice {
        None | Some(ToolChoice::Auto) => None,
        Some(ToolChoice::None) => Some("NONE"),
        Some(ToolChoice::Required) => Some("REQUIRED"),
        Some(ToolChoice::Named(name)) => {
            only(std::slice::from_ref(name));
            Some("REQUIRED")
        }
        Some(ToolChoice::Of { names, required }) => {
            only(names);
            required.then_some("REQUIRED")
        }
    };
    tools::write(&all, pen, losses);
    if let Some(choice) = choice.filter(|_| !all.is_empty()) {
        pen.member("tool_choice", choice);
    }
    if !all.is_empty() && all.iter().all(|tool| tool.strict == Some(true)) {
        pen.key("strict_tools").flag(true);
    }
    if request.parallel_tools == Some(false) && !all.is_empty() {
        losses.lose(Feature::ParallelTools, "parallel_tools", Why::NoPlace);
    }
}

/// The form of the answer, which the dialect does not take beside tools:
/// <https://docs.cohere.com/docs/structured-outputs> (read 2026-11-23).
fn format(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let (feature, schema) = match &request.format {
        Format::Text => return,
        Format::Json => (Feature::JsonMode, None),
        Format::Schema(schema) => (Feature::JsonSchema, Some(&schema.schema)),
    };
    if !request.tools.is_empty() {
        losses.lose(feature, "response_format", Why::NotTaken);
        return;
    }
    pen.key("response_format").object();
    pen.member("type", "json_object");
    if let Some(schema) = schema {
        pen.key("json_schema").json(schema);
    }
    pen.end_object();
}

fn thinking(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let reasons = &request.reasoning;
    let Some(effort) = reasons.effort() else {
        return;
    };
    let off = effort == Effort::None;
    if manner.thinks != Some(true) {
        if !off {
            losses.lose(Feature::Reasoning, "reasoning", Why::NotTaken);
        }
        return;
    }
    pen.key("thinking").object();
    pen.member("type", if off { "disabled" } else { "enabled" });
    if let Some(budget) = reasons.budget.filter(|_| !off) {
        pen.key("token_budget").count(budget);
    } else if reasons.effort.is_some() && !off {
        losses.lose(Feature::Reasoning, "reasoning", Why::Approximated);
    }
    pen.end_object();
}

/// Numbers, within what the dialect takes: `p` from 0.01 to 0.99, `k` from 0 to 500, penalties from 0
/// to 1.
fn sampling(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let sampling = &request.sampling;
    let mut number = |key: &str, value: &Option<Json>, range: (f64, f64), feature| {
        let Some(value) = value else { return };
        let told: Option<f64> = value.text().parse().ok();
        let held = told.map(|told| told.clamp(range.0, range.1));
        match held {
            Some(held) if told != Some(held) => {
                pen.key(key).value(&held);
                losses.lose(feature, key, Why::Approximated);
            }
            Some(_) | None => {
                pen.key(key).json(value);
            }
        }
    };
    let most = f64::MAX;
    number(
        "temperature",
        &sampling.temperature,
        (0.0, most),
        Feature::Sampling,
    );
    number("p", &sampling.top_p, (0.01, 0.99), Feature::Sampling);
    number("k", &sampling.top_k, (0.0, 500.0), Feature::Sampling);
    let penalty = Feature::Penalties;
    number(
        "presence_penalty",
        &sampling.presence_penalty,
        (0.0, 1.0),
        penalty,
    );
    number(
        "frequency_penalty",
        &sampling.frequency_penalty,
        (0.0, 1.0),
        penalty,
    );
    number("seed", &sampling.seed, (0.0, most), Feature::Seed);
}

fn limits(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let limits = &request.limits;
    if let Some(most) = limits.max_output {
        pen.key("max_tokens").count(most);
    }
    if !limits.stop.is_empty() {
        // Five at most.
        pen.key("stop_sequences").array();
        limits.stop.iter().take(5).for_each(|stop| {
            pen.text(stop);
        });
        pen.end_array();
        if limits.stop.len() > 5 {
            losses.lose(Feature::Stop, "stop", Why::NoPlace);
        }
    }
    if limits.choices.is_some_and(|choices| choices > 1) {
        losses.lose(Feature::Choices, "n", Why::NoPlace);
    }
    // Its own are of token ids and have no alternatives.
    if request.logprobs.is_some() {
        losses.lose(Feature::Logprobs, "logprobs", Why::NoPlace);
    }
}

/// What the dialect has no place for.
fn notes(request: &Request, losses: &mut Losses) {
    for (feature, path, said) in [
        (Feature::Metadata, "user", request.user.is_some()),
        (Feature::Metadata, "metadata", !request.metadata.is_empty()),
        (
            Feature::ServiceTier,
            "service_tier",
            request.service_tier.is_some(),
        ),
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
