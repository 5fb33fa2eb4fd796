//! Numbers as text, each with its unit; what is unknown is never a zero.

use pointsman_units::{Millis, NanoUsd, Tokens};

/// An amount in dollars; `unpriced` where nobody knows it.
pub fn money(amount: Option<NanoUsd>) -> String {
    amount.map_or_else(|| "unpriced".to_owned(), |amount| amount.to_string())
}

/// An amount that may be made up.
pub fn money_of(amount: Option<NanoUsd>, simulated: bool) -> String {
    let text = money(amount);
    if simulated && amount.is_some() {
        format!("{text} sim")
    } else {
        text
    }
}

/// A count of tokens.
pub fn tokens(count: Option<Tokens>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| count.0.to_string())
}

/// A span: milliseconds below ten seconds, else seconds.
pub fn span(span: Option<Millis>) -> String {
    match span {
        None => "-".to_owned(),
        Some(Millis(millis @ ..10_000)) => format!("{millis} ms"),
        Some(Millis(millis)) => format!("{} s", millis / 1000),
    }
}

/// A word, or a dash where there is none.
pub fn or_dash(word: Option<&str>) -> String {
    word.filter(|word| !word.is_empty())
        .unwrap_or("-")
        .to_owned()
}
