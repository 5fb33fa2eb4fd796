//! The blocks of a stream: which part of which item is open, and how much of it was told.

use super::super::object::Object;
use crate::canon::{Block, Event, Part, Piece, Reasoning, Slot, TokenLogprob, ToolCall};
use std::collections::BTreeMap;

/// A part of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A text of a message, by its place.
    Text(u64),
    /// A refusal, by its place.
    Refusal(u64),
    /// A part of a thought's summary.
    Summary(u64),
    /// A part of a thought's words.
    Words(u64),
    /// The arguments of a call.
    Arguments,
}

/// One item.
#[derive(Default)]
struct Known {
    id: Option<String>,
    open: Option<(Key, Slot)>,
    /// Bytes of each part that were told.
    told: BTreeMap<Key, usize>,
    /// Citations of each text that were told.
    cited: BTreeMap<Key, usize>,
    /// Whether it was told how likely its words were.
    likely: bool,
    done: bool,
}

/// All of them, and the events that they made.
#[derive(Default)]
pub struct Blocks {
    /// The events since they were last taken.
    pub out: Vec<Event>,
    items: BTreeMap<u64, Known>,
    next: u32,
    calls: bool,
}

impl Blocks {
    /// Which item an event is about: by its index, else by its id, else the last.
    pub fn index(&self, event: &Object<'_>) -> u64 {
        let by_id = || {
            let id = event.text("item_id")?;
            let found = self
                .items
                .iter()
                .find(|(_, item)| item.id.as_deref() == Some(&*id));
            found.map(|(index, _)| *index)
        };
        let last = || self.items.keys().next_back().copied();
        event
            .count("output_index")
            .or_else(by_id)
            .or_else(last)
            .unwrap_or(0)
    }

    /// Whether an item of the whole answer was not streamed. Some give an item another id in each
    /// event, some count otherwise than they list.
    pub fn is_new(&self, index: u64, id: Option<&str>) -> bool {
        let known = |item: &Known| id.is_some() && item.id.as_deref() == id;
        !self.items.contains_key(&index) && !self.items.values().any(known)
    }

    /// Whether a tool was called.
    pub fn has_calls(&self) -> bool {
        self.calls
    }

    /// An item came.
    pub fn know(&mut self, index: u64, id: Option<String>) {
        let item = self.items.entry(index).or_default();
        item.id = item.id.take().or(id);
    }

    /// An item is whole.
    pub fn done(&mut self, index: u64) {
        self.items.entry(index).or_default().done = true;
    }

    /// More words of a part. What has no words says nothing.
    pub fn say(&mut self, index: u64, key: Key, words: &str) {
        if words.is_empty() {
            return;
        }
        let Some(slot) = self.open(index, key) else {
            return;
        };
        *self
            .items
            .entry(index)
            .or_default()
            .told
            .entry(key)
            .or_default() += words.len();
        self.out
            .push(Event::Piece(slot, Piece::Text(words.to_owned())));
    }

    /// More of a call's arguments. Before the call is open they wait for the item that is done.
    pub fn argue(&mut self, index: u64, more: &str) {
        let item = self.items.entry(index).or_default();
        let Some((Key::Arguments, slot)) = item.open.filter(|_| !more.is_empty()) else {
            return;
        };
        *item.told.entry(Key::Arguments).or_default() += more.len();
        self.out
            .push(Event::Piece(slot, Piece::Arguments(more.to_owned())));
    }

    /// What stands beside the words of a part.
    pub fn beside(&mut self, index: u64, key: Key, piece: Piece) {
        if let Some(slot) = self.open(index, key) {
            let likely = matches!(piece, Piece::Logprobs(_));
            self.items.entry(index).or_default().likely |= likely;
            self.out.push(Event::Piece(slot, piece));
        }
    }

    /// One more citation of a text was told.
    pub fn cited(&mut self, index: u64, key: Key) {
        *self
            .items
            .entry(index)
            .or_default()
            .cited
            .entry(key)
            .or_default() += 1;
    }

    /// Opens a call, once.
    pub fn open_call(&mut self, index: u64, call: &ToolCall) {
        let item = self.items.entry(index).or_default();
        if item.done || item.open.is_some() {
            return;
        }
        self.calls = true;
        let block = Block::ToolCall {
            id: call.id.clone(),
            name: call.name.clone(),
            custom: call.custom,
        };
        self.begin(index, Key::Arguments, block);
    }

    /// What of a part was not told yet, now that it is whole.
    pub fn rest(&mut self, index: u64, key: Key, whole: &str) {
        let told = self.told(index, key);
        let rest = whole.get(told..).unwrap_or_default();
        match key {
            Key::Arguments => self.argue(index, rest),
            Key::Text(_) | Key::Refusal(_) | Key::Summary(_) | Key::Words(_) => {
                self.say(index, key, rest);
            }
        }
    }

    /// A thought is whole: what was not told, and its seal.
    pub fn settle_thoughts(&mut self, index: u64, parts: &[Part]) {
        let (mut summaries, mut words) = (0, 0);
        for part in parts {
            let Part::Reasoning(thought) = part else {
                continue;
            };
            let count = if thought.summary {
                &mut summaries
            } else {
                &mut words
            };
            let key = match thought.summary {
                true => Key::Summary(*count),
                false => Key::Words(*count),
            };
            *count += 1;
            self.rest(index, key, &thought.text);
            self.seal(index, key, thought);
        }
    }

    /// The seal of a thought; what has neither words nor seal is a block without pieces.
    fn seal(&mut self, index: u64, key: Key, thought: &Reasoning) {
        let item = self.items.entry(index).or_default();
        if item.open.is_none() && item.told.is_empty() {
            let block = Block::Reasoning {
                summary: thought.summary,
                redacted: thought.redacted,
                id: thought.id.clone(),
            };
            self.begin(index, key, block);
        }
        let open = self.items.get(&index).and_then(|item| item.open);
        if let (Some((_, slot)), Some(seal)) = (open, &thought.seal) {
            self.out.push(Event::Piece(slot, Piece::Seal(seal.clone())));
        }
    }

    /// A message is whole: what of its parts was not told.
    pub fn settle_parts(&mut self, index: u64, parts: Vec<Part>, logprobs: Vec<TokenLogprob>) {
        let told = self.items.get(&index).is_some_and(|item| item.likely);
        let mut logprobs = Some(logprobs).filter(|all| !told && !all.is_empty());
        for (at, part) in parts.into_iter().enumerate() {
            let at = at as u64;
            match part {
                Part::Text(text) => {
                    let key = Key::Text(at);
                    self.rest(index, key, &text.text);
                    let item = self.items.entry(index).or_default();
                    let cited = item.cited.get(&key).copied().unwrap_or(0);
                    for citation in text.citations.into_iter().skip(cited) {
                        self.beside(index, key, Piece::Citation(citation));
                    }
                    if let Some(all) = logprobs.take() {
                        self.beside(index, key, Piece::Logprobs(all));
                    }
                }
                Part::Refusal(words) => self.rest(index, Key::Refusal(at), &words),
                Part::Media(media) => {
                    let slot = self.slot();
                    self.out
                        .push(Event::Open(slot, Block::Media(Box::new(media))));
                    self.out.push(Event::Close(slot));
                }
                Part::Reasoning(_) | Part::ToolCall(_) | Part::ToolResult(_) => {}
            }
        }
    }

    /// Closes what is open of an item.
    pub fn close(&mut self, index: u64) {
        let open = self.items.get_mut(&index).and_then(|item| item.open.take());
        if let Some((_, slot)) = open {
            self.out.push(Event::Close(slot));
        }
    }

    /// Closes what is open.
    pub fn close_all(&mut self) {
        for item in self.items.values_mut() {
            if let Some((_, slot)) = item.open.take() {
                self.out.push(Event::Close(slot));
            }
        }
    }

    fn told(&self, index: u64, key: Key) -> usize {
        let item = self.items.get(&index);
        item.and_then(|item| item.told.get(&key).copied())
            .unwrap_or(0)
    }

    /// The open block of a part; opens it. `None` for a part of an item that is whole.
    fn open(&mut self, index: u64, key: Key) -> Option<Slot> {
        let item = self.items.entry(index).or_default();
        if item.done {
            return None;
        }
        if let Some((open, slot)) = item.open
            && open == key
        {
            return Some(slot);
        }
        let id = item.id.clone();
        let block = match key {
            Key::Text(_) => Block::Text,
            Key::Refusal(_) => Block::Refusal,
            Key::Summary(_) | Key::Words(_) => Block::Reasoning {
                summary: matches!(key, Key::Summary(_)),
                redacted: false,
                id,
            },
            Key::Arguments => return None,
        };
        self.close(index);
        Some(self.begin(index, key, block))
    }

    fn begin(&mut self, index: u64, key: Key, block: Block) -> Slot {
        let slot = self.slot();
        self.items.entry(index).or_default().open = Some((key, slot));
        self.out.push(Event::Open(slot, block));
        slot
    }

    fn slot(&mut self) -> Slot {
        let block = self.next;
        self.next += 1;
        Slot { choice: 0, block }
    }
}
