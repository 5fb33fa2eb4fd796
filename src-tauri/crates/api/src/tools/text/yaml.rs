//! Two shapes of YAML: a mapping with one-line values at the margin, and a list of mappings. Both are
//! read by a whole parser and edited by lines; what an edit would have to guess is refused.

use super::{Found, Unfit, Value, quoted, spliced};
use saphyr::{LoadableYamlNode, MarkedYaml, ScanError, YamlData};
use std::ops::Range;

pub(super) fn find(text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
    let Some(place) = member(text, path)? else {
        return Ok(None);
    };
    Ok(Some(Found {
        raw: text.get(place.value).unwrap_or_default().to_owned(),
        says: place.says,
        line: place.line,
    }))
}

pub(super) fn set(text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
    if let Some(place) = member(text, path)? {
        return Ok(spliced(text, place.value, raw));
    }
    Ok(format!("{}{}: {raw}\n", ended(text), path.concat()))
}

pub(super) fn clear(text: &str, path: &[String]) -> Result<String, Unfit> {
    Ok(match member(text, path)? {
        Some(place) => spliced(text, line_range(text, place.line), ""),
        None => text.to_owned(),
    })
}

pub(super) fn find_item(text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
    let Some((lines, line)) = list_item(text, path)? else {
        return Ok(None);
    };
    let raw = text.get(lines).unwrap_or_default();
    Ok(Some(Found {
        raw: raw.trim_end().replace("\r\n", "\n"),
        says: None,
        line,
    }))
}

pub(super) fn set_item(text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
    Ok(match list_item(text, path)? {
        Some((lines, _)) => spliced(text, lines, &format!("{raw}\n")),
        None => format!("{}{raw}\n", ended(text)),
    })
}

pub(super) fn clear_item(text: &str, path: &[String]) -> Result<String, Unfit> {
    Ok(match list_item(text, path)? {
        Some((lines, _)) => spliced(text, lines, ""),
        None => text.to_owned(),
    })
}

/// An item of a list, as it is written at the margin.
pub(super) fn item(fields: &[(String, Value)]) -> String {
    let lines = fields.iter().map(|(name, value)| {
        let value = match value {
            Value::Flag(flag) => flag.to_string(),
            Value::Text(text) => quoted(text),
            Value::Fields(inner) => format!("{{{}}}", item(inner)),
        };
        format!("{name}: {value}")
    });
    format!("- {}", lines.collect::<Vec<_>>().join("\n  "))
}

struct Place {
    value: Range<usize>,
    line: usize,
    says: Option<String>,
}

fn member(text: &str, path: &[String]) -> Result<Option<Place>, Unfit> {
    let Some(root) = load(text)? else {
        return Ok(None);
    };
    let YamlData::Mapping(map) = &root.data else {
        return Err(shape(1, "the file holds no mapping"));
    };
    let name = path.concat();
    let Some((key, value)) = map
        .iter()
        .find(|(key, _)| key.data.as_str() == Some(name.as_str()))
    else {
        // What is added at the margin would not belong to a mapping in braces.
        return match map.iter().next() {
            Some((first, _)) if first.span.start.col() != 0 => Err(shape(
                first.span.start.line(),
                "the members do not stand at the margin",
            )),
            Some(_) | None => Ok(None),
        };
    };
    let from = value.span.start;
    let line = key.span.start.line();
    if key.span.start.col() != 0 || from.line() != line || !in_one_line(value) {
        return Err(shape(line, &format!("`{name}` is not written in one line")));
    }
    let begin = byte_at(text, from.index());
    let rest = text.get(begin..line_range(text, line).end);
    Ok(Some(Place {
        value: begin..begin + scalar_length(rest.unwrap_or_default()),
        line,
        says: value.data.as_str().map(str::to_owned),
    }))
}

fn in_one_line(value: &MarkedYaml<'_>) -> bool {
    let written = value.span.end.line() == value.span.start.line();
    written && matches!(value.data, YamlData::Value(_))
}

/// The whole lines of the item whose field `path[0]` says `path[1]`.
fn list_item(text: &str, path: &[String]) -> Result<Option<(Range<usize>, usize)>, Unfit> {
    let (Some(field), Some(id)) = (path.first(), path.get(1)) else {
        return Ok(None);
    };
    let Some(root) = load(text)? else {
        return Ok(None);
    };
    let YamlData::Sequence(items) = &root.data else {
        return Err(shape(1, "the file holds no list"));
    };
    let lines: Vec<usize> = items.iter().map(|item| item.span.start.line()).collect();
    for line in &lines {
        let whole = text.get(line_range(text, *line)).unwrap_or_default();
        if !whole.starts_with('-') {
            return Err(shape(
                *line,
                "the list does not stand at the margin, a dash for each item",
            ));
        }
    }
    let at = items.iter().position(|item| match &item.data {
        YamlData::Mapping(map) => map.iter().any(|(key, value)| {
            key.data.as_str() == Some(field.as_str()) && value.data.as_str() == Some(id.as_str())
        }),
        _ => false,
    });
    let Some((at, line)) = at.and_then(|at| Some((at, *lines.get(at)?))) else {
        return Ok(None);
    };
    let begin = line_range(text, line).start;
    let limit = lines
        .get(at + 1)
        .map_or(text.len(), |next| line_range(text, *next).start);
    let block = text.get(begin..limit).unwrap_or_default();
    // Comments and blank lines behind it are not its own.
    let mut length = 0;
    let mut seen = 0;
    for one in block.split_inclusive('\n') {
        seen += one.len();
        if !one.trim().is_empty() && !one.starts_with('#') {
            length = seen;
        }
    }
    Ok(Some((begin..begin + length, line)))
}

/// The one document; `None` where the file says nothing.
fn load(text: &str) -> Result<Option<MarkedYaml<'_>>, Unfit> {
    let mut documents = MarkedYaml::load_from_str(text).map_err(|error| broken(&error))?;
    if documents.len() > 1 {
        return Err(shape(1, "the file holds several documents"));
    }
    Ok(documents.pop().filter(|root| !root.data.is_null()))
}

fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        return text.to_owned();
    }
    format!("{text}\n")
}

fn line_range(text: &str, line: usize) -> Range<usize> {
    let begin: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let length = text
        .get(begin..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len() - begin, |end| end + 1);
    begin..begin + length
}

/// The parser's end of a scalar takes what stands behind it along, a comment too.
fn scalar_length(rest: &str) -> usize {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut escaped = false;
    let close = quote.and_then(|quote| {
        rest.char_indices().skip(1).find_map(|(at, c)| {
            let closes = c == quote && !escaped;
            escaped = quote == '"' && c == '\\' && !escaped;
            closes.then_some(at + 1)
        })
    });
    let plain = || rest.split(" #").next().unwrap_or_default().trim_end().len();
    close.unwrap_or_else(plain)
}

/// The parser counts characters.
fn byte_at(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(at, _)| at)
}

fn broken(error: &ScanError) -> Unfit {
    Unfit::Broken {
        line: error.marker().line(),
        column: error.marker().col() + 1,
        what: format!("this is no YAML: {}", error.info()),
    }
}

fn shape(line: usize, what: &str) -> Unfit {
    Unfit::Shape {
        line,
        what: what.to_owned(),
    }
}
