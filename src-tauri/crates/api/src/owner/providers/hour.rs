//! How the last hour went at each account and its models, as the ledger has it.

use crate::clock::now;
use crate::error::ApiError;
use crate::owner::Owner;
use crate::owner::settings::blames_account;
use crate::views::providers::{AccountHealth, HourSum, ModelHealth};
use pointsman_store::Tried;
use pointsman_units::{Millis, UnixMillis};
use std::collections::BTreeMap;
use std::sync::Arc;

const SLOTS: usize = 30;
const SLOT: i64 = 2 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;
/// More attempts than this would not change the picture; under such a load it shows the newest.
const MOST: usize = 20_000;

/// The accounts that were asked within the last hour. Simulated calls count like others.
pub(crate) async fn health(owner: &Arc<Owner>) -> Result<Vec<AccountHealth>, ApiError> {
    owner
        .aside(|owner| {
            let now = now();
            // A ledger that is behind says so in the status.
            let _ = owner.store.catch_up();
            let since = UnixMillis(now.0 - HOUR);
            Ok(draw(&owner.store.tried(since, MOST)?, now))
        })
        .await
}

fn draw(tried: &[Tried], now: UnixMillis) -> Vec<AccountHealth> {
    let mut accounts: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for one in tried {
        accounts.entry(&one.account).or_default().push(one);
    }
    accounts
        .into_iter()
        .map(|(account, tried)| AccountHealth {
            account: account.to_owned(),
            hour: hour(&tried, now),
            sum: sum(&tried),
            models: models(&tried),
        })
        .collect()
}

fn models(tried: &[&Tried]) -> Vec<ModelHealth> {
    let mut models: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for one in tried {
        models.entry(&one.model).or_default().push(one);
    }
    models
        .into_iter()
        .map(|(model, tried)| ModelHealth {
            model: model.to_owned(),
            sum: sum(&tried),
        })
        .collect()
}

/// Each slot by what happened in it: all well, some failed, none answered, or nobody asked.
fn hour(tried: &[&Tried], now: UnixMillis) -> Vec<String> {
    let mut slots = [(0u32, 0u32); SLOTS];
    for one in tried {
        let back = usize::try_from((now.0 - one.at.0).max(0) / SLOT).unwrap_or(SLOTS);
        let place = SLOTS.checked_sub(back + 1);
        if let Some((asked, failed)) = place.and_then(|at| slots.get_mut(at)) {
            *asked += 1;
            *failed += u32::from(fails(one));
        }
    }
    let word = |(asked, failed): (u32, u32)| match (asked, failed) {
        (0, _) => "off",
        (_, 0) => "clear",
        (asked, failed) if failed < asked => "caution",
        (_, _) => "stop",
    };
    slots
        .into_iter()
        .map(|slot| word(slot).to_owned())
        .collect()
}

fn sum(tried: &[&Tried]) -> HourSum {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut firsts: Vec<Millis> = tried.iter().filter_map(|one| one.first_content).collect();
    firsts.sort_unstable();
    HourSum {
        attempts: count(tried.len()),
        failed: count(tried.iter().filter(|one| fails(one)).count()),
        first_token: firsts.get(firsts.len() / 2).copied(),
    }
}

fn fails(one: &Tried) -> bool {
    one.failure.is_some_and(blames_account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_wire::FailureKind;

    fn tried(minutes_ago: i64, failure: Option<FailureKind>, first: Option<u64>) -> Tried {
        Tried {
            account: "openai".to_owned(),
            model: "gpt-5-mini".to_owned(),
            at: UnixMillis(10 * HOUR - minutes_ago * 60_000),
            failure,
            first_content: first.map(Millis),
        }
    }

    fn check(attempts: &[Tried]) -> AccountHealth {
        draw(attempts, UnixMillis(10 * HOUR)).remove(0)
    }

    #[test]
    fn a_slot_tells_some_failures_from_nothing_but_failures() {
        let health = check(&[
            tried(0, None, Some(300)),
            tried(1, Some(FailureKind::RateLimited), None),
            tried(3, Some(FailureKind::Overloaded), None),
            tried(59, None, Some(100)),
        ]);
        assert_eq!(health.hour.len(), SLOTS);
        assert_eq!(health.hour.last().map(String::as_str), Some("caution"));
        assert_eq!(health.hour.get(28).map(String::as_str), Some("stop"));
        assert_eq!(health.hour.first().map(String::as_str), Some("clear"));
        assert_eq!(health.hour.get(10).map(String::as_str), Some("off"));
        assert_eq!((health.sum.attempts, health.sum.failed), (4, 2));
    }

    #[test]
    fn the_clients_fault_is_not_the_accounts() {
        let health = check(&[
            tried(1, Some(FailureKind::BadRequest), None),
            tried(1, Some(FailureKind::Cancelled), Some(40)),
        ]);
        assert_eq!(health.sum.failed, 0);
        assert_eq!(health.hour.last().map(String::as_str), Some("clear"));
    }

    #[test]
    fn the_first_token_is_a_median_and_none_without_any() {
        let health = check(&[
            tried(1, None, Some(900)),
            tried(1, None, Some(100)),
            tried(1, None, Some(200)),
        ]);
        assert_eq!(
            health.models.first().and_then(|one| one.sum.first_token),
            Some(Millis(200))
        );
        let none = check(&[tried(1, Some(FailureKind::Connect), None)]);
        assert_eq!(none.sum.first_token, None);
    }
}
