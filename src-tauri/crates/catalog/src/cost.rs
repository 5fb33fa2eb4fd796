//! The cost of a usage: exact, in parts, rounded once.
//!
//! Knows no provider and no clock; what a server of the user's own costs is the catalogue's to say.

use crate::model::{Offer, Rates};
use pointsman_units::money::nano_from_pico;
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
    /// Output that is not audio, and not reasoning where that is priced apart.
    Output,
    /// Reasoning, where it is priced apart.
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
///
/// The parts are disjoint and add up to what the provider counted: a part that is larger than what
/// is left of its whole is cut to it. Parts without a price of their own are charged as [`Rates`]
/// says; reasoning without one stays in the output's line.
pub fn cost(offer: &Offer, usage: &Usage, at: UnixMillis) -> Option<Cost> {
    let price = offer.price_at(at)?;
    let (input, output) = (usage.input?, usage.output?);
    let rates = price.rates_for(input.0, at);
    let mut lines = input_lines(input, usage, rates);
    lines.extend(output_lines(output, usage, rates));
    lines.retain(|line| line.tokens.0 > 0);
    Some(Cost {
        total: total(&lines)?,
        lines,
        price_from: price.from.clone(),
        price_source: price.source.clone(),
    })
}

/// The cost with so many hundredths on each rate; the source says so.
pub(crate) fn surcharged(listed: Cost, percent: u8) -> Option<Cost> {
    let mut lines = listed.lines;
    for line in &mut lines {
        let more = i128::from(line.rate.0) * i128::from(100 + u32::from(percent));
        line.rate = Rate(i64::try_from((more + 50) / 100).ok()?);
    }
    Some(Cost {
        total: total(&lines)?,
        lines,
        price_from: listed.price_from,
        price_source: format!("{}, regional +{percent} %", listed.price_source),
    })
}

fn total(lines: &[CostLine]) -> Option<NanoUsd> {
    let pico = lines.iter().try_fold(0i128, |sum, line| {
        sum.checked_add(line.rate.times(line.tokens.0))
    })?;
    nano_from_pico(pico)
}

/// Cached tokens come first: they are the cheapest, and providers are surest of them.
fn input_lines(input: Tokens, usage: &Usage, rates: &Rates) -> Vec<CostLine> {
    let write = rates.cache_write.unwrap_or(rates.input);
    split(
        input,
        &[
            (
                CostPart::Cached,
                usage.cached,
                rates.cached.unwrap_or(rates.input),
            ),
            (CostPart::CacheWrite, usage.cache_write, write),
            (
                CostPart::CacheWrite1h,
                usage.cache_write_1h,
                rates.cache_write_1h.unwrap_or(write),
            ),
            (
                CostPart::AudioIn,
                usage.audio_in,
                rates.audio_in.unwrap_or(rates.input),
            ),
        ],
        (CostPart::Input, rates.input),
    )
}

fn output_lines(output: Tokens, usage: &Usage, rates: &Rates) -> Vec<CostLine> {
    let reasoned = usage.reasoning.is_some_and(|tokens| tokens.0 > 0);
    let thinking = rates.thinking.filter(|_| reasoned);
    let text = thinking.unwrap_or(rates.output);
    let audio = (
        CostPart::AudioOut,
        usage.audio_out,
        rates.audio_out.unwrap_or(rates.output),
    );
    let rest = (CostPart::Output, text);
    match thinking.or(rates.reasoning) {
        Some(rate) => split(
            output,
            &[(CostPart::Reasoning, usage.reasoning, rate), audio],
            rest,
        ),
        None => split(output, &[audio], rest),
    }
}

/// Parts of a whole, each at most what the parts before have left, then the rest.
fn split(
    whole: Tokens,
    parts: &[(CostPart, Option<Tokens>, Rate)],
    (rest, rate): (CostPart, Rate),
) -> Vec<CostLine> {
    let mut left = whole.0;
    let mut lines = Vec::with_capacity(parts.len() + 1);
    for (part, tokens, rate) in parts {
        let tokens = tokens.map_or(0, |tokens| tokens.0).min(left);
        left -= tokens;
        lines.push(CostLine {
            part: *part,
            tokens: Tokens(tokens),
            rate: *rate,
        });
    }
    lines.push(CostLine {
        part: rest,
        tokens: Tokens(left),
        rate,
    });
    lines
}
