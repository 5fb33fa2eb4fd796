//! A stream, written for a client.
//!
//! <https://platform.openai.com/docs/api-reference/chat-streaming> (read 2026-11-22). Thoughts go as
//! `reasoning_content` and, for their seals, as `reasoning_details` in the same chunk: a client that
//! sends those back loses nothing.

use super::{answers, citations, counts, details, finish, likely};
use crate::Usage;
use crate::canon::{
    Asked, Block, Event, Feature, Finish, Losses, Media, Pen, Piece, Reasoning, Seal, Slot, Why,
    Writer,
};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Writes one stream.
pub struct Speaks {
    id: String,
    model: String,
    created: u64,
    asked: Asked,
    usage: Option<Usage>,
    open: BTreeMap<Slot, Open>,
    /// Choices that have begun, and what they have said so far.
    begun: BTreeMap<u32, Begun>,
    losses: Losses,
}

#[derive(Default)]
struct Begun {
    calls: u64,
    details: u64,
    schema: bool,
}

enum Open {
    Words,
    Refusal,
    /// A thought without its words, and which of them it is.
    Thought(Reasoning, u64),
    Call(Call),
    /// The arguments of the tool that stands in for a schema: they are the answer.
    Schema,
    Medium,
}

struct Call {
    index: u64,
    id: String,
    custom: bool,
    said: bool,
}

impl Speaks {
    /// A writer for a client that asked so.
    pub fn new(asked: Asked) -> Self {
        Self {
            id: format!("chatcmpl-{}", asked.id),
            model: asked.model.clone(),
            created: asked.now,
            asked,
            usage: None,
            open: BTreeMap::new(),
            begun: BTreeMap::new(),
            losses: Losses::default(),
        }
    }

    fn head(&self) -> Pen {
        let mut pen = Pen::behind(b"data: ");
        pen.object().member("id", &self.id);
        pen.member("object", "chat.completion.chunk");
        pen.key("created").count(self.created);
        pen.member("model", &self.model).key("choices").array();
        pen
    }

    /// A chunk of one choice, whose delta is what `say` writes.
    fn chunk(&mut self, choice: u32, out: &mut Vec<Bytes>, say: impl FnOnce(&mut Pen)) {
        self.begin(choice, out);
        self.bare(choice, None, out, |pen| {
            pen.key("delta").object();
            say(pen);
            pen.end_object();
        });
    }

    fn bare(
        &self,
        choice: u32,
        finish: Option<&str>,
        out: &mut Vec<Bytes>,
        say: impl FnOnce(&mut Pen),
    ) {
        let mut pen = self.head();
        pen.object().key("index").count(choice.into());
        say(&mut pen);
        match finish {
            Some(word) => pen.member("finish_reason", word),
            None => pen.key("finish_reason").null(),
        };
        pen.end_object().end_array().end_object().bytes(b"\n\n");
        out.push(pen.done());
    }

    /// The first chunk of a choice says who speaks.
    fn begin(&mut self, choice: u32, out: &mut Vec<Bytes>) {
        if self.begun.contains_key(&choice) {
            return;
        }
        self.begun.insert(choice, Begun::default());
        self.bare(choice, None, out, |pen| {
            pen.key("delta").object().member("role", "assistant");
            pen.member("content", "").end_object();
        });
    }

    fn opened(&mut self, slot: Slot, block: Block, out: &mut Vec<Bytes>) {
        self.begin(slot.choice, out);
        let open = match block {
            Block::Text => Open::Words,
            Block::Refusal => Open::Refusal,
            Block::Reasoning {
                summary,
                redacted,
                id,
            } => {
                let thought = Reasoning {
                    summary,
                    redacted,
                    id,
                    ..Reasoning::default()
                };
                Open::Thought(thought, self.detail_index(slot.choice))
            }
            Block::ToolCall { name, .. } if self.asked.schema_tool.as_ref() == Some(&name) => {
                let begun = self.begun.entry(slot.choice).or_default();
                begun.schema = true;
                Open::Schema
            }
            Block::ToolCall { id, name, custom } => self.call(slot.choice, id, &name, custom, out),
            Block::Media(media) => {
                self.medium(slot.choice, &media, out);
                Open::Medium
            }
        };
        self.open.insert(slot, open);
    }

    fn call(
        &mut self,
        choice: u32,
        id: String,
        name: &str,
        custom: bool,
        out: &mut Vec<Bytes>,
    ) -> Open {
        let begun = self.begun.entry(choice).or_default();
        let index = begun.calls;
        begun.calls += 1;
        self.chunk(choice, out, |pen| {
            pen.key("tool_calls").array().object();
            pen.key("index").count(index).member("id", &id);
            let (kind, key) = kind(custom);
            pen.member("type", kind).key(kind).object();
            pen.member("name", name).member(key, "").end_object();
            pen.end_object().end_array();
        });
        Open::Call(Call {
            index,
            id,
            custom,
            said: false,
        })
    }

    fn medium(&mut self, choice: u32, media: &Media, out: &mut Vec<Bytes>) {
        if let Some(url) = answers::picture(media) {
            self.chunk(choice, out, |pen| {
                pen.key("images").array();
                answers::write_picture(&url, pen);
                pen.end_array();
            });
        } else if let Some(data) = answers::sound_data(media) {
            self.chunk(choice, out, |pen| answers::write_sound(data, pen));
        } else {
            self.losses
                .lose(media.kind.feature(), "content", Why::NoPlace);
        }
    }

    fn piece(&mut self, slot: Slot, piece: Piece, out: &mut Vec<Bytes>) {
        let choice = slot.choice;
        match piece {
            Piece::Text(text) => self.words(slot, &text, out),
            Piece::Arguments(text) => self.arguments(slot, &text, out),
            Piece::Seal(seal) => self.sealed(slot, &seal, out),
            Piece::Citation(citation) => {
                let mut losses = std::mem::take(&mut self.losses);
                if citation.url.is_some() {
                    self.chunk(choice, out, |pen| {
                        citations::write(&[&citation], "citations", pen, &mut losses);
                    });
                } else {
                    losses.lose(Feature::Citations, "citations", Why::NoPlace);
                }
                self.losses = losses;
            }
            Piece::Logprobs(all) => {
                self.begin(choice, out);
                self.bare(choice, None, out, |pen| {
                    pen.key("delta").object().end_object();
                    likely::write(&all, pen);
                });
            }
        }
    }

    fn words(&mut self, slot: Slot, text: &str, out: &mut Vec<Bytes>) {
        let key = match self.open.get(&slot) {
            Some(Open::Words) => "content",
            Some(Open::Refusal) => "refusal",
            Some(Open::Thought(..)) => return self.thought(slot, text, out),
            Some(Open::Call(_) | Open::Schema | Open::Medium) | None => return,
        };
        self.chunk(slot.choice, out, |pen| {
            pen.member(key, text);
        });
    }

    fn hides(&self) -> bool {
        self.asked.shows_reasoning == Some(false)
    }

    fn thought(&mut self, slot: Slot, text: &str, out: &mut Vec<Bytes>) {
        if self.hides() {
            return;
        }
        let Some(Open::Thought(thought, index)) = self.open.get(&slot) else {
            return;
        };
        let mut detail = Pen::default();
        details::write_more(thought, text, *index, &mut detail);
        self.chunk(slot.choice, out, |pen| {
            pen.member("reasoning_content", text);
            pen.key("reasoning_details").array();
            pen.bytes(&detail.done()).end_array();
        });
    }

    fn arguments(&mut self, slot: Slot, text: &str, out: &mut Vec<Bytes>) {
        let choice = slot.choice;
        match self.open.get_mut(&slot) {
            Some(Open::Call(call)) => {
                call.said |= !text.is_empty();
                let (index, (kind, key)) = (call.index, kind(call.custom));
                self.chunk(choice, out, |pen| {
                    pen.key("tool_calls").array().object();
                    pen.key("index").count(index).key(kind).object();
                    pen.member(key, text).end_object();
                    pen.end_object().end_array();
                });
            }
            Some(Open::Schema) => {
                self.chunk(choice, out, |pen| {
                    pen.member("content", text);
                });
            }
            Some(Open::Words | Open::Refusal | Open::Thought(..) | Open::Medium) | None => {}
        }
    }

    fn sealed(&mut self, slot: Slot, seal: &Seal, out: &mut Vec<Bytes>) {
        if self.hides() {
            return;
        }
        let mut detail = Pen::default();
        match self.open.get(&slot) {
            Some(Open::Thought(thought, index)) => {
                details::write_seal(thought, seal, *index, &mut detail);
            }
            Some(Open::Call(call)) => {
                let id = call.id.clone();
                let index = self.detail_index(slot.choice);
                details::write_beside(Some(&id), seal, index, &mut detail);
            }
            Some(Open::Words) => {
                let index = self.detail_index(slot.choice);
                details::write_beside(None, seal, index, &mut detail);
            }
            Some(Open::Refusal | Open::Schema | Open::Medium) | None => return,
        }
        self.chunk(slot.choice, out, |pen| {
            pen.key("reasoning_details").array();
            pen.bytes(&detail.done()).end_array();
        });
    }

    fn detail_index(&mut self, choice: u32) -> u64 {
        let begun = self.begun.entry(choice).or_default();
        begun.details += 1;
        begun.details - 1
    }

    /// Clients read the arguments of a call as JSON even where there are none.
    fn closed(&mut self, slot: Slot, out: &mut Vec<Bytes>) {
        if let Some(Open::Call(call)) = self.open.get(&slot)
            && !call.said
            && !call.custom
        {
            self.arguments(slot, "{}", out);
        }
        self.open.remove(&slot);
    }

    fn finish(&mut self, choice: u32, finish: &Finish, out: &mut Vec<Bytes>) {
        self.begin(choice, out);
        let begun = self.begun.get(&choice);
        let stood_in = begun.is_some_and(|begun| begun.schema && begun.calls == 0);
        let word = match *finish == Finish::ToolCalls && stood_in {
            true => finish::word(&Finish::Stop, &mut self.losses),
            false => finish::word(finish, &mut self.losses),
        };
        self.bare(choice, Some(word), out, |pen| {
            pen.key("delta").object().end_object();
        });
    }

    fn end(&mut self, out: &mut Vec<Bytes>) {
        if let Some(usage) = self.usage.filter(|_| self.asked.wants_usage) {
            let mut pen = self.head();
            pen.end_array();
            counts::write(&usage, &mut pen);
            pen.end_object().bytes(b"\n\n");
            out.push(pen.done());
        }
        out.push(Bytes::from_static(b"data: [DONE]\n\n"));
    }
}

impl Writer for Speaks {
    fn write(&mut self, event: Event, out: &mut Vec<Bytes>) {
        match event {
            Event::Start { id, model, created } => {
                self.id = id.unwrap_or_else(|| std::mem::take(&mut self.id));
                self.model = model.unwrap_or_else(|| std::mem::take(&mut self.model));
                self.created = created.unwrap_or(self.created);
            }
            Event::Open(slot, block) => self.opened(slot, block, out),
            Event::Piece(slot, piece) => self.piece(slot, piece, out),
            Event::Close(slot) => self.closed(slot, out),
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Finish { choice, finish } => self.finish(choice, &finish, out),
            Event::End => self.end(out),
        }
    }

    fn losses(&self) -> &Losses {
        &self.losses
    }
}

/// The type of a call, and where its arguments stand.
const fn kind(custom: bool) -> (&'static str, &'static str) {
    match custom {
        true => ("custom", "input"),
        false => ("function", "arguments"),
    }
}
