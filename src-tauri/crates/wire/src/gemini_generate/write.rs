//! What Pointsman itself says in this dialect.

use super::request::PREFIX;
use crate::{ModelCard, Told};
use bytes::Bytes;
use serde::Serialize;

/// What a model of the list may be asked for.
const METHODS: [&str; 3] = ["generateContent", "streamGenerateContent", "countTokens"];

#[derive(Serialize)]
struct Wrapped<'a> {
    error: Error<'a>,
}

/// <https://cloud.google.com/apis/design/errors> (read 2026-11-22).
#[derive(Serialize)]
struct Error<'a> {
    code: u16,
    message: &'a str,
    status: &'static str,
    details: [Info; 1],
}

#[derive(Serialize)]
struct Info {
    #[serde(rename = "@type")]
    of: &'static str,
    reason: String,
    domain: &'static str,
}

#[derive(Serialize)]
struct List<'a> {
    models: Vec<Model<'a>>,
}

/// <https://ai.google.dev/api/models#Model> (read 2026-11-23).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Model<'a> {
    name: String,
    base_model_id: &'a str,
    version: &'static str,
    display_name: &'a str,
    description: String,
    supported_generation_methods: [&'static str; 3],
}

/// The body of a failure.
pub fn failure(told: &Told) -> Bytes {
    coded(told, told.status)
}

/// A failure as the last event of a stream. Official SDKs raise it where its code is an error's.
pub fn in_band(told: &Told) -> Bytes {
    let code = match told.status {
        400..=599 => told.status,
        _ => 503,
    };
    let mut frame = b"data: ".to_vec();
    frame.extend_from_slice(&coded(told, code));
    frame.extend_from_slice(b"\r\n\r\n");
    frame.into()
}

/// An empty line. A comment would be taken for JSON by Google's SDK for Python.
pub fn keep_alive() -> Bytes {
    Bytes::from_static(b"\n")
}

/// The list of models.
pub fn models(models: &[ModelCard]) -> Bytes {
    json(&List {
        models: models.iter().map(Model::of).collect(),
    })
}

/// One model of the list.
pub fn model(card: &ModelCard) -> Bytes {
    json(&Model::of(card))
}

impl<'a> Model<'a> {
    fn of(card: &'a ModelCard) -> Self {
        Self {
            name: format!("{PREFIX}{}", card.id),
            base_model_id: &card.id,
            version: "1",
            display_name: &card.id,
            description: format!("{}, by way of Pointsman", card.owned_by),
            supported_generation_methods: METHODS,
        }
    }
}

fn coded(told: &Told, code: u16) -> Bytes {
    json(&Wrapped {
        error: Error {
            code,
            message: &told.message,
            status: status(code),
            details: [Info {
                of: "type.googleapis.com/google.rpc.ErrorInfo",
                reason: told.code.to_ascii_uppercase(),
                domain: "pointsman",
            }],
        },
    })
}

/// The word that Google gives to a status:
/// <https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto> (read 2026-11-23).
fn status(code: u16) -> &'static str {
    match code {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        402 | 429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        502 | 503 => "UNAVAILABLE",
        408 | 504 => "DEADLINE_EXCEEDED",
        500.. => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    }
}

fn json(value: &impl Serialize) -> Bytes {
    // Strings and numbers with string keys: writing them to memory cannot fail.
    serde_json::to_vec(value).map_or_else(|_| Bytes::from_static(b"{}"), Bytes::from)
}
