//! What a sound policy still gets wrong beside the accounts and the catalogue, and which of its own
//! tests fail.

use super::{Policy, Target};
use crate::account::Account;
use crate::problem::{Problem, did_you_mean};
use crate::resolve::resolve;
use pointsman_catalog::Catalog;
use std::collections::HashSet;
use std::sync::Arc;

/// What is wrong with a policy beside these accounts, and which of its own tests fail. A target
/// that cannot be asked is a warning, because the chain goes on without it; a failing test is
/// fatal, because the file says so itself.
pub fn check(policy: &Policy, accounts: &[Arc<Account>], catalog: &Catalog) -> Vec<Problem> {
    let mut problems = Vec::new();
    for chain in &policy.chains {
        let mut seen = HashSet::new();
        for target in chain.targets() {
            problems.extend(target_problem(target, accounts, catalog));
            if !seen.insert((&target.account, &target.model)) {
                let message = format!(
                    "`{target}` stands twice in chain `{}`; a target that failed is asked again only within `retries`",
                    chain.name
                );
                problems.push(Problem::warning(target.place, message));
            }
        }
    }
    for test in &policy.tests {
        let got = match resolve(&test.model, policy, accounts, catalog) {
            Ok(way) => way.name(),
            Err(refusal) => format!("an error: {}", refusal.message()),
        };
        if got != test.expect {
            let message = format!(
                "the test fails: model `{}` goes to {got}, expected {}",
                test.model, test.expect
            );
            problems.push(Problem::fatal(test.place, message));
        }
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

fn target_problem(
    target: &Target,
    accounts: &[Arc<Account>],
    catalog: &Catalog,
) -> Option<Problem> {
    let Some(account) = accounts.iter().find(|a| a.name == *target.account) else {
        let near = did_you_mean(&target.account, accounts.iter().map(|a| a.name.as_str()));
        let message = format!(
            "no account is called `{}`, so `{target}` is passed over; add the account or name another.{near}",
            target.account
        );
        return Some(Problem::warning(target.place, message));
    };
    if !account.enabled {
        let message = format!(
            "account `{}` is switched off, so `{target}` is passed over",
            account.name
        );
        return Some(Problem::warning(target.place, message));
    }
    let mut offers = catalog.offers(&account.provider).peekable();
    // A provider without a catalogue (a local server, a custom one) is not asked for what it has.
    if offers.peek().is_none() || catalog.offer(&account.provider, &target.model).is_some() {
        return None;
    }
    let near = did_you_mean(&target.model, offers.map(|offer| offer.id.as_str()));
    let message = format!(
        "the catalogue does not know the model `{}` at `{}`; calls go out and are unpriced.{near}",
        target.model, account.provider
    );
    Some(Problem::warning(target.place, message))
}
