//! An answer before it takes a shape: its pieces, its end and what it used.

use super::ask::{Ask, Function};
use super::dice::Dice;
use super::name::{Thought, Voice};
use super::{prose, schema, tools};
use serde_json::{Value, json};

/// Tokens that a call costs beside its arguments.
const CALL_TOKENS: usize = 3;

/// Everything that will be said.
pub(super) struct Script {
    pub(super) choices: Vec<Choice>,
    pub(super) usage: Used,
}

/// One of the answers asked for.
pub(super) struct Choice {
    /// Reasoning, in pieces of a token; `None` where the model does not think aloud.
    pub(super) thought: Option<Vec<String>>,
    pub(super) said: Said,
    pub(super) finish: Finish,
}

/// What a choice holds.
pub(super) enum Said {
    /// Text, in pieces of a token.
    Text(Vec<String>),
    /// Calls of tools.
    Calls(Vec<Call>),
}

/// One call of a tool.
pub(super) struct Call {
    pub(super) id: String,
    pub(super) name: String,
    /// JSON in pieces of a token.
    pub(super) arguments: Vec<String>,
}

/// Why a choice ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    Stop,
    Length,
    ToolCalls,
}

impl Finish {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
        }
    }
}

/// Tokens, as the answer reports them.
#[derive(Clone, Copy)]
pub(super) struct Used {
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
}

impl Script {
    pub(super) fn write(ask: &Ask, voice: Voice, mut dice: Dice) -> Self {
        let choices: Vec<Choice> = (0..ask.choices())
            .map(|_| Choice::write(ask, voice, &mut dice.fork()))
            .collect();
        let usage = Used {
            input: ask.input_tokens(),
            output: choices.iter().map(|choice| choice.tokens() as u64).sum(),
            reasoning: choices.iter().map(|choice| choice.thoughts() as u64).sum(),
        };
        Self { choices, usage }
    }
}

impl Choice {
    fn write(ask: &Ask, voice: Voice, dice: &mut Dice) -> Self {
        let thought = match voice.thought {
            Thought::Aloud => Some(prose::thought(dice)),
            Thought::None => None,
        };
        let calls = tools::called(ask);
        let (said, finish) = if calls.is_empty() {
            (Said::Text(text(ask, dice)), Finish::Stop)
        } else {
            let calls = calls.into_iter().map(|tool| Call::write(tool, dice));
            (Said::Calls(calls.collect()), Finish::ToolCalls)
        };
        let mut choice = Self {
            thought,
            said,
            finish,
        };
        if let Some(most) = ask.max_output() {
            choice.shorten(most);
        }
        choice
    }

    /// All tokens of the choice.
    fn tokens(&self) -> usize {
        let said = match &self.said {
            Said::Text(pieces) => pieces.len(),
            Said::Calls(calls) => calls.iter().map(Call::tokens).sum(),
        };
        self.thoughts() + said
    }

    fn thoughts(&self) -> usize {
        self.thought.as_ref().map_or(0, Vec::len)
    }

    /// Ends the choice after `most` tokens, in the order in which they are spoken.
    fn shorten(&mut self, most: usize) {
        if self.tokens() <= most {
            return;
        }
        self.finish = Finish::Length;
        let mut left = most;
        if let Some(thought) = &mut self.thought {
            thought.truncate(left);
            left -= thought.len();
        }
        match &mut self.said {
            Said::Text(pieces) => pieces.truncate(left),
            Said::Calls(calls) => calls.retain_mut(|call| {
                if left < CALL_TOKENS {
                    left = 0;
                    return false;
                }
                call.arguments.truncate(left - CALL_TOKENS);
                left -= call.tokens();
                true
            }),
        }
        if matches!(&self.said, Said::Calls(calls) if calls.is_empty()) {
            self.said = Said::Text(Vec::new());
        }
    }
}

impl Call {
    fn write(function: &Function, dice: &mut Dice) -> Self {
        let id = format!("call_{:016x}", dice.next());
        // A function without parameters is called with an empty object, not with anything.
        let arguments = match &function.parameters {
            Value::Null => json!({}),
            parameters => schema::instance(parameters, dice),
        };
        Self {
            id,
            name: function.name.clone(),
            arguments: prose::cut(&arguments.to_string()),
        }
    }

    fn tokens(&self) -> usize {
        CALL_TOKENS + self.arguments.len()
    }
}

/// Text in the format that is asked for.
fn text(ask: &Ask, dice: &mut Dice) -> Vec<String> {
    let format = ask.response_format.as_ref();
    match format.and_then(|format| format.get("type")?.as_str()) {
        Some("json_object") => {
            let answer: String = prose::answer(dice).concat();
            prose::cut(&json!({ "answer": answer }).to_string())
        }
        Some("json_schema") => {
            let schema = format.and_then(|format| format.pointer("/json_schema/schema"));
            let instance =
                schema.map_or_else(|| json!({}), |schema| schema::instance(schema, dice));
            prose::cut(&instance.to_string())
        }
        Some(_) | None => prose::answer(dice),
    }
}
