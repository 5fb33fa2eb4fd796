//! An object's members and where it stands, for what is read one level at a time.

use crate::canon::{Feature, Losses, Why, members};
use crate::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Where something stands in a body. Made into text only when something is lost there.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// The body.
    Body,
    /// A member.
    Of(&'a Place<'a>, &'a str),
    /// An element.
    At(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Of(Self::Body, key) => f.write_str(key),
            Self::Of(outer, key) => write!(f, "{outer}.{key}"),
            Self::At(outer, at) => write!(f, "{outer}[{at}]"),
        }
    }
}

/// The members of an object. Of a key that came twice the last holds.
pub struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Those of a value; `None` when it is no object.
    pub fn of(raw: &'a RawValue) -> Option<Self> {
        members(raw).map(Self)
    }

    /// All of them, in order.
    pub fn all(&self) -> &[(Cow<'a, str>, &'a RawValue)] {
        &self.0
    }

    /// A value that is there and not `null`.
    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().rev().find(|(name, _)| name == key);
        found
            .map(|(_, value)| *value)
            .filter(|it| it.get() != "null")
    }

    /// A string.
    pub fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key).and_then(text)
    }

    /// A string, to keep.
    pub fn owned(&self, key: &str) -> Option<String> {
        self.text(key).map(Cow::into_owned)
    }

    /// A whole number from zero.
    pub fn count(&self, key: &str) -> Option<u64> {
        self.get(key).and_then(|raw| raw.get().parse().ok())
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// An object's members.
    pub fn object(&self, key: &str) -> Option<Self> {
        self.get(key).and_then(Self::of)
    }

    /// What `type` says.
    pub fn kind(&self) -> Cow<'a, str> {
        self.text("type").unwrap_or_default()
    }

    /// Puts down as lost what is none of these and says something.
    pub fn lose_others(&self, known: &[&str], place: &Place<'_>, losses: &mut Losses) {
        for (key, value) in &self.0 {
            if !known.contains(&key.as_ref()) && value.get() != "null" {
                let path = Place::Of(place, key).to_string();
                losses.lose(Feature::Unknown, path, Why::Unknown);
            }
        }
    }
}

/// A string's text.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    json::text(raw.get().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_as_a_path() {
        let messages = Place::Of(&Place::Body, "messages");
        let third = Place::At(&messages, 3);
        assert_eq!(
            Place::Of(&third, "content").to_string(),
            "messages[3].content"
        );
    }
}
