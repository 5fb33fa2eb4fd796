//! `usageMetadata`, brought to the house's one meaning.
//!
//! Google counts thoughts beside the candidates, and what tools gave the model beside the prompt:
//! `totalTokenCount` is the sum of all four in each of 382 recorded answers.

use crate::Usage;
use crate::lenient::{Count, Lenient, List, Text, take};
use pointsman_units::Tokens;
use serde::de::{IgnoredAny, MapAccess};

/// A `usageMetadata` object as it came.
#[derive(Default)]
pub struct Counts<'de> {
    prompt: Count,
    cached: Count,
    candidates: Count,
    thoughts: Count,
    tool_use: Count,
    total: Count,
    prompt_details: List<Share<'de>>,
    candidates_details: List<Share<'de>>,
}

/// How much of a count is of one modality.
#[derive(Default)]
struct Share<'de> {
    modality: Text<'de>,
    count: Count,
}

impl<'de> Lenient<'de> for Share<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "modality" => self.modality = take(value)?,
            "tokenCount" => self.count = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl<'de> Lenient<'de> for Counts<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        match key {
            "promptTokenCount" => self.prompt = take(value)?,
            "cachedContentTokenCount" => self.cached = take(value)?,
            "candidatesTokenCount" => self.candidates = take(value)?,
            "thoughtsTokenCount" => self.thoughts = take(value)?,
            "toolUsePromptTokenCount" => self.tool_use = take(value)?,
            "totalTokenCount" => self.total = take(value)?,
            "promptTokensDetails" => self.prompt_details = take(value)?,
            "candidatesTokensDetails" => self.candidates_details = take(value)?,
            _ => return value.next_value::<IgnoredAny>().map(drop),
        }
        Ok(())
    }
}

impl Counts<'_> {
    /// The usage; `None` where nothing is counted (some chunks tell only the kind of traffic).
    pub fn usage(&self) -> Option<Usage> {
        let input = self.prompt.0.or(self.tool_use.0);
        if input.is_none() && self.candidates.0.is_none() {
            return None;
        }
        let sum = |one: Option<u64>, other: Option<u64>| {
            Tokens(one.unwrap_or(0).saturating_add(other.unwrap_or(0)))
        };
        // A count of zero is left out; where a total stands, nothing else is unknown.
        let counted = self.total.0.is_some();
        let spoke = self.candidates.0.is_some() || self.thoughts.0.is_some() || counted;
        Some(Usage {
            input: input.map(|_| sum(self.prompt.0, self.tool_use.0)),
            cached: self.cached.0.map(Tokens),
            audio_in: audio(&self.prompt_details),
            output: spoke.then(|| sum(self.candidates.0, self.thoughts.0)),
            reasoning: self.thoughts.0.map(Tokens),
            audio_out: audio(&self.candidates_details),
            ..Usage::default()
        })
    }
}

fn audio(shares: &List<Share<'_>>) -> Option<Tokens> {
    let mut shares = shares.items().iter();
    let share = shares.find(|share| share.modality.0.as_deref() == Some("AUDIO"))?;
    share.count.0.map(Tokens)
}
