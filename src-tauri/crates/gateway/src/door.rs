//! Where every request comes in: which guard stands at its path, and which headers let a web page
//! read the answer.

use crate::control;
use crate::converse::converse;
use crate::guard;
use crate::parts::{Parts, Switch};
use crate::routes::{self, CONTROL, HEALTH, Spoken};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::watch;

const ASKS_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// What the handlers share.
pub(crate) struct House<S> {
    pub(crate) parts: Parts<S>,
    /// Turns true when the shutdown begins.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The door: the guard and, behind it, the routes.
pub(crate) struct Door<S> {
    pub(crate) house: Arc<House<S>>,
    router: TowerToHyperService<Router>,
}

impl<S: Switch> Door<S> {
    pub(crate) fn new(parts: Parts<S>, stopping: watch::Receiver<bool>) -> Self {
        let house = Arc::new(House { parts, stopping });
        let router = TowerToHyperService::new(routes::router(Arc::clone(&house)));
        Self { house, router }
    }

    /// Answers one request of a client at `peer`.
    pub(crate) async fn answer(&self, request: http::Request<Incoming>, peer: IpAddr) -> Response {
        let request = request.map(Body::new);
        if request.uri().path().starts_with(CONTROL) {
            self.controlled(request, peer).await
        } else {
            self.guarded(request, peer).await
        }
    }

    async fn guarded(&self, request: Request, peer: IpAddr) -> Response {
        let parts = &self.house.parts;
        let (mut head, body) = request.into_parts();
        let spoken = Spoken::of(&head);
        let dialect = spoken.0;
        head.extensions.insert(spoken);
        let admission = parts.guests.now();
        let named = guard::host(&admission, &head);
        if let Err(refusal) = named.and_then(|()| guard::peer(&parts.keys, peer)) {
            return refusal.answer_unread(dialect, &body);
        }
        let origin = match guard::origin(&admission, &head.headers) {
            Ok(origin) => origin,
            Err(refusal) => return refusal.answer_unread(dialect, &body),
        };
        let mut response = if origin.is_some() && is_preflight(&head.method, &head.headers) {
            preflight(&head.headers)
        } else if head.uri.path() == HEALTH {
            self.route(Request::from_parts(head, body)).await
        } else {
            match guard::key(&parts.keys, &mut head) {
                Ok(caller) => {
                    head.extensions.insert(caller);
                    self.enter(Request::from_parts(head, body)).await
                }
                Err(refusal) => refusal.answer_unread(dialect, &body),
            }
        };
        if let Some(origin) = origin {
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
            headers.append(VARY, HeaderValue::from_static("origin"));
        }
        response
    }

    async fn controlled(&self, request: Request, peer: IpAddr) -> Response {
        let parts = &self.house.parts;
        let Some(control) = &parts.control else {
            return self.guarded(request, peer).await;
        };
        let (head, body) = request.into_parts();
        match guard::control(control.as_ref(), &parts.guests.now(), &head, peer) {
            Ok(()) => self.route(Request::from_parts(head, body)).await,
            Err(barred) => control::bar(&barred, &body),
        }
    }

    /// Conversations, which is nearly all that comes, need no router to find their one handler.
    async fn enter(&self, request: Request) -> Response {
        match routes::conversation(request.method(), request.uri().path()) {
            Some(asked) => converse(&self.house, asked, request).await,
            None => self.route(request).await,
        }
    }

    async fn route(&self, request: Request) -> Response {
        match self.router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// What a browser asks before a page may send a key. Only allowed origins get this far.
fn preflight(asked: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    // Chromium asks a page of a public address whether it may reach a private one
    // (https://wicg.github.io/private-network-access/, read 2026-11-22).
    if asked.contains_key(ASKS_PRIVATE_NETWORK) {
        headers.insert(ALLOWS_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}
