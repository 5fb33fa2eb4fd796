//! Civil days and hours in UTC, as price lists speak of them.
//!
//! Reads no clock: a point in time comes in.

use pointsman_units::UnixMillis;

const DAY_MILLIS: i64 = 86_400_000;

/// A day in UTC, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day that a point in time lies in.
    pub fn of(at: UnixMillis) -> Self {
        Self(at.0.div_euclid(DAY_MILLIS))
    }

    /// Reads `YYYY-MM-DD`. `None` for anything else, and for days that no calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let [year, month, day] = digits(text, [4, 2, 2], '-')?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=length)
            .contains(&day)
            .then(|| Self(from_civil(year, month, day)))
    }

    /// The ISO weekday: Monday is 1, Sunday is 7. The first day of 1970 was a Thursday.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7) + 1
    }
}

/// Days since 1970-01-01 of a date in the Gregorian calendar. The year is taken to begin in March,
/// so that the leap day is its last.
fn from_civil(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days_before_year =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days_before_month = (153 * month + 2) / 5;
    days_before_year + days_before_month + day - 1 - 719_468
}

/// Hours of the day on some days of the week, in UTC: `1-5 10:00-24:00` is Monday to Friday from
/// ten to midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    first_weekday: i64,
    last_weekday: i64,
    from_minute: i64,
    until_minute: i64,
}

impl Span {
    /// Reads ISO weekdays and hours as above. `None` when it is written otherwise or is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let (days, hours) = text.split_once(' ')?;
        let [first_weekday, last_weekday] = digits(days, [1, 1], '-')?;
        let (from, until) = hours.split_once('-')?;
        let minute = |text| digits(text, [2, 2], ':').map(|[hour, minute]| (hour, minute));
        let ((from_hour, from), (until_hour, until)) = (minute(from)?, minute(until)?);
        let span = Self {
            first_weekday,
            last_weekday,
            from_minute: from_hour * 60 + from,
            until_minute: until_hour * 60 + until,
        };
        let sound = (1..=last_weekday).contains(&first_weekday)
            && last_weekday <= 7
            && from < 60
            && until < 60
            && span.from_minute < span.until_minute
            && span.until_minute <= 24 * 60;
        sound.then_some(span)
    }

    /// Whether a point in time lies within. The last minute is not part of it.
    pub fn holds(&self, at: UnixMillis) -> bool {
        let minute = at.0.rem_euclid(DAY_MILLIS) / 60_000;
        (self.first_weekday..=self.last_weekday).contains(&Day::of(at).weekday())
            && (self.from_minute..self.until_minute).contains(&minute)
    }
}

/// Reads numbers of exactly these widths, parted by `mark`.
fn digits<const N: usize>(text: &str, widths: [usize; N], mark: char) -> Option<[i64; N]> {
    let mut parts = text.split(mark);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("2000-03-01"), Some(Day(11_017)));
        assert_eq!(Day::parse("2026-11-22"), Some(Day(20_779)));
        assert_eq!(Day::parse("1969-12-31"), Some(Day(-1)));
        let mut before = Day::parse("1999-12-31").unwrap();
        for year in 2000..2101 {
            for month in 1..13 {
                for day in 1..32 {
                    if let Some(next) = Day::parse(&format!("{year:04}-{month:02}-{day:02}")) {
                        assert_eq!(next.0, before.0 + 1, "{year}-{month}-{day}");
                        before = next;
                    }
                }
            }
        }
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        for wrong in [
            "2025-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-1-01",
            "2026-01-00",
            "26-01-01",
            "2026-01-01-01",
            "2026/01/01",
            "+026-01-01",
            "",
        ] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_point_lies_in_its_day_before_and_after_1970() {
        assert_eq!(Day::of(UnixMillis(0)), Day(0));
        assert_eq!(Day::of(UnixMillis(DAY_MILLIS - 1)), Day(0));
        assert_eq!(Day::of(UnixMillis(-1)), Day(-1));
    }

    #[test]
    fn a_span_holds_on_its_days_and_within_its_hours() {
        // 2026-11-20 was a Friday.
        let friday = Day::parse("2026-11-20").unwrap().0 * DAY_MILLIS;
        let at = |day: i64, hour: i64, minute: i64| {
            UnixMillis(friday + day * DAY_MILLIS + (hour * 60 + minute) * 60_000)
        };
        let evening = Span::parse("1-5 10:00-24:00").unwrap();
        assert!(!evening.holds(at(0, 9, 59)) && evening.holds(at(0, 10, 0)));
        assert!(evening.holds(at(0, 23, 59)) && !evening.holds(at(1, 12, 0)));
        assert!(evening.holds(at(3, 12, 0)));
        let weekend = Span::parse("6-7 00:00-24:00").unwrap();
        assert!(!weekend.holds(at(0, 23, 59)) && weekend.holds(at(1, 0, 0)));
        assert!(weekend.holds(at(2, 23, 59)) && !weekend.holds(at(3, 0, 0)));
    }

    #[test]
    fn refuses_spans_that_are_empty_or_off_the_clock() {
        for wrong in [
            "",
            "1-5",
            "5-1 00:00-01:00",
            "0-5 00:00-01:00",
            "1-8 00:00-01:00",
            "1-5 10:00-10:00",
            "1-5 10:00-09:00",
            "1-5 00:60-02:00",
            "1-5 00:00-24:01",
            "1-5 0:00-1:00",
        ] {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }
}
