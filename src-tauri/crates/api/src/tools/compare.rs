//! Two texts side by side, a line each, with every secret but its ends hidden. For eyes only: no file
//! is ever made from it.

use crate::views::connect::{DiffLine, DiffSide};
use similar::{ChangeTag, TextDiff};

/// How many lines around a change are shown.
const AROUND: usize = 3;
/// What a hidden secret is shown as.
const HIDDEN: &str = "…";

/// The lines that changed and a few around them.
pub(crate) fn lines(before: &str, after: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let side = match change.tag() {
                ChangeTag::Equal => DiffSide::Both,
                ChangeTag::Insert => DiffSide::After,
                ChangeTag::Delete => DiffSide::Before,
            };
            let at = change.new_index().or(change.old_index());
            lines.push(DiffLine {
                line: at.map_or(0, |at| u32::try_from(at + 1).unwrap_or(u32::MAX)),
                side,
                text: hidden(change.value().trim_end_matches(['\r', '\n'])),
            });
        }
    }
    lines
}

/// A line without the inside of what may be a secret: what looks like a key, or stands where one does.
pub(crate) fn hidden(line: &str) -> String {
    let (name, value) = match line.find([':', '=']) {
        Some(at) => line.split_at(at),
        None => ("", line),
    };
    let secret = ["key", "token", "secret", "password", "authorization"];
    let low = name.to_ascii_lowercase();
    let named = secret.iter().any(|word| low.contains(word));
    let mut shown = name.to_owned();
    for piece in value.split_inclusive(|c: char| !is_of_a_key(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_a_key(c));
        if hides(word, named) {
            let first: String = word.chars().take(3).collect();
            let last: String = word.chars().skip(word.chars().count() - 4).collect();
            shown.push_str(&format!("{first}{HIDDEN}{last}"));
            shown.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

fn is_of_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/')
}

fn hides(word: &str, named: bool) -> bool {
    let known = [
        "sk-", "pm-", "AIza", "gsk_", "ghp_", "xai-", "pplx-", "eyJ", "hf_",
    ];
    let long = word.len() >= 12;
    long && (named || known.iter().any(|start| word.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown_whole() {
        for (line, shown) in [
            (
                "\"apiKey\": \"abcdefghijklmnop\",",
                "\"apiKey\": \"abc…mnop\",",
            ),
            ("GEMINI_API_KEY=AIzaSyAbCdEfGhIj", "GEMINI_API_KEY=AIz…GhIj"),
            ("- pm-0123456789abcdef", "- pm-…cdef"),
            (
                "base_url = \"http://127.0.0.1:4100/v1\"",
                "base_url = \"http://127.0.0.1:4100/v1\"",
            ),
            ("api_key_name: \"pointsman\"", "api_key_name: \"pointsman\""),
        ] {
            assert_eq!(hidden(line), shown);
        }
    }

    #[test]
    fn lines_carry_their_number_and_side() {
        let lines = lines("a\nb\nc\n", "a\nx\nc\n");
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.line, line.side, line.text.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (1, DiffSide::Both, "a"),
                (2, DiffSide::Before, "b"),
                (2, DiffSide::After, "x"),
                (3, DiffSide::Both, "c")
            ]
        );
    }
}
