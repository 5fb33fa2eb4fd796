//! The shapes that an answer takes on the wire: one JSON object, or server-sent chunks.
//!
//! Shapes as in <https://platform.openai.com/docs/api-reference/chat>, read 2026-11-22; reasoning
//! as in <https://api-docs.deepseek.com/guides/reasoning_model>, read 2026-11-22.

use super::script::{Call, Choice, Finish, Said, Script, Used};
use bytes::Bytes;
use serde::Serialize;

/// 2025-11-22. Fixed, so that the same request gets the same bytes.
const CREATED: i64 = 1_763_769_600;

/// What the body yields at once.
pub(super) struct Piece {
    pub(super) bytes: Bytes,
    /// Tokens spoken in it.
    pub(super) tokens: u32,
    /// Whether it carries the end of a choice.
    pub(super) ends: bool,
}

impl Piece {
    pub(super) fn whole(bytes: Bytes, tokens: u64) -> Self {
        Self {
            bytes,
            tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
            ends: true,
        }
    }
}

/// What every object of one answer repeats.
pub(super) struct Label<'a> {
    id: String,
    model: &'a str,
}

impl<'a> Label<'a> {
    pub(super) fn new(seed: u64, model: &'a str) -> Self {
        let id = format!("chatcmpl-sim{seed:016x}");
        Self { id, model }
    }
}

#[derive(Serialize)]
struct Object<'a, C> {
    id: &'a str,
    object: &'static str,
    created: i64,
    model: &'a str,
    service_tier: &'static str,
    system_fingerprint: &'static str,
    choices: &'a [C],
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Option<Usage>>,
}

#[derive(Serialize)]
struct WholeChoice<'a> {
    index: usize,
    message: Message<'a>,
    logprobs: Option<()>,
    finish_reason: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_calls: Option<Vec<WholeCall<'a>>>,
    refusal: Option<()>,
    annotations: [(); 0],
}

#[derive(Serialize)]
struct WholeCall<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    function: WholeFunction<'a>,
}

#[derive(Serialize)]
struct WholeFunction<'a> {
    name: &'a str,
    arguments: String,
}

#[derive(Serialize)]
struct ChunkChoice<'a> {
    index: usize,
    delta: Delta<'a>,
    logprobs: Option<()>,
    finish_reason: Option<&'static str>,
}

/// An outer `None` is left out, an inner one is `null`.
#[derive(Default, Serialize)]
struct Delta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_calls: Option<[CallDelta<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Option<()>>,
}

#[derive(Serialize)]
struct CallDelta<'a> {
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    function: FunctionDelta<'a>,
}

#[derive(Serialize)]
struct FunctionDelta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    arguments: &'a str,
}

#[derive(Clone, Copy, Serialize)]
struct Usage {
    prompt_tokens: u64,
    completion_tokens: u64,
    total_tokens: u64,
    prompt_tokens_details: PromptDetails,
    completion_tokens_details: CompletionDetails,
}

#[derive(Clone, Copy, Serialize)]
struct PromptDetails {
    cached_tokens: u64,
    audio_tokens: u64,
}

#[derive(Clone, Copy, Serialize)]
struct CompletionDetails {
    reasoning_tokens: u64,
    audio_tokens: u64,
    accepted_prediction_tokens: u64,
    rejected_prediction_tokens: u64,
}

/// The whole answer in one piece.
pub(super) fn whole(label: &Label<'_>, script: &Script) -> Vec<Piece> {
    let choices: Vec<WholeChoice<'_>> = script
        .choices
        .iter()
        .enumerate()
        .map(|(index, choice)| WholeChoice {
            index,
            message: message(choice),
            logprobs: None,
            finish_reason: choice.finish.word(),
        })
        .collect();
    let object = label.object("chat.completion", &choices, Some(Some(usage(script.usage))));
    vec![Piece::whole(super::json(&object), script.usage.output)]
}

/// The answer in chunks: a role, deltas and an end for each choice, then the usage where it is asked
/// for, then `[DONE]`. The chunks of several choices take turns.
pub(super) fn stream(label: &Label<'_>, script: &Script, include_usage: bool) -> Vec<Piece> {
    // With usage asked for, every other chunk says null.
    let no_usage = include_usage.then_some(None);
    let mut lanes: Vec<_> = script
        .choices
        .iter()
        .enumerate()
        .map(|(index, choice)| chunks(index, choice).into_iter())
        .collect();
    let mut pieces = Vec::new();
    loop {
        let before = pieces.len();
        for lane in &mut lanes {
            if let Some((chunk, tokens)) = lane.next() {
                let ends = chunk.finish_reason.is_some();
                let choices = [chunk];
                let object = label.object("chat.completion.chunk", &choices, no_usage);
                pieces.push(Piece {
                    bytes: frame(&super::json(&object)),
                    tokens,
                    ends,
                });
            }
        }
        if pieces.len() == before {
            break;
        }
    }
    if include_usage {
        let none: [ChunkChoice<'_>; 0] = [];
        let used = Some(Some(usage(script.usage)));
        let object = label.object("chat.completion.chunk", &none, used);
        pieces.push(Piece::whole(frame(&super::json(&object)), 0));
    }
    pieces.push(Piece::whole(frame(b"[DONE]"), 0));
    pieces
}

impl Label<'_> {
    fn object<'a, C>(
        &'a self,
        object: &'static str,
        choices: &'a [C],
        usage: Option<Option<Usage>>,
    ) -> Object<'a, C> {
        Object {
            id: &self.id,
            object,
            created: CREATED,
            model: self.model,
            service_tier: "default",
            system_fingerprint: "fp_simulator",
            choices,
            usage,
        }
    }
}

fn frame(json: &[u8]) -> Bytes {
    [b"data: ", json, b"\n\n"].concat().into()
}

fn message(choice: &Choice) -> Message<'_> {
    let (content, tool_calls) = match &choice.said {
        Said::Text(pieces) => (Some(pieces.concat()), None),
        Said::Calls(calls) => (None, Some(calls.iter().map(whole_call).collect())),
    };
    Message {
        role: "assistant",
        content,
        reasoning_content: choice.thought.as_ref().map(|pieces| pieces.concat()),
        tool_calls,
        refusal: None,
        annotations: [],
    }
}

fn whole_call(call: &Call) -> WholeCall<'_> {
    WholeCall {
        id: &call.id,
        kind: "function",
        function: WholeFunction {
            name: &call.name,
            arguments: call.arguments.concat(),
        },
    }
}

/// The chunks of one choice, each with the tokens spoken in it.
fn chunks(index: usize, choice: &Choice) -> Vec<(ChunkChoice<'_>, u32)> {
    let thinks = choice.thought.is_some();
    let mut chunks = vec![(role(choice), 0)];
    for piece in choice.thought.iter().flatten() {
        let delta = Delta {
            content: Some(None),
            reasoning_content: Some(Some(piece)),
            ..Delta::default()
        };
        chunks.push((delta, 1));
    }
    match &choice.said {
        Said::Text(pieces) => chunks.extend(pieces.iter().map(|piece| {
            let delta = Delta {
                content: Some(Some(piece)),
                reasoning_content: thinks.then_some(None),
                ..Delta::default()
            };
            (delta, 1)
        })),
        Said::Calls(calls) => {
            for (at, call) in calls.iter().enumerate() {
                chunks.extend(call_deltas(at, call));
            }
        }
    }
    chunks.push((Delta::default(), 0));
    let last = chunks.len() - 1;
    chunks
        .into_iter()
        .enumerate()
        .map(|(at, (delta, tokens))| {
            let chunk = ChunkChoice {
                index,
                delta,
                logprobs: None,
                finish_reason: (at == last).then_some(Finish::word(choice.finish)),
            };
            (chunk, tokens)
        })
        .collect()
}

fn role(choice: &Choice) -> Delta<'_> {
    let thinks = choice.thought.is_some();
    let text = matches!(choice.said, Said::Text(_)) && !thinks;
    Delta {
        role: Some("assistant"),
        content: Some(text.then_some("")),
        reasoning_content: thinks.then_some(Some("")),
        refusal: Some(None),
        ..Delta::default()
    }
}

fn call_deltas(at: usize, call: &Call) -> impl Iterator<Item = (Delta<'_>, u32)> {
    let head = CallDelta {
        index: at,
        id: Some(&call.id),
        kind: Some("function"),
        function: FunctionDelta {
            name: Some(&call.name),
            arguments: "",
        },
    };
    let rest = call.arguments.iter().map(move |piece| CallDelta {
        index: at,
        id: None,
        kind: None,
        function: FunctionDelta {
            name: None,
            arguments: piece,
        },
    });
    std::iter::once((head, 3))
        .chain(rest.map(|delta| (delta, 1)))
        .map(|(delta, tokens)| {
            let delta = Delta {
                tool_calls: Some([delta]),
                ..Delta::default()
            };
            (delta, tokens)
        })
}

fn usage(used: Used) -> Usage {
    Usage {
        prompt_tokens: used.input,
        completion_tokens: used.output,
        total_tokens: used.input + used.output,
        prompt_tokens_details: PromptDetails {
            cached_tokens: 0,
            audio_tokens: 0,
        },
        completion_tokens_details: CompletionDetails {
            reasoning_tokens: used.reasoning,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
        },
    }
}
