//! Ids that the ledger, the headers and the window share.

use crate::UnixMillis;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What each character stands for, capital or small.
const VALUES: [Option<u8>; 256] = values();

#[expect(clippy::indexing_slicing, reason = "checked when compiled")]
const fn values() -> [Option<u8>; 256] {
    let mut values = [None; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        let character = ALPHABET[value];
        values[character as usize] = Some(value as u8);
        values[character.to_ascii_lowercase() as usize] = Some(value as u8);
        value += 1;
    }
    values
}

/// One call of a client, however many attempts it took. 128 bits in ULID layout: 48 bits of
/// milliseconds, 80 bits of chance. Text is 26 characters of Crockford base 32 that sort by time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, specta::Type)]
pub struct CallId(#[specta(type = String)] u128);

impl CallId {
    /// An id for a call that arrived at `now`. Only the low 80 bits of `chance` are used.
    pub fn new(now: UnixMillis, chance: u128) -> Self {
        let millis = u128::from(now.0.max(0).unsigned_abs() & ((1 << 48) - 1));
        Self(millis << 80 | chance & ((1 << 80) - 1))
    }

    /// The 128 bits.
    pub fn to_bits(self) -> u128 {
        self.0
    }

    /// When the call arrived, as far as the id says.
    pub fn at(self) -> UnixMillis {
        UnixMillis(i64::try_from(self.0 >> 80).unwrap_or(i64::MAX))
    }
}

impl CallId {
    /// Its characters, ASCII all of them.
    fn characters(self) -> [u8; 26] {
        let mut text = [0u8; 26];
        let mut rest = self.0;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET.get((rest & 31) as usize).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        text
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.characters()).unwrap_or_default())
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not the 26 characters of a call id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a call id is 26 characters of 0-9 and A-Z without I, L, O, U")]
pub struct NotACallId;

impl FromStr for CallId {
    type Err = NotACallId;
    fn from_str(text: &str) -> Result<Self, NotACallId> {
        if text.len() != 26 || !matches!(text.as_bytes().first(), Some(b'0'..=b'7')) {
            return Err(NotACallId);
        }
        text.bytes()
            .try_fold(0u128, |bits, byte| {
                let value = VALUES.get(usize::from(byte)).copied().flatten();
                value
                    .map(|value| bits << 5 | u128::from(value))
                    .ok_or(NotACallId)
            })
            .map(Self)
    }
}

impl Serialize for CallId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(std::str::from_utf8(&self.characters()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for CallId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The position of an attempt within its call, from 1.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct AttemptNo(pub u16);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_ids_survive_text_and_sort_by_time() {
        let early = CallId::new(UnixMillis(1_700_000_000_000), u128::MAX);
        let late = CallId::new(UnixMillis(1_700_000_000_001), 0);
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!(early.to_string().to_lowercase().parse(), Ok(early));
        assert_eq!(late.at(), UnixMillis(1_700_000_000_001));
        assert_eq!(
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<CallId>(),
            Err(NotACallId)
        );
        assert_eq!(
            "é0000000000000000000000000".parse::<CallId>(),
            Err(NotACallId)
        );
    }
}
