//! A client's request, read into the canon.

mod parts;
mod turns;

use super::tools;
use crate::BadBody;
use crate::canon::{
    Effort, Feature, Format, Json, Losses, Reasons, Request, Schema, Why, elements, members,
    members_of, plain,
};
use crate::field::wrong;
use crate::json;
use serde_json::value::RawValue;
use std::borrow::Cow;

pub(crate) use parts::part;
pub(crate) use turns::cache;

/// Reads a request.
///
/// # Errors
/// Says what is wrong with the body, and where.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Request, BadBody> {
    let body = &*json::paired(body);
    let text = std::str::from_utf8(body).unwrap_or_default();
    let Some(all) = members_of(text) else {
        // Says what is wrong with it, and where.
        json::members(body, |_, _| Ok(()))?;
        return Err(BadBody::NotAnObject);
    };
    let mut asked = Asked {
        request: Request::default(),
        losses,
        most: None,
        wants_logprobs: false,
        top_logprobs: None,
    };
    let mut seen: Vec<&'static str> = Vec::with_capacity(12);
    for (key, value) in all {
        let known = READ.iter().copied().find(|known| *known == key);
        if let Some(known) = known {
            if seen.contains(&known) {
                return Err(BadBody::Twice {
                    key: known.to_owned(),
                });
            }
            seen.push(known);
        }
        asked.member(key, value)?;
    }
    asked.done()
}

/// The members that are read.
const READ: &[&str] = &[
    "model",
    "messages",
    "stream",
    "stream_options",
    "tools",
    "functions",
    "tool_choice",
    "function_call",
    "parallel_tool_calls",
    "response_format",
    "reasoning_effort",
    "reasoning",
    "include_reasoning",
    "thinking",
    "enable_thinking",
    "thinking_budget",
    "temperature",
    "top_p",
    "top_k",
    "presence_penalty",
    "frequency_penalty",
    "seed",
    "random_seed",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "n",
    "logprobs",
    "top_logprobs",
    "user",
    "safety_identifier",
    "metadata",
    "service_tier",
    "verbosity",
    "prompt_cache_key",
];

struct Asked<'l> {
    request: Request,
    losses: &'l mut Losses,
    /// `max_tokens`, which `max_completion_tokens` outweighs.
    most: Option<u64>,
    wants_logprobs: bool,
    top_logprobs: Option<u64>,
}

impl Asked<'_> {
    fn member(&mut self, key: Cow<'_, str>, value: &RawValue) -> Result<(), BadBody> {
        let null = plain::is_null(value);
        match &*key {
            "model" => {
                let model = plain::text(value).ok_or(wrong("model", "a string"))?;
                self.request.model = model.into();
            }
            "messages" => self.request.turns = turns::read(value, self.losses)?,
            _ if null => {}
            "stream" => {
                let stream = plain::flag(value).ok_or(wrong("stream", "true or false"))?;
                self.request.stream = stream;
            }
            "stream_options" => self.others(value, "stream_options", &["include_usage"]),
            "user" => self.request.user = plain::word(value).or(self.request.user.take()),
            "safety_identifier" => {
                self.request.user = self.request.user.take().or(plain::word(value));
            }
            "metadata" => self.metadata(value),
            "service_tier" => self.request.service_tier = plain::word(value),
            "verbosity" => self.request.verbosity = plain::word(value),
            "prompt_cache_key" => self.request.cache_key = plain::word(value),
            "response_format" => self.format(value)?,
            key => {
                let known = self.tooling(key, value)?
                    || self.limits(key, value)?
                    || self.sampling(key, value)?
                    || self.thinking(key, value);
                if !known {
                    self.unread(key);
                }
            }
        }
        Ok(())
    }

    fn done(mut self) -> Result<Request, BadBody> {
        if self.request.model.is_empty() {
            return Err(BadBody::Missing { key: "model" });
        }
        let limits = &mut self.request.limits;
        limits.max_output = limits.max_output.or(self.most);
        if self.wants_logprobs {
            self.request.logprobs = Some(self.top_logprobs.unwrap_or(0));
        }
        Ok(self.request)
    }

    fn tooling(&mut self, key: &str, value: &RawValue) -> Result<bool, BadBody> {
        match key {
            "tools" => {
                let all = elements(value).ok_or(wrong("tools", "an array"))?;
                for (at, tool) in all.into_iter().enumerate() {
                    let tool = tools::read(tool, &format!("tools[{at}]"), self.losses);
                    self.request.tools.extend(tool);
                }
            }
            "functions" => {
                let all = elements(value).ok_or(wrong("functions", "an array"))?;
                let all = all.into_iter().filter_map(tools::read_function);
                self.request.tools.extend(all);
            }
            "tool_choice" | "function_call" => {
                self.request.tool_choice = tools::read_choice(value);
                if self.request.tool_choice.is_none() {
                    self.losses.lose(Feature::ToolChoice, key, Why::Unknown);
                }
            }
            "parallel_tool_calls" => self.request.parallel_tools = plain::flag(value),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn limits(&mut self, key: &str, value: &RawValue) -> Result<bool, BadBody> {
        let count = |key| match plain::number(value) {
            None => Err(wrong(key, "a whole number")),
            // Local servers take a negative one for "no limit".
            Some(number) => Ok((number >= 0.0).then_some(number as u64)),
        };
        match key {
            "max_completion_tokens" => {
                self.request.limits.max_output = count("max_completion_tokens")?;
            }
            "max_tokens" => self.most = count("max_tokens")?,
            "n" => self.request.limits.choices = count("n")?.filter(|n| *n > 0),
            "top_logprobs" => self.top_logprobs = count("top_logprobs")?,
            "logprobs" => self.wants_logprobs = plain::flag(value) == Some(true),
            "stop" => {
                self.request.limits.stop = match plain::text(value) {
                    Some(one) => vec![one.into()],
                    None => {
                        let all = elements(value).ok_or(wrong("stop", "text or an array of it"))?;
                        let all = all.into_iter().filter_map(plain::text);
                        all.map(Into::into).collect()
                    }
                };
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn sampling(&mut self, key: &str, value: &RawValue) -> Result<bool, BadBody> {
        let sampling = &mut self.request.sampling;
        let (place, key) = match key {
            "temperature" => (&mut sampling.temperature, "temperature"),
            "top_p" => (&mut sampling.top_p, "top_p"),
            "top_k" => (&mut sampling.top_k, "top_k"),
            "presence_penalty" => (&mut sampling.presence_penalty, "presence_penalty"),
            "frequency_penalty" => (&mut sampling.frequency_penalty, "frequency_penalty"),
            "seed" => (&mut sampling.seed, "seed"),
            "random_seed" => (&mut sampling.seed, "random_seed"),
            _ => return Ok(false),
        };
        plain::number(value).ok_or(wrong(key, "a number"))?;
        *place = Some(Json::of(value));
        Ok(true)
    }

    fn thinking(&mut self, key: &str, value: &RawValue) -> bool {
        let reasons = &mut self.request.reasoning;
        let switched = |reasons: &mut Reasons, on: bool| match on {
            true if reasons.effort.is_none() && reasons.budget.is_none() => reasons.adaptive = true,
            true => {}
            false => reasons.effort = Some(Effort::None),
        };
        match key {
            "reasoning_effort" => {
                let word = plain::text(value).unwrap_or_default();
                reasons.effort = effort(&word);
                if reasons.effort.is_none() && word != "default" {
                    self.losses.lose(Feature::Reasoning, key, Why::Unknown);
                }
            }
            "include_reasoning" => reasons.show = plain::flag(value),
            "enable_thinking" => switched(reasons, plain::flag(value) == Some(true)),
            "thinking_budget" => reasons.budget = plain::count(value),
            "thinking" => {
                reasons.budget = plain::at(value, "budget_tokens").and_then(plain::count);
                let kind = plain::at(value, "type").and_then(plain::text);
                switched(reasons, kind.as_deref() != Some("disabled"));
                self.others(value, "thinking", &["type", "budget_tokens"]);
            }
            "reasoning" => {
                let at = |key| plain::at(value, key);
                let effort = at("effort").and_then(plain::text);
                reasons.effort = effort.and_then(|it| self::effort(&it)).or(reasons.effort);
                reasons.budget = at("max_tokens").and_then(plain::count);
                let hidden = at("exclude").and_then(plain::flag);
                reasons.show = hidden.map(|hidden| !hidden).or(reasons.show);
                if let Some(on) = at("enabled").and_then(plain::flag) {
                    switched(reasons, on);
                }
                let read = ["effort", "max_tokens", "exclude", "enabled"];
                self.others(value, "reasoning", &read);
            }
            _ => return false,
        }
        let reasons = &mut self.request.reasoning;
        reasons.adaptive &= reasons.effort.is_none() && reasons.budget.is_none();
        true
    }

    fn format(&mut self, value: &RawValue) -> Result<(), BadBody> {
        let kind = plain::at(value, "type").and_then(plain::text);
        self.request.format = match kind.as_deref() {
            Some("text") => Format::Text,
            Some("json_object") if plain::at(value, "schema").is_none() => Format::Json,
            // Some take the schema beside the older word: <https://docs.together.ai/docs/json-mode>
            // (read 2026-11-23).
            Some("json_schema" | "json_object") => {
                let told = plain::at(value, "json_schema").unwrap_or(value);
                let at = |key| plain::at(told, key);
                let schema = at("schema").map(Json::of);
                Format::Schema(Schema {
                    name: at("name").and_then(plain::word),
                    description: at("description").and_then(plain::word),
                    schema: schema.unwrap_or_else(|| Json::from_value(&serde_json::json!({}))),
                    strict: at("strict").and_then(plain::flag),
                })
            }
            Some(_) | None => {
                let feature = Feature::JsonSchema;
                self.losses.lose(feature, "response_format", Why::Unknown);
                Format::Text
            }
        };
        Ok(())
    }

    fn metadata(&mut self, value: &RawValue) {
        for (key, value) in members(value).unwrap_or_default() {
            match plain::text(value) {
                Some(text) => {
                    let metadata = &mut self.request.metadata;
                    metadata.insert(key.into_owned(), text.into());
                }
                None => {
                    let path = format!("metadata.{key}");
                    self.losses.lose(Feature::Metadata, path, Why::NoPlace);
                }
            }
        }
    }

    /// Members of an object that are not read.
    fn others(&mut self, value: &RawValue, path: &str, read: &[&str]) {
        for (key, value) in members(value).unwrap_or_default() {
            if !read.contains(&&*key) && !plain::is_null(value) {
                let path = format!("{path}.{key}");
                self.losses.lose(Feature::Unknown, path, Why::Unknown);
            }
        }
    }

    fn unread(&mut self, key: &str) {
        let (feature, why) = match key {
            "logit_bias" | "repetition_penalty" => (Feature::Penalties, Why::NoPlace),
            "min_p" | "top_a" => (Feature::Sampling, Why::NoPlace),
            "modalities" | "audio" => (Feature::Modalities, Why::NoPlace),
            "store" => (Feature::State, Why::NoPlace),
            "web_search_options" | "plugins" => (Feature::ServerTools, Why::NoPlace),
            "prompt_cache_retention" | "prompt_cache_options" => {
                (Feature::CacheControl, Why::NoPlace)
            }
            _ => (Feature::Unknown, Why::Unknown),
        };
        self.losses.lose(feature, key, why);
    }
}

fn effort(word: &str) -> Option<Effort> {
    Some(match word {
        "none" | "disabled" => Effort::None,
        "minimal" => Effort::Minimal,
        "low" => Effort::Low,
        "medium" => Effort::Medium,
        "high" => Effort::High,
        "xhigh" | "max" => Effort::Max,
        _ => return None,
    })
}
