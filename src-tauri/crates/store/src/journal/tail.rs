//! Reads the journal onwards from a place. What is not whole yet is left for the next time.

use super::line::{self, Record, Unreadable};
use super::{Position, segment_path, segments};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Seek, SeekFrom};
use std::path::Path;

/// A line of the journal.
pub(crate) struct Line {
    /// Where it begins.
    pub at: Position,
    /// What it says.
    pub record: Result<Record, Unreadable>,
}

/// Some lines in order.
pub(crate) struct Batch {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where to go on.
    pub next: Position,
}

/// Reads at most `most` lines from `from` on, over segments.
pub(crate) fn read(folder: &Path, from: Position, most: usize) -> io::Result<Batch> {
    let mut batch = Batch {
        lines: Vec::new(),
        next: from,
    };
    while batch.lines.len() < most {
        // Before reading: when a later segment exists already, this one has got its last byte.
        let later = segments(folder)?
            .into_iter()
            .find(|&segment| segment > batch.next.segment);
        let ended = read_segment(folder, &mut batch, most, later.is_some())?;
        match later {
            Some(segment) if ended => batch.next = Position { segment, offset: 0 },
            Some(_) | None => break,
        }
    }
    Ok(batch)
}

/// Reads one segment onwards. True when its end was reached.
fn read_segment(folder: &Path, batch: &mut Batch, most: usize, closed: bool) -> io::Result<bool> {
    let file = match File::open(segment_path(folder, batch.next.segment)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::with_capacity(1 << 18, file);
    reader.seek(SeekFrom::Start(batch.next.offset))?;
    let mut bytes = Vec::with_capacity(2048);
    while batch.lines.len() < most {
        bytes.clear();
        let length = reader.read_until(b'\n', &mut bytes)? as u64;
        let at = batch.next;
        let record = match bytes.strip_suffix(b"\n") {
            Some(whole) => line::read(whole),
            None if length == 0 => return Ok(true),
            // The process was killed within its last write.
            None if closed => Err(Unreadable::Torn),
            None => return Ok(true),
        };
        batch.next.offset += length;
        batch.lines.push(Line { at, record });
    }
    Ok(false)
}
