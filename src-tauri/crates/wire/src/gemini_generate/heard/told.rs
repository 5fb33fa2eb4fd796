//! Single values of an answer: why it ended, when it began, how likely its words were.

use super::super::fields::{fields, several, text, word};
use crate::canon::{Finish, TokenLogprob};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Why a candidate ended; a client may have asked for numbers in place of words.
pub fn finish(raw: &RawValue) -> Option<Finish> {
    let word = text(raw).unwrap_or(raw.get().into());
    Some(match &*word {
        "STOP" | "1" => Finish::Stop,
        "MAX_TOKENS" | "2" => Finish::Length,
        "SAFETY"
        | "3"
        | "RECITATION"
        | "4"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION"
        | "MODEL_ARMOR" => Finish::ContentFilter,
        "MALFORMED_FUNCTION_CALL"
        | "UNEXPECTED_TOOL_CALL"
        | "TOO_MANY_TOOL_CALLS"
        | "MISSING_THOUGHT_SIGNATURE" => Finish::Failed,
        "" => return None,
        other => Finish::Other(other.to_owned()),
    })
}

/// Unix seconds of a time as RFC 3339 writes it.
pub fn moment(raw: &RawValue) -> Option<u64> {
    let at = OffsetDateTime::parse(&text(raw)?, &Rfc3339).ok()?;
    u64::try_from(at.unix_timestamp()).ok()
}

/// `chosenCandidates`, each with the alternatives that stand at its place.
pub fn logprobs(raw: &RawValue) -> Vec<TokenLogprob> {
    let (mut chosen, mut tops) = (Vec::new(), Vec::new());
    for (key, value) in fields(raw) {
        match &*key {
            "chosenCandidates" => chosen = several(value).into_iter().map(token).collect(),
            "topCandidates" => {
                let all = several(value).into_iter().map(|top| {
                    let lists = fields(top)
                        .into_iter()
                        .filter(|(key, _)| key == "candidates");
                    lists
                        .flat_map(|(_, list)| several(list))
                        .map(token)
                        .collect()
                });
                tops = all.collect::<Vec<Vec<TokenLogprob>>>();
            }
            _ => {}
        }
    }
    let mut tops = tops.into_iter();
    for token in &mut chosen {
        token.top = tops.next().unwrap_or_default();
    }
    chosen
}

fn token(raw: &RawValue) -> TokenLogprob {
    let mut token = TokenLogprob {
        token: String::new(),
        logprob: 0.0,
        bytes: None,
        top: Vec::new(),
    };
    for (key, value) in fields(raw) {
        match &*key {
            "token" => token.token = word(value).unwrap_or_default(),
            "logProbability" => token.logprob = value.get().parse().unwrap_or_default(),
            _ => {}
        }
    }
    token
}
