//! Thoughts with their seals, as `reasoning_details` hold them, and seals beside texts and calls.
//!
//! <https://openrouter.ai/docs/use-cases/reasoning-tokens> and
//! <https://ai.google.dev/gemini-api/docs/thought-signatures> (read 2026-11-22).

use crate::canon::{Part, Pen, Reasoning, Seal, SealKind, elements, plain};
use serde_json::value::RawValue;

const GEMINI: &str = "google-gemini-v1";
const ANTHROPIC: &str = "anthropic-claude-v1";
const OPENAI: &str = "openai-responses-v1";
/// The one format of another house that is known; a seal that is nobody's has it too.
const OTHER: &str = "xai-responses-v1";

/// What details tell.
#[derive(Debug, Default)]
pub struct Told {
    /// Thoughts, in order.
    pub thoughts: Vec<Reasoning>,
    /// Seals of calls, by the calls' ids.
    pub calls: Vec<(String, Seal)>,
    /// A seal that is no thought's and no call's: the text's.
    pub text: Option<Seal>,
}

/// One detail.
pub enum Detail {
    /// More words of a thought.
    Words {
        /// The words.
        text: String,
        /// Whether they are a summary.
        summary: bool,
        /// Which thought, from 0.
        index: u64,
        /// The item's id.
        id: Option<String>,
    },
    /// The seal of the thought that stands before it.
    Seal {
        /// The seal.
        seal: Seal,
        /// The item's id.
        id: Option<String>,
    },
    /// A thought that only its maker can read.
    Redacted(Seal),
    /// The seal of a call, or of the text where it names none.
    Beside {
        /// The call's id.
        call: Option<String>,
        /// The seal.
        seal: Seal,
    },
}

/// Reads one detail; some say words and a seal at once.
pub fn one(raw: &RawValue) -> Vec<Detail> {
    let at = |key| plain::at(raw, key).and_then(plain::word);
    let kind = match at("format").as_deref() {
        Some(ANTHROPIC) => SealKind::Anthropic,
        Some(GEMINI) => SealKind::Gemini,
        Some(format) if format.ends_with(OPENAI) => SealKind::Openai,
        // The oldest detail with a signature and no format is of a thinking block.
        None if at("signature").is_some() => SealKind::Anthropic,
        None if at("data").is_some() => SealKind::Openai,
        Some(_) | None => SealKind::Other,
    };
    let seal = |data: String| Seal { kind, data };
    let summary = at("summary");
    let mut all = Vec::with_capacity(2);
    let is_summary = summary.is_some();
    if let Some(text) = summary.or_else(|| at("text")) {
        all.push(Detail::Words {
            text,
            summary: is_summary,
            index: plain::at(raw, "index").and_then(plain::count).unwrap_or(0),
            id: at("id"),
        });
    }
    if let Some(signature) = at("signature") {
        let (seal, id) = (seal(signature), at("id"));
        all.push(Detail::Seal { seal, id });
    } else if let Some(data) = at("data") {
        let seal = seal(data);
        all.push(match kind {
            SealKind::Anthropic => Detail::Redacted(seal),
            SealKind::Gemini => Detail::Beside {
                call: at("id"),
                seal,
            },
            SealKind::Openai | SealKind::Other => Detail::Seal { seal, id: at("id") },
        });
    }
    all
}

/// Reads the details of a whole message.
pub fn read(raw: &RawValue) -> Told {
    let mut told = Told::default();
    let mut last = None;
    for detail in elements(raw).unwrap_or_default().into_iter().flat_map(one) {
        match detail {
            Detail::Words {
                text,
                summary,
                index,
                id,
            } => match told.thoughts.last_mut() {
                Some(open) if open.seal.is_none() && last == Some(index) => {
                    open.text.push_str(&text);
                }
                Some(_) | None => {
                    last = Some(index);
                    told.thoughts.push(Reasoning {
                        text,
                        summary,
                        id,
                        ..Reasoning::default()
                    });
                }
            },
            Detail::Seal { seal, id } => match told.thoughts.last_mut() {
                Some(open) if open.seal.is_none() => {
                    open.seal = Some(seal);
                    open.id = id.or(open.id.take());
                }
                Some(_) | None => told.thoughts.push(Reasoning {
                    seal: Some(seal),
                    id,
                    ..Reasoning::default()
                }),
            },
            Detail::Redacted(seal) => told.thoughts.push(Reasoning {
                seal: Some(seal),
                redacted: true,
                ..Reasoning::default()
            }),
            Detail::Beside { call: None, seal } => told.text = Some(seal),
            Detail::Beside {
                call: Some(id),
                seal,
            } => told.calls.push((id, seal)),
        }
    }
    told
}

/// A seal that stands beside a call or in a message: `extra_content.google.thought_signature`.
pub fn beside(extra: Option<&RawValue>, own: Option<&RawValue>) -> Option<Seal> {
    let nested = || {
        let google = plain::at(extra?, "google")?;
        plain::at(google, "thought_signature").and_then(plain::word)
    };
    let data = nested().or_else(|| own.and_then(plain::word))?;
    let kind = SealKind::Gemini;
    Some(Seal { kind, data })
}

/// Writes a seal where [`beside`] reads it.
pub fn write_extra(seal: &Seal, pen: &mut Pen) {
    pen.key("extra_content").object().key("google").object();
    pen.member("thought_signature", &seal.data);
    pen.end_object();
    pen.end_object();
}

/// Lays seals beside the calls and the text that they belong to. One that belongs to nothing that
/// was said is a thought of its own.
pub fn lay_in(parts: &mut Vec<Part>, calls: Vec<(String, Seal)>, text: Option<Seal>) {
    let mut own = Vec::new();
    for (id, seal) in calls {
        let call = parts.iter_mut().find_map(|part| {
            let Part::ToolCall(call) = part else {
                return None;
            };
            (call.id == id).then_some(call)
        });
        match call {
            Some(call) => call.seal = call.seal.take().or(Some(seal)),
            None => own.push((seal, Some(id))),
        }
    }
    if let Some(seal) = text {
        match super::citations::last_text(parts) {
            Some(text) => text.seal = Some(seal),
            None => own.push((seal, None)),
        }
    }
    for (seal, id) in own.into_iter().rev() {
        let thought = Reasoning {
            seal: Some(seal),
            id,
            ..Reasoning::default()
        };
        parts.insert(0, Part::Reasoning(thought));
    }
}

/// Writes the details of one thought. `index` counts thoughts.
pub fn write(thought: &Reasoning, index: u64, pen: &mut Pen) {
    let seal = thought.seal.as_ref();
    let signed = seal.filter(|seal| is_signature(seal.kind, thought.redacted));
    if !thought.text.is_empty() || signed.is_some() {
        write_words(thought, Some(&thought.text), signed, index, pen);
    }
    if let Some(seal) = seal.filter(|_| signed.is_none()) {
        write_data(thought, seal, index, pen);
    }
}

/// Writes more words of a thought.
pub fn write_more(thought: &Reasoning, text: &str, index: u64, pen: &mut Pen) {
    write_words(thought, Some(text), None, index, pen);
}

/// Writes the seal of a thought whose words were written.
pub fn write_seal(thought: &Reasoning, seal: &Seal, index: u64, pen: &mut Pen) {
    match is_signature(seal.kind, thought.redacted) {
        true => write_words(thought, None, Some(seal), index, pen),
        false => write_data(thought, seal, index, pen),
    }
}

/// Whether the seal signs words, or holds the thought itself.
const fn is_signature(kind: SealKind, redacted: bool) -> bool {
    match kind {
        SealKind::Anthropic | SealKind::Gemini => !redacted,
        SealKind::Openai | SealKind::Other => false,
    }
}

fn write_words(
    thought: &Reasoning,
    text: Option<&str>,
    seal: Option<&Seal>,
    index: u64,
    pen: &mut Pen,
) {
    let (kind, key) = match thought.summary {
        true => ("reasoning.summary", "summary"),
        false => ("reasoning.text", "text"),
    };
    pen.object().member("type", kind);
    if let Some(text) = text {
        pen.member(key, text);
    }
    if let Some(seal) = seal {
        pen.member("signature", &seal.data);
    }
    end(thought, seal.or(thought.seal.as_ref()), index, pen);
}

fn write_data(thought: &Reasoning, seal: &Seal, index: u64, pen: &mut Pen) {
    pen.object().member("type", "reasoning.encrypted");
    pen.member("data", &seal.data);
    end(thought, Some(seal), index, pen);
}

fn end(thought: &Reasoning, seal: Option<&Seal>, index: u64, pen: &mut Pen) {
    if let Some(id) = &thought.id {
        pen.member("id", id);
    }
    pen.member("format", seal.map_or("unknown", |seal| format(seal.kind)));
    pen.key("index").count(index).end_object();
}

/// Writes the seal of a call, or of the text.
pub fn write_beside(call: Option<&str>, seal: &Seal, index: u64, pen: &mut Pen) {
    pen.object().member("type", "reasoning.encrypted");
    pen.member("data", &seal.data);
    if let Some(id) = call {
        pen.member("id", id);
    }
    pen.member("format", format(seal.kind));
    pen.key("index").count(index).end_object();
}

const fn format(kind: SealKind) -> &'static str {
    match kind {
        SealKind::Anthropic => ANTHROPIC,
        SealKind::Openai => OPENAI,
        SealKind::Gemini => GEMINI,
        SealKind::Other => OTHER,
    }
}
