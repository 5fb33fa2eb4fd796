//! What a client is told when its request gets no further than the door. Knows no dialect's shape.

use axum::body::Body;
use axum::response::Response;
use http::header::{CONNECTION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use pointsman_wire::{Dialect, FailureKind, Told, codec};

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
const CLOSE: HeaderValue = HeaderValue::from_static("close");
const BEARER: HeaderValue = HeaderValue::from_static("Bearer");

/// Why a request is turned away. The text says how to mend it and never repeats a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the request must name one host; send one Host header")]
    NoHost,
    #[error(
        "`{0}` is not a name that Pointsman answers to, which keeps web pages from reaching it \
         under a name of their own: call it as 127.0.0.1 or localhost, or add the name to \
         `hosts` in settings.toml in Pointsman's data folder"
    )]
    Host(String),
    #[error(
        "Pointsman lets other machines in only while a project has a local key, and none has one now: \
         make one on the machine it runs on, with `pointsman key new --project default`"
    )]
    Beyond,
    #[error(
        "web pages of `{0}` may not call Pointsman: if you trust them, add the origin to \
         `origins` in settings.toml in Pointsman's data folder"
    )]
    Origin(String),
    #[error(
        "no local key was sent: make one on the Connect page or with `pointsman key new --project \
         default`, and send it as `Authorization: Bearer pm-…`"
    )]
    NoKey,
    #[error(
        "this local key is unknown or revoked: make one on the Connect page or with `pointsman key \
         new --project default`"
    )]
    UnknownKey,
    #[error(
        "the key that was sent is a provider's own, not a local key of Pointsman: give it to an \
         account on the Providers page or with `pointsman account add`, then call with a local key \
         (`pm-…`) from the Connect page or from `pointsman key new --project default`"
    )]
    ProviderKey,
    #[error(
        "the request body is larger than {limit} bytes: raise `max_body_mib` in settings.toml and start \
         Pointsman again"
    )]
    TooLarge {
        /// The limit, for the body as sent and as decoded.
        limit: usize,
    },
    #[error(
        "`content-encoding: {0}` is not understood: send the body as it is, or as gzip or deflate"
    )]
    Encoding(String),
    #[error("the body is not valid {0}, though its content-encoding says so")]
    BadEncoding(&'static str),
    #[error("the body stopped arriving")]
    SlowBody,
    #[error("the body ended before its length")]
    BrokenBody,
    #[error("there is no `{path}`{hint}: there are {known}")]
    NoSuchPath {
        /// What was asked for.
        path: String,
        /// What was probably meant, with a leading comma, or nothing.
        hint: String,
        /// What there is.
        known: String,
    },
    #[error("`{method} {path}` is not possible: there are {known}")]
    WrongMethod {
        /// The method asked for.
        method: String,
        /// The path asked for.
        path: String,
        /// What there is.
        known: String,
    },
    #[error("no model `{0}` is listed: GET /v1/models says which are")]
    NoSuchModel(String),
    #[error("Pointsman has a fault: the call got no answer")]
    Bug,
}

impl Refusal {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoHost | Self::BadEncoding(_) | Self::BrokenBody => StatusCode::BAD_REQUEST,
            Self::Host(_) | Self::Beyond | Self::Origin(_) => StatusCode::FORBIDDEN,
            Self::NoKey | Self::UnknownKey | Self::ProviderKey => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoding(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::NoSuchPath { .. } | Self::NoSuchModel(_) => StatusCode::NOT_FOUND,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Bug => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoHost => "host_missing",
            Self::Host(_) => "host_not_allowed",
            Self::Beyond => "no_local_key",
            Self::Origin(_) => "origin_not_allowed",
            Self::NoKey => "missing_api_key",
            Self::UnknownKey | Self::ProviderKey => "invalid_api_key",
            Self::TooLarge { .. } => "body_too_large",
            Self::Encoding(_) => "unsupported_encoding",
            Self::BadEncoding(_) | Self::BrokenBody => "invalid_body",
            Self::SlowBody => "body_timeout",
            Self::NoSuchPath { .. } => "unknown_url",
            Self::WrongMethod { .. } => "method_not_allowed",
            Self::NoSuchModel(_) => "model_not_found",
            Self::Bug => "internal_error",
        }
    }

    fn kind(&self) -> FailureKind {
        match self {
            Self::Host(_)
            | Self::Beyond
            | Self::Origin(_)
            | Self::NoKey
            | Self::UnknownKey
            | Self::ProviderKey => FailureKind::Auth,
            Self::NoHost
            | Self::TooLarge { .. }
            | Self::Encoding(_)
            | Self::BadEncoding(_)
            | Self::SlowBody
            | Self::BrokenBody
            | Self::NoSuchPath { .. }
            | Self::WrongMethod { .. } => FailureKind::BadRequest,
            Self::NoSuchModel(_) => FailureKind::NoSuchModel,
            Self::Bug => FailureKind::Bug,
        }
    }

    /// The answer in the client's language.
    pub(crate) fn answer(&self, dialect: Dialect) -> Response {
        let told = Told {
            kind: self.kind(),
            status: self.status().as_u16(),
            code: self.code().to_owned(),
            message: self.to_string(),
            param: None,
        };
        let mut response = json(self.status(), codec(dialect).write_failure(&told));
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, BEARER);
        }
        response
    }

    /// The same for a request whose body may still be on its way.
    pub(crate) fn answer_unread(&self, dialect: Dialect, body: &impl http_body::Body) -> Response {
        let mut response = self.answer(dialect);
        close_if_unread(&mut response, body);
        response
    }
}

/// Ends the connection after this answer when there is a body that nobody read. The socket lingers
/// for such answers, so that a client which writes first and reads then gets to read it.
pub(crate) fn close_if_unread(response: &mut Response, body: &impl http_body::Body) {
    if !body.is_end_stream() {
        close(response);
    }
}

/// Ends the connection after this answer.
pub(crate) fn close(response: &mut Response) {
    response.headers_mut().insert(CONNECTION, CLOSE);
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}
