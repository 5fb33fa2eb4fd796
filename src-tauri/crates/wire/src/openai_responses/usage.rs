//! Usage as this dialect writes it. Totals hold their parts, so nothing is counted again.

use crate::Usage;
use crate::lenient::{Count, Lenient, Maybe, take};
use crate::openai_chat::usage::{InputDetails, OutputDetails};
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// A `usage` object as it came.
#[derive(Default)]
pub struct Counts {
    input: Count,
    output: Count,
    input_details: Maybe<InputDetails>,
    output_details: Maybe<OutputDetails>,
}

impl<'de> Lenient<'de> for Counts {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "input_tokens" => self.input = take(value)?,
            "output_tokens" => self.output = take(value)?,
            "input_tokens_details" => self.input_details = take(value)?,
            "output_tokens_details" => self.output_details = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Counts {
    /// The usage. `None` when neither total is known.
    pub fn usage(&self) -> Option<Usage> {
        if self.input.0.is_none() && self.output.0.is_none() {
            return None;
        }
        let input = self.input_details.0.as_ref();
        let output = self.output_details.0.as_ref();
        Some(Usage {
            input: self.input.0.map(Tokens),
            cached: input.and_then(|it| it.cached.0).map(Tokens),
            cache_write: input.and_then(|it| it.cache_write.0).map(Tokens),
            cache_write_1h: None,
            audio_in: input.and_then(|it| it.audio.0).map(Tokens),
            output: self.output.0.map(Tokens),
            reasoning: output.and_then(|it| it.reasoning.0).map(Tokens),
            audio_out: output.and_then(|it| it.audio.0).map(Tokens),
        })
    }
}
