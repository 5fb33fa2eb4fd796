//! What Pointsman itself says in this dialect.

use crate::{FailureKind, ModelCard, Told};
use bytes::Bytes;
use serde::Serialize;

#[derive(Serialize)]
struct Wrapped<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: &'a str,
    r#type: &'static str,
    param: Option<&'a str>,
    code: &'a str,
}

#[derive(Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<Model<'a>>,
}

#[derive(Serialize)]
struct Model<'a> {
    id: &'a str,
    object: &'static str,
    created: i64,
    owned_by: &'a str,
}

/// The body of a failure: <https://platform.openai.com/docs/guides/error-codes> (read 2026-11-22).
pub fn failure(told: &Told) -> Bytes {
    json(&Wrapped {
        error: Error {
            message: &told.message,
            r#type: family(told.kind),
            param: told.param.as_deref(),
            code: &told.code,
        },
    })
}

/// A failure as the last event of a stream. Official SDKs raise it and read no further.
pub fn in_band(told: &Told) -> Bytes {
    let mut frame = b"data: ".to_vec();
    frame.extend_from_slice(&failure(told));
    frame.extend_from_slice(b"\n\n");
    frame.into()
}

/// A comment line, which SDKs skip.
pub fn keep_alive() -> Bytes {
    Bytes::from_static(b": keep-alive\n\n")
}

/// The list of models.
pub fn models(models: &[ModelCard]) -> Bytes {
    json(&List {
        object: "list",
        data: models.iter().map(Model::of).collect(),
    })
}

/// One model of the list.
pub fn model(card: &ModelCard) -> Bytes {
    json(&Model::of(card))
}

impl<'a> Model<'a> {
    fn of(card: &'a ModelCard) -> Self {
        Self {
            id: &card.id,
            object: "model",
            created: card.created,
            owned_by: &card.owned_by,
        }
    }
}

/// The `type` that OpenAI gives to failures of this kind.
pub fn family(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Auth => "authentication_error",
        FailureKind::OutOfCredit | FailureKind::BudgetSpent => "insufficient_quota",
        FailureKind::RateLimited => "rate_limit_error",
        FailureKind::ContextTooLong
        | FailureKind::BadRequest
        | FailureKind::Unsupported
        | FailureKind::NoSuchModel
        | FailureKind::Refused => "invalid_request_error",
        FailureKind::Overloaded
        | FailureKind::Connect
        | FailureKind::Timeout(_)
        | FailureKind::Cut
        | FailureKind::Malformed
        | FailureKind::Diverged
        | FailureKind::BreakerOpen
        | FailureKind::NoTarget
        | FailureKind::Cancelled
        | FailureKind::Bug => "server_error",
    }
}

fn json(value: &impl Serialize) -> Bytes {
    // Strings and numbers with string keys: writing them to memory cannot fail.
    serde_json::to_vec(value).map_or_else(|_| Bytes::from_static(b"{}"), Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: FailureKind) -> Told {
        Told {
            kind,
            status: 404,
            code: "model_not_found".into(),
            message: "no model is called \"gpt-9\"".into(),
            param: Some("model".into()),
        }
    }

    #[test]
    fn writes_failures_in_the_shape_that_sdks_read() {
        assert_eq!(
            failure(&told(FailureKind::NoSuchModel)),
            r#"{"error":{"message":"no model is called \"gpt-9\"","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#
        );
        let bare = Told {
            param: None,
            ..told(FailureKind::NoTarget)
        };
        assert_eq!(
            in_band(&bare),
            "data: {\"error\":{\"message\":\"no model is called \\\"gpt-9\\\"\",\"type\":\"server_error\",\"param\":null,\"code\":\"model_not_found\"}}\n\n"
        );
        assert_eq!(keep_alive(), ": keep-alive\n\n");
    }

    #[test]
    fn every_kind_has_a_type_that_openai_knows() {
        let known = [
            "authentication_error",
            "insufficient_quota",
            "invalid_request_error",
            "rate_limit_error",
            "server_error",
        ];
        assert!(
            FailureKind::ALL
                .iter()
                .all(|kind| known.contains(&family(*kind)))
        );
    }

    #[test]
    fn lists_models_and_tells_of_one() {
        let card = ModelCard {
            id: "auto".into(),
            owned_by: "pointsman".into(),
            created: 0,
        };
        assert_eq!(
            model(&card),
            r#"{"id":"auto","object":"model","created":0,"owned_by":"pointsman"}"#
        );
        assert_eq!(
            models(&[card]),
            r#"{"object":"list","data":[{"id":"auto","object":"model","created":0,"owned_by":"pointsman"}]}"#
        );
        assert_eq!(models(&[]), r#"{"object":"list","data":[]}"#);
    }
}
