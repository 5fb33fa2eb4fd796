//! Answers of Gemini's, whole or in chunks, read into events. A whole answer is a stream of one.

mod told;

use super::cite;
use super::fields::{Field, count, fields, fields_of, several, text, word};
use super::part::{At, Called, Heard, part};
use super::pieces::Pieces;
use super::usage::Counts;
use crate::canon::{
    Block, Event, Feature, Finish, Json, Losses, Media, Piece, Seal, Slot, Why, ids,
};
use crate::failure::complaint;
use crate::failure::unread::malformed;
use crate::json;
use crate::lenient::{Maybe, Read};
use crate::{Failure, FailureKind, Usage};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// More candidates than this are no answer.
const MOST_CANDIDATES: u64 = 64;
/// Text is kept so far, to tell where citations stand in it.
const MOST_KEPT: usize = 1 << 20;

/// What an answer has told so far.
#[derive(Default)]
pub struct Hearing {
    /// What was lost on the way.
    pub losses: Losses,
    /// The tier that served it.
    pub tier: Option<String>,
    started: bool,
    /// Ids of calls are made from it where none are given.
    id: String,
    usage: Option<Usage>,
    candidates: BTreeMap<u32, Candidate>,
    /// Whether a candidate came that has not the dialect's form.
    odd: bool,
}

#[derive(Default)]
struct Candidate {
    /// The next block.
    next: u32,
    open: Option<Opened>,
    /// A call whose arguments come in pieces.
    pieces: Option<Pieces>,
    calls: usize,
    /// All of its text.
    text: String,
    grounding: Option<Json>,
    finish: Option<Finish>,
}

/// A block of words that is open.
#[derive(Clone, Copy)]
struct Opened {
    slot: Slot,
    kind: Kind,
    /// What follows a seal is not what was sealed.
    sealed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
}

impl Hearing {
    /// Reads one answer or chunk, which is JSON.
    ///
    /// # Errors
    /// The provider's error, `Refused` for a prompt that was blocked, `Malformed` for what is neither;
    /// `None` is said of what is no JSON at all.
    pub fn hear(&mut self, body: &[u8], out: &mut Vec<Event>) -> Option<Result<(), Failure>> {
        let body = &*json::paired(body);
        match fields_of(body) {
            Some(all) => Some(self.told(body, &all, out)),
            None => {
                serde_json::from_slice::<IgnoredAny>(body).ok()?;
                Some(Err(malformed("the answer is JSON, but not an object")))
            }
        }
    }

    fn told(
        &mut self,
        body: &[u8],
        all: &[Field<'_>],
        out: &mut Vec<Event>,
    ) -> Result<(), Failure> {
        let at = |name: &str| all.iter().find(|(key, _)| key == name).map(|(_, it)| *it);
        if at("error").is_some() {
            return Err(complaint::read_in_answer(body));
        }
        if !self.started {
            self.started = true;
            let id = at("responseId").and_then(word);
            self.id = id.clone().unwrap_or_default();
            out.push(Event::Start {
                id,
                model: at("modelVersion").and_then(word),
                created: at("createTime").and_then(told::moment),
            });
        }
        for (place, candidate) in at("candidates")
            .map(several)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            self.candidate(place, candidate, out)?;
        }
        for (key, value) in all {
            match &**key {
                "usageMetadata" => self.used(value, out),
                "promptFeedback" => self.feedback(value)?,
                "candidates" | "modelVersion" | "responseId" | "createTime" => {}
                _ => self.losses.lose(Feature::Unknown, &**key, Why::Unknown),
            }
        }
        Ok(())
    }

    /// Whether each candidate, of at least so many, has its finish.
    pub fn is_whole(&self, expected: u64) -> bool {
        self.candidates.len() as u64 >= expected.max(1)
            && self.candidates.values().all(|it| it.finish.is_some())
    }

    /// Whether no candidate has come.
    pub fn is_silent(&self) -> bool {
        self.candidates.is_empty()
    }

    /// Whether a candidate has neither content nor finish, or content of another form.
    pub fn is_odd(&self) -> bool {
        self.odd
    }

    /// Nothing more comes of an answer that is whole.
    pub fn end(&mut self, out: &mut Vec<Event>) {
        let Self {
            losses, candidates, ..
        } = self;
        for (index, candidate) in candidates {
            candidate.close_pieces(out, losses);
            if let Some(grounding) = candidate.grounding.take() {
                match candidate.text_slot() {
                    Some(slot) => {
                        let cited = cite::read(grounding.raw(), &candidate.text, losses);
                        let pieces = cited.into_iter().map(Piece::Citation);
                        out.extend(pieces.map(|piece| Event::Piece(slot, piece)));
                    }
                    None => {
                        let path = format!("candidates[{index}].groundingMetadata");
                        losses.lose(Feature::Citations, path, Why::NoPlace);
                    }
                }
            }
            candidate.close(out);
            let finish = match candidate.finish.take() {
                // Google stops beside calls, too.
                Some(Finish::Stop) | None if candidate.calls > 0 => Finish::ToolCalls,
                // A call that was not asked for is there nevertheless, to be answered.
                Some(Finish::Failed) if candidate.calls > 0 => {
                    let path = format!("candidates[{index}].finishReason");
                    losses.lose(Feature::Finish, path, Why::Approximated);
                    Finish::ToolCalls
                }
                finish => finish.unwrap_or_default(),
            };
            let choice = *index;
            out.push(Event::Finish { choice, finish });
        }
        out.push(Event::End);
    }

    fn used(&mut self, raw: &RawValue, out: &mut Vec<Event>) {
        let read = serde_json::from_str::<Read<Maybe<Counts<'_>>>>(raw.get());
        let counts = read.ok().and_then(|Read(Maybe(counts))| counts);
        let usage = counts.and_then(|counts| counts.usage());
        if usage.is_some() && usage != self.usage {
            self.usage = usage;
            out.extend(usage.map(Event::Usage));
        }
        for (key, value) in fields(raw) {
            let path = || format!("usageMetadata.{key}");
            match &*key {
                "serviceTier" => self.tier = word(value),
                "trafficType" => self.losses.lose(Feature::ServiceTier, path(), Why::NoPlace),
                "promptTokensDetails"
                | "candidatesTokensDetails"
                | "cacheTokensDetails"
                | "toolUsePromptTokensDetails" => {
                    let others = several(value)
                        .into_iter()
                        .flat_map(fields)
                        .any(|(key, it)| {
                            key == "modality"
                                && !matches!(text(it).as_deref(), Some("TEXT" | "AUDIO"))
                        });
                    if others {
                        self.losses.lose(Feature::Usage, path(), Why::NoPlace);
                    }
                }
                "promptTokenCount"
                | "cachedContentTokenCount"
                | "candidatesTokenCount"
                | "thoughtsTokenCount"
                | "toolUsePromptTokenCount"
                | "totalTokenCount" => {}
                _ => self.losses.lose(Feature::Usage, path(), Why::Unknown),
            }
        }
    }

    fn feedback(&mut self, raw: &RawValue) -> Result<(), Failure> {
        let all = fields(raw);
        let reason = all.iter().find(|(key, _)| key == "blockReason");
        match reason.and_then(|(_, reason)| word(reason)) {
            Some(reason) if self.candidates.is_empty() => {
                let what = format!("the prompt was blocked: {reason}");
                Err(Failure::new(FailureKind::Refused, what))
            }
            Some(_) | None => {
                if !all.is_empty() {
                    self.losses
                        .lose(Feature::Refusals, "promptFeedback", Why::NoPlace);
                }
                Ok(())
            }
        }
    }

    fn candidate(
        &mut self,
        place: usize,
        raw: &RawValue,
        out: &mut Vec<Event>,
    ) -> Result<(), Failure> {
        let all = fields(raw);
        let index = all.iter().find(|(key, _)| key == "index");
        let index = index.and_then(|(_, it)| count(it)).unwrap_or(place as u64);
        let one = u32::try_from(index)
            .ok()
            .filter(|_| index < MOST_CANDIDATES);
        let one = one.ok_or_else(|| malformed("the answer has too many candidates"))?;
        let mut candidate = self.candidates.remove(&one).unwrap_or_default();
        let losses = &mut self.losses;
        let says = |(key, _): &Field<'_>| matches!(&**key, "content" | "finishReason");
        self.odd |= !all.iter().any(says);
        for (key, value) in &all {
            let path = || format!("candidates[{one}].{key}");
            match &**key {
                "content" => {
                    let parts = parts(value);
                    self.odd |= parts.is_none();
                    for (place, inner) in parts.unwrap_or_default().into_iter().enumerate() {
                        let at = At {
                            of: "candidates",
                            one: index as usize,
                            part: place,
                        };
                        if let Some(heard) = part(inner, at, losses) {
                            candidate.take(heard, (one, at, &self.id), out, losses);
                        }
                    }
                }
                "finishReason" => candidate.finish = told::finish(value),
                "groundingMetadata" => candidate.grounding = Some(Json::of(value)),
                "citationMetadata" => candidate.recited(value, out, losses),
                "logprobsResult" => candidate.likely(value, path, out, losses),
                "index" | "tokenCount" => {}
                "finishMessage" => losses.lose(Feature::Finish, path(), Why::NoPlace),
                // Nobody else has a word for these.
                "avgLogprobs" | "safetyRatings" => {
                    losses.lose(Feature::Unknown, path(), Why::NoPlace);
                }
                "urlContextMetadata" | "groundingAttributions" => {
                    losses.lose(Feature::Citations, path(), Why::NoPlace);
                }
                _ => losses.lose(Feature::Unknown, path(), Why::Unknown),
            }
        }
        self.candidates.insert(one, candidate);
        Ok(())
    }
}

/// The parts of a content; `None` where it, or one of them, has another form.
fn parts(content: &RawValue) -> Option<Vec<&RawValue>> {
    let all = content.get().starts_with('{').then(|| fields(content))?;
    let Some((_, found)) = all.into_iter().find(|(key, _)| key == "parts") else {
        return Some(Vec::new());
    };
    let parts = found
        .get()
        .starts_with(['{', '['])
        .then(|| several(found))?;
    let objects = parts.iter().all(|it| it.get().starts_with('{'));
    objects.then_some(parts)
}

impl Candidate {
    fn take(
        &mut self,
        heard: Heard<'_>,
        (one, at, id): (u32, At, &str),
        out: &mut Vec<Event>,
        losses: &mut Losses,
    ) {
        // Beside searches, Google finishes and then goes on.
        self.finish = None;
        match heard {
            Heard::Words {
                text,
                thought,
                seal,
            } => {
                let kind = if thought { Kind::Thought } else { Kind::Text };
                self.words(&text, kind, seal, one, out, losses);
            }
            Heard::Media(media) => self.medium(media, one, out, losses),
            Heard::Call(called) => self.call(called, (one, id), out, losses),
            Heard::Result(_) => losses.lose(Feature::Tools, at.to_string(), Why::NoPlace),
        }
    }

    fn words(
        &mut self,
        text: &str,
        kind: Kind,
        seal: Option<Seal>,
        one: u32,
        out: &mut Vec<Event>,
        losses: &mut Losses,
    ) {
        if text.is_empty() && seal.is_none() {
            return;
        }
        self.close_pieces(out, losses);
        let slot = match self.open {
            Some(open) if open.kind == kind && !open.sealed => open.slot,
            Some(_) | None => {
                self.close(out);
                let block = match kind {
                    Kind::Text => Block::Text,
                    Kind::Thought => Block::Reasoning {
                        summary: true,
                        redacted: false,
                        id: None,
                    },
                };
                self.open(one, block, out)
            }
        };
        if !text.is_empty() {
            if kind == Kind::Text && self.text.len() + text.len() <= MOST_KEPT {
                self.text.push_str(text);
            }
            out.push(Event::Piece(slot, Piece::Text(text.to_owned())));
        }
        let sealed = seal.is_some();
        out.extend(seal.map(|seal| Event::Piece(slot, Piece::Seal(seal))));
        self.open = Some(Opened { slot, kind, sealed });
    }

    /// Where the text stands that came last, when nothing came behind it.
    fn text_slot(&self) -> Option<Slot> {
        let open = self.open.filter(|open| open.kind == Kind::Text)?;
        Some(open.slot)
    }

    fn medium(&mut self, media: Media, one: u32, out: &mut Vec<Event>, losses: &mut Losses) {
        self.close_pieces(out, losses);
        self.close(out);
        let slot = self.open(one, Block::Media(Box::new(media)), out);
        out.push(Event::Close(slot));
    }

    fn call(
        &mut self,
        called: Called<'_>,
        (one, id): (u32, &str),
        out: &mut Vec<Event>,
        losses: &mut Losses,
    ) {
        if called.name.is_empty() {
            match &mut self.pieces {
                Some(pieces) => {
                    pieces.add(called.pieces);
                    if !called.goes_on {
                        self.close_pieces(out, losses);
                    }
                }
                None => losses.lose(Feature::Tools, "functionCall", Why::NoPlace),
            }
            return;
        }
        self.close_pieces(out, losses);
        self.close(out);
        let given = called.id.unwrap_or_else(|| {
            let of = format!("{id}/{one}/{}", called.name);
            format!("{}{}", super::read::MADE, ids::made(&of, self.calls))
        });
        self.calls += 1;
        let block = Block::ToolCall {
            id: given,
            name: called.name,
            custom: false,
        };
        let slot = self.open(one, block, out);
        if let Some(seal) = called.seal {
            out.push(Event::Piece(slot, Piece::Seal(seal)));
        }
        if called.goes_on || called.pieces.is_some() {
            let mut pieces = Pieces::at(slot);
            pieces.add(called.pieces);
            self.pieces = Some(pieces);
            if !called.goes_on {
                self.close_pieces(out, losses);
            }
            return;
        }
        let args = called.args.map_or("{}", RawValue::get).to_owned();
        out.push(Event::Piece(slot, Piece::Arguments(args)));
        out.push(Event::Close(slot));
    }

    /// A call whose pieces end here, or with whatever comes next.
    fn close_pieces(&mut self, out: &mut Vec<Event>, losses: &mut Losses) {
        let Some(pieces) = self.pieces.take() else {
            return;
        };
        let slot = pieces.slot();
        if pieces.is_odd() {
            losses.lose(
                Feature::Tools,
                "functionCall.partialArgs",
                Why::Approximated,
            );
        }
        out.push(Event::Piece(slot, Piece::Arguments(pieces.told())));
        out.push(Event::Close(slot));
    }

    fn open(&mut self, one: u32, block: Block, out: &mut Vec<Event>) -> Slot {
        let slot = Slot {
            choice: one,
            block: self.next,
        };
        self.next += 1;
        out.push(Event::Open(slot, block));
        slot
    }

    fn close(&mut self, out: &mut Vec<Event>) {
        out.extend(self.open.take().map(|open| Event::Close(open.slot)));
    }

    /// What the answer repeats of others' works.
    fn recited(&mut self, raw: &RawValue, out: &mut Vec<Event>, losses: &mut Losses) {
        let Some(slot) = self.text_slot() else {
            losses.lose(Feature::Citations, "citationMetadata", Why::NoPlace);
            return;
        };
        let cited = cite::recited(raw, &self.text).into_iter();
        out.extend(cited.map(|it| Event::Piece(slot, Piece::Citation(it))));
    }

    fn likely(
        &mut self,
        raw: &RawValue,
        path: impl Fn() -> String,
        out: &mut Vec<Event>,
        losses: &mut Losses,
    ) {
        match self.text_slot() {
            Some(slot) => out.push(Event::Piece(slot, Piece::Logprobs(told::logprobs(raw)))),
            None => losses.lose(Feature::Logprobs, path(), Why::NoPlace),
        }
    }
}
