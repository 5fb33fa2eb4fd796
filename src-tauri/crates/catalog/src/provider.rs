//! What a provider is: auth, regions, charges, and where each fact was read. Where it speaks what is
//! in `endpoint`.

use crate::endpoint::Endpoint;
use pointsman_wire::Dialect;
use serde::Deserialize;

/// Whether the provider needs a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// It does. It travels as the provider's [`KeyHeader`] says, most often as a bearer token.
    Bearer,
    /// No key; a local server or the simulator.
    None,
    /// A key is sent where the account has one, and not needed where it has none.
    Optional,
}

/// The header that carries a key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHeader {
    /// Its name, in lower case.
    pub name: String,
    /// What stands before the key, e.g. `Bearer ` with its space.
    #[serde(default)]
    pub prefix: String,
}

impl Default for KeyHeader {
    /// `Authorization: Bearer KEY`.
    fn default() -> Self {
        Self {
            name: "authorization".to_owned(),
            prefix: "Bearer ".to_owned(),
        }
    }
}

/// A place where the provider keeps and works on data apart from others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// What an account writes as `region`.
    pub id: String,
    /// Takes the place of the endpoints' own base.
    pub base_url: String,
    /// What it costs above the list price.
    pub surcharge: Option<Surcharge>,
}

/// What a region costs above the list price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surcharge {
    /// In hundredths of the list price.
    pub percent: u8,
    /// Only for models released on this day or later, `YYYY-MM-DD`; for all where it is not set.
    pub released_from: Option<String>,
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

/// How a server on this machine is told from others that listen on the same port.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Local {
    /// What is asked, from the root of its address, without a key.
    pub path: String,
    /// What only its answer holds.
    pub says: String,
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
    /// The header that carries it.
    #[serde(default)]
    pub key_header: KeyHeader,
    /// Headers that an account may set: what chooses among things behind the provider, never a
    /// secret. In lower case.
    #[serde(default)]
    pub account_headers: Vec<String>,
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
    /// Whose models it offers, at the same prices, where another file lists them.
    pub models_of: Option<String>,
    /// What an account's `base_url` looks like, where the account must name one.
    pub base_url_example: Option<String>,
    /// How it is recognised where it runs on this machine.
    pub local: Option<Local>,
    /// Whether it stands for any server: an account of it speaks one dialect and its sisters, that of
    /// the first endpoint where it names none.
    #[serde(default)]
    pub one_dialect: bool,
    /// Regions an account may choose. None where the provider tells of none.
    #[serde(default, rename = "region")]
    pub regions: Vec<Region>,
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

    /// The header that carries a key to one of its endpoints.
    pub fn key_header<'a>(&'a self, endpoint: &'a Endpoint) -> &'a KeyHeader {
        endpoint.key_header.as_ref().unwrap_or(&self.key_header)
    }

    /// The region of this id.
    pub fn region(&self, id: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.id == id)
    }

    /// Whether no endpoint has an address, so that the account must name one.
    pub fn needs_base_url(&self) -> bool {
        self.endpoints
            .iter()
            .all(|endpoint| endpoint.base_url.is_empty())
    }

    /// What a base URL looks like that an account must name.
    pub fn base_url_example(&self) -> &str {
        let example = self.base_url_example.as_deref();
        example.unwrap_or("http://127.0.0.1:8000/v1")
    }

    /// Whether calls of a model cost exactly nothing.
    pub fn bills_nothing_for(&self, model: &str) -> bool {
        let billed = || self.billed_endings.iter().any(|end| model.ends_with(end));
        self.charges == Charges::Nothing && !billed()
    }
}
