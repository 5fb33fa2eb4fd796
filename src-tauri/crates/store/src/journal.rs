//! The journal: append-only files that take one `write` per attempt, before anything can cost. What
//! says how a call ended may wait for the next one.
//!
//! Knows no SQL. Nothing is synced here: what was written survives the process, not a power cut; the
//! writer brings it to the disk within a second.

pub(crate) mod line;
mod quill;
pub(crate) mod spool;
pub(crate) mod tail;

use crate::schema::create_folder;
use spool::{Spool, Waiting};

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A place in the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The segment's number, from 1.
    pub segment: u64,
    /// Bytes from its beginning.
    pub offset: u64,
}

/// The journal's end, where records are appended.
pub(crate) struct Journal {
    folder: PathBuf,
    segment_bytes: u64,
    end: Mutex<End>,
    /// So much waits in memory that no new call is let in.
    full: AtomicBool,
    /// Something waits for the next write.
    late: AtomicBool,
}

/// When a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Before `append` returns.
    Now,
    /// With the next record that is written at once, or when somebody asks (`flush`).
    Later,
}

/// So many bytes never wait for the next write.
const MOST_LATE: usize = 64 << 10;

struct End {
    file: File,
    at: Position,
    /// The length at which a new segment is begun.
    full_at: u64,
    /// Half a record stands at the end and could not be taken back.
    torn: bool,
    /// Whole lines that wait for the next write.
    late: Vec<u8>,
    /// What the disk has not taken yet. Whatever comes later stands behind it.
    spool: Spool,
}

impl Journal {
    /// Begins a segment after every segment there is and after `folded`. An old segment is never
    /// appended to, so whatever stands in one is final.
    pub fn begin(folder: &Path, folded: Position, segment_bytes: u64) -> io::Result<Self> {
        create_folder(folder)?;
        let newest = segments(folder)?.last().copied().unwrap_or(0);
        let segment = newest.max(folded.segment) + 1;
        Ok(Self {
            folder: folder.to_owned(),
            segment_bytes,
            end: Mutex::new(End::begin(folder, segment, segment_bytes)?),
            full: AtomicBool::new(false),
            late: AtomicBool::new(false),
        })
    }

    /// Appends one line, and with it what waited for this write: one `write` in all. It is whole in
    /// the operating system's hands, or nothing of it is in the journal: then it waits in memory until
    /// the disk has room. A line that may come later waits for the next write.
    ///
    /// # Errors
    /// When not even memory takes it, because too much waits there already.
    pub fn append(&self, line: &[u8], when: When) -> io::Result<()> {
        let mut end = self.lock();
        end.late.extend_from_slice(line);
        // Where the disk takes nothing, whoever writes hears at once whether memory does.
        let waits = when == When::Later && end.spool.is_empty() && end.late.len() < MOST_LATE;
        if waits {
            self.late.store(true, Ordering::Relaxed);
            return Ok(());
        }
        self.write_late(&mut end)
    }

    /// Writes what waits for the next write. Costs one atomic where nothing does.
    ///
    /// # Errors
    /// When neither the disk nor memory takes it.
    pub fn flush(&self) -> io::Result<()> {
        match self.late.load(Ordering::Relaxed) {
            true => self.write_late(&mut self.lock()),
            false => Ok(()),
        }
    }

    fn write_late(&self, end: &mut End) -> io::Result<()> {
        self.late.store(false, Ordering::Relaxed);
        if end.late.is_empty() {
            return Ok(());
        }
        let mut lines = std::mem::take(&mut end.late);
        let taken = end.spool.is_empty() && self.takes(end, &lines);
        let kept = match taken {
            true => Ok(()),
            false => lines
                .split_inclusive(|byte| *byte == b'\n')
                .map(|line| end.spool.push(line))
                .fold(Ok(()), Result::and),
        };
        if !taken {
            self.full.store(end.spool.waiting().full, Ordering::Relaxed);
        }
        lines.clear();
        end.late = lines;
        kept
    }

    fn takes(&self, end: &mut End, lines: &[u8]) -> bool {
        let put = self.put(end, lines);
        if let Err(error) = &put {
            tracing::error!(%error, "the journal cannot be written; records wait in memory");
        }
        put.is_ok()
    }

    /// Writes what waits in memory, as far as the disk takes it.
    ///
    /// # Errors
    /// Why something still waits.
    pub fn unspool(&self) -> io::Result<()> {
        self.flush()?;
        let mut end = self.lock();
        if end.spool.is_empty() {
            return Ok(());
        }
        let mut spool = std::mem::take(&mut end.spool);
        let waited = spool.waiting().records;
        let drained = spool.drain(|line| self.put(&mut end, line));
        self.full.store(spool.waiting().full, Ordering::Relaxed);
        end.spool = spool;
        if drained.is_ok() {
            tracing::info!(
                waited,
                "the disk takes records again; those that waited are written"
            );
        }
        drained
    }

    /// What waits in memory.
    pub fn waiting(&self) -> Waiting {
        self.lock().spool.waiting()
    }

    /// Whether a new call can be put on record. Costs one atomic while all is well.
    pub fn has_room(&self) -> bool {
        // Whoever is about to be turned away looks once more.
        !self.full.load(Ordering::Relaxed) || self.unspool().is_ok()
    }

    fn put(&self, end: &mut End, line: &[u8]) -> io::Result<()> {
        let length = line.len() as u64;
        let full = end.at.offset > 0 && end.at.offset + length > end.full_at;
        if full || end.torn {
            match End::begin(&self.folder, end.at.segment + 1, self.segment_bytes) {
                Ok(next) => end.move_to(next),
                Err(error) if end.torn => return Err(error),
                // Where no new segment can be made, the old one may grow.
                Err(error) => {
                    tracing::warn!(%error, "the journal cannot begin a segment");
                    end.full_at = end.at.offset + self.segment_bytes;
                }
            }
        }
        let written = loop {
            match end.file.write(line) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                written => break written?,
            }
        };
        if written < line.len() {
            let whole = end.at.offset;
            end.torn = end.file.set_len(whole).is_err();
            return Err(ErrorKind::StorageFull.into());
        }
        end.at.offset += length;
        Ok(())
    }

    /// Where the next write will stand.
    pub fn end(&self) -> Position {
        self.lock().at
    }

    fn lock(&self) -> MutexGuard<'_, End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl End {
    fn begin(folder: &Path, segment: u64, full_at: u64) -> io::Result<Self> {
        create_folder(folder)?;
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            file: options.open(segment_path(folder, segment))?,
            at: Position { segment, offset: 0 },
            full_at,
            torn: false,
            late: Vec::new(),
            spool: Spool::default(),
        })
    }

    /// Goes on in another segment; what waits in memory stays.
    fn move_to(&mut self, next: Self) {
        let (late, spool) = (
            std::mem::take(&mut self.late),
            std::mem::take(&mut self.spool),
        );
        *self = Self {
            late,
            spool,
            ..next
        };
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // What the disk does not take now is counted below.
        let _ = self.flush();
        let Waiting { records, .. } = self.waiting();
        if records > 0 {
            tracing::error!(
                records,
                "the disk never took these records, and they are lost"
            );
        }
    }
}

/// The file of a segment.
pub(crate) fn segment_path(folder: &Path, segment: u64) -> PathBuf {
    folder.join(format!("{segment:020}.log"))
}

/// The numbers of the segments there are, in order.
pub(crate) fn segments(folder: &Path) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".log"));
        if let Some(number) = number.filter(|digits| digits.len() == 20) {
            found.extend(number.parse::<u64>());
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Brings a segment and those after it to the disk.
pub(crate) fn sync_from(folder: &Path, segment: u64) -> io::Result<()> {
    let mut there = segments(folder)?.into_iter();
    there.try_for_each(|it| match it < segment {
        true => Ok(()),
        // Windows brings to the disk only what is open to be written.
        false => {
            let mut options = OpenOptions::new();
            options
                .append(true)
                .open(segment_path(folder, it))?
                .sync_data()
        }
    })
}

/// How many bytes stand between two places.
pub(crate) fn bytes_between(folder: &Path, from: Position, to: Position) -> io::Result<u64> {
    let mut bytes = 0u64;
    for segment in segments(folder)? {
        if segment < from.segment || segment > to.segment {
            continue;
        }
        let length = std::fs::metadata(segment_path(folder, segment))?.len();
        let skipped = if segment == from.segment {
            from.offset
        } else {
            0
        };
        bytes = bytes.saturating_add(length.saturating_sub(skipped));
    }
    Ok(bytes)
}
