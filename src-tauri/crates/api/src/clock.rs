//! The wall clock, chance, and the days of this machine's time zone.

use crate::error::{ApiError, ErrorCode};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use pointsman_engine::ports::Clock;
use pointsman_units::UnixMillis;

/// The clock and the chance of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMillis {
        now()
    }

    fn chance(&self) -> u128 {
        let mut bytes = [0u8; 16];
        // Call ids need no secrecy; without chance they still sort by time.
        let _ = getrandom::fill(&mut bytes);
        u128::from_ne_bytes(bytes)
    }
}

/// The time of day.
pub fn now() -> UnixMillis {
    UnixMillis(Timestamp::now().as_millisecond())
}

/// Random bytes for a secret.
///
/// # Errors
/// `Internal` when the operating system gives none; a secret is never made of less.
pub fn secret_bytes() -> Result<[u8; 32], ApiError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        ApiError::new(
            ErrorCode::Internal,
            format!("this system gives no random numbers: {error}"),
        )
    })?;
    Ok(bytes)
}

/// Minutes that local time is ahead of UTC now.
pub fn offset_minutes() -> i32 {
    let now = Timestamp::now();
    TimeZone::system().to_offset(now).seconds() / 60
}

/// When the local day began that is running now.
pub fn today() -> UnixMillis {
    days_ago(0)
}

/// When the local day began that ran `days` days ago.
pub fn days_ago(days: u32) -> UnixMillis {
    let today = Timestamp::now().to_zoned(TimeZone::system()).date();
    today
        .checked_sub(i64::from(days).days())
        .map_or(UnixMillis(0), start)
}

/// When the local day after the one that ran at `at` begins.
pub fn next_day(at: UnixMillis) -> UnixMillis {
    Timestamp::from_millisecond(at.0)
        .ok()
        .and_then(|at| at.to_zoned(TimeZone::system()).date().tomorrow().ok())
        .map_or(at, start)
}

/// When a day written `YYYY-MM-DD` begins here; `None` when it is no day.
pub fn day(text: &str) -> Option<UnixMillis> {
    let shaped = text.len() == 10;
    text.parse::<Date>().ok().filter(|_| shaped).map(start)
}

/// A point in time for people and logs: `2026-11-22 18:03:04`, local.
pub fn for_people(at: UnixMillis) -> String {
    Timestamp::from_millisecond(at.0).map_or_else(
        |_| "?".to_owned(),
        |at| {
            at.to_zoned(TimeZone::system())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

fn start(date: Date) -> UnixMillis {
    date.to_zoned(TimeZone::system())
        .map_or(UnixMillis(0), |at| {
            UnixMillis(at.timestamp().as_millisecond())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_strictly_and_follow_one_another() {
        assert_eq!(next_day(days_ago(1)), today());
        assert!(next_day(now()) > now());
        for wrong in [
            "",
            "today",
            "2026-13-01",
            "2026-02-30",
            "20261122",
            "2026-11-22T10:00",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        let (first, second) = (day("2026-11-21").unwrap(), day("2026-11-22").unwrap());
        assert!(first < second);
        assert!(days_ago(1) < today() && today() <= now());
        assert_eq!(for_people(first), "2026-11-21 00:00:00");
    }
}
