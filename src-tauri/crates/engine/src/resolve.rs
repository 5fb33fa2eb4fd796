//! What a client's `model` means: a chain, a target, or nothing, with the names that are near.

use crate::account::Account;
use crate::policy::{Deadlines, Delivery, FromClient, OnRefusal, Policy, RETRIES, Target};
use crate::problem::{did_you_mean, did_you_mean_with};
use pointsman_catalog::Catalog;
use pointsman_wire::canon::Feature;
use std::collections::HashSet;
use std::sync::Arc;

/// Which targets a call may go to, for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// The chain's name; `None` for a single target.
    pub chain: Option<Arc<str>>,
    /// In the order in which they are tried. Never empty.
    pub targets: Vec<Target>,
    /// How long each phase may take.
    pub deadline: Deadlines,
    /// Retries for the whole call.
    pub retries: u32,
    /// When content leaves for the client.
    pub delivery: Delivery,
    /// What is done where a content filter refuses.
    pub on_refusal: OnRefusal,
    /// What is done where a target that the caller's own credential pays does not answer.
    pub from_client: FromClient,
    /// What must not be lost where the call crosses to another dialect.
    pub forbid: Vec<Feature>,
}

impl Way {
    /// As the policy's tests write it: `chain/<name>` or `<account>/<model>`.
    pub(crate) fn name(&self) -> String {
        match &self.chain {
            Some(chain) => format!("chain/{chain}"),
            None => self.label().to_string(),
        }
    }

    /// As the ledger and the headers write it: the chain's bare name, or `<account>/<model>`.
    pub(crate) fn label(&self) -> Arc<str> {
        match (&self.chain, self.targets.first()) {
            (Some(chain), _) => Arc::clone(chain),
            (None, Some(target)) => Arc::clone(&target.label),
            (None, None) => "".into(),
        }
    }
}

/// Why a name leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no account at all.
    NoAccount,
    /// `auto` was asked for and the policy has no chain for it.
    NoDefault {
        /// The chain that the policy names.
        default: Arc<str>,
    },
    /// No chain has this name.
    NoSuchChain {
        /// What was asked for.
        asked: String,
        /// ` Did you mean …?` or nothing.
        near: String,
    },
    /// The account is switched off.
    Disabled {
        /// The account.
        account: String,
    },
    /// Nobody offers a model of this name.
    NoSuchModel {
        /// What was asked for.
        asked: String,
        /// ` Did you mean …?` or nothing.
        near: String,
    },
}

impl Refusal {
    /// What happened and how to mend it.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::NoAccount => "no provider account is set up; add one in Pointsman under Providers, or with `pointsman account add PROVIDER`".to_owned(),
            Self::NoDefault { default } => format!(
                "`auto` means the chain `{default}`, and the policy has no such chain; set `default` in routes.toml or ask for `<account>/<model>`"
            ),
            Self::NoSuchChain { asked, near } => format!(
                "there is no `{asked}`; GET /v1/models lists the chains there are.{near}"
            ),
            Self::Disabled { account } => format!(
                "account `{account}` is switched off; switch it on under Providers, or set `enabled = true` in accounts.toml"
            ),
            Self::NoSuchModel { asked, near } => format!(
                "no model is called `{asked}`; ask for `auto`, `chain/<name>`, `<account>/<model>` or a name that GET /v1/models lists.{near}"
            ),
        }
    }
}

/// What `asked` means under a policy and accounts.
pub(crate) fn resolve(
    asked: &str,
    policy: &Policy,
    accounts: &[Arc<Account>],
    catalog: &Catalog,
) -> Result<Way, Refusal> {
    if asked == "auto" {
        return chain(&policy.default, policy).ok_or_else(|| Refusal::NoDefault {
            default: Arc::clone(&policy.default),
        });
    }
    if let Some(name) = asked.strip_prefix("chain/") {
        return chain(name, policy).ok_or_else(|| Refusal::NoSuchChain {
            asked: asked.to_owned(),
            near: did_you_mean_with(
                "chain/",
                name,
                policy.chains.iter().map(|chain| &*chain.name),
            ),
        });
    }
    if let Some((head, model)) = asked.split_once('/')
        && let Some(account) = accounts.iter().find(|account| account.name == head)
    {
        if !account.enabled {
            return Err(Refusal::Disabled {
                account: head.to_owned(),
            });
        }
        if !model.is_empty() {
            return Ok(direct(account, model));
        }
    }
    match offering(asked, accounts, catalog) {
        Some(account) => Ok(direct(account, asked)),
        None => Err(unknown(asked, policy, accounts, catalog)),
    }
}

fn chain(name: &str, policy: &Policy) -> Option<Way> {
    policy.chain(name).map(|chain| Way {
        chain: Some(Arc::clone(&chain.name)),
        targets: chain.targets().cloned().collect(),
        deadline: chain.deadline,
        retries: chain.retries,
        delivery: chain.delivery,
        on_refusal: chain.on_refusal,
        from_client: chain.from_client,
        forbid: chain.forbid.clone(),
    })
}

fn direct(account: &Account, model: &str) -> Way {
    Way {
        chain: None,
        targets: vec![Target::new(&account.name, model)],
        deadline: Deadlines::DIRECT,
        retries: RETRIES,
        delivery: Delivery::Live,
        on_refusal: OnRefusal::Stop,
        from_client: FromClient::Stop,
        forbid: Vec::new(),
    }
}

/// The account behind a bare name: the first whose provider makes the model, else the first that
/// offers it.
pub(crate) fn offering<'a>(
    model: &str,
    accounts: &'a [Arc<Account>],
    catalog: &Catalog,
) -> Option<&'a Arc<Account>> {
    let offers = |account: &&Arc<Account>| {
        account.enabled && catalog.offer(&account.provider, model).is_some()
    };
    let makes = |account: &&Arc<Account>| {
        let provider = catalog.provider(&account.provider);
        provider.is_some_and(|provider| provider.makes_models)
    };
    accounts
        .iter()
        .filter(offers)
        .find(makes)
        .or_else(|| accounts.iter().find(offers))
}

fn unknown(asked: &str, policy: &Policy, accounts: &[Arc<Account>], catalog: &Catalog) -> Refusal {
    let names = names(policy, accounts, catalog);
    Refusal::NoSuchModel {
        asked: asked.to_owned(),
        near: did_you_mean(asked, names.iter().map(|(name, _)| name.as_str())),
    }
}

/// Every name that a client may write, with the account behind it (`None` for chains): `auto`,
/// chains, `<account>/<model>`, bare names. Each name once.
pub(crate) fn names(
    policy: &Policy,
    accounts: &[Arc<Account>],
    catalog: &Catalog,
) -> Vec<(String, Option<Arc<Account>>)> {
    let mut names = vec![("auto".to_owned(), None)];
    let chains = policy.chains.iter();
    names.extend(chains.map(|chain| (format!("chain/{}", chain.name), None)));
    let present = || accounts.iter().filter(|account| account.enabled);
    for account in present() {
        let offers = catalog.offers(&account.provider);
        names.extend(offers.map(|offer| {
            let name = format!("{}/{}", account.name, offer.id);
            (name, Some(Arc::clone(account)))
        }));
    }
    let mut seen: HashSet<String> = names.iter().map(|(name, _)| name.clone()).collect();
    for account in present() {
        for offer in catalog.offers(&account.provider) {
            let head = offer.id.split('/').next().unwrap_or_default();
            let means_else = head == "chain"
                || offer.id.contains('/') && accounts.iter().any(|a| a.name == head);
            if !means_else && seen.insert(offer.id.clone()) {
                let behind = offering(&offer.id, accounts, catalog).unwrap_or(account);
                names.push((offer.id.clone(), Some(Arc::clone(behind))));
            }
        }
    }
    names
}
