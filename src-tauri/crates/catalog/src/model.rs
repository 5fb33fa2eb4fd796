//! A model as one provider offers it, with its effective-dated prices.
//!
//! Knows no currency but the dollar, no clock and no account.

use crate::day::{Day, Span};
use pointsman_units::{Rate, UnixMillis};

/// What a model makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// Text, and whatever else a conversation brings.
    #[default]
    Chat,
    /// Embeddings.
    Embedding,
}

/// What a model takes as input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Text.
    Text,
    /// Images.
    Image,
    /// Audio.
    Audio,
    /// Video.
    Video,
    /// PDF documents.
    Pdf,
}

/// Prices of one tier, in pico-dollars per token. `None` where the provider names no price for the
/// part: the part is then charged as its whole (cached, cache-written and audio input as input,
/// reasoning and audio output as output), a one-hour cache write as a five-minute one first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Input that is neither cached nor cache-written.
    pub input: Rate,
    /// Input read from the cache.
    pub cached: Option<Rate>,
    /// Input written to the five-minute cache.
    pub cache_write: Option<Rate>,
    /// Input written to the one-hour cache.
    pub cache_write_1h: Option<Rate>,
    /// Audio input.
    pub audio_in: Option<Rate>,
    /// Output.
    pub output: Rate,
    /// Reasoning output.
    pub reasoning: Option<Rate>,
    /// All text output, the reasoning included, of an answer that reasoned. Alibaba prices the
    /// thinking mode of its hybrid models so; it then takes the place of `output` and `reasoning`.
    pub thinking: Option<Rate>,
    /// Audio output.
    pub audio_out: Option<Rate>,
}

/// Other rates from a size of input on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The tier holds for calls with more input tokens than this.
    pub above_input: u64,
    /// What then holds for the whole call.
    pub rates: Rates,
}

/// Other rates in the hours when the provider has room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffPeak {
    /// When they hold.
    pub hours: Vec<Span>,
    /// What then holds.
    pub rates: Rates,
}

/// A price row: what held from a day on, and who says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// The first day it is known to hold, `YYYY-MM-DD`, UTC.
    pub from: String,
    /// The rates of the first tier.
    pub rates: Rates,
    /// Larger tiers, by rising size.
    pub tiers: Vec<Tier>,
    /// Cheaper hours. A row has tiers or cheaper hours, never both.
    pub off_peak: Option<OffPeak>,
    /// Where the price was read.
    pub source: String,
    /// The day it was last read there, `YYYY-MM-DD`.
    pub read: String,
    /// What another source says, where two differ.
    pub note: Option<String>,
}

impl Price {
    /// The rates for a call with this much input at this time. The time is the caller's to choose;
    /// DeepSeek, the one provider with cheaper hours, does not say whether start or end counts.
    pub fn rates_for(&self, input: u64, at: UnixMillis) -> &Rates {
        let off_peak = self
            .off_peak
            .as_ref()
            .filter(|cheap| cheap.hours.iter().any(|span| span.holds(at)));
        if let Some(cheap) = off_peak {
            return &cheap.rates;
        }
        self.tiers
            .iter()
            .rev()
            .find(|tier| input > tier.above_input)
            .map_or(&self.rates, |tier| &tier.rates)
    }
}

/// A model at a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The provider's id.
    pub provider: String,
    /// The model's id at the provider.
    pub id: String,
    /// Other ids under which the provider takes it.
    pub aliases: Vec<String>,
    /// A name for people.
    pub name: String,
    /// What it makes.
    pub kind: ModelKind,
    /// The context window in tokens, where known.
    pub context: Option<u64>,
    /// The most input tokens, where the provider bounds them below the context window.
    pub max_input: Option<u64>,
    /// The most output tokens, where known.
    pub max_output: Option<u64>,
    /// What it takes as input; empty where unknown.
    pub takes: Vec<Modality>,
    /// Takes tools, where known.
    pub tools: Option<bool>,
    /// Takes images, where known.
    pub vision: Option<bool>,
    /// Reasons, where known.
    pub reasoning: Option<bool>,
    /// Keeps to a JSON schema, where known.
    pub json_schema: Option<bool>,
    /// The day it was released, `YYYY-MM-DD`, where known.
    pub released: Option<String>,
    /// The provider has announced its end; `retires` holds the day where one is known.
    pub deprecated: bool,
    /// The day it is retired, `YYYY-MM-DD`, where known.
    pub retires: Option<String>,
    /// Prices by rising `from`. Empty is unpriced.
    pub prices: Vec<Price>,
}

impl Offer {
    /// The price row that held at a time. `None` before the first row.
    pub fn price_at(&self, at: UnixMillis) -> Option<&Price> {
        let day = Day::of(at);
        self.prices
            .iter()
            .rev()
            .find(|price| Day::parse(&price.from).is_some_and(|from| from <= day))
    }

    /// Whether the provider's day of retirement has come.
    pub fn retired(&self, at: UnixMillis) -> bool {
        let last = self.retires.as_deref().and_then(Day::parse);
        last.is_some_and(|day| day <= Day::of(at))
    }
}
