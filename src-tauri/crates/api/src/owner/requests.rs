//! Every call on the ledger, narrowed, paged, summed, exported, and one as a command to repeat it.

mod curl;
mod export;

pub(crate) use export::export;

use super::Owner;
use crate::clock::now;
use crate::error::{ApiError, ErrorCode};
use crate::live::row;
use crate::views::requests::{
    CallsBar, CallsOverview, CallsPage, Ended, Facet, FacetAsk, FacetValue, Narrow, OverviewAsk,
    PageAsk,
};
use pointsman_store::CallRow;
use pointsman_units::CallId;
use pointsman_wire::FailureKind;
use std::sync::Arc;

/// The most calls of one page.
const MOST: u32 = 1_000;
/// The most bars that anybody can see.
const MOST_BARS: u16 = 500;

/// A page of calls, newest first.
pub(crate) async fn page(owner: &Arc<Owner>, ask: PageAsk) -> Result<CallsPage, ApiError> {
    let narrow = asked(ask.narrow)?;
    owner
        .aside(move |owner| {
            // A ledger that is behind says so in the status; the list is the best there is.
            let _ = owner.store.catch_up();
            let limit = ask.limit.clamp(1, MOST);
            let page = owner.store.page(&narrow, ask.before, limit)?;
            Ok(CallsPage {
                calls: page.calls.iter().map(row::of_ledger).collect(),
                next: page.next,
                reached: page.next.map(CallId::at),
            })
        })
        .await
}

/// Sums over all calls that fit.
pub(crate) async fn overview(
    owner: &Arc<Owner>,
    ask: OverviewAsk,
) -> Result<CallsOverview, ApiError> {
    let narrow = asked(ask.narrow)?;
    owner
        .aside(move |owner| {
            let _ = owner.store.catch_up();
            let at = now();
            let bars = ask.bars.clamp(1, MOST_BARS);
            let seen = owner.store.overview(&narrow, at, bars)?;
            Ok(CallsOverview {
                calls: count(seen.calls),
                failed: count(seen.failed),
                moved: count(seen.moved),
                cost: seen.cost,
                estimated: seen.estimated,
                unpriced: count(seen.unpriced),
                simulated: seen.simulated,
                from: seen.from,
                cut: seen.cut,
                width: seen.width,
                bars: seen
                    .bars
                    .iter()
                    .map(|bar| CallsBar {
                        calls: count(bar.calls),
                        failed: count(bar.failed),
                    })
                    .collect(),
                at,
            })
        })
        .await
}

/// The values of a facet among the calls that fit, the most frequent first.
pub(crate) async fn values(owner: &Arc<Owner>, ask: FacetAsk) -> Result<Vec<FacetValue>, ApiError> {
    let narrow = asked(ask.narrow)?;
    owner
        .aside(move |owner| {
            let values = owner.store.values(&narrow, facet(ask.facet))?;
            Ok(values
                .into_iter()
                .map(|value| FacetValue {
                    value: value.value,
                    calls: count(value.calls),
                })
                .collect())
        })
        .await
}

/// A command that repeats the shape of a call. Its prompt was never kept.
pub(crate) async fn curl(owner: &Arc<Owner>, call: CallId) -> Result<String, ApiError> {
    owner
        .aside(move |owner| {
            let row: CallRow = owner.store.call(call)?.ok_or_else(|| {
                ApiError::new(
                    ErrorCode::NotFound,
                    format!("the ledger has no call {call}"),
                )
                .hint("a call that has not reached a provider yet is only on the live list")
            })?;
            curl::of(&owner.expected_url(), &row)
        })
        .await
}

/// What is asked, in the ledger's words.
fn asked(narrow: Narrow) -> Result<pointsman_store::Narrow, ApiError> {
    let failure = narrow.failure.as_deref().map(kind).transpose()?;
    Ok(pointsman_store::Narrow {
        since: narrow.since,
        until: narrow.until,
        project: narrow.project,
        environment: narrow.environment,
        user: narrow.user,
        tool: narrow.tool,
        chain: narrow.chain,
        prompt: narrow.prompt,
        provider: narrow.provider,
        model: narrow.model,
        ended: narrow.ended.map(|ended| match ended {
            Ended::Running => pointsman_store::Ended::Running,
            Ended::Answered => pointsman_store::Ended::Answered,
            Ended::Failed => pointsman_store::Ended::Failed,
            Ended::Cancelled => pointsman_store::Ended::Cancelled,
            Ended::Interrupted => pointsman_store::Ended::Interrupted,
        }),
        failure,
        moved: narrow.moved,
        unpriced: narrow.unpriced,
        text: narrow.text,
    })
}

fn kind(code: &str) -> Result<FailureKind, ApiError> {
    let known = FailureKind::ALL
        .into_iter()
        .find(|kind| kind.code() == code);
    known.ok_or_else(|| {
        let codes: Vec<_> = FailureKind::ALL.iter().map(|kind| kind.code()).collect();
        ApiError::new(ErrorCode::Invalid, format!("no failure is called `{code}`"))
            .hint(format!("there are {}", codes.join(", ")))
    })
}

fn facet(facet: Facet) -> pointsman_store::Facet {
    match facet {
        Facet::Project => pointsman_store::Facet::Project,
        Facet::Environment => pointsman_store::Facet::Environment,
        Facet::User => pointsman_store::Facet::User,
        Facet::Tool => pointsman_store::Facet::Tool,
        Facet::Chain => pointsman_store::Facet::Chain,
        Facet::Prompt => pointsman_store::Facet::Prompt,
        Facet::Provider => pointsman_store::Facet::Provider,
        Facet::Model => pointsman_store::Facet::Model,
        Facet::Failure => pointsman_store::Facet::Failure,
    }
}

fn count(calls: u64) -> u32 {
    u32::try_from(calls).unwrap_or(u32::MAX)
}
