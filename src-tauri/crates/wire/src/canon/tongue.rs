//! What a dialect must be able to do so that calls can cross to it and from it.

use super::{Event, Losses, Reply, Request, Turn};
use crate::{BadBody, Failure};
use bytes::Bytes;

/// How an endpoint is told how much is to be thought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasoningForm {
    /// As the dialect has it: `reasoning_effort`, `reasoning.effort`, `thinking.budget_tokens`,
    /// `thinkingConfig`.
    #[default]
    Native,
    /// A `reasoning` object with `effort` or `max_tokens` (OpenRouter).
    ReasoningObject,
    /// `thinking: {type: enabled | disabled}` and no measure (DeepSeek, Z.ai, Moonshot).
    ThinkingSwitch,
    /// `thinking: {type: adaptive}` and an effort: the later of Anthropic's own models, which refuse a
    /// budget.
    Adaptive,
    /// `enable_thinking`, with `thinking_budget` (Qwen).
    EnableThinking,
    /// As the dialect has it, and seals beside tool calls come back in `extra_content` (Gemini's
    /// OpenAI-compatible endpoint).
    Google,
    /// Not at all.
    None,
}

/// Which ids of tool calls an endpoint takes. Others are brought into form, the same way each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdForm {
    /// Any.
    #[default]
    Any,
    /// Letters, digits, `_` and `-`, 64 at most.
    Word,
    /// Nine letters and digits (Mistral).
    Nine,
}

/// What the most output is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputLimit {
    /// `max_tokens`.
    #[default]
    MaxTokens,
    /// `max_completion_tokens`.
    MaxCompletionTokens,
}

/// How an endpoint takes what is written to it. What differs between two providers of one dialect;
/// data of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// The model's name at the provider.
    pub model: String,
    /// Whether usage in the stream is asked for, where the dialect has to be asked.
    pub ask_usage: bool,
    /// How thinking is asked for.
    pub reasoning: ReasoningForm,
    /// Whether the model thinks at all, where known.
    pub thinks: Option<bool>,
    /// Which ids of tool calls are taken.
    pub ids: IdForm,
    /// What the most output is called.
    pub output_limit: OutputLimit,
    /// The most output of the model, for dialects that must be told one.
    pub most_output: Option<u64>,
    /// Whether answers are held to a JSON schema. Where not, one tool that must be called stands in.
    pub takes_schema: bool,
    /// Whether a `developer` turn is taken; else it is a system turn.
    pub takes_developer: bool,
    /// Whether earlier thoughts are sent back (`reasoning_content`), as some models demand beside
    /// tool calls.
    pub takes_thoughts: bool,
    /// Whether temperature, top-p and top-k are taken; some models refuse any request with them.
    pub takes_sampling: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            model: String::new(),
            ask_usage: true,
            reasoning: ReasoningForm::Native,
            thinks: None,
            ids: IdForm::Any,
            output_limit: OutputLimit::MaxTokens,
            most_output: None,
            takes_schema: true,
            takes_developer: false,
            takes_thoughts: false,
            takes_sampling: true,
        }
    }
}

/// What of the client's request the writing of its answer needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The call's id, from which ids are made where the provider gave none. Never empty.
    pub id: String,
    /// The model as the client asked for it, where the provider does not say which it was.
    pub model: String,
    /// Unix seconds now, where the provider says no time.
    pub now: u64,
    /// Whether the client asked for usage in the stream, where its dialect has to be asked.
    pub wants_usage: bool,
    /// Whether the client asked to see thoughts; `None` where its dialect shows them unasked.
    pub shows_reasoning: Option<bool>,
    /// The answer was to be JSON of a schema and came as this tool's arguments: its call is written
    /// as text.
    pub schema_tool: Option<String>,
    /// The client's request, for dialects whose answers repeat it (Responses).
    pub request: Option<Bytes>,
}

/// The half of a dialect that crosses. Pure and stateless; the state of a stream lives in its
/// [`Reader`] and [`Writer`].
pub trait Tongue: Send + Sync {
    /// Reads a client's request. What the canon has no place for is lost, and said.
    ///
    /// # Errors
    /// Says what is wrong with the body, and where.
    fn read_request(&self, body: &[u8], losses: &mut Losses) -> Result<Request, BadBody>;

    /// The id of an earlier answer that a request goes on from, for dialects in which the turns before
    /// need not be sent again.
    fn goes_on_from(&self, body: &[u8]) -> Option<String> {
        let _ = body;
        None
    }

    /// Reads a request that goes on from an answer, behind the turns that were kept with it.
    ///
    /// # Errors
    /// As those of [`read_request`](Self::read_request).
    fn read_continued(
        &self,
        body: &[u8],
        earlier: Vec<Turn>,
        losses: &mut Losses,
    ) -> Result<Request, BadBody> {
        let _ = earlier;
        self.read_request(body, losses)
    }

    /// The turns of a request that the next one may go on from, and the id that its answer gets; `None`
    /// where nothing is to be kept.
    fn to_keep(&self, body: &[u8], request: &Request, call: &str) -> Option<(String, Vec<Turn>)> {
        let _ = (body, request, call);
        None
    }

    /// Writes a request for a provider. The schema of its dialect holds for every one.
    fn write_request(&self, request: &Request, manner: &Manner, losses: &mut Losses) -> Bytes;

    /// Whether tools that take free text are written as such. Else a request is to be lowered first
    /// ([`super::custom::lowered`]) and its answer raised.
    fn takes_custom(&self) -> bool {
        false
    }

    /// Reads a whole answer of status below 400.
    ///
    /// # Errors
    /// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
    fn read_reply(&self, body: &[u8], losses: &mut Losses) -> Result<Reply, Failure>;

    /// Writes a whole answer for the client.
    fn write_reply(&self, reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes;

    /// Reads one provider's stream.
    fn reader(&self, expected_choices: u64) -> Box<dyn Reader>;

    /// Writes one client's stream.
    fn writer(&self, asked: Asked) -> Box<dyn Writer>;
}

/// Reads a stream of the dialect, however the network splits it.
pub trait Reader: Send {
    /// Takes the next bytes and appends what they say. On an error `out` holds the sound events
    /// before it.
    ///
    /// # Errors
    /// `Malformed`, or the failure that the provider sent in-band.
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Event>) -> Result<(), Failure>;

    /// The upstream has ended. Appends what was still to come, [`Event::End`] last unless it came.
    ///
    /// # Errors
    /// `Cut` when a choice has no finish.
    fn end(&mut self, out: &mut Vec<Event>) -> Result<(), Failure>;

    /// What could not be read into the canon so far.
    fn losses(&self) -> &Losses;
}

/// Writes a stream of the dialect. One event may give no frame or several.
pub trait Writer: Send {
    /// Writes one event.
    fn write(&mut self, event: Event, out: &mut Vec<Bytes>);

    /// What the dialect had no place for so far.
    fn losses(&self) -> &Losses;
}
