//! A request for a provider, written from the canon.
//!
//! <https://platform.claude.com/docs/en/api/messages/create> (read 2026-11-22). The dialect is
//! stricter than others: turns alternate, results come first in their turn, texts are not blank, a
//! most output is demanded, and thinking does not go with every other wish.

mod blocks;
mod sampling;
mod schema;
mod thinking;
mod tools;
mod turns;

use crate::canon::{Feature, Format, Losses, Manner, Pen, Request, Why};
use bytes::Bytes;

/// The most output where neither the client nor the catalogue says one: every model that speaks this
/// dialect takes as much.
const USUAL_OUTPUT: u64 = 4_096;

/// Said to the model where the client wants any JSON: the dialect knows only JSON of a schema.
const JSON_WISH: &str = "Answer with one JSON object and nothing else: no other words, no fences.";

/// Writes a request.
pub fn write(request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes {
    let most = most_output(request, manner, losses);
    let turns = turns::Turns::of(request, manner, losses);
    let tools = tools::Tools::of(request, manner, &turns, losses);
    let thinking = thinking::Thinking::of(request, manner, &tools, &turns, most, losses);
    let model = match manner.model.as_str() {
        "" => &request.model,
        model => model,
    };
    let mut pen = Pen::with_room(4_096);
    pen.object().member("model", model);
    pen.key("max_tokens").count(most);
    if request.stream {
        pen.key("stream").flag(true);
    }
    let wish = (request.format == Format::Json).then(|| {
        losses.lose(Feature::JsonMode, "response_format", Why::Approximated);
        JSON_WISH
    });
    turns.write(wish, &mut pen, losses);
    tools.write(&mut pen, losses);
    thinking.write(&mut pen);
    output_config(request, manner, &thinking, &mut pen, losses);
    sampling::write(request, manner, thinking.is_on(), &mut pen, losses);
    bounds(request, &mut pen, losses);
    lose_rest(request, losses);
    pen.end_object();
    pen.done()
}

fn most_output(request: &Request, manner: &Manner, losses: &mut Losses) -> u64 {
    let Some(asked) = request.limits.max_output else {
        return manner.most_output.unwrap_or(USUAL_OUTPUT).max(1);
    };
    match manner.most_output {
        Some(most) if most < asked => {
            losses.lose(Feature::MaxOutput, "max_tokens", Why::Approximated);
            most
        }
        Some(_) | None => asked,
    }
    .max(1)
}

fn output_config(
    request: &Request,
    manner: &Manner,
    thinking: &thinking::Thinking,
    pen: &mut Pen,
    losses: &mut Losses,
) {
    let schema = match &request.format {
        Format::Schema(schema) if manner.takes_schema => Some(schema),
        Format::Schema(_) | Format::Text | Format::Json => None,
    };
    let effort = thinking.effort();
    if schema.is_none() && effort.is_none() {
        return;
    }
    pen.key("output_config").object();
    if let Some(effort) = effort {
        pen.member("effort", effort);
    }
    if let Some(schema) = schema {
        pen.key("format").object().member("type", "json_schema");
        pen.key("schema");
        schema::write(&schema.schema, pen, losses);
        pen.end_object();
    }
    pen.end_object();
}

/// Stop sequences, who asks, and the tier.
fn bounds(request: &Request, pen: &mut Pen, losses: &mut Losses) {
    let (sound, blank): (Vec<_>, Vec<_>) = request
        .limits
        .stop
        .iter()
        .partition(|stop| !stop.trim().is_empty());
    if !blank.is_empty() {
        // <https://platform.claude.com/docs/en/api/messages/create>: not of white space alone.
        losses.lose(Feature::Stop, "stop", Why::NoPlace);
    }
    if !sound.is_empty() {
        pen.key("stop_sequences").array();
        for stop in sound {
            pen.text(stop);
        }
        pen.end_array();
    }
    if let Some(user) = request.user.as_deref().filter(|user| !user.is_empty()) {
        pen.key("metadata").object().member("user_id", user);
        pen.end_object();
    }
    match request.service_tier.as_deref() {
        None => {}
        Some("auto") => {
            pen.member("service_tier", "auto");
        }
        Some("standard_only" | "default") => {
            pen.member("service_tier", "standard_only");
        }
        Some(_) => losses.lose(Feature::ServiceTier, "service_tier", Why::NoPlace),
    }
}

/// Wishes that the dialect has no words for.
fn lose_rest(request: &Request, losses: &mut Losses) {
    let sampling = &request.sampling;
    let wishes = [
        (
            sampling.presence_penalty.is_some(),
            Feature::Penalties,
            "presence_penalty",
        ),
        (
            sampling.frequency_penalty.is_some(),
            Feature::Penalties,
            "frequency_penalty",
        ),
        (sampling.seed.is_some(), Feature::Seed, "seed"),
        (request.logprobs.is_some(), Feature::Logprobs, "logprobs"),
        (
            request.limits.choices.is_some_and(|n| n > 1),
            Feature::Choices,
            "n",
        ),
        (!request.metadata.is_empty(), Feature::Metadata, "metadata"),
        (request.verbosity.is_some(), Feature::Unknown, "verbosity"),
        (
            request.cache_key.is_some(),
            Feature::CacheControl,
            "prompt_cache_key",
        ),
    ];
    for (asked, feature, path) in wishes {
        if asked {
            losses.lose(feature, path, Why::NoPlace);
        }
    }
}

#[cfg(test)]
mod tests;
