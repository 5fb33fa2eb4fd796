//! Answers of status 400 and more: each recorded one is of the kind that is written down here.

use http::{HeaderMap, HeaderName, HeaderValue};
use pointsman_tests::recordings;
use pointsman_wire::FailureKind::{self, *};
use pointsman_wire::{Dialect, codec};
use std::collections::BTreeMap;

/// Provider, status, words of the body, and the kind. The first row that fits holds.
const ROWS: &[(&str, u16, &str, FailureKind)] = &[
    (
        "azure",
        401,
        "Access denied due to invalid subscription key",
        Auth,
    ),
    ("azure", 404, "DeploymentNotFound", NoSuchModel),
    ("azure", 429, "RateLimitReached", RateLimited),
    ("deepseek", 400, "unknown variant", Unsupported),
    (
        "deepseek",
        400,
        "does not support this tool_choice",
        Unsupported,
    ),
    (
        "deepseek",
        400,
        "The supported API model names are",
        NoSuchModel,
    ),
    ("deepseek", 400, "maximum context length", ContextTooLong),
    ("deepseek", 401, "Authentication Fails", Auth),
    ("doubleword", 400, "Temperature must be between", BadRequest),
    ("doubleword", 403, "Forbidden", Auth),
    ("doubleword", 404, "model_not_found", NoSuchModel),
    ("groq", 400, "model_decommissioned", NoSuchModel),
    ("groq", 400, "tool_use_failed", Malformed),
    ("groq", 401, "invalid_api_key", Auth),
    ("groq", 404, "model_not_found", NoSuchModel),
    ("huggingface", 422, "Template error", BadRequest),
    ("huggingface", 422, "missing field `messages`", BadRequest),
    ("hyperbolic", 400, "allowed now, your model", NoSuchModel),
    ("mistral", 400, "Invalid model", NoSuchModel),
    ("mistral", 400, "Logprobs are not enabled", Unsupported),
    ("mistral", 401, "Invalid API Key", Auth),
    ("mistral", 401, "No API key found", Auth),
    ("ollama", 400, "prompt too long", ContextTooLong),
    ("ollama", 401, "Unauthorized", Auth),
    ("openai", 400, "invalid_image_url", BadRequest),
    ("openai", 400, "invalid_image_format", BadRequest),
    ("openai", 400, "unsupported_value", Unsupported),
    ("openai", 401, "Incorrect API key", Auth),
    (
        "openai",
        403,
        "not allowed to sample from this model",
        NoSuchModel,
    ),
    ("openai", 404, "This is not a chat model", Unsupported),
    ("openai", 404, "tools is not supported", Unsupported),
    ("openai", 404, "model_not_found", NoSuchModel),
    ("openrouter", 400, "is not a valid model ID", NoSuchModel),
    (
        "openrouter",
        400,
        "Developer instruction is not enabled",
        Unsupported,
    ),
    (
        "openrouter",
        400,
        "is not present in the provided tools",
        BadRequest,
    ),
    ("openrouter", 401, "Missing Authentication header", Auth),
    (
        "openrouter",
        403,
        "Content violates usage guidelines",
        Refused,
    ),
    (
        "openrouter",
        404,
        "No endpoints found that support",
        Unsupported,
    ),
    ("openrouter", 404, "matching your data policy", Unsupported),
    ("openrouter", 404, "No endpoints found for", NoSuchModel),
    (
        "openrouter",
        404,
        "The alpha period for this model has ended",
        NoSuchModel,
    ),
    ("openrouter", 429, "Rate limit exceeded", RateLimited),
    (
        "openrouter",
        429,
        "temporarily rate-limited upstream",
        RateLimited,
    ),
    ("perplexity", 400, "too_many_prompt_tokens", ContextTooLong),
    ("qwen", 401, "provide an API key", Auth),
    ("venice", 404, "Specified model not found", NoSuchModel),
    ("xai", 400, "does not support parameter", Unsupported),
    ("xai", 404, "was deprecated", NoSuchModel),
];

#[test]
fn every_recorded_error_is_of_the_kind_written_down() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let errors: Vec<_> = all.iter().filter(|it| it.response.status >= 400).collect();
    let mut table: BTreeMap<(u16, String), BTreeMap<&str, usize>> = BTreeMap::new();
    let mut used = vec![false; ROWS.len()];
    for recording in &errors {
        let (name, status) = (recording.name(), recording.response.status);
        let body = String::from_utf8_lossy(&recording.response.body);
        let headers = headers(&recording.response.headers);
        let failure = codec(Dialect::OpenaiChat).read_failure(status, &headers, body.as_bytes());
        let row = ROWS.iter().position(|(provider, of, words, _)| {
            *provider == recording.provider && *of == status && body.contains(words)
        });
        let row = row.unwrap_or_else(|| panic!("{name} {status} fits no row: {body}"));
        used[row] = true;
        assert_eq!(failure.kind, ROWS[row].3, "{name} {status} {body}");
        assert_eq!(failure.status, Some(status));
        let length = failure.message.chars().count();
        let words = failure.message.split_whitespace();
        let keys = words.filter(|word| word.starts_with("sk-")).count();
        assert!((1..=2_001).contains(&length) && keys == 0, "{name}");
        let of_kind = table.entry((status, failure.kind.to_string())).or_default();
        *of_kind.entry(&recording.provider).or_default() += 1;
    }
    let unused: Vec<_> = ROWS.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(unused.is_empty(), "no recording fits {unused:?}");
    for ((status, kind), providers) in table {
        recordings::say(&format!("  {status} {kind}: {providers:?}"));
    }
    recordings::say(&format!("recordings replayed: {} errors", errors.len()));
}

#[test]
fn a_recorded_rate_limit_says_how_long_to_wait_where_it_can_be_told() {
    let Some(all) = recordings::load("openai_chat") else {
        return;
    };
    let (mut told, mut untold) = (0, 0);
    for recording in all.iter().filter(|it| it.response.status == 429) {
        let headers = headers(&recording.response.headers);
        let failure =
            codec(Dialect::OpenaiChat).read_failure(429, &headers, &recording.response.body);
        match failure.retry_after {
            // A limit per minute is over within it.
            Some(wait) => {
                assert!(wait.as_secs() <= 60, "{} {wait:?}", recording.name());
                told += 1;
            }
            None => {
                assert!(headers.get("retry-after").is_none(), "{}", recording.name());
                untold += 1;
            }
        }
    }
    assert!(told > untold);
    recordings::say(&format!(
        "recordings replayed: {} rate limits, {told} tell a wait",
        told + untold
    ));
}

fn headers(recorded: &BTreeMap<String, String>) -> HeaderMap {
    let pairs = recorded.iter().map(|(name, value)| {
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    });
    pairs.collect()
}
