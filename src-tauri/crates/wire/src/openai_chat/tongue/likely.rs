//! Log probabilities: <https://platform.openai.com/docs/api-reference/chat/object> (read 2026-11-22).

use crate::canon::{Feature, Losses, Pen, TokenLogprob, Why, elements, members, plain};
use serde_json::value::RawValue;

/// The tokens of an answer's text. Those of thoughts, and of refusals, have no place.
pub fn read(raw: &RawValue, path: &str, losses: &mut Losses) -> Vec<TokenLogprob> {
    let mut all = Vec::new();
    for (key, value) in members(raw).unwrap_or_default() {
        match &*key {
            "content" => all = tokens(value),
            key if !plain::is_empty(value) => {
                let path = format!("{path}.{key}");
                losses.lose(Feature::Logprobs, path, Why::NoPlace);
            }
            _ => {}
        }
    }
    all
}

/// A list of tokens.
pub fn tokens(raw: &RawValue) -> Vec<TokenLogprob> {
    let all = elements(raw).unwrap_or_default().into_iter();
    all.filter_map(token).collect()
}

fn token(raw: &RawValue) -> Option<TokenLogprob> {
    let bytes = plain::at(raw, "bytes").and_then(elements);
    let bytes = bytes.map(|all| {
        let all = all.into_iter().filter_map(plain::count);
        all.filter_map(|byte| u8::try_from(byte).ok()).collect()
    });
    Some(TokenLogprob {
        token: plain::at(raw, "token").and_then(plain::text)?.into(),
        logprob: plain::at(raw, "logprob").and_then(plain::number)?,
        bytes,
        top: plain::at(raw, "top_logprobs")
            .map(tokens)
            .unwrap_or_default(),
    })
}

/// Writes the member of a choice.
pub fn write(all: &[TokenLogprob], pen: &mut Pen) {
    pen.key("logprobs").object().key("content").array();
    for token in all {
        one(token, pen);
        pen.key("top_logprobs").array();
        for other in &token.top {
            one(other, pen);
            pen.end_object();
        }
        pen.end_array().end_object();
    }
    pen.end_array().key("refusal").null().end_object();
}

fn one(token: &TokenLogprob, pen: &mut Pen) {
    pen.object().member("token", &token.token);
    pen.key("logprob").value(&token.logprob).key("bytes");
    match &token.bytes {
        Some(bytes) => pen.value(bytes),
        None => pen.null(),
    };
}
