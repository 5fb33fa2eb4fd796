//! What is wrong in a file of the user's, where, and how to mend it.

use std::fmt;

/// A place in a text, from 1; 0 is nowhere in particular.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl Place {
    /// The place of a byte offset. An offset beyond the text is its end.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text.get(..end).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        Self {
            line: small(before.matches('\n').count() + 1),
            column: small(column + 1),
        }
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// One thing that is wrong in a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// From 1; 0 when it concerns the whole text.
    pub line: u32,
    /// From 1, in characters; 0 when it concerns the whole text.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// Whether the text cannot be used because of it.
    pub fatal: bool,
}

impl Problem {
    /// A problem for which the text cannot be used.
    pub fn fatal(place: Place, message: impl Into<String>) -> Self {
        Self {
            line: place.line,
            column: place.column,
            message: message.into(),
            fatal: true,
        }
    }

    /// A problem with which the text can be used.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self {
            fatal: false,
            ..Self::fatal(place, message)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        f.write_str(&self.message)
    }
}

/// The names most like `asked`, best first, at most three.
pub(crate) fn near<'a>(asked: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let asked = asked.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (likeness(&asked, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.6)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How alike two names are, 0 to 1: by edits, or because one holds the other (`sonnet` is near
/// `anthropic/claude-sonnet-4`).
fn likeness(asked: &str, name: &str) -> f64 {
    let tail = name.rsplit('/').next().unwrap_or(name);
    let held = asked.len() >= 4 && (name.contains(asked) || asked.contains(tail));
    let by_edits = strsim::normalized_damerau_levenshtein(asked, name)
        .max(strsim::normalized_damerau_levenshtein(asked, tail));
    if held { by_edits.max(0.7) } else { by_edits }
}

/// ` Did you mean `a`, `b` or `c`?`, or nothing when no name is near.
pub(crate) fn did_you_mean<'a>(asked: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean_with("", asked, names)
}

/// The same, each name written behind what a client writes before it.
pub(crate) fn did_you_mean_with<'a>(
    before: &str,
    asked: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> String {
    let quoted: Vec<String> = near(asked, names)
        .into_iter()
        .map(|name| format!("`{before}{name}`"))
        .collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => format!(" Did you mean {one}?"),
        [some @ .., last] => format!(" Did you mean {} or {last}?", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "a = 1\nbé = \"x\"\n";
        assert_eq!(Place::of(text, 0), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, 6), Place { line: 2, column: 1 });
        assert_eq!(Place::of(text, 9), Place { line: 2, column: 3 });
        assert_eq!(Place::of(text, 8), Place { line: 2, column: 2 });
        assert_eq!(Place::of(text, 999), Place { line: 3, column: 1 });
    }

    #[test]
    fn near_names_are_found_by_slips_and_by_parts() {
        let names = [
            "openai/gpt-5-mini",
            "mistral/mistral-large",
            "deepseek/deepseek-chat",
        ];
        assert_eq!(near("gpt5-mini", names), ["openai/gpt-5-mini"]);
        assert_eq!(near("mistral", names), ["mistral/mistral-large"]);
        assert!(near("zzzz", names).is_empty());
        assert_eq!(
            did_you_mean("retrys", ["retries", "steps"]),
            " Did you mean `retries`?"
        );
    }
}
