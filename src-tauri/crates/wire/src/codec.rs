//! What a dialect must be able to do, whoever asks.

use crate::canon::{Crossing, Tongue};
use crate::native::Native as _;
use crate::{Dialect, Failure, FailureKind, PathSays, Usage};
use bytes::Bytes;
use http::HeaderMap;
use std::collections::BTreeMap;
use std::ops::Range;

/// What can be told of a request without building a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peek {
    /// The model the client asks for, unescaped.
    pub model: String,
    /// Where the model's JSON string stands, quotes included. Empty where the path names the model.
    pub model_span: Range<usize>,
    /// Whether the client wants a stream.
    pub stream: bool,
    /// Whether the client asked for usage in the stream.
    pub wants_usage: bool,
    /// Where the value of `stream_options` stands, when there is one.
    pub stream_options_span: Option<Range<usize>>,
    /// The end user that the client names, when it names one.
    pub user: Option<String>,
    /// The most output tokens the client allows.
    pub max_output: Option<u64>,
    /// How many answers to one prompt the client asks for, where it says.
    pub choices: Option<u64>,
    /// Where the value that holds the turns stands.
    pub turns_span: Option<Range<usize>>,
    /// Where the value that holds the tools stands.
    pub tools_span: Option<Range<usize>>,
    /// Where the outermost object ends: the offset of its closing brace.
    pub end: usize,
}

/// Why a body cannot be read. Positions are byte offsets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// Not JSON.
    #[error("the body is not valid JSON: {what} at byte {at} (line {line}, column {column})")]
    NotJson {
        /// What is wrong there.
        what: &'static str,
        /// The byte offset.
        at: usize,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// A key that is read occurs twice.
    #[error("`{key}` occurs twice in the body; send it once")]
    Twice {
        /// The key, decoded.
        key: String,
    },
    /// A key that is needed is missing.
    #[error("`{key}` is missing from the body")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A key points to what only the provider that was asked before has.
    #[error(
        "`{key}` points to what only the provider that was asked before has, and this call goes elsewhere; {mend}"
    )]
    Elsewhere {
        /// The key.
        key: &'static str,
        /// How the client can do without it.
        mend: &'static str,
    },
    /// A key holds the wrong type.
    #[error("`{key}` must be {wanted}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// What it must be.
        wanted: &'static str,
    },
}

/// What routing changes in a request that stays in its dialect. Everything else survives byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit<'a> {
    /// The model's name at the provider.
    pub model: &'a str,
    /// Whether to ask for usage in the stream where the client did not.
    pub ask_usage: bool,
    /// What the answer is to go on from.
    pub prefill: Option<Prefill<'a>>,
    /// What the provider calls otherwise, or does not take.
    pub fit: Option<Fit<'a>>,
}

/// Outermost members of a request that a provider does not take as the dialect has them. Which, is
/// data of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit<'a> {
    /// Members it refuses; they are left out.
    pub drop: &'a [String],
    /// Members it knows by another name: the dialect's name, and its own. Left out where the
    /// request has its own name as well.
    pub rename: &'a BTreeMap<String, String>,
}

/// The beginning of an answer, put behind the conversation as the assistant's own turn, so that the
/// model goes on from there. How a provider takes that is data of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefill<'a> {
    /// The beginning.
    pub text: &'a str,
    /// Flags that the turn carries.
    pub turn: &'a BTreeMap<String, bool>,
    /// Flags that the request carries.
    pub request: &'a BTreeMap<String, bool>,
}

/// How an answer that broke off can be made whole, as far as the request tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Not at all: more than one plain text was asked for.
    Not,
    /// By beginning it again: the conversation ends with the assistant's own turn, and no second
    /// can be put behind it.
    Again,
    /// By going on where it broke off, or by beginning it again.
    Further,
}

/// What a client has of an answer that is one plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The text. Never empty.
    pub text: String,
    /// The answer's id.
    pub id: Option<String>,
    /// Unix seconds of its beginning, as the provider said.
    pub created: Option<u64>,
}

/// What another answer is joined to, so that the client reads one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joint {
    /// What the client has.
    pub sent: Sent,
    /// How the other begins.
    pub begins: Begins,
    /// What the attempts before used, for a client that asked for usage.
    pub spent: Usage,
    /// Whether the client did not ask for usage.
    pub hide_usage: bool,
}

/// How an answer that is joined to another begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begins {
    /// Where the other broke off.
    #[default]
    Behind,
    /// With all of what was sent, which the client does not get again. Else it does not fit.
    Again,
    /// With what was sent from this byte on, or behind it: some providers repeat what they go on
    /// from, some do not take all of it.
    Perhaps(usize),
}

/// A whole answer that was not streamed, as far as billing and routing read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeReply {
    /// What it used, `None` when the provider does not say.
    pub usage: Option<Usage>,
    /// The model the provider says it was.
    pub model: Option<String>,
    /// Bytes of delivered text, for an estimate where usage is missing.
    pub text_bytes: u64,
}

/// What one push into a [`Tap`] showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Content (text, reasoning, a tool call, a refusal) has been seen, now or before.
    pub content: bool,
    /// The stream is whole: each choice has its finish.
    pub whole: bool,
}

/// Reads along a verbatim stream. Passes whole frames on unchanged and holds only an unfinished one.
pub trait Tap: Send {
    /// Reads `chunk` and appends to `out` what the client may have. On an error `out` holds the
    /// sound frames that came before it.
    ///
    /// # Errors
    /// `Malformed` for a frame that is not the dialect's, or the failure that the provider sent in-band.
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure>;

    /// The upstream has ended. Appends a last frame that lacked only its blank line.
    ///
    /// # Errors
    /// `Cut` when a choice has no finish.
    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure>;

    /// Tells how many choices were asked for (one, until told). A stream that ends without the
    /// dialect's own mark of its end is whole only when as many have finished.
    fn expect_choices(&mut self, choices: u64);

    /// The frame in which the provider itself said that it failed, whole and with its end, when
    /// that is why [`push`](Tap::push) failed. It is the dialect's already and says more than a
    /// failure carries: a client that reads the stream may have it as it is.
    fn complaint(&self) -> Option<&Bytes>;

    /// The last usage seen (the last holds; usages are never summed).
    fn usage(&self) -> Option<Usage>;

    /// The model that the provider says it is.
    fn model(&self) -> Option<&str>;

    /// Bytes of text delivered so far, for an estimate where usage is missing.
    fn text_bytes(&self) -> u64;

    /// Has the text kept from here on, so that [`sent`](Tap::sent) can tell it.
    fn keep_text(&mut self);

    /// What the client has, where that is one plain text: no tool call, no reasoning, no picture,
    /// no second choice, and not more than is kept.
    fn sent(&self) -> Option<&Sent>;

    /// Events that could not be read and were left out: none of them can have held content.
    fn left_out(&self) -> u32;

    /// What crossed, where the stream comes from another dialect.
    fn crossing(&self) -> Option<&Crossing> {
        None
    }
}

/// A failure as a client is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What kind it is.
    pub kind: FailureKind,
    /// The status that the client gets where headers have not left yet.
    pub status: u16,
    /// A short code that scripts can match, e.g. `model_not_found`.
    pub code: String,
    /// What happened and how to mend it.
    pub message: String,
    /// The parameter at fault, where one is.
    pub param: Option<String>,
}

/// One name in the list of models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelCard {
    /// What a client writes as `model`.
    pub id: String,
    /// Who stands behind it: a provider's id, or `pointsman`.
    pub owned_by: String,
    /// Unix seconds when it came to be, 0 where unknown.
    pub created: i64,
}

/// A dialect. Pure and stateless; the state of a stream lives in its [`Tap`].
pub trait Codec: Send + Sync + 'static {
    /// Which dialect this is.
    fn dialect(&self) -> Dialect;

    /// Reads what routing and billing need of a request, checking that the whole body is JSON.
    ///
    /// # Errors
    /// Says what is wrong with the body, and where.
    fn peek(&self, body: &[u8], path: &PathSays) -> Result<Peek, BadBody>;

    /// The request for the provider: `body` with the edits laid in by byte spans.
    fn splice(&self, body: &Bytes, peek: &Peek, edit: &Edit<'_>) -> Bytes;

    /// A fingerprint of what makes this prompt this prompt (leading system turns and tools),
    /// `None` when there is neither. Off the path: may read the body again.
    fn fingerprint(&self, body: &[u8], peek: &Peek) -> Option<u64>;

    /// Reads a whole answer of status below 400.
    ///
    /// # Errors
    /// `Malformed` when it is not the dialect's, or the failure that the provider put in a 200.
    fn read_whole(&self, body: &[u8]) -> Result<WholeReply, Failure>;

    /// A tap for one stream. `hide_usage` when usage was asked for on our own account.
    fn tap(&self, hide_usage: bool) -> Box<dyn Tap>;

    /// How an answer to this request can be made whole when it breaks off. Off the path: reads the
    /// body again.
    fn mend(&self, body: &[u8], peek: &Peek) -> Mend;

    /// A tap for a stream that makes another whole. It writes frames of its own: the first answer's
    /// id, no second beginning, the sum of usages. It fails with `Diverged` where the stream does
    /// not fit what was sent.
    fn join(&self, joint: Joint) -> Box<dyn Tap>;

    /// Reads an answer of status 400 or more.
    fn read_failure(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Failure;

    /// The status under which a failure is told before anything was sent, where the dialect has one of
    /// its own for it.
    fn status(&self, told: &Told) -> u16 {
        told.status
    }

    /// The body of a failure before anything was sent.
    fn write_failure(&self, told: &Told) -> Bytes;

    /// A failure inside a stream that the client has begun to read; ends it.
    fn write_in_band(&self, told: &Told) -> Bytes;

    /// A keep-alive for a client that waits for a stream.
    fn keep_alive(&self) -> Bytes;

    /// The list of models.
    fn write_models(&self, models: &[ModelCard]) -> Bytes;

    /// One model of that list.
    fn write_model(&self, model: &ModelCard) -> Bytes;

    /// How calls cross to this dialect and from it; `None` where none do.
    fn tongue(&self) -> Option<&'static dyn Tongue>;
}

/// The codec of a dialect.
pub fn codec(dialect: Dialect) -> &'static dyn Codec {
    match dialect {
        Dialect::CohereChatV2 => crate::cohere_chat::Cohere::CODEC,
        Dialect::OllamaChat => crate::ollama_chat::Ollama::CODEC,
        Dialect::OpenaiChat => &crate::openai_chat::OpenaiChat,
        Dialect::OpenaiResponses => &crate::openai_responses::OpenaiResponses,
        Dialect::OpenaiCompletions => &crate::openai_sisters::Sister::Completions,
        Dialect::OpenaiEmbeddings => &crate::openai_sisters::Sister::Embeddings,
        Dialect::AnthropicMessages => &crate::anthropic_messages::AnthropicMessages,
        Dialect::AnthropicCountTokens => &crate::anthropic_count_tokens::AnthropicCountTokens,
        Dialect::GeminiGenerate => &crate::gemini_generate::GeminiGenerate,
        Dialect::GeminiCountTokens => &crate::gemini_count_tokens::GeminiCountTokens,
    }
}

#[cfg(test)]
mod tests;
