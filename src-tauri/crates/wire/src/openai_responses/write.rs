//! How a stream ends that Pointsman has to break off.

use crate::Told;
use bytes::Bytes;
use serde::Serialize;

/// The `error` event, with what it says once more under `error`: the official SDKs raise that one, and
/// the specification wants the other.
#[derive(Serialize)]
struct ErrorEvent<'a> {
    r#type: &'static str,
    sequence_number: u64,
    code: &'a str,
    message: &'a str,
    param: Option<&'a str>,
    error: Detail<'a>,
}

#[derive(Serialize)]
struct Detail<'a> {
    r#type: &'static str,
    code: &'a str,
    message: &'a str,
    param: Option<&'a str>,
}

/// The number of an event whose place in the stream is not known.
pub const UNNUMBERED: u64 = 0;

/// A failure as the last event of a stream: <https://platform.openai.com/docs/api-reference/responses-streaming/error>
/// (read 2026-11-22), and as OpenAI itself sends it, with `error` inside. SDKs raise it and read no
/// further.
pub fn in_band(told: &Told) -> Bytes {
    let (code, message, param) = (&*told.code, &*told.message, told.param.as_deref());
    event(&ErrorEvent {
        r#type: "error",
        sequence_number: UNNUMBERED,
        code,
        message,
        param,
        error: Detail {
            r#type: crate::openai_chat::write::family(told.kind),
            code,
            message,
            param,
        },
    })
}

fn event(event: &ErrorEvent<'_>) -> Bytes {
    let mut frame = b"event: error\ndata: ".to_vec();
    // Strings and numbers with string keys: writing them to memory cannot fail.
    frame.extend(serde_json::to_vec(event).unwrap_or_default());
    frame.extend_from_slice(b"\n\n");
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FailureKind;

    #[test]
    fn a_stream_ends_with_an_error_that_sdks_raise() {
        let told = Told {
            kind: FailureKind::Cut,
            status: 502,
            code: "cut".into(),
            message: "the answer broke off".into(),
            param: None,
        };
        assert_eq!(
            in_band(&told),
            "event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"cut\",\"message\":\"the answer broke off\",\"param\":null,\"error\":{\"type\":\"server_error\",\"code\":\"cut\",\"message\":\"the answer broke off\",\"param\":null}}\n\n"
        );
    }
}
