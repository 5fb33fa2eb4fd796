//! Writes records as JSON, byte for byte as `serde_json` does, at about a third of the price: the names
//! of members are known to need no escape, and most texts need none. A record is written on a call's way.
//!
//! Knows no record.

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::Error;

/// Writes a value behind what is there.
///
/// # Errors
/// For shapes that no record has.
pub(crate) fn write(value: &impl Serialize, to: &mut Vec<u8>) -> Result<(), Error> {
    value.serialize(Quill(to))
}

struct Quill<'a>(&'a mut Vec<u8>);

/// An array or object that has begun.
struct Open<'a> {
    to: &'a mut Vec<u8>,
    any: bool,
    close: &'static [u8],
}

impl<'a> Quill<'a> {
    fn text(self, text: &str) -> Result<(), Error> {
        // Without a way out at the first, so that the compiler looks at sixteen at once.
        let escapes = |any, byte| any | (byte < 0x20) | (byte == b'"') | (byte == b'\\');
        if text.bytes().fold(false, escapes) {
            return self.rare(text);
        }
        self.0.reserve(text.len() + 2);
        self.0.push(b'"');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b'"');
        Ok(())
    }

    fn whole(self, negative: bool, mut number: u64) -> Result<(), Error> {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        for slot in digits.iter_mut().rev() {
            *slot = b'0' + (number % 10) as u8;
            (number, at) = (number / 10, at - 1);
            if number == 0 {
                break;
            }
        }
        if negative {
            self.0.push(b'-');
        }
        self.0
            .extend_from_slice(digits.get(at..).unwrap_or_default());
        Ok(())
    }

    fn rare(self, value: impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(self.0, &value)
    }

    fn literal(self, text: &[u8]) -> Result<(), Error> {
        self.0.extend_from_slice(text);
        Ok(())
    }

    fn open(self, bracket: u8, close: &'static [u8]) -> Open<'a> {
        self.0.push(bracket);
        Open {
            to: self.0,
            any: false,
            close,
        }
    }
}

impl Open<'_> {
    fn comma(&mut self) {
        if std::mem::replace(&mut self.any, true) {
            self.to.push(b',');
        }
    }

    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.comma();
        value.serialize(Quill(self.to))
    }

    fn done(self) -> Result<(), Error> {
        self.to.extend_from_slice(self.close);
        Ok(())
    }
}

impl<'a> Serializer for Quill<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, flag: bool) -> Result<(), Error> {
        self.literal(if flag { b"true" } else { b"false" })
    }
    fn serialize_i8(self, number: i8) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }
    fn serialize_i16(self, number: i16) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }
    fn serialize_i32(self, number: i32) -> Result<(), Error> {
        self.serialize_i64(number.into())
    }
    fn serialize_i64(self, number: i64) -> Result<(), Error> {
        self.whole(number < 0, number.unsigned_abs())
    }
    fn serialize_u8(self, number: u8) -> Result<(), Error> {
        self.whole(false, number.into())
    }
    fn serialize_u16(self, number: u16) -> Result<(), Error> {
        self.whole(false, number.into())
    }
    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.whole(false, number.into())
    }
    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.whole(false, number)
    }
    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        self.rare(number)
    }
    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        self.rare(number)
    }
    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.rare(character)
    }
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.text(text)
    }
    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.rare(bytes)
    }
    fn serialize_none(self) -> Result<(), Error> {
        self.literal(b"null")
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Error> {
        self.literal(b"null")
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.literal(b"null")
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Error> {
        self.text(name)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut one = self.open(b'{', b"}");
        SerializeStruct::serialize_field(&mut one, name, value)?;
        one.done()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Error> {
        Ok(self.open(b'[', b"]"))
    }
    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(b'[', b"]"))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(b'[', b"]"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Error> {
        Ok(self.open(b'{', b"}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(b'{', b"}"))
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::custom(format_args!(
            "`{name}` has a variant of several values"
        )))
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error::custom(format_args!(
            "`{name}` has a variant with members"
        )))
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Error;
    // Where it stands, the name's length is known.
    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.to.reserve(name.len() + 4);
        self.comma();
        self.to.push(b'"');
        self.to.extend_from_slice(name.as_bytes());
        self.to.extend_from_slice(b"\":");
        value.serialize(Quill(self.to))
    }
    fn end(self) -> Result<(), Error> {
        self.done()
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.item(key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.to.push(b':');
        value.serialize(Quill(self.to))
    }
    fn end(self) -> Result<(), Error> {
        self.done()
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }
    fn end(self) -> Result<(), Error> {
        self.done()
    }
}

impl SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }
    fn end(self) -> Result<(), Error> {
        self.done()
    }
}

impl SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }
    fn end(self) -> Result<(), Error> {
        self.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_wire::FailureKind;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    enum Kind {
        Plain,
        With(FailureKind),
    }

    #[derive(Serialize)]
    struct Inner(u16, Option<i64>);

    #[derive(Serialize)]
    struct Sample<'a> {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        nothing: Option<u8>,
        numbers: Vec<i64>,
        most: u64,
        kinds: [Kind; 2],
        inner: Inner,
        map: BTreeMap<String, (bool, f64, char)>,
        unit: (),
    }

    #[track_caller]
    fn check(value: &impl Serialize) {
        let mut written = b"before".to_vec();
        write(value, &mut written).unwrap();
        let expected = format!("before{}", serde_json::to_string(value).unwrap());
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn writes_what_serde_json_writes() {
        for text in [
            "",
            "plain",
            "größer",
            "a \"quoted\"\\\n\u{1}\u{7f}",
            "\u{2028}",
        ] {
            check(&Sample {
                text,
                left_out: None,
                nothing: None,
                numbers: vec![0, 7, -1, 10, i64::MIN, i64::MAX],
                most: u64::MAX,
                kinds: [Kind::Plain, Kind::With(FailureKind::RateLimited)],
                inner: Inner(9, Some(-100)),
                map: [
                    ("k\"".to_owned(), (true, 1.5, '"')),
                    (text.to_owned(), (false, 0.0, 'x')),
                ]
                .into(),
                unit: (),
            });
        }
        check(&BTreeMap::<String, u8>::new());
        check(&Vec::<u8>::new());
    }
}
