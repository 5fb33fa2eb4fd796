//! Calls and their stories.

use super::{Owner, story};
use crate::error::{ApiError, ErrorCode};
use crate::live::row;
use crate::views::live::{CallState, CallView, CallsQuery, Story};
use pointsman_store::CallQuery;
use pointsman_units::CallId;
use std::collections::HashMap;
use std::sync::Arc;

/// The most calls of one list.
const MOST: u32 = 1_000;

/// Calls, newest first. Running ones stand as they are pictured, where somebody watches.
pub(crate) async fn calls(
    owner: &Arc<Owner>,
    query: CallsQuery,
) -> Result<Vec<CallView>, ApiError> {
    owner.aside(move |owner| list(owner, &query)).await
}

fn list(owner: &Owner, query: &CallsQuery) -> Result<Vec<CallView>, ApiError> {
    // A ledger that is behind says so in the status; the list is the best there is.
    let _ = owner.store.catch_up();
    let last = usize::try_from(query.last.min(MOST)).unwrap_or_default();
    let rows = owner.store.calls(&CallQuery {
        before: query.before,
        ..CallQuery::newest(last)
    })?;
    let mut running: HashMap<CallId, CallView> = owner
        .live
        .running()
        .into_iter()
        .map(|call| (call.id, call))
        .collect();
    let mut calls: Vec<CallView> = rows
        .iter()
        .map(|row| {
            let pictured = running.remove(&row.head.call);
            let view = row::of_ledger(row);
            match view.state {
                CallState::Waiting | CallState::Streaming => pictured.unwrap_or(view),
                CallState::Answered
                | CallState::Failed
                | CallState::Cancelled
                | CallState::Interrupted => view,
            }
        })
        .collect();
    let before = |call: &CallView| query.before.is_none_or(|before| call.id < before);
    calls.extend(running.into_values().filter(before));
    calls.sort_unstable_by_key(|call| std::cmp::Reverse(call.id));
    calls.truncate(last);
    Ok(calls)
}

/// The story of one call.
pub(crate) async fn story(owner: &Arc<Owner>, call: CallId) -> Result<Story, ApiError> {
    owner
        .aside(move |owner| {
            let _ = owner.store.catch_up();
            let row = owner.store.call(call)?.ok_or_else(|| {
                ApiError::new(
                    ErrorCode::NotFound,
                    format!("the ledger has no call {call}"),
                )
                .hint("a call that has not reached a provider yet is only on the live list")
            })?;
            Ok(story::tell(owner.catalog, &row))
        })
        .await
}
