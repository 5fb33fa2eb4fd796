//! What the headers of an answer say of a provider's limits: how much there is, how much is left,
//! and when it is full again.
//!
//! Reads names by their words and knows no provider. What it does not understand it leaves out:
//! a meter that is wrong would hold calls back for nothing.

use crate::failure::wait::{seconds, span};
use http::HeaderMap;
use pointsman_units::UnixMillis;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
/// A month of 30 days: near enough for a meter that is read anew with each answer.
const MONTH: Duration = Duration::from_secs(30 * 86_400);

/// What a meter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metered {
    /// Requests.
    Requests,
    /// Tokens, in and out.
    Tokens,
    /// Tokens of the request.
    InputTokens,
    /// Tokens of the answer.
    OutputTokens,
}

impl Metered {
    /// The word for it in views.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Tokens => "tokens",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
        }
    }
}

/// One limit, as an answer told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// What it counts.
    pub of: Metered,
    /// Over how long; `None` where the headers do not say.
    pub per: Option<Duration>,
    /// How much there is.
    pub limit: Option<u64>,
    /// How much is left.
    pub remaining: Option<u64>,
    /// How long until it is full again.
    pub reset: Option<Duration>,
}

/// Every limit that the headers of one answer tell. Empty where they tell none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitsSeen(pub Vec<Meter>);

/// What a header says of a meter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Limit,
    Remaining,
    Reset,
    Period,
}

impl LimitsSeen {
    /// Reads the limits. A reset that is a point in time is measured against the answer's own
    /// `date`, or against `now` where it has none.
    pub fn read(headers: &HeaderMap, now: UnixMillis) -> Self {
        let mut seen = Self::default();
        let mut periods = Vec::new();
        for (name, value) in headers {
            let Some((of, per, says)) = meaning(name.as_str()) else {
                continue;
            };
            let text = value.to_str().unwrap_or_default().trim();
            let number = || text.parse().ok();
            match says {
                Says::Limit => seen.meter(of, per).limit = number(),
                Says::Remaining => seen.meter(of, per).remaining = number(),
                Says::Reset => {
                    seen.meter(of, per).reset = reset(text, &|| answered(headers, now));
                }
                Says::Period => {
                    periods.extend(number().map(|span| (of, Duration::from_secs(span))))
                }
            }
        }
        seen.tidy(&periods);
        seen
    }

    fn meter(&mut self, of: Metered, per: Option<Duration>) -> &mut Meter {
        let known = |meter: &Meter| meter.of == of && meter.per == per;
        let place = self.0.iter().position(known).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push(Meter {
                of,
                per,
                limit: None,
                remaining: None,
                reset: None,
            });
        }
        #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
        &mut self.0[place]
    }

    /// Puts periods to the meters whose names tell none, and leaves one meter of those that are told
    /// twice, with and without a period.
    fn tidy(&mut self, periods: &[(Metered, Duration)]) {
        self.0
            .retain(|meter| meter.limit.is_some() || meter.remaining.is_some());
        for meter in self.0.iter_mut().filter(|meter| meter.per.is_none()) {
            let stated = periods.iter().find(|(of, _)| *of == meter.of);
            meter.per = stated.map(|(_, span)| *span);
        }
        self.0.sort_by_key(|meter| (meter.of, meter.per));
        self.0.dedup_by(|told, first| {
            let same = told.of == first.of && told.limit == first.limit && first.per.is_none();
            if same {
                first.per = told.per;
                first.remaining = first.remaining.or(told.remaining);
                first.reset = first.reset.or(told.reset);
            }
            same
        });
        for meter in &mut self.0 {
            // A reset beyond its own period was written in another unit than it looks.
            if let (Some(reset), Some(per)) = (meter.reset, meter.per) {
                meter.reset = Some(reset.min(per));
            }
        }
    }
}

/// What a header's name means; `None` where it is about no limit that is metered here.
fn meaning(name: &str) -> Option<(Metered, Option<Duration>, Says)> {
    let (rest, mut of) = [
        ("x-ratelimit-", Metered::Requests),
        ("anthropic-ratelimit-", Metered::Requests),
        // Budgets of tokens by the size of a model.
        ("ratelimitbysize-", Metered::Tokens),
        ("x-ratelimitbysize-", Metered::Tokens),
        ("ratelimit-", Metered::Requests),
        ("x-trial-endpoint-call-", Metered::Requests),
    ]
    .into_iter()
    .find_map(|(prefix, of)| Some((name.strip_prefix(prefix)?, of)))?;
    // Trial keys are metered by the minute (<https://docs.cohere.com/docs/rate-limits>, read 2026-11-22).
    let trial = name.starts_with("x-trial-");
    let (mut per, mut says, mut count) = (trial.then_some(MINUTE), None, None);
    for word in rest.split('-') {
        match word {
            "limit" => says = Some(Says::Limit),
            "remaining" => says = Some(Says::Remaining),
            "reset" => says = Some(Says::Reset),
            "renewalperiod" => says = Some(Says::Period),
            "requests" | "req" => of = Metered::Requests,
            "input" => of = Metered::InputTokens,
            "output" => of = Metered::OutputTokens,
            "tokens" if matches!(of, Metered::InputTokens | Metered::OutputTokens) => {}
            "tokens" => of = Metered::Tokens,
            "second" => per = Some(Duration::from_secs(count.unwrap_or(1))),
            "minute" => per = Some(MINUTE),
            "hour" => per = Some(HOUR),
            "day" => per = Some(DAY),
            "month" => per = Some(MONTH),
            // Images, seconds of audio, what one query cost, whose key it was.
            other => count = Some(other.parse().ok()?),
        }
    }
    Some((of, per, says?))
}

/// A reset: `1m3.5s`, plain seconds, or a point in time (RFC 3339, Unix seconds or milliseconds).
fn reset(text: &str, answered: &dyn Fn() -> Duration) -> Option<Duration> {
    // Two headers that a proxy on the way has run together: `0s, req_b1…`.
    let text = text.split(',').next().unwrap_or_default().trim();
    if let Ok(number) = text.parse::<f64>() {
        let point = match number {
            _ if number < 1e9 => return seconds(number),
            _ if number < 1e11 => number,
            _ => number / 1000.0,
        };
        return Some(seconds(point)?.saturating_sub(answered()));
    }
    if let Ok(point) = OffsetDateTime::parse(text, &Rfc3339) {
        let nanos = u64::try_from(point.unix_timestamp_nanos()).ok()?;
        return Some(Duration::from_nanos(nanos).saturating_sub(answered()));
    }
    span(text)
}

/// When the answer was given, since 1970.
fn answered(headers: &HeaderMap, now: UnixMillis) -> Duration {
    let date = headers
        .get("date")
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
        .and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
    date.unwrap_or(Duration::from_millis(u64::try_from(now.0).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each meter as `of per limit remaining reset`, unknown parts as `?`.
    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: &[&str]) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let now = UnixMillis(1_759_845_408_000);
        let number = |it: Option<u64>| it.map_or("?".to_owned(), |it| it.to_string());
        let span = |it: Option<Duration>| it.map_or("?".to_owned(), |it| format!("{it:?}"));
        let seen: Vec<String> = LimitsSeen::read(&map, now)
            .0
            .iter()
            .map(|meter| {
                let (limit, remaining) = (number(meter.limit), number(meter.remaining));
                let (per, reset) = (span(meter.per), span(meter.reset));
                format!("{} {per} {limit} {remaining} {reset}", meter.of.code())
            })
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn reads_requests_and_tokens_with_spans() {
        check(
            &[
                ("x-ratelimit-limit-requests", "14400"),
                ("x-ratelimit-remaining-requests", "14396"),
                ("x-ratelimit-reset-requests", "1h40m48s"),
                ("x-ratelimit-limit-tokens", "6000"),
                ("x-ratelimit-remaining-tokens", "0"),
                ("x-ratelimit-reset-tokens", "0s, req_b176c7aa"),
            ],
            &["requests ? 14400 14396 6048s", "tokens ? 6000 0 0ns"],
        );
    }

    #[test]
    fn reads_points_in_time_against_the_answers_own_date() {
        let date = ("date", "Tue, 07 Oct 2025 13:56:48 GMT");
        let tokens = [
            ("anthropic-ratelimit-input-tokens-limit", "400000"),
            ("anthropic-ratelimit-input-tokens-remaining", "399000"),
            (
                "anthropic-ratelimit-input-tokens-reset",
                "2025-10-07T13:56:50Z",
            ),
        ];
        check(&tokens, &["input_tokens ? 400000 399000 2s"]);
        let [limit, remaining, reset] = tokens;
        check(
            &[date, limit, remaining, reset],
            &["input_tokens ? 400000 399000 2s"],
        );
        let past = (
            "anthropic-ratelimit-input-tokens-reset",
            "2025-10-07T13:00:00Z",
        );
        check(&[date, limit, past], &["input_tokens ? 400000 ? 0ns"]);
        let millis = [
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1759845420000"),
        ];
        check(&millis, &["requests ? 20 0 12s"]);
    }

    #[test]
    fn tells_periods_apart() {
        check(
            &[
                ("x-ratelimit-limit-requests-day", "1440000"),
                ("x-ratelimit-remaining-requests-day", "1439990"),
                ("x-ratelimit-reset-requests-day", "3564.5"),
                ("x-ratelimit-limit-tokens-minute", "1000000"),
                ("x-ratelimit-limit-tokens-month", "10000000000"),
                ("x-ratelimit-remaining-req-10-second", "52"),
            ],
            &[
                "requests 10s ? 52 ?",
                "requests 86400s 1440000 1439990 3564.5s",
                "tokens 60s 1000000 ? ?",
                "tokens 2592000s 10000000000 ? ?",
            ],
        );
    }

    #[test]
    fn a_period_in_a_header_of_its_own_bounds_the_reset() {
        check(
            &[
                ("x-ratelimit-limit-requests", "120"),
                ("x-ratelimit-remaining-requests", "119"),
                ("x-ratelimit-renewalperiod-requests", "60"),
                ("x-ratelimit-reset-requests", "500"),
            ],
            &["requests 60s 120 119 60s"],
        );
    }

    #[test]
    fn leaves_out_what_is_metered_otherwise() {
        check(
            &[
                ("x-ratelimit-limit-input-images", "50000"),
                ("x-ratelimit-remaining-audio-seconds-minute", "1997"),
                ("x-ratelimit-tokens-query-cost", "318"),
                ("x-ratelimit-abusepenalty-active", "False"),
                ("x-ratelimit-key", "gpt-5-nano"),
                ("ratelimitbysize-query-cost", "32010"),
                ("x-ratelimit-limit-requests", "many"),
                ("x-ratelimit-reset-tokens", "1s"),
            ],
            &[],
        );
    }

    #[test]
    fn reads_budgets_by_size_trial_keys_and_the_drafts_own_names() {
        check(
            &[
                ("ratelimitbysize-limit", "500000"),
                ("ratelimitbysize-remaining", "307190"),
                ("ratelimitbysize-reset", "46"),
            ],
            &["tokens ? 500000 307190 46s"],
        );
        check(
            &[
                ("x-ratelimitbysize-limit-month", "1000000000"),
                ("ratelimitbysize-limit", "500000"),
                ("ratelimitbysize-remaining", "307190"),
                ("ratelimitbysize-reset", "46"),
                ("x-ratelimitbysize-limit-minute", "500000"),
                ("x-ratelimitbysize-remaining-minute", "307190"),
            ],
            &[
                "tokens 60s 500000 307190 46s",
                "tokens 2592000s 1000000000 ? ?",
            ],
        );
        check(
            &[
                ("x-trial-endpoint-call-limit", "20"),
                ("x-trial-endpoint-call-remaining", "16"),
            ],
            &["requests 60s 20 16 ?"],
        );
        check(
            &[
                ("ratelimit-limit", "100"),
                ("ratelimit-remaining", "7"),
                ("ratelimit-reset", "9"),
            ],
            &["requests ? 100 7 9s"],
        );
    }
}
