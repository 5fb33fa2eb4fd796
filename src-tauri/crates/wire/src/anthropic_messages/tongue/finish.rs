//! Why an answer ended, in this dialect's words and the canon's.
//!
//! <https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons> (read 2026-11-22).

use crate::canon::{Feature, Finish, Losses, Why};

/// A stop reason in the canon.
pub fn read(reason: &str, sequence: Option<String>) -> Finish {
    match reason {
        "end_turn" => Finish::Stop,
        "stop_sequence" => Finish::StopSequence(sequence),
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "tool_use" => Finish::ToolCalls,
        "pause_turn" => Finish::Pause,
        "refusal" => Finish::Refusal,
        other => Finish::Other(other.to_owned()),
    }
}

/// A finish in this dialect's word. An answer that calls tools always says `tool_use` here: clients
/// run them only then.
pub fn write(finish: &Finish, calls_tools: bool, losses: &mut Losses) -> &'static str {
    match finish {
        Finish::Stop if calls_tools => "tool_use",
        Finish::Stop => "end_turn",
        Finish::StopSequence(_) => "stop_sequence",
        Finish::Length => "max_tokens",
        Finish::ToolCalls if calls_tools => "tool_use",
        // The only call was the answer's form, written as its text.
        Finish::ToolCalls => "end_turn",
        Finish::ContentFilter | Finish::Refusal => "refusal",
        Finish::Pause => "pause_turn",
        Finish::Failed => {
            losses.lose(Feature::Finish, "finish", Why::Approximated);
            "max_tokens"
        }
        Finish::Other(_) => {
            losses.lose(Feature::Finish, "finish", Why::Approximated);
            if calls_tools { "tool_use" } else { "end_turn" }
        }
    }
}
