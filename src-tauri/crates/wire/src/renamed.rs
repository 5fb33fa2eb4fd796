//! Headers of an answer that mean the same in each dialect under another name: limits, and the id of
//! the request. For answers that cross.

use crate::Dialect;
use crate::limits::{LimitsSeen, Meter, Metered};
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_units::UnixMillis;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The names under which providers send the id of a request.
const REQUEST_IDS: [&str; 2] = ["x-request-id", "request-id"];

/// The limits and the request's id of an answer, as a client of this dialect looks for them. Empty
/// for a dialect that has no names for them, as Gemini's has none.
pub fn renamed(from: &HeaderMap, to: Dialect, now: UnixMillis) -> HeaderMap {
    let names = match to.header_families().first() {
        Some(&"anthropic-") => Names::Anthropic,
        Some(&"openai-") => Names::Openai,
        Some(_) | None => return HeaderMap::new(),
    };
    let mut to = HeaderMap::new();
    if let Some(id) = REQUEST_IDS.iter().find_map(|name| from.get(*name)) {
        to.insert(names.request_id(), id.clone());
    }
    for meter in LimitsSeen::read(from, now).0 {
        names.lay(&mut to, &meter, now);
    }
    to
}

/// Whose names.
#[derive(Clone, Copy)]
enum Names {
    /// <https://platform.openai.com/docs/guides/rate-limits>, read 2026-11-22.
    Openai,
    /// <https://platform.claude.com/docs/en/api/rate-limits>, read 2026-11-22.
    Anthropic,
}

impl Names {
    fn request_id(self) -> HeaderName {
        match self {
            Self::Openai => HeaderName::from_static("x-request-id"),
            Self::Anthropic => HeaderName::from_static("request-id"),
        }
    }

    fn lay(self, to: &mut HeaderMap, meter: &Meter, now: UnixMillis) {
        let of = match (self, meter.of) {
            (_, Metered::Requests) => "requests",
            (_, Metered::Tokens) => "tokens",
            (Self::Anthropic, Metered::InputTokens) => "input-tokens",
            (Self::Anthropic, Metered::OutputTokens) => "output-tokens",
            // OpenAI counts both together.
            (Self::Openai, Metered::InputTokens | Metered::OutputTokens) => return,
        };
        let number = |it: Option<u64>| it.map(|it| it.to_string());
        let said = [
            ("limit", number(meter.limit)),
            ("remaining", number(meter.remaining)),
            (
                "reset",
                meter.reset.and_then(|reset| self.reset(reset, now)),
            ),
        ];
        for (what, text) in said {
            let name = match self {
                Self::Openai => format!("x-ratelimit-{what}-{of}"),
                Self::Anthropic => format!("anthropic-ratelimit-{of}-{what}"),
            };
            let value = text.and_then(|text| HeaderValue::from_str(&text).ok());
            if let (Ok(name), Some(value)) = (HeaderName::from_bytes(name.as_bytes()), value) {
                to.entry(name).or_insert(value);
            }
        }
    }

    /// A span for OpenAI's clients, a point in time for Anthropic's.
    fn reset(self, span: Duration, now: UnixMillis) -> Option<String> {
        match self {
            Self::Openai => Some(format!("{}ms", span.as_millis())),
            Self::Anthropic => {
                let now = u64::try_from(now.0).ok()?;
                let point = Duration::from_millis(now) + span;
                let seconds = i64::try_from(point.as_millis().div_ceil(1000)).ok()?;
                let point = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
                point.format(&Rfc3339).ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let headers = headers.iter();
        headers
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn limits_and_ids_of_others_are_called_as_openai_calls_them() {
        let theirs = map(&[
            ("request-id", "req_1"),
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-11-22T10:00:02Z"),
            ("anthropic-ratelimit-input-tokens-limit", "400"),
            ("set-cookie", "no"),
            ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ]);
        let now = UnixMillis(1_795_341_600_000);
        let ours = map(&[
            ("x-request-id", "req_1"),
            ("x-ratelimit-limit-requests", "50"),
            ("x-ratelimit-remaining-requests", "49"),
            ("x-ratelimit-reset-requests", "2000ms"),
        ]);
        assert_eq!(renamed(&theirs, Dialect::OpenaiChat, now), ours);
    }

    #[test]
    fn a_span_becomes_a_point_in_time_where_the_client_wants_one() {
        let now = UnixMillis(1_795_341_600_000);
        let point = Names::Anthropic.reset(Duration::from_millis(61_500), now);
        assert_eq!(point.as_deref(), Some("2026-11-22T10:01:02Z"));
    }
}
