//! Records that wait in memory while the disk takes none. Knows no file.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};

/// With so many records no new call is let in.
const RECORDS: usize = 10_000;
/// With so many bytes no new call is let in.
const BYTES: usize = 8 << 20;

/// Lines in order, bounded. The first bound closes the ledger to new calls; up to twice as much is
/// kept, so that the calls that run then can still be settled: there are at most 1,024 of them.
#[derive(Default)]
pub(crate) struct Spool {
    lines: VecDeque<Box<[u8]>>,
    bytes: usize,
}

/// How much waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub records: usize,
    pub bytes: usize,
    /// Whether no new call is let in.
    pub full: bool,
}

impl Spool {
    /// Keeps a line behind the others.
    pub fn push(&mut self, line: &[u8]) -> io::Result<()> {
        if self.lines.len() >= 2 * RECORDS || self.bytes + line.len() > 2 * BYTES {
            return Err(ErrorKind::StorageFull.into());
        }
        self.bytes += line.len();
        self.lines.push_back(line.into());
        Ok(())
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How much waits.
    pub fn waiting(&self) -> Waiting {
        Waiting {
            records: self.lines.len(),
            bytes: self.bytes,
            full: self.lines.len() >= RECORDS || self.bytes >= BYTES,
        }
    }

    /// Hands each line to `put`, in order, until one is not taken; that one and the rest stay.
    pub fn drain(&mut self, mut put: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        while let Some(line) = self.lines.front() {
            put(line)?;
            self.bytes -= line.len();
            self.lines.pop_front();
        }
        self.lines.shrink_to_fit();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_stays_in_order() {
        let mut spool = Spool::default();
        for line in [b"a", b"b", b"c"] {
            spool.push(line).unwrap();
        }
        let mut taken = Vec::new();
        let mut room = 1;
        let mut put = |line: &[u8]| {
            if room == 0 {
                return Err(ErrorKind::StorageFull.into());
            }
            room -= 1;
            taken.push(line.to_vec());
            Ok(())
        };
        assert!(spool.drain(&mut put).is_err());
        assert_eq!(spool.waiting().records, 2);
        spool.push(b"d").unwrap();
        room = 9;
        let mut put = |line: &[u8]| {
            room -= 1;
            taken.push(line.to_vec());
            Ok(())
        };
        spool.drain(&mut put).unwrap();
        assert_eq!(taken.concat(), b"abcd");
        assert_eq!((room, spool.waiting().bytes), (6, 0));
    }

    #[test]
    fn the_bound_closes_it_to_new_calls_and_leaves_room_to_settle() {
        let mut spool = Spool::default();
        let line = vec![0; 1_000];
        while !spool.waiting().full {
            spool.push(&line).unwrap();
        }
        assert_eq!(spool.waiting().bytes.div_ceil(1_000), BYTES.div_ceil(1_000));
        for _ in 0..1_024 {
            spool.push(&line).unwrap();
        }
        let mut more = 0;
        while spool.push(&line).is_ok() {
            more += 1;
        }
        assert!(more > 0 && spool.waiting().bytes <= 2 * BYTES);
        let mut small = Spool::default();
        while !small.waiting().full {
            small.push(b"x").unwrap();
        }
        assert_eq!(small.waiting().records, RECORDS);
    }
}
