//! Takes the request's own words out of what goes on record. A provider's error may quote the prompt,
//! and no prompt is ever kept.

use memchr::memmem;
use std::borrow::Cow;

/// What stands for a quotation.
const QUOTED: &str = "[quotes the request]";
/// So many bytes in a row that stand in the request are looked for, at every `STRIDE`th byte: a
/// quotation of `WINDOW + STRIDE` bytes is always found. Shorter ones are names of fields and models.
const WINDOW: usize = 16;
const STRIDE: usize = 8;

/// The message without what it quotes of the request.
pub(super) fn without_quotes<'a>(message: &'a str, request: &[u8]) -> Cow<'a, str> {
    let mut kept = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(window) = message.as_bytes().get(at..at + WINDOW) {
        let Some(found) = memmem::find(request, window) else {
            at += STRIDE;
            continue;
        };
        let (from, to) = widen(message.as_bytes(), at, request, found, done);
        if to - from < WINDOW + STRIDE {
            at += STRIDE;
            continue;
        }
        let (from, to) = (boundary(message, from), boundary(message, to));
        kept.push_str(message.get(done..from).unwrap_or_default());
        kept.push_str(QUOTED);
        (done, at) = (to, to);
    }
    if done == 0 {
        return Cow::Borrowed(message);
    }
    kept.push_str(message.get(done..).unwrap_or_default());
    Cow::Owned(kept)
}

/// How far the message and the request say the same around a place.
fn widen(message: &[u8], at: usize, request: &[u8], found: usize, least: usize) -> (usize, usize) {
    let before = message.get(least..at).unwrap_or_default().iter().rev();
    let same = |(one, other): &(&u8, &u8)| one == other;
    let left = before
        .zip(request.get(..found).unwrap_or_default().iter().rev())
        .take_while(same)
        .count();
    let after = message.get(at..).unwrap_or_default().iter();
    let right = after
        .zip(request.get(found..).unwrap_or_default())
        .take_while(same)
        .count();
    (at - left, at + right)
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = r#"{"model":"gpt-5-mini-2025-08-07","messages":[{"role":"user","content":"Our merger with Initech is set for März 3, tell nobody."}]}"#;

    fn check(message: &str, expected: &str) {
        assert_eq!(without_quotes(message, REQUEST.as_bytes()), expected);
    }

    #[test]
    fn a_quotation_is_taken_out_wherever_it_stands() {
        check(
            "refused: 'Our merger with Initech is set for März 3, tell nobody.' is not allowed",
            "refused: '[quotes the request]' is not allowed",
        );
        check(
            "x Our merger with Initech is set and merger with Initech is set for Mär, y",
            "x [quotes the request]and[quotes the request], y",
        );
        check(
            "Our merger with Initech is set for M",
            "[quotes the request]",
        );
    }

    #[test]
    fn names_of_models_and_fields_and_other_words_stay() {
        for message in [
            "the model gpt-5-mini-2025-08-07 is overloaded",
            "messages.0.content is not allowed here, dear user of this",
            "",
            "short",
        ] {
            check(message, message);
        }
    }
}
