//! The ledger from outside: records go in through the journal, rows and reports come out of SQLite.

use crate::journal::line::{self, Entry};
use crate::journal::{Journal, When};
use crate::readers::Readers;
use crate::schema::{self, MIGRATIONS, file};
use crate::writer::{Folding, Writer};
use crate::{
    CallPage, CallQuery, CallRow, Defect, Facet, Health, Narrow, Old, Overview, Settings, Spend,
    SpendDay, SpendQuery, SpendTable, StoreError, Tried, ValueCount, calls, hour, requests,
    retention, spend, words,
};
use pointsman_engine::ports::{Ledger, LedgerTrouble};
use pointsman_engine::record::{AttemptBegan, CallSettled};
use pointsman_units::{CallId, UnixMillis};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

thread_local! {
    /// Where a thread writes its lines, one after another.
    static LINE: RefCell<Vec<u8>> = RefCell::new(Vec::with_capacity(1024));
}

/// The ledger of one data folder, opened by its owner. At most one may be open per folder, which the
/// owner's lock of the folder sees to. Reading blocks, so async code reads on a blocking thread.
///
/// Dropping it folds what is left and ends the writer's thread.
pub struct Store {
    // Before the writer, whose connection is then the last and puts the files in order.
    readers: Readers,
    journal: Arc<Journal>,
    writer: Writer,
    path: PathBuf,
}

impl Store {
    /// Opens the ledger of a data folder, or begins one: migrates it, folds what an earlier process
    /// left in the journal, marks its running calls interrupted and starts the writer.
    ///
    /// # Errors
    /// `Newer`, `Damaged`, `DiskFull`, `Busy`, `File`, `Sql`. Nothing was lost then.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(folder, Settings::default())
    }

    /// As [`Store::open`], with settings of one's own.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(folder: &Path, settings: Settings) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(file("create", folder))?;
        let path = folder.join("ledger.db");
        let ledger = schema::open(&path, MIGRATIONS, settings.lock_patience)?;
        let (mut folding, journal) = Folding::resume(ledger, &path, settings)?;
        folding.fold()?;
        folding.interrupt_running()?;
        let writer =
            Writer::start(folding, settings).map_err(file("start the writer of", &path))?;
        Ok(Self {
            readers: Readers::new(&path),
            journal,
            writer,
            path,
        })
    }

    /// The newest calls, newest first, with their attempts.
    ///
    /// # Errors
    /// `BadRow`, and what SQLite says.
    pub fn calls(&self, query: &CallQuery) -> Result<Vec<CallRow>, StoreError> {
        self.readers.read(|ledger| calls::newest(ledger, query))
    }

    /// One call with its attempts; `None` when the ledger does not have it.
    ///
    /// # Errors
    /// `BadRow`, and what SQLite says.
    pub fn call(&self, call: CallId) -> Result<Option<CallRow>, StoreError> {
        self.readers.read(|ledger| calls::one(ledger, call))
    }

    /// The ended attempts of calls that arrived at or after a point, newest calls first, at most
    /// `most`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tried(&self, since: UnixMillis, most: usize) -> Result<Vec<Tried>, StoreError> {
        self.readers.read(|ledger| hour::tried(ledger, since, most))
    }

    /// One page of the calls that fit, newest first: at most `limit` of those before `before`. Fewer, with
    /// a `next`, where not all was looked through.
    ///
    /// # Errors
    /// `BadRow`, and what SQLite says.
    pub fn page(
        &self,
        narrow: &Narrow,
        before: Option<CallId>,
        limit: u32,
    ) -> Result<CallPage, StoreError> {
        self.readers
            .read(|ledger| requests::page(ledger, narrow, before, limit))
    }

    /// Sums over all calls that fit, and how they lie in time up to `now`, in about `bars` bars.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn overview(
        &self,
        narrow: &Narrow,
        now: UnixMillis,
        bars: u16,
    ) -> Result<Overview, StoreError> {
        self.readers
            .read(|ledger| requests::overview(ledger, narrow, now, bars))
    }

    /// The values of a facet among the newest calls that fit, the most frequent first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn values(&self, narrow: &Narrow, facet: Facet) -> Result<Vec<ValueCount>, StoreError> {
        self.readers
            .read(|ledger| requests::values(ledger, narrow, facet))
    }

    /// When each local key was used last, among the newest `most` calls.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn keys_used(&self, most: usize) -> Result<Vec<(String, UnixMillis)>, StoreError> {
        self.readers.read(|ledger| hour::keys_used(ledger, most))
    }

    /// When a project's last call arrived; `None` when the ledger has none of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn project_used(&self, project: &str) -> Result<Option<UnixMillis>, StoreError> {
        self.readers
            .read(|ledger| hour::project_used(ledger, project))
    }

    /// Whether there is any call.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn any_calls(&self) -> Result<bool, StoreError> {
        self.readers
            .read(|ledger| Ok(ledger.prepare_cached("SELECT 1 FROM call")?.exists([])?))
    }

    /// What was spent, by one dimension.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn spend(&self, query: &SpendQuery) -> Result<SpendTable, StoreError> {
        self.readers.read(|ledger| spend::table(ledger, query))
    }

    /// What was spent per day and by one dimension, by day and key. Days without a call are left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn spend_days(&self, query: &SpendQuery) -> Result<Vec<SpendDay>, StoreError> {
        self.readers.read(|ledger| spend::days(ledger, query))
    }

    /// What was spent by calls that arrived since the last local midnight before `now`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn totals_today(&self, now: UnixMillis, offset_minutes: i32) -> Result<Spend, StoreError> {
        let midnight = spend::midnight(now, offset_minutes);
        self.readers
            .read(|ledger| spend::total(ledger, Some(midnight), None))
    }

    /// Waits until everything that is journalled now is folded, so that reports equal the truth.
    ///
    /// # Errors
    /// `Behind` when the fold failed. Nothing is lost then, but reports miss the newest calls.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        self.writer.catch_up()
    }

    /// Lets go of the ended calls that arrived more than so many whole days before today, at most one
    /// batch of them. Their rows and their attempts' are deleted together, so that no sum counts half
    /// a call, and days leave whole.
    ///
    /// # Errors
    /// What SQLite says; the batch then stays whole.
    pub fn let_go(
        &self,
        days: u32,
        now: UnixMillis,
        offset_minutes: i32,
    ) -> Result<Old, StoreError> {
        let today = spend::midnight(now, offset_minutes);
        retention::let_go(&self.path, retention::earlier(today, days))
    }

    /// When the oldest call of the ledger arrived: reports say nothing of the time before. `None`
    /// when there is no call.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn begins(&self) -> Result<Option<UnixMillis>, StoreError> {
        self.readers.read(|ledger| Ok(retention::oldest(ledger)?))
    }

    /// How it stands with the fold. Cheap while all is well.
    pub fn health(&self) -> Health {
        self.writer.health()
    }

    /// The lines of the journal that could not be read, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn defects(&self) -> Result<Vec<Defect>, StoreError> {
        self.readers.read(|ledger| {
            let mut defects = ledger
                .prepare("SELECT segment, offset, reason FROM journal_defect ORDER BY 1, 2")?;
            let defects = defects.query_map([], |row| {
                Ok(Defect {
                    segment: words::unsigned(row.get(0)?),
                    offset: words::unsigned(row.get(1)?),
                    reason: row.get(2)?,
                })
            })?;
            Ok(defects.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn path(&self) -> &Path {
        self.readers.path()
    }

    fn journal(&self, entry: Entry<'_>, when: When) -> Result<(), LedgerTrouble> {
        let put = LINE.with_borrow_mut(|line| {
            line::write(entry, line)?;
            self.journal.append(line, when)
        });
        put.map_err(LedgerTrouble)?;
        self.writer.written();
        Ok(())
    }
}

impl Ledger for Store {
    fn attempt_begins(&self, began: &AttemptBegan) -> Result<(), LedgerTrouble> {
        self.journal(Entry::Began(began), When::Now)
    }

    fn call_settles(&self, settled: &CallSettled) -> Result<(), LedgerTrouble> {
        self.journal(Entry::Settled(settled), When::Later)
    }

    fn rest(&self) -> Result<(), LedgerTrouble> {
        self.journal.flush().map_err(LedgerTrouble)
    }

    fn has_room(&self) -> bool {
        self.journal.has_room()
    }
}
