//! Money as integer nano-dollars, and rates exact to a pico-dollar per token. Never a float.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign};

/// An amount in nano-dollars (10⁻⁹ USD). One call's cost, or a sum of them.
///
/// "Unpriced" is never zero: it is the absence of a `NanoUsd` (`Option::None`).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    specta::Type,
)]
#[serde(transparent)]
pub struct NanoUsd(#[specta(type = i32)] pub i64);

impl NanoUsd {
    /// No money. Not the same as an unknown amount.
    pub const ZERO: Self = Self(0);

    /// The sum of amounts, `None` when it leaves the range of an `i64` (9.2 billion dollars).
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The amount as a decimal dollar string without unit and without trailing zeros, e.g. `0.0042`.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let nanos = self.0.unsigned_abs();
        let whole = nanos / 1_000_000_000;
        let text = format!("{sign}{whole}.{:09}", nanos % 1_000_000_000);
        let trimmed = text.trim_end_matches('0');
        trimmed.trim_end_matches('.').to_owned()
    }
}

impl Add for NanoUsd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for NanoUsd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl fmt::Display for NanoUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.to_decimal())
    }
}

/// A price in pico-dollars (10⁻¹² USD) per token, exact: $0.000 001 per million tokens is one.
///
/// Price lists speak in dollars per million tokens; [`Rate::per_million`] reads that notation.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    specta::Type,
)]
#[serde(transparent)]
pub struct Rate(#[specta(type = i32)] pub i64);

impl Rate {
    /// Reads dollars per million tokens written as a decimal, e.g. `"0.25"`. `None` when it is
    /// not a decimal number, is negative, or has more than six digits after the point.
    pub fn per_million(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 6 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let padded = format!("{fraction:0<6}");
        let micros: i64 = padded.parse().ok()?;
        whole.checked_mul(1_000_000)?.checked_add(micros).map(Self)
    }

    /// The price of `tokens` at this rate, in pico-dollars. Parts are summed in this width and
    /// rounded once per call, by [`nano_from_pico`].
    pub fn times(self, tokens: u64) -> i128 {
        i128::from(self.0) * i128::from(tokens)
    }

    /// Dollars per million tokens as a decimal without trailing zeros.
    pub fn to_per_million(self) -> String {
        NanoUsd(self.0.saturating_mul(1000)).to_decimal()
    }
}

/// Rounds a sum of pico-dollars to nano-dollars, half away from zero. `None` beyond an `i64`.
pub fn nano_from_pico(pico: i128) -> Option<NanoUsd> {
    let half = if pico < 0 { -500 } else { 500 };
    i64::try_from((pico + half) / 1000).ok().map(NanoUsd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dollars_per_million_exactly() {
        assert_eq!(Rate::per_million("0.25"), Some(Rate(250_000)));
        assert_eq!(Rate::per_million("15"), Some(Rate(15_000_000)));
        assert_eq!(Rate::per_million("0.000001"), Some(Rate(1)));
        for wrong in ["", ".5", "-1", "1e3", "0.0000001", "1.2.3", "NaN"] {
            assert_eq!(Rate::per_million(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rounds_once_half_away_from_zero() {
        assert_eq!(nano_from_pico(1_499), Some(NanoUsd(1)));
        assert_eq!(nano_from_pico(1_500), Some(NanoUsd(2)));
        assert_eq!(nano_from_pico(-1_500), Some(NanoUsd(-2)));
        assert_eq!(nano_from_pico(i128::MAX / 2), None);
    }

    #[test]
    fn writes_decimals_without_trailing_zeros() {
        assert_eq!(NanoUsd(124_800_000).to_decimal(), "0.1248");
        assert_eq!(NanoUsd(-1).to_decimal(), "-0.000000001");
        assert_eq!(NanoUsd(2_000_000_000).to_decimal(), "2");
        assert_eq!(NanoUsd::ZERO.to_decimal(), "0");
        assert_eq!(Rate(250_000).to_per_million(), "0.25");
    }
}
