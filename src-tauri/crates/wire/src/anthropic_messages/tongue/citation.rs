//! Citations: where a passage of an answer comes from.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/citations> (read 2026-11-22).

use super::fields::{Fields, Place};
use super::seal::MARK;
use crate::canon::{Citation, Feature, Losses, Pen, Why, elements};
use serde_json::value::RawValue;

/// The citations of a text. Ranges within a document and sealed indexes have no place in the canon.
pub fn read_all(raw: &RawValue, place: &Place<'_>, losses: &mut Losses) -> Vec<Citation> {
    let all = elements(raw).unwrap_or_default().into_iter();
    let read = all.enumerate().filter_map(|(at, raw)| {
        let place = Place::At(place, at);
        read(raw, &place, losses)
    });
    read.collect()
}

/// One citation; `None` where it is of no kind that is known.
pub fn read(raw: &RawValue, place: &Place<'_>, losses: &mut Losses) -> Option<Citation> {
    let fields = Fields::of(raw)?;
    let mut citation = Citation {
        quote: fields.owned("cited_text"),
        ..Citation::default()
    };
    match fields.kind().as_ref() {
        "char_location" | "page_location" | "content_block_location" => {
            let index = fields.count("document_index");
            citation.document = index.and_then(|index| u32::try_from(index).ok());
            citation.title = fields.owned("document_title");
        }
        "web_search_result_location" => {
            citation.url = fields.owned("url");
            citation.title = fields.owned("title");
        }
        "search_result_location" => {
            citation.url = fields.owned("source");
            citation.title = fields.owned("title");
        }
        _ => {
            losses.lose(Feature::Citations, place.to_string(), Why::Unknown);
            return None;
        }
    }
    losses.lose(Feature::Citations, place.to_string(), Why::Approximated);
    Some(citation)
}

/// Writes a citation for a client. Where in a document the passage stands is not known.
pub fn write(citation: &Citation, pen: &mut Pen) {
    let text = |pen: &mut Pen, key: &str, text: &Option<String>| {
        match text {
            Some(text) => pen.member(key, text),
            None => pen.key(key).null(),
        };
    };
    pen.object();
    match &citation.url {
        Some(url) => {
            pen.member("type", "web_search_result_location");
            // What stands for Anthropic's seal, so that it is known as none.
            pen.member("url", url);
            pen.member("encrypted_index", &format!("{MARK}none"));
            text(pen, "title", &citation.title);
        }
        None => {
            let index = u64::from(citation.document.unwrap_or(0));
            pen.member("type", "char_location");
            pen.key("document_index").count(index);
            text(pen, "document_title", &citation.title);
            pen.key("file_id").null().key("start_char_index").count(0);
            pen.key("end_char_index").count(0);
        }
    }
    pen.member("cited_text", citation.quote.as_deref().unwrap_or_default());
    pen.end_object();
}
