//! The journal: append-only files that take one `write` per record, before anything can cost.
//!
//! Knows no SQL. Nothing is synced here: what was written survives the process, not a power cut; the
//! writer brings it to the disk within a second.

pub(crate) mod line;
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
}

struct End {
    file: File,
    at: Position,
    /// The length at which a new segment is begun.
    full_at: u64,
    /// Half a record stands at the end and could not be taken back.
    torn: bool,
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
        })
    }

    /// Appends one line with one `write`. The line is whole in the operating system's hands, or
    /// nothing of it is in the journal: then it waits in memory until the disk has room.
    ///
    /// # Errors
    /// When not even memory takes it, because too much waits there already.
    pub fn append(&self, line: &[u8]) -> io::Result<()> {
        let mut end = self.lock();
        if end.spool.is_empty() {
            match self.put(&mut end, line) {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::error!(%error, "the journal cannot be written; records wait in memory");
                }
            }
        }
        end.spool.push(line)?;
        self.full.store(end.spool.waiting().full, Ordering::Relaxed);
        Ok(())
    }

    /// Writes what waits in memory, as far as the disk takes it.
    ///
    /// # Errors
    /// Why something still waits.
    pub fn unspool(&self) -> io::Result<()> {
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

    /// Where the next record will stand.
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
            spool: Spool::default(),
        })
    }

    /// Goes on in another segment; what waits in memory stays.
    fn move_to(&mut self, next: Self) {
        let spool = std::mem::take(&mut self.spool);
        *self = Self { spool, ..next };
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
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
