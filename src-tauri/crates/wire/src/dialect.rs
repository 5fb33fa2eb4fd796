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
    /// Gemini's `generateContent`, streamed or not.
    GeminiGenerate,
    /// Gemini's `countTokens`: how many tokens a prompt is.
    GeminiCountTokens,
    /// Cohere's own chat, version 2. No client asks for it.
    CohereChatV2,
    /// Ollama's own chat. No client asks for it.
    OllamaChat,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 10] = [
        Self::OpenaiChat,
        Self::OpenaiResponses,
        Self::OpenaiCompletions,
        Self::OpenaiEmbeddings,
        Self::AnthropicMessages,
        Self::AnthropicCountTokens,
        Self::GeminiGenerate,
        Self::GeminiCountTokens,
        Self::CohereChatV2,
        Self::OllamaChat,
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
            Self::GeminiGenerate => "gemini_generate",
            Self::GeminiCountTokens => "gemini_count_tokens",
            Self::CohereChatV2 => "cohere_chat_v2",
            Self::OllamaChat => "ollama_chat",
        }
    }

    /// The dialect that a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.word() == word)
    }

    /// The dialect beside which this one is most often found, at the same base.
    pub const fn sister_of(self) -> Option<Self> {
        match self {
            Self::OpenaiChat
            | Self::OpenaiResponses
            | Self::AnthropicMessages
            | Self::GeminiGenerate
            | Self::CohereChatV2
            | Self::OllamaChat => None,
            Self::OpenaiCompletions | Self::OpenaiEmbeddings => Some(Self::OpenaiChat),
            Self::AnthropicCountTokens => Some(Self::AnthropicMessages),
            Self::GeminiCountTokens => Some(Self::GeminiGenerate),
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
            Self::GeminiGenerate | Self::GeminiCountTokens => &["x-goog-api-client"],
            Self::CohereChatV2 | Self::OllamaChat => &[],
        }
    }

    /// The headers in which its clients send a provider's credential, the likeliest first.
    pub fn credential_headers(self) -> &'static [&'static str] {
        match self.header_families().first() {
            Some(&"anthropic-") => &["authorization", "x-api-key"],
            Some(family) if family.starts_with("x-goog-") => &["x-goog-api-key", "authorization"],
            Some(_) | None => &["authorization"],
        }
    }

    /// What is asked for in it.
    pub const fn makes(self) -> Makes {
        match self {
            Self::OpenaiChat
            | Self::OpenaiResponses
            | Self::OpenaiCompletions
            | Self::AnthropicMessages
            | Self::GeminiGenerate
            | Self::CohereChatV2
            | Self::OllamaChat => Makes::Text,
            Self::OpenaiEmbeddings => Makes::Vectors,
            Self::AnthropicCountTokens | Self::GeminiCountTokens => Makes::Count,
        }
    }

    /// Headers by any of which a client shows that it speaks this one, where several dialects stand
    /// at one path.
    pub const fn told_by(self) -> &'static [&'static str] {
        match self {
            Self::OpenaiChat
            | Self::OpenaiResponses
            | Self::OpenaiCompletions
            | Self::OpenaiEmbeddings
            | Self::CohereChatV2
            | Self::OllamaChat => &[],
            Self::AnthropicMessages | Self::AnthropicCountTokens => &["anthropic-version"],
            Self::GeminiGenerate | Self::GeminiCountTokens => {
                &["x-goog-api-key", "x-goog-api-client"]
            }
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
            Self::GeminiGenerate => "Gemini",
            Self::GeminiCountTokens => "Gemini token counts",
            Self::CohereChatV2 => "Cohere",
            Self::OllamaChat => "Ollama",
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
    /// Whether that stream is asked for as server-sent events (`alt=sse`).
    pub events: bool,
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
    /// As `Converse`, of the model that the path names, with a verb behind it.
    Named {
        /// What stands behind the last colon.
        verb: &'static str,
        /// Whether it asks for a stream.
        stream: bool,
    },
}

/// One route that clients of a dialect call.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the client writes it; `{*model}` stands for a name, slashes and all. Only a verb
    /// may follow it.
    pub path: &'static str,
    /// What is asked for.
    pub kind: RouteKind,
    /// The language spoken there.
    pub dialect: Dialect,
}

/// Where a path names the model.
const MODEL: &str = "{*model}";

impl Route {
    /// The path without its verb: routes that differ in the verb alone share it.
    pub fn mount(&self) -> &'static str {
        let end = self.path.find(MODEL).map(|at| at + MODEL.len());
        end.and_then(|end| self.path.get(..end))
            .unwrap_or(self.path)
    }

    /// Whether a path is this route's. Every request is held against every route.
    pub fn fits(&self, path: &str) -> bool {
        match self.kind {
            RouteKind::Converse | RouteKind::Models => path == self.path,
            RouteKind::Model | RouteKind::Named { .. } => {
                let both = self.path.bytes().zip(path.bytes());
                let alike = both.take_while(|(own, its)| own == its && *own != b'{');
                let alike = alike.count();
                let verb = self.path.get(alike..);
                let verb = verb.and_then(|rest| rest.strip_prefix(MODEL));
                let name = || path.get(alike..)?.strip_suffix(verb?);
                name().is_some_and(|name| !name.is_empty())
            }
        }
    }

    /// What the path says, `rest` being what stands in place of the name and the verb, decoded. `None`
    /// when its verb is another.
    pub fn says(&self, rest: &str, query: Option<&str>) -> Option<PathSays> {
        let RouteKind::Named { verb, stream } = self.kind else {
            return None;
        };
        let (model, said) = rest.rsplit_once(':')?;
        let asked = query.unwrap_or_default().split('&');
        (said == verb).then(|| PathSays {
            model: Some(model.to_owned()),
            stream: Some(stream),
            events: asked
                .filter_map(|pair| pair.split_once('='))
                .any(|(name, value)| matches!(name, "alt" | "$alt" | "%24alt") && value == "sse"),
        })
    }
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
    Route {
        method: "GET",
        path: "/v1/models",
        kind: RouteKind::Models,
        dialect: Dialect::AnthropicMessages,
    },
    Route {
        method: "GET",
        path: "/v1/models/{*model}",
        kind: RouteKind::Model,
        dialect: Dialect::AnthropicMessages,
    },
    Route {
        method: "POST",
        path: "/v1beta/models/{*model}:generateContent",
        kind: RouteKind::Named {
            verb: "generateContent",
            stream: false,
        },
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "POST",
        path: "/v1beta/models/{*model}:streamGenerateContent",
        kind: RouteKind::Named {
            verb: "streamGenerateContent",
            stream: true,
        },
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "POST",
        path: "/v1beta/models/{*model}:countTokens",
        kind: RouteKind::Named {
            verb: "countTokens",
            stream: false,
        },
        dialect: Dialect::GeminiCountTokens,
    },
    Route {
        method: "GET",
        path: "/v1beta/models",
        kind: RouteKind::Models,
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "GET",
        path: "/v1beta/models/{*model}",
        kind: RouteKind::Model,
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "POST",
        path: "/v1/models/{*model}:generateContent",
        kind: RouteKind::Named {
            verb: "generateContent",
            stream: false,
        },
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "POST",
        path: "/v1/models/{*model}:streamGenerateContent",
        kind: RouteKind::Named {
            verb: "streamGenerateContent",
            stream: true,
        },
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "POST",
        path: "/v1/models/{*model}:countTokens",
        kind: RouteKind::Named {
            verb: "countTokens",
            stream: false,
        },
        dialect: Dialect::GeminiCountTokens,
    },
    Route {
        method: "GET",
        path: "/v1/models",
        kind: RouteKind::Models,
        dialect: Dialect::GeminiGenerate,
    },
    Route {
        method: "GET",
        path: "/v1/models/{*model}",
        kind: RouteKind::Model,
        dialect: Dialect::GeminiGenerate,
    },
];

/// Why there is nothing at a path that a dialect has and Pointsman does not offer; `None` for any other.
pub fn not_offered(path: &str) -> Option<&'static str> {
    let kept = path.starts_with("/v1/responses/");
    kept.then_some("answers are not kept here, so send the whole conversation to /v1/responses")
}
