//! Where a provider speaks a dialect, and in what manner: paths, headers, what it takes and what it
//! calls otherwise.
//!
//! Knows no account: what an account's own address makes of these is the engine's business.

use crate::model::Offer;
use crate::provider::KeyHeader;
use pointsman_wire::canon::{IdForm, Manner, OutputLimit, ReasoningForm};
use pointsman_wire::{Dialect, Fit};
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// Takes the place of `converse` for a stream, where the path says that it is one.
    pub converse_stream: Option<String>,
    /// Appended to the base for the list of models, where it has one.
    pub models: Option<String>,
    /// The header that carries a key here, where it is not the provider's.
    pub key_header: Option<KeyHeader>,
    /// Headers that every call carries, by name in lower case. A client's own of the same name wins.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Whether it says more than the provider's others: calls of other dialects cross to it.
    #[serde(default)]
    pub fullest: bool,
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
    /// How it takes requests that were written for it because the client speaks another dialect.
    #[serde(default)]
    pub manner: Ways,
}

/// How an endpoint takes what is written to it: what differs between providers of one dialect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ways {
    /// How thinking is asked for.
    pub reasoning: ReasoningForm,
    /// Which ids of tool calls are taken.
    pub ids: IdForm,
    /// What the most output is called.
    pub output_limit: OutputLimit,
    /// Whether answers are held to a JSON schema.
    pub takes_schema: bool,
    /// Whether a `developer` turn is taken.
    pub takes_developer: bool,
    /// Whether earlier thoughts are sent back.
    pub takes_thoughts: bool,
    /// The models that measure their thinking themselves: ids, where `*` stands for anything.
    pub adaptive: Vec<String>,
    /// The models that take no temperature, top-p or top-k: ids, as above.
    pub fixed_sampling: Vec<String>,
}

impl Default for Ways {
    fn default() -> Self {
        let usual = Manner::default();
        Self {
            reasoning: usual.reasoning,
            ids: usual.ids,
            output_limit: usual.output_limit,
            takes_schema: usual.takes_schema,
            takes_developer: usual.takes_developer,
            takes_thoughts: usual.takes_thoughts,
            adaptive: Vec::new(),
            fixed_sampling: Vec::new(),
        }
    }
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
    /// Where a call goes, behind the base.
    pub fn path(&self, stream: bool) -> &str {
        let streams = self.converse_stream.as_deref().filter(|_| stream);
        streams.unwrap_or(&self.converse)
    }

    /// How a model takes the beginning of an answer, where it does.
    pub fn prefill_of(&self, model: &str) -> Option<&Prefill> {
        let prefill = self.prefill.as_ref()?;
        any_fits(&prefill.models, model).then_some(prefill)
    }

    /// What must change in a request before it goes there. `None` where nothing must.
    pub fn fit(&self) -> Option<Fit<'_>> {
        let any = !self.drop.is_empty() || !self.rename.is_empty();
        any.then_some(Fit {
            drop: &self.drop,
            rename: &self.rename,
        })
    }

    /// How a model there takes what is written for it; `offer` is what the catalogue knows of it.
    pub fn manner(&self, model: &str, offer: Option<&Offer>) -> Manner {
        let no_schema = offer.is_some_and(|offer| offer.json_schema == Some(false));
        Manner {
            model: model.to_owned(),
            ask_usage: self.stream_usage,
            reasoning: match any_fits(&self.manner.adaptive, model) {
                true => ReasoningForm::Adaptive,
                false => self.manner.reasoning,
            },
            thinks: offer.and_then(|offer| offer.reasoning),
            ids: self.manner.ids,
            output_limit: self.manner.output_limit,
            most_output: offer.and_then(|offer| offer.max_output),
            takes_schema: self.manner.takes_schema && !no_schema,
            takes_developer: self.manner.takes_developer,
            takes_thoughts: self.manner.takes_thoughts,
            takes_sampling: !any_fits(&self.manner.fixed_sampling, model),
        }
    }
}

fn any_fits(patterns: &[String], model: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, model))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic here is a test's report")]
    use super::*;

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

    fn endpoint(more: &str) -> Endpoint {
        let text = format!(
            "dialect = \"openai_chat\"\nbase_url = \"https://a.example\"\nconverse = \"/x\"\nstream_usage = true\n{more}"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_manner_joins_what_the_endpoint_and_the_model_are_known_for() {
        let plain = endpoint("").manner("m", None);
        let usual = Manner {
            model: "m".to_owned(),
            ..Manner::default()
        };
        assert_eq!(plain, usual);
        let offer = Offer {
            max_output: Some(9),
            reasoning: Some(true),
            json_schema: Some(false),
            ..Offer::default()
        };
        let told = endpoint(
            "[manner]\nreasoning = \"thinking_switch\"\nids = \"nine\"\noutput_limit = \"max_completion_tokens\"\ntakes_developer = true\ntakes_thoughts = true",
        );
        let expected = Manner {
            model: "m".to_owned(),
            reasoning: ReasoningForm::ThinkingSwitch,
            thinks: Some(true),
            ids: IdForm::Nine,
            output_limit: OutputLimit::MaxCompletionTokens,
            most_output: Some(9),
            takes_schema: false,
            takes_developer: true,
            takes_thoughts: true,
            takes_sampling: true,
            ask_usage: true,
        };
        assert_eq!(told.manner("m", Some(&offer)), expected);
    }

    #[test]
    fn some_models_of_an_endpoint_have_a_manner_of_their_own() {
        let told = endpoint("[manner]\nadaptive = [\"b*\"]\nfixed_sampling = [\"b-2\"]");
        let manner = |model: &str| {
            let manner = told.manner(model, None);
            (manner.reasoning, manner.takes_sampling)
        };
        assert_eq!(manner("a-1"), (ReasoningForm::Native, true));
        assert_eq!(manner("b-1"), (ReasoningForm::Adaptive, true));
        assert_eq!(manner("b-2"), (ReasoningForm::Adaptive, false));
    }

    #[test]
    fn a_stream_goes_where_streams_go() {
        let split = endpoint("converse_stream = \"/y?alt=sse\"");
        assert_eq!((split.path(false), split.path(true)), ("/x", "/y?alt=sse"));
        assert_eq!(endpoint("").path(true), "/x");
    }
}
