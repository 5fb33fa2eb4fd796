//! Brings records of the journal into the tables. Knows no file and no thread.
//!
//! A record whose beginning was lost with a damaged line still counts: its call or attempt is made up
//! with `?` where nothing is known, so that no money is left out.

mod columns;
mod whole;

use crate::journal::line::Record;
use columns::{
    ATTEMPT, Cell, END, HEAD, SETTLED, SUMS, Summed, assignments, attempt, end, head, insert, lost,
    run, settled, text,
};
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, AttemptReason, CallHead, CallSettled, Outcome,
};
use pointsman_units::{AttemptNo, CallId, NanoUsd, UnixMillis};
use pointsman_wire::Dialect;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result, params};
use std::sync::LazyLock;
use whole::{Batch, Writer};

/// Stands for what a damaged journal has lost.
const LOST: &str = "?";

static INSERT_CALL: LazyLock<String> = LazyLock::new(|| {
    let columns = [&HEAD[..], &["state"]].concat();
    insert("call", &columns, "ON CONFLICT (id) DO NOTHING")
});
static SUM_CALL: LazyLock<String> = LazyLock::new(|| {
    let sums = assignments(&SUMS, 2);
    format!("UPDATE call SET {sums} WHERE id = ?1")
});
static SETTLE_CALL: LazyLock<String> = LazyLock::new(|| {
    let columns = assignments(&[&SETTLED[..], &SUMS].concat(), 2);
    format!("UPDATE call SET {columns} WHERE id = ?1")
});
static INSERT_ATTEMPT: LazyLock<String> =
    LazyLock::new(|| insert("attempt", &ATTEMPT, "ON CONFLICT (call, no) DO NOTHING"));
static END_ATTEMPT: LazyLock<String> = LazyLock::new(|| {
    let columns = assignments(&END, 4);
    format!(
        "UPDATE attempt SET unpriced = (simulated = 0 AND key IS NOT 'client' AND ?3 IS NULL), {columns} \
         WHERE call = ?1 AND no = ?2"
    )
});

/// Brings records in, in order.
pub(crate) fn apply(ledger: &Connection, records: &[&Record]) -> Result<()> {
    let batch = Batch::gather(records);
    let mut writer = Writer::new(ledger)?;
    for (place, record) in records.iter().enumerate() {
        match (batch.whole_at(place), record) {
            // Written with its settlement.
            (Some(_), Record::Began(_)) => {}
            (Some(whole), Record::Settled(_)) if writer.write(whole)? => {}
            // The ledger has the call already. That happens to no journal of ours, but to one that
            // was copied back.
            (Some(_), Record::Settled(over)) => {
                let mut all = records.iter().filter(|record| record.call() == over.call);
                all.try_for_each(|record| apply_one(ledger, record))?;
            }
            (None, _) => apply_one(ledger, record)?,
        }
    }
    Ok(())
}

/// Marks the calls that a process left behind when it ended.
pub(crate) fn interrupt_running(ledger: &Connection) -> Result<usize> {
    let running: Vec<String> = ledger
        .prepare("SELECT id FROM call WHERE state = 'running'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for call in &running {
        close_attempts(ledger, call)?;
        sum_up(ledger, call)?;
        ledger
            .prepare_cached("UPDATE call SET state = 'interrupted' WHERE id = ?1")?
            .execute([call])?;
    }
    Ok(running.len())
}

fn apply_one(ledger: &Connection, record: &Record) -> Result<()> {
    match record {
        Record::Began(began) => attempt_begins(ledger, began),
        Record::Settled(settled) => call_settles(ledger, settled),
    }
}

fn attempt_begins(ledger: &Connection, began: &AttemptBegan) -> Result<()> {
    let call = begin_call(ledger, began.call, began.head.as_ref())?;
    if let Some(previous) = &began.previous {
        end_attempt(ledger, &call, previous)?;
        sum_up(ledger, &call)?;
    }
    begin_attempt(ledger, &call, &began.attempt)
}

fn call_settles(ledger: &Connection, over: &CallSettled) -> Result<()> {
    let call = begin_call(ledger, over.call, over.head.as_ref())?;
    if let Some(last) = &over.last {
        end_attempt(ledger, &call, last)?;
    }
    close_attempts(ledger, &call)?;
    let sums = sums(ledger, &call)?;
    let cells = [text(&call)].into_iter().chain(settled(over));
    execute(ledger, &SETTLE_CALL, cells.chain(sums.cells()))?;
    if over.outcome == Outcome::Answered
        && let Some(last) = &over.last
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
fn begin_call(ledger: &Connection, id: CallId, known_head: Option<&CallHead>) -> Result<String> {
    let call = id.to_string();
    let lost;
    let begun = match known_head {
        Some(begun) => begun,
        None if known(ledger, &call)? => return Ok(call),
        None => {
            lost = lost_head(id);
            &lost
        }
    };
    let cells = head(&call, begun).into_iter();
    execute(ledger, &INSERT_CALL, cells.chain([text("running")]))?;
    Ok(call)
}

fn execute<'a>(
    ledger: &Connection,
    sql: &str,
    cells: impl IntoIterator<Item = Cell<'a>>,
) -> Result<usize> {
    run(&mut *ledger.prepare_cached(sql)?, cells)
}

fn known(ledger: &Connection, call: &str) -> Result<bool> {
    ledger
        .prepare_cached("SELECT 1 FROM call WHERE id = ?1")?
        .exists([call])
}

fn begin_attempt(ledger: &Connection, call: &str, begun: &AttemptHead) -> Result<()> {
    let cells = attempt(call, begun);
    execute(ledger, &INSERT_ATTEMPT, cells).map(drop)
}

fn end_attempt(ledger: &Connection, call: &str, ended: &AttemptEnd) -> Result<()> {
    if write_end(ledger, call, ended)? == 0 {
        begin_attempt(ledger, call, &lost_attempt(ledger, call, ended.no)?)?;
        write_end(ledger, call, ended)?;
    }
    Ok(())
}

fn write_end(ledger: &Connection, call: &str, ended: &AttemptEnd) -> Result<usize> {
    let cost = ended
        .cost
        .map_or(ValueRef::Null, |cost| ValueRef::Integer(cost.0));
    let which: [Cell<'_>; 3] = [text(call), ValueRef::Integer(ended.no.0.into()), cost];
    let losses = lost(ended);
    let cells = which.into_iter().chain(end(ended, losses.as_deref()));
    execute(ledger, &END_ATTEMPT, cells)
}

/// What a call's attempts cost when nobody saw them end is unknown.
fn close_attempts(ledger: &Connection, call: &str) -> Result<()> {
    ledger
        .prepare_cached(
            "UPDATE attempt SET unpriced = 1 \
             WHERE call = ?1 AND total_ms IS NULL AND simulated = 0 AND key IS NOT 'client'",
        )?
        .execute([call])?;
    Ok(())
}

/// Sums the call's attempts into its row.
fn sum_up(ledger: &Connection, call: &str) -> Result<()> {
    let cells = sums(ledger, call)?.cells();
    let cells = [text(call)].into_iter().chain(cells);
    execute(ledger, &SUM_CALL, cells).map(drop)
}

fn sums(ledger: &Connection, call: &str) -> Result<Summed> {
    let mut attempts = ledger.prepare_cached(
        "SELECT COALESCE(cost_nano, 0), simulated, unpriced, \
         COALESCE(usage_source IN ('provider', 'counted'), 0) FROM attempt WHERE call = ?1",
    )?;
    let mut rows = attempts.query([call])?;
    let mut summed = Summed::default();
    while let Some(row) = rows.next()? {
        summed.add(NanoUsd(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?);
    }
    Ok(summed)
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
        at: UnixMillis(at),
        account: LOST.into(),
        provider: LOST.into(),
        model: LOST.into(),
        simulated: false,
        reason: AttemptReason::First,
        key: None,
        translated: None,
    })
}
