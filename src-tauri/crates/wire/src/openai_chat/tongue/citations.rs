//! What a text rests on: `annotations`, and the lists that search models add to their answers.
//!
//! <https://platform.openai.com/docs/guides/tools-web-search> and
//! <https://docs.perplexity.ai/api-reference/chat-completions-post> (read 2026-11-22).

use crate::canon::{Citation, Feature, Losses, Part, Pen, Text, Why, elements, plain};
use serde_json::value::RawValue;

/// The citations among annotations.
pub fn read(raw: &RawValue, path: &str, losses: &mut Losses) -> Vec<Citation> {
    let all = elements(raw).unwrap_or_default();
    let mut citations = Vec::with_capacity(all.len());
    for (at, annotation) in all.into_iter().enumerate() {
        match plain::at(annotation, "url_citation") {
            Some(raw) => citations.push(cited(raw)),
            None => {
                let path = format!("{path}.annotations[{at}]");
                losses.lose(Feature::Citations, path, Why::NoPlace);
            }
        }
    }
    citations
}

fn cited(raw: &RawValue) -> Citation {
    let word = |key| plain::at(raw, key).and_then(plain::word);
    let place = |key| {
        let found = plain::at(raw, key).and_then(plain::count);
        found.and_then(|place| u32::try_from(place).ok())
    };
    // Some write a passage from 0 to 0 where they know of none.
    let passage = place("start_index").zip(place("end_index"));
    let passage = passage.filter(|(start, end)| start < end);
    Citation {
        url: word("url"),
        // Where there is none, the address is written in its place.
        title: word("title").filter(|title| word("url").as_ref() != Some(title)),
        quote: word("content"),
        document: None,
        start: passage.map(|(start, _)| start),
        end: passage.map(|(_, end)| end),
    }
}

/// The lists beside the choices: `search_results`, or `citations`, which hold addresses alone.
pub fn listed(results: Option<&RawValue>, urls: Option<&RawValue>) -> Vec<Citation> {
    let results = results.and_then(elements).unwrap_or_default();
    if !results.is_empty() {
        let word = |raw, key| plain::at(raw, key).and_then(plain::word);
        let all = results.into_iter().map(|raw| Citation {
            url: word(raw, "url"),
            title: word(raw, "title"),
            quote: word(raw, "snippet"),
            ..Citation::default()
        });
        return all.collect();
    }
    let urls = urls.and_then(elements).unwrap_or_default();
    let all = urls.into_iter().filter_map(plain::word);
    all.map(|url| Citation {
        url: Some(url),
        ..Citation::default()
    })
    .collect()
}

/// Lays the citations among annotations into the last text.
pub fn lay_in(parts: &mut [Part], raw: &RawValue, path: &str, losses: &mut Losses) {
    let citations = read(raw, path, losses);
    put(parts, citations, path, losses);
}

/// Lays citations into the last text.
pub fn put(parts: &mut [Part], citations: Vec<Citation>, path: &str, losses: &mut Losses) {
    if citations.is_empty() {
        return;
    }
    match last_text(parts) {
        Some(text) => text.citations.extend(citations),
        None => losses.lose(Feature::Citations, path, Why::NoPlace),
    }
}

/// The last text, where there is one.
pub fn last_text(parts: &mut [Part]) -> Option<&mut Text> {
    parts.iter_mut().rev().find_map(|part| {
        let Part::Text(text) = part else { return None };
        Some(text)
    })
}

/// Writes citations as annotations; one of a document has no address and is lost.
pub fn write(citations: &[&Citation], path: &str, pen: &mut Pen, losses: &mut Losses) {
    let linked = citations.iter().filter(|it| it.url.is_some());
    if linked.clone().count() < citations.len() {
        losses.lose(Feature::Citations, path, Why::NoPlace);
    }
    if linked.clone().next().is_none() {
        return;
    }
    pen.key("annotations").array();
    for citation in linked {
        let url = citation.url.as_deref().unwrap_or_default();
        pen.object().member("type", "url_citation");
        pen.key("url_citation").object().member("url", url);
        let title = citation.title.as_deref().unwrap_or(url);
        pen.member("title", title);
        if let Some(quote) = &citation.quote {
            pen.member("content", quote);
        }
        let place = |place: Option<u32>| place.unwrap_or(0).into();
        pen.key("start_index").count(place(citation.start));
        pen.key("end_index").count(place(citation.end));
        pen.end_object().end_object();
    }
    pen.end_array();
}
