//! What a provider is: endpoints, dialects, auth, fits, and where each fact was read.

use pointsman_wire::{Dialect, Fit};
use serde::Deserialize;
use std::collections::BTreeMap;

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

/// Where a provider speaks a dialect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The language spoken there.
    pub dialect: Dialect,
    /// The base, without a trailing slash. Empty for `custom`, whose account must name one.
    pub base_url: String,
    /// Appended to the base for a call, e.g. `/chat/completions`. In it `{model}` stands for the
    /// model; a query holds where the base has none of its own.
    pub converse: String,
    /// Appended to the base for the list of models, where it has one.
    pub models: Option<String>,
    /// Whether `stream_options.include_usage` is taken.
    pub stream_usage: bool,
    /// Outermost members of a request that it refuses, and without which the answer is the same.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Outermost members that it calls otherwise: the dialect's name, and its own.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// How it takes the beginning of an answer to go on from, where it does.
    pub prefill: Option<Prefill>,
}

/// How an endpoint takes the beginning of an answer: as the assistant's own turn, the last of the
/// conversation. Models that are not named would answer anew, or refuse.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefill {
    /// The models that go on from it: ids, where `*` stands for anything.
    pub models: Vec<String>,
    /// Flags that the turn carries.
    #[serde(default)]
    pub turn: BTreeMap<String, bool>,
    /// Flags that the request carries.
    #[serde(default)]
    pub request: BTreeMap<String, bool>,
    /// Takes the place of the endpoint's `converse`, where it is taken elsewhere.
    pub converse: Option<String>,
    /// Whether the answer may repeat the beginning.
    #[serde(default)]
    pub repeats: bool,
    /// Whether white space at the end of the beginning is refused.
    #[serde(default)]
    pub trims: bool,
    /// Where this was read.
    pub source: String,
    /// The day it was read there, `YYYY-MM-DD`.
    pub read: String,
}

impl Endpoint {
    /// How a model takes the beginning of an answer, where it does.
    pub fn prefill_of(&self, model: &str) -> Option<&Prefill> {
        let prefill = self.prefill.as_ref()?;
        let takes = prefill.models.iter().any(|pattern| fits(pattern, model));
        takes.then_some(prefill)
    }
}

/// Whether a name is what a pattern with `*` says.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let mut ends = (0..=name.len()).filter_map(|at| name.get(at..));
            ends.any(|end| fits(rest, end))
        }),
    }
}

impl Endpoint {
    /// What must change in a request before it goes there. `None` where nothing must.
    pub fn fit(&self) -> Option<Fit<'_>> {
        let any = !self.drop.is_empty() || !self.rename.is_empty();
        any.then_some(Fit {
            drop: &self.drop,
            rename: &self.rename,
        })
    }
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

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*", "any", true),
            ("claude-3*", "claude-3-5-haiku", true),
            ("claude-3*", "claude-opus-4", false),
            ("m-*-latest", "m-large-latest", true),
            ("m-*-latest", "m-latest", false),
            ("m", "m", true),
            ("m", "mm", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
