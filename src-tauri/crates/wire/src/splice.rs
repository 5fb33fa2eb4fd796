//! Requests edited by byte spans: what no edit names keeps its very bytes.
//!
//! Knows no dialect's members. Spans are offsets of the body; they do not overlap.

pub mod fit;

use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of which bytes, in any order.
pub type Edits = Vec<(Range<usize>, Cow<'static, str>)>;

/// Lays the edits into `body`; where there are none it is the same bytes.
pub fn lay_in(body: &Bytes, mut edits: Edits) -> Bytes {
    if edits.is_empty() {
        return body.clone();
    }
    edits.sort_by_key(|(span, _)| span.start);
    let grown: usize = edits.iter().map(|(_, text)| text.len()).sum();
    let mut spliced = Vec::with_capacity(body.len() + grown);
    let mut from = 0;
    for (span, text) in edits {
        spliced.extend_from_slice(body.get(from..span.start).unwrap_or_default());
        spliced.extend_from_slice(text.as_bytes());
        from = span.end;
    }
    spliced.extend_from_slice(body.get(from..).unwrap_or_default());
    spliced.into()
}

/// A text as a JSON string, quotes outside.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
