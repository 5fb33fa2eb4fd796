//! Single JSON values read the lenient way: what is of another type is not there.
//!
//! Providers of one dialect disagree about types; a client's body is held to stricter reading by who
//! reads it. Knows no dialect.

use super::members::members;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Whether it is `null`.
pub fn is_null(raw: &RawValue) -> bool {
    raw.get() == "null"
}

/// A string, decoded.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    crate::json::text(raw.get().as_bytes())
}

/// A string that is not empty.
pub fn word(raw: &RawValue) -> Option<String> {
    text(raw).filter(|text| !text.is_empty()).map(Into::into)
}

/// A whole number from zero; a fraction is dropped.
pub fn count(raw: &RawValue) -> Option<u64> {
    let text = raw.get();
    text.parse().ok().or_else(|| {
        let number = text.parse::<f64>().ok()?;
        (0.0..=1e15).contains(&number).then_some(number as u64)
    })
}

/// Any number.
pub fn number(raw: &RawValue) -> Option<f64> {
    raw.get()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

/// `true` or `false`.
pub fn flag(raw: &RawValue) -> Option<bool> {
    match raw.get() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The member of an object, the last of those that have the name.
pub fn at<'a>(raw: &'a RawValue, key: &str) -> Option<&'a RawValue> {
    let all = members(raw)?;
    let found = all.iter().rev().find(|(name, _)| name == key);
    found.map(|(_, value)| *value)
}

/// An object's members, to look up several of them.
pub struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The members; none where it is no object.
    pub fn of(raw: &'a RawValue) -> Self {
        Self(members(raw).unwrap_or_default())
    }

    /// A member, unless it is `null`: the last of those that have the name.
    pub fn at(&self, key: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| *value).filter(|raw| !is_null(raw))
    }

    /// All of them.
    pub fn all(&self) -> &[(Cow<'a, str>, &'a RawValue)] {
        &self.0
    }
}

/// Whether it says nothing: `null`, `false`, an empty string, array or object.
pub fn is_empty(raw: &RawValue) -> bool {
    let text = raw.get();
    let inside = |open: char, close: char| {
        let inner = text
            .strip_prefix(open)
            .and_then(|it| it.strip_suffix(close));
        inner.is_some_and(|inner| inner.trim().is_empty())
    };
    matches!(text, "null" | "false" | "\"\"") || inside('{', '}') || inside('[', ']')
}
