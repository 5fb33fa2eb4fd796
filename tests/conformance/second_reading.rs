//! Answers read a second time, the plain way: a tree, and rules by provider that were looked up.

use pointsman_units::Tokens;
use pointsman_wire::Usage;
use serde_json::Value;

/// The data of each frame of a stream, and the frame's bytes.
pub fn frames(body: &str) -> Vec<(&str, Option<String>)> {
    let mut frames = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let len = rest.find("\n\n").map_or(rest.len(), |at| at + 2);
        let (frame, next) = rest.split_at(len);
        let data: Vec<&str> = frame
            .lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .map(str::trim)
            .collect();
        frames.push((frame, (!data.is_empty()).then(|| data.join("\n"))));
        rest = next;
    }
    frames
}

/// The chunks of a stream.
pub fn chunks(body: &str) -> Vec<Value> {
    let data = frames(body).into_iter().filter_map(|(_, data)| data);
    data.filter(|data| data != "[DONE]")
        .map(|data| serde_json::from_str(&data).unwrap())
        .collect()
}

/// The last usage of a stream, or the one of a whole answer.
pub fn usage(provider: &str, chunks: &[Value]) -> Option<Usage> {
    let objects = |pointer: &str| {
        let mut found = chunks.iter().filter_map(|it| it.pointer(pointer));
        found.rfind(|it| it.is_object())
    };
    let usage = objects("/usage").or_else(|| objects("/x_groq/usage"))?;
    Some(inclusive(provider, usage))
}

/// Brings the counts to inclusive totals by what is known of each provider.
fn inclusive(provider: &str, usage: &Value) -> Usage {
    let at = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64);
    let prompt = at("/prompt_tokens").unwrap();
    let completion = at("/completion_tokens").unwrap();
    let total = at("/total_tokens").unwrap();
    let cached = [
        "/prompt_tokens_details/cached_tokens",
        "/prompt_cache_hit_tokens",
        "/cached_tokens",
        "/num_cached_tokens",
        "/cache_read_input_tokens",
    ];
    let cached = cached.into_iter().filter_map(at).max();
    let audio_in = at("/prompt_tokens_details/audio_tokens");
    let said = at("/completion_tokens_details/reasoning_tokens").or(at("/reasoning_tokens"));
    let thought = said.unwrap_or(0);
    let beside = total - prompt - completion;
    let (input, output, reasoning) = match provider {
        // Completion without reasoning.
        "xai" => (prompt, completion + thought, said),
        // The same, seen from the cost that it reports; where reasoning is less than completion the
        // numbers alone do not show it.
        "vercel_gateway" if thought > completion => (prompt, completion + thought, said),
        // Thinking only in the total.
        "gemini" => (prompt, completion + beside, Some(beside)),
        // Seconds of audio beside the prompt's text.
        "mistral" => (prompt + beside, completion, said),
        // Grok at Azure: the prompt without the part that the cache held.
        "azure" if cached > Some(prompt) => (prompt + cached.unwrap(), completion, said),
        _ => (prompt, completion, said),
    };
    if !matches!(provider, "xai" | "gemini" | "mistral") {
        assert_eq!(
            beside, 0,
            "{provider} counts in a way that is not known here: {usage}"
        );
    }
    Usage {
        input: Some(Tokens(input)),
        cached: cached.map(Tokens),
        cache_write: at("/prompt_tokens_details/cache_write_tokens")
            .or(at("/cache_creation/ephemeral_5m_input_tokens"))
            .or(at("/cache_creation_input_tokens"))
            .map(Tokens),
        cache_write_1h: at("/cache_creation/ephemeral_1h_input_tokens").map(Tokens),
        audio_in: audio_in.map(Tokens),
        output: Some(Tokens(output)),
        reasoning: reasoning.map(Tokens),
        audio_out: at("/completion_tokens_details/audio_tokens").map(Tokens),
    }
}

/// Whether each choice of a stream has a finish reason.
pub fn is_whole(chunks: &[Value]) -> bool {
    let mut finished = std::collections::BTreeMap::new();
    for choice in chunks.iter().flat_map(choices) {
        let done = choice["finish_reason"]
            .as_str()
            .is_some_and(|it| !it.is_empty());
        *finished.entry(choice["index"].as_u64()).or_insert(false) |= done;
    }
    !finished.is_empty() && finished.values().all(|done| *done)
}

/// The model that the provider names first.
pub fn model(chunks: &[Value]) -> Option<&str> {
    let named = chunks.iter().filter_map(|it| it["model"].as_str());
    named.into_iter().find(|it| !it.is_empty())
}

/// Bytes of text in all choices.
pub fn text_bytes(chunks: &[Value]) -> u64 {
    let turns = chunks.iter().flat_map(choices).map(|choice| {
        // A whole answer may have an empty delta beside its message.
        let whole = choice["message"].is_object();
        let turn = &choice[if whole { "message" } else { "delta" }];
        let reasoning = ["reasoning", "reasoning_content", "reasoning_details"];
        let reasoning = reasoning.iter().map(|key| text(&turn[key])).max().unwrap();
        let calls = turn["tool_calls"].as_array().into_iter().flatten();
        let calls = calls
            .map(|call| &call["function"])
            .chain([&turn["function_call"]]);
        let calls: u64 = calls
            .map(|it| text(&it["name"]) + text(&it["arguments"]))
            .sum();
        let audio = text(&turn["audio"]["transcript"]);
        text(&turn["content"]) + text(&turn["refusal"]) + reasoning + calls + audio
    });
    turns.sum()
}

/// The choices of a chunk or an answer.
pub fn choices(chunk: &Value) -> impl Iterator<Item = &Value> {
    chunk["choices"].as_array().into_iter().flatten()
}

/// A text without the thought that a model wrote into its beginning, and that thought.
pub fn apart(text: &str) -> (String, String) {
    match text.trim_start().strip_prefix("<think>") {
        None => (text.to_owned(), String::new()),
        Some(rest) => {
            let (thought, rest) = rest.split_once("</think>").unwrap_or((rest, ""));
            (rest.trim_start().to_owned(), thought.trim().to_owned())
        }
    }
}

/// The thoughts of a message or delta, under whichever name: the details where they hold words.
pub fn thinking(turn: &Value) -> String {
    let details = turn["reasoning_details"].as_array().into_iter().flatten();
    let details: String = details
        .filter_map(|it| it["text"].as_str().or(it["summary"].as_str()))
        .collect();
    let named = ["reasoning_content", "reasoning"];
    let mut named = named.iter().filter_map(|key| turn[*key].as_str());
    let named = named.find(|it| !it.is_empty()).unwrap_or_default();
    let parts = turn["content"].as_array().into_iter().flatten();
    let parts = parts.flat_map(|it| it["thinking"].as_array().into_iter().flatten());
    let parts: String = parts.filter_map(|it| it["text"].as_str()).collect();
    match details.is_empty() {
        true => format!("{named}{parts}"),
        false => details,
    }
}

fn text(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.len() as u64,
        Value::Array(parts) => parts.iter().map(text).sum(),
        Value::Object(part) => ["text", "thinking", "summary"]
            .iter()
            .filter_map(|key| part.get(*key))
            .map(text)
            .sum(),
        _ => 0,
    }
}
