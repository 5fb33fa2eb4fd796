//! One record as one line: the CRC-32 of its JSON in eight hex digits, a blank, the JSON, a line end.

use super::quill;
use pointsman_engine::record::{AttemptBegan, CallSettled};
use pointsman_units::CallId;
use serde::{Deserialize, Serialize};
use std::io::Write;

/// A record as it is written.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry<'a> {
    Began(&'a AttemptBegan),
    Settled(&'a CallSettled),
}

/// A record as it is read.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Record {
    Began(Box<AttemptBegan>),
    Settled(Box<CallSettled>),
}

impl Record {
    /// Whose it is.
    pub fn call(&self) -> CallId {
        match self {
            Self::Began(began) => began.call,
            Self::Settled(settled) => settled.call,
        }
    }
}

/// Why a line is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the line is not framed as a record")]
    Frame,
    #[error("the line does not fit its checksum")]
    Checksum,
    #[error("the record is none that this version knows: {0}")]
    Unknown(String),
    #[error("the record is cut off")]
    Torn,
}

/// Where the JSON begins.
const FRAME: usize = 9;

/// Writes the whole line, with its end, in place of what stands in `line`.
pub(crate) fn write(entry: Entry<'_>, line: &mut Vec<u8>) -> std::io::Result<()> {
    line.clear();
    line.extend_from_slice(b"00000000 ");
    quill::write(&entry, line)?;
    let checksum = crc32fast::hash(line.get(FRAME..).unwrap_or_default());
    let mut frame = line.as_mut_slice();
    write!(frame, "{checksum:08x}")?;
    line.push(b'\n');
    Ok(())
}

/// The record of a line without its end.
pub(crate) fn read(line: &[u8]) -> Result<Record, Unreadable> {
    let (frame, json) = line.split_at_checked(FRAME).ok_or(Unreadable::Frame)?;
    let checksum = std::str::from_utf8(frame)
        .ok()
        .and_then(|frame| frame.strip_suffix(' '))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .ok_or(Unreadable::Frame)?;
    if crc32fast::hash(json) != checksum {
        return Err(Unreadable::Checksum);
    }
    // Looked through for UTF-8 at once, not string by string.
    let json = std::str::from_utf8(json).map_err(|error| Unreadable::Unknown(error.to_string()))?;
    serde_json::from_str(json).map_err(|error| Unreadable::Unknown(error.to_string()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use pointsman_engine::record::{AttemptHead, AttemptReason};
    use pointsman_units::{AttemptNo, UnixMillis};

    fn began() -> AttemptBegan {
        AttemptBegan {
            call: CallId::new(UnixMillis(1_800_000_000_000), 7),
            head: None,
            attempt: AttemptHead {
                no: AttemptNo(1),
                at: UnixMillis(1_800_000_000_000),
                account: "openai".into(),
                provider: "openai".into(),
                model: "a \"quoted\"\nmodel".into(),
                simulated: false,
                reason: AttemptReason::First,
                key: None,
                translated: None,
            },
            previous: None,
        }
    }

    /// A whole line.
    pub(crate) fn record() -> Vec<u8> {
        let mut line = b"an older one".to_vec();
        write(Entry::Began(&began()), &mut line).unwrap();
        line
    }

    #[test]
    fn a_record_is_one_line_and_comes_back() {
        let line = record();
        let whole = line.strip_suffix(b"\n").unwrap();
        assert!(!whole.contains(&b'\n'));
        assert_eq!(read(whole), Ok(Record::Began(Box::new(began()))));
    }

    #[test]
    fn no_changed_or_missing_byte_goes_unseen() {
        let line = record();
        let whole = line.strip_suffix(b"\n").unwrap();
        for at in 0..whole.len() {
            assert!(read(&whole[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut changed = whole.to_vec();
                changed[at] ^= 1 << bit;
                // Only a checksum's digit in capitals says the same.
                let same = changed.eq_ignore_ascii_case(whole) && at < FRAME;
                assert_eq!(read(&changed).is_ok(), same, "bit {bit} of byte {at}");
            }
        }
    }
}
