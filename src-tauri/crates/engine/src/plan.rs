//! Which targets of a way can be asked, and why the others cannot.

use crate::account::{Account, Signer};
use crate::headers::credential;
use crate::policy::{FromClient, Target};
use crate::resolve::Way;
use http::HeaderMap;
use pointsman_catalog::{Catalog, Endpoint, ModelKind, Provider};
use pointsman_wire::canon::Feature;
use pointsman_wire::{Dialect, Makes, codec};
use std::borrow::Cow;
use std::sync::Arc;

/// A target that can be asked.
#[derive(Clone)]
pub(crate) struct Aim {
    /// `<account>/<model>`.
    pub label: Arc<str>,
    /// Whose account pays.
    pub account: Arc<Account>,
    /// The account's name, shared.
    pub account_name: Arc<str>,
    /// The model's name there.
    pub model: Arc<str>,
    /// What the account's provider is.
    pub provider: &'static Provider,
    /// Where it is asked.
    pub endpoint: &'static Endpoint,
    /// Whether it speaks the client's dialect there.
    pub lane: Lane,
}

/// How a call gets to a target and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// In the client's own dialect, byte for byte.
    Verbatim,
    /// Through the canon, in another.
    Translated,
}

/// A target that cannot be asked.
pub(crate) struct PassedOver {
    /// `<account>/<model>`.
    pub label: String,
    /// Why.
    pub why: Why,
}

/// Why a target cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// No account has the name.
    NoAccount,
    /// The account is switched off.
    Disabled,
    /// The catalogue does not know the account's provider.
    NoProvider,
    /// The provider does not speak the client's dialect, nor one that calls can cross to.
    OtherDialect,
    /// Tokens are to be counted, and the target does not do so in the client's dialect: a count is
    /// not translated.
    NoCount,
    /// It passes the caller's own credential on, and this call has none beside its local key.
    NoCredential,
    /// The target before it passes the caller's own credential on, and the chain does not say that
    /// another account may pay instead.
    BehindClient,
    /// What the request would lose on its way there, the chain forbids.
    Loses(Feature),
    /// Another target was too small for the request, and this one is no larger.
    SmallWindow,
}

impl Why {
    /// The word for it in headers and on the ledger.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::Disabled => "disabled",
            Self::NoProvider => "no_provider",
            Self::OtherDialect => "other_dialect",
            Self::NoCount => "no_count",
            Self::NoCredential => "no_credential",
            Self::BehindClient => "behind_client",
            Self::Loses(_) => "forbidden_loss",
            Self::SmallWindow => "small_window",
        }
    }

    /// What it says of a target: `openai/gpt-5 …`.
    pub(crate) fn says(self) -> Cow<'static, str> {
        let says = match self {
            Self::NoAccount => "has no account of that name",
            Self::Disabled => "is of an account that is switched off",
            Self::NoProvider => "is of a provider that the catalogue does not know",
            Self::OtherDialect => "does not speak the client's dialect",
            Self::NoCount => "does not count tokens in the client's dialect",
            Self::NoCredential => {
                "passes the caller's own credential on, and this call brings none beside the local key in `x-pointsman-key`"
            }
            Self::BehindClient => {
                "stands behind an account that passes the caller's own credential on, and the chain does not say `fallback_from_client = true`"
            }
            Self::Loses(feature) => {
                let word = feature.word();
                let says = format!("would lose `{word}` of the request, which the chain forbids");
                return Cow::Owned(says);
            }
            Self::SmallWindow => "has no larger context window",
        };
        Cow::Borrowed(says)
    }
}

/// What will be tried, in order, and what was passed over.
pub(crate) struct Plan {
    /// What will be tried.
    pub aims: Vec<Aim>,
    /// What was passed over.
    pub passed_over: Vec<PassedOver>,
    /// The target that would have been first.
    pub first: Arc<str>,
}

/// Sorts the targets of a way.
pub(crate) fn plan(
    way: &Way,
    accounts: &[Arc<Account>],
    catalog: &'static Catalog,
    asked: &Asked<'_>,
) -> Plan {
    let mut plan = Plan {
        aims: Vec::with_capacity(way.targets.len()),
        passed_over: Vec::new(),
        first: way
            .targets
            .first()
            .map_or_else(|| "".into(), |first| Arc::clone(&first.label)),
    };
    // A count is true of the model that would answer, and of no other.
    let alone = asked.dialect.makes() == Makes::Count;
    let most = if alone { 1 } else { way.targets.len() };
    // The account of the caller's own, once it was met.
    let mut callers: Option<&str> = None;
    for target in way.targets.iter().take(most) {
        let barred = callers.is_some_and(|name| *name != *target.account);
        let aim = match barred {
            true => Err(Why::BehindClient),
            false => aim(target, accounts, catalog, asked).map_err(|why| {
                let uncounted = alone && why == Why::OtherDialect;
                if uncounted { Why::NoCount } else { why }
            }),
        };
        if way.from_client == FromClient::Stop && is_callers(target, accounts) {
            callers = Some(&target.account);
        }
        match aim {
            Ok(aim) => plan.aims.push(aim),
            Err(why) => plan.passed_over.push(PassedOver {
                label: target.to_string(),
                why,
            }),
        }
    }
    plan
}

/// What a call asks for, as far as it matters to who can be asked.
pub(crate) struct Asked<'a> {
    /// The client's dialect.
    pub dialect: Dialect,
    /// The client's headers.
    pub headers: &'a HeaderMap,
}

fn is_callers(target: &Target, accounts: &[Arc<Account>]) -> bool {
    let named = |account: &&Arc<Account>| account.name == *target.account;
    let account = accounts.iter().find(named);
    account.is_some_and(|account| account.signer == Signer::Caller)
}

fn aim(
    target: &Target,
    accounts: &[Arc<Account>],
    catalog: &'static Catalog,
    asked: &Asked<'_>,
) -> Result<Aim, Why> {
    let dialect = asked.dialect;
    let account = accounts
        .iter()
        .find(|account| account.name == *target.account)
        .ok_or(Why::NoAccount)?;
    if !account.enabled {
        return Err(Why::Disabled);
    }
    let provider = catalog.provider(&account.provider).ok_or(Why::NoProvider)?;
    let (endpoint, lane) = endpoint(account, provider, dialect).ok_or(Why::OtherDialect)?;
    match (account.signer, lane) {
        (Signer::Account, _) => {}
        // The credential is for the provider of the client's own dialect.
        (Signer::Caller, Lane::Translated) => return Err(Why::OtherDialect),
        (Signer::Caller, Lane::Verbatim) if credential(asked.headers, dialect).is_none() => {
            return Err(Why::NoCredential);
        }
        (Signer::Caller, Lane::Verbatim) => {}
    }
    let offer = catalog.offer(&provider.id, &target.model);
    if offer.is_some_and(|offer| !makes(offer.kind, dialect)) {
        return Err(Why::OtherDialect);
    }
    Ok(Aim {
        label: Arc::clone(&target.label),
        account: Arc::clone(account),
        account_name: Arc::clone(&target.account),
        model: Arc::clone(&target.model),
        provider,
        endpoint,
        lane,
    })
}

/// Where a target is asked: in the client's own dialect wherever that is spoken, else where its
/// provider says most of what can be said.
fn endpoint(
    account: &Account,
    provider: &'static Provider,
    dialect: Dialect,
) -> Option<(&'static Endpoint, Lane)> {
    let speaks = |endpoint: &&Endpoint| account.speaks_at(provider, endpoint);
    if let Some(own) = provider.endpoint(dialect).filter(speaks) {
        return Some((own, Lane::Verbatim));
    }
    codec(dialect).tongue()?;
    let crosses = |endpoint: &&Endpoint| {
        codec(endpoint.dialect).tongue().is_some() && account.speaks_at(provider, endpoint)
    };
    let there = || provider.endpoints.iter().filter(crosses);
    let fullest = there()
        .find(|endpoint| endpoint.fullest)
        .or_else(|| there().next());
    fullest.map(|endpoint| (endpoint, Lane::Translated))
}

/// Whether a model of this kind makes what the dialect asks for.
fn makes(kind: ModelKind, dialect: Dialect) -> bool {
    match dialect.makes() {
        Makes::Text | Makes::Count => kind == ModelKind::Chat,
        Makes::Vectors => kind == ModelKind::Embedding,
    }
}
