//! Reading JSON of other houses: typed, without a tree, and never failing over a type.
//!
//! Providers of one dialect disagree about types (`null` for absent, a list for a string, a string
//! for a number) and send keys twice. What is read here takes what it understands and skips the
//! rest; only text that is not JSON at all is an error. Knows no dialect.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::borrow::Cow;
use std::fmt;

/// What a value means to its reader, by the JSON type that came. What is not told is skipped.
pub trait Lenient<'de>: Default {
    /// A string that had to be decoded.
    fn text(&mut self, _: &str) {}
    /// A string that stands in the input as it is.
    fn borrowed(&mut self, text: &'de str) {
        self.text(text);
    }
    /// A number, as far as an `f64` can tell it.
    fn number(&mut self, _: f64) {}
    /// `true` or `false`.
    fn flag(&mut self, _: bool) {}
    /// An array.
    ///
    /// # Errors
    /// Only when the text is not JSON.
    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    /// An object has begun; its members follow.
    fn object(&mut self) {}
    /// A member of an object; the value must be taken.
    ///
    /// # Errors
    /// Only when the text is not JSON.
    fn member<A: MapAccess<'de>>(&mut self, _key: &str, value: &mut A) -> Result<(), A::Error> {
        value.next_value::<IgnoredAny>().map(drop)
    }
}

/// Any value, read as `T` reads it.
#[derive(Default)]
pub struct Read<T>(pub T);

impl<'de, T: Lenient<'de>> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut it = T::default();
        from.deserialize_any(Slot(&mut it))?;
        Ok(Self(it))
    }
}

/// Reads a text that should be JSON. The strings of one that is UTF-8 throughout, as it should be, are
/// not looked through one by one.
///
/// # Errors
/// Only when the text is not JSON.
pub fn read<'de, T: Lenient<'de>>(json: &'de [u8]) -> serde_json::Result<T> {
    let read = match std::str::from_utf8(json) {
        Ok(text) => serde_json::from_str::<Read<T>>(text),
        Err(_) => serde_json::from_slice(json),
    };
    read.map(|read| read.0)
}

/// Takes the value of the present member as `T` reads it.
///
/// # Errors
/// Only when the text is not JSON.
pub fn take<'de, T: Lenient<'de>, A: MapAccess<'de>>(value: &mut A) -> Result<T, A::Error> {
    value.next_value::<Read<T>>().map(|read| read.0)
}

/// Takes the value of the present member into its place, in place of what stood there. What is large
/// is moved at each return otherwise.
///
/// # Errors
/// Only when the text is not JSON.
pub fn fill<'de, T: Lenient<'de>, A: MapAccess<'de>>(
    place: &mut T,
    value: &mut A,
) -> Result<(), A::Error> {
    *place = T::default();
    value.next_value_seed(Slot(place))
}

/// Reads a value into its place.
struct Slot<'a, T>(&'a mut T);

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: Lenient<'de>> Visitor<'de> for Slot<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.0.borrowed(text);
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.0.flag(flag);
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        // Exact up to 2⁵³, more than any count here.
        self.0.number(number as f64);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.0.number(number as f64);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.0.number(number);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.0.list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.object();
        while let Some(Read(Text(key))) = members.next_key::<Read<Text<'de>>>()? {
            self.0
                .member(key.as_deref().unwrap_or_default(), &mut members)?;
        }
        Ok(())
    }
}

/// A string; `None` for anything else.
#[derive(Default)]
pub struct Text<'de>(pub Option<Cow<'de, str>>);

impl<'de> Lenient<'de> for Text<'de> {
    fn text(&mut self, text: &str) {
        self.0 = Some(Cow::Owned(text.to_owned()));
    }
    fn borrowed(&mut self, text: &'de str) {
        self.0 = Some(Cow::Borrowed(text));
    }
}

/// The largest count that is believed. A million million tokens are no call's, and one that claims
/// more would drown every sum that it is part of.
const MOST_COUNT: f64 = 1e12;

/// A whole number from zero; `None` for anything else.
#[derive(Default)]
pub struct Count(pub Option<u64>);

impl Lenient<'_> for Count {
    fn number(&mut self, number: f64) {
        if (0.0..=MOST_COUNT).contains(&number) && number.fract() == 0.0 {
            self.0 = Some(number as u64);
        }
    }
}

/// Whether something is there: anything but `null`, `false` and what is empty.
#[derive(Default)]
pub struct Given(pub bool);

impl<'de> Lenient<'de> for Given {
    fn text(&mut self, text: &str) {
        self.0 = !text.is_empty();
    }
    fn number(&mut self, _: f64) {
        self.0 = true;
    }
    fn flag(&mut self, flag: bool) {
        self.0 = flag;
    }
    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.0 = true;
        }
        Ok(())
    }
    fn member<A: MapAccess<'de>>(&mut self, _: &str, value: &mut A) -> Result<(), A::Error> {
        self.0 = true;
        value.next_value::<IgnoredAny>().map(drop)
    }
}

/// The elements of an array.
pub struct List<T>(Option<Vec<T>>);

impl<T> List<T> {
    /// The elements; none where no array came.
    pub fn items(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether an array came.
    pub fn came(&self) -> bool {
        self.0.is_some()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for List<T> {
    fn list<A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<(), A::Error> {
        let list = self.0.get_or_insert_default();
        list.push(T::default());
        while let Some(place) = list.last_mut()
            && items.next_element_seed(Slot(place))?.is_some()
        {
            list.push(T::default());
        }
        // The one that none came for.
        list.pop();
        Ok(())
    }
}

/// An object's reading, `None` where no object came.
pub struct Maybe<T>(pub Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Maybe<T> {
    fn object(&mut self) {
        self.0 = Some(T::default());
    }
    fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
        self.0.get_or_insert_default().member(key, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sample<'de> {
        name: Text<'de>,
        count: Count,
        given: Given,
        items: List<Count>,
        inner: Maybe<Box<Sample<'de>>>,
    }

    impl<'de> Lenient<'de> for Box<Sample<'de>> {
        fn member<A: MapAccess<'de>>(&mut self, key: &str, value: &mut A) -> Result<(), A::Error> {
            match key {
                "name" => self.name = take(value)?,
                "count" => self.count = take(value)?,
                "given" => self.given = take(value)?,
                "items" => self.items = take(value)?,
                "inner" => self.inner = take(value)?,
                _ => return value.next_value::<IgnoredAny>().map(drop),
            }
            Ok(())
        }
    }

    fn told(sample: &Sample<'_>) -> String {
        let items: Vec<_> = sample.items.items().iter().map(|it| it.0).collect();
        let inner = sample.inner.0.as_ref().map(|it| told(it));
        let (name, count) = (&sample.name.0, sample.count.0);
        format!("{name:?} {count:?} {} {items:?} {inner:?}", sample.given.0)
    }

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let got = serde_json::from_str::<Read<Maybe<Box<Sample<'_>>>>>(json)
            .map(|read| read.0.0.map_or("no object".into(), |it| told(&it)))
            .unwrap_or_else(|_| "not JSON".into());
        assert_eq!(got, expected);
    }

    #[test]
    fn takes_what_it_understands_and_skips_the_rest() {
        check(
            r#"{"name":"a\"","count":3.0,"given":{"a":1},"items":[1,null,"x",-2],"inner":{"name":"b"},"more":[{}]}"#,
            r#"Some("a\"") Some(3) true [Some(1), None, None, None] Some("Some(\"b\") None false [] None")"#,
        );
        check(
            r#"{"name":7,"count":"3","given":"","items":{"a":1},"inner":[1]}"#,
            "None None false [] None",
        );
        check(
            r#"{"count":1.5,"given":{},"items":null,"inner":null}"#,
            "None None false [] None",
        );
        check(
            r#"{"count":9e30,"items":[9223372036854775807,1e12]}"#,
            "None None false [None, Some(1000000000000)] None",
        );
    }

    #[test]
    fn the_last_of_a_key_that_came_twice_holds() {
        check(
            r#"{"count":1,"c\u006funt":2}"#,
            "None Some(2) false [] None",
        );
    }

    #[test]
    fn only_what_is_not_json_fails() {
        check("[1]", "no object");
        check("null", "no object");
        check(r#"{"name":"a"#, "not JSON");
    }
}
