//! How well an account, its models and its keys are, as shells see it.

use crate::clock::now;
use crate::owner::Owner;
use crate::views::providers::{KeyHealth, KeyStatus, KeyView, LimitsUsed, RoomView, TargetHealth};
use futures_util::future::join_all;
use pointsman_engine::account::{Account, KeyRef};
use pointsman_engine::health::{AccountSeen, KeySeen, KeyStanding, RoomSeen, TargetSeen};
use pointsman_vault::KeyState;

/// What is known of an account's health.
pub(super) struct Known {
    pub(super) used: LimitsUsed,
    pub(super) keys: Vec<KeyView>,
    pub(super) targets: Vec<TargetHealth>,
    pub(super) room: Vec<RoomView>,
}

/// Reads it. Keys are looked for all at once: a keychain may take its time.
pub(super) async fn known(owner: &Owner, account: &Account) -> Known {
    let AccountSeen { targets, keys, own } = owner.engine.health.see(account, now());
    let mut room = Vec::new();
    let mut held = Vec::new();
    for seen in keys {
        match seen.key.clone() {
            Some(key) => held.push(view(owner, key, seen)),
            None => room.extend(seen.room.into_iter().map(told)),
        }
    }
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    Known {
        used: LimitsUsed {
            requests: small(own.requests),
            tokens: small(own.tokens),
            concurrent: small(own.concurrent),
        },
        keys: join_all(held).await,
        targets: targets.into_iter().map(target).collect(),
        room,
    }
}

/// Whether a key is there.
pub(super) async fn status(owner: &Owner, key: &KeyRef) -> KeyStatus {
    match owner.vault.status(key).await {
        KeyState::Present => KeyStatus::Present,
        KeyState::Missing | KeyState::NotInEnvironment => KeyStatus::Missing,
        KeyState::Locked => KeyStatus::Locked,
        KeyState::NoKeychain => KeyStatus::NoKeychain,
    }
}

async fn view(owner: &Owner, key: KeyRef, seen: KeySeen) -> KeyView {
    let (health, until, since, why) = match seen.standing {
        KeyStanding::Fit => (KeyHealth::Ok, None, None, None),
        KeyStanding::Cooling { until } => (KeyHealth::Cooling, Some(until), None, None),
        KeyStanding::Retired { since, why } => (KeyHealth::Retired, None, Some(since), Some(why)),
    };
    KeyView {
        place: key.to_text(),
        status: status(owner, &key).await,
        health,
        until,
        since,
        why,
        room: seen.room.into_iter().map(told).collect(),
    }
}

fn told(seen: RoomSeen) -> RoomView {
    RoomView {
        model: seen.model,
        of: seen.of.code().to_owned(),
        per: seen.per.map(Into::into),
        limit: seen.limit,
        remaining: seen.remaining,
        resets: seen.resets,
        at: seen.at,
    }
}

fn target(seen: TargetSeen) -> TargetHealth {
    TargetHealth {
        model: seen.model,
        breaker: seen.breaker.code().to_owned(),
        since: seen.since,
        why: seen.why,
        next_probe: seen.next_probe,
        calls: seen.calls,
        failed: seen.failed,
        slow: seen.slow,
        first_content: seen.first_content.map(Into::into),
    }
}
