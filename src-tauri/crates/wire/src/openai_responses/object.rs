//! One JSON object, its members by name, none of them built.

use crate::BadBody;
use crate::canon::{elements, members};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An object. What is `null` is not there.
pub struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads one; `None` when it is no object.
    pub fn of(raw: &'a RawValue) -> Option<Self> {
        members(raw).map(Self)
    }

    /// One without members.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Reads one in which these keys may occur once alone.
    ///
    /// # Errors
    /// `NotAnObject`, or `Twice`.
    pub fn once(raw: &'a RawValue, keys: &[&str]) -> Result<Self, BadBody> {
        let object = Self::of(raw).ok_or(BadBody::NotAnObject)?;
        for key in keys {
            if object.0.iter().filter(|(name, _)| name == key).count() > 1 {
                return Err(BadBody::Twice {
                    key: (*key).to_owned(),
                });
            }
        }
        Ok(object)
    }

    /// The members in order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }

    /// A member, the last where it occurs twice.
    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().rev().find(|(name, _)| name == key);
        found
            .map(|(_, value)| *value)
            .filter(|it| it.get() != "null")
    }

    /// A string, decoded.
    pub fn text(&self, key: &str) -> Option<Cow<'a, str>> {
        text(self.get(key)?)
    }

    /// A string of its own.
    pub fn owned(&self, key: &str) -> Option<String> {
        self.text(key).map(Cow::into_owned)
    }

    /// A string that is not empty.
    pub fn word(&self, key: &str) -> Option<String> {
        self.owned(key).filter(|text| !text.is_empty())
    }

    /// A whole number from zero.
    pub fn count(&self, key: &str) -> Option<u64> {
        let text = self.get(key)?.get();
        let float = || text.parse::<f64>().ok().filter(|it| *it >= 0.0);
        text.parse().ok().or_else(|| float().map(|it| it as u64))
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.get().parse().ok()
    }

    /// An object.
    pub fn object(&self, key: &str) -> Option<Self> {
        Self::of(self.get(key)?)
    }

    /// The elements of an array; none where there is no array.
    pub fn list(&self, key: &str) -> Vec<&'a RawValue> {
        self.get(key).and_then(elements).unwrap_or_default()
    }

    /// What `type` says.
    pub fn kind(&self) -> Cow<'a, str> {
        self.text("type").unwrap_or_default()
    }
}

/// A string, decoded; `None` for anything else.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    crate::json::text(raw.get().as_bytes())
}
