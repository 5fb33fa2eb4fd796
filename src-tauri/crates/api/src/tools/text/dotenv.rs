//! `NAME=value`, a line each, as the `dotenv` package reads it: of a name that stands twice the last
//! holds, and a quoted value may go over several lines.

use super::{Found, Unfit, line_at, spliced};
use std::ops::Range;

/// One assignment: where its value stands, and its whole lines.
struct Line<'t> {
    name: &'t str,
    value: Range<usize>,
    whole: Range<usize>,
}

pub(super) fn find(text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
    let Some(line) = last(text, path) else {
        return Ok(None);
    };
    let raw = text.get(line.value.clone()).unwrap_or_default();
    Ok(Some(Found {
        raw: raw.to_owned(),
        says: Some(said(raw)),
        line: line_at(text, line.value.start),
    }))
}

pub(super) fn set(text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
    if let Some(line) = last(text, path) {
        return Ok(spliced(text, line.value, raw));
    }
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Ok(format!("{text}{end}{}={raw}\n", path.concat()))
}

pub(super) fn clear(text: &str, path: &[String]) -> Result<String, Unfit> {
    Ok(match last(text, path) {
        Some(line) => spliced(text, line.whole, ""),
        None => text.to_owned(),
    })
}

fn last<'t>(text: &'t str, path: &[String]) -> Option<Line<'t>> {
    let name = path.concat();
    assignments(text)
        .into_iter()
        .rfind(|line| line.name == name)
}

fn assignments(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or(rest);
        let next = match line.split_once('=') {
            Some((before, after)) if is_name(bare(before)) => {
                let spaces = after.len() - after.trim_start_matches([' ', '\t']).len();
                let begin = at + before.len() + 1 + spaces;
                let value = value_at(text, begin, at + length);
                let end = text
                    .get(value.end..)
                    .and_then(|rest| rest.find('\n'))
                    .map_or(text.len(), |end| value.end + end + 1);
                found.push(Line {
                    name: bare(before),
                    value,
                    whole: at..end,
                });
                end
            }
            Some(_) | None => at + length,
        };
        at = next;
    }
    found
}

fn bare(before: &str) -> &str {
    let name = before.trim();
    name.strip_prefix("export ").map_or(name, str::trim)
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let begins = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    begins && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// From `begin` to the end of the value: the closing quote, the comment, or the line's end.
fn value_at(text: &str, begin: usize, line_end: usize) -> Range<usize> {
    let rest = text.get(begin..).unwrap_or_default();
    if let Some(quote) = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))
        && let Some(close) = closing(rest, quote)
    {
        return begin..begin + close + 1;
    }
    let line = text.get(begin..line_end).unwrap_or_default();
    let value = line.split('#').next().unwrap_or_default();
    begin..begin + value.trim_end().len()
}

fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    rest.char_indices().skip(1).find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

fn said(raw: &str) -> String {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let inner = quote.and_then(|quote| raw.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(raw).to_owned()
}
