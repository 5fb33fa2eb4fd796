//! A client's stream, written from the canon's events.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/streaming> (read 2026-11-22). Blocks come
//! one after the other here; those that are open beside another wait until it is closed. Usage stands
//! in `message_delta`, which comes when all is known.

use super::{citation, reply, seal};
use crate::anthropic_messages::{tell, usage};
use crate::canon::{
    Asked, Block, Event, Feature, Finish, Losses, Pen, Piece, Reasoning, Seal, Slot, Why, Writer,
};
use crate::{FailureKind, Told, Usage};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Writes one stream.
pub struct MessagesWriter {
    asked: Asked,
    losses: Losses,
    /// How many blocks have begun.
    begun: u64,
    live: Option<(Slot, Live)>,
    waiting: BTreeMap<Slot, Waiting>,
    calls: bool,
    finish: Option<Finish>,
    usage: Usage,
}

/// The block that the client is being told.
enum Live {
    Text,
    Thought {
        seal: Option<Seal>,
        id: Option<String>,
    },
    /// A thought without words: nothing is told before its seal is there.
    Silent {
        seal: Option<Seal>,
        id: Option<String>,
        redacted: bool,
    },
    Call {
        custom: bool,
    },
}

/// A block that is open beside the one that is being told.
struct Waiting {
    block: Block,
    pieces: Vec<Piece>,
    closed: bool,
}

impl MessagesWriter {
    /// A stream for the client that asked so.
    pub fn new(asked: Asked) -> Self {
        Self {
            asked,
            losses: Losses::default(),
            begun: 0,
            live: None,
            waiting: BTreeMap::new(),
            calls: false,
            finish: None,
            usage: Usage::default(),
        }
    }
}

impl Writer for MessagesWriter {
    fn write(&mut self, event: Event, out: &mut Vec<Bytes>) {
        match event {
            Event::Start { id, model, .. } => {
                out.push(self.start(id.as_deref(), model.as_deref()));
            }
            Event::Open(slot, _) if slot.choice > 0 => {
                self.losses.lose(Feature::Choices, "choices", Why::NoPlace);
            }
            Event::Open(_, Block::Media(media)) => {
                self.losses
                    .lose(media.kind.feature(), "content", Why::NoPlace);
            }
            Event::Open(slot, block) if self.live.is_none() => self.begin(slot, block, out),
            Event::Open(slot, block) => {
                let waiting = Waiting {
                    block,
                    pieces: Vec::new(),
                    closed: false,
                };
                self.waiting.insert(slot, waiting);
            }
            Event::Piece(slot, piece) if self.is_live(slot) => self.piece(piece, out),
            Event::Piece(slot, piece) => {
                if let Some(waiting) = self.waiting.get_mut(&slot) {
                    waiting.pieces.push(piece);
                }
            }
            Event::Close(slot) if self.is_live(slot) => {
                self.close(out);
                self.go_on(out);
            }
            Event::Close(slot) => {
                if let Some(waiting) = self.waiting.get_mut(&slot) {
                    waiting.closed = true;
                }
            }
            Event::Usage(usage) => self.usage = usage,
            Event::Finish { choice: 0, finish } => self.finish = Some(finish),
            Event::Finish { .. } => {}
            Event::End => self.end(out),
        }
    }

    fn losses(&self) -> &Losses {
        &self.losses
    }
}

impl MessagesWriter {
    fn is_live(&self, slot: Slot) -> bool {
        self.live.as_ref().is_some_and(|(live, _)| *live == slot)
    }

    fn start(&self, id: Option<&str>, model: Option<&str>) -> Bytes {
        let mut pen = event("message_start");
        pen.key("message").object();
        reply::head(&mut pen, id, model, &self.asked);
        pen.key("content").array().end_array();
        pen.key("stop_reason").null().key("stop_sequence").null();
        pen.key("usage");
        reply::no_usage(&mut pen);
        pen.end_object();
        done(pen)
    }

    fn begin(&mut self, slot: Slot, block: Block, out: &mut Vec<Bytes>) {
        let hidden = self.asked.shows_reasoning == Some(false);
        let live = match block {
            Block::Text | Block::Refusal => self.begin_text(out),
            Block::Reasoning { redacted, id, .. } if redacted || hidden => Live::Silent {
                seal: None,
                id,
                redacted,
            },
            Block::Reasoning { id, .. } => {
                out.push(self.block_start(|pen| {
                    pen.member("type", "thinking").member("thinking", "");
                    pen.member("signature", "");
                }));
                Live::Thought { seal: None, id }
            }
            Block::ToolCall { name, .. } if self.asked.schema_tool.as_ref() == Some(&name) => {
                self.begin_text(out)
            }
            Block::ToolCall { id, name, custom } => {
                self.calls = true;
                out.push(self.block_start(|pen| {
                    pen.member("type", "tool_use").member("id", &id);
                    pen.member("name", &name).key("input");
                    pen.object().end_object();
                }));
                if custom {
                    self.losses
                        .lose(Feature::Tools, "content", Why::Approximated);
                    out.push(self.arguments("{\"input\":\""));
                }
                Live::Call { custom }
            }
            // Media are told as lost where they open.
            Block::Media(_) => return,
        };
        self.live = Some((slot, live));
    }

    fn begin_text(&mut self, out: &mut Vec<Bytes>) -> Live {
        out.push(self.block_start(|pen| {
            pen.member("type", "text").member("text", "");
            pen.key("citations").null();
        }));
        Live::Text
    }

    fn piece(&mut self, piece: Piece, out: &mut Vec<Bytes>) {
        let Some((_, live)) = &mut self.live else {
            return;
        };
        match (live, piece) {
            (Live::Text, Piece::Text(text) | Piece::Arguments(text)) => {
                out.push(self.delta("text_delta", "text", &text));
            }
            (Live::Text, Piece::Citation(cited)) => {
                let mut pen = event("content_block_delta");
                pen.key("index").count(self.index()).key("delta").object();
                pen.member("type", "citations_delta").key("citation");
                citation::write(&cited, &mut pen);
                pen.end_object();
                out.push(done(pen));
            }
            (Live::Thought { .. }, Piece::Text(text)) => {
                out.push(self.delta("thinking_delta", "thinking", &text));
            }
            (Live::Thought { seal, .. } | Live::Silent { seal, .. }, Piece::Seal(sealed)) => {
                *seal = Some(sealed);
            }
            // Hidden words.
            (Live::Silent { .. }, Piece::Text(_)) => {}
            (Live::Call { custom: false }, Piece::Arguments(text)) => {
                out.push(self.arguments(&text));
            }
            (Live::Call { custom: true }, Piece::Arguments(text)) => {
                let quoted = crate::splice::quoted(&text);
                let inside = quoted.get(1..quoted.len().saturating_sub(1));
                out.push(self.arguments(inside.unwrap_or_default()));
            }
            // The engine keeps a call's seal by the call's id and lays it back.
            (Live::Call { .. }, Piece::Seal(_)) => {}
            (Live::Text, Piece::Seal(_)) => {
                self.losses
                    .lose(Feature::Signatures, "content", Why::NoPlace);
            }
            (_, Piece::Logprobs(_)) => {
                self.losses
                    .lose(Feature::Logprobs, "logprobs", Why::NoPlace);
            }
            (
                Live::Thought { .. } | Live::Silent { .. } | Live::Call { .. },
                Piece::Text(_) | Piece::Arguments(_) | Piece::Citation(_),
            ) => {}
        }
    }

    fn close(&mut self, out: &mut Vec<Bytes>) {
        let Some((_, live)) = self.live.take() else {
            return;
        };
        match live {
            Live::Text | Live::Call { custom: false } => {}
            Live::Call { custom: true } => out.push(self.arguments("\"}")),
            Live::Thought { seal, id } => {
                let carried = carried(seal, id);
                out.push(self.delta("signature_delta", "signature", &carried));
            }
            Live::Silent { seal: None, .. } => return,
            Live::Silent { seal, id, redacted } => {
                let carried = carried(seal, id);
                out.push(self.block_start(|pen| match redacted {
                    true => {
                        pen.member("type", "redacted_thinking");
                        pen.member("data", &carried);
                    }
                    false => {
                        pen.member("type", "thinking").member("thinking", "");
                        pen.member("signature", &carried);
                    }
                }));
            }
        }
        let mut pen = event("content_block_stop");
        pen.key("index").count(self.index());
        out.push(done(pen));
    }

    /// Tells the blocks that waited, up to the first that is still open.
    fn go_on(&mut self, out: &mut Vec<Bytes>) {
        while self.live.is_none()
            && let Some((slot, waiting)) = self.waiting.pop_first()
        {
            self.begin(slot, waiting.block, out);
            for piece in waiting.pieces {
                self.piece(piece, out);
            }
            if waiting.closed {
                self.close(out);
            }
        }
    }

    fn end(&mut self, out: &mut Vec<Bytes>) {
        let finish = self.finish.take().unwrap_or_default();
        if finish == Finish::Failed {
            out.push(tell::in_band(&Told {
                kind: FailureKind::Overloaded,
                status: 502,
                code: "provider_failed".to_owned(),
                message: "the provider failed within its answer, which is not complete".to_owned(),
                param: None,
            }));
            return;
        }
        let mut pen = event("message_delta");
        pen.key("delta").object();
        reply::stop(&mut pen, &finish, self.calls, &mut self.losses);
        pen.end_object().key("usage");
        usage::write(&self.usage, None, &mut pen);
        out.push(done(pen));
        out.push(done(event("message_stop")));
    }

    /// The number of the block that began last.
    fn index(&self) -> u64 {
        self.begun.saturating_sub(1)
    }

    fn block_start(&mut self, block: impl FnOnce(&mut Pen)) -> Bytes {
        self.begun += 1;
        let mut pen = event("content_block_start");
        pen.key("index").count(self.index());
        pen.key("content_block").object();
        block(&mut pen);
        pen.end_object();
        done(pen)
    }

    fn delta(&self, kind: &str, key: &str, text: &str) -> Bytes {
        let mut pen = event("content_block_delta");
        pen.key("index").count(self.index()).key("delta").object();
        pen.member("type", kind).member(key, text).end_object();
        done(pen)
    }

    fn arguments(&self, json: &str) -> Bytes {
        self.delta("input_json_delta", "partial_json", json)
    }
}

fn carried(seal: Option<Seal>, id: Option<String>) -> String {
    seal::write(&Reasoning {
        seal,
        id,
        ..Reasoning::default()
    })
}

/// The beginning of a frame, up to and with its type.
fn event(name: &str) -> Pen {
    let mut pen = Pen::default();
    pen.bytes(b"event: ").bytes(name.as_bytes());
    pen.bytes(b"\ndata: ").object().member("type", name);
    pen
}

fn done(mut pen: Pen) -> Bytes {
    pen.end_object().bytes(b"\n\n");
    pen.done()
}

#[cfg(test)]
mod tests;
