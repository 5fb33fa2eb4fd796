//! The policy as shells see it: each target with its names, its prices and what stands in its way.

use crate::clock::now;
use crate::error::ApiError;
use crate::folder::hash;
use crate::owner::Owner;
use crate::owner::door::shown;
use crate::views::routes::{
    ChainView, Deadlines, DeliveryView, OnRefusalView, PickView, PolicyView, Problem, StepView,
    TargetView,
};
use futures_util::future::join_all;
use pointsman_catalog::{Auth, Catalog, Offer};
use pointsman_engine::account::Account;
use pointsman_engine::health::{BreakerState, Health};
use pointsman_engine::policy::{self, Chain, Delivery, OnRefusal, Pick, Target};
use pointsman_units::Rate;
use pointsman_vault::KeyState;
use std::collections::HashMap;
use std::sync::Arc;

/// Draws it.
pub(super) async fn draw(owner: &Arc<Owner>) -> Result<PolicyView, ApiError> {
    let (text, problems, last_good) = owner
        .aside(|owner| {
            let files = owner.files();
            let routes = &files.routes;
            Ok((
                routes.text.clone(),
                routes.problems.iter().map(problem).collect(),
                routes.is_broken(),
            ))
        })
        .await?;
    let policy = owner.engine.policy();
    let accounts = owner.engine.accounts();
    let keyless = keyless(owner, &accounts).await;
    let drawing = Drawing {
        catalog: owner.catalog,
        accounts: accounts
            .iter()
            .map(|account| (account.name.as_str(), account))
            .collect(),
        keyless,
        health: &owner.engine.health,
    };
    Ok(PolicyView {
        hash: hash(&text),
        path: shown(&owner.folder.routes()),
        chains: policy
            .chains
            .iter()
            .map(|chain| drawing.chain(chain, chain.name == policy.default))
            .collect(),
        problems,
        last_good,
        text,
    })
}

/// A problem as shells see it.
pub(crate) fn problem(problem: &pointsman_engine::Problem) -> Problem {
    Problem {
        line: problem.line,
        column: problem.column,
        message: problem.message.clone(),
        fatal: problem.fatal,
    }
}

/// The chains that use an account, or one model of it.
pub(crate) fn uses(
    policy: &pointsman_engine::Policy,
    account: &str,
    model: Option<&str>,
) -> Vec<String> {
    let used = |target: &Target| {
        *target.account == *account && model.is_none_or(|model| *target.model == *model)
    };
    policy
        .chains
        .iter()
        .filter(|chain| chain.steps.iter().flat_map(|step| &step.targets).any(used))
        .map(|chain| chain.name.to_string())
        .collect()
}

/// The two letters of a provider; of one that the catalogue does not know, its first two.
pub(crate) fn monogram(catalog: &Catalog, provider: &str) -> String {
    match catalog.provider(provider) {
        Some(provider) => provider.monogram.clone(),
        None => provider.chars().take(2).collect(),
    }
}

/// Accounts whose key cannot be had, asked all at once because a keychain may take its time.
async fn keyless(owner: &Owner, accounts: &[Arc<Account>]) -> Vec<String> {
    let asked = accounts.iter().map(|account| async {
        let needs = owner
            .catalog
            .provider(&account.provider)
            .is_some_and(|provider| provider.auth == Auth::Bearer);
        let states = account.keys.iter().map(|key| owner.vault.status(key));
        let states = join_all(states).await;
        let lacks = match states.is_empty() {
            true => needs,
            // One that is there is enough.
            false => !states.contains(&KeyState::Present),
        };
        lacks.then(|| account.name.clone())
    });
    join_all(asked).await.into_iter().flatten().collect()
}

struct Drawing<'a> {
    catalog: &'static Catalog,
    accounts: HashMap<&'a str, &'a Arc<Account>>,
    keyless: Vec<String>,
    health: &'a Health,
}

impl Drawing<'_> {
    fn chain(&self, chain: &Chain, is_default: bool) -> ChainView {
        ChainView {
            name: chain.name.to_string(),
            steps: chain
                .steps
                .iter()
                .map(|step| StepView {
                    targets: step
                        .targets
                        .iter()
                        .map(|target| self.target(target))
                        .collect(),
                    pick: match step.pick {
                        Pick::Ordered => PickView::Ordered,
                    },
                })
                .collect(),
            deadline: deadlines(&chain.deadline),
            retries: chain.retries,
            delivery: match chain.delivery {
                Delivery::Live => DeliveryView::Live,
                Delivery::Assured => DeliveryView::Assured,
            },
            on_refusal: match chain.on_refusal {
                OnRefusal::Stop => OnRefusalView::Stop,
                OnRefusal::Next => OnRefusalView::Next,
            },
            is_default,
        }
    }

    fn target(&self, target: &Target) -> TargetView {
        let account = self.accounts.get(&*target.account).copied();
        // Without its account, what a target was for is still best guessed by the account's name.
        let provider = account.map_or(&*target.account, |account| account.provider.as_str());
        let offer = self.catalog.offer(provider, &target.model);
        let rates = offer
            .and_then(|offer| offer.price_at(now()))
            .map(|price| price.rates);
        let price = |rate: Option<Rate>| rate.map(Rate::to_per_million);
        TargetView {
            target: target.to_string(),
            account: target.account.to_string(),
            model_name: offer.map(|offer| offer.name.clone()),
            provider_name: account
                .and_then(|account| self.catalog.provider(&account.provider))
                .map(|provider| provider.name.clone()),
            monogram: monogram(self.catalog, provider),
            trouble: self.trouble(account, offer, target).map(str::to_owned),
            input_price: price(rates.map(|rates| rates.input)),
            output_price: price(rates.map(|rates| rates.output)),
        }
    }

    fn trouble(
        &self,
        account: Option<&Arc<Account>>,
        offer: Option<&Offer>,
        target: &Target,
    ) -> Option<&'static str> {
        let Some(account) = account else {
            return Some("no_account");
        };
        let lists_models = self.catalog.offers(&account.provider).next().is_some();
        if !account.enabled {
            Some("disabled")
        } else if self.keyless.contains(&account.name) {
            Some("no_key")
        } else if let Some(rests) = self.rests(target) {
            Some(rests)
        } else if offer.is_none() && lists_models {
            Some("unknown_model")
        } else {
            None
        }
    }
}

impl Drawing<'_> {
    /// Whether a target's breaker keeps calls away.
    fn rests(&self, target: &Target) -> Option<&'static str> {
        match self.health.breaker(&target.to_string()) {
            BreakerState::Closed => None,
            BreakerState::Open => Some("breaker_open"),
            BreakerState::HalfOpen => Some("breaker_half_open"),
        }
    }
}

fn deadlines(deadline: &policy::Deadlines) -> Deadlines {
    Deadlines {
        connect: deadline.connect.into(),
        first_token: deadline.first_token.into(),
        idle: deadline.idle.into(),
        total: deadline.total.into(),
    }
}
