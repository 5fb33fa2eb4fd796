//! What the simulator reads of a request: what shapes the answer, and how large the prompt is.

use serde::Deserialize;
use serde_json::Value;

/// Choices that one request may ask for; OpenAI's own bound.
const MOST_CHOICES: u64 = 128;
/// What a picture, sound or file counts as.
const MEDIUM_TOKENS: u64 = 85;

/// A Chat Completions request, as far as it matters here. Lives only until the answer is written.
#[derive(Deserialize)]
pub(super) struct Ask {
    messages: Vec<Message>,
    #[serde(default)]
    pub(super) stream: bool,
    stream_options: Option<StreamOptions>,
    max_tokens: Option<u64>,
    max_completion_tokens: Option<u64>,
    n: Option<u64>,
    pub(super) seed: Option<i64>,
    tools: Option<Vec<Tool>>,
    pub(super) tool_choice: Option<Value>,
    pub(super) parallel_tool_calls: Option<bool>,
    pub(super) response_format: Option<Value>,
}

#[derive(Deserialize)]
struct StreamOptions {
    include_usage: Option<bool>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Option<Content>,
    tool_calls: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
}

/// One offered tool. Tools that are no functions have no `function`.
#[derive(Deserialize)]
pub(super) struct Tool {
    pub(super) function: Option<Function>,
}

/// A function that may be called.
#[derive(Deserialize)]
pub(super) struct Function {
    pub(super) name: String,
    description: Option<String>,
    #[serde(default)]
    pub(super) parameters: Value,
}

/// Why a request cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Wrong {
    /// Not JSON, or not of the right shape. Says no more: the words may quote the prompt.
    #[error("the body is not a valid chat completion request")]
    Body,
    /// No messages.
    #[error("[] is too short - 'messages'")]
    NoMessages,
    /// Too many choices, or none.
    #[error("'n' must be between 1 and {MOST_CHOICES}")]
    Choices,
}

impl Wrong {
    pub(super) fn param(self) -> Option<&'static str> {
        match self {
            Self::Body => None,
            Self::NoMessages => Some("messages"),
            Self::Choices => Some("n"),
        }
    }
}

impl Ask {
    pub(super) fn read(body: &[u8]) -> Result<Self, Wrong> {
        let ask: Self = serde_json::from_slice(body).map_err(|_| Wrong::Body)?;
        if ask.messages.is_empty() {
            return Err(Wrong::NoMessages);
        }
        if ask.n.is_some_and(|n| !(1..=MOST_CHOICES).contains(&n)) {
            return Err(Wrong::Choices);
        }
        Ok(ask)
    }

    pub(super) fn choices(&self) -> u64 {
        self.n.unwrap_or(1)
    }

    pub(super) fn include_usage(&self) -> bool {
        let options = self.stream_options.as_ref();
        options.and_then(|options| options.include_usage) == Some(true)
    }

    /// The most output tokens of a choice.
    pub(super) fn max_output(&self) -> Option<usize> {
        let max = self.max_completion_tokens.or(self.max_tokens)?;
        Some(usize::try_from(max).unwrap_or(usize::MAX))
    }

    /// The functions that are offered, in order.
    pub(super) fn functions(&self) -> impl Iterator<Item = &Function> {
        let tools = self.tools.as_deref().unwrap_or_default();
        tools.iter().filter_map(|tool| tool.function.as_ref())
    }

    /// The text of the last turn in lower case, where that turn is the user's.
    pub(super) fn asked(&self) -> Option<String> {
        let last = self.messages.last().filter(|last| last.role == "user")?;
        Some(last.texts().collect::<Vec<_>>().join(" ").to_lowercase())
    }

    /// The size of the prompt: a token per four bytes, four per message, and a fixed sum per medium.
    pub(super) fn input_tokens(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(Message::tokens).sum();
        let tools: u64 = self.functions().map(Function::tokens).sum();
        messages + tools + 3
    }
}

impl Message {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let (text, parts) = match &self.content {
            Some(Content::Text(text)) => (Some(text.as_str()), None),
            Some(Content::Parts(parts)) => (None, Some(parts.as_slice())),
            None => (None, None),
        };
        let parts = parts.unwrap_or_default().iter();
        text.into_iter()
            .chain(parts.filter_map(|part| part.text.as_deref()))
    }

    fn tokens(&self) -> u64 {
        let media = match &self.content {
            Some(Content::Parts(parts)) => {
                parts.iter().filter(|part| part.text.is_none()).count() as u64
            }
            Some(Content::Text(_)) | None => 0,
        };
        let text: usize = self.texts().map(str::len).sum();
        let calls = self.tool_calls.as_ref().map_or(0, size);
        4 + quarter(text + calls) + media * MEDIUM_TOKENS
    }
}

impl Function {
    fn tokens(&self) -> u64 {
        let description = self.description.as_ref().map_or(0, String::len);
        8 + quarter(self.name.len() + description + size(&self.parameters))
    }
}

fn size(value: &Value) -> usize {
    super::json(value).len()
}

fn quarter(bytes: usize) -> u64 {
    bytes.div_ceil(4) as u64
}
