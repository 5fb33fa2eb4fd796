//! JSON without a tree: one pass checks that a body is JSON and tells where its outermost members
//! stand.
//!
//! Knows no dialect. Prompts are long and mostly strings, so strings are crossed with `memchr` and
//! nothing is decoded but the outermost keys.

mod paired;

pub use paired::paired;

use crate::BadBody;
use memchr::memchr2;
use std::borrow::Cow;
use std::ops::Range;

/// How deep arrays and objects may nest. A tool's schema nests some tens of levels; the bound keeps
/// a hostile body from costing memory.
pub const MAX_DEPTH: usize = 512;

/// What a JSON value is, told from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

/// One value within a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, as byte offsets of the scanned bytes. A string's quotes are inside.
    pub span: Range<usize>,
}

/// Checks that `body` is one JSON object and shows `member` each of its members: the key, decoded,
/// and its value. Returns the offset of the closing brace.
///
/// A key that cannot be decoded (half a surrogate pair) is shown as it is written.
///
/// # Errors
/// `NotJson` with the place of the first fault, `NotAnObject`, or what `member` says.
pub fn members<'a>(
    body: &'a [u8],
    mut member: impl FnMut(Cow<'a, str>, Value) -> Result<(), BadBody>,
) -> Result<usize, BadBody> {
    members_at(body, |key, _, value| member(key, value))
}

/// [`members`] with where each key stands, its quotes inside.
///
/// # Errors
/// As those of [`members`].
pub fn members_at<'a>(
    body: &'a [u8],
    mut member: impl FnMut(Cow<'a, str>, Range<usize>, Value) -> Result<(), BadBody>,
) -> Result<usize, BadBody> {
    let mut scan = Scan::open(body)?;
    if scan.peek() != Some(b'{') {
        scan.value().map_err(|fault| fault.told(body))?;
        scan.finish().map_err(|fault| fault.told(body))?;
        return Err(BadBody::NotAnObject);
    }
    scan.at += 1;
    let mut rest = scan.opened(b'}').map_err(|fault| fault.told(body))?;
    while rest {
        let start = scan.at;
        scan.key().map_err(|fault| fault.told(body))?;
        let at = start..scan.key_end;
        let key = decode_key(body.get(at.clone()).unwrap_or_default());
        let value = scan.value().map_err(|fault| fault.told(body))?;
        member(key, at, value)?;
        rest = scan
            .separated(b'}', EXPECTED_MEMBER_END)
            .map_err(|fault| fault.told(body))?;
    }
    let end = scan.at.saturating_sub(1);
    scan.finish().map_err(|fault| fault.told(body))?;
    Ok(end)
}

/// Shows `element` each element of the JSON array that `array` is, until it returns `false`.
/// Spans are offsets of `array`. Stops silently at a fault: the bytes were checked before.
pub fn elements(array: &[u8], mut element: impl FnMut(Value) -> bool) {
    let Ok(mut scan) = Scan::open(array) else {
        return;
    };
    if scan.peek() != Some(b'[') {
        return;
    }
    scan.at += 1;
    let mut rest = scan.opened(b']');
    while let Ok(true) = rest {
        let Ok(value) = scan.value() else { return };
        if !element(value) {
            return;
        }
        rest = scan.separated(b']', EXPECTED_ELEMENT_END);
    }
}

/// Whether `body` is the beginning of a JSON object and nothing in it is wrong but that it ends.
pub fn breaks_off(body: &[u8]) -> bool {
    match std::str::from_utf8(body) {
        Err(error) => error.error_len().is_none(),
        Ok(_) => match members(body, |_, _| Ok(())) {
            Err(BadBody::NotJson { what, .. }) => what == UNFINISHED,
            _ => false,
        },
    }
}

/// The text of a JSON string that stands in checked bytes, quotes inside. `None` when it is no
/// string or holds half a surrogate pair.
pub fn text(string: &[u8]) -> Option<Cow<'_, str>> {
    let inner = string.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', inner).is_none() {
        return std::str::from_utf8(inner).ok().map(Cow::Borrowed);
    }
    serde_json::from_slice(string).ok().map(Cow::Owned)
}

fn decode_key(key: &[u8]) -> Cow<'_, str> {
    text(key).unwrap_or_else(|| String::from_utf8_lossy(key))
}

const UNFINISHED: &str = "it ends unfinished";
const EXPECTED_VALUE: &str = "expected a value";
const EXPECTED_KEY: &str = "expected a key in double quotes";
const EXPECTED_COLON: &str = "expected `:` after the key";
const EXPECTED_MEMBER_END: &str = "expected `,` or `}`";
const EXPECTED_ELEMENT_END: &str = "expected `,` or `]`";
const BAD_ESCAPE: &str = "an escape that JSON does not know";
const BAD_NUMBER: &str = "a number that is not JSON's";
const RAW_CONTROL: &str = "a control character that is not escaped";
const TOO_DEEP: &str = "nested too deep";
const NOT_UTF8: &str = "bytes that are not UTF-8";
const MARKED: &str = "a byte order mark; send the JSON without it";
const AFTER_END: &str = "more text after the end";
const EMPTY: &str = "the body is empty";

/// What is wrong, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fault {
    what: &'static str,
    at: usize,
}

impl Fault {
    fn told(self, body: &[u8]) -> BadBody {
        let before = body.get(..self.at.min(body.len())).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let tail = before.get(line_start..).unwrap_or_default();
        // A character is counted by the byte that begins it.
        let column = tail.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        BadBody::NotJson {
            what: self.what,
            at: self.at,
            line,
            column,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Nest {
    Array,
    Object,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the key that was read last ends, its quote inside.
    key_end: usize,
    /// What is open within the value that is being read.
    open: Vec<Nest>,
}

impl<'a> Scan<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, BadBody> {
        if let Err(error) = std::str::from_utf8(bytes) {
            let at = error.valid_up_to();
            return Err(Fault { what: NOT_UTF8, at }.told(bytes));
        }
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            return Err(Fault {
                what: MARKED,
                at: 0,
            }
            .told(bytes));
        }
        let mut scan = Self {
            bytes,
            at: 0,
            key_end: 0,
            open: Vec::new(),
        };
        scan.space();
        match scan.peek() {
            Some(_) => Ok(scan),
            None => Err(Fault { what: EMPTY, at: 0 }.told(bytes)),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        let what = if self.at < self.bytes.len() {
            what
        } else {
            UNFINISHED
        };
        Err(Fault { what, at: self.at })
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => self.fault(AFTER_END),
        }
    }

    /// After an opening bracket: whether anything follows before `close`.
    fn opened(&mut self, close: u8) -> Result<bool, Fault> {
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// After an element or member: whether another follows before `close`.
    fn separated(&mut self, close: u8, expected: &'static str) -> Result<bool, Fault> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.fault(expected),
        }
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return self.fault(EXPECTED_KEY);
        }
        self.string()?;
        self.key_end = self.at;
        self.space();
        if self.peek() != Some(b':') {
            return self.fault(EXPECTED_COLON);
        }
        self.at += 1;
        Ok(())
    }

    /// Reads one value with all that is in it. A loop, so that depth costs no stack.
    fn value(&mut self) -> Result<Value, Fault> {
        self.space();
        let start = self.at;
        let kind = self.begin()?;
        while let Some(nest) = self.open.last().copied() {
            let more = match nest {
                Nest::Array => self.separated(b']', EXPECTED_ELEMENT_END)?,
                Nest::Object => self.separated(b'}', EXPECTED_MEMBER_END)?,
            };
            if !more {
                self.open.pop();
                continue;
            }
            if nest == Nest::Object {
                self.key()?;
            }
            self.begin()?;
        }
        Ok(Value {
            kind,
            span: start..self.at,
        })
    }

    /// Reads a scalar or an empty container whole, or opens containers down to the first such.
    fn begin(&mut self) -> Result<Kind, Fault> {
        let mut first = None;
        loop {
            self.space();
            let kind = match self.peek() {
                Some(b'{') => Kind::Object,
                Some(b'[') => Kind::Array,
                Some(b'"') => self.string().map(|()| Kind::String)?,
                Some(b'-' | b'0'..=b'9') => self.number().map(|()| Kind::Number)?,
                Some(b't') => self.literal(b"true").map(|()| Kind::True)?,
                Some(b'f') => self.literal(b"false").map(|()| Kind::False)?,
                Some(b'n') => self.literal(b"null").map(|()| Kind::Null)?,
                _ => return self.fault(EXPECTED_VALUE),
            };
            let outermost = *first.get_or_insert(kind);
            let (nest, close) = match kind {
                Kind::Object => (Nest::Object, b'}'),
                Kind::Array => (Nest::Array, b']'),
                Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                    return Ok(outermost);
                }
            };
            if self.open.len() >= MAX_DEPTH {
                return self.fault(TOO_DEEP);
            }
            self.at += 1;
            if !self.opened(close)? {
                return Ok(outermost);
            }
            self.open.push(nest);
            if nest == Nest::Object {
                self.key()?;
            }
        }
    }

    fn literal(&mut self, word: &'static [u8]) -> Result<(), Fault> {
        for expected in word {
            if self.peek() != Some(*expected) {
                return self.fault(EXPECTED_VALUE);
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        match self.peek() {
            Some(b'0'..=b'9') => self.fault(BAD_NUMBER),
            _ => Ok(()),
        }
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.fault(BAD_NUMBER);
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        loop {
            self.at += plain_len(self.bytes.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(_) => return self.fault(RAW_CONTROL),
                None => return self.fault(UNFINISHED),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let four = self.bytes.get(self.at + 2..self.at + 6);
                if !four.is_some_and(|four| four.iter().all(u8::is_ascii_hexdigit)) {
                    return self.bad_escape();
                }
                self.at += 6;
            }
            Some(_) => return self.fault(BAD_ESCAPE),
            None => {
                self.at += 1;
                return self.fault(UNFINISHED);
            }
        }
        Ok(())
    }

    /// `\u` without four hex digits: unfinished where the text ends within them.
    fn bad_escape(&mut self) -> Result<(), Fault> {
        let digits = self.bytes.get(self.at + 2..).unwrap_or_default();
        if digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit) {
            self.at = self.bytes.len();
        }
        self.fault(BAD_ESCAPE)
    }
}

/// How many bytes stand before the first quote, backslash or control character. Code in a prompt has
/// an escape every few bytes, prose has none for pages: the first bytes are looked at eight at a
/// time, and only a longer run is worth starting `memchr` for.
fn plain_len(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let mut at = 0;
    for eight in bytes.chunks_exact(8).take(8) {
        let word = eight.try_into().map_or(0, u64::from_le_bytes);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        // A borrow can mark a byte too many only above one that is marked rightly.
        let marks = (quote | backslash | control) & HIGHS;
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let len = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
    let plain = rest.get(..len).unwrap_or_default();
    // A fold over all of it vectorises where a search for the first would not.
    if plain.iter().fold(u8::MAX, |least, byte| least.min(*byte)) >= 0x20 {
        return at + len;
    }
    at + plain.iter().position(|byte| *byte < 0x20).unwrap_or(len)
}

#[cfg(test)]
mod tests;
