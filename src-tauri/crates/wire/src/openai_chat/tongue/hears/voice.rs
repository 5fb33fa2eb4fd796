//! One choice of a stream: which of its blocks are open.

use super::super::asked::part;
use super::super::details::{self, Detail};
use super::super::message::Message;
use super::super::think::{self, Think};
use super::super::{answered, citations, finish, likely, tools};
use crate::canon::{
    Block, Citation, Event, Feature, Losses, Part, Piece, Seal, Slot, TokenLogprob, Why, elements,
    ids, plain,
};
use serde_json::value::RawValue;

/// One choice.
pub struct Voice {
    /// Whether its finish was told.
    pub finished: bool,
    choice: u32,
    /// What ids of its calls are made from, where it gives none.
    of: String,
    next: u32,
    text: Option<Slot>,
    thought: Option<Thought>,
    refusal: Option<Slot>,
    calls: Vec<Call>,
    think: Think,
    /// Seals of calls that have not come yet.
    seals: Vec<(String, Seal)>,
    /// The seal of the text.
    seal: Option<Seal>,
    cited: Vec<Citation>,
    likely: Vec<TokenLogprob>,
    sound: String,
}

struct Thought {
    slot: Slot,
    index: u64,
    sealed: bool,
}

/// A call that is being told.
struct Call {
    /// Which, as the provider counts.
    index: u64,
    id: String,
    name: String,
    custom: bool,
    /// Arguments that came before the name.
    held: String,
    slot: Option<Slot>,
}

impl Voice {
    /// A choice of which nothing was told yet.
    pub fn new(choice: u32, of: String) -> Self {
        Self {
            finished: false,
            choice,
            of,
            next: 0,
            text: None,
            thought: None,
            refusal: None,
            calls: Vec::new(),
            think: Think::default(),
            seals: Vec::new(),
            seal: None,
            cited: Vec::new(),
            likely: Vec::new(),
            sound: String::new(),
        }
    }

    /// Reads what a chunk adds. Nothing counts behind the finish.
    pub fn delta(&mut self, delta: &Message<'_>, losses: &mut Losses, out: &mut Vec<Event>) {
        for key in &delta.unread {
            answered::unread_in("choices[]", key, losses);
        }
        if self.finished {
            return;
        }
        self.thoughts(delta, out);
        if let Some(raw) = delta.content {
            self.content(raw, losses, out);
        }
        if let Some(words) = delta.refusal.and_then(plain::word) {
            let slot = match self.refusal {
                Some(slot) => slot,
                None => self.open(Block::Refusal, out),
            };
            self.refusal = Some(slot);
            out.push(Event::Piece(slot, Piece::Text(words)));
        }
        for raw in delta.images.and_then(elements).unwrap_or_default() {
            if let Some(Part::Media(media)) = part(raw, "choices[].delta.images", losses) {
                let slot = self.open(Block::Media(Box::new(media)), out);
                out.push(Event::Close(slot));
            }
        }
        if let Some(raw) = delta.audio {
            let word = |key| plain::at(raw, key).and_then(plain::word);
            self.sound.push_str(&word("data").unwrap_or_default());
            if let Some(words) = word("transcript") {
                self.words(words, out);
            }
        }
        for (position, raw) in delta
            .calls
            .and_then(elements)
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            self.call(position, raw, out);
        }
        if let Some(raw) = delta.function.filter(|raw| !plain::is_empty(raw)) {
            self.call(0, raw, out);
        }
        if let Some(seal) = details::beside(delta.extra, delta.signature) {
            self.seal = Some(seal);
        }
        if let Some(raw) = delta.annotations {
            let path = "choices[].delta";
            self.cited.extend(citations::read(raw, path, losses));
        }
    }

    /// What the text rests on.
    pub fn cite(&mut self, citations: Vec<Citation>) {
        self.cited.extend(citations);
    }

    /// How likely the words were. Where none are open the next have it.
    pub fn likely(&mut self, raw: &RawValue, losses: &mut Losses, out: &mut Vec<Event>) {
        let found = likely::read(raw, "choices[].logprobs", losses);
        if found.is_empty() || self.finished {
            return;
        }
        match self.text {
            Some(slot) => out.push(Event::Piece(slot, Piece::Logprobs(found))),
            None => self.likely.extend(found),
        }
    }

    /// Ends the choice, where there is a reason.
    pub fn finish(&mut self, raw: &RawValue, losses: &mut Losses, out: &mut Vec<Event>) {
        let calls = self.calls.iter().any(|call| !call.name.is_empty());
        let Some(finish) = finish::read(raw, calls) else {
            return;
        };
        let mut pieces = Vec::new();
        self.think.end(&mut pieces);
        self.thought_or_text(pieces, out);
        if let (Some(slot), Some(_)) = (self.text, &self.seal) {
            let seal = self.seal.take();
            out.extend(seal.map(|seal| Event::Piece(slot, Piece::Seal(seal))));
        }
        self.close_thought(out);
        self.close_text(losses, out);
        out.extend(self.refusal.take().map(Event::Close));
        for at in 0..self.calls.len() {
            self.close_call(at, losses, out);
        }
        let own = std::mem::take(&mut self.seals).into_iter();
        let own = own.map(|(id, seal)| (seal, Some(id)));
        for (seal, id) in own.chain(self.seal.take().map(|seal| (seal, None))) {
            self.sealed(seal, id, false, out);
        }
        if !self.sound.is_empty() {
            let sound = answered::audio(std::mem::take(&mut self.sound));
            let slot = self.open(Block::Media(Box::new(sound)), out);
            out.push(Event::Close(slot));
        }
        if !self.cited.is_empty() {
            losses.lose(Feature::Citations, "citations", Why::NoPlace);
        }
        if !self.likely.is_empty() {
            losses.lose(Feature::Logprobs, "choices[].logprobs", Why::NoPlace);
        }
        self.finished = true;
        let choice = self.choice;
        out.push(Event::Finish { choice, finish });
    }

    fn open(&mut self, block: Block, out: &mut Vec<Event>) -> Slot {
        let slot = Slot {
            choice: self.choice,
            block: self.next,
        };
        self.next += 1;
        out.push(Event::Open(slot, block));
        slot
    }

    /// Thoughts under whichever names: the details where they hold words, for some send both.
    fn thoughts(&mut self, delta: &Message<'_>, out: &mut Vec<Event>) {
        let details = delta.details.and_then(elements).unwrap_or_default();
        let details: Vec<Detail> = details.into_iter().flat_map(details::one).collect();
        let told = details.iter().any(|it| matches!(it, Detail::Words { .. }));
        if !told {
            let words = [delta.reasoning_content, delta.reasoning];
            if let Some(text) = words.into_iter().flatten().find_map(plain::word) {
                self.thinks(text, (false, None), 0, out);
            }
        }
        for detail in details {
            match detail {
                Detail::Words {
                    text,
                    summary,
                    index,
                    id,
                } => self.thinks(text, (summary, id), index, out),
                Detail::Seal { seal, id } => match &mut self.thought {
                    Some(open) if !open.sealed => {
                        open.sealed = true;
                        out.push(Event::Piece(open.slot, Piece::Seal(seal)));
                    }
                    Some(_) | None => self.sealed(seal, id, false, out),
                },
                Detail::Redacted(seal) => self.sealed(seal, None, true, out),
                Detail::Beside { call: None, seal } => self.seal = Some(seal),
                Detail::Beside {
                    call: Some(id),
                    seal,
                } => match self.calls.iter().find(|call| call.id == id) {
                    Some(Call {
                        slot: Some(slot), ..
                    }) => out.push(Event::Piece(*slot, Piece::Seal(seal))),
                    Some(_) | None => self.seals.push((id, seal)),
                },
            }
        }
    }

    /// More of a thought. `kind` tells of one that opens whether it is a summary, and its id.
    fn thinks(
        &mut self,
        text: String,
        kind: (bool, Option<String>),
        index: u64,
        out: &mut Vec<Event>,
    ) {
        let slot = match &self.thought {
            Some(open) if open.index == index && !open.sealed => open.slot,
            Some(_) | None => {
                self.close_thought(out);
                let (summary, id) = kind;
                let block = Block::Reasoning {
                    summary,
                    redacted: false,
                    id,
                };
                let slot = self.open(block, out);
                self.thought = Some(Thought {
                    slot,
                    index,
                    sealed: false,
                });
                slot
            }
        };
        out.push(Event::Piece(slot, Piece::Text(text)));
    }

    /// A thought that is nothing but its seal.
    fn sealed(&mut self, seal: Seal, id: Option<String>, redacted: bool, out: &mut Vec<Event>) {
        self.close_thought(out);
        let block = Block::Reasoning {
            summary: false,
            redacted,
            id,
        };
        let slot = self.open(block, out);
        out.push(Event::Piece(slot, Piece::Seal(seal)));
        out.push(Event::Close(slot));
    }

    fn content(&mut self, raw: &RawValue, losses: &mut Losses, out: &mut Vec<Event>) {
        let Some(all) = elements(raw) else {
            if let Some(text) = plain::text(raw).filter(|text| !text.is_empty()) {
                let mut pieces = Vec::new();
                self.think.push(&text, &mut pieces);
                self.thought_or_text(pieces, out);
            }
            return;
        };
        for raw in all {
            match part(raw, "choices[].delta.content[]", losses) {
                Some(Part::Text(text)) => self.words(text.text, out),
                Some(Part::Reasoning(thought)) => self.thinks(thought.text, (false, None), 0, out),
                Some(Part::Media(media)) => {
                    let slot = self.open(Block::Media(Box::new(media)), out);
                    out.push(Event::Close(slot));
                }
                Some(Part::ToolCall(_) | Part::ToolResult(_) | Part::Refusal(_)) | None => {}
            }
        }
    }

    fn thought_or_text(&mut self, pieces: Vec<think::Piece>, out: &mut Vec<Event>) {
        for piece in pieces {
            match piece {
                think::Piece::Thought(text) => self.thinks(text, (false, None), 0, out),
                think::Piece::Text(text) => self.words(text, out),
            }
        }
    }

    fn words(&mut self, text: String, out: &mut Vec<Event>) {
        if text.is_empty() {
            return;
        }
        self.close_thought(out);
        let slot = match self.text {
            Some(slot) => slot,
            None => {
                let slot = self.open(Block::Text, out);
                self.text = Some(slot);
                slot
            }
        };
        out.push(Event::Piece(slot, Piece::Text(text)));
        if !self.likely.is_empty() {
            let held = std::mem::take(&mut self.likely);
            out.push(Event::Piece(slot, Piece::Logprobs(held)));
        }
    }

    fn close_thought(&mut self, out: &mut Vec<Event>) {
        if let Some(open) = self.thought.take() {
            out.push(Event::Close(open.slot));
        }
    }

    fn close_text(&mut self, losses: &mut Losses, out: &mut Vec<Event>) {
        let Some(slot) = self.text.take() else { return };
        for citation in std::mem::take(&mut self.cited) {
            out.push(Event::Piece(slot, Piece::Citation(citation)));
        }
        if !self.likely.is_empty() {
            self.likely.clear();
            losses.lose(Feature::Logprobs, "choices[].logprobs", Why::NoPlace);
        }
        out.push(Event::Close(slot));
    }

    /// More of a call. Some count them, some give each its id, some do neither; some say the id and
    /// name again each time.
    fn call(&mut self, position: usize, raw: &RawValue, out: &mut Vec<Event>) {
        let id = plain::at(raw, "id").and_then(plain::word);
        let custom = plain::at(raw, "custom").filter(|it| !plain::is_null(it));
        let function = plain::at(raw, "function").filter(|it| !plain::is_null(it));
        let is_custom = function.is_none() && custom.is_some();
        let inner = function.or(custom).unwrap_or(raw);
        let name = plain::at(inner, "name").and_then(plain::word);
        let key = if is_custom { "input" } else { "arguments" };
        let more = plain::at(inner, key).map(tools::arguments);
        let index = plain::at(raw, "index").and_then(plain::count);
        let at = self.which(index, position, id.as_deref(), name.as_deref());
        let Some(call) = self.calls.get_mut(at) else {
            return;
        };
        call.custom |= is_custom;
        if call.name.is_empty() {
            call.name = name.unwrap_or_default();
        }
        call.held.push_str(&more.unwrap_or_default());
        self.tell(at, out);
    }

    /// The place of the call that is meant, a new one where it is none of those that were told.
    fn which(
        &mut self,
        index: Option<u64>,
        position: usize,
        id: Option<&str>,
        name: Option<&str>,
    ) -> usize {
        let known = |call: &Call| match (index, id) {
            (_, Some(id)) if call.id == id => true,
            // Another id with a name is another call, though some give all of them one index.
            (Some(_), Some(_)) if name.is_some() && !call.id.is_empty() => false,
            (Some(index), _) => call.index == index,
            (None, Some(_)) => false,
            (None, None) => name.is_none() || call.name.is_empty(),
        };
        if let Some(at) = self.calls.iter().rposition(known) {
            return at;
        }
        let place = self.calls.len();
        self.calls.push(Call {
            index: index.unwrap_or(position as u64),
            id: id.map_or_else(|| ids::made(&self.of, place), str::to_owned),
            name: String::new(),
            custom: false,
            held: String::new(),
            slot: None,
        });
        place
    }

    /// Tells of a call what is known, once it has a name.
    fn tell(&mut self, at: usize, out: &mut Vec<Event>) {
        let Some(call) = self.calls.get_mut(at).filter(|it| !it.name.is_empty()) else {
            return;
        };
        let held = std::mem::take(&mut call.held);
        let slot = match call.slot {
            Some(slot) => slot,
            None => {
                let block = Block::ToolCall {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    custom: call.custom,
                };
                let id = call.id.clone();
                self.opened(at, block, &id, out)
            }
        };
        if !held.is_empty() {
            out.push(Event::Piece(slot, Piece::Arguments(held)));
        }
    }

    fn opened(&mut self, at: usize, block: Block, id: &str, out: &mut Vec<Event>) -> Slot {
        let mut pieces = Vec::new();
        self.think.end(&mut pieces);
        self.thought_or_text(pieces, out);
        self.close_thought(out);
        let slot = self.open(block, out);
        if let Some(call) = self.calls.get_mut(at) {
            call.slot = Some(slot);
        }
        if let Some(found) = self.seals.iter().position(|(of, _)| of == id) {
            let (_, seal) = self.seals.swap_remove(found);
            out.push(Event::Piece(slot, Piece::Seal(seal)));
        }
        slot
    }

    fn close_call(&mut self, at: usize, losses: &mut Losses, out: &mut Vec<Event>) {
        match self.calls.get(at).and_then(|call| call.slot) {
            Some(slot) => out.push(Event::Close(slot)),
            None => losses.lose(Feature::Tools, "choices[].delta.tool_calls", Why::NoPlace),
        }
    }
}
