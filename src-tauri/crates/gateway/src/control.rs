//! The control endpoint: how windows and commands on this machine speak to the process that owns
//! the data folder. Knows no word and no verb; it carries bytes.

use crate::body;
use crate::door::House;
use crate::guard::Barred;
use crate::parts::Switch;
use crate::refusal::{self, Refusal, json};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use pointsman_engine::ports::BoxFuture;
use serde::Serialize;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

/// Events for an attached window, as they come.
pub type Events = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// Answers attached windows and commands. Implemented by `api`.
pub trait Control: Send + Sync + 'static {
    /// Whether this is the control secret of this start. Must compare in constant time.
    fn admit(&self, secret: &str) -> bool;

    /// Answers `<word>/<verb>` with a status and a JSON body. Dropped when the asker goes away, so
    /// what must not be left half done belongs into a task of the implementer's own.
    fn ask(&self, path: String, body: Bytes) -> BoxFuture<(u16, Bytes)>;

    /// Events from now on, one JSON document and a line feed each. Ended by the gateway at shutdown.
    fn events(&self) -> Events;
}

/// `POST /pointsman/control/{word}/{verb}`.
pub(crate) async fn ask<S: Switch>(
    State(house): State<Arc<House<S>>>,
    Path((word, verb)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (mut head, mut body) = request.into_parts();
    let Some(control) = &house.parts.control else {
        return refuse(&Refusal::Bug, &body);
    };
    match body::read(&mut head.headers, &mut body, &house.parts.limits).await {
        Ok(body) => {
            let (status, answer) = control.ask(format!("{word}/{verb}"), body).await;
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            json(status, answer)
        }
        Err(refusal) => refuse(&refusal, &body),
    }
}

/// `GET /pointsman/control/events`. Ends when the shutdown begins, so that an attached window does
/// not hold it up.
pub(crate) async fn events<S: Switch>(State(house): State<Arc<House<S>>>) -> Response {
    let Some(control) = &house.parts.control else {
        return refuse(&Refusal::Bug, &Body::empty());
    };
    let mut stopping = house.stopping.clone();
    let stopped = async move {
        // An error means that the server is gone, which ends the events as well.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let events = control
        .events()
        .map(Ok::<_, Infallible>)
        .take_until(Box::pin(stopped));
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-ndjson"),
    );
    response
}

/// The words for whoever may not use the control endpoint.
pub(crate) fn bar(barred: &Barred, body: &impl http_body::Body) -> Response {
    let status = match barred {
        Barred::Elsewhere | Barred::Host(_) | Barred::Page => StatusCode::FORBIDDEN,
        Barred::Secret => StatusCode::UNAUTHORIZED,
    };
    words(status, barred.to_string(), body)
}

fn refuse(refusal: &Refusal, body: &impl http_body::Body) -> Response {
    words(refusal.status(), refusal.to_string(), body)
}

/// An error as the shells read it from `api`.
#[derive(Serialize)]
struct Words {
    code: &'static str,
    message: String,
    hint: Option<String>,
}

fn words(status: StatusCode, message: String, body: &impl http_body::Body) -> Response {
    let code = if status.is_server_error() {
        "internal"
    } else {
        "invalid"
    };
    let words = Words {
        code,
        message,
        hint: None,
    };
    let mut response = json(status, serde_json::to_vec(&words).unwrap_or_default());
    refusal::close_if_unread(&mut response, body);
    response
}
