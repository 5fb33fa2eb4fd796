//! A call as a row for shells, drawn from the ledger or from events by the same rules.

use crate::views::live::{AttemptView, CallState, CallView, LossView};
use pointsman_catalog::Catalog;
use pointsman_engine::record::{AttemptEnd, AttemptHead, AttemptReason, CallHead};
use pointsman_store::{AttemptRow, CallRow};
use pointsman_units::{Millis, NanoUsd, Tokens, UnixMillis};
use pointsman_wire::{FailureKind, UsageSource};

/// What is known of a call beside its head and its attempts.
pub(crate) struct Standing<'a> {
    pub state: CallState,
    pub failure: Option<FailureKind>,
    pub status: Option<u16>,
    pub moved: Option<&'a str>,
    pub told: Option<&'a str>,
    pub total: Option<Millis>,
    pub prompt: Option<&'a str>,
}

/// The row of a call that the ledger holds.
pub(crate) fn of_ledger(row: &CallRow) -> CallView {
    let (state, failure) = match row.state {
        pointsman_store::CallState::Running => (CallState::Waiting, None),
        pointsman_store::CallState::Answered => (CallState::Answered, None),
        pointsman_store::CallState::Failed(kind) => (CallState::Failed, Some(kind)),
        pointsman_store::CallState::Cancelled => (CallState::Cancelled, None),
        pointsman_store::CallState::Interrupted => (CallState::Interrupted, None),
    };
    let open = match state {
        CallState::Waiting | CallState::Streaming => CallState::Waiting,
        CallState::Answered | CallState::Failed | CallState::Cancelled | CallState::Interrupted => {
            CallState::Interrupted
        }
    };
    let attempts = row
        .attempts
        .iter()
        .map(|AttemptRow { head, end, .. }| attempt(head, end.as_ref(), open))
        .collect();
    let standing = Standing {
        state,
        failure,
        status: row.status,
        moved: row.moved.as_deref(),
        told: row.told.as_deref(),
        total: row.total,
        prompt: row.prompt.as_deref(),
    };
    call(&row.head, &standing, attempts)
}

/// The row of a call.
pub(crate) fn call(
    head: &CallHead,
    standing: &Standing<'_>,
    attempts: Vec<AttemptView>,
) -> CallView {
    let owned = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    let running = matches!(standing.state, CallState::Waiting | CallState::Streaming);
    let simulated = !attempts.is_empty() && attempts.iter().all(|attempt| attempt.simulated);
    let subscription = !attempts.is_empty() && attempts.iter().all(|it| it.subscription);
    CallView {
        id: head.call,
        at: head.at,
        project: head.project.to_string(),
        tool: owned(&head.tool),
        environment: owned(&head.environment),
        user: owned(&head.user),
        dialect: head.dialect.name().to_owned(),
        asked: head.asked.to_string(),
        chain: head.chain.to_string(),
        stream: head.stream,
        state: standing.state,
        failure: standing.failure.map(|kind| kind.code().to_owned()),
        status: standing.status,
        moved: standing.moved.map(str::to_owned),
        told: standing.told.map(str::to_owned),
        first_content: attempts.last().and_then(|last| {
            let first = last.first_content?;
            Some(Millis(since(head.at, last.at).saturating_add(first.0)))
        }),
        total: standing.total,
        input: sum(attempts.iter().map(|attempt| attempt.input)),
        output: sum(attempts.iter().map(|attempt| attempt.output)),
        cost: (!running && !subscription)
            .then(|| cost(&attempts, simulated))
            .flatten(),
        estimated: attempts.iter().any(AttemptView::is_estimated),
        subscription,
        simulated,
        prompt: standing.prompt.map(str::to_owned),
        attempts,
    }
}

/// The row of an attempt. One without an end stands as `open`.
pub(crate) fn attempt(
    head: &AttemptHead,
    end: Option<&AttemptEnd>,
    open: CallState,
) -> AttemptView {
    let (reason, after) = match head.reason {
        AttemptReason::First => ("first", None),
        AttemptReason::Fallback(kind) => ("fallback", Some(kind)),
        AttemptReason::Retry(kind) => ("retry", Some(kind)),
        AttemptReason::Continue(kind) => ("continue", Some(kind)),
        AttemptReason::Restart(kind) => ("restart", Some(kind)),
        AttemptReason::NextKey(kind) => ("next_key", Some(kind)),
    };
    let usage = end.map(|end| end.usage).unwrap_or_default();
    AttemptView {
        no: head.no.0,
        at: head.at,
        account: head.account.to_string(),
        provider: head.provider.to_string(),
        model: head.model.to_string(),
        model_name: Catalog::built_in()
            .offer(&head.provider, &head.model)
            .map(|offer| offer.name.clone()),
        reason: reason.to_owned(),
        after: after.map(|kind| kind.code().to_owned()),
        key: head.key.as_deref().map(str::to_owned),
        translated: head.translated.map(|dialect| dialect.name().to_owned()),
        losses: end.map(losses).unwrap_or_default(),
        state: end.map_or(open, |end| match end.failure {
            None => CallState::Answered,
            Some(FailureKind::Cancelled) => CallState::Cancelled,
            Some(_) => CallState::Failed,
        }),
        failure: end
            .and_then(|end| end.failure)
            .map(|kind| kind.code().to_owned()),
        message: end.and_then(|end| end.message.clone()),
        status: end.and_then(|end| end.status),
        head: end.and_then(|end| end.head),
        first_content: end.and_then(|end| end.first_content),
        total: end.map(|end| end.total),
        input: usage.input,
        cached: usage.cached,
        output: usage.output,
        reasoning: usage.reasoning,
        usage_source: end.map_or(UsageSource::None, |end| end.usage_source),
        cost: end.and_then(charged),
        subscription: head.is_subscription(),
        simulated: head.simulated,
    }
}

fn losses(end: &AttemptEnd) -> Vec<LossView> {
    let losses = end.losses.iter();
    losses
        .map(|loss| LossView {
            feature: loss.feature.word().to_owned(),
            path: loss.path.clone(),
            why: loss.why.word().to_owned(),
        })
        .collect()
}

/// What an attempt cost. One that was turned away without using anything cost nothing; any other
/// without a price is unpriced.
fn charged(end: &AttemptEnd) -> Option<NanoUsd> {
    let turned_away = end.failure.is_some() && end.usage_source == UsageSource::None;
    end.cost.or(turned_away.then_some(NanoUsd::ZERO))
}

/// The money of all attempts of the call's kind; real and simulated money are never added up.
fn cost(attempts: &[AttemptView], simulated: bool) -> Option<NanoUsd> {
    attempts
        .iter()
        .filter(|attempt| attempt.simulated == simulated && !attempt.subscription)
        .try_fold(NanoUsd::ZERO, |sum, attempt| Some(sum + attempt.cost?))
}

fn sum(parts: impl Iterator<Item = Option<Tokens>>) -> Option<Tokens> {
    parts
        .flatten()
        .reduce(|sum, part| Tokens(sum.0.saturating_add(part.0)))
}

fn since(from: UnixMillis, to: UnixMillis) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0)
}
