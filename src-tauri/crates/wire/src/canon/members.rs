//! JSON one level at a time, without a tree: what is not read is not built.
//!
//! Numbers, key order and spacing of what passes through stay as they were written.

use crate::json;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A JSON value as it was written. Equal when the text is.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// A copy of a value that was read.
    pub fn of(raw: &RawValue) -> Self {
        Self(raw.to_owned())
    }

    /// A value that was built. `null` for what JSON has no words for.
    pub fn from_value(value: &serde_json::Value) -> Self {
        Self(serde_json::value::to_raw_value(value).unwrap_or_default())
    }

    /// A value from text, strings in which can all be decoded; `None` when it is not JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let json = json::paired(text.trim().as_bytes()).into_owned();
        let json = String::from_utf8(json).ok()?;
        RawValue::from_string(json).ok().map(Self)
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// The value, to read or write with serde.
    pub fn raw(&self) -> &RawValue {
        &self.0
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl serde::Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

/// The members of an object in order, keys decoded; `None` when it is no object. Of a key that
/// occurs twice both are told.
pub fn members(raw: &RawValue) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    members_of(raw.get())
}

/// [`members`] of a text that may hold no JSON at all.
pub fn members_of(text: &str) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    // Of anything else all would be read to tell what it is.
    let object = text.trim_ascii_start().starts_with('{');
    let read = object.then(|| serde_json::from_str::<Members<'_>>(text));
    read?.ok().map(|members| members.0)
}

/// The elements of an array in order; `None` when it is no array.
pub fn elements(raw: &RawValue) -> Option<Vec<&RawValue>> {
    let array = raw.get().starts_with('[');
    let read = array.then(|| serde_json::from_str::<Elements<'_>>(raw.get()));
    read?.ok().map(|elements| elements.0)
}

struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);
struct Elements<'a>(Vec<&'a RawValue>);

/// A key, borrowed where it holds no escape.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Walk;
        impl<'de> Visitor<'de> for Walk {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::with_capacity(8);
                while let Some((Key(key), value)) = map.next_entry()? {
                    all.push((key, value));
                }
                Ok(Members(all))
            }
        }
        from.deserialize_map(Walk)
    }
}

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Walk;
        impl<'de> Visitor<'de> for Walk {
            type Value = Elements<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(element) = seq.next_element()? {
                    all.push(element);
                }
                Ok(Elements(all))
            }
        }
        from.deserialize_seq(Walk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_order_numbers_and_what_occurs_twice() {
        let body = Json::parse(r#"{"b": 1.0, "\u0061": [1e2, {"x": null}], "b": "two"}"#).unwrap();
        let told: Vec<_> = members(body.raw())
            .unwrap()
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value.get()))
            .collect();
        assert_eq!(
            told,
            [
                ("b".to_owned(), "1.0"),
                ("a".to_owned(), r#"[1e2, {"x": null}]"#),
                ("b".to_owned(), r#""two""#)
            ]
        );
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        assert!(members(Json::parse("[1]").unwrap().raw()).is_none());
        assert!(elements(Json::parse("{}").unwrap().raw()).is_none());
        assert_eq!(
            elements(Json::parse("[1, 2]").unwrap().raw())
                .unwrap()
                .len(),
            2
        );
    }
}
