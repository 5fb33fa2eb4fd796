//! The one writer: a thread that folds the journal into SQLite in batches.
//!
//! How far it has come is stored in the same transaction as the rows, so a record is in the tables
//! exactly once, whenever the process ends; a start simply goes on from there.

mod bell;

use crate::journal::{self, Journal, Position, bytes_between, segment_path, segments, tail};
use crate::schema::file;
use crate::{Health, Reason, Settings, StoreError, fold};
use bell::{Bell, LONGEST_WAIT, Order, SETTLE_WITHIN};
use rusqlite::{Connection, params};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

/// The door to the writer's thread. Dropping it ends the thread.
pub(crate) struct Writer {
    bell: Arc<Bell>,
    journal: Arc<Journal>,
    folder: PathBuf,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(folding: Folding, settings: Settings) -> io::Result<Self> {
        let bell = Arc::new(Bell::new(settings.fold, folding.folded));
        let (journal, folder) = (Arc::clone(&folding.journal), folding.folder.clone());
        let answering = Arc::clone(&bell);
        let thread = std::thread::Builder::new()
            .name("pointsman-ledger".to_owned())
            .spawn(move || run(folding, &answering))?;
        Ok(Self {
            bell,
            journal,
            folder,
            thread: Some(thread),
        })
    }

    /// Something was written.
    pub fn written(&self) {
        self.bell.written();
    }

    /// Waits until everything that stands in the journal now is folded.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        self.journal
            .unspool()
            .map_err(|error| StoreError::Behind(Reason::of(&error)))?;
        self.bell
            .fold_up_to(self.journal.end())
            .map_err(StoreError::Behind)
    }

    /// How it stands.
    pub fn health(&self) -> Health {
        let waiting = self.journal.waiting();
        if waiting.records > 0 {
            return Health::Spooling {
                records: waiting.records,
                bytes: waiting.bytes,
                full: waiting.full,
            };
        }
        let Some((folded, reason)) = self.bell.trouble() else {
            return Health::Ok;
        };
        let bytes = bytes_between(&self.folder, folded, self.journal.end()).unwrap_or(0);
        Health::Behind { bytes, reason }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.bell.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the ledger's writer has panicked");
        }
    }
}

/// How much of what was folded is on the disk.
enum Settled {
    /// All of it.
    Whole,
    /// Not all, because a reader still stands on an older page.
    InPart,
}

/// Everything that folding needs.
pub(crate) struct Folding {
    ledger: Connection,
    path: PathBuf,
    folder: PathBuf,
    journal: Arc<Journal>,
    settings: Settings,
    /// How far the tables are.
    folded: Position,
    /// Bytes that were put off at the last look.
    put_off: u64,
}

impl Folding {
    /// Goes on from where the ledger at `path` says that it stands, into a new segment.
    pub fn resume(
        ledger: Connection,
        path: &Path,
        settings: Settings,
    ) -> Result<(Self, Arc<Journal>), StoreError> {
        let folder = path.with_file_name("journal");
        let folded = ledger
            .query_row(
                "SELECT segment, offset FROM journal_position WHERE id = 1",
                [],
                |row| {
                    Ok(Position {
                        segment: crate::words::unsigned(row.get(0)?),
                        offset: crate::words::unsigned(row.get(1)?),
                    })
                },
            )
            .map_err(|error| StoreError::of(path, error))?;
        let journal = Journal::begin(&folder, folded, settings.segment_bytes)
            .map_err(file("begin a segment in", &folder))?;
        let journal = Arc::new(journal);
        let folding = Self {
            ledger,
            path: path.to_owned(),
            folder,
            journal: Arc::clone(&journal),
            settings,
            folded,
            put_off: 0,
        };
        Ok((folding, journal))
    }

    /// Folds everything that stands in the journal now.
    pub fn fold(&mut self) -> Result<(), StoreError> {
        let end = self.journal.end();
        self.put_off = 0;
        while self.folded < end {
            let before = self.folded;
            self.fold_batch()?;
            // Half a record may stand before the end; it is not folded before it is whole.
            if self.folded == before {
                break;
            }
        }
        Ok(())
    }

    /// Whether records come so fast that the fold had better wait.
    pub fn is_flooded(&mut self) -> bool {
        let behind = bytes_between(&self.folder, self.folded, self.journal.end());
        // What cannot be known is not put off.
        let behind = behind.unwrap_or(u64::MAX);
        let came = behind.saturating_sub(self.put_off);
        let flooded = came >= self.settings.flood_bytes && behind < self.settings.most_behind;
        self.put_off = if flooded { behind } else { 0 };
        flooded
    }

    /// Marks what an earlier process left running.
    pub fn interrupt_running(&mut self) -> Result<(), StoreError> {
        let interrupted = (|| {
            let transaction = self.ledger.transaction()?;
            let interrupted = fold::interrupt_running(&transaction)?;
            transaction.commit()?;
            Ok(interrupted)
        })()
        .map_err(|error| StoreError::of(&self.path, error))?;
        if interrupted > 0 {
            tracing::warn!(interrupted, "calls were running when Pointsman last ended");
        }
        Ok(())
    }

    fn fold_batch(&mut self) -> Result<(), StoreError> {
        let most = self.settings.batch_records.max(1);
        let batch = tail::read(&self.folder, self.folded, most)
            .map_err(file("read the journal in", &self.folder))?;
        if batch.next == self.folded {
            return Ok(());
        }
        write_batch(&mut self.ledger, &batch).map_err(|error| StoreError::of(&self.path, error))?;
        self.folded = batch.next;
        for line in &batch.lines {
            if let Err(reason) = &line.record {
                let Position { segment, offset } = line.at;
                tracing::error!(segment, offset, %reason, "a journal line cannot be read");
            }
        }
        Ok(())
    }

    /// Brings what was folded and what was put off to the disk, and removes the segments that are in
    /// the tables whole.
    fn settle(&self) -> Result<Settled, StoreError> {
        if self.put_off > 0 {
            journal::sync_from(&self.folder, self.folded.segment)
                .map_err(file("bring to the disk the journal in", &self.folder))?;
        }
        let whole = self
            .ledger
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
                Ok(row.get::<_, i64>(1)? == row.get::<_, i64>(2)?)
            })
            .map_err(|error| StoreError::of(&self.path, error))?;
        if !whole || self.put_off > 0 {
            return Ok(Settled::InPart);
        }
        let remove = || -> io::Result<Settled> {
            for segment in segments(&self.folder)? {
                if segment < self.folded.segment {
                    std::fs::remove_file(segment_path(&self.folder, segment))?;
                }
            }
            Ok(Settled::Whole)
        };
        remove().map_err(file("remove folded segments from", &self.folder))
    }
}

fn write_batch(ledger: &mut Connection, batch: &tail::Batch) -> rusqlite::Result<()> {
    let transaction = ledger.transaction()?;
    let mut records = Vec::with_capacity(batch.lines.len());
    for line in &batch.lines {
        match &line.record {
            Ok(record) => records.push(record),
            Err(reason) => {
                transaction.execute(
                    "INSERT OR REPLACE INTO journal_defect VALUES (?1, ?2, ?3)",
                    params![
                        crate::words::signed(line.at.segment),
                        crate::words::signed(line.at.offset),
                        reason.to_string()
                    ],
                )?;
            }
        }
    }
    fold::apply(&transaction, &records)?;
    transaction.execute(
        "UPDATE journal_position SET segment = ?1, offset = ?2 WHERE id = 1",
        params![
            crate::words::signed(batch.next.segment),
            crate::words::signed(batch.next.offset)
        ],
    )?;
    transaction.commit()
}

fn run(mut folding: Folding, bell: &Bell) {
    let _silence = bell.silence_at_end();
    loop {
        let order = bell.wait();
        // Calls write themselves what they left for later. This is for those that ran where nobody
        // does; where it fails, it waits with what the disk does not take.
        let _ = folding.journal.flush();
        match order {
            Order::Look(_) if folding.is_flooded() => bell.put_off(),
            Order::Look(ticket) | Order::Fold(ticket) => fold_once(&mut folding, bell, ticket),
            Order::Settle => {
                let again = match folding.settle() {
                    Ok(Settled::Whole) => None,
                    Ok(Settled::InPart) => Some(SETTLE_WITHIN),
                    Err(error) => {
                        tracing::warn!(%error, "the ledger could not be brought to the disk");
                        Some(LONGEST_WAIT)
                    }
                };
                bell.settled(again);
            }
            Order::Stop => return,
        }
    }
}

fn fold_once(folding: &mut Folding, bell: &Bell, ticket: u64) {
    let spooled = folding.journal.unspool();
    let folded = folding.fold();
    if let Err(error) = &folded {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::error!(%error, cause, "the journal cannot be folded, trying again");
    }
    // With a trouble the bell rings again by itself.
    let trouble = folded.err().map(|error| error.reason());
    let trouble = trouble.or(spooled.err().map(|error| Reason::of(&error)));
    bell.folded(ticket, folding.folded, trouble);
}
