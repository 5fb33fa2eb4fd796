//! Single members of a request, read where they stand: a flag, a count, a text, a list.
//!
//! Knows no dialect; the key is only told in the error.

use crate::BadBody;
use crate::json::{self, Kind, Value};
use std::ops::Range;

/// The error for a member of the wrong type.
pub fn wrong(key: &'static str, wanted: &'static str) -> BadBody {
    BadBody::WrongType { key, wanted }
}

/// `true` or `false`; `null` is false.
///
/// # Errors
/// `WrongType` for anything else.
pub fn flag(key: &'static str, kind: Kind) -> Result<bool, BadBody> {
    match kind {
        Kind::True => Ok(true),
        Kind::False | Kind::Null => Ok(false),
        Kind::Object | Kind::Array | Kind::String | Kind::Number => {
            Err(wrong(key, "true or false"))
        }
    }
}

/// Where an array stands; `None` for `null`.
///
/// # Errors
/// `WrongType` for anything else.
pub fn list(key: &'static str, value: Value) -> Result<Option<Range<usize>>, BadBody> {
    match value.kind {
        Kind::Array => Ok(Some(value.span)),
        Kind::Null => Ok(None),
        Kind::Object | Kind::String | Kind::Number | Kind::True | Kind::False => {
            Err(wrong(key, "an array"))
        }
    }
}

/// A string, decoded; `None` for anything else.
pub fn text(body: &[u8], value: &Value) -> Option<String> {
    json::text(bytes(body, &value.span)).map(Into::into)
}

/// A count of tokens or choices; `None` for `null` and for a negative one, which local servers take
/// for "no limit".
///
/// # Errors
/// `WrongType` for anything else.
pub fn count(body: &[u8], key: &'static str, value: &Value) -> Result<Option<u64>, BadBody> {
    match value.kind {
        Kind::Null => Ok(None),
        Kind::Number => {
            let number: Option<f64> = serde_json::from_slice(bytes(body, &value.span)).ok();
            // A cast saturates, and a fraction of a token is dropped.
            Ok(number.filter(|n| *n >= 0.0).map(|n| n as u64))
        }
        Kind::Object | Kind::Array | Kind::String | Kind::True | Kind::False => {
            Err(wrong(key, "a whole number"))
        }
    }
}

/// The bytes that stand at a span.
pub fn bytes<'a>(body: &'a [u8], span: &Range<usize>) -> &'a [u8] {
    body.get(span.clone()).unwrap_or_default()
}
