//! What an answer rests on: `groundingMetadata`, which tells places in bytes and sources by number.

use super::fields::{count, fields, is_empty, several, word};
use crate::canon::{Citation, Feature, Losses, Pen, Why};
use serde_json::value::RawValue;

/// Reads the metadata; `text` is the answer's.
pub fn read(raw: &RawValue, text: &str, losses: &mut Losses) -> Vec<Citation> {
    let (mut sources, mut supports) = (Vec::new(), Vec::new());
    for (key, value) in fields(raw) {
        match &*key {
            "groundingChunks" => sources = several(value).into_iter().map(source).collect(),
            "groundingSupports" => supports = several(value),
            _ if is_empty(value) => {}
            _ => {
                let path = format!("groundingMetadata.{key}");
                losses.lose(Feature::Citations, path, Why::NoPlace);
            }
        }
    }
    let mut cited = Vec::new();
    let mut used = vec![false; sources.len()];
    for support in supports {
        let (mut start, mut end, mut numbers) = (None, None, Vec::new());
        for (key, value) in fields(support) {
            match &*key {
                "segment" => {
                    // A count of zero is left out.
                    start = Some(0);
                    for (key, at) in fields(value) {
                        match &*key {
                            "startIndex" => start = count(at),
                            "endIndex" => end = count(at),
                            _ => {}
                        }
                    }
                }
                "groundingChunkIndices" => {
                    let all = several(value).into_iter().filter_map(count);
                    numbers = all.filter_map(|it| usize::try_from(it).ok()).collect();
                }
                _ => {}
            }
        }
        // Where a place is none of the text's, as beside parts of other tools, none is told.
        let place = |at: Option<u64>| at.and_then(|at| characters(text, at));
        let (start, end) = place(start).zip(place(end)).unzip();
        for number in numbers {
            if let (Some(source), Some(used)) = (sources.get(number), used.get_mut(number)) {
                *used = true;
                cited.push(Citation {
                    start,
                    end,
                    ..source.clone()
                });
            }
        }
    }
    let same = |one: &Citation, other: &Citation| {
        (&one.url, &one.title, &one.quote) == (&other.url, &other.title, &other.quote)
    };
    for (source, used) in sources.into_iter().zip(used) {
        if !used && !cited.iter().any(|one| same(one, &source)) {
            cited.push(source);
        }
    }
    cited
}

fn source(raw: &RawValue) -> Citation {
    let mut cited = Citation::default();
    // `web`, `retrievedContext` or `maps`.
    for (_, value) in fields(raw) {
        for (key, value) in fields(value) {
            match &*key {
                "uri" => cited.url = word(value),
                "title" => cited.title = word(value),
                "text" => cited.quote = word(value),
                _ => {}
            }
        }
    }
    cited
}

/// Reads `citationMetadata`: what the answer repeats of others' works.
pub fn recited(raw: &RawValue, text: &str) -> Vec<Citation> {
    let lists = fields(raw).into_iter();
    let all = lists
        .filter(|(key, _)| matches!(&**key, "citationSources" | "citations"))
        .flat_map(|(_, list)| several(list));
    all.map(|one| {
        let mut cited = Citation::default();
        for (key, value) in fields(one) {
            let place = || count(value).and_then(|at| characters(text, at));
            match &*key {
                "uri" => cited.url = word(value),
                "title" => cited.title = word(value),
                "startIndex" => cited.start = place(),
                "endIndex" => cited.end = place(),
                _ => {}
            }
        }
        cited
    })
    .collect()
}

/// A place in bytes as one in characters.
fn characters(text: &str, bytes: u64) -> Option<u32> {
    let before = text.get(..usize::try_from(bytes).ok()?)?;
    u32::try_from(before.chars().count()).ok()
}

/// A place in characters as one in bytes.
fn bytes(text: &str, characters: u32) -> usize {
    let at = text.char_indices().nth(characters as usize);
    at.map_or(text.len(), |(at, _)| at)
}

/// Writes the member that tells what `text` rests on, where it rests on anything.
pub fn write(pen: &mut Pen, cited: &[Citation], text: &str) {
    if cited.is_empty() {
        return;
    }
    let mut sources: Vec<[Option<&str>; 3]> = Vec::new();
    let mut numbers = Vec::with_capacity(cited.len());
    for one in cited {
        let source = [&one.url, &one.title, &one.quote].map(Option::as_deref);
        let known = sources.iter().position(|it| *it == source);
        numbers.push(known.unwrap_or(sources.len()));
        if known.is_none() {
            sources.push(source);
        }
    }
    pen.key("groundingMetadata").object();
    pen.key("groundingChunks").array();
    for source in sources {
        let [_, _, quote] = source;
        let of = if quote.is_some() {
            "retrievedContext"
        } else {
            "web"
        };
        pen.object().key(of).object();
        for (key, words) in ["uri", "title", "text"].into_iter().zip(source) {
            if let Some(words) = words {
                pen.member(key, words);
            }
        }
        pen.end_object().end_object();
    }
    pen.end_array().key("groundingSupports").array();
    for (one, number) in cited.iter().zip(numbers) {
        let Some(end) = one.end else { continue };
        let (start, end) = (bytes(text, one.start.unwrap_or(0)), bytes(text, end));
        pen.object().key("segment").object();
        pen.key("startIndex").count(start as u64);
        pen.key("endIndex").count(end as u64);
        pen.member("text", text.get(start..end).unwrap_or_default());
        pen.end_object();
        pen.key("groundingChunkIndices").array();
        pen.count(number as u64).end_array().end_object();
    }
    pen.end_array().end_object();
}
