//! What a provider is: endpoints, dialects, auth, fits, and where each fact was read.

use crate::model::Offer;
use pointsman_wire::Dialect;

/// How a key travels to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// No key; a local server or the simulator.
    None,
    /// A key is sent as bearer where the account has one, and not needed where it has none.
    Optional,
}

/// What carries the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP to the endpoint.
    Http,
    /// The built-in simulator. Its money is never real.
    Simulator,
}

/// What a provider bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charges {
    /// Tokens, by the prices of its models. A model without one is unpriced.
    #[default]
    Tokens,
    /// Nothing: a server of the user's own. Its calls cost exactly nothing.
    Nothing,
}

/// Where a provider speaks a dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The language spoken there.
    pub dialect: Dialect,
    /// The base, without a trailing slash. Empty for `custom`, whose account must name one.
    pub base_url: String,
    /// Appended to the base for a conversation, e.g. `/chat/completions`.
    pub converse: String,
    /// Appended to the base for the list of models, where it has one.
    pub models: Option<String>,
    /// Whether `stream_options.include_usage` is taken.
    pub stream_usage: bool,
}

/// A provider of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The id: lower case, `a-z0-9-`.
    pub id: String,
    /// The name as the provider writes it.
    pub name: String,
    /// Two letters for the window.
    pub monogram: String,
    /// How a key travels.
    pub auth: Auth,
    /// What carries the call.
    pub transport: Transport,
    /// What it bills.
    pub charges: Charges,
    /// Where `charges` is nothing: models whose id ends so are billed all the same, in a way that
    /// has no price per token. They are unpriced.
    pub billed_endings: Vec<String>,
    /// Where it speaks what. At least one.
    pub endpoints: Vec<Endpoint>,
    /// Whether it makes the models it offers (a bare model name finds a maker first).
    pub makes_models: bool,
    /// Where a key is made, for the window.
    pub key_url: Option<String>,
    /// Its API documentation.
    pub docs: String,
    /// The day the facts were read there, `YYYY-MM-DD`.
    pub read: String,
}

impl Provider {
    /// The endpoint for a dialect, where it speaks it.
    pub fn endpoint(&self, dialect: Dialect) -> Option<&Endpoint> {
        self.endpoints
            .iter()
            .find(|endpoint| endpoint.dialect == dialect)
    }
}

/// All providers and what they offer. Built in; the same for every user.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    pub(crate) providers: Vec<Provider>,
    pub(crate) offers: Vec<Offer>,
}

impl Catalog {
    /// Every provider, by name.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// What a provider offers, in the catalogue's order.
    pub fn offers<'a, 'p: 'a>(&'a self, provider: &'p str) -> impl Iterator<Item = &'a Offer> {
        self.offers
            .iter()
            .filter(move |offer| offer.provider == provider)
    }

    /// A model as a provider offers it, by its id there or by one of its aliases.
    pub fn offer(&self, provider: &str, model: &str) -> Option<&Offer> {
        self.offers
            .iter()
            .filter(|offer| offer.provider == provider)
            .find(|offer| offer.id == model || offer.aliases.iter().any(|alias| alias == model))
    }
}
