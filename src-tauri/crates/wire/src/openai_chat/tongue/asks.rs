//! A request, written for a provider in the manner of its endpoint.

mod thinking;
mod turns;

use super::{answers, tools};
use crate::canon::{
    Feature, Format, Losses, Manner, OutputLimit, Pen, Request, Sampling, Schema, ToolChoice, Why,
};
use bytes::Bytes;

/// The most stop sequences: <https://platform.openai.com/docs/api-reference/chat/create> (read
/// 2026-11-22).
const MOST_STOPS: usize = 4;

/// Writes a request.
pub fn write(request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
    let mut pen = Pen::with_room(4096);
    pen.object().member("model", &manner.model);
    turns::write(&request.turns, manner, &mut pen, losses);
    tooling(request, manner, &mut pen, losses);
    thinking::write(request, manner, &mut pen, losses);
    sampling(&request.sampling, &mut pen, losses);
    limits(request, manner, &mut pen, losses);
    notes(request, &mut pen, losses);
    if request.stream {
        pen.key("stream").flag(true);
        if manner.ask_usage {
            pen.key("stream_options").object();
            pen.key("include_usage").flag(true).end_object();
        }
    }
    pen.end_object();
    pen.done()
}

/// Tools and the form of the answer. A schema that the endpoint does not hold answers to becomes a
/// tool that must be called.
fn tooling(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let stand_in = match &request.format {
        Format::Schema(schema) if !manner.takes_schema => Some(schema),
        Format::Schema(_) | Format::Text | Format::Json => None,
    };
    let mut all = std::borrow::Cow::Borrowed(&request.tools);
    let mut choice = request.tool_choice.clone();
    if let (Some(schema), Some(name)) = (stand_in, request.schema_tool()) {
        let free = matches!(choice, None | Some(ToolChoice::Auto | ToolChoice::None));
        choice = match free && (request.tools.is_empty() || choice == Some(ToolChoice::None)) {
            true => Some(ToolChoice::Named(name.to_owned())),
            // Other tools may be called before the answer is given.
            false => Some(ToolChoice::Required),
        };
        all.to_mut().push(crate::canon::Tool {
            name: name.to_owned(),
            description: schema.description.clone(),
            parameters: Some(schema.schema.clone()),
            ..crate::canon::Tool::default()
        });
        losses.lose(Feature::JsonSchema, "response_format", Why::Approximated);
    }
    tools::write(&all, pen, losses);
    if let Some(choice) = choice.filter(|_| !all.is_empty()) {
        tools::write_choice(&choice, &all, pen);
    }
    if let Some(parallel) = request.parallel_tools.filter(|_| !all.is_empty()) {
        pen.key("parallel_tool_calls").flag(parallel);
    }
    match &request.format {
        Format::Text => {}
        Format::Json => {
            pen.key("response_format").object();
            pen.member("type", "json_object").end_object();
        }
        Format::Schema(schema) if stand_in.is_none() => write_schema(schema, request, pen),
        Format::Schema(_) => {}
    }
}

fn write_schema(schema: &Schema, request: &Request, pen: &mut Pen) {
    pen.key("response_format").object();
    pen.member("type", "json_schema")
        .key("json_schema")
        .object();
    pen.member("name", request.schema_tool().unwrap_or("answer"));
    if let Some(words) = &schema.description {
        pen.member("description", words);
    }
    pen.key("schema").json(&schema.schema);
    if let Some(strict) = schema.strict {
        pen.key("strict").flag(strict);
    }
    pen.end_object().end_object();
}

fn sampling(sampling: &Sampling, pen: &mut Pen, losses: &mut Losses) {
    let all = [
        ("temperature", &sampling.temperature),
        ("top_p", &sampling.top_p),
        ("presence_penalty", &sampling.presence_penalty),
        ("frequency_penalty", &sampling.frequency_penalty),
        ("seed", &sampling.seed),
    ];
    for (key, value) in all {
        if let Some(value) = value {
            pen.key(key).json(value);
        }
    }
    if sampling.top_k.is_some() {
        losses.lose(Feature::Sampling, "top_k", Why::NoPlace);
    }
}

fn limits(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let limits = &request.limits;
    if let Some(most) = limits.max_output {
        let key = match manner.output_limit {
            OutputLimit::MaxTokens => "max_tokens",
            OutputLimit::MaxCompletionTokens => "max_completion_tokens",
        };
        pen.key(key).count(most);
    }
    if !limits.stop.is_empty() {
        pen.key("stop").array();
        for stop in limits.stop.iter().take(MOST_STOPS) {
            pen.text(stop);
        }
        pen.end_array();
    }
    if limits.stop.len() > MOST_STOPS {
        losses.lose(Feature::Stop, "stop", Why::NoPlace);
    }
    if let Some(choices) = limits.choices {
        pen.key("n").count(choices);
    }
    if let Some(top) = request.logprobs {
        pen.key("logprobs").flag(true);
        if top > 0 {
            pen.key("top_logprobs").count(top);
        }
    }
}

/// What does not change the answer's words.
fn notes(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    if let Some(user) = &request.user {
        pen.member("user", user);
    }
    if !request.metadata.is_empty() {
        pen.key("metadata").value(&request.metadata);
    }
    answers::tier(request.service_tier.as_deref(), pen, losses);
    match request.verbosity.as_deref() {
        None => {}
        Some(words @ ("low" | "medium" | "high")) => drop(pen.member("verbosity", words)),
        Some(_) => losses.lose(Feature::Text, "verbosity", Why::NoPlace),
    }
    if let Some(key) = &request.cache_key {
        pen.member("prompt_cache_key", key);
    }
}
