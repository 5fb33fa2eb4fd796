//! What Pointsman itself says in this dialect.
//!
//! <https://platform.claude.com/docs/en/api/errors> (read 2026-11-22).

use crate::canon::Pen;
use crate::{FailureKind, ModelCard, Told};
use bytes::Bytes;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The body of a failure. Which request it was stands in a header.
pub fn failure(told: &Told) -> Bytes {
    let mut pen = Pen::default();
    pen.object().member("type", "error").key("error").object();
    pen.member("type", family(told));
    pen.member("message", &told.message).end_object();
    pen.key("request_id").null().end_object();
    pen.done()
}

/// A failure as the last event of a stream. Official SDKs raise it and read no further.
pub fn in_band(told: &Told) -> Bytes {
    let mut frame = b"event: error\ndata: ".to_vec();
    frame.extend_from_slice(&failure(told));
    frame.extend_from_slice(b"\n\n");
    frame.into()
}

/// The event that SDKs skip.
pub fn keep_alive() -> Bytes {
    Bytes::from_static(b"event: ping\ndata: {\"type\": \"ping\"}\n\n")
}

/// The status that this dialect gives to a failure: an overload is 529, which its SDKs raise as one.
pub fn status(told: &Told) -> u16 {
    match (told.kind, told.status) {
        (FailureKind::Overloaded, 503) => 529,
        (_, status) => status,
    }
}

/// The list of models: <https://platform.claude.com/docs/en/api/models/list> (read 2026-11-22). It
/// is one page.
pub fn models(models: &[ModelCard]) -> Bytes {
    let mut pen = Pen::default();
    pen.object().key("data").array();
    for model in models {
        card(&mut pen, model);
    }
    pen.end_array().key("has_more").flag(false);
    for (key, model) in [("first_id", models.first()), ("last_id", models.last())] {
        match model {
            Some(model) => pen.member(key, &model.id),
            None => pen.key(key).null(),
        };
    }
    pen.end_object();
    pen.done()
}

/// One model of the list.
pub fn model(model: &ModelCard) -> Bytes {
    let mut pen = Pen::default();
    card(&mut pen, model);
    pen.done()
}

fn card(pen: &mut Pen, card: &ModelCard) {
    // 1970 stands for a time that is unknown, as the dialect says.
    let created = OffsetDateTime::from_unix_timestamp(card.created).ok();
    let created = created.and_then(|time| time.format(&Rfc3339).ok());
    let created = created.as_deref().unwrap_or("1970-01-01T00:00:00Z");
    pen.object().member("type", "model").member("id", &card.id);
    pen.member("display_name", &card.id);
    pen.member("created_at", created).end_object();
}

/// The `type` that Anthropic gives to failures of this kind.
fn family(told: &Told) -> &'static str {
    match told.kind {
        FailureKind::Auth if told.status == 403 => "permission_error",
        FailureKind::Auth => "authentication_error",
        FailureKind::OutOfCredit | FailureKind::BudgetSpent => "billing_error",
        FailureKind::RateLimited => "rate_limit_error",
        FailureKind::Overloaded => "overloaded_error",
        FailureKind::Timeout(_) => "timeout_error",
        FailureKind::NoSuchModel => "not_found_error",
        FailureKind::ContextTooLong if told.status == 413 => "request_too_large",
        FailureKind::ContextTooLong
        | FailureKind::BadRequest
        | FailureKind::Unsupported
        | FailureKind::Refused => by_status(told.status),
        FailureKind::Connect
        | FailureKind::Cut
        | FailureKind::Malformed
        | FailureKind::Diverged
        | FailureKind::BreakerOpen
        | FailureKind::NoTarget
        | FailureKind::Cancelled
        | FailureKind::Bug => "api_error",
    }
}

fn by_status(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        403 => "permission_error",
        404 | 405 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        _ => "invalid_request_error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: FailureKind, status: u16) -> Told {
        Told {
            kind,
            status,
            code: "some_code".into(),
            message: "no model is called \"gpt-9\"".into(),
            param: Some("model".into()),
        }
    }

    #[test]
    fn writes_failures_in_the_shape_that_sdks_read() {
        assert_eq!(
            in_band(&told(FailureKind::NoSuchModel, 404)),
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"no model is called \\\"gpt-9\\\"\"},\"request_id\":null}\n\n"
        );
        assert_eq!(keep_alive(), "event: ping\ndata: {\"type\": \"ping\"}\n\n");
    }

    #[test]
    fn every_kind_has_a_type_that_anthropic_knows() {
        let known = [
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "timeout_error",
            "api_error",
            "overloaded_error",
        ];
        for kind in FailureKind::ALL {
            for status in [400, 401, 402, 403, 404, 413, 429, 500, 503, 504] {
                assert!(known.contains(&family(&told(kind, status))));
            }
        }
        assert_eq!(family(&told(FailureKind::Auth, 403)), "permission_error");
        assert_eq!(status(&told(FailureKind::Overloaded, 503)), 529);
        assert_eq!(status(&told(FailureKind::NoTarget, 503)), 503);
    }

    #[test]
    fn lists_models_and_tells_of_one() {
        let card = ModelCard {
            id: "auto".into(),
            owned_by: "pointsman".into(),
            created: 1_700_000_000,
        };
        let one = r#"{"type":"model","id":"auto","display_name":"auto","created_at":"2023-11-14T22:13:20Z"}"#;
        assert_eq!(model(&card), one);
        assert_eq!(
            models(&[card]),
            format!(r#"{{"data":[{one}],"has_more":false,"first_id":"auto","last_id":"auto"}}"#)
        );
        assert_eq!(
            models(&[]),
            r#"{"data":[],"has_more":false,"first_id":null,"last_id":null}"#
        );
    }
}
