//! What a crossing could not carry.

use serde::{Deserialize, Serialize};

/// A feature of a conversation, as tables and chains name it (`forbid = ["tools"]`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// System or developer turns, or where they stand.
    System,
    /// Text of a turn.
    Text,
    /// A participant's name.
    Names,
    /// Pictures.
    Images,
    /// PDFs and other files.
    Documents,
    /// Sound.
    Audio,
    /// Film.
    Video,
    /// Tool definitions, calls and results.
    Tools,
    /// Which tool must or may be called.
    ToolChoice,
    /// Whether several tools may be called at once.
    ParallelTools,
    /// Tools that run at the provider.
    ServerTools,
    /// Answers as any JSON.
    JsonMode,
    /// Answers as JSON of a schema.
    JsonSchema,
    /// How much is thought, or the thoughts themselves.
    Reasoning,
    /// The seals that prove or hold thoughts.
    Signatures,
    /// Stop sequences.
    Stop,
    /// Temperature, top-p, top-k.
    Sampling,
    /// Presence, frequency and other penalties, logit bias.
    Penalties,
    /// The seed.
    Seed,
    /// Log probabilities.
    Logprobs,
    /// More than one answer.
    Choices,
    /// The most output.
    MaxOutput,
    /// Marks of what is to be cached.
    CacheControl,
    /// Citations and search results.
    Citations,
    /// Refusals and content filters.
    Refusals,
    /// Why an answer ended.
    Finish,
    /// Details of what was used.
    Usage,
    /// The service tier.
    ServiceTier,
    /// Metadata and the end user's id.
    Metadata,
    /// Which kinds of content are asked for in the answer.
    Modalities,
    /// State that the provider keeps: stored responses, containers, caches.
    State,
    /// A member that only its own dialect, or nobody, knows.
    Unknown,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 32] = [
        Self::System,
        Self::Text,
        Self::Names,
        Self::Images,
        Self::Documents,
        Self::Audio,
        Self::Video,
        Self::Tools,
        Self::ToolChoice,
        Self::ParallelTools,
        Self::ServerTools,
        Self::JsonMode,
        Self::JsonSchema,
        Self::Reasoning,
        Self::Signatures,
        Self::Stop,
        Self::Sampling,
        Self::Penalties,
        Self::Seed,
        Self::Logprobs,
        Self::Choices,
        Self::MaxOutput,
        Self::CacheControl,
        Self::Citations,
        Self::Refusals,
        Self::Finish,
        Self::Usage,
        Self::ServiceTier,
        Self::Metadata,
        Self::Modalities,
        Self::State,
        Self::Unknown,
    ];

    /// The word for it in tables, headers and `forbid`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Text => "text",
            Self::Names => "names",
            Self::Images => "images",
            Self::Documents => "documents",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Tools => "tools",
            Self::ToolChoice => "tool_choice",
            Self::ParallelTools => "parallel_tools",
            Self::ServerTools => "server_tools",
            Self::JsonMode => "json_mode",
            Self::JsonSchema => "json_schema",
            Self::Reasoning => "reasoning",
            Self::Signatures => "signatures",
            Self::Stop => "stop",
            Self::Sampling => "sampling",
            Self::Penalties => "penalties",
            Self::Seed => "seed",
            Self::Logprobs => "logprobs",
            Self::Choices => "choices",
            Self::MaxOutput => "max_output",
            Self::CacheControl => "cache_control",
            Self::Citations => "citations",
            Self::Refusals => "refusals",
            Self::Finish => "finish",
            Self::Usage => "usage",
            Self::ServiceTier => "service_tier",
            Self::Metadata => "metadata",
            Self::Modalities => "modalities",
            Self::State => "state",
            Self::Unknown => "unknown",
        }
    }

    /// The feature that a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.word() == word)
    }
}

/// Why something could not cross.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The other dialect has no place for it.
    NoPlace,
    /// The provider's endpoint does not take it, as the catalogue says.
    NotTaken,
    /// It was brought to the nearest that the other side has.
    Approximated,
    /// It holds only at the provider that made it.
    Foreign,
    /// Nobody knows the member.
    Unknown,
}

impl Why {
    /// The word for it in headers.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoPlace => "no_place",
            Self::NotTaken => "not_taken",
            Self::Approximated => "approximated",
            Self::Foreign => "foreign",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that did not cross.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
pub struct Loss {
    /// What kind of thing.
    pub feature: Feature,
    /// Where it stood, e.g. `messages[3].content[0].cache_control`. Never a value.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// What was lost, each once, in order, and not without bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(Vec<Loss>);

impl Losses {
    /// The most that are kept: a hostile body must not fill the ledger.
    pub const MOST: usize = 64;

    /// Puts one down, unless it stands there already.
    pub fn lose(&mut self, feature: Feature, path: impl Into<String>, why: Why) {
        let mut path: String = path.into();
        if path.len() > 120 {
            let cut = (0..=120).rev().find(|at| path.is_char_boundary(*at));
            path.truncate(cut.unwrap_or(0));
        }
        let loss = Loss { feature, path, why };
        if self.0.len() < Self::MOST && !self.0.contains(&loss) {
            self.0.push(loss);
        }
    }

    /// Takes in others.
    pub fn append(&mut self, other: Self) {
        for loss in other.0 {
            if self.0.len() < Self::MOST && !self.0.contains(&loss) {
                self.0.push(loss);
            }
        }
    }

    /// All of them, to be kept.
    pub fn into_all(self) -> Vec<Loss> {
        self.0
    }

    /// All of them.
    pub fn all(&self) -> &[Loss] {
        &self.0
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something of this feature was lost.
    pub fn has(&self, feature: Feature) -> bool {
        self.0.iter().any(|loss| loss.feature == feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_the_same_word_in_files_and_on_record() {
        for feature in Feature::ALL {
            let recorded = serde_json::to_string(&feature).unwrap_or_default();
            assert_eq!(recorded, format!("\"{}\"", feature.word()));
            assert_eq!(Feature::read(feature.word()), Some(feature));
        }
        assert_eq!(Feature::read("other_family"), None);
        assert!(Feature::ALL.is_sorted(), "in the order of their meaning");
    }
}
