//! A stream on its way from one dialect to another: a reader and a writer, which together are a
//! [`Tap`] like any other. The engine need not know that a stream was translated.

use super::laws::Laws;
use super::{Block, Event, Losses, Part, Piece, Reader, Reasoning, Slot, Text, ToolCall, Writer};
use crate::{Failure, FailureKind, Seen, Sent, Tap, Usage};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// The most text that is kept so that an answer can be made whole.
const MOST_KEPT: usize = 1 << 20;
/// The most that is kept of thoughts and seals.
const MOST_PARTS: usize = 4 << 20;
/// The most words and arguments of an answer: some writers keep all of it, to repeat it at the end.
const MOST_ANSWER: u64 = 64 << 20;

/// A stream that is translated as it runs.
pub struct Crossing {
    reader: Box<dyn Reader>,
    writer: Box<dyn Writer>,
    laws: Laws,
    seen: Seen,
    expected: u64,
    finished: BTreeSet<u32>,
    usage: Option<Usage>,
    model: Option<String>,
    text_bytes: u64,
    keeps_text: bool,
    sent: Sent,
    plain: bool,
    parts: BTreeMap<Slot, Part>,
    parts_size: usize,
    /// Whether words and arguments are kept too.
    keeps_whole: bool,
    /// Whether something was too much to keep.
    overflowed: bool,
}

impl Crossing {
    /// A stream of one dialect for a client of another.
    pub fn new(reader: Box<dyn Reader>, writer: Box<dyn Writer>) -> Self {
        Self {
            reader,
            writer,
            laws: Laws::default(),
            seen: Seen::default(),
            expected: 1,
            finished: BTreeSet::new(),
            usage: None,
            model: None,
            text_bytes: 0,
            keeps_text: false,
            sent: Sent::default(),
            plain: true,
            parts: BTreeMap::new(),
            parts_size: 0,
            keeps_whole: false,
            overflowed: false,
        }
    }

    /// Has everything that is said kept from here on, so that [`answer`](Self::answer) can tell it.
    pub fn keep_whole(&mut self) {
        self.keeps_whole = true;
    }

    /// The first choice's answer, once it is whole, where all of it was kept.
    pub fn answer(&self) -> Option<Vec<Part>> {
        let whole = self.keeps_whole && self.seen.whole && !self.overflowed;
        whole.then(|| self.parts())
    }

    /// What did not cross so far.
    pub fn losses(&self) -> Losses {
        let mut all = self.reader.losses().clone();
        all.append(self.writer.losses().clone());
        all
    }

    /// Thoughts and tool calls of the first choice so far, with their seals and without the words
    /// and arguments that were too much to keep. For [`super::keep::gather`].
    pub fn parts(&self) -> Vec<Part> {
        let first = self.parts.iter().filter(|(slot, _)| slot.choice == 0);
        first.map(|(_, part)| part.clone()).collect()
    }

    fn carry(&mut self, events: Vec<Event>, out: &mut Vec<Bytes>) -> Result<(), Failure> {
        for event in events {
            if let Err(broken) = self.laws.follow(&event) {
                let what = format!("the stream breaks its own order: {broken}");
                return Err(Failure::new(FailureKind::Malformed, what));
            }
            self.note(&event);
            if self.text_bytes > MOST_ANSWER {
                let what = format!("the answer is larger than {MOST_ANSWER} bytes");
                return Err(Failure::new(FailureKind::Malformed, what));
            }
            self.writer.write(event, out);
        }
        Ok(())
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::Start { id, model, created } => {
                self.model.clone_from(model);
                self.sent.id.clone_from(id);
                self.sent.created = *created;
            }
            Event::Open(slot, block) => self.opened(*slot, block),
            Event::Piece(slot, piece) => self.piece(*slot, piece),
            Event::Close(_) | Event::End => {}
            Event::Usage(usage) => self.usage = Some(*usage),
            Event::Finish { choice, .. } => {
                self.finished.insert(*choice);
                self.seen.whole = self.finished.len() as u64 >= self.expected;
            }
        }
    }

    fn opened(&mut self, slot: Slot, block: &Block) {
        self.plain &= matches!(block, Block::Text) && slot.choice == 0;
        let part = match block {
            // A text may have a seal too, but needs no place beside a tool call.
            Block::Text | Block::Refusal if !self.keeps_whole => return,
            Block::Text => Part::text(""),
            Block::Refusal => Part::Refusal(String::new()),
            Block::Media(_) => {
                self.seen.content = true;
                self.overflowed = true;
                return;
            }
            Block::Reasoning {
                summary,
                redacted,
                id,
            } => Part::Reasoning(Reasoning {
                summary: *summary,
                redacted: *redacted,
                id: id.clone(),
                ..Reasoning::default()
            }),
            Block::ToolCall { id, name, custom } => {
                self.seen.content = true;
                Part::ToolCall(ToolCall {
                    id: id.clone(),
                    name: name.clone(),
                    custom: *custom,
                    ..ToolCall::default()
                })
            }
        };
        self.parts.insert(slot, part);
    }

    fn piece(&mut self, slot: Slot, piece: &Piece) {
        match piece {
            Piece::Text(text) => {
                self.text_bytes += text.len() as u64;
                self.seen.content |= !text.is_empty();
                self.keep(slot, text);
                if self.keeps_text && self.plain {
                    self.sent.text.push_str(text);
                    self.plain = self.sent.text.len() <= MOST_KEPT;
                }
            }
            Piece::Arguments(text) => {
                self.text_bytes += text.len() as u64;
                self.seen.content |= !text.is_empty();
                if self.keeps_whole {
                    self.keep(slot, text);
                }
            }
            Piece::Seal(seal) => match self.parts.get_mut(&slot) {
                Some(Part::Reasoning(thought)) => thought.seal = Some(seal.clone()),
                Some(Part::ToolCall(call)) => call.seal = Some(seal.clone()),
                Some(
                    Part::Text(Text { .. })
                    | Part::Media(_)
                    | Part::ToolResult(_)
                    | Part::Refusal(_),
                )
                | None => {}
            },
            Piece::Citation(_) | Piece::Logprobs(_) => {}
        }
    }

    /// Keeps more of a part, up to the bound.
    fn keep(&mut self, slot: Slot, more: &str) {
        let Some(part) = self.parts.get_mut(&slot) else {
            return;
        };
        if self.parts_size + more.len() > MOST_PARTS {
            self.overflowed = true;
            return;
        }
        self.parts_size += more.len();
        match part {
            Part::Reasoning(thought) => thought.text.push_str(more),
            Part::Text(text) => text.text.push_str(more),
            Part::Refusal(words) => words.push_str(more),
            Part::ToolCall(call) => call.arguments.push_str(more),
            Part::Media(_) | Part::ToolResult(_) => {}
        }
    }
}

impl Tap for Crossing {
    fn push(&mut self, chunk: Bytes, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        let mut events = Vec::new();
        let read = self.reader.push(chunk, &mut events);
        self.carry(events, out)?;
        read.map(|()| self.seen)
    }

    fn end(&mut self, out: &mut Vec<Bytes>) -> Result<Seen, Failure> {
        let mut events = Vec::new();
        let read = self.reader.end(&mut events);
        self.carry(events, out)?;
        read.map(|()| self.seen)
    }

    fn expect_choices(&mut self, choices: u64) {
        self.expected = choices.max(1);
    }

    fn complaint(&self) -> Option<&Bytes> {
        // It is of the other dialect.
        None
    }

    fn usage(&self) -> Option<Usage> {
        self.usage
    }

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    fn keep_text(&mut self) {
        self.keeps_text = true;
    }

    fn sent(&self) -> Option<&Sent> {
        let tells = self.keeps_text && self.plain && !self.sent.text.is_empty();
        tells.then_some(&self.sent)
    }

    fn left_out(&self) -> u32 {
        0
    }

    fn crossing(&self) -> Option<&Crossing> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::Asked;
    use crate::{Dialect, codec};

    #[test]
    fn an_answer_without_end_is_ended() {
        let tongue = |dialect| codec(dialect).tongue().unwrap();
        let reader = tongue(Dialect::OpenaiChat).reader(1);
        let writer = tongue(Dialect::OpenaiResponses).writer(Asked::default());
        let mut crossing = Crossing::new(reader, writer);
        let mut say = |said: u64| {
            crossing.text_bytes = said;
            let word = r#"data: {"choices":[{"index":0,"delta":{"content":"word"}}]}"#;
            let frame = Bytes::from(format!("{word}\n\n"));
            let pushed = crossing.push(frame, &mut Vec::new());
            pushed.map(|seen| seen.content).map_err(|it| it.kind)
        };
        assert_eq!(say(0), Ok(true));
        assert_eq!(say(MOST_ANSWER - 4), Ok(true));
        assert_eq!(say(MOST_ANSWER - 3), Err(FailureKind::Malformed));
    }
}
