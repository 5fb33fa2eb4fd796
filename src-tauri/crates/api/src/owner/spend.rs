//! What was spent, from the ledger, caught up first so that a report equals the truth.

use super::Owner;
use crate::clock::now;
use crate::error::ApiError;
use crate::views::spend::{DayPart, SpendBy, SpendQuery, SpendReport, SpendRow, Sums};
use pointsman_store::Spend;
use pointsman_units::Tokens;
use std::sync::Arc;

/// Sums by one dimension.
pub(crate) async fn report(owner: &Arc<Owner>, query: SpendQuery) -> Result<SpendReport, ApiError> {
    owner
        .aside(move |owner| {
            owner.store.catch_up()?;
            let asked = pointsman_store::SpendQuery {
                by: by(query.by),
                since: Some(query.since),
                until: query.until,
                offset_minutes: query.offset,
            };
            let table = owner.store.spend(&asked)?;
            let days = owner.store.spend_days(&asked)?;
            Ok(SpendReport {
                rows: table
                    .rows
                    .into_iter()
                    .map(|row| SpendRow {
                        key: row.key.unwrap_or_default(),
                        sums: sums(&row.spend),
                    })
                    .collect(),
                total: sums(&table.total),
                days: days
                    .into_iter()
                    .map(|day| DayPart {
                        day: day.day,
                        key: day.key.unwrap_or_default(),
                        cost: day.spend.real.cost,
                        estimated: day.spend.real.estimated,
                        simulated: day.spend.simulated.cost + day.spend.simulated.estimated,
                    })
                    .collect(),
                at: now(),
            })
        })
        .await
}

fn by(by: SpendBy) -> pointsman_store::SpendBy {
    match by {
        SpendBy::Project => pointsman_store::SpendBy::Project,
        SpendBy::Environment => pointsman_store::SpendBy::Environment,
        SpendBy::User => pointsman_store::SpendBy::User,
        SpendBy::Prompt => pointsman_store::SpendBy::Prompt,
        SpendBy::Provider => pointsman_store::SpendBy::Provider,
        SpendBy::Model => pointsman_store::SpendBy::Model,
        SpendBy::Day => pointsman_store::SpendBy::Day,
    }
}

/// Counts and tokens of both kinds; money of each kind apart.
fn sums(spend: &Spend) -> Sums {
    let (real, made_up) = (&spend.real, &spend.simulated);
    let count = |a: u64, b: u64| u32::try_from(a.saturating_add(b)).unwrap_or(u32::MAX);
    let tokens = |a: Tokens, b: Tokens| Tokens(a.0.saturating_add(b.0));
    Sums {
        calls: count(real.calls, made_up.calls),
        failed: count(real.failed_calls, made_up.failed_calls),
        attempts: count(real.attempts, made_up.attempts),
        input: tokens(real.input, made_up.input),
        cached: tokens(real.cached, made_up.cached),
        output: tokens(real.output, made_up.output),
        cost: real.cost,
        estimated: real.estimated,
        simulated: made_up.cost + made_up.estimated,
        unpriced: count(real.unpriced_attempts, made_up.unpriced_attempts),
    }
}
