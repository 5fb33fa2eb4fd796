//! What a model answers.

use super::Part;
use crate::Usage;

/// Why an answer ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Finish {
    /// It was at its end.
    #[default]
    Stop,
    /// At a stop sequence, which where the dialect says it.
    StopSequence(Option<String>),
    /// It was as long as it may be, or the context was full.
    Length,
    /// It calls tools.
    ToolCalls,
    /// A filter of the provider's held it back.
    ContentFilter,
    /// The model declined.
    Refusal,
    /// It paused, and goes on when it is sent back (Anthropic's `pause_turn`).
    Pause,
    /// The provider failed in the midst of it and says so here.
    Failed,
    /// Anything else, in the provider's word.
    Other(String),
}

/// How likely a token was.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenLogprob {
    /// The token.
    pub token: String,
    /// The natural logarithm of its probability.
    pub logprob: f64,
    /// Its bytes, where said.
    pub bytes: Option<Vec<u8>>,
    /// What else was likely.
    pub top: Vec<TokenLogprob>,
}

/// One answer of perhaps several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// What it is made of.
    pub parts: Vec<Part>,
    /// Why it ended.
    pub finish: Finish,
    /// Log probabilities of its text, where asked for.
    pub logprobs: Vec<TokenLogprob>,
}

/// A whole answer that was not streamed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The provider's id of it.
    pub id: Option<String>,
    /// The model that the provider says it is.
    pub model: Option<String>,
    /// Unix seconds, where said.
    pub created: Option<u64>,
    /// The answers. Most often one.
    pub choices: Vec<Choice>,
    /// What it used.
    pub usage: Option<Usage>,
    /// The tier that served it, in the provider's word.
    pub service_tier: Option<String>,
}
