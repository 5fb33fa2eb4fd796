//! Answers written for Gemini's clients, whole and streamed.
//!
//! A stream's chunk holds a piece of one candidate; the last has the finish of each, the usage and
//! what the answer rests on. Calls come whole, as most clients know no other. Thoughts are shown to
//! who asked for them.

use super::ask::turns::{arguments, inline, is_null};
use super::cite;
use super::read::is_made;
use crate::Usage;
use crate::canon::{
    Asked, Block, Choice, Citation, Event, Feature, Finish, Losses, Media, Part, Pen, Piece, Reply,
    Seal, SealKind, Slot, Source, TokenLogprob, ToolCall, Why, Writer,
};
use bytes::Bytes;
use pointsman_units::Tokens;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Writes a whole answer.
pub fn reply(reply: &Reply, asked: &Asked, losses: &mut Losses) -> Bytes {
    let mut hand = Hand::of(asked);
    std::mem::swap(&mut hand.losses, losses);
    let mut pen = Pen::with_room(1024);
    pen.object().key("candidates").array();
    for (index, choice) in reply.choices.iter().enumerate() {
        hand.candidate(&mut pen, index, choice);
    }
    pen.end_array();
    if let Some(usage) = reply.usage {
        hand.usage(&mut pen, usage, reply.service_tier.as_deref());
    }
    let id = reply.id.as_deref().unwrap_or(&asked.id);
    signed(
        &mut pen,
        reply.model.as_deref().unwrap_or(&asked.model),
        id,
        reply.created,
    );
    pen.end_object();
    *losses = hand.losses;
    pen.done()
}

fn signed(pen: &mut Pen, model: &str, id: &str, created: Option<u64>) {
    pen.member("modelVersion", model);
    let at = created.and_then(|at| i64::try_from(at).ok());
    let at = at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    if let Some(at) = at.and_then(|at| at.format(&Rfc3339).ok()) {
        pen.member("createTime", &at);
    }
    pen.member("responseId", id);
}

/// Writes parts, and notes what has no place.
struct Hand {
    losses: Losses,
    shows: bool,
    schema_tool: Option<String>,
}

impl Hand {
    fn of(asked: &Asked) -> Self {
        Self {
            losses: Losses::default(),
            // Gemini shows no thoughts unasked.
            shows: asked.shows_reasoning == Some(true),
            schema_tool: asked.schema_tool.clone(),
        }
    }

    fn candidate(&mut self, pen: &mut Pen, index: usize, choice: &Choice) {
        let (mut text, mut cited) = (String::new(), Vec::new());
        pen.object().key("content").object().key("parts").array();
        for (place, part) in choice.parts.iter().enumerate() {
            let path = format!("candidates[{index}].content.parts[{place}]");
            match part {
                Part::Text(words) => {
                    text.push_str(&words.text);
                    cited.extend(words.citations.iter().cloned());
                    let seal = self.own(words.seal.as_ref(), &path);
                    self::words(pen, &words.text, false, seal);
                }
                Part::Reasoning(thought) => {
                    let seal = self.own(thought.seal.as_ref(), &path);
                    if self.shows {
                        self::words(pen, &thought.text, true, seal);
                    }
                }
                Part::ToolCall(call) => self.call(pen, call, &path),
                Part::Media(media) => self.medium(pen, media, &path),
                Part::Refusal(words) => {
                    self.losses.lose(Feature::Refusals, path, Why::Approximated);
                    self::words(pen, words, false, None);
                }
                Part::ToolResult(_) => self.losses.lose(Feature::Tools, path, Why::NoPlace),
            }
        }
        pen.end_array().member("role", "model").end_object();
        let mut parts = choice.parts.iter();
        let calls = parts.any(|part| matches!(part, Part::ToolCall(_)));
        self.finish(pen, &choice.finish, calls, index as u64);
        cite::write(pen, &cited, &text);
        logprobs(pen, &choice.logprobs);
        pen.end_object();
    }

    fn own<'s>(&mut self, seal: Option<&'s Seal>, path: &str) -> Option<&'s str> {
        let seal = seal?;
        match seal.kind {
            SealKind::Gemini => Some(&seal.data),
            SealKind::Anthropic | SealKind::Openai | SealKind::Other => {
                let path = format!("{path}.thoughtSignature");
                self.losses.lose(Feature::Signatures, path, Why::Foreign);
                None
            }
        }
    }

    fn call(&mut self, pen: &mut Pen, call: &ToolCall, path: &str) {
        if self.schema_tool.as_deref() == Some(&call.name) {
            words(pen, &call.arguments, false, None);
            return;
        }
        let seal = self.own(call.seal.as_ref(), path);
        // As they came they may stand on several lines, which no event of a stream may.
        let line = call.arguments.replace(['\n', '\r'], " ");
        let args = arguments(&line);
        pen.object().key("functionCall").object();
        if !is_made(&call.id) {
            pen.member("id", &call.id);
        }
        pen.member("name", &call.name).key("args");
        match &args {
            Some(args) => pen.json(args),
            None => pen.object().member("input", &call.arguments).end_object(),
        };
        if args.is_none() || is_null(&line) {
            let path = format!("{path}.functionCall.args");
            self.losses.lose(Feature::Tools, path, Why::Approximated);
        }
        pen.end_object();
        if let Some(seal) = seal {
            pen.member("thoughtSignature", seal);
        }
        pen.end_object();
    }

    fn medium(&mut self, pen: &mut Pen, media: &Media, path: &str) {
        let seal = self.own(media.seal.as_ref(), path);
        match &media.source {
            Source::Base64(data) => {
                pen.object();
                inline(pen, media, data);
            }
            Source::Url(uri) => {
                pen.object().key("fileData").object();
                if let Some(mime) = &media.mime {
                    pen.member("mimeType", mime);
                }
                pen.member("fileUri", uri).end_object();
            }
            Source::Plain(text) => {
                words(pen, text, false, seal);
                return;
            }
            Source::File(_) => {
                self.losses.lose(media.kind.feature(), path, Why::Foreign);
                return;
            }
        }
        if let Some(seal) = seal {
            pen.member("thoughtSignature", seal);
        }
        pen.end_object();
    }

    fn finish(&mut self, pen: &mut Pen, finish: &Finish, calls: bool, index: u64) {
        let (word, exact) = match finish {
            // It is one word for both.
            Finish::Stop if calls => ("STOP", false),
            Finish::Stop | Finish::ToolCalls | Finish::StopSequence(None) => ("STOP", true),
            Finish::StopSequence(Some(_)) => ("STOP", false),
            Finish::Length => ("MAX_TOKENS", true),
            Finish::ContentFilter => ("SAFETY", true),
            Finish::Refusal => ("SAFETY", false),
            Finish::Failed => ("MALFORMED_FUNCTION_CALL", true),
            Finish::Pause => ("OTHER", false),
            Finish::Other(word) => known(word),
        };
        if !exact {
            let path = format!("candidates[{index}].finishReason");
            self.losses.lose(Feature::Finish, path, Why::Approximated);
        }
        pen.member("finishReason", word).key("index").count(index);
    }

    fn usage(&mut self, pen: &mut Pen, usage: Usage, tier: Option<&str>) {
        if usage.cache_write.is_some() || usage.cache_write_1h.is_some() {
            let path = "usageMetadata.cacheWrite";
            self.losses.lose(Feature::Usage, path, Why::NoPlace);
        }
        let (input, output) = (
            usage.input.unwrap_or_default(),
            usage.output.unwrap_or_default(),
        );
        let thoughts = usage.reasoning.unwrap_or_default().0.min(output.0);
        pen.key("usageMetadata").object();
        if usage.input.is_some() {
            pen.key("promptTokenCount").count(input.0);
        }
        if usage.output.is_some() {
            pen.key("candidatesTokenCount").count(output.0 - thoughts);
        }
        pen.key("totalTokenCount")
            .count(input.0.saturating_add(output.0));
        for (key, part) in [
            ("thoughtsTokenCount", usage.reasoning),
            ("cachedContentTokenCount", usage.cached),
        ] {
            if let Some(Tokens(count)) = part {
                pen.key(key).count(count);
            }
        }
        for (key, part) in [
            ("promptTokensDetails", usage.audio_in),
            ("candidatesTokensDetails", usage.audio_out),
        ] {
            if let Some(Tokens(count)) = part {
                pen.key(key).array().object().member("modality", "AUDIO");
                pen.key("tokenCount").count(count).end_object().end_array();
            }
        }
        if let Some(tier) = tier {
            pen.member("serviceTier", tier);
        }
        pen.end_object();
    }
}

/// A finish that only Gemini knows, or the word for any other.
fn known(word: &str) -> (&'static str, bool) {
    const KNOWN: [&str; 5] = [
        "OTHER",
        "LANGUAGE",
        "NO_IMAGE",
        "IMAGE_OTHER",
        "FINISH_REASON_UNSPECIFIED",
    ];
    let own = KNOWN.into_iter().find(|own| *own == word);
    (own.unwrap_or("OTHER"), own.is_some())
}

fn words(pen: &mut Pen, text: &str, thought: bool, seal: Option<&str>) {
    if text.is_empty() && seal.is_none() {
        return;
    }
    pen.object().member("text", text);
    if thought {
        pen.key("thought").flag(true);
    }
    if let Some(seal) = seal {
        pen.member("thoughtSignature", seal);
    }
    pen.end_object();
}

fn logprobs(pen: &mut Pen, tokens: &[TokenLogprob]) {
    if tokens.is_empty() {
        return;
    }
    let token = |pen: &mut Pen, token: &TokenLogprob| {
        pen.object().member("token", &token.token);
        pen.key("logProbability").value(&token.logprob).end_object();
    };
    pen.key("logprobsResult")
        .object()
        .key("chosenCandidates")
        .array();
    tokens.iter().for_each(|one| token(pen, one));
    pen.end_array();
    if tokens.iter().any(|one| !one.top.is_empty()) {
        pen.key("topCandidates").array();
        for one in tokens {
            pen.object().key("candidates").array();
            one.top.iter().for_each(|top| token(pen, top));
            pen.end_array().end_object();
        }
        pen.end_array();
    }
    pen.end_object();
}

/// The writer of one stream.
pub struct GeminiWriter {
    hand: Hand,
    id: String,
    model: String,
    created: Option<u64>,
    usage: Option<Usage>,
    open: BTreeMap<Slot, Open>,
    candidates: BTreeMap<u32, Ending>,
}

enum Open {
    Text,
    Thought,
    Refusal,
    Call(ToolCall),
    Medium,
}

/// What the last chunk tells of a candidate.
#[derive(Default)]
struct Ending {
    finish: Finish,
    calls: bool,
    text: String,
    cited: Vec<Citation>,
    logprobs: Vec<TokenLogprob>,
}

impl GeminiWriter {
    /// A writer for who asked so.
    pub fn new(asked: Asked) -> Self {
        Self {
            hand: Hand::of(&asked),
            id: asked.id,
            model: asked.model,
            created: None,
            usage: None,
            open: BTreeMap::new(),
            candidates: BTreeMap::new(),
        }
    }

    /// A chunk with one part of a candidate, where `write` writes one.
    fn chunk(
        &mut self,
        choice: u32,
        out: &mut Vec<Bytes>,
        write: impl FnOnce(&mut Hand, &mut Pen),
    ) {
        let mut pen = Pen::behind(b"data: ");
        pen.object().key("candidates").array().object();
        pen.key("content").object().key("parts").array();
        write(&mut self.hand, &mut pen);
        if pen.is_opened() {
            return;
        }
        pen.end_array().member("role", "model").end_object();
        pen.key("index")
            .count(u64::from(choice))
            .end_object()
            .end_array();
        self.send(pen, out);
    }

    fn send(&self, mut pen: Pen, out: &mut Vec<Bytes>) {
        signed(&mut pen, &self.model, &self.id, self.created);
        pen.end_object().bytes(b"\r\n\r\n");
        out.push(pen.done());
    }

    fn piece(&mut self, slot: Slot, piece: Piece, out: &mut Vec<Bytes>) {
        let path = format!("candidates[{}].content.parts[{}]", slot.choice, slot.block);
        let ending = self.candidates.entry(slot.choice).or_default();
        match (self.open.get_mut(&slot), piece) {
            (_, Piece::Citation(one)) => ending.cited.push(one),
            (_, Piece::Logprobs(more)) => ending.logprobs.extend(more),
            (Some(Open::Call(call)), Piece::Arguments(more)) => call.arguments.push_str(&more),
            (Some(Open::Call(call)), Piece::Seal(seal)) => call.seal = Some(seal),
            (Some(Open::Thought), Piece::Text(text)) => {
                if self.hand.shows {
                    self.chunk(slot.choice, out, |_, pen| words(pen, &text, true, None));
                }
            }
            (Some(Open::Text | Open::Refusal), Piece::Text(text)) => {
                ending.text.push_str(&text);
                self.chunk(slot.choice, out, |_, pen| words(pen, &text, false, None));
            }
            (Some(open @ (Open::Text | Open::Thought)), Piece::Seal(seal)) => {
                let thought = matches!(open, Open::Thought);
                let shown = !thought || self.hand.shows;
                self.chunk(slot.choice, out, |hand, pen| {
                    let own = hand.own(Some(&seal), &path);
                    if own.is_some() && shown {
                        words(pen, "", thought, own);
                    }
                });
            }
            // The laws of a stream forbid the rest.
            (_, Piece::Text(_) | Piece::Arguments(_) | Piece::Seal(_)) => {}
        }
    }

    fn end(&mut self, out: &mut Vec<Bytes>) {
        let mut pen = Pen::behind(b"data: ");
        pen.object().key("candidates").array();
        for (index, ending) in std::mem::take(&mut self.candidates) {
            pen.object().key("content").object().key("parts").array();
            pen.object().member("text", "").end_object().end_array();
            pen.member("role", "model").end_object();
            let index = u64::from(index);
            self.hand
                .finish(&mut pen, &ending.finish, ending.calls, index);
            cite::write(&mut pen, &ending.cited, &ending.text);
            logprobs(&mut pen, &ending.logprobs);
            pen.end_object();
        }
        pen.end_array();
        if let Some(usage) = self.usage {
            self.hand.usage(&mut pen, usage, None);
        }
        self.send(pen, out);
    }
}

impl Writer for GeminiWriter {
    fn write(&mut self, event: Event, out: &mut Vec<Bytes>) {
        match event {
            Event::Start { id, model, created } => {
                self.id = id.unwrap_or(std::mem::take(&mut self.id));
                self.model = model.unwrap_or(std::mem::take(&mut self.model));
                self.created = created;
            }
            Event::Open(slot, block) => {
                let open = match block {
                    Block::Text => Open::Text,
                    Block::Reasoning { .. } => Open::Thought,
                    Block::Refusal => {
                        let path = format!("candidates[{}].content", slot.choice);
                        let losses = &mut self.hand.losses;
                        losses.lose(Feature::Refusals, path, Why::Approximated);
                        Open::Refusal
                    }
                    Block::ToolCall { id, name, custom } => Open::Call(ToolCall {
                        id,
                        name,
                        custom,
                        ..ToolCall::default()
                    }),
                    Block::Media(media) => {
                        self.chunk(slot.choice, out, |hand, pen| {
                            hand.medium(pen, &media, "candidates[].content.parts[]");
                        });
                        Open::Medium
                    }
                };
                self.open.insert(slot, open);
            }
            Event::Piece(slot, piece) => self.piece(slot, piece, out),
            Event::Close(slot) => {
                if let Some(Open::Call(call)) = self.open.remove(&slot) {
                    self.candidates.entry(slot.choice).or_default().calls = true;
                    let path = format!("candidates[{}].content.parts[{}]", slot.choice, slot.block);
                    self.chunk(slot.choice, out, |hand, pen| hand.call(pen, &call, &path));
                }
            }
            Event::Usage(usage) => self.usage = Some(usage),
            Event::Finish { choice, finish } => {
                self.candidates.entry(choice).or_default().finish = finish;
            }
            Event::End => self.end(out),
        }
    }

    fn losses(&self) -> &Losses {
        &self.hand.losses
    }
}
