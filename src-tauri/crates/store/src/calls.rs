//! Calls read back from the ledger with their attempts, newest first.

use crate::readers::ReadError;
use crate::words::{read, signed, to_reason, to_state, unsigned};
use crate::{AnsweredBy, AttemptRow, CallCost, CallRow};
use pointsman_engine::record::{AttemptEnd, AttemptHead, CallHead};
use pointsman_units::{AttemptNo, CallId, Millis, NanoUsd, Tokens, UnixMillis};
use pointsman_wire::canon::Loss;
use pointsman_wire::{Dialect, FailureKind, Usage};
use rusqlite::{Connection, Row, named_params};
use std::sync::Arc;

/// Which calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallQuery {
    /// At most so many, the newest.
    pub last: usize,
    /// Only those before this one, for the next page.
    pub before: Option<CallId>,
    /// Only those that arrived at or after this.
    pub since: Option<UnixMillis>,
    /// Only those that arrived before this.
    pub until: Option<UnixMillis>,
    /// Only those of this project.
    pub project: Option<Arc<str>>,
}

impl CallQuery {
    /// The newest `last` calls, whatever they are.
    pub fn newest(last: usize) -> Self {
        Self {
            last,
            before: None,
            since: None,
            until: None,
            project: None,
        }
    }
}

/// Sorts after the text of each call id, which begins with a digit.
const AFTER_EVERY_ID: &str = "A";

/// The newest calls of a query.
pub(crate) fn newest(ledger: &Connection, query: &CallQuery) -> Result<Vec<CallRow>, ReadError> {
    // By the primary key alone, newest first until there are enough: `+` keeps SQLite from gathering
    // a whole range by another index to sort it.
    let mut calls = ledger.prepare_cached(
        "SELECT * FROM call WHERE id < :before AND +at >= :since AND +at < :until \
         AND (:project IS NULL OR +project = :project) ORDER BY id DESC LIMIT :last",
    )?;
    let mut rows = calls.query(named_params! {
        ":before": query.before.map_or(AFTER_EVERY_ID.to_owned(), |call| call.to_string()),
        ":since": query.since.map_or(i64::MIN, |at| at.0),
        ":until": query.until.map_or(i64::MAX, |at| at.0),
        ":project": query.project,
        ":last": signed(query.last as u64),
    })?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(call(ledger, row)?);
    }
    Ok(found)
}

/// One call.
pub(crate) fn one(ledger: &Connection, id: CallId) -> Result<Option<CallRow>, ReadError> {
    let mut calls = ledger.prepare_cached("SELECT * FROM call WHERE id = ?1")?;
    let mut rows = calls.query([id.to_string()])?;
    rows.next()?.map(|row| call(ledger, row)).transpose()
}

/// The call of a row with every column of `call`.
pub(crate) fn call(ledger: &Connection, row: &Row<'_>) -> Result<CallRow, ReadError> {
    let id: String = row.get("id")?;
    let bad = |column| ReadError::BadRow {
        call: id.clone(),
        column,
    };
    let state: String = row.get("state")?;
    let failure = failure(row, "failure").map_err(|error| error.of(&id))?;
    Ok(CallRow {
        head: head(row, &id)?,
        state: to_state(&state, failure).ok_or_else(|| bad("state"))?,
        status: row.get("status")?,
        answered_by: answered_by(row)?,
        moved: row.get("moved")?,
        total: millis(row, "total_ms")?,
        prompt: row.get("prompt")?,
        told: row.get("told")?,
        cost: CallCost {
            exact: NanoUsd(row.get("cost_nano")?),
            estimated: NanoUsd(row.get("estimated_nano")?),
            unpriced: unsigned(row.get("unpriced")?),
            simulated: NanoUsd(row.get("simulated_nano")?),
        },
        simulated: row.get("simulated")?,
        attempts: attempts(ledger, &id)?,
    })
}

fn head(row: &Row<'_>, id: &str) -> Result<CallHead, ReadError> {
    let bad = |column| ReadError::BadRow {
        call: id.to_owned(),
        column,
    };
    Ok(CallHead {
        call: id.parse().map_err(|_| bad("id"))?,
        at: UnixMillis(row.get("at")?),
        dialect: read(row.get("dialect")?).ok_or_else(|| bad("dialect"))?,
        project: row.get("project")?,
        key: row.get("local_key")?,
        tool: row.get("tool")?,
        environment: row.get("environment")?,
        user: row.get("end_user")?,
        asked: row.get("asked")?,
        chain: row.get("chain")?,
        stream: row.get("stream")?,
        policy: row.get("policy")?,
        client_retry: row.get("client_retry")?,
        idempotency: row.get("idempotency")?,
    })
}

fn answered_by(row: &Row<'_>) -> rusqlite::Result<Option<AnsweredBy>> {
    let account: Option<Arc<str>> = row.get("answered_account")?;
    let Some(account) = account else {
        return Ok(None);
    };
    Ok(Some(AnsweredBy {
        account,
        provider: row.get("answered_provider")?,
        model: row.get("answered_model")?,
    }))
}

fn attempts(ledger: &Connection, call: &str) -> Result<Vec<AttemptRow>, ReadError> {
    let mut attempts =
        ledger.prepare_cached("SELECT * FROM attempt WHERE call = ?1 ORDER BY no")?;
    let mut rows = attempts.query([call])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(attempt(row).map_err(|error| error.of(call))?);
    }
    Ok(found)
}

fn attempt(row: &Row<'_>) -> Result<AttemptRow, BadColumn> {
    let reason: String = row.get("reason")?;
    let after = failure(row, "reason_failure")?;
    Ok(AttemptRow {
        head: AttemptHead {
            no: AttemptNo(row.get("no")?),
            at: UnixMillis(row.get("at")?),
            account: row.get("account")?,
            provider: row.get("provider")?,
            model: row.get("model")?,
            simulated: row.get("simulated")?,
            reason: to_reason(&reason, after).ok_or(BadColumn::Word("reason"))?,
            key: row.get("key")?,
            translated: dialect(row, "translated")?,
        },
        end: millis(row, "total_ms")?
            .map(|total| end(row, total))
            .transpose()?,
        unpriced: row.get("unpriced")?,
    })
}

fn end(row: &Row<'_>, total: Millis) -> Result<AttemptEnd, BadColumn> {
    let tokens = |column| -> rusqlite::Result<Option<Tokens>> {
        let count: Option<i64> = row.get(column)?;
        Ok(count.map(|count| Tokens(unsigned(count))))
    };
    let source: Option<String> = row.get("usage_source")?;
    Ok(AttemptEnd {
        no: AttemptNo(row.get("no")?),
        failure: failure(row, "failure")?,
        message: row.get("message")?,
        status: row.get("status")?,
        head: millis(row, "head_ms")?,
        first_content: millis(row, "first_content_ms")?,
        total,
        usage: Usage {
            input: tokens("input")?,
            cached: tokens("cached")?,
            cache_write: tokens("cache_write")?,
            cache_write_1h: tokens("cache_write_1h")?,
            audio_in: tokens("audio_in")?,
            output: tokens("output")?,
            reasoning: tokens("reasoning")?,
            audio_out: tokens("audio_out")?,
        },
        usage_source: source
            .and_then(read)
            .ok_or(BadColumn::Word("usage_source"))?,
        cost: row.get::<_, Option<i64>>("cost_nano")?.map(NanoUsd),
        price_from: row.get("price_from")?,
        price_source: row.get("price_source")?,
        said_model: row.get("said_model")?,
        losses: losses(row)?,
    })
}

fn dialect(row: &Row<'_>, column: &'static str) -> Result<Option<Dialect>, BadColumn> {
    let word: Option<String> = row.get(column)?;
    word.map(|word| read(word).ok_or(BadColumn::Word(column)))
        .transpose()
}

fn losses(row: &Row<'_>) -> Result<Vec<Loss>, BadColumn> {
    let text: Option<String> = row.get("losses")?;
    let read = text.map(|text| serde_json::from_str(&text).map_err(|_| BadColumn::Word("losses")));
    Ok(read.transpose()?.unwrap_or_default())
}

fn failure(row: &Row<'_>, column: &'static str) -> Result<Option<FailureKind>, BadColumn> {
    let code: Option<String> = row.get(column)?;
    code.map(|code| read(code).ok_or(BadColumn::Word(column)))
        .transpose()
}

fn millis(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Millis>> {
    let span: Option<i64> = row.get(column)?;
    Ok(span.map(|span| Millis(unsigned(span))))
}

/// Why a row cannot be read, before it is known of which call.
enum BadColumn {
    Sql(rusqlite::Error),
    Word(&'static str),
}

impl BadColumn {
    fn of(self, call: &str) -> ReadError {
        match self {
            Self::Sql(error) => ReadError::Sql(error),
            Self::Word(column) => ReadError::BadRow {
                call: call.to_owned(),
                column,
            },
        }
    }
}

impl From<rusqlite::Error> for BadColumn {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}
