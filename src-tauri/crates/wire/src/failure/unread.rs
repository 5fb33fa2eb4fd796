//! Answers that cannot be read at all: empty, broken off, a page, no JSON.
//!
//! Knows no dialect; what a provider says in JSON is a complaint's business.

use crate::{Failure, FailureKind, json};

/// A failure of an answer that is not the dialect's.
pub fn malformed(what: &str) -> Failure {
    Failure::new(FailureKind::Malformed, what)
}

/// The failure of an answer that holds nothing.
///
/// # Errors
/// `Cut` when it is empty.
pub fn not_empty(body: &[u8]) -> Result<(), Failure> {
    match body.iter().all(u8::is_ascii_whitespace) {
        true => Err(Failure::new(FailureKind::Cut, "the answer is empty")),
        false => Ok(()),
    }
}

/// How an answer failed that serde could not read: it breaks off, or it is no JSON.
pub fn not_json(body: &[u8], error: &serde_json::Error) -> Failure {
    if json::breaks_off(body) {
        return Failure::new(FailureKind::Cut, "the answer breaks off within its JSON");
    }
    let what = match body.trim_ascii_start().first() {
        Some(b'<') => "the provider answered with a page of HTML".to_owned(),
        _ => {
            let (line, column) = (error.line(), error.column());
            format!("the answer is not JSON at line {line}, column {column}")
        }
    };
    Failure::new(FailureKind::Malformed, what)
}

/// How a stream failed in whose place JSON came that holds no answer and no error.
pub fn json_in_place_of_a_stream(body: &[u8]) -> Failure {
    match json::breaks_off(body) {
        true => Failure::new(
            FailureKind::Cut,
            "JSON came in place of a stream and broke off",
        ),
        false => malformed("what came in place of a stream is no event's and no JSON"),
    }
}
