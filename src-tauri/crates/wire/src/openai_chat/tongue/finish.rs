//! Why an answer ended, in the words of many.

use crate::canon::{Feature, Finish, Losses, Why, plain};
use serde_json::value::RawValue;

/// Reads a finish reason; `None` where there is none. Whether tools were called outweighs the words
/// `stop` and `tool_calls`, of which providers are not sure.
pub fn read(raw: &RawValue, calls: bool) -> Option<Finish> {
    let settled = match calls {
        true => Finish::ToolCalls,
        false => Finish::Stop,
    };
    let Some(word) = plain::text(raw) else {
        // Numbers: each server counts its reasons in its own way.
        return (!plain::is_empty(raw)).then_some(settled);
    };
    let known = match word.to_ascii_lowercase().as_str() {
        "" | "null" => return None,
        "stop" | "eos" | "eos_token" | "end_turn" | "complete" | "completed" | "stop_sequence"
        | "tool_calls" | "tool_call" | "tool_use" | "function_call" => settled,
        "length" | "max_tokens" | "max_length" | "model_length" | "max_output_tokens" => {
            Finish::Length
        }
        "content_filter" | "safety" | "sensitive" | "recitation" | "prohibited_content" => {
            Finish::ContentFilter
        }
        "refusal" => Finish::Refusal,
        "error" => Finish::Failed,
        _ => Finish::Other(word.into_owned()),
    };
    Some(known)
}

/// Whether a finish reason says that tools are called.
pub fn calls_tools(raw: &RawValue) -> bool {
    let word = plain::text(raw).map(|word| word.to_ascii_lowercase());
    let words = ["tool_calls", "tool_call", "tool_use", "function_call"];
    word.is_some_and(|word| words.contains(&word.as_str()))
}

/// The dialect's word. One that has none is told by the nearest.
pub fn word(finish: &Finish, losses: &mut Losses) -> &'static str {
    let (word, near) = match finish {
        Finish::Stop | Finish::StopSequence(None) => ("stop", false),
        Finish::StopSequence(Some(_)) => ("stop", true),
        Finish::Length => ("length", false),
        Finish::ToolCalls => ("tool_calls", false),
        Finish::ContentFilter => ("content_filter", false),
        Finish::Refusal => ("content_filter", true),
        Finish::Pause | Finish::Other(_) => ("stop", true),
        // <https://openrouter.ai/docs/api-reference/errors> (read 2026-11-22).
        Finish::Failed => ("error", true),
    };
    if near {
        losses.lose(Feature::Finish, "finish_reason", Why::Approximated);
    }
    word
}
