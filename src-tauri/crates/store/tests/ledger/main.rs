//! The ledger from outside: what goes in through its port comes out of its readers, whatever happens
//! to the process and to its files in between.
#![cfg(test)]

mod alike;
mod damage;
mod flood;
mod full;
mod hour;
mod journal;
mod kill;
mod reports;
mod requests;
mod retention;
mod roundtrip;
mod versions;

use pointsman_engine::ports::Ledger;
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, AttemptReason, CallHead, CallSettled, Outcome,
};
use pointsman_store::{CallQuery, CallRow, Fold, Settings, Store};
use pointsman_units::{AttemptNo, CallId, Millis, NanoUsd, Tokens, UnixMillis};
use pointsman_wire::canon::{Feature, Loss, Why};
use pointsman_wire::{Dialect, FailureKind, Usage, UsageSource};
use std::path::{Path, PathBuf};

/// 2026-11-22T00:00:00Z.
const DAY_ONE: i64 = 1_795_305_600_000;

/// Folds only when asked, as if the process were killed before it ever could.
const BY_HAND: Settings = Settings {
    fold: Fold::WhenAsked,
    segment_bytes: 16 << 20,
    batch_records: 5_000,
    flood_bytes: u64::MAX,
    most_behind: u64::MAX,
    lock_patience: std::time::Duration::from_millis(1),
};

fn open(folder: &Path) -> Store {
    Store::open_with(folder, BY_HAND).unwrap()
}

fn all(store: &Store) -> Vec<CallRow> {
    store.catch_up().unwrap();
    let mut calls = store.calls(&CallQuery::newest(1_000_000)).unwrap();
    calls.reverse();
    calls
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("journal")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn sql(folder: &Path, statement: &str) {
    let ledger = rusqlite::Connection::open(folder.join("ledger.db")).unwrap();
    ledger.execute_batch(statement).unwrap();
}

/// The `n`th call, a second after the one before.
fn head(n: u32) -> CallHead {
    let at = UnixMillis(DAY_ONE + i64::from(n) * 1000);
    CallHead {
        call: CallId::new(at, u128::from(n)),
        at,
        dialect: Dialect::OpenaiChat,
        project: "web".into(),
        key: "k_1".into(),
        tool: Some("claude-code".into()),
        environment: None,
        user: Some("ada".into()),
        asked: "auto".into(),
        chain: "auto".into(),
        stream: true,
        policy: "0f".into(),
        client_retry: 1,
        idempotency: Some("once".into()),
    }
}

fn attempt(head: &CallHead, no: u16) -> AttemptHead {
    AttemptHead {
        no: AttemptNo(no),
        at: head.at,
        account: "openai".into(),
        provider: "openai".into(),
        model: "gpt-5-mini".into(),
        simulated: false,
        reason: match no {
            1 => AttemptReason::First,
            _ => AttemptReason::Fallback(FailureKind::RateLimited),
        },
        key: Some("keychain:openai-2".into()),
        translated: (no > 1).then_some(Dialect::OpenaiChat),
    }
}

fn turned_away(no: u16) -> AttemptEnd {
    AttemptEnd {
        no: AttemptNo(no),
        failure: Some(FailureKind::RateLimited),
        message: Some("slow down".to_owned()),
        status: Some(429),
        head: Some(Millis(12)),
        first_content: None,
        total: Millis(13),
        usage: Usage::default(),
        usage_source: UsageSource::None,
        cost: Some(NanoUsd::ZERO),
        price_from: None,
        price_source: None,
        said_model: None,
        losses: Vec::new(),
    }
}

fn answered(no: u16, cost: i64) -> AttemptEnd {
    AttemptEnd {
        no: AttemptNo(no),
        failure: None,
        message: None,
        status: Some(200),
        head: Some(Millis(80)),
        first_content: Some(Millis(95)),
        total: Millis(700),
        usage: Usage {
            input: Some(Tokens(1_000)),
            cached: Some(Tokens(400)),
            cache_write: Some(Tokens(1)),
            cache_write_1h: Some(Tokens(2)),
            audio_in: Some(Tokens(3)),
            output: Some(Tokens(200)),
            reasoning: Some(Tokens(50)),
            audio_out: Some(Tokens(4)),
        },
        usage_source: UsageSource::Provider,
        cost: Some(NanoUsd(cost)),
        price_from: Some("2026-01-01".to_owned()),
        price_source: Some("https://example.com/prices".to_owned()),
        said_model: Some("gpt-5-mini-2025-08-07".to_owned()),
        losses: vec![Loss {
            feature: Feature::CacheControl,
            path: "messages[0].content[0].cache_control".to_owned(),
            why: Why::NoPlace,
        }],
    }
}

fn began(head: &CallHead, no: u16, previous: Option<AttemptEnd>) -> AttemptBegan {
    AttemptBegan {
        call: head.call,
        head: (no == 1).then(|| head.clone()),
        attempt: attempt(head, no),
        previous,
    }
}

fn settled(head: &CallHead, outcome: Outcome, last: Option<AttemptEnd>) -> CallSettled {
    CallSettled {
        call: head.call,
        head: None,
        outcome,
        status: Some(200),
        moved: None,
        total: Millis(900),
        last,
        prompt: Some("0123456789abcdef".to_owned()),
        told: None,
    }
}

/// One call that is answered at once, for `cost`.
fn put(store: &Store, n: u32, cost: i64) -> CallHead {
    let head = head(n);
    store.attempt_begins(&began(&head, 1, None)).unwrap();
    let end = Some(answered(1, cost));
    let over = settled(&head, Outcome::Answered, end);
    store.call_settles(&over).unwrap();
    head
}

/// Waits for an event, at most ten seconds.
fn until(mut seen: impl FnMut() -> bool) {
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !seen() {
        assert!(std::time::Instant::now() < limit, "it never happened");
        std::thread::yield_now();
    }
}
