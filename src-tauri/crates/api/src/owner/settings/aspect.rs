//! The lamp of an account: what its health says now, and else how its last attempt went.

use crate::clock::now;
use crate::owner::Owner;
use crate::views::settings::AccountAspect;
use pointsman_catalog::Auth;
use pointsman_engine::account::{Account, KeyRef, Signer};
use pointsman_engine::health::{AccountSeen, BreakerState, KeyStanding};
use pointsman_vault::KeyState;
use pointsman_wire::FailureKind;

/// The lamp of an account, whose last attempt went so.
pub(super) fn aspect(
    owner: &Owner,
    account: &Account,
    last: Option<&Option<FailureKind>>,
) -> AccountAspect {
    let seen = owner.engine.health.see(account, now());
    let (aspect, why) = match last {
        _ if !account.enabled => ("off", Some("switched off".to_owned())),
        None | Some(None) => of_health(&seen).unwrap_or(("clear", None)),
        Some(Some(kind)) => of_health(&seen).unwrap_or_else(|| {
            let (aspect, why) = super::told(*kind);
            (aspect, why.map(str::to_owned))
        }),
    };
    AccountAspect {
        name: account.name.clone(),
        aspect: aspect.to_owned(),
        why,
    }
}

/// Why an account cannot sign a call: it has no key that it needs, or names variables that are not set.
/// A keychain is not asked for this, because the status is read all the time.
pub(super) async fn keyless(owner: &Owner, account: &Account) -> Option<String> {
    let provider = owner.catalog.provider(&account.provider)?;
    if account.signer == Signer::Caller {
        return None;
    }
    if account.keys.is_empty() {
        return (provider.auth == Auth::Bearer).then(|| "no key yet".to_owned());
    }
    let mut unset = None;
    for key in &account.keys {
        let KeyRef::Env(variable) = key else {
            return None;
        };
        if owner.vault.status(key).await == KeyState::Present {
            return None;
        }
        unset.get_or_insert_with(|| format!("{variable} is not set"));
    }
    unset
}

/// What speaks against an account now: stop where nothing of it can be asked, caution where a part
/// of it cannot. `None` where nothing does.
fn of_health(seen: &AccountSeen) -> Option<(&'static str, Option<String>)> {
    let retired = |standing: &KeyStanding| matches!(standing, KeyStanding::Retired { .. });
    let cooling = |standing: &KeyStanding| matches!(standing, KeyStanding::Cooling { .. });
    let keys = || seen.keys.iter().map(|key| &key.standing);
    if keys().all(retired) {
        return Some(("stop", Some("the key was refused".to_owned())));
    }
    let rests = |state: BreakerState| seen.targets.iter().find(move |it| it.breaker == state);
    if let Some(open) = rests(BreakerState::Open) {
        let all = seen
            .targets
            .iter()
            .all(|it| it.breaker == BreakerState::Open);
        let aspect = if all { "stop" } else { "caution" };
        return Some((aspect, Some(format!("{} rests after failures", open.model))));
    }
    if let Some(half) = rests(BreakerState::HalfOpen) {
        let why = format!("{} is being tried again", half.model);
        return Some(("caution", Some(why)));
    }
    if keys().any(retired) {
        return Some(("caution", Some("one of its keys was refused".to_owned())));
    }
    let all_cool = keys().all(|standing| cooling(standing) || retired(standing));
    all_cool.then(|| ("caution", Some("rate limited".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_engine::health::{KeySeen, OwnSeen, TargetSeen};
    use pointsman_units::UnixMillis;

    fn target(breaker: BreakerState) -> TargetSeen {
        TargetSeen {
            model: "m".to_owned(),
            breaker,
            since: None,
            why: None,
            next_probe: None,
            calls: 0,
            failed: 0,
            slow: 0,
            first_content: None,
        }
    }

    #[track_caller]
    fn check(keys: &[KeyStanding], targets: &[BreakerState], expected: Option<&str>) {
        let seen = AccountSeen {
            targets: targets.iter().map(|state| target(*state)).collect(),
            keys: keys
                .iter()
                .map(|standing| KeySeen {
                    key: None,
                    standing: standing.clone(),
                    room: Vec::new(),
                })
                .collect(),
            own: OwnSeen::default(),
        };
        assert_eq!(of_health(&seen).map(|(aspect, _)| aspect), expected);
    }

    #[test]
    fn a_lamp_is_red_when_nothing_of_an_account_can_be_asked() {
        use BreakerState::{Closed, HalfOpen, Open};
        let fit = || KeyStanding::Fit;
        let cooling = || KeyStanding::Cooling {
            until: UnixMillis(1),
        };
        let retired = || KeyStanding::Retired {
            since: UnixMillis(1),
            why: "no".to_owned(),
        };
        check(&[fit()], &[], None);
        check(&[fit()], &[Closed], None);
        check(&[fit()], &[Open], Some("stop"));
        check(&[fit()], &[Open, Closed], Some("caution"));
        check(&[fit()], &[HalfOpen], Some("caution"));
        check(&[retired()], &[Closed], Some("stop"));
        check(&[retired(), fit()], &[Closed], Some("caution"));
        check(&[cooling()], &[Closed], Some("caution"));
        check(&[cooling(), fit()], &[Closed], None);
    }
}
