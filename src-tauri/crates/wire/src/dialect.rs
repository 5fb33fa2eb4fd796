//! Which languages there are and where clients speak them.

use serde::{Deserialize, Serialize};

/// A wire language. Dialects are code; providers are data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// OpenAI Chat Completions.
    OpenaiChat,
    /// OpenAI Responses.
    OpenaiResponses,
    /// OpenAI's legacy Completions: a prompt in, text out.
    OpenaiCompletions,
    /// OpenAI Embeddings: text in, vectors out.
    OpenaiEmbeddings,
    /// Anthropic Messages.
    AnthropicMessages,
    /// Anthropic's count of a request's tokens.
    AnthropicCountTokens,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 6] = [
        Self::OpenaiChat,
        Self::OpenaiResponses,
        Self::OpenaiCompletions,
        Self::OpenaiEmbeddings,
        Self::AnthropicMessages,
        Self::AnthropicCountTokens,
    ];

    /// The word that files and the ledger write.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OpenaiChat => "openai_chat",
            Self::OpenaiResponses => "openai_responses",
            Self::OpenaiCompletions => "openai_completions",
            Self::OpenaiEmbeddings => "openai_embeddings",
            Self::AnthropicMessages => "anthropic_messages",
            Self::AnthropicCountTokens => "anthropic_count_tokens",
        }
    }

    /// The dialect that a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.word() == word)
    }

    /// The dialect beside which this one is most often found, at the same base.
    pub const fn sister_of(self) -> Option<Self> {
        match self {
            Self::OpenaiChat | Self::OpenaiResponses | Self::AnthropicMessages => None,
            Self::OpenaiCompletions | Self::OpenaiEmbeddings => Some(Self::OpenaiChat),
            Self::AnthropicCountTokens => Some(Self::AnthropicMessages),
        }
    }

    /// Whether a server that is said to speak this one is taken to speak the other as well: whoever
    /// speaks a dialect has most often its sisters beside it.
    pub fn covers(self, other: Self) -> bool {
        self == other || other.sister_of() == Some(self)
    }

    /// What headers that belong to it begin with, in a request. A provider that speaks another's
    /// dialect may read its own beside.
    pub const fn header_families(self) -> &'static [&'static str] {
        match self {
            Self::OpenaiChat | Self::OpenaiCompletions | Self::OpenaiEmbeddings => {
                &["openai-", "anthropic-"]
            }
            Self::OpenaiResponses => &["openai-"],
            Self::AnthropicMessages | Self::AnthropicCountTokens => &["anthropic-"],
        }
    }

    /// What is asked for in it.
    pub const fn makes(self) -> Makes {
        match self {
            Self::OpenaiChat
            | Self::OpenaiResponses
            | Self::OpenaiCompletions
            | Self::AnthropicMessages => Makes::Text,
            Self::OpenaiEmbeddings => Makes::Vectors,
            Self::AnthropicCountTokens => Makes::Count,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenaiChat => "OpenAI Chat Completions",
            Self::OpenaiResponses => "OpenAI Responses",
            Self::OpenaiCompletions => "OpenAI Completions",
            Self::OpenaiEmbeddings => "OpenAI Embeddings",
            Self::AnthropicMessages => "Anthropic Messages",
            Self::AnthropicCountTokens => "Anthropic token counts",
        }
    }
}

/// What is asked for in a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// An answer of a model.
    Text,
    /// Vectors.
    Vectors,
    /// A count of tokens, which is true of the asked model alone: nobody else is asked for it.
    Count,
}

/// What the path of a call says, for dialects that say it there and not in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathSays {
    /// The model asked for.
    pub model: Option<String>,
    /// Whether a stream is asked for.
    pub stream: Option<bool>,
}

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// A conversation, a prompt or a text to be answered.
    Converse,
    /// The list of models.
    Models,
    /// One model of the list, named by the rest of the path.
    Model,
}

/// One route that clients of a dialect call.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the client writes it; a last part `{*model}` stands for a name, slashes and all.
    pub path: &'static str,
    /// What is asked for.
    pub kind: RouteKind,
    /// The language spoken there.
    pub dialect: Dialect,
}

/// Every route of every dialect. The gateway mounts this table and names no path of its own but
/// health and control.
pub const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/v1/chat/completions",
        kind: RouteKind::Converse,
        dialect: Dialect::OpenaiChat,
    },
    Route {
        method: "POST",
        path: "/v1/responses",
        kind: RouteKind::Converse,
        dialect: Dialect::OpenaiResponses,
    },
    Route {
        method: "POST",
        path: "/v1/completions",
        kind: RouteKind::Converse,
        dialect: Dialect::OpenaiCompletions,
    },
    Route {
        method: "POST",
        path: "/v1/embeddings",
        kind: RouteKind::Converse,
        dialect: Dialect::OpenaiEmbeddings,
    },
    Route {
        method: "POST",
        path: "/v1/messages",
        kind: RouteKind::Converse,
        dialect: Dialect::AnthropicMessages,
    },
    Route {
        method: "POST",
        path: "/v1/messages/count_tokens",
        kind: RouteKind::Converse,
        dialect: Dialect::AnthropicCountTokens,
    },
    Route {
        method: "GET",
        path: "/v1/models",
        kind: RouteKind::Models,
        dialect: Dialect::OpenaiChat,
    },
    Route {
        method: "GET",
        path: "/v1/models/{*model}",
        kind: RouteKind::Model,
        dialect: Dialect::OpenaiChat,
    },
];
