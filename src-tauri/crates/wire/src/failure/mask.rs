//! Takes keys out of what providers say.
//!
//! Some echo the key, or a part of it, in their message about it. Messages reach the ledger, the
//! client and the log, so every word that may be a key is masked; too many are better than one too
//! few.

/// What stands for a masked word.
pub const MASKED: &str = "[masked]";

/// How keys begin, as their makers print them.
const KEY_STARTS: [&str; 16] = [
    "sk-", "sk_", "pk-", "rk-", "pm-", "gsk_", "csk-", "xai-", "hf_", "r8_", "tgp_", "fw_",
    "pplx-", "nvapi-", "AIza", "ya29.",
];

/// Words after which a key is told, in a text about keys.
const KEY_FOLLOWS: [&str; 3] = ["provided:", "key:", "bearer"];

/// `text` with every word that may be a key masked, and cut to `most` characters.
pub fn mask(text: &str, most: usize) -> String {
    let lower = text.to_ascii_lowercase();
    let about_keys = ["api key", "api_key", "apikey", "bearer"]
        .iter()
        .any(|words| lower.contains(words));
    let mut masked = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let mut before = String::new();
    for (word, gap) in words(text) {
        let told = about_keys && word.len() > 1 && KEY_FOLLOWS.contains(&before.as_str());
        let already = word == MASKED.trim_matches(['[', ']']);
        if (told && !already) || is_key(word) {
            masked.push_str(MASKED);
        } else {
            masked.push_str(word);
        }
        masked.push_str(gap);
        before = word.to_ascii_lowercase();
        if gap.starts_with(':') {
            before.push(':');
        }
    }
    match masked.char_indices().nth(most) {
        None => masked,
        Some((end, _)) => {
            masked.truncate(end);
            masked.push('…');
            masked
        }
    }
}

/// Words with what parts them from the next.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.' | '…');
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let gap_end = after.find(in_word).unwrap_or(after.len());
        let (gap, next) = after.split_at(gap_end);
        rest = next;
        Some((word, gap))
    })
}

fn is_key(word: &str) -> bool {
    let started = |start: &&str| word.len() > start.len() && word.starts_with(*start);
    // Some keys are 32 or more letters and digits with no mark of their own.
    let random = |piece: &str| {
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        piece.len() >= 32 && digits >= 4 && piece.len() - digits >= 4
    };
    word.contains("**") || KEY_STARTS.iter().any(started) || word.split(['-', '_', '.']).any(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mask(text, 2_000), expected);
    }

    #[test]
    fn masks_what_may_be_a_key() {
        check(
            "Incorrect API key provided: sk-fake-key. You can find your API key at https://platform.openai.com/account/api-keys.",
            "Incorrect API key provided: [masked] You can find your API key at https://platform.openai.com/account/api-keys.",
        );
        check(
            "Incorrect API key provided: test_ope*******_key. You can",
            "Incorrect API key provided: [masked] You can",
        );
        check(
            "Your api key: ****-key is invalid",
            "Your api key: [masked] is invalid",
        );
        check("got Bearer abcdef, sorry", "got Bearer [masked], sorry");
        check("key=AIzaSyA-1234567890", "key=[masked]");
        check("'0123456789abcdef0123456789abcdef'", "'[masked]'");
        check("API key provided: Zk9", "API key provided: [masked]");
    }

    #[test]
    fn masks_nothing_twice() {
        // The key that signed is masked in the body before its message is read.
        for text in ["Incorrect API key provided: sk-fake", "Bearer abcdef"] {
            let once = mask(text, 2_000);
            assert!(once.contains(MASKED), "{once}");
            check(&once, &once);
        }
    }

    #[test]
    fn leaves_words_ids_and_models_alone() {
        for text in [
            "The model `gpt-4o-mini-2024-07-18` does not exist",
            "accounts/fireworks/models/llama-v3p1-405b-instruct-with-a-long-name",
            "unknown key: temperature",
            "request 3e1ae270 failed at 12:30: try again in 1.5s",
            "You didn't provide an API key. Use Authorization: Bearer.",
            "日本語 – naïve",
            "",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn cuts_long_texts_at_a_character() {
        assert_eq!(mask("日本語", 2), "日本…");
        assert_eq!(mask("日本", 2), "日本");
    }
}
