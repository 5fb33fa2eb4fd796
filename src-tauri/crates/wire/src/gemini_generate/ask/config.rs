//! `generationConfig`: limits, sampling, thinking, and the form of the answer.

use super::Asking;
use crate::canon::{Effort, Feature, Format, Manner, Pen, ReasoningForm, Reasons, Request, Why};

/// Google takes five stop sequences.
const MOST_STOPS: usize = 5;
/// The most that a model of the second generation may think, and what Google itself makes of words:
/// <https://ai.google.dev/gemini-api/docs/openai#thinking> (read 2026-11-23).
const MOST_THOUGHT: u64 = 24_576;

/// Writes it, unless nothing stands in it.
pub fn write(asking: &mut Asking<'_>, request: &Request, manner: &Manner) {
    let mut pen = Pen::with_room(256);
    pen.object();
    numbers(&mut pen, asking, request);
    format(&mut pen, asking, &request.format, manner);
    thinking(&mut pen, asking, &request.reasoning, manner);
    pen.end_object();
    let config = pen.done();
    if config.len() > 2 {
        asking.pen.key("generationConfig").bytes(&config);
    }
}

fn numbers(pen: &mut Pen, asking: &mut Asking<'_>, request: &Request) {
    let sampling = &request.sampling;
    for (key, number) in [
        ("temperature", &sampling.temperature),
        ("topP", &sampling.top_p),
        ("topK", &sampling.top_k),
        ("presencePenalty", &sampling.presence_penalty),
        ("frequencyPenalty", &sampling.frequency_penalty),
        ("seed", &sampling.seed),
    ] {
        if let Some(number) = number {
            pen.key(key).json(number);
        }
    }
    let limits = &request.limits;
    if let Some(most) = limits.max_output {
        pen.key("maxOutputTokens").count(most);
    }
    if let Some(choices) = limits.choices {
        pen.key("candidateCount").count(choices);
    }
    if !limits.stop.is_empty() {
        let stops: Vec<_> = limits.stop.iter().take(MOST_STOPS).collect();
        pen.key("stopSequences").value(&stops);
        if limits.stop.len() > MOST_STOPS {
            asking.lose(Feature::Stop, "stop", Why::Approximated);
        }
    }
    if let Some(top) = request.logprobs {
        pen.key("responseLogprobs").flag(true);
        if top > 0 {
            pen.key("logprobs").count(top);
        }
    }
}

fn format(pen: &mut Pen, asking: &mut Asking<'_>, format: &Format, manner: &Manner) {
    let schema = match format {
        Format::Text => return,
        Format::Json => None,
        Format::Schema(schema) => Some(schema),
    };
    pen.member("responseMimeType", "application/json");
    let Some(schema) = schema else { return };
    if schema.description.is_some() {
        let path = "response_format.json_schema.description";
        asking.lose(Feature::JsonSchema, path, Why::NoPlace);
    }
    match manner.takes_schema {
        true => drop(pen.key("responseJsonSchema").json(&schema.schema)),
        false => asking.lose(
            Feature::JsonSchema,
            "response_format.json_schema",
            Why::NotTaken,
        ),
    }
}

fn thinking(pen: &mut Pen, asking: &mut Asking<'_>, reasons: &Reasons, manner: &Manner) {
    let measured = reasons.effort.is_some() || reasons.budget.is_some() || reasons.adaptive;
    if !measured && reasons.show.is_none() {
        return;
    }
    let takes = match manner.reasoning {
        ReasoningForm::Native
        | ReasoningForm::Adaptive
        | ReasoningForm::Google
        | ReasoningForm::ReasoningObject
        | ReasoningForm::ThinkingSwitch
        | ReasoningForm::EnableThinking => manner.thinks != Some(false),
        ReasoningForm::None => false,
    };
    if !takes {
        if measured && reasons.effort() != Some(Effort::None) {
            asking.lose(Feature::Reasoning, "reasoning", Why::NotTaken);
        }
        return;
    }
    // Shown unless that was said: who asks for thoughts elsewhere sees them.
    let silent = reasons.effort() == Some(Effort::None);
    let show = reasons.show.unwrap_or(!silent);
    pen.key("thinkingConfig").object();
    if show || reasons.show.is_some() {
        pen.key("includeThoughts").flag(show);
    }
    match (reasons.budget, reasons.effort) {
        (Some(budget), _) => drop(pen.key("thinkingBudget").count(budget.min(MOST_THOUGHT))),
        (None, Some(effort)) if asking.newer => match level(effort) {
            Some((level, exact)) => {
                pen.member("thinkingLevel", level);
                if !exact {
                    asking.lose(Feature::Reasoning, "reasoning.effort", Why::Approximated);
                }
            }
            None => drop(pen.key("thinkingBudget").count(0)),
        },
        (None, Some(effort)) => drop(pen.key("thinkingBudget").count(budget(effort))),
        (None, None) if reasons.adaptive => drop(pen.key("thinkingBudget").bytes(b"-1")),
        (None, None) => {}
    }
    pen.end_object();
    if reasons.budget.is_some_and(|budget| budget > MOST_THOUGHT) {
        asking.lose(Feature::Reasoning, "reasoning.budget", Why::Approximated);
    }
}

/// The level, and whether it means the same.
fn level(effort: Effort) -> Option<(&'static str, bool)> {
    match effort {
        Effort::None => None,
        Effort::Minimal => Some(("MINIMAL", true)),
        Effort::Low => Some(("LOW", true)),
        Effort::Medium => Some(("MEDIUM", true)),
        Effort::High => Some(("HIGH", true)),
        Effort::Max => Some(("HIGH", false)),
    }
}

fn budget(effort: Effort) -> u64 {
    match effort {
        Effort::None => 0,
        Effort::Minimal | Effort::Low => 1_024,
        Effort::Medium => 8_192,
        Effort::High | Effort::Max => MOST_THOUGHT,
    }
}
