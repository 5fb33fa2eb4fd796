//! Cold starts: of a folder that has seen nothing, and of one whose ledger has ten million rows.

use crate::process::{binary, product};
use crate::run::lay_out;
use crate::{Outcome, part};
use pointsman_catalog::Catalog;
use pointsman_engine::ports::Ledger;
use pointsman_engine::record::{
    AttemptBegan, AttemptEnd, AttemptHead, AttemptReason, CallHead, CallSettled, Outcome as How,
};
use pointsman_store::{Fold, Settings, Store};
use pointsman_units::{AttemptNo, CallId, Millis, NanoUsd, Tokens, UnixMillis};
use pointsman_wire::{Dialect, Usage, UsageSource};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

/// Each has an attempt: ten million rows.
const CALLS: u32 = 5_000_000;
/// Between two folds while the ledger is filled.
const AT_ONCE: u32 = 200_000;
/// 2026-01-01T00:00:00Z.
const BEGAN: i64 = 1_767_225_600_000;
const APART_MS: i64 = 5_000;

/// From starting the product to its first line, in ms: the median of five, after one that counts
/// for nothing, because it may migrate and reads the file into the system's memory.
pub fn start(folder: &Path) -> Outcome<f64> {
    let mut took = Vec::new();
    for round in 0..6 {
        let began = Instant::now();
        let started = product(folder)?;
        let millis = began.elapsed().as_secs_f64() * 1000.0;
        if round > 0 {
            took.push(millis);
        }
        drop(started);
    }
    took.sort_by(f64::total_cmp);
    took.get(2).copied().ok_or_else(|| "no start".into())
}

/// A folder with a full ledger, beside the binaries. Made once, through the ledger's own door.
pub fn full_folder(to: &str) -> Outcome<PathBuf> {
    let beside = binary()?;
    let folder = beside.with_file_name("bench-ledger");
    let whole = folder.join("whole");
    if !whole.exists() {
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        println!("filling a ledger with {CALLS} calls, once");
        let filled = Command::new(std::env::current_exe()?)
            .arg("fill")
            .arg(&folder)
            .status()?;
        if !filled.success() {
            return Err("the ledger could not be filled".into());
        }
        std::fs::write(whole, "")?;
    }
    lay_out(&folder, to)?;
    Ok(folder)
}

/// Fills a ledger.
pub fn fill(folder: &Path) -> Outcome<()> {
    let store = Store::open_with(
        folder,
        Settings {
            fold: Fold::WhenAsked,
            ..Settings::default()
        },
    )?;
    // The source of prices as the catalogue would say it, not to make rows shorter than they are.
    let source = Catalog::built_in()
        .providers()
        .first()
        .map_or_else(String::new, |provider| provider.docs.clone());
    for n in 0..CALLS {
        put(&store, n, &source)?;
        if n % AT_ONCE == AT_ONCE - 1 {
            store.catch_up()?;
        }
    }
    store.catch_up()?;
    Ok(())
}

fn put(store: &Store, n: u32, source: &str) -> Outcome<()> {
    let at = UnixMillis(BEGAN + i64::from(n) * APART_MS);
    let call = CallId::new(at, u128::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let name = |text: &str| -> Arc<str> { text.into() };
    let attempt = AttemptHead {
        no: AttemptNo(1),
        at,
        account: name(one_of(&["first", "second", "third"], n)),
        provider: name("custom"),
        model: name(one_of(&part::MODELS, n)),
        simulated: false,
        reason: AttemptReason::First,
        key: None,
        translated: None,
    };
    store.attempt_begins(&AttemptBegan {
        call,
        head: Some(head(call, at, n)),
        attempt,
        previous: None,
    })?;
    store.call_settles(&CallSettled {
        call,
        head: None,
        outcome: How::Answered,
        status: Some(200),
        moved: None,
        total: Millis(900),
        last: Some(end(n, source)),
        prompt: Some(format!("{:016x}", n % 40)),
        told: None,
    })?;
    Ok(())
}

fn one_of<'a>(names: &[&'a str], n: u32) -> &'a str {
    let mut names = names.iter().copied().cycle();
    names.nth(n as usize % 12).unwrap_or_default()
}

fn head(call: CallId, at: UnixMillis, n: u32) -> CallHead {
    CallHead {
        call,
        at,
        dialect: Dialect::OpenaiChat,
        project: format!("project-{}", n % 12).into(),
        key: format!("k_{:010}", n % 30).into(),
        tool: Some("claude-code".into()),
        environment: Some("dev".into()),
        user: None,
        asked: "auto".into(),
        chain: "auto".into(),
        stream: n.is_multiple_of(2),
        policy: "0123456789abcdef".into(),
        client_retry: 0,
        idempotency: None,
    }
}

fn end(n: u32, source: &str) -> AttemptEnd {
    AttemptEnd {
        no: AttemptNo(1),
        failure: None,
        message: None,
        status: Some(200),
        head: Some(Millis(80)),
        first_content: Some(Millis(95)),
        total: Millis(880),
        usage: Usage {
            input: Some(Tokens(u64::from(n % 9_000))),
            output: Some(Tokens(u64::from(n % 700))),
            ..Usage::default()
        },
        usage_source: UsageSource::Provider,
        cost: Some(NanoUsd(i64::from(n % 90_000))),
        price_from: Some("2026-01-01".to_owned()),
        price_source: Some(source.to_owned()),
        said_model: None,
        losses: Vec::new(),
    }
}
