//! The columns that the fold fills, each list with its values beside it: whoever adds a column adds it
//! here, and every statement has it.

use crate::CallState;
use crate::words::{of_dialect, of_reason, of_source, of_state, signed};
use pointsman_engine::record::{AttemptEnd, AttemptHead, CallHead, CallSettled, Outcome};
use pointsman_units::{NanoUsd, Tokens};
use rusqlite::Statement;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// One value, borrowed from the record that it comes from.
pub(super) type Cell<'a> = ValueRef<'a>;

/// What is known of a call when it begins.
pub(super) const HEAD: [&str; 14] = [
    "id",
    "at",
    "dialect",
    "project",
    "local_key",
    "tool",
    "environment",
    "end_user",
    "asked",
    "chain",
    "stream",
    "policy",
    "client_retry",
    "idempotency",
];

/// The values of [`HEAD`].
pub(super) fn head<'a>(call: &'a str, head: &'a CallHead) -> [Cell<'a>; 14] {
    [
        text(call),
        number(head.at.0),
        text(of_dialect(head.dialect)),
        text(&head.project),
        text(&head.key),
        text_or_null(head.tool.as_deref()),
        text_or_null(head.environment.as_deref()),
        text_or_null(head.user.as_deref()),
        text(&head.asked),
        text(&head.chain),
        flag(head.stream),
        text(&head.policy),
        number(head.client_retry.into()),
        text_or_null(head.idempotency.as_deref()),
    ]
}

/// What is known of a call when it is over, but for who answered.
pub(super) const SETTLED: [&str; 7] = [
    "state", "failure", "status", "moved", "total_ms", "prompt", "told",
];

/// The values of [`SETTLED`].
pub(super) fn settled(settled: &CallSettled) -> [Cell<'_>; 7] {
    let (state, failure) = of_state(match settled.outcome {
        Outcome::Answered => CallState::Answered,
        Outcome::Failed(kind) => CallState::Failed(kind),
        Outcome::Cancelled => CallState::Cancelled,
    });
    [
        text(state),
        text_or_null(failure),
        number_or_null(settled.status.map(i64::from)),
        text_or_null(settled.moved.as_deref()),
        number(signed(settled.total.0)),
        text_or_null(settled.prompt.as_deref()),
        text_or_null(settled.told.as_deref()),
    ]
}

/// Who answered.
pub(super) const ANSWERED: [&str; 3] = ["answered_account", "answered_provider", "answered_model"];

/// The values of [`ANSWERED`]; `None` where nobody did.
pub(super) fn answered(by: Option<&AttemptHead>) -> [Cell<'_>; 3] {
    [
        text_or_null(by.map(|by| &*by.account)),
        text_or_null(by.map(|by| &*by.provider)),
        text_or_null(by.map(|by| &*by.model)),
    ]
}

/// The sums of a call over its ended attempts.
pub(super) const SUMS: [&str; 5] = [
    "simulated",
    "cost_nano",
    "estimated_nano",
    "simulated_nano",
    "unpriced",
];

/// Sums over the attempts of a call.
#[derive(Default)]
pub(super) struct Summed {
    attempts: u32,
    simulated: u32,
    unpriced: u32,
    exact: NanoUsd,
    estimated: NanoUsd,
    made_up: NanoUsd,
}

impl Summed {
    /// Counts an attempt. `known`: the usage behind its cost was not estimated.
    pub fn add(&mut self, cost: NanoUsd, simulated: bool, unpriced: bool, known: bool) {
        self.attempts += 1;
        self.unpriced += u32::from(unpriced);
        match (simulated, known) {
            (true, _) => {
                self.simulated += 1;
                self.made_up += cost;
            }
            (false, true) => self.exact += cost,
            (false, false) => self.estimated += cost,
        }
    }

    /// The values of [`SUMS`].
    pub fn cells(&self) -> [Cell<'static>; 5] {
        [
            flag(self.attempts > 0 && self.simulated == self.attempts),
            number(self.exact.0),
            number(self.estimated.0),
            number(self.made_up.0),
            number(self.unpriced.into()),
        ]
    }
}

/// What is known of an attempt when it begins.
pub(super) const ATTEMPT: [&str; 11] = [
    "call",
    "no",
    "at",
    "account",
    "provider",
    "model",
    "simulated",
    "reason",
    "reason_failure",
    "key",
    "translated",
];

/// The values of [`ATTEMPT`].
pub(super) fn attempt<'a>(call: &'a str, head: &'a AttemptHead) -> [Cell<'a>; 11] {
    let (reason, failure) = of_reason(head.reason);
    [
        text(call),
        number(head.no.0.into()),
        number(head.at.0),
        text(&head.account),
        text(&head.provider),
        text(&head.model),
        flag(head.simulated),
        text(reason),
        text_or_null(failure),
        text_or_null(head.key.as_deref()),
        text_or_null(head.translated.map(of_dialect)),
    ]
}

/// What is known of an attempt when it has ended.
pub(super) const END: [&str; 20] = [
    "failure",
    "message",
    "status",
    "head_ms",
    "first_content_ms",
    "total_ms",
    "input",
    "cached",
    "cache_write",
    "cache_write_1h",
    "audio_in",
    "output",
    "reasoning",
    "audio_out",
    "usage_source",
    "cost_nano",
    "price_from",
    "price_source",
    "said_model",
    "losses",
];

/// The values of [`END`]. `losses` is what [`lost`] makes of it.
pub(super) fn end<'a>(end: &'a AttemptEnd, losses: Option<&'a str>) -> [Cell<'a>; 20] {
    let used = &end.usage;
    let count = |tokens: Option<Tokens>| number_or_null(tokens.map(|tokens| signed(tokens.0)));
    let span = |span: Option<pointsman_units::Millis>| number_or_null(span.map(|it| signed(it.0)));
    [
        text_or_null(end.failure.map(|kind| kind.code())),
        text_or_null(end.message.as_deref()),
        number_or_null(end.status.map(i64::from)),
        span(end.head),
        span(end.first_content),
        span(Some(end.total)),
        count(used.input),
        count(used.cached),
        count(used.cache_write),
        count(used.cache_write_1h),
        count(used.audio_in),
        count(used.output),
        count(used.reasoning),
        count(used.audio_out),
        text(of_source(end.usage_source)),
        number_or_null(end.cost.map(|cost| cost.0)),
        text_or_null(end.price_from.as_deref()),
        text_or_null(end.price_source.as_deref()),
        text_or_null(end.said_model.as_deref()),
        text_or_null(losses),
    ]
}

/// What was lost, as its column keeps it; `None` where nothing was.
pub(super) fn lost(end: &AttemptEnd) -> Option<String> {
    let some = Some(&end.losses).filter(|losses| !losses.is_empty())?;
    serde_json::to_string(some).ok()
}

/// Whether an ended attempt's cost is unknown. A simulated one costs nothing that is real.
/// One that the caller's subscription pays has no cost to be known.
pub(super) fn is_unpriced(head: &AttemptHead, cost: Option<NanoUsd>) -> bool {
    !head.simulated && !head.is_subscription() && cost.is_none()
}

/// `INSERT INTO table (columns) VALUES (?1, …)`, with something behind it.
pub(super) fn insert(table: &str, columns: &[&str], behind: &str) -> String {
    let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    format!(
        "INSERT INTO {table} ({}) VALUES ({}) {behind}",
        columns.join(", "),
        marks.join(", ")
    )
}

/// `column = ?from, …` for an update.
pub(super) fn assignments(columns: &[&str], from: usize) -> String {
    let assigned: Vec<String> = (from..)
        .zip(columns)
        .map(|(at, column)| format!("{column} = ?{at}"))
        .collect();
    assigned.join(", ")
}

/// Runs a statement with these values, in order from the first mark on.
pub(super) fn run<'a>(
    statement: &mut Statement<'_>,
    cells: impl IntoIterator<Item = Cell<'a>>,
) -> rusqlite::Result<usize> {
    for (at, cell) in (1..).zip(cells) {
        statement.raw_bind_parameter(at, ToSqlOutput::Borrowed(cell))?;
    }
    statement.raw_execute()
}

pub(super) fn text(text: &str) -> Cell<'_> {
    ValueRef::Text(text.as_bytes())
}

pub(super) fn number(number: i64) -> Cell<'static> {
    ValueRef::Integer(number)
}

pub(super) fn flag(flag: bool) -> Cell<'static> {
    number(flag.into())
}

fn text_or_null(it: Option<&str>) -> Cell<'_> {
    it.map_or(ValueRef::Null, text)
}

fn number_or_null(it: Option<i64>) -> Cell<'static> {
    it.map_or(ValueRef::Null, number)
}
