//! How much is to be thought, in the form that the endpoint takes.

use crate::canon::{Effort, Feature, Losses, Manner, Pen, ReasoningForm, Reasons, Request, Why};

/// Writes what is asked about thinking.
pub fn write(request: &Request, manner: &Manner, pen: &mut Pen, losses: &mut Losses) {
    let reasons = &request.reasoning;
    if !reasons.is_asked() {
        return;
    }
    let asked = reasons.effort();
    let off = asked == Some(Effort::None);
    let mut lose = |why| losses.lose(Feature::Reasoning, "reasoning", why);
    if manner.thinks == Some(false) {
        if asked.is_some() && !off {
            lose(Why::NotTaken);
        }
        return;
    }
    match manner.reasoning {
        ReasoningForm::Native | ReasoningForm::Adaptive | ReasoningForm::Google => match asked {
            None => {}
            // Which models can be told not to think is known of few; others refuse the word.
            Some(Effort::None) if manner.thinks.is_none() => lose(Why::NotTaken),
            Some(effort) => {
                pen.member("reasoning_effort", word(effort));
                if reasons.budget.is_some() {
                    lose(Why::Approximated);
                }
            }
        },
        ReasoningForm::ReasoningObject => object(reasons, pen),
        ReasoningForm::ThinkingSwitch => {
            if asked.is_some() {
                let kind = if off { "disabled" } else { "enabled" };
                pen.key("thinking")
                    .object()
                    .member("type", kind)
                    .end_object();
            }
            if !off && (reasons.effort.is_some() || reasons.budget.is_some()) {
                lose(Why::Approximated);
            }
        }
        ReasoningForm::EnableThinking => {
            if asked.is_some() {
                pen.key("enable_thinking").flag(!off);
            }
            if let Some(budget) = reasons.budget.filter(|_| !off) {
                pen.key("thinking_budget").count(budget);
            } else if !off && reasons.effort.is_some() {
                lose(Why::Approximated);
            }
        }
        ReasoningForm::None => {
            if asked.is_some() && !off {
                lose(Why::NotTaken);
            }
        }
    }
}

/// <https://openrouter.ai/docs/use-cases/reasoning-tokens> (read 2026-11-22): either a measure in
/// words or one in tokens.
fn object(reasons: &Reasons, pen: &mut Pen) {
    pen.key("reasoning").object();
    if let Some(effort) = reasons.effort {
        pen.member("effort", word(effort));
    } else if let Some(budget) = reasons.budget {
        pen.key("max_tokens").count(budget);
    } else if reasons.adaptive {
        pen.key("enabled").flag(true);
    }
    if let Some(show) = reasons.show {
        pen.key("exclude").flag(!show);
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
