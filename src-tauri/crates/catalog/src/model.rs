//! A model as one provider offers it, with its effective-dated prices.

use pointsman_units::Rate;

/// Prices of one tier, in pico-dollars per token. `None` where the provider names no price for the
/// part: the part is then charged as its whole (cached as input, reasoning as output).
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

/// A price row: what held from a day on, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The first day it holds, `YYYY-MM-DD`, UTC.
    pub from: String,
    /// The rates of the first tier.
    pub rates: Rates,
    /// Larger tiers, by rising size.
    pub tiers: Vec<Tier>,
    /// Where the price was read.
    pub source: String,
    /// The day it was read, `YYYY-MM-DD`.
    pub read: String,
}

/// A model at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The provider's id.
    pub provider: String,
    /// The model's id at the provider.
    pub id: String,
    /// Other ids under which the provider takes it.
    pub aliases: Vec<String>,
    /// A name for people.
    pub name: String,
    /// The context window in tokens, where known.
    pub context: Option<u64>,
    /// The most output tokens, where known.
    pub max_output: Option<u64>,
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
    /// The day it is retired, `YYYY-MM-DD`, where known.
    pub retires: Option<String>,
    /// Prices by rising `from`. Empty is unpriced.
    pub prices: Vec<Price>,
}
