//! Turns as the dialect has them: the system prompt apart, user and assistant by turns, results of
//! tools first in theirs.

use super::blocks::{Block, block};
use crate::canon::{Feature, IdForm, Losses, Manner, Part, Pen, Request, Role, Text, Why};
use std::collections::BTreeSet;

/// The whole conversation.
pub struct Turns<'a> {
    system: Vec<&'a Text>,
    messages: Vec<Message<'a>>,
    ids: IdForm,
}

struct Message<'a> {
    assistant: bool,
    blocks: Vec<Block<'a>>,
}

impl<'a> Turns<'a> {
    /// Sorts the turns of a request.
    pub fn of(request: &'a Request, manner: &Manner, losses: &mut Losses) -> Self {
        let mut all = Self {
            system: Vec::new(),
            messages: Vec::new(),
            ids: match manner.ids {
                IdForm::Any => IdForm::Word,
                form => form,
            },
        };
        for (at, turn) in request.turns.iter().enumerate() {
            let path = format!("messages[{at}]");
            if turn.name.is_some() {
                losses.lose(Feature::Names, format!("{path}.name"), Why::NoPlace);
            }
            let leads = all.messages.is_empty();
            match turn.role {
                Role::System | Role::Developer if leads => {
                    all.add_system(&turn.parts, &path, losses);
                }
                Role::System | Role::Developer => {
                    // The dialect has the system's words before all others.
                    losses.lose(Feature::System, &*path, Why::Approximated);
                    all.add(false, &turn.parts, manner, &path, losses);
                }
                Role::User | Role::Tool => {
                    all.add(false, &turn.parts, manner, &path, losses);
                }
                Role::Assistant => all.add(true, &turn.parts, manner, &path, losses),
            }
        }
        all.settle(losses);
        all
    }

    fn add_system(&mut self, parts: &'a [Part], path: &str, losses: &mut Losses) {
        for part in parts {
            match part {
                Part::Text(text) if text.text.trim().is_empty() => {}
                Part::Text(text) => self.system.push(text),
                Part::Media(media) => losses.lose(media.kind.feature(), path, Why::NoPlace),
                Part::Reasoning(_) | Part::ToolCall(_) | Part::ToolResult(_) | Part::Refusal(_) => {
                    losses.lose(Feature::System, path, Why::NoPlace)
                }
            }
        }
    }

    fn add(
        &mut self,
        assistant: bool,
        parts: &'a [Part],
        manner: &Manner,
        path: &str,
        losses: &mut Losses,
    ) {
        let written = parts.iter().enumerate().filter_map(|(at, part)| {
            let path = || format!("{path}.content[{at}]");
            block(part, assistant, manner, &path, losses)
        });
        let blocks: Vec<_> = written.collect();
        if blocks.is_empty() {
            return;
        }
        match self.messages.last_mut() {
            Some(last) if last.assistant == assistant => last.blocks.extend(blocks),
            _ => self.messages.push(Message { assistant, blocks }),
        }
    }

    /// What holds of the conversation as a whole.
    fn settle(&mut self, losses: &mut Losses) {
        for message in self.messages.iter_mut().filter(|it| !it.assistant) {
            let is_word = |block: &Block<'_>| !matches!(block, Block::Result(_));
            message.blocks.sort_by_key(is_word);
        }
        if let Some(last) = self.messages.last_mut().filter(|it| it.assistant)
            && let Some(Block::Text(words, _)) = last.blocks.last_mut()
        {
            // "Final assistant content cannot end with trailing whitespace."
            *words = words.trim_end();
        }
        if self.messages.is_empty() {
            losses.lose(Feature::System, "messages", Why::Approximated);
            let words = self
                .system
                .drain(..)
                .map(|it| Block::Text(&it.text, it.cache));
            let mut blocks: Vec<_> = words.collect();
            if blocks.is_empty() {
                blocks.push(Block::Text(BEGIN, None));
            }
            self.messages.push(Message {
                assistant: false,
                blocks,
            });
        }
        if self.messages.first().is_some_and(|first| first.assistant) {
            losses.lose(Feature::Text, "messages[0]", Why::Approximated);
            let begin = Message {
                assistant: false,
                blocks: vec![Block::Text(BEGIN, None)],
            };
            self.messages.insert(0, begin);
        }
    }

    /// Whether the assistant's last turn calls tools and does not begin with thoughts that are its
    /// own: thinking with a budget is refused then.
    pub fn calls_without_thoughts(&self) -> bool {
        let last = self.messages.iter().rev().find(|it| it.assistant);
        last.is_some_and(|last| {
            let calls = last.blocks.iter().any(|it| matches!(it, Block::Call(_)));
            calls && !matches!(last.blocks.first(), Some(Block::Thought(_)))
        })
    }

    /// The names of tools that were called.
    pub fn called(&self) -> BTreeSet<&'a str> {
        let blocks = self.messages.iter().flat_map(|it| &it.blocks);
        let called = blocks.filter_map(|block| match block {
            Block::Call(call) => Some(call.name.as_str()),
            Block::Text(..) | Block::Media(_) | Block::Thought(_) | Block::Result(_) => None,
        });
        called.collect()
    }

    /// Writes the system prompt, a last word of ours in it, and the messages.
    pub fn write(&self, wish: Option<&str>, pen: &mut Pen, losses: &mut Losses) {
        match (self.system.as_slice(), wish) {
            ([], None) => {}
            ([one], None) if one.cache.is_none() => {
                pen.member("system", &one.text);
            }
            (system, wish) => {
                pen.key("system").array();
                for text in system {
                    Block::Text(&text.text, text.cache).write(self.ids, pen, losses);
                }
                if let Some(wish) = wish {
                    Block::Text(wish, None).write(self.ids, pen, losses);
                }
                pen.end_array();
            }
        }
        pen.key("messages").array();
        for message in &self.messages {
            let role = if message.assistant {
                "assistant"
            } else {
                "user"
            };
            pen.object().member("role", role).key("content");
            match message.blocks.as_slice() {
                [Block::Text(words, None)] => {
                    pen.text(words);
                }
                blocks => {
                    pen.array();
                    for block in blocks {
                        block.write(self.ids, pen, losses);
                    }
                    pen.end_array();
                }
            }
            pen.end_object();
        }
        pen.end_array();
    }
}

/// Stands for a user who has said nothing: the dialect lets a user begin.
const BEGIN: &str = "(begin)";
