//! Writes JSON straight to bytes, without a tree.
//!
//! Commas and quotes are its business; that brackets are paired is the writer's. Knows no dialect.

use super::Json;

/// A pen over bytes that grow.
#[derive(Default)]
pub struct Pen(Vec<u8>);

impl Pen {
    /// A pen whose first bytes are there already, such as `data: `.
    pub fn behind(start: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(start.len() + 256);
        bytes.extend_from_slice(start);
        Self(bytes)
    }

    /// A pen with room for about so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// Opens an object where a value is due.
    pub fn object(&mut self) -> &mut Self {
        self.due(b'{')
    }

    /// Opens an array where a value is due.
    pub fn array(&mut self) -> &mut Self {
        self.due(b'[')
    }

    /// Closes the object.
    pub fn end_object(&mut self) -> &mut Self {
        self.0.push(b'}');
        self
    }

    /// Closes the array.
    pub fn end_array(&mut self) -> &mut Self {
        self.0.push(b']');
        self
    }

    /// A member's key. It must need no escape.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.comma();
        self.0.push(b'"');
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
        self
    }

    /// A member's key of any letters.
    pub fn name(&mut self, key: &str) -> &mut Self {
        self.text(key);
        self.0.push(b':');
        self
    }

    /// A string where a value is due.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.comma();
        // Writing a string to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.0, text);
        self
    }

    /// A whole number where a value is due.
    pub fn count(&mut self, number: u64) -> &mut Self {
        self.plain(number.to_string().as_bytes())
    }

    /// `true` or `false` where a value is due.
    pub fn flag(&mut self, flag: bool) -> &mut Self {
        self.plain(if flag { b"true" } else { b"false" })
    }

    /// `null` where a value is due.
    pub fn null(&mut self) -> &mut Self {
        self.plain(b"null")
    }

    /// A value as it was written.
    pub fn json(&mut self, json: &Json) -> &mut Self {
        self.plain(json.text().as_bytes())
    }

    /// Anything serde can write, where a value is due.
    pub fn value(&mut self, value: &impl serde::Serialize) -> &mut Self {
        let json = serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec());
        self.plain(&json)
    }

    /// A member that holds a string.
    pub fn member(&mut self, key: &str, text: &str) -> &mut Self {
        self.key(key).text(text)
    }

    /// Bytes that are no JSON, such as the blank line behind an event.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Whether a bracket was opened last, and nothing stands in it.
    pub fn is_opened(&self) -> bool {
        matches!(self.0.last(), Some(b'{' | b'['))
    }

    /// What was written.
    pub fn done(self) -> bytes::Bytes {
        self.0.into()
    }

    fn due(&mut self, bracket: u8) -> &mut Self {
        self.comma();
        self.0.push(bracket);
        self
    }

    fn plain(&mut self, bytes: &[u8]) -> &mut Self {
        self.comma();
        self.0.extend_from_slice(bytes);
        self
    }

    /// A comma, unless something has just been opened or named.
    fn comma(&mut self) {
        if !matches!(
            self.0.last(),
            None | Some(b'{' | b'[' | b':' | b' ' | b'\n')
        ) {
            self.0.push(b',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut pen = Pen::behind(b"data: ");
        pen.object().member("a", "x\"[").key("b").array();
        pen.text("{").count(7).object().end_object().null();
        pen.end_array().key("c").flag(false).key("d");
        pen.json(&Json::parse("1.50").unwrap()).end_object();
        pen.bytes(b"\n\n");
        assert_eq!(
            pen.done(),
            "data: {\"a\":\"x\\\"[\",\"b\":[\"{\",7,{},null],\"c\":false,\"d\":1.50}\n\n"
        );
    }
}
