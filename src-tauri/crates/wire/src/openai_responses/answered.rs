//! A whole answer, read into the canon.

use super::answer;
use super::items::{self, Item};
use super::object::Object;
use super::usage::Counts;
use crate::canon::{Choice, Feature, Finish, Losses, Part, Reply, Role, Why};
use crate::failure::unread::{malformed, not_empty, not_json};
use crate::json;
use crate::lenient::Read;
use crate::{Failure, Usage};
use serde_json::value::RawValue;

/// Members of an answer that repeat what was asked, that every call has a place for, or that say who
/// pays.
const KNOWN: [&str; 39] = [
    "id",
    "object",
    "created_at",
    "completed_at",
    "status",
    "background",
    "billing",
    "error",
    "incomplete_details",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "model",
    "output",
    "output_text",
    "parallel_tool_calls",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_retention",
    "prompt_cache_options",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tool_usage",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "usage",
    "user",
    "metadata",
    "frequency_penalty",
    "presence_penalty",
    "conversation",
];

/// Reads a whole answer of status below 400.
///
/// # Errors
/// As [`answer::read_whole`], which would read all of it once more.
pub fn read(body: &[u8], losses: &mut Losses) -> Result<Reply, Failure> {
    not_empty(body)?;
    let body = &*json::paired(body);
    let raw = serde_json::from_slice::<&RawValue>(body).map_err(|error| not_json(body, &error))?;
    let Some(response) = Object::of(raw) else {
        return Err(malformed("the answer is JSON, but not an object"));
    };
    let complains = |raw: &RawValue| !matches!(raw.get(), "{}" | "\"\"" | "false");
    let failed = response.text("status").as_deref() == Some("failed");
    if failed || response.get("error").is_some_and(complains) {
        return Err(answer::complaint_of(body));
    }
    if let Some(status @ ("in_progress" | "queued")) = response.text("status").as_deref() {
        return Err(malformed(&format!("the answer is still {status}")));
    }
    let is_list = |raw: &RawValue| raw.get().starts_with('[');
    if !response.get("output").is_some_and(is_list) {
        return Err(malformed("the answer has no `output`"));
    }
    let mut choice = Choice::default();
    for (at, raw) in response.list("output").into_iter().enumerate() {
        match items::read(raw, &format!("output[{at}]"), losses) {
            Ok(Item::Said(Role::Assistant, parts, logprobs)) => {
                choice
                    .parts
                    .extend(parts.into_iter().filter(says_something));
                choice.logprobs.extend(logprobs);
            }
            Ok(Item::Said(..) | Item::Reference) | Err(_) => {
                losses.lose(Feature::Unknown, format!("output[{at}]"), Why::NoPlace);
            }
            Ok(Item::Lost) => {}
        }
    }
    let calls = |part: &Part| matches!(part, Part::ToolCall(_));
    let calls = choice.parts.iter().any(calls);
    choice.finish = finish(&response, calls);
    if !calls {
        holds_what_it_says(&response, choice.parts.is_empty())?;
    }
    unknown(&response, losses);
    Ok(Reply {
        id: response.word("id"),
        model: response.word("model"),
        created: response.count("created_at"),
        choices: vec![choice],
        usage: usage(&response),
        service_tier: response.word("service_tier"),
    })
}

/// Looks at the items of an answer of which no call was read.
///
/// # Errors
/// `Malformed` where one of them should have been, or where what is no item is all there is.
fn holds_what_it_says(response: &Object<'_>, silent: bool) -> Result<(), Failure> {
    for raw in response.list("output") {
        let item = Object::of(raw);
        if item.is_none() && silent {
            return Err(malformed("the answer's `output` holds no items"));
        }
        let kind = item.and_then(|item| item.owned("type"));
        if let Some("function_call" | "custom_tool_call") = kind.as_deref() {
            return Err(malformed("no tool call of the answer can be read"));
        }
    }
    Ok(())
}

/// Loses what an answer says that nobody here knows.
pub fn unknown(response: &Object<'_>, losses: &mut Losses) {
    for (key, raw) in response.all() {
        if !KNOWN.contains(&key) && raw.get() != "null" {
            losses.lose(Feature::Unknown, key, Why::Unknown);
        }
    }
}

/// An empty text says nothing.
fn says_something(part: &Part) -> bool {
    !matches!(part, Part::Text(text) if text.text.is_empty() && text.citations.is_empty())
}

/// What an answer used.
pub fn usage(response: &Object<'_>) -> Option<Usage> {
    let raw = response.get("usage")?;
    let Read(counts) = serde_json::from_str::<Read<Counts>>(raw.get()).ok()?;
    counts.usage()
}

/// Why an answer ended.
pub fn finish(response: &Object<'_>, calls: bool) -> Finish {
    let details = response.object("incomplete_details");
    let reason = details.and_then(|details| details.word("reason"));
    match (response.text("status").as_deref(), reason.as_deref()) {
        (_, Some("max_output_tokens" | "max_tokens")) => Finish::Length,
        (_, Some("content_filter")) => Finish::ContentFilter,
        (Some("incomplete"), Some(reason)) => Finish::Other(reason.to_owned()),
        (Some("incomplete"), None) => Finish::Length,
        (Some("cancelled" | "queued" | "in_progress"), _) => {
            Finish::Other(response.owned("status").unwrap_or_default())
        }
        _ if calls => Finish::ToolCalls,
        _ => Finish::Stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    fn parts(status: &str, output: &str) -> Result<usize, FailureKind> {
        let body = format!(r#"{{"id":"resp_a","status":"{status}","output":{output}}}"#);
        let read = read(body.as_bytes(), &mut Losses::default());
        let parts = |reply: Reply| reply.choices.iter().map(|it| it.parts.len()).sum();
        read.map(parts).map_err(|failure| failure.kind)
    }

    #[test]
    fn an_answer_that_is_still_made_is_none() {
        for status in ["in_progress", "queued"] {
            assert_eq!(parts(status, "[]"), Err(FailureKind::Malformed), "{status}");
        }
        assert_eq!(parts("completed", "[]"), Ok(0));
        assert_eq!(parts("incomplete", "[]"), Ok(0));
    }

    #[test]
    fn an_answer_of_which_no_item_or_no_call_can_be_read_is_none() {
        let odd = r#"{"type":"function_call","call_id":"c","arguments":"{}"}"#;
        let call = r#"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#;
        for output in ["[null]", "[7]", &format!("[{odd}]")] {
            let read = parts("completed", output);
            assert_eq!(read, Err(FailureKind::Malformed), "{output}");
        }
        assert_eq!(parts("completed", &format!("[{odd},{call}]")), Ok(1));
    }
}
