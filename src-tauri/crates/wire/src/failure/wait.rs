//! How long a provider asks to wait, as far as it can be told without a clock. Nobody is made to wait
//! longer than a day: a limit that is told for longer is a mistake, or malice.

use http::HeaderMap;
use http::header::RETRY_AFTER;
use std::time::{Duration, SystemTime};

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
const RETRY_AFTER_MS: &str = "retry-after-ms";

/// Whether an answer's headers ask for a wait of more than a day, which is passed on to nobody.
pub fn is_absurd(headers: &HeaderMap) -> bool {
    let number = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        text.trim().parse::<f64>().ok()
    };
    let longest = LONGEST.as_secs_f64();
    let in_millis = number(RETRY_AFTER_MS).is_some_and(|millis| millis / 1000.0 > longest);
    let in_seconds = number(RETRY_AFTER.as_str()).is_some_and(|seconds| seconds > longest);
    let dated = until(headers).is_some_and(|wait| wait > LONGEST);
    in_millis || in_seconds || dated
}

/// A `retry-after` that is a date, measured against the answer's own.
fn until(headers: &HeaderMap) -> Option<Duration> {
    let date = |name: &str| -> Option<SystemTime> {
        httpdate::parse_http_date(headers.get(name)?.to_str().ok()?.trim()).ok()
    };
    let (asked, answered) = (date(RETRY_AFTER.as_str())?, date("date")?);
    Some(asked.duration_since(answered).unwrap_or_default())
}

/// Reads `retry-after-ms` and `retry-after` (seconds, or a date measured against the answer's own
/// `date`); where the answer is about a rate limit (`limited`), also the `x-ratelimit-reset…` of
/// limits that are used up.
pub fn from_headers(headers: &HeaderMap, limited: bool) -> Option<Duration> {
    told(headers, limited).map(|wait| wait.min(LONGEST))
}

fn told(headers: &HeaderMap, limited: bool) -> Option<Duration> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|it| it.to_str().ok())
            .map(str::trim)
    };
    let in_millis = text(RETRY_AFTER_MS)
        .and_then(|it| it.parse().ok())
        .and_then(|millis: f64| seconds(millis / 1000.0));
    // Some send a zero beside an honest `retry-after`.
    if let Some(wait) = in_millis.filter(|it| !it.is_zero()) {
        return Some(wait);
    }
    let answered = text("date").and_then(|it| httpdate::parse_http_date(it).ok());
    let asked = text(RETRY_AFTER.as_str()).and_then(|it| match it.parse::<f64>() {
        Ok(number) => seconds(number),
        Err(_) => until(headers),
    });
    if asked.is_some() || in_millis.is_some() || !limited {
        return asked.or(in_millis);
    }
    let used_up = |limit: &str| text(&format!("x-ratelimit-remaining{limit}")) == Some("0");
    let named = ["-requests", "-tokens"]
        .into_iter()
        .filter(|limit| used_up(limit))
        .filter_map(|limit| span(text(&format!("x-ratelimit-reset{limit}"))?))
        .max();
    let plain = text("x-ratelimit-reset")
        .filter(|_| used_up(""))
        .and_then(|it| it.parse::<f64>().ok())
        .and_then(|number| reset(number, answered));
    named.or(plain)
}

/// `x-ratelimit-reset` without a unit: seconds, or a point in Unix seconds or milliseconds.
fn reset(number: f64, answered: Option<SystemTime>) -> Option<Duration> {
    if number < 1e9 {
        return seconds(number);
    }
    let since_epoch = seconds(if number < 1e11 {
        number
    } else {
        number / 1000.0
    })?;
    let answered = answered?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(since_epoch.saturating_sub(answered))
}

/// Reads a span within a sentence: "Please try again in 6m0s", "retry in 28.1s", "in 20 seconds".
pub fn from_message(message: &str) -> Option<Duration> {
    let lower = message.to_ascii_lowercase();
    let at = ["again in ", "retry in ", "retry after "]
        .iter()
        .find_map(|phrase| lower.find(phrase).map(|at| at + phrase.len()))?;
    let rest = lower.get(at..)?;
    let mut words = rest.split_whitespace();
    let number = words.next()?.trim_end_matches(['.', ',', ';']);
    let wait = span(number).or_else(|| {
        let unit = words.next()?.trim_end_matches(['.', ',', ';']);
        let unit = match unit.trim_end_matches('s') {
            "ms" | "m" | "millisecond" => "ms",
            "second" | "sec" | "" => "s",
            "minute" | "min" => "m",
            "hour" => "h",
            _ => return None,
        };
        span(&format!("{number}{unit}"))
    })?;
    Some(wait.min(LONGEST))
}

/// Reads `1h2m3.5s`, `12ms`, `0s`. `None` without a unit.
pub fn span(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let unit_end = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        let scale = match unit {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * scale;
        rest = next;
    }
    seconds(total)
}

/// A span of seconds; `None` where it is negative or no number.
pub(crate) fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], millis: Option<u128>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        assert_eq!(from_headers(&map, true).map(|it| it.as_millis()), millis);
    }

    #[test]
    fn reads_what_the_headers_ask_for() {
        check(&[], None);
        check(&[("retry-after", "2")], Some(2_000));
        check(&[("retry-after", "0.5")], Some(500));
        check(
            &[("retry-after-ms", "1250"), ("retry-after", "2")],
            Some(1_250),
        );
        check(
            &[("retry-after-ms", "0"), ("retry-after", "1")],
            Some(1_000),
        );
        check(&[("retry-after-ms", "0")], Some(0));
        check(&[("retry-after", "soon")], None);
        check(&[("retry-after", "-1")], None);
        check(&[("retry-after", "1e300")], None);
    }

    #[test]
    fn no_wait_of_more_than_a_day_is_believed() {
        const DAY: Option<u128> = Some(86_400_000);
        check(&[("retry-after", "86400")], DAY);
        check(&[("retry-after", "99999999999")], DAY);
        check(&[("retry-after-ms", "1e15")], DAY);
        let (decades, now) = (
            "Tue, 31 Mar 2076 13:24:52 GMT",
            "Tue, 31 Mar 2026 13:24:22 GMT",
        );
        check(&[("retry-after", decades), ("date", now)], DAY);
        let said = from_message("Please try again in 900h.").map(|it| it.as_millis());
        assert_eq!(said, DAY);
    }

    #[test]
    fn a_wait_of_more_than_a_day_is_absurd() {
        let absurd = |headers: &[(&'static str, &str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            is_absurd(&map)
        };
        for honest in ["86400", "0", "soon", "Tue, 31 Mar 2026 13:24:52 GMT"] {
            assert!(!absurd(&[("retry-after", honest)]), "{honest}");
        }
        for number in ["86401", "1e300", "inf"] {
            assert!(absurd(&[("retry-after", number)]), "{number}");
        }
        assert!(absurd(&[("retry-after-ms", "1e12"), ("retry-after", "5")]));
        let now = ("date", "Tue, 31 Mar 2026 13:24:22 GMT");
        assert!(absurd(&[
            ("retry-after", "Thu, 02 Apr 2026 13:24:22 GMT"),
            now
        ]));
        assert!(!absurd(&[
            ("retry-after", "Wed, 01 Apr 2026 13:24:22 GMT"),
            now
        ]));
    }

    #[test]
    fn measures_a_date_against_the_answers_own() {
        let later = ("retry-after", "Tue, 31 Mar 2026 13:24:52 GMT");
        check(
            &[later, ("date", "Tue, 31 Mar 2026 13:24:22 GMT")],
            Some(30_000),
        );
        check(&[later, ("date", "Tue, 31 Mar 2026 14:24:22 GMT")], Some(0));
        check(&[later], None);
    }

    #[test]
    fn reads_the_reset_of_a_limit_that_is_used_up() {
        let requests = ("x-ratelimit-reset-requests", "6m0s");
        let tokens = ("x-ratelimit-reset-tokens", "120ms");
        check(
            &[requests, tokens, ("x-ratelimit-remaining-tokens", "0")],
            Some(120),
        );
        check(
            &[requests, tokens, ("x-ratelimit-remaining-requests", "0")],
            Some(360_000),
        );
        check(&[requests, tokens], None);
        let left = ("x-ratelimit-remaining", "0");
        check(&[("x-ratelimit-reset", "30"), left], Some(30_000));
        let point = ("x-ratelimit-reset", "1759845420000");
        check(
            &[point, left, ("date", "Tue, 07 Oct 2025 13:56:48 GMT")],
            Some(12_000),
        );
        check(&[point, left], None);
    }

    #[test]
    fn reads_a_span_within_a_sentence() {
        let check = |text: &str, millis: Option<u128>| {
            assert_eq!(
                from_message(text).map(|it| it.as_millis()),
                millis,
                "{text}"
            );
        };
        check(
            "Limit 3, used 3. Please try again in 20s. Visit",
            Some(20_000),
        );
        check("Please try again in 6m0.5s.", Some(360_500));
        check("Please retry in 28.133s.", Some(28_133));
        check("Try again in 12ms", Some(12));
        check("Please try again in 20 seconds.", Some(20_000));
        check("Please try again in 2 minutes", Some(120_000));
        check("Please retry after 60 seconds.", Some(60_000));
        check("Please try again later", None);
        check("try again in a while", None);
    }
}
