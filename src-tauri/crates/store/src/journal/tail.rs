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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::line::tests::record;

    fn append(folder: &Path, segment: u64, bytes: &[u8]) {
        let path = segment_path(folder, segment);
        let mut all = std::fs::read(&path).unwrap_or_default();
        all.extend_from_slice(bytes);
        std::fs::write(path, all).unwrap();
    }

    fn at(segment: u64, offset: usize) -> Position {
        let offset = offset as u64;
        Position { segment, offset }
    }

    #[test]
    fn half_a_line_is_left_until_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let line = record();
        let (first, second) = line.split_at(20);
        append(folder.path(), 1, &[line.as_slice(), first].concat());
        let batch = read(folder.path(), at(0, 0), 10).unwrap();
        assert_eq!((batch.lines.len(), batch.next), (1, at(1, line.len())));
        append(folder.path(), 1, second);
        let batch = read(folder.path(), batch.next, 10).unwrap();
        assert_eq!((batch.lines.len(), batch.next), (1, at(1, 2 * line.len())));
        assert!(batch.lines[0].record.is_ok());
    }

    #[test]
    fn half_a_line_is_torn_once_a_later_segment_stands() {
        let folder = tempfile::tempdir().unwrap();
        let line = record();
        append(folder.path(), 3, &line[..20]);
        append(folder.path(), 7, &line);
        let batch = read(folder.path(), at(3, 0), 10).unwrap();
        assert_eq!(batch.next, at(7, line.len()));
        assert_eq!(batch.lines[0].record, Err(Unreadable::Torn));
        assert_eq!(batch.lines[0].at, at(3, 0));
        assert!(batch.lines[1].record.is_ok());
    }

    #[test]
    fn a_batch_ends_anywhere_and_the_next_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let line = record();
        for segment in [1, 2, 4] {
            append(folder.path(), segment, &line.repeat(5));
        }
        append(folder.path(), 5, b"");
        for most in 1..=16 {
            let (mut from, mut found) = (at(0, 0), 0);
            loop {
                let batch = read(folder.path(), from, most).unwrap();
                if batch.next == from {
                    break;
                }
                assert!(batch.lines.len() <= most);
                found += batch.lines.len();
                from = batch.next;
            }
            assert_eq!((found, from), (15, at(5, 0)), "{most}");
        }
    }
}
