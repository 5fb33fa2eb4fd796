//! Usage as this dialect counts it, brought to the house's one meaning and back.
//!
//! `input_tokens` leaves out what a cache gave or took
//! (<https://platform.claude.com/docs/en/build-with-claude/prompt-caching>, read 2026-11-22); the
//! house's `input` holds both. In a stream `message_start` tells the input and a first guess of the
//! output, and `message_delta` all of it so far, or in older streams the output alone.

use crate::Usage;
use crate::canon::Pen;
use crate::lenient::{Count, Lenient, Maybe, Text, take};
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// A `usage` object as it came.
#[derive(Default)]
pub struct Counts {
    input: Count,
    output: Count,
    cache_read: Count,
    cache_write: Count,
    cache_creation: Maybe<Creation>,
    output_details: Maybe<OutputDetails>,
    /// The tier that served the call.
    pub service_tier: Option<String>,
}

#[derive(Default)]
struct Creation {
    five_minutes: Count,
    one_hour: Count,
}

#[derive(Default)]
struct OutputDetails {
    thinking: Count,
}

impl<'de> Lenient<'de> for Counts {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "input_tokens" => self.input = take(value)?,
            "output_tokens" => self.output = take(value)?,
            "cache_read_input_tokens" => self.cache_read = take(value)?,
            "cache_creation_input_tokens" => self.cache_write = take(value)?,
            "cache_creation" => self.cache_creation = take(value)?,
            "output_tokens_details" => self.output_details = take(value)?,
            "service_tier" => self.service_tier = take::<Text<'_>, _>(value)?.0.map(Into::into),
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl<'de> Lenient<'de> for Creation {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "ephemeral_5m_input_tokens" => self.five_minutes = take(value)?,
            "ephemeral_1h_input_tokens" => self.one_hour = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl<'de> Lenient<'de> for OutputDetails {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "thinking_tokens" => self.thinking = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Counts {
    /// Takes over what a later object of the same stream tells. Counts are cumulative, so the last
    /// holds; what it does not tell stays.
    pub fn learn(&mut self, later: Self) {
        let over = |mine: &mut Count, later: Count| {
            if later.0.is_some() {
                mine.0 = later.0;
            }
        };
        over(&mut self.input, later.input);
        over(&mut self.output, later.output);
        over(&mut self.cache_read, later.cache_read);
        over(&mut self.cache_write, later.cache_write);
        if later.cache_creation.0.is_some() {
            self.cache_creation = later.cache_creation;
        }
        if later.output_details.0.is_some() {
            self.output_details = later.output_details;
        }
        if later.service_tier.is_some() {
            self.service_tier = later.service_tier;
        }
    }

    /// Forgets the output: at its start a stream only guesses it.
    pub fn without_output(mut self) -> Self {
        self.output = Count(None);
        self
    }

    /// The usage with inclusive totals. `None` when neither input nor output is known.
    pub fn usage(&self) -> Option<Usage> {
        if self.input.0.is_none() && self.output.0.is_none() {
            return None;
        }
        let creation = self.cache_creation.0.as_ref();
        let one_hour = creation.and_then(|it| it.one_hour.0);
        let five_minutes = match self.cache_write.0 {
            Some(all) => Some(all.saturating_sub(one_hour.unwrap_or(0))),
            None => creation.and_then(|it| it.five_minutes.0),
        };
        let beside = [self.cache_read.0, five_minutes, one_hour];
        let beside = beside.into_iter().flatten().fold(0, u64::saturating_add);
        let details = self.output_details.0.as_ref();
        Some(Usage {
            input: self.input.0.map(|it| Tokens(it.saturating_add(beside))),
            cached: self.cache_read.0.map(Tokens),
            cache_write: five_minutes.map(Tokens),
            cache_write_1h: one_hour.map(Tokens),
            output: self.output.0.map(Tokens),
            reasoning: details.and_then(|it| it.thinking.0).map(Tokens),
            ..Usage::default()
        })
    }
}

/// Writes a usage as this dialect counts it. What is unknown is `null`, but for the two totals, which
/// are numbers always.
pub fn write(usage: &Usage, tier: Option<&str>, pen: &mut Pen) {
    let count = |tokens: Option<Tokens>| tokens.map_or(0, |it| it.0);
    let written = count(usage.cache_write).saturating_add(count(usage.cache_write_1h));
    let beside = count(usage.cached).saturating_add(written);
    let input = count(usage.input).saturating_sub(beside);
    let caches = usage.cache_write.is_some() || usage.cache_write_1h.is_some();
    pen.object().key("input_tokens").count(input);
    maybe(
        pen,
        "cache_creation_input_tokens",
        caches.then_some(written),
    );
    maybe(pen, "cache_read_input_tokens", usage.cached.map(|it| it.0));
    match usage.cache_write_1h {
        Some(Tokens(one_hour)) => {
            pen.key("cache_creation").object();
            pen.key("ephemeral_5m_input_tokens")
                .count(count(usage.cache_write));
            pen.key("ephemeral_1h_input_tokens").count(one_hour);
            pen.end_object();
        }
        None => {
            pen.key("cache_creation").null();
        }
    }
    pen.key("output_tokens").count(count(usage.output));
    if let Some(Tokens(reasoning)) = usage.reasoning {
        pen.key("output_tokens_details").object();
        pen.key("thinking_tokens").count(reasoning).end_object();
    }
    pen.key("server_tool_use").null().key("service_tier");
    match tier {
        Some(tier) => pen.text(tier),
        None => pen.null(),
    };
    pen.end_object();
}

fn maybe(pen: &mut Pen, key: &str, number: Option<u64>) {
    match number {
        Some(number) => pen.key(key).count(number),
        None => pen.key(key).null(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::Read;

    fn counts(json: &str) -> Counts {
        let Read(counts) = serde_json::from_str::<Read<Counts>>(json).unwrap();
        counts
    }

    fn tokens(count: u64) -> Option<Tokens> {
        Some(Tokens(count))
    }

    #[test]
    fn input_holds_what_the_cache_gave_and_took() {
        let usage = counts(
            r#"{"input_tokens":10,"cache_creation_input_tokens":300,"cache_read_input_tokens":500,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":7,"output_tokens_details":{"thinking_tokens":3}}"#,
        )
        .usage();
        let expected = Usage {
            input: tokens(810),
            cached: tokens(500),
            cache_write: tokens(100),
            cache_write_1h: tokens(200),
            output: tokens(7),
            reasoning: tokens(3),
            ..Usage::default()
        };
        assert_eq!(usage, Some(expected));
    }

    #[test]
    fn what_is_not_told_is_unknown_and_never_zero() {
        assert_eq!(counts("{}").usage(), None);
        let null = r#"{"input_tokens":4,"cache_read_input_tokens":null,"cache_creation":null,"output_tokens":"x"}"#;
        let expected = Usage {
            input: tokens(4),
            ..Usage::default()
        };
        assert_eq!(counts(null).usage(), Some(expected));
    }

    #[test]
    fn later_counts_take_the_place_of_earlier_ones_and_are_never_summed() {
        let mut all = counts(
            r#"{"input_tokens":4,"cache_read_input_tokens":9,"output_tokens":1,"service_tier":"standard"}"#,
        );
        all.learn(counts(r#"{"output_tokens":20}"#));
        all.learn(counts(r#"{"output_tokens":25,"input_tokens":6}"#));
        let usage = all.usage().unwrap();
        assert_eq!(
            (usage.input, usage.output, all.service_tier.as_deref()),
            (tokens(15), tokens(25), Some("standard"))
        );
    }

    #[test]
    fn what_was_read_is_written_so_that_it_reads_the_same() {
        for json in [
            r#"{"input_tokens":4,"output_tokens":2}"#,
            r#"{"input_tokens":4,"cache_creation_input_tokens":7,"cache_read_input_tokens":0,"output_tokens":2}"#,
            r#"{"input_tokens":4,"cache_creation_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":2,"output_tokens_details":{"thinking_tokens":1}}"#,
        ] {
            let usage = counts(json).usage().unwrap();
            let mut pen = Pen::default();
            write(&usage, None, &mut pen);
            let written = String::from_utf8(pen.done().to_vec()).unwrap();
            assert_eq!(counts(&written).usage(), Some(usage), "{written}");
        }
    }
}
