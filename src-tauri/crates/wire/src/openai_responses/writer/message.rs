//! A message: texts and refusals side by side.

use super::desk::{Desk, Place, list};
use crate::canon::{Citation, Feature, Pen, Piece, TokenLogprob, Why};
use bytes::Bytes;

const PLACE: &str = "content_index";

/// The message that goes on.
pub struct Message {
    place: Place,
    parts: Vec<Bytes>,
    open: usize,
}

/// A text that is being said.
#[derive(Default)]
pub struct Text {
    at: usize,
    words: String,
    citations: Vec<Bytes>,
    logprobs: Vec<TokenLogprob>,
}

/// A refusal that is being said.
pub struct Refusal {
    at: usize,
    words: String,
}

impl Message {
    /// An empty one.
    pub fn begin(desk: &mut Desk<'_>) -> Self {
        let place = desk.place("msg", None, |pen| {
            pen.member("type", "message")
                .member("status", "in_progress");
            pen.member("role", "assistant")
                .key("content")
                .array()
                .end_array();
        });
        Self {
            place,
            parts: Vec::new(),
            open: 0,
        }
    }

    /// Whether something of it is still being said.
    pub fn is_open(&self) -> bool {
        self.open > 0
    }

    /// A text begins.
    pub fn open_text(&mut self, desk: &mut Desk<'_>) -> Text {
        let text = Text {
            at: self.open_part(),
            ..Text::default()
        };
        let part = text.part();
        desk.part(
            "response.content_part.added",
            &self.place,
            (PLACE, text.at),
            &part,
        );
        text
    }

    /// A refusal begins.
    pub fn open_refusal(&mut self, desk: &mut Desk<'_>) -> Refusal {
        let refusal = Refusal {
            at: self.open_part(),
            words: String::new(),
        };
        let part = refusal.part();
        desk.part(
            "response.content_part.added",
            &self.place,
            (PLACE, refusal.at),
            &part,
        );
        refusal
    }

    fn open_part(&mut self) -> usize {
        self.open += 1;
        self.parts.push(Bytes::new());
        self.parts.len() - 1
    }

    fn close_part(&mut self, at: usize, part: Bytes, desk: &mut Desk<'_>) {
        desk.part(
            "response.content_part.done",
            &self.place,
            (PLACE, at),
            &part,
        );
        self.open = self.open.saturating_sub(1);
        if let Some(whole) = self.parts.get_mut(at) {
            *whole = part;
        }
    }

    /// More of a text.
    pub fn say(&self, text: &mut Text, piece: Piece, desk: &mut Desk<'_>) {
        let at = Some((PLACE, text.at));
        match piece {
            Piece::Text(more) | Piece::Arguments(more) => {
                desk.tell("response.output_text.delta", &self.place, at, |pen| {
                    pen.member("delta", &more)
                        .key("logprobs")
                        .array()
                        .end_array();
                });
                text.words.push_str(&more);
            }
            Piece::Citation(citation) => match annotation(&citation, &text.words) {
                Some(written) => {
                    let name = "response.output_text.annotation.added";
                    desk.tell(name, &self.place, at, |pen| {
                        pen.key("annotation_index")
                            .count(text.citations.len() as u64);
                        pen.key("annotation").bytes(&written);
                    });
                    text.citations.push(written);
                }
                None => desk
                    .page
                    .losses
                    .lose(Feature::Citations, "citations", Why::NoPlace),
            },
            Piece::Logprobs(all) => text.logprobs.extend(all),
            Piece::Seal(_) => desk
                .page
                .losses
                .lose(Feature::Signatures, "text.seal", Why::NoPlace),
        }
    }

    /// More of a refusal.
    pub fn refuse(&self, refusal: &mut Refusal, piece: Piece, desk: &mut Desk<'_>) {
        if let Piece::Text(more) = piece {
            let at = Some((PLACE, refusal.at));
            desk.tell("response.refusal.delta", &self.place, at, |pen| {
                pen.member("delta", &more);
            });
            refusal.words.push_str(&more);
        }
    }

    /// A text is whole.
    pub fn close_text(&mut self, text: &Text, desk: &mut Desk<'_>) {
        let at = Some((PLACE, text.at));
        desk.tell("response.output_text.done", &self.place, at, |pen| {
            pen.member("text", &text.words).key("logprobs");
            write_logprobs(&text.logprobs, pen);
        });
        self.close_part(text.at, text.part(), desk);
    }

    /// A refusal is whole.
    pub fn close_refusal(&mut self, refusal: &Refusal, desk: &mut Desk<'_>) {
        let at = Some((PLACE, refusal.at));
        desk.tell("response.refusal.done", &self.place, at, |pen| {
            pen.member("refusal", &refusal.words);
        });
        self.close_part(refusal.at, refusal.part(), desk);
    }

    /// The message is whole.
    pub fn end(&self, desk: &mut Desk<'_>) {
        let mut pen = Pen::with_room(256);
        pen.object()
            .member("id", &self.place.id)
            .member("type", "message");
        pen.member("status", "completed")
            .member("role", "assistant");
        list("content", &self.parts, &mut pen);
        pen.end_object();
        desk.finish(&self.place, pen);
    }
}

impl Text {
    fn part(&self) -> Bytes {
        let mut pen = Pen::with_room(self.words.len() + 64);
        pen.object().member("type", "output_text");
        list("annotations", &self.citations, &mut pen);
        pen.key("logprobs");
        write_logprobs(&self.logprobs, &mut pen);
        pen.member("text", &self.words).end_object();
        pen.done()
    }
}

impl Refusal {
    fn part(&self) -> Bytes {
        let mut pen = Pen::with_room(self.words.len() + 48);
        pen.object()
            .member("type", "refusal")
            .member("refusal", &self.words);
        pen.end_object();
        pen.done()
    }
}

/// A citation of a page; of anything else there is no file to name. Where nothing is said of the place,
/// it is all of the text so far.
fn annotation(citation: &Citation, words: &str) -> Option<Bytes> {
    let url = citation.url.as_deref()?;
    let end = || u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
    let mut pen = Pen::with_room(128);
    pen.object()
        .member("type", "url_citation")
        .member("url", url);
    pen.member("title", citation.title.as_deref().unwrap_or_default());
    pen.key("start_index")
        .count(citation.start.unwrap_or(0).into());
    pen.key("end_index")
        .count(citation.end.unwrap_or_else(end).into());
    pen.end_object();
    Some(pen.done())
}

fn write_logprobs(all: &[TokenLogprob], pen: &mut Pen) {
    pen.array();
    for one in all {
        pen.object().member("token", &one.token);
        pen.key("logprob").value(&one.logprob);
        pen.key("bytes")
            .value(&one.bytes.as_deref().unwrap_or(one.token.as_bytes()));
        pen.key("top_logprobs");
        write_logprobs(&one.top, pen);
        pen.end_object();
    }
    pen.end_array();
}
