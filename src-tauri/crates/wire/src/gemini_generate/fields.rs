//! Members of Gemini's objects in either spelling, and the plain values in them.
//!
//! Google's servers take `camelCase` and `snake_case`, and one element where a list is due.

use crate::BadBody;
use crate::canon::members::members_of;
use crate::canon::{elements, members};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A member: its name in `camelCase`, and its value.
pub type Field<'a> = (Cow<'a, str>, &'a RawValue);

/// The members of an object that are not `null`; none where it is no object.
pub fn fields(raw: &RawValue) -> Vec<Field<'_>> {
    let all = members(raw).unwrap_or_default().into_iter();
    all.filter(|(_, value)| value.get() != "null")
        .map(|(key, value)| (camel(key), value))
        .collect()
}

/// [`fields`] of a whole body; `None` where it is no object, or no JSON.
pub fn fields_of(body: &[u8]) -> Option<Vec<Field<'_>>> {
    let text = std::str::from_utf8(body).ok()?;
    let all = members_of(text)?.into_iter();
    let said = all.filter(|(_, value)| value.get() != "null");
    Some(said.map(|(key, value)| (camel(key), value)).collect())
}

/// [`fields`] of a client's object.
///
/// # Errors
/// When it is no object, or has a member twice.
pub fn strictly<'a>(raw: &'a RawValue, key: &'static str) -> Result<Vec<Field<'a>>, BadBody> {
    if !raw.get().starts_with('{') {
        let wanted = "an object";
        return Err(BadBody::WrongType { key, wanted });
    }
    once(fields(raw))
}

/// The same members, of which none occurs twice.
///
/// # Errors
/// When one does.
pub fn once(all: Vec<Field<'_>>) -> Result<Vec<Field<'_>>, BadBody> {
    for (at, (name, _)) in all.iter().enumerate() {
        if all.iter().skip(at + 1).any(|(other, _)| other == name) {
            let key = name.clone().into_owned();
            return Err(BadBody::Twice { key });
        }
    }
    Ok(all)
}

/// The elements of a list, or the one that stands in its place.
pub fn several(raw: &RawValue) -> Vec<&RawValue> {
    match raw.get().as_bytes().first() {
        Some(b'{') => vec![raw],
        _ => elements(raw).unwrap_or_default(),
    }
}

/// A string, decoded; `None` for anything else.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    crate::json::text(raw.get().as_bytes())
}

/// A string of its own.
pub fn word(raw: &RawValue) -> Option<String> {
    text(raw).map(Cow::into_owned)
}

/// A whole number from zero, also as a string: JSON of Google's has 64-bit numbers so.
pub fn count(raw: &RawValue) -> Option<u64> {
    raw.get().trim_matches('"').parse().ok()
}

/// Whether it is `true`.
pub fn flag(raw: &RawValue) -> bool {
    raw.get() == "true"
}

/// Whether it is an object or a list with nothing in it, or nothing at all.
pub fn is_empty(raw: &RawValue) -> bool {
    let inner = raw.get().trim_matches(['{', '}', '[', ']']);
    inner.trim().is_empty() || raw.get() == "null"
}

fn camel(key: Cow<'_, str>) -> Cow<'_, str> {
    // `_responseJsonSchema` is what `responseJsonSchema` was called at first.
    if !key.contains('_') {
        return key;
    }
    let mut name = String::with_capacity(key.len());
    let mut up = false;
    for letter in key.trim_start_matches('_').chars() {
        match letter {
            '_' => up = true,
            letter if up => {
                name.push(letter.to_ascii_uppercase());
                up = false;
            }
            letter => name.push(letter),
        }
    }
    Cow::Owned(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::Json;

    #[test]
    fn names_are_read_in_either_spelling_and_nulls_are_not_there() {
        let raw = Json::parse(r#"{"file_uri":1,"mimeType":2,"_responseJsonSchema":3,"a":null}"#);
        let raw = raw.unwrap();
        let names: Vec<_> = fields(raw.raw()).into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["fileUri", "mimeType", "responseJsonSchema"]);
        let twice = Json::parse(r#"{"file_uri":1,"fileUri":2}"#).unwrap();
        let key = "fileUri".to_owned();
        assert_eq!(
            strictly(twice.raw(), "x").err(),
            Some(BadBody::Twice { key })
        );
    }
}
