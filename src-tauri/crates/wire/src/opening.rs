//! What comes where a stream was asked for: events, or JSON or a page in their place.
//!
//! Knows no dialect: who reads the JSON says what it is.

use crate::Failure;
use crate::failure::unread::malformed;
use crate::sse::MAX_FRAME;
use bytes::BytesMut;

/// What the first bytes of the body showed.
#[derive(Default)]
pub enum Opening {
    /// Nothing but white space so far.
    #[default]
    Unknown,
    /// It is a stream of events.
    Events,
    /// It is JSON in place of a stream, kept to be read when it is complete.
    Json(BytesMut),
}

impl Opening {
    /// Takes the next bytes. Whether they are events, to be read as such.
    ///
    /// # Errors
    /// `Malformed` for a page of HTML, and for JSON longer than any error is.
    pub fn take(&mut self, chunk: &[u8]) -> Result<bool, Failure> {
        if let Self::Unknown = self {
            self.open(chunk)?;
        }
        match self {
            Self::Unknown | Self::Events => Ok(true),
            Self::Json(body) if body.len() + chunk.len() > MAX_FRAME => {
                Err(malformed("JSON came in place of a stream"))
            }
            Self::Json(body) => {
                body.extend_from_slice(chunk);
                Ok(false)
            }
        }
    }

    /// The JSON that came in place of a stream.
    pub fn json(&self) -> Option<&[u8]> {
        match self {
            Self::Unknown | Self::Events => None,
            Self::Json(body) => Some(body),
        }
    }

    fn open(&mut self, chunk: &[u8]) -> Result<(), Failure> {
        let text = chunk.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(chunk);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => {}
            Some(b'{' | b'[') => *self = Self::Json(BytesMut::new()),
            Some(b'<') => return Err(malformed("a page of HTML came in place of a stream")),
            Some(_) => *self = Self::Events,
        }
        Ok(())
    }
}
