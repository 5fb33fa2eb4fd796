//! The errors a provider answers with, in OpenAI's shape:
//! <https://platform.openai.com/docs/guides/error-codes>, read 2026-11-22; the content filter's as
//! Azure words it.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

/// Which error a model's name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 429.
    RateLimited,
    /// 429 that says how long to wait.
    RateLimitedFor,
    /// 500.
    ServerError,
    /// 503.
    Overloaded,
    /// 400 for the length of the prompt.
    ContextTooLong,
    /// 400 for what the prompt holds.
    ContentFilter,
}

/// One error answer.
pub(super) struct Refusal {
    pub(super) status: u16,
    retry_after: Option<HeaderValue>,
    error: Body,
}

#[derive(Serialize)]
struct Body {
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<&'static str>,
    code: Option<&'static str>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: &'a Body,
}

impl Refusal {
    pub(super) fn write(&self) -> (HeaderMap, Bytes) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(wait) = &self.retry_after {
            headers.insert(RETRY_AFTER, wait.clone());
        }
        let envelope = Envelope { error: &self.error };
        (headers, super::json(&envelope))
    }
}

/// The error of a kind, for a prompt of so many tokens.
pub(super) fn of(kind: Kind, input: u64) -> Refusal {
    match kind {
        Kind::RateLimited => rate_limited(None),
        Kind::RateLimitedFor => rate_limited(Some(HeaderValue::from_static("2"))),
        Kind::ServerError => refusal(
            500,
            "the simulated server had an error while processing the request",
            "server_error",
            None,
            None,
        ),
        Kind::Overloaded => refusal(
            503,
            "the simulated engine is currently overloaded, please try again later",
            "server_error",
            None,
            None,
        ),
        Kind::ContextTooLong => {
            let room = input.saturating_sub(1);
            refusal(
                400,
                format!(
                    "This model's maximum context length is {room} tokens. However, your messages resulted in {input} tokens. Please reduce the length of the messages."
                ),
                "invalid_request_error",
                Some("messages"),
                Some("context_length_exceeded"),
            )
        }
        Kind::ContentFilter => refusal(
            400,
            "The response was filtered due to the prompt triggering the simulated content management policy.",
            "invalid_request_error",
            Some("prompt"),
            Some("content_filter"),
        ),
    }
}

/// The error for a name that no simulated model has.
pub(super) fn no_such_model(model: &str) -> Refusal {
    refusal(
        404,
        format!("The model `{model}` does not exist or you do not have access to it."),
        "invalid_request_error",
        None,
        Some("model_not_found"),
    )
}

/// The error for a request that is no request.
pub(super) fn bad_request(wrong: super::ask::Wrong) -> Refusal {
    refusal(
        400,
        wrong.to_string(),
        "invalid_request_error",
        wrong.param(),
        None,
    )
}

fn rate_limited(retry_after: Option<HeaderValue>) -> Refusal {
    Refusal {
        retry_after,
        ..refusal(
            429,
            "Rate limit reached for requests per minute on the simulated account.",
            "requests",
            None,
            Some("rate_limit_exceeded"),
        )
    }
}

fn refusal(
    status: u16,
    message: impl Into<String>,
    kind: &'static str,
    param: Option<&'static str>,
    code: Option<&'static str>,
) -> Refusal {
    Refusal {
        status,
        retry_after: None,
        error: Body {
            message: message.into(),
            kind,
            param,
            code,
        },
    }
}
