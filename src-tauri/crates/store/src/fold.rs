//! Brings one record of the journal into the tables. Knows no file and no thread.
//!
//! A record whose beginning was lost with a damaged line still counts: its call or attempt is made up
//! with `?` where nothing is known, so that no money is left out.

use crate::CallState;
use crate::journal::line::Record;
use crate::words::{of_reason, of_state, signed, word};
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, AttemptReason, CallHead, CallSettled, Outcome,
};
use pointsman_units::{AttemptNo, CallId, NanoUsd};
use pointsman_wire::Dialect;
use rusqlite::{Connection, Result, named_params, params};

/// Stands for what a damaged journal has lost.
const LOST: &str = "?";

/// Brings one record in.
pub(crate) fn apply(ledger: &Connection, record: &Record) -> Result<()> {
    match record {
        Record::Began(began) => attempt_begins(ledger, began),
        Record::Settled(settled) => call_settles(ledger, settled),
    }
}

/// Marks the calls that a process left behind when it ended.
pub(crate) fn interrupt_running(ledger: &Connection) -> Result<usize> {
    let running: Vec<String> = ledger
        .prepare("SELECT id FROM call WHERE state = 'running'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for call in &running {
        close_attempts(ledger, call)?;
        ledger
            .prepare_cached("UPDATE call SET state = 'interrupted' WHERE id = ?1")?
            .execute([call])?;
    }
    Ok(running.len())
}

fn attempt_begins(ledger: &Connection, began: &AttemptBegan) -> Result<()> {
    let call = begin_call(ledger, began.call, began.head.as_ref())?;
    if let Some(previous) = &began.previous {
        end_attempt(ledger, &call, previous)?;
    }
    begin_attempt(ledger, &call, &began.attempt)
}

fn call_settles(ledger: &Connection, settled: &CallSettled) -> Result<()> {
    let call = begin_call(ledger, settled.call, settled.head.as_ref())?;
    if let Some(last) = &settled.last {
        end_attempt(ledger, &call, last)?;
    }
    close_attempts(ledger, &call)?;
    let (state, failure) = of_state(match settled.outcome {
        Outcome::Answered => CallState::Answered,
        Outcome::Failed(kind) => CallState::Failed(kind),
        Outcome::Cancelled => CallState::Cancelled,
    });
    ledger
        .prepare_cached(
            "UPDATE call SET state = ?2, failure = ?3, status = ?4, moved = ?5, total_ms = ?6, \
             prompt = ?7, told = ?8 WHERE id = ?1",
        )?
        .execute(params![
            call,
            state,
            failure,
            settled.status,
            settled.moved,
            signed(settled.total.0),
            settled.prompt,
            settled.told,
        ])?;
    if settled.outcome == Outcome::Answered
        && let Some(last) = &settled.last
    {
        ledger
            .prepare_cached(
                "UPDATE call SET (answered_account, answered_provider, answered_model) = \
                 (SELECT account, provider, model FROM attempt WHERE call = ?1 AND no = ?2) \
                 WHERE id = ?1",
            )?
            .execute(params![call, last.no.0])?;
    }
    Ok(())
}

/// Makes sure that the call's row stands, and gives its id as text.
fn begin_call(ledger: &Connection, id: CallId, head: Option<&CallHead>) -> Result<String> {
    let call = id.to_string();
    let lost;
    let head = match head {
        Some(head) => head,
        None if known(ledger, &call)? => return Ok(call),
        None => {
            lost = lost_head(id);
            &lost
        }
    };
    ledger
        .prepare_cached(
            "INSERT INTO call (id, at, dialect, project, local_key, tool, environment, end_user, \
             asked, chain, stream, policy, client_retry, idempotency, state) \
             VALUES (:id, :at, :dialect, :project, :key, :tool, :environment, :user, \
             :asked, :chain, :stream, :policy, :retry, :idempotency, 'running') \
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(named_params! {
            ":id": call,
            ":at": head.at.0,
            ":dialect": word(&head.dialect),
            ":project": head.project,
            ":key": head.key,
            ":tool": head.tool,
            ":environment": head.environment,
            ":user": head.user,
            ":asked": head.asked,
            ":chain": head.chain,
            ":stream": head.stream,
            ":policy": head.policy,
            ":retry": head.client_retry,
            ":idempotency": head.idempotency,
        })?;
    Ok(call)
}

fn known(ledger: &Connection, call: &str) -> Result<bool> {
    ledger
        .prepare_cached("SELECT 1 FROM call WHERE id = ?1")?
        .exists([call])
}

fn begin_attempt(ledger: &Connection, call: &str, head: &AttemptHead) -> Result<()> {
    let (reason, reason_failure) = of_reason(head.reason);
    ledger
        .prepare_cached(
            "INSERT INTO attempt \
             (call, no, at, account, provider, model, simulated, reason, reason_failure) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (call, no) DO NOTHING",
        )?
        .execute(params![
            call,
            head.no.0,
            head.at.0,
            head.account,
            head.provider,
            head.model,
            head.simulated,
            reason,
            reason_failure,
        ])?;
    Ok(())
}

fn end_attempt(ledger: &Connection, call: &str, end: &AttemptEnd) -> Result<()> {
    if write_end(ledger, call, end)? == 0 {
        begin_attempt(ledger, call, &lost_attempt(ledger, call, end.no)?)?;
        write_end(ledger, call, end)?;
    }
    sum_up(ledger, call)
}

fn write_end(ledger: &Connection, call: &str, end: &AttemptEnd) -> Result<usize> {
    let used = &end.usage;
    let count = |tokens: Option<pointsman_units::Tokens>| tokens.map(|tokens| signed(tokens.0));
    ledger
        .prepare_cached(
            "UPDATE attempt SET failure = :failure, message = :message, status = :status, \
             head_ms = :head, first_content_ms = :first, total_ms = :total, input = :input, \
             cached = :cached, cache_write = :write, cache_write_1h = :write_1h, \
             audio_in = :audio_in, output = :output, reasoning = :reasoning, \
             audio_out = :audio_out, usage_source = :source, cost_nano = :cost, \
             price_from = :price_from, price_source = :price_source, said_model = :said, \
             unpriced = (simulated = 0 AND :cost IS NULL) WHERE call = :call AND no = :no",
        )?
        .execute(named_params! {
            ":call": call,
            ":no": end.no.0,
            ":failure": end.failure.map(|kind| kind.code()),
            ":message": end.message,
            ":status": end.status,
            ":head": end.head.map(|span| signed(span.0)),
            ":first": end.first_content.map(|span| signed(span.0)),
            ":total": signed(end.total.0),
            ":input": count(used.input),
            ":cached": count(used.cached),
            ":write": count(used.cache_write),
            ":write_1h": count(used.cache_write_1h),
            ":audio_in": count(used.audio_in),
            ":output": count(used.output),
            ":reasoning": count(used.reasoning),
            ":audio_out": count(used.audio_out),
            ":source": word(&end.usage_source),
            ":cost": end.cost.map(|cost| cost.0),
            ":price_from": end.price_from,
            ":price_source": end.price_source,
            ":said": end.said_model,
        })
}

/// What a call's attempts cost when nobody saw them end is unknown.
fn close_attempts(ledger: &Connection, call: &str) -> Result<()> {
    ledger
        .prepare_cached(
            "UPDATE attempt SET unpriced = 1 \
             WHERE call = ?1 AND total_ms IS NULL AND simulated = 0",
        )?
        .execute([call])?;
    sum_up(ledger, call)
}

/// Sums the call's attempts into its row.
fn sum_up(ledger: &Connection, call: &str) -> Result<()> {
    let mut attempts = ledger.prepare_cached(
        "SELECT simulated, unpriced, COALESCE(cost_nano, 0), \
         COALESCE(usage_source IN ('provider', 'counted'), 0) FROM attempt WHERE call = ?1",
    )?;
    let mut rows = attempts.query([call])?;
    let (mut all, mut simulated, mut unpriced) = (0u32, 0u32, 0u32);
    let (mut exact, mut estimated, mut made_up) = (NanoUsd::ZERO, NanoUsd::ZERO, NanoUsd::ZERO);
    while let Some(row) = rows.next()? {
        let cost = NanoUsd(row.get(2)?);
        all += 1;
        unpriced += u32::from(row.get::<_, bool>(1)?);
        match (row.get::<_, bool>(0)?, row.get::<_, bool>(3)?) {
            (true, _) => {
                simulated += 1;
                made_up += cost;
            }
            (false, true) => exact += cost,
            (false, false) => estimated += cost,
        }
    }
    ledger
        .prepare_cached(
            "UPDATE call SET simulated = ?2, cost_nano = ?3, estimated_nano = ?4, \
             simulated_nano = ?5, unpriced = ?6 WHERE id = ?1",
        )?
        .execute(params![
            call,
            all > 0 && simulated == all,
            exact.0,
            estimated.0,
            made_up.0,
            unpriced,
        ])?;
    Ok(())
}

fn lost_head(id: CallId) -> CallHead {
    CallHead {
        call: id,
        at: id.at(),
        dialect: Dialect::OpenaiChat,
        project: LOST.into(),
        key: LOST.into(),
        tool: None,
        environment: None,
        user: None,
        asked: LOST.into(),
        chain: LOST.into(),
        stream: false,
        policy: LOST.into(),
        client_retry: 0,
        idempotency: None,
    }
}

fn lost_attempt(ledger: &Connection, call: &str, no: AttemptNo) -> Result<AttemptHead> {
    let at = ledger
        .prepare_cached("SELECT at FROM call WHERE id = ?1")?
        .query_row([call], |row| row.get(0))?;
    Ok(AttemptHead {
        no,
        at: pointsman_units::UnixMillis(at),
        account: LOST.into(),
        provider: LOST.into(),
        model: LOST.into(),
        simulated: false,
        reason: AttemptReason::First,
    })
}
