//! Every limit header of every recording, of all dialects: read, or excluded with its reason.

use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_tests::recordings::{all, say};
use pointsman_units::UnixMillis;
use pointsman_wire::{Dialect, LimitsSeen, codec};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Headers that look like a limit and are not metered, by a part of their name.
const EXCLUDED: [(&str, &str); 6] = [
    (
        "-input-images",
        "counts images, which no chat call is held back for",
    ),
    (
        "-audio-seconds",
        "counts audio, which no chat call is held back for",
    ),
    ("-query-cost", "what this one answer cost, not what is left"),
    (
        "-abusepenalty-active",
        "whether a penalty holds, not how much is left",
    ),
    ("x-ratelimit-key", "whose limit it is"),
    (
        "x-endpoint-monthly-call-limit",
        "names no rest and no reset",
    ),
];

fn map(headers: &BTreeMap<String, String>, without: Option<&str>) -> HeaderMap {
    let kept = headers
        .iter()
        .filter(|(name, _)| Some(name.as_str()) != without);
    kept.filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    })
    .collect()
}

fn read(map: &HeaderMap) -> LimitsSeen {
    LimitsSeen::read(map, UnixMillis(1_790_000_000_000))
}

/// Whether a header tells something: alone, or because without it less is told.
fn is_read(headers: &BTreeMap<String, String>, name: &str) -> bool {
    let alone = headers.iter().filter(|(other, _)| *other == name);
    let alone: BTreeMap<_, _> = alone
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    !read(&map(&alone, None)).0.is_empty()
        || read(&map(headers, None)) != read(&map(headers, Some(name)))
}

#[test]
fn every_limit_header_of_every_family_is_read_or_excluded_with_its_reason() {
    let Some(recordings) = all() else { return };
    let (mut told, mut counts, mut excluded) = (0, BTreeMap::new(), BTreeSet::new());
    for recording in &recordings {
        let headers = &recording.response.headers;
        let mut limits = 0;
        for (name, value) in headers {
            let lower = name.to_lowercase();
            if !["ratelimit", "call-limit", "call-remaining"]
                .iter()
                .any(|part| lower.contains(part))
            {
                continue;
            }
            if let Some((part, _)) = EXCLUDED.iter().find(|(part, _)| lower.contains(part)) {
                excluded.insert(*part);
                continue;
            }
            assert!(
                is_read(headers, name),
                "{}: {name}: {value}",
                recording.name()
            );
            limits += 1;
        }
        if limits > 0 {
            told += 1;
            *counts.entry(recording.provider.clone()).or_insert(0) += limits;
        }
        for meter in read(&map(headers, None)).0 {
            if let (Some(limit), Some(remaining)) = (meter.limit, meter.remaining) {
                assert!(remaining <= limit, "{}: {meter:?}", recording.name());
            }
            let longest = Duration::from_secs(31 * 86_400);
            assert!(
                meter.reset.is_none_or(|reset| reset <= longest),
                "{}: {meter:?}",
                recording.name()
            );
        }
    }
    assert_eq!(
        excluded.len(),
        EXCLUDED.len(),
        "an exclusion that excludes nothing: {excluded:?}"
    );
    let sum: usize = counts.values().sum();
    say(&format!(
        "limits: {sum} headers read of {told} recordings: {counts:?}"
    ));
    assert!(told >= 380, "{told}");
}

#[test]
fn every_wait_that_a_provider_asks_for_is_read() {
    let Some(recordings) = all() else { return };
    let codec = codec(Dialect::OpenaiChat);
    let mut waits = 0;
    for recording in &recordings {
        let headers = map(&recording.response.headers, None);
        let asks = ["retry-after", "retry-after-ms"]
            .iter()
            .any(|name| headers.contains_key(*name));
        if asks {
            let failure = codec.read_failure(429, &headers, b"");
            assert!(failure.retry_after.is_some(), "{}", recording.name());
            waits += 1;
        }
    }
    say(&format!("limits: {waits} waits read"));
    assert!(waits >= 10, "{waits}");
}
