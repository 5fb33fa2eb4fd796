//! How much is thought, in what this dialect has for it: a budget of tokens, or the model's own
//! measure with an effort.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/extended-thinking>, `/adaptive-thinking`
//! and `/effort` (read 2026-11-22).

use super::tools::Tools;
use super::turns::Turns;
use crate::canon::{Effort, Feature, Losses, Manner, Pen, ReasoningForm, Request, Why};

/// The least budget that is taken.
const LEAST: u64 = 1_024;

/// What is asked about thinking.
pub struct Thinking {
    form: Form,
    effort: Option<Effort>,
    show: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing is said.
    Unsaid,
    /// Not at all.
    Off,
    /// As much as the model likes.
    Adaptive,
    /// So many tokens.
    Budget(u64),
}

impl Thinking {
    /// What can be asked of what the client wants.
    pub fn of(
        request: &Request,
        manner: &Manner,
        tools: &Tools<'_>,
        turns: &Turns<'_>,
        most: u64,
        losses: &mut Losses,
    ) -> Self {
        let asked = &request.reasoning;
        let wanted = asked.effort();
        let mut thinking = Self {
            form: Form::Unsaid,
            effort: None,
            show: asked.show,
        };
        let mut lose = |why| losses.lose(Feature::Reasoning, "reasoning", why);
        let never = manner.thinks == Some(false) || manner.reasoning == ReasoningForm::None;
        match wanted {
            None => {
                if asked.is_asked() {
                    lose(Why::NoPlace);
                }
            }
            Some(Effort::None) if never => {}
            // Such models think unasked or not at all, and refuse to be told not to.
            Some(Effort::None) if manner.reasoning == ReasoningForm::Adaptive => {
                lose(Why::Approximated);
            }
            Some(Effort::None) => thinking.form = Form::Off,
            Some(_) if never => lose(Why::NotTaken),
            // "Thinking may not be enabled when tool_choice forces tool use."
            Some(_) if tools.forced() => lose(Why::NotTaken),
            Some(effort) if asked.adaptive || manner.reasoning == ReasoningForm::Adaptive => {
                thinking.form = Form::Adaptive;
                let own = asked.effort.or((!asked.adaptive).then_some(effort));
                thinking.effort = own;
                if own == Some(Effort::Minimal) {
                    lose(Why::Approximated);
                }
            }
            // A turn that calls tools must begin with its thoughts, which another model's has not.
            Some(_) if turns.calls_without_thoughts() => lose(Why::NotTaken),
            Some(_) if most <= LEAST => lose(Why::NotTaken),
            Some(effort) => {
                let wanted = asked.budget.or(effort.budget(most)).unwrap_or(LEAST);
                let room = (most / 5 * 4).clamp(LEAST, most - 1);
                let budget = wanted.max(LEAST);
                let budget = if budget < most { budget } else { room };
                if asked.budget.is_some_and(|asked| asked != budget) {
                    lose(Why::Approximated);
                }
                thinking.form = Form::Budget(budget);
                thinking.effort = asked.effort.filter(|_| asked.budget.is_some());
            }
        }
        thinking
    }

    /// Whether the model is asked to think.
    pub fn is_on(&self) -> bool {
        match self.form {
            Form::Unsaid | Form::Off => false,
            Form::Adaptive | Form::Budget(_) => true,
        }
    }

    /// The word for the effort, where one is said.
    pub fn effort(&self) -> Option<&'static str> {
        Some(match self.effort? {
            Effort::None => return None,
            Effort::Minimal | Effort::Low => "low",
            Effort::Medium => "medium",
            Effort::High => "high",
            Effort::Max => "max",
        })
    }

    /// Writes what is said.
    pub fn write(&self, pen: &mut Pen) {
        match self.form {
            Form::Unsaid => return,
            Form::Off => pen.key("thinking").object().member("type", "disabled"),
            Form::Adaptive => pen.key("thinking").object().member("type", "adaptive"),
            Form::Budget(tokens) => {
                pen.key("thinking").object().member("type", "enabled");
                pen.key("budget_tokens").count(tokens)
            }
        };
        if let (Some(show), true) = (self.show, self.is_on()) {
            pen.member("display", if show { "summarized" } else { "omitted" });
        }
        pen.end_object();
    }
}
