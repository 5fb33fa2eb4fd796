//! A thought: its summary, its words and its seal.

use super::desk::{Desk, Place, list};
use crate::canon::{Pen, Piece, Seal, SealKind};
use crate::openai_responses::seal;
use bytes::Bytes;

/// The thought that goes on. Blocks with the same id are its parts.
pub struct Thought {
    place: Place,
    own: Option<String>,
    summary: Vec<Bytes>,
    words: Vec<Bytes>,
    seal: Option<Seal>,
}

/// A part that is being thought.
pub struct Part {
    summary: bool,
    /// Where it stands, once there are words.
    at: Option<usize>,
    words: String,
}

impl Thought {
    /// An empty one.
    pub fn begin(own: Option<String>, desk: &mut Desk<'_>) -> Self {
        // A seal of OpenAI's holds for its own id alone.
        let id = own.as_deref().filter(|id| id.starts_with("rs_"));
        let place = desk.place("rs", id, |pen| {
            pen.member("type", "reasoning")
                .key("summary")
                .array()
                .end_array();
        });
        Self {
            place,
            own,
            summary: Vec::new(),
            words: Vec::new(),
            seal: None,
        }
    }

    /// Whether a block of this id is a part of it.
    pub fn goes_on(&self, own: Option<&str>) -> bool {
        own.is_some() && self.own.as_deref() == own && self.seal.is_none()
    }

    /// A part begins.
    pub fn open(summary: bool) -> Part {
        Part {
            summary,
            at: None,
            words: String::new(),
        }
    }

    /// More of a part, or the seal.
    pub fn think(&mut self, part: &mut Part, piece: Piece, desk: &mut Desk<'_>) {
        match piece {
            Piece::Text(more) => {
                let at = self.at(part, desk);
                let name = match part.summary {
                    true => "response.reasoning_summary_text.delta",
                    false => "response.reasoning_text.delta",
                };
                desk.tell(name, &self.place, Some((part.index(), at)), |pen| {
                    pen.member("delta", &more);
                });
                part.words.push_str(&more);
            }
            Piece::Seal(seal) => self.seal = Some(seal),
            Piece::Arguments(_) | Piece::Citation(_) | Piece::Logprobs(_) => {}
        }
    }

    fn at(&mut self, part: &mut Part, desk: &mut Desk<'_>) -> usize {
        if let Some(at) = part.at {
            return at;
        }
        let all = match part.summary {
            true => &mut self.summary,
            false => &mut self.words,
        };
        let at = all.len();
        all.push(Bytes::new());
        part.at = Some(at);
        desk.part(
            part.name("added"),
            &self.place,
            (part.index(), at),
            &part.written(),
        );
        at
    }

    /// A part is whole.
    pub fn close(&mut self, part: &Part, desk: &mut Desk<'_>) {
        let Some(at) = part.at else { return };
        let name = match part.summary {
            true => "response.reasoning_summary_text.done",
            false => "response.reasoning_text.done",
        };
        desk.tell(name, &self.place, Some((part.index(), at)), |pen| {
            pen.member("text", &part.words);
        });
        let written = part.written();
        desk.part(part.name("done"), &self.place, (part.index(), at), &written);
        let all = match part.summary {
            true => &mut self.summary,
            false => &mut self.words,
        };
        if let Some(whole) = all.get_mut(at) {
            *whole = written;
        }
    }

    /// The thought is whole.
    pub fn end(&self, desk: &mut Desk<'_>) {
        let mut pen = Pen::with_room(256);
        pen.object()
            .member("id", &self.place.id)
            .member("type", "reasoning");
        list("summary", &self.summary, &mut pen);
        if !self.words.is_empty() {
            list("content", &self.words, &mut pen);
        }
        let own = matches!(&self.seal, Some(seal) if seal.kind == SealKind::Openai);
        // An empty thought of the provider's own, which has kept it.
        let kept = self.seal.is_none() && self.summary.is_empty() && self.words.is_empty();
        if own || !kept {
            pen.member("encrypted_content", &seal::write(self.seal.as_ref()));
        }
        pen.end_object();
        desk.finish(&self.place, pen);
    }
}

impl Part {
    const fn index(&self) -> &'static str {
        match self.summary {
            true => "summary_index",
            false => "content_index",
        }
    }

    const fn name(&self, what: &'static str) -> &'static str {
        match (self.summary, what.as_bytes()) {
            (true, b"added") => "response.reasoning_summary_part.added",
            (true, _) => "response.reasoning_summary_part.done",
            (false, b"added") => "response.content_part.added",
            (false, _) => "response.content_part.done",
        }
    }

    fn written(&self) -> Bytes {
        let kind = if self.summary {
            "summary_text"
        } else {
            "reasoning_text"
        };
        let mut pen = Pen::with_room(self.words.len() + 48);
        pen.object()
            .member("type", kind)
            .member("text", &self.words)
            .end_object();
        pen.done()
    }
}
