//! The story of one call: its attempts, its bill line by line, and what the client was told.
//!
//! No price is computed here: a bill is drawn only where the catalogue still gives the very sum that
//! stands in the ledger, by the price row that stands there.

use crate::live::row;
use crate::views::live::{BillLine, Header, PriceSource, Story};
use pointsman_catalog::{Catalog, Cost, CostPart};
use pointsman_store::{AttemptRow, CallRow, CallState};
use pointsman_units::NanoUsd;
use pointsman_units::money::nano_from_pico;

/// Tells it.
pub(crate) fn tell(catalog: &Catalog, row: &CallRow) -> Story {
    let bills = row
        .attempts
        .iter()
        .filter_map(|attempt| Some((attempt, bill(catalog, attempt)?)));
    Story {
        call: row::of_ledger(row),
        bill: bills
            .flat_map(|(attempt, cost)| lines(attempt.head.no.0, &cost))
            .collect(),
        price: row.attempts.iter().rev().find_map(price),
        told: told(row),
        policy: row.head.policy.to_string(),
    }
}

/// What the catalogue says of an attempt, where that is what the ledger says.
fn bill(catalog: &Catalog, attempt: &AttemptRow) -> Option<Cost> {
    let end = attempt.end.as_ref()?;
    let (head, usage) = (&attempt.head, &end.usage);
    let cost = catalog.cost(&head.provider, &head.model, usage, head.at)?;
    let same_price = end.price_from.as_deref() == Some(cost.price_from.as_str())
        && end.price_source.as_deref() == Some(cost.price_source.as_str());
    (same_price && end.cost == Some(cost.total)).then_some(cost)
}

/// The lines of one attempt. Each is rounded so that the lines up to it are: their sum is then the
/// attempt's cost to the last nano-dollar.
fn lines(attempt: u16, cost: &Cost) -> Vec<BillLine> {
    let (mut pico, mut so_far) = (0i128, NanoUsd::ZERO);
    cost.lines
        .iter()
        .filter_map(|line| {
            pico = pico.checked_add(line.rate.times(line.tokens.0))?;
            let now = nano_from_pico(pico)?;
            let amount = NanoUsd(now.0.saturating_sub(so_far.0));
            so_far = now;
            Some(BillLine {
                attempt,
                part: name(line.part).to_owned(),
                tokens: line.tokens,
                rate: line.rate,
                amount,
            })
        })
        .collect()
}

fn name(part: CostPart) -> &'static str {
    match part {
        CostPart::Input => "input",
        CostPart::Cached => "cached",
        CostPart::CacheWrite => "cache_write",
        CostPart::CacheWrite1h => "cache_write_1h",
        CostPart::AudioIn => "audio_in",
        CostPart::Output => "output",
        CostPart::Reasoning => "reasoning",
        CostPart::AudioOut => "audio_out",
    }
}

fn price(attempt: &AttemptRow) -> Option<PriceSource> {
    let end = attempt.end.as_ref()?;
    Some(PriceSource {
        from: end.price_from.clone()?,
        source: end.price_source.clone()?,
    })
}

/// The headers of the answer, as the record has them.
fn told(row: &CallRow) -> Vec<Header> {
    if row.status.is_none() {
        return Vec::new();
    }
    let target = row
        .answered_by
        .as_ref()
        .map(|by| format!("{}/{}", by.account, by.model));
    let attempts = (!row.attempts.is_empty()).then(|| row.attempts.len().to_string());
    // A stream's headers leave before its cost is known.
    let whole = !row.head.stream && row.state == CallState::Answered;
    let cost = row::of_ledger(row).cost.filter(|_| whole);
    [
        ("x-pointsman-request-id", Some(row.head.call.to_string())),
        ("x-pointsman-chain", Some(row.head.chain.to_string())),
        ("x-pointsman-target", target),
        ("x-pointsman-attempts", attempts),
        ("x-pointsman-moved", row.moved.clone()),
        ("x-pointsman-cost-usd", cost.map(NanoUsd::to_decimal)),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        Some(Header {
            name: name.to_owned(),
            value: value?,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_catalog::CostLine;
    use pointsman_units::{Rate, Tokens};

    #[test]
    fn the_lines_of_a_bill_add_up_to_its_sum() {
        let line = |part, tokens| CostLine {
            part,
            tokens: Tokens(tokens),
            rate: Rate(333_333),
        };
        let parts = [CostPart::Cached, CostPart::Input, CostPart::Output];
        let cost_lines: Vec<_> = parts.into_iter().map(|part| line(part, 7)).collect();
        let total = nano_from_pico(333_333 * 21).unwrap();
        let cost = Cost {
            total,
            lines: cost_lines,
            price_from: String::new(),
            price_source: String::new(),
        };
        let sum = lines(1, &cost)
            .iter()
            .fold(NanoUsd::ZERO, |sum, line| sum + line.amount);
        assert_eq!(sum, total);
    }
}
