//! What a client asks for.

use super::{Json, Part};
use std::collections::BTreeMap;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The system prompt.
    System,
    /// The developer, whom models set above the user.
    Developer,
    /// The user.
    User,
    /// The model.
    Assistant,
    /// A tool: each part is a [`Part::ToolResult`].
    Tool,
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks.
    pub role: Role,
    /// The participant's name, where said.
    pub name: Option<String>,
    /// What is said.
    pub parts: Vec<Part>,
}

impl Turn {
    /// A turn of parts.
    pub fn of(role: Role, parts: Vec<Part>) -> Self {
        Self {
            role,
            name: None,
            parts,
        }
    }
}

/// A function or custom tool that the client runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// The JSON schema of its arguments. `None`: none are said.
    pub parameters: Option<Json>,
    /// Whether arguments are held to the schema.
    pub strict: Option<bool>,
    /// Whether it takes free text, and the grammar of that where said (as the dialect wrote it).
    pub custom: Option<Option<Json>>,
    /// A mark that everything up to here is to be cached.
    pub cache: Option<super::Cache>,
}

/// Which tool is to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolChoice {
    /// As the model likes.
    Auto,
    /// None.
    None,
    /// Any, but one at least.
    Required,
    /// This one.
    Named(String),
    /// Of these alone; one at least where `required`.
    Of {
        /// Their names.
        names: Vec<String>,
        /// Whether one must be called.
        required: bool,
    },
}

/// What form the answer's text takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Any text.
    #[default]
    Text,
    /// Any JSON object.
    Json,
    /// JSON of a schema.
    Schema(Schema),
}

/// A schema that the answer is held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name, where the dialect has one.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The JSON schema.
    pub schema: Json,
    /// Whether it is held to strictly.
    pub strict: Option<bool>,
}

/// How much is thought, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Not at all.
    None,
    /// As little as can be.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// As much as can be.
    Max,
}

impl Effort {
    /// The tokens that dialects with budgets give it, of `most` output. At least 1024, which is the
    /// least that Anthropic takes; `None` stands for no thinking.
    pub fn budget(self, most: u64) -> Option<u64> {
        let share = match self {
            Self::None => return None,
            Self::Minimal => 5,
            Self::Low => 20,
            Self::Medium => 50,
            Self::High => 80,
            Self::Max => 95,
        };
        Some((most.saturating_mul(share) / 100).max(1024))
    }

    /// The word nearest to a budget of tokens.
    pub const fn of_budget(tokens: u64) -> Self {
        match tokens {
            0 => Self::None,
            1..=1_024 => Self::Minimal,
            1_025..=4_096 => Self::Low,
            4_097..=12_288 => Self::Medium,
            12_289..=32_768 => Self::High,
            _ => Self::Max,
        }
    }
}

/// What is asked about thinking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// How much, in words.
    pub effort: Option<Effort>,
    /// How much, in tokens.
    pub budget: Option<u64>,
    /// Whether the model decides how much (Anthropic's `adaptive`, Gemini's `-1`).
    pub adaptive: bool,
    /// Whether thoughts are to be shown: a summary, or themselves.
    pub show: Option<bool>,
}

impl Reasons {
    /// Whether anything was said.
    pub fn is_asked(&self) -> bool {
        *self != Self::default()
    }

    /// How much, in words, whichever way it was said.
    pub fn effort(&self) -> Option<Effort> {
        self.effort
            .or_else(|| self.budget.map(Effort::of_budget))
            .or_else(|| self.adaptive.then_some(Effort::High))
    }
}

/// Numbers that choose words. As they were written, so that no digit changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sampling {
    /// 0 to 2 (Anthropic, Cohere: to 1).
    pub temperature: Option<Json>,
    /// 0 to 1.
    pub top_p: Option<Json>,
    /// At least 1.
    pub top_k: Option<Json>,
    /// -2 to 2.
    pub presence_penalty: Option<Json>,
    /// -2 to 2.
    pub frequency_penalty: Option<Json>,
    /// Any integer.
    pub seed: Option<Json>,
}

/// What bounds the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The most output tokens, thoughts included.
    pub max_output: Option<u64>,
    /// Where the answer ends.
    pub stop: Vec<String>,
    /// How many answers.
    pub choices: Option<u64>,
}

/// A whole request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// What the client asks for, as it wrote it.
    pub model: String,
    /// Whether the client wants a stream.
    pub stream: bool,
    /// Every turn in order, system turns where they stand.
    pub turns: Vec<Turn>,
    /// The tools that the client runs.
    pub tools: Vec<Tool>,
    /// Which of them is to be called.
    pub tool_choice: Option<ToolChoice>,
    /// Whether several may be called at once.
    pub parallel_tools: Option<bool>,
    /// What form the answer takes.
    pub format: Format,
    /// What is asked about thinking.
    pub reasoning: Reasons,
    /// Numbers that choose words.
    pub sampling: Sampling,
    /// What bounds the answer.
    pub limits: Limits,
    /// Whether log probabilities are asked for, and how many alternatives.
    pub logprobs: Option<u64>,
    /// The end user's id.
    pub user: Option<String>,
    /// The client's own notes.
    pub metadata: BTreeMap<String, String>,
    /// The service tier, in the word of the client's dialect.
    pub service_tier: Option<String>,
    /// How much is said: `low`, `medium`, `high`.
    pub verbosity: Option<String>,
    /// What finds turns of one session in the provider's prompt cache.
    pub cache_key: Option<String>,
}

impl Request {
    /// What the tool is called that stands in for a schema at an endpoint that holds no answer to
    /// one ([`super::Manner::takes_schema`]): its arguments are the answer. `None` where no schema
    /// is asked for.
    pub fn schema_tool(&self) -> Option<&str> {
        match &self.format {
            Format::Schema(schema) => Some(schema.name.as_deref().unwrap_or("answer")),
            Format::Text | Format::Json => None,
        }
    }

    /// Gives each tool result the name of the call that it answers, where a turn before says it.
    pub fn name_results(&mut self) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for part in self.turns.iter_mut().flat_map(|turn| &mut turn.parts) {
            match part {
                Part::ToolCall(call) => {
                    names.insert(call.id.clone(), call.name.clone());
                }
                Part::ToolResult(result) if result.name.is_none() => {
                    result.name = names.get(&result.id).cloned();
                }
                Part::Text(_)
                | Part::Media(_)
                | Part::Reasoning(_)
                | Part::ToolResult(_)
                | Part::Refusal(_) => {}
            }
        }
    }
}
