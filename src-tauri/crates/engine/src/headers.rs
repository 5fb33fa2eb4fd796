//! Which headers travel, and which are ours. Knows no provider.

use crate::local_keys;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_wire::canon::Loss;
use pointsman_wire::{Dialect, is_absurd_wait};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-pointsman-request-id");
pub(crate) const CHAIN: HeaderName = HeaderName::from_static("x-pointsman-chain");
pub(crate) const TARGET: HeaderName = HeaderName::from_static("x-pointsman-target");
pub(crate) const ATTEMPTS: HeaderName = HeaderName::from_static("x-pointsman-attempts");
pub(crate) const MOVED: HeaderName = HeaderName::from_static("x-pointsman-moved");
pub(crate) const DELIVERY: HeaderName = HeaderName::from_static("x-pointsman-delivery");
pub(crate) const COST: HeaderName = HeaderName::from_static("x-pointsman-cost-usd");
pub(crate) const LOSSES: HeaderName = HeaderName::from_static("x-pointsman-losses");
pub(crate) const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
pub(crate) const FIRST_TOKEN_WITHIN: HeaderName =
    HeaderName::from_static("x-pointsman-first-token-within");
pub(crate) const ANSWER_WITHIN: HeaderName = HeaderName::from_static("x-pointsman-answer-within");
pub(crate) const SHOW_LOSSES: HeaderName = HeaderName::from_static("x-pointsman-show-losses");
pub(crate) const CLIENT_RETRY: HeaderName = HeaderName::from_static("x-stainless-retry-count");
pub(crate) const IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-key");

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream; charset=utf-8");

/// Headers that most messages have at most, theirs and ours: a map that grows hashes each anew.
const ROOM: usize = 12;
/// The longest value of a header of ours, in characters.
const MOST: usize = 200;
/// The longest list of what was lost.
const MOST_LOSSES: usize = 4_000;

/// The client's headers that may reach a provider in the client's dialect. A list of what may, so
/// that what nobody thought of stays here: cookies, `forwarded`. A local key stays in any of them.
pub(crate) fn outbound(from: &HeaderMap, dialect: Dialect) -> HeaderMap {
    let families = dialect.header_families();
    let mut kept: HeaderMap = keyless(from, |name| {
        let text = name.as_str();
        let of_dialect = families.iter().any(|prefix| text.starts_with(prefix));
        (of_dialect && !is_credential(text))
            || text.starts_with("x-stainless-")
            || [ACCEPT, CONTENT_TYPE, USER_AGENT].contains(name)
            || text == "idempotency-key"
    });
    kept.entry(CONTENT_TYPE).or_insert(JSON);
    kept
}

/// The caller's own credential for a provider of its dialect: the first of the headers that carry one
/// there, as it was sent. A local key never counts.
pub(crate) fn credential(
    from: &HeaderMap,
    dialect: Dialect,
) -> Option<(&'static str, &HeaderValue)> {
    let names = dialect.credential_headers().iter();
    let mut found = names.filter_map(|name| Some((*name, from.get(*name)?)));
    found.find(|(_, value)| {
        let text = value.to_str().unwrap_or_default();
        let token = text.rsplit(' ').next().unwrap_or_default();
        !token.is_empty() && !token.starts_with("pm-") && !local_keys::stands_in(value.as_bytes())
    })
}

/// The client's headers that may reach a provider of another dialect: what says who asks, and nothing
/// of the client's dialect.
pub(crate) fn outbound_across(from: &HeaderMap) -> HeaderMap {
    let mut kept = keyless(from, |name| [ACCEPT, USER_AGENT].contains(name));
    kept.insert(CONTENT_TYPE, JSON);
    kept
}

/// Whether a header's name tells that it proves who asks.
fn is_credential(name: &str) -> bool {
    let marks = ["key", "token", "auth", "credential", "secret"];
    name.split('-')
        .any(|word| marks.iter().any(|mark| word.starts_with(mark)))
}

/// The provider's headers that may reach the client. A wait of more than a day may not: whoever keeps
/// to it would never come back.
pub(crate) fn inbound(from: &HeaderMap) -> HeaderMap {
    let patient = !is_absurd_wait(from);
    pick(from, |name| {
        let text = name.as_str();
        [
            "openai-",
            "anthropic-",
            "x-ratelimit-",
            "ratelimit-",
            "x-request-",
        ]
        .iter()
        .any(|prefix| text.starts_with(prefix))
            || *name == CONTENT_TYPE
            || text == "request-id"
            || (patient && ["retry-after", "retry-after-ms"].contains(&text))
    })
}

/// What of an answer's headers means the same in each dialect, beside what was `renamed` for the
/// client's.
pub(crate) fn inbound_across(from: &HeaderMap, mut renamed: HeaderMap) -> HeaderMap {
    if !is_absurd_wait(from) {
        let waits = pick(from, |name| {
            ["retry-after", "retry-after-ms"].contains(&name.as_str())
        });
        renamed.extend(waits);
    }
    renamed
}

/// What was lost, as a header tells it: `feature path why`, by commas; `none` where nothing was.
pub(crate) fn losses(losses: &[Loss]) -> HeaderValue {
    let each = losses.iter();
    let each = each.map(|Loss { feature, path, why }| {
        let path = path.replace([',', ' '], "_");
        format!("{} {path} {}", feature.word(), why.word())
    });
    match each.collect::<Vec<_>>().join(", ") {
        all if all.is_empty() => HeaderValue::from_static("none"),
        all => plain(&all, MOST_LOSSES),
    }
}

fn pick(from: &HeaderMap, travels: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    gather(from.iter().filter(|(name, _)| travels(name)))
}

/// As [`pick`], without those in whose value somebody put a local key: it would tell a provider who
/// may call here.
fn keyless(from: &HeaderMap, travels: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    let kept = from.iter().filter(|(name, _)| travels(name));
    gather(kept.filter(|(_, value)| !local_keys::stands_in(value.as_bytes())))
}

fn gather<'h>(kept: impl Iterator<Item = (&'h HeaderName, &'h HeaderValue)>) -> HeaderMap {
    // Keys given twice (two `openai-beta`) stay two. With room for what is laid beside them.
    let mut map = HeaderMap::with_capacity(ROOM);
    for (name, value) in kept {
        map.append(name, value.clone());
    }
    map
}

/// A header's value of any text: what ASCII cannot show becomes `?`, and it is cut to a sane length.
pub(crate) fn value(text: &str) -> HeaderValue {
    plain(text, MOST)
}

fn plain(text: &str, most: usize) -> HeaderValue {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
    // Nearly all are plain and short as they are.
    if text.len() <= most && text.bytes().all(is_plain) {
        return HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("?"));
    }
    let plain: String = text
        .chars()
        .take(most)
        .map(|c| {
            if c == ' ' || c.is_ascii_graphic() {
                c
            } else {
                '?'
            }
        })
        .collect();
    HeaderValue::from_str(&plain).unwrap_or(HeaderValue::from_static("?"))
}

/// The text of a header, where it is text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(names: &[&'static str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for name in names {
            map.append(*name, HeaderValue::from_static("v"));
        }
        map
    }

    fn names(map: &HeaderMap) -> Vec<&str> {
        let mut names: Vec<&str> = map.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn only_listed_headers_reach_a_provider() {
        let sent = map(&[
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "cookie",
            "forwarded",
            "x-forwarded-for",
            "x-pointsman-key",
            "host",
            "origin",
            "accept-encoding",
            "connection",
            "content-length",
            "openai-organization",
            "openai-beta",
            "openai-beta",
            "x-stainless-lang",
            "idempotency-key",
            "user-agent",
            "accept",
        ]);
        assert_eq!(
            names(&outbound(&sent, Dialect::OpenaiChat)),
            [
                "accept",
                "content-type",
                "idempotency-key",
                "openai-beta",
                "openai-beta",
                "openai-organization",
                "user-agent",
                "x-stainless-lang"
            ]
        );
    }

    #[test]
    fn only_listed_headers_reach_the_client() {
        let sent = map(&[
            "set-cookie",
            "transfer-encoding",
            "content-length",
            "connection",
            "server",
            "x-request-id",
            "x-ratelimit-remaining-tokens",
            "retry-after",
            "content-type",
            "x-should-retry",
            "openai-processing-ms",
        ]);
        assert_eq!(
            names(&inbound(&sent)),
            [
                "content-type",
                "openai-processing-ms",
                "retry-after",
                "x-ratelimit-remaining-tokens",
                "x-request-id"
            ]
        );
    }

    #[test]
    fn a_value_is_plain_and_short() {
        assert_eq!(value("größer\r\nx: y"), "gr??er??x: y");
        assert_eq!(value(&"x".repeat(999)).len(), MOST);
    }
}
