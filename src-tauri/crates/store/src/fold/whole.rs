//! Calls whose records stand together in one batch, from beginning to settlement, as most do under
//! load: each row is written once, as it will stay, in place of some ten statements that bring it there.

use super::columns::{
    ANSWERED, ATTEMPT, Cell, END, HEAD, SETTLED, SUMS, Summed, answered, attempt, end, flag, head,
    insert, is_unpriced, lost, run, settled,
};
use crate::journal::line::Record;
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, CallHead, CallSettled, Outcome,
};
use pointsman_units::{CallId, NanoUsd};
use pointsman_wire::UsageSource;
use rusqlite::{CachedStatement, Connection, Result};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The records of one call in a batch.
pub(super) struct Gathered<'a> {
    call: CallId,
    head: Option<&'a CallHead>,
    attempts: Vec<(&'a AttemptHead, Option<&'a AttemptEnd>)>,
    settled: Option<&'a CallSettled>,
    /// A record came that does not follow the one before: something is missing or stands twice.
    odd: bool,
}

/// The calls of a batch, and for each record whose it is.
pub(super) struct Batch<'a> {
    calls: Vec<Gathered<'a>>,
    of_record: Vec<usize>,
}

impl<'a> Batch<'a> {
    /// Gathers records by call.
    pub fn gather(records: &[&'a Record]) -> Self {
        let mut places = HashMap::with_capacity(records.len() / 2);
        let mut batch = Self {
            calls: Vec::with_capacity(records.len() / 2),
            of_record: Vec::with_capacity(records.len()),
        };
        for record in records {
            let call = record.call();
            let place = *places.entry(call).or_insert_with(|| {
                batch.calls.push(Gathered::of(call));
                batch.calls.len() - 1
            });
            batch.of_record.push(place);
            if let Some(gathered) = batch.calls.get_mut(place) {
                gathered.take(record);
            }
        }
        batch
    }

    /// Whose the record at a place is, where that call is whole.
    pub fn whole_at(&self, place: usize) -> Option<&Gathered<'a>> {
        let gathered = self.calls.get(*self.of_record.get(place)?)?;
        gathered.is_whole().then_some(gathered)
    }
}

impl<'a> Gathered<'a> {
    fn of(call: CallId) -> Self {
        Self {
            call,
            head: None,
            attempts: Vec::new(),
            settled: None,
            odd: false,
        }
    }

    fn is_whole(&self) -> bool {
        self.settled.is_some() && !self.odd
    }

    fn take(&mut self, record: &'a Record) {
        let follows = self.settled.is_none()
            && match record {
                Record::Began(began) => self.begins(began),
                Record::Settled(settled) => self.settles(settled),
            };
        self.odd |= !follows;
    }

    /// Takes an attempt. False when it is not the one that follows.
    fn begins(&mut self, began: &'a AttemptBegan) -> bool {
        let no = began.attempt.no.0;
        let expected = self.attempts.len() + 1;
        let follows = match (&began.head, &began.previous) {
            (Some(head), None) => {
                self.head = Some(head);
                expected == 1
            }
            (None, Some(previous)) => self.ends(previous),
            (Some(_), Some(_)) | (None, None) => false,
        };
        self.attempts.push((&began.attempt, None));
        follows && usize::from(no) == expected
    }

    fn settles(&mut self, settled: &'a CallSettled) -> bool {
        self.settled = Some(settled);
        let ended = settled.last.as_ref().is_some_and(|last| self.ends(last));
        ended && settled.head.is_none()
    }

    /// The last attempt has ended so. False when it is of another one, or it had ended.
    fn ends(&mut self, end: &'a AttemptEnd) -> bool {
        match self.attempts.last_mut() {
            Some((head, slot @ None)) if head.no == end.no => {
                *slot = Some(end);
                true
            }
            Some(_) | None => false,
        }
    }
}

static INSERT_CALL: LazyLock<String> = LazyLock::new(|| {
    let columns = [&HEAD[..], &SETTLED, &ANSWERED, &SUMS].concat();
    insert("call", &columns, "ON CONFLICT (id) DO NOTHING")
});
static INSERT_ATTEMPT: LazyLock<String> = LazyLock::new(|| {
    let columns = [&ATTEMPT[..], &END, &["unpriced"]].concat();
    insert("attempt", &columns, "")
});

/// Writes whole calls.
pub(super) struct Writer<'c> {
    call: CachedStatement<'c>,
    attempt: CachedStatement<'c>,
}

impl<'c> Writer<'c> {
    pub fn new(ledger: &'c Connection) -> Result<Self> {
        Ok(Self {
            call: ledger.prepare_cached(&INSERT_CALL)?,
            attempt: ledger.prepare_cached(&INSERT_ATTEMPT)?,
        })
    }

    /// Writes a whole call. False when the ledger has it already, and nothing was written.
    pub fn write(&mut self, whole: &Gathered<'_>) -> Result<bool> {
        let (Some(begun), Some(over)) = (whole.head, whole.settled) else {
            return Ok(false);
        };
        let id = whole.call.to_string();
        let last = whole.attempts.last().map(|(head, _)| *head);
        let by = last.filter(|_| over.outcome == Outcome::Answered);
        let cells = head(&id, begun)
            .into_iter()
            .chain(settled(over))
            .chain(answered(by))
            .chain(sums(&whole.attempts).cells());
        if run(&mut self.call, cells)? == 0 {
            return Ok(false);
        }
        for (begun, ended) in &whole.attempts {
            let Some(ended) = ended else { continue };
            let unpriced: Cell<'_> = flag(is_unpriced(begun, ended.cost));
            let losses = lost(ended);
            let cells = attempt(&id, begun).into_iter();
            let cells = cells.chain(end(ended, losses.as_deref()));
            run(&mut self.attempt, cells.chain([unpriced]))?;
        }
        Ok(true)
    }
}

fn sums(attempts: &[(&AttemptHead, Option<&AttemptEnd>)]) -> Summed {
    let mut summed = Summed::default();
    for (head, end) in attempts {
        let Some(end) = end else { continue };
        let known = match end.usage_source {
            UsageSource::Provider | UsageSource::Counted => true,
            UsageSource::Estimated | UsageSource::None => false,
        };
        summed.add(
            end.cost.unwrap_or(NanoUsd::ZERO),
            head.simulated,
            is_unpriced(head, end.cost),
            known,
        );
    }
    summed
}
