//! What a provider is: endpoints, dialects, auth, fits, and where each fact was read.

use pointsman_wire::Dialect;
use serde::Deserialize;

/// How a key travels to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// No key; a local server or the simulator.
    None,
    /// A key is sent as bearer where the account has one, and not needed where it has none.
    Optional,
}

/// What carries the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// HTTP to the endpoint.
    Http,
    /// The built-in simulator. Its money is never real.
    Simulator,
}

/// What a provider bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charges {
    /// Tokens, by the prices of its models. A model without one is unpriced.
    #[default]
    Tokens,
    /// Nothing: a server of the user's own. Its calls cost exactly nothing.
    Nothing,
}

/// Where a provider speaks a dialect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(default)]
    pub billed_endings: Vec<String>,
    /// What follows this mark in a model's name picks a variant of it at the same price.
    pub variant_mark: Option<char>,
    /// Where it speaks what. At least one.
    #[serde(rename = "endpoint")]
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

    /// Whether calls of a model cost exactly nothing.
    pub fn bills_nothing_for(&self, model: &str) -> bool {
        let billed = || self.billed_endings.iter().any(|end| model.ends_with(end));
        self.charges == Charges::Nothing && !billed()
    }
}
