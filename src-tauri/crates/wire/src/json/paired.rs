//! Strings that can all be decoded.
//!
//! JSON's grammar allows an escape for half a surrogate pair, which no text can hold: what cuts a text
//! by UTF-16 units writes them. Knows no dialect.

use std::borrow::Cow;

/// The same JSON with U+FFFD for each half of a surrogate pair that stands alone. `\ufffd` is as long as
/// what it stands for, so that every place in it stays where it was. What passes verbatim is not
/// written from this.
pub fn paired(json: &[u8]) -> Cow<'_, [u8]> {
    let mut mended = Cow::Borrowed(json);
    let mut at = 0;
    while let Some(plain) = json.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        let escape = at + plain;
        at = escape
            + match unit(json, escape) {
                Some(0xD800..=0xDBFF) if is_low(unit(json, escape + 6)) => 12,
                Some(0xD800..=0xDFFF) => {
                    if let Some(digits) = mended.to_mut().get_mut(escape + 2..escape + 6) {
                        digits.copy_from_slice(b"fffd");
                    }
                    6
                }
                Some(_) => 6,
                None => 2,
            };
    }
    mended
}

const fn is_low(unit: Option<u16>) -> bool {
    matches!(unit, Some(0xDC00..=0xDFFF))
}

/// The unit of UTF-16 that the escape at this place stands for; `None` when it is another escape.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let four = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = four.iter().all(u8::is_ascii_hexdigit);
    let four = std::str::from_utf8(four).ok().filter(|_| digits)?;
    u16::from_str_radix(four, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let got = paired(json.as_bytes());
        assert_eq!(std::str::from_utf8(&got).unwrap(), expected);
        assert_eq!(matches!(got, Cow::Owned(_)), json != expected);
    }

    #[test]
    fn half_a_pair_is_told_as_one_and_all_else_stays() {
        check(r#"{"a":"x \ud83d tail"}"#, r#"{"a":"x \ufffd tail"}"#);
        check(
            r#"["\uDE00","\ud83d\n","\ud83d"]"#,
            r#"["\ufffd","\ufffd\n","\ufffd"]"#,
        );
        check(
            r#""\ud83d\ud83d\ude00\ude00""#,
            r#""\ufffd\ud83d\ude00\ufffd""#,
        );
        for sound in [
            r#"{"a":"\ud83d\uDE00 \u00e9 \\ud83d \\\\ud83d é"}"#,
            r#""\ud83"#,
            r#""\u+83d""#,
            "\\",
            "",
        ] {
            check(sound, sound);
        }
        check(r#""\\\ud83d""#, r#""\\\ufffd""#);
    }
}
