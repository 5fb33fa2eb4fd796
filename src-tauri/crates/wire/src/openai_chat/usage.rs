//! Usage as the providers of this dialect write it, brought to the house's one meaning.
//!
//! They differ in whether a total holds its parts. Which way it is, is told by arithmetic on the
//! numbers themselves, never by who sent them.

use crate::Usage;
use crate::lenient::{Count, Lenient, Maybe, take};
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// A `usage` object as it came.
#[derive(Default)]
pub struct Counts {
    prompt: Count,
    completion: Count,
    total: Count,
    prompt_details: Maybe<InputDetails>,
    completion_details: Maybe<OutputDetails>,
    /// Cached input beside the details, under whichever name; the greatest.
    cached: Count,
    cache_write: Count,
    cache_creation: Maybe<CacheCreation>,
    reasoning: Count,
}

impl<'de> Lenient<'de> for Counts {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "prompt_tokens" => self.prompt = take(value)?,
            "completion_tokens" => self.completion = take(value)?,
            "total_tokens" => self.total = take(value)?,
            "prompt_tokens_details" => self.prompt_details = take(value)?,
            "completion_tokens_details" => self.completion_details = take(value)?,
            "prompt_cache_hit_tokens"
            | "cached_tokens"
            | "num_cached_tokens"
            | "cache_read_input_tokens" => {
                let count: Count = take(value)?;
                self.cached.0 = self.cached.0.max(count.0);
            }
            "cache_creation_input_tokens" => self.cache_write = take(value)?,
            "cache_creation" => self.cache_creation = take(value)?,
            "reasoning_tokens" => self.reasoning = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// What the input holds, under the names that Responses uses as well.
#[derive(Default)]
pub struct InputDetails {
    /// Read from the cache.
    pub cached: Count,
    /// Written to it.
    pub cache_write: Count,
    /// Sound.
    pub audio: Count,
}

impl<'de> Lenient<'de> for InputDetails {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "cached_tokens" => self.cached = take(value)?,
            "cache_write_tokens" => self.cache_write = take(value)?,
            "audio_tokens" => self.audio = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

/// What the output holds, as [`InputDetails`].
#[derive(Default)]
pub struct OutputDetails {
    /// Thoughts.
    pub reasoning: Count,
    /// Sound.
    pub audio: Count,
}

impl<'de> Lenient<'de> for OutputDetails {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "reasoning_tokens" => self.reasoning = take(value)?,
            "audio_tokens" => self.audio = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

#[derive(Default)]
struct CacheCreation {
    five_minutes: Count,
    one_hour: Count,
}

impl<'de> Lenient<'de> for CacheCreation {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "ephemeral_5m_input_tokens" => self.five_minutes = take(value)?,
            "ephemeral_1h_input_tokens" => self.one_hour = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Counts {
    /// The usage of an answer that has no output, such as vectors. Some tell only the total of it.
    /// `None` when neither is known.
    pub fn input_usage(&self) -> Option<Usage> {
        let input = self.prompt.0.or(self.total.0)?;
        let prompt = self.prompt_details.0.as_ref();
        Some(Usage {
            input: Some(Tokens(input)),
            cached: prompt
                .and_then(|it| it.cached.0)
                .max(self.cached.0)
                .map(Tokens),
            output: Some(Tokens(0)),
            ..Usage::default()
        })
    }

    /// The usage with inclusive totals. `None` when neither total is known.
    pub fn usage(&self) -> Option<Usage> {
        let prompt = self.prompt_details.0.as_ref();
        let completion = self.completion_details.0.as_ref();
        let creation = self.cache_creation.0.as_ref();
        let one_hour = creation.and_then(|it| it.one_hour.0);
        let parts = Parts {
            cached: prompt.and_then(|it| it.cached.0).max(self.cached.0),
            cache_write: prompt
                .and_then(|it| it.cache_write.0)
                .max(creation.and_then(|it| it.five_minutes.0))
                .max(
                    self.cache_write
                        .0
                        .map(|all| all.saturating_sub(one_hour.unwrap_or(0))),
                ),
            cache_write_1h: one_hour,
            audio_in: prompt.and_then(|it| it.audio.0),
            reasoning: completion
                .and_then(|it| it.reasoning.0)
                .max(self.reasoning.0),
            audio_out: completion.and_then(|it| it.audio.0),
        };
        let (input, output, unaccounted) = match (self.prompt.0, self.completion.0, self.total.0) {
            (None, None, _) => return None,
            (input, None, total) => (input, minus(total, input), 0),
            (None, output, total) => (minus(total, output), output, 0),
            (Some(input), Some(output), total) => (
                Some(input),
                Some(output),
                total
                    .unwrap_or(0)
                    .saturating_sub(input.saturating_add(output)),
            ),
        };
        Some(parts.inclusive(input, output, unaccounted))
    }
}

fn minus(total: Option<u64>, part: Option<u64>) -> Option<u64> {
    total?.checked_sub(part?)
}

#[derive(Clone, Copy)]
struct Parts {
    cached: Option<u64>,
    cache_write: Option<u64>,
    cache_write_1h: Option<u64>,
    audio_in: Option<u64>,
    reasoning: Option<u64>,
    audio_out: Option<u64>,
}

impl Parts {
    /// Adds to each total the parts that it does not hold. `unaccounted` is what `total_tokens` says
    /// beyond prompt and completion; the part that it equals stands beside its total (xAI's
    /// reasoning, Mistral's audio input). Where it equals none it is thinking that only the total
    /// tells of (Gemini's OpenAI endpoint). Without it, a part greater than its total cannot be in
    /// it (Vercel's gateway bills so: completion 52, reasoning 232, cost for 284).
    fn inclusive(mut self, input: Option<u64>, output: Option<u64>, unaccounted: u64) -> Usage {
        let or0 = |part: Option<u64>| part.unwrap_or(0);
        let cache = or0(self.cached)
            .saturating_add(or0(self.cache_write))
            .saturating_add(or0(self.cache_write_1h));
        let (reasoning, audio) = (or0(self.reasoning), or0(self.audio_in));
        let (mut more_in, mut more_out) = match unaccounted {
            0 => (0, 0),
            rest if rest == reasoning => (0, rest),
            rest if rest == audio || rest == cache || rest == cache.saturating_add(audio) => {
                (rest, 0)
            }
            rest if rest == reasoning.saturating_add(audio) => (audio, reasoning),
            rest => {
                self.reasoning = Some(reasoning.max(rest));
                (0, rest)
            }
        };
        if let Some(input) = input {
            let held = input.saturating_add(more_in);
            let parts = [self.cached, self.cache_write, self.cache_write_1h];
            if parts.into_iter().flatten().any(|part| part > held) {
                more_in = more_in.saturating_add(cache);
            }
        }
        if output.is_some_and(|output| reasoning > output.saturating_add(more_out)) {
            more_out = more_out.saturating_add(reasoning);
        }
        Usage {
            input: input.map(|it| Tokens(it.saturating_add(more_in))),
            cached: self.cached.map(Tokens),
            cache_write: self.cache_write.map(Tokens),
            cache_write_1h: self.cache_write_1h.map(Tokens),
            audio_in: self.audio_in.map(Tokens),
            output: output.map(|it| Tokens(it.saturating_add(more_out))),
            reasoning: self.reasoning.map(Tokens),
            audio_out: self.audio_out.map(Tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::Read;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let Read(counts) = serde_json::from_str::<Read<Counts>>(json).unwrap();
        let got = counts.usage().map_or_else(
            || "none".to_owned(),
            |it| {
                let parts = [
                    ("in", it.input),
                    ("cached", it.cached),
                    ("write", it.cache_write),
                    ("write_1h", it.cache_write_1h),
                    ("audio_in", it.audio_in),
                    ("out", it.output),
                    ("reasoning", it.reasoning),
                    ("audio_out", it.audio_out),
                ];
                let told = parts
                    .iter()
                    .filter_map(|(name, it)| it.map(|it| format!("{name} {}", it.0)));
                told.collect::<Vec<_>>().join(", ")
            },
        );
        assert_eq!(got, expected);
    }

    #[test]
    fn reads_the_dialect_as_it_is_written_down() {
        check(
            r#"{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":64,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":1}}"#,
            "in 100, cached 64, audio_in 0, out 50, reasoning 20, audio_out 1",
        );
        check(
            r#"{"prompt_tokens":7,"completion_tokens":2}"#,
            "in 7, out 2",
        );
    }

    #[test]
    fn an_unknown_count_is_none_and_never_zero() {
        check("{}", "none");
        check(r#"{"prompt_tokens":null,"total_tokens":9}"#, "none");
        check(r#"{"prompt_tokens":7}"#, "in 7");
        check(r#"{"prompt_tokens":7,"total_tokens":9}"#, "in 7, out 2");
        check(
            r#"{"prompt_tokens":7,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}"#,
            "in 7, out 2",
        );
    }

    #[test]
    fn finds_cached_input_under_each_of_its_names() {
        for name in [
            "prompt_cache_hit_tokens",
            "cached_tokens",
            "num_cached_tokens",
            "cache_read_input_tokens",
        ] {
            check(
                &format!(
                    r#"{{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,"{name}":4,"prompt_tokens_details":{{"cached_tokens":0}}}}"#
                ),
                "in 10, cached 4, out 2",
            );
        }
    }

    #[test]
    fn tells_apart_what_was_written_to_which_cache() {
        check(
            r#"{"prompt_tokens":4020,"completion_tokens":4,"total_tokens":4024,"prompt_tokens_details":{"cache_write_tokens":4012}}"#,
            "in 4020, write 4012, out 4",
        );
        check(
            r#"{"prompt_tokens":100,"completion_tokens":4,"total_tokens":104,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}"#,
            "in 100, write 10, write_1h 20, out 4",
        );
        // A cache that is written and read in one call counts the same tokens twice.
        check(
            r#"{"prompt_tokens":2168,"completion_tokens":100,"total_tokens":2268,"prompt_tokens_details":{"cache_write_tokens":2161,"cached_tokens":2161}}"#,
            "in 2168, cached 2161, write 2161, out 100",
        );
    }

    #[test]
    fn adds_what_stands_beside_its_total() {
        // Reasoning beside completion, told by the total.
        check(
            r#"{"prompt_tokens":702,"completion_tokens":17,"total_tokens":843,"completion_tokens_details":{"reasoning_tokens":124}}"#,
            "in 702, out 141, reasoning 124",
        );
        check(
            r#"{"prompt_tokens":10,"completion_tokens":500,"total_tokens":610,"completion_tokens_details":{"reasoning_tokens":100}}"#,
            "in 10, out 600, reasoning 100",
        );
        // The same, where the total leaves it out as well.
        check(
            r#"{"prompt_tokens":9,"completion_tokens":52,"total_tokens":61,"completion_tokens_details":{"reasoning_tokens":232}}"#,
            "in 9, out 284, reasoning 232",
        );
        // Audio beside the prompt.
        check(
            r#"{"prompt_tokens":9,"completion_tokens":248,"total_tokens":632,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":375}}"#,
            "in 384, cached 0, audio_in 375, out 248",
        );
        // Thinking that only the total tells of.
        check(
            r#"{"prompt_tokens":66,"completion_tokens":6,"total_tokens":100}"#,
            "in 66, out 34, reasoning 28",
        );
        // More cached than the prompt holds: the cached part stands beside it.
        check(
            r#"{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,"cache_read_input_tokens":400,"cache_creation_input_tokens":50}"#,
            "in 460, cached 400, write 50, out 2",
        );
    }
}
