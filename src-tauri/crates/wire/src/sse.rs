//! Server-sent events: where frames end, and what one says.
//!
//! Knows no dialect and no JSON. The rules are those of
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html> (read 2026-11-22): lines end
//! with LF, CRLF or CR, a blank line ends an event.

use crate::{Failure, FailureKind};
use bytes::{Bytes, BytesMut};
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// The longest frame that is held. A picture in one frame is some megabytes; beyond this the other
/// side is not speaking events.
pub const MAX_FRAME: usize = 16 * 1024 * 1024;

/// What becomes of a frame that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The client gets its very bytes.
    Pass,
    /// The client does not get it.
    Hide,
}

/// Cuts a stream of bytes into frames, wherever the network split it, and passes on whole frames
/// as the very same bytes. Only an unfinished frame is held.
#[derive(Debug)]
pub struct Relay {
    lines: Lines,
    held: BytesMut,
    last: Fate,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            lines: Lines::default(),
            held: BytesMut::new(),
            last: Fate::Pass,
        }
    }
}

impl Relay {
    /// Takes the next bytes, shows `read` each frame that they complete, and appends to `out` what
    /// passes: slices of `chunk`, one for each run of frames, but for a frame that was held in part.
    ///
    /// # Errors
    /// What `read` says (frames before it have been appended), or `Malformed` beyond [`MAX_FRAME`].
    pub fn push(
        &mut self,
        chunk: &Bytes,
        out: &mut Vec<Bytes>,
        mut read: impl FnMut(&[u8]) -> Result<Fate, Failure>,
    ) -> Result<(), Failure> {
        let mut run = Run::new(chunk);
        if self.held.is_empty() && self.lines.take_line_feed(chunk) {
            // It belongs to the frame before, which ended with a CR where the network split.
            run.go(1, self.last, out);
        } else if !self.held.is_empty() {
            let Some(end) = self.lines.end_of_frame(chunk) else {
                return self.hold(chunk);
            };
            self.held
                .extend_from_slice(chunk.get(..end).unwrap_or_default());
            let frame = self.held.split().freeze();
            self.last = read(&frame)?;
            if self.last == Fate::Pass {
                out.push(frame);
            }
            run.go(end, Fate::Hide, out);
        }
        while let Some(len) = self.lines.end_of_frame(run.rest()) {
            match read(run.rest().get(..len).unwrap_or_default()) {
                Ok(fate) => self.last = fate,
                Err(failure) => {
                    run.flush(out);
                    return Err(failure);
                }
            }
            run.go(len, self.last, out);
        }
        run.flush(out);
        self.hold(run.rest())
    }

    /// What is held of a frame that never ended; empties it.
    pub fn take_held(&mut self) -> Bytes {
        self.held.split().freeze()
    }

    fn hold(&mut self, part: &[u8]) -> Result<(), Failure> {
        self.held.extend_from_slice(part);
        if self.held.len() > MAX_FRAME {
            self.held.clear();
            return Err(Failure::new(
                FailureKind::Malformed,
                format!("one event of the stream is longer than {MAX_FRAME} bytes"),
            ));
        }
        Ok(())
    }
}

/// Frames of one chunk that pass next to each other leave as one slice.
struct Run<'a> {
    chunk: &'a Bytes,
    from: usize,
    at: usize,
}

impl<'a> Run<'a> {
    fn new(chunk: &'a Bytes) -> Self {
        Self {
            chunk,
            from: 0,
            at: 0,
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.chunk.get(self.at..).unwrap_or_default()
    }

    fn go(&mut self, len: usize, fate: Fate, out: &mut Vec<Bytes>) {
        match fate {
            Fate::Pass => self.at += len,
            Fate::Hide => {
                self.flush(out);
                self.at += len;
                self.from = self.at;
            }
        }
    }

    fn flush(&mut self, out: &mut Vec<Bytes>) {
        if self.from < self.at {
            out.push(self.chunk.slice(self.from..self.at));
            self.from = self.at;
        }
    }
}

/// Finds blank lines over any split.
#[derive(Debug)]
struct Lines {
    /// Nothing of the current line has come yet.
    empty: bool,
    /// The last byte was a CR that ended a line: an LF now belongs to it.
    after_cr: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            empty: true,
            after_cr: false,
        }
    }
}

impl Lines {
    fn take_line_feed(&mut self, bytes: &[u8]) -> bool {
        let taken = self.after_cr && bytes.first() == Some(&b'\n');
        if !bytes.is_empty() {
            self.after_cr = false;
        }
        taken
    }

    /// How many of `bytes` belong to the current frame, its blank line with them. `None` when the
    /// frame goes on; the bytes count as seen then.
    fn end_of_frame(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(self.take_line_feed(bytes));
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr2(b'\n', b'\r', rest) else {
                self.empty &= rest.is_empty();
                return None;
            };
            let blank = self.empty && found == 0;
            let is_cr = rest.get(found) == Some(&b'\r');
            at += found + 1;
            self.empty = true;
            if is_cr {
                self.after_cr = at == bytes.len();
                at += usize::from(bytes.get(at) == Some(&b'\n'));
            }
            if blank {
                return Some(at);
            }
        }
    }
}

/// What one frame says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event:` name.
    pub name: Option<&'a [u8]>,
    /// The `data:` lines, joined with LF.
    pub data: Option<Cow<'a, [u8]>>,
    /// A line was neither a comment nor a field: no writer of events made it.
    pub strange: bool,
}

impl<'a> Event<'a> {
    /// Reads a frame. A byte order mark before it is skipped, as the standard wants at the start.
    pub fn read(frame: &'a [u8]) -> Self {
        let mut event = Self::default();
        let mut rest = frame.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(frame);
        while !rest.is_empty() {
            let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            // The LF of a CRLF shows up as one more empty line, which says nothing.
            rest = after.get(1..).unwrap_or_default();
            event.line(line);
        }
        event
    }

    fn line(&mut self, line: &'a [u8]) {
        let (field, value) = match memchr(b':', line) {
            None if line.is_empty() => return,
            Some(0) => return,
            None => (line, [].as_slice()),
            Some(at) => {
                line.split_at_checked(at)
                    .map_or((line, [].as_slice()), |(field, value)| {
                        let value = value.get(1..).unwrap_or_default();
                        (field, value.strip_prefix(b" ").unwrap_or(value))
                    })
            }
        };
        match field {
            b"data" => {
                self.data = Some(match self.data.take() {
                    None => Cow::Borrowed(value),
                    Some(before) => {
                        let mut joined = before.into_owned();
                        joined.push(b'\n');
                        joined.extend_from_slice(value);
                        Cow::Owned(joined)
                    }
                });
            }
            b"event" => self.name = Some(value),
            other => self.strange |= !is_field_name(other),
        }
    }
}

/// The standard ignores unknown fields; a field's name is still a word.
fn is_field_name(name: &[u8]) -> bool {
    name.len() <= 32
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests;
