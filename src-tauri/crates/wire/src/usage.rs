//! What an answer used, in one meaning for all dialects.

use pointsman_units::Tokens;
use serde::{Deserialize, Serialize};

/// Tokens of one answer. Totals include their parts: `input` holds cached, cache-written and audio
/// input, `output` holds reasoning and audio output. Codecs bring every provider's way of counting
/// to this one. `None` is unknown, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Usage {
    /// All input tokens.
    pub input: Option<Tokens>,
    /// Input read from the provider's prompt cache.
    pub cached: Option<Tokens>,
    /// Input written to a cache that lives five minutes.
    pub cache_write: Option<Tokens>,
    /// Input written to a cache that lives an hour.
    pub cache_write_1h: Option<Tokens>,
    /// Audio input.
    pub audio_in: Option<Tokens>,
    /// All output tokens.
    pub output: Option<Tokens>,
    /// Output spent on reasoning.
    pub reasoning: Option<Tokens>,
    /// Audio output.
    pub audio_out: Option<Tokens>,
}

impl Usage {
    /// Both together. A part that one of them does not know is the other's.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let sum = |one: Option<Tokens>, other: Option<Tokens>| match (one, other) {
            (Some(one), Some(other)) => Some(Tokens(one.0.saturating_add(other.0))),
            (known, None) | (None, known) => known,
        };
        Self {
            input: sum(self.input, other.input),
            cached: sum(self.cached, other.cached),
            cache_write: sum(self.cache_write, other.cache_write),
            cache_write_1h: sum(self.cache_write_1h, other.cache_write_1h),
            audio_in: sum(self.audio_in, other.audio_in),
            output: sum(self.output, other.output),
            reasoning: sum(self.reasoning, other.reasoning),
            audio_out: sum(self.audio_out, other.audio_out),
        }
    }
}

/// Where a usage comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum UsageSource {
    /// The provider said so.
    Provider,
    /// Counted with the model's own tokenizer.
    Counted,
    /// Estimated from what was sent and delivered.
    Estimated,
    /// Nothing is known.
    None,
}
