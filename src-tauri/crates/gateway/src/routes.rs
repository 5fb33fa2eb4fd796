//! What stands at which path: the routes of the dialects' table, health, control, and words for
//! whoever asks for anything else.

use crate::control;
use crate::converse::{Asked, converse};
use crate::door::House;
use crate::parts::Switch;
use crate::refusal::{Refusal, json};
use axum::Extension;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, get, on, post};
use bytes::Bytes;
use http::request::Parts as Head;
use http::{HeaderMap, Method, StatusCode};
use pointsman_wire::{Dialect, ROUTES, Route, RouteKind, codec, not_offered};
use std::sync::Arc;

pub(crate) const HEALTH: &str = "/health";
pub(crate) const CONTROL: &str = "/pointsman/control/";

const HEALTHY: &[u8] = concat!(
    r#"{"status":"ok","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
)
.as_bytes();

/// The language in which somebody is told who asked for a path of no dialect.
#[expect(clippy::indexing_slicing, reason = "checked when compiled")]
const LINGUA_FRANCA: Dialect = ROUTES[0].dialect;

/// The language spoken in a request: by its path, and where several are spoken there by the headers
/// that only clients of one of them send.
#[derive(Clone, Copy)]
pub(crate) struct Spoken(pub(crate) Dialect);

impl Spoken {
    /// Reads the head as it came, with its key.
    pub(crate) fn of(head: &Head) -> Self {
        let path = head.uri.path();
        let fitting = || ROUTES.iter().filter(|route| route.fits(path));
        let by_method = fitting().filter(|route| head.method.as_str() == route.method);
        let dialect = pick(by_method, &head.headers).or_else(|| pick(fitting(), &head.headers));
        Self(dialect.unwrap_or(LINGUA_FRANCA))
    }
}

/// The dialect that shows itself, or else the first.
fn pick(routes: impl Iterator<Item = &'static Route>, headers: &HeaderMap) -> Option<Dialect> {
    let mut first = None;
    for route in routes {
        let marks = route.dialect.told_by();
        if marks.iter().any(|mark| headers.contains_key(*mark)) {
            return Some(route.dialect);
        }
        first = first.or(Some(route.dialect));
    }
    first
}

/// What is asked for where it is a conversation, at a path that names nothing. As the router finds it.
pub(crate) fn conversation(method: &Method, path: &str) -> Option<Asked> {
    let here = |route: &&Route| route.path == path && route.method == method.as_str();
    let route = ROUTES.iter().find(here)?;
    (route.kind == RouteKind::Converse).then(|| Asked::of(route))
}

/// Mounts everything.
pub(crate) fn router<S: Switch>(house: Arc<House<S>>) -> Router {
    let mut router = Router::new().route(HEALTH, get(health));
    for (at, route) in ROUTES.iter().enumerate() {
        // Routes that differ in verb or dialect alone stand at one path.
        let before = ROUTES.iter().take(at);
        let mounted =
            |other: &Route| (other.method, other.mount()) == (route.method, route.mount());
        if !before.into_iter().any(mounted) {
            router = mount(router, route);
        }
    }
    if house.parts.control.is_some() {
        router = router
            .route("/pointsman/control/events", get(control::events))
            .route("/pointsman/control/{word}/{verb}", post(control::ask));
    }
    router
        .fallback(no_such_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(house)
}

fn mount<S: Switch>(router: Router<Arc<House<S>>>, route: &'static Route) -> Router<Arc<House<S>>> {
    let method = Method::from_bytes(route.method.as_bytes())
        .ok()
        .and_then(|method| MethodFilter::try_from(method).ok());
    let Some(method) = method else {
        tracing::error!(
            path = route.path,
            "a route has a method that HTTP does not know"
        );
        return router;
    };
    let handler = match route.kind {
        RouteKind::Converse => on(
            method,
            move |State(house): State<Arc<House<S>>>, request: Request| async move {
                converse(&house, Asked::of(route), request).await
            },
        ),
        RouteKind::Named { .. } => on(
            method,
            move |State(house): State<Arc<House<S>>>,
                  Path(rest): Path<String>,
                  request: Request| async move {
                match named(route, &rest, request.uri().query()) {
                    Some(asked) => converse(&house, asked, request).await,
                    None => no_such_path(request).await,
                }
            },
        ),
        RouteKind::Models => on(
            method,
            move |State(house): State<Arc<House<S>>>, Extension(spoken): Extension<Spoken>| async move {
                let models = house.parts.switch.models();
                json(StatusCode::OK, codec(spoken.0).write_models(&models))
            },
        ),
        RouteKind::Model => on(
            method,
            move |State(house): State<Arc<House<S>>>,
                  Extension(spoken): Extension<Spoken>,
                  Path(name): Path<String>| async move {
                let models = house.parts.switch.models();
                match models.iter().find(|model| model.id == name) {
                    Some(model) => json(StatusCode::OK, codec(spoken.0).write_model(model)),
                    None => Refusal::NoSuchModel(name.chars().take(100).collect()).answer(spoken.0),
                }
            },
        ),
    };
    router.route(route.mount(), handler)
}

/// Which of the routes at one path the verb asks for, and what the path says.
fn named(mounted: &Route, rest: &str, query: Option<&str>) -> Option<Asked> {
    let here = |route: &&Route| (route.method, route.mount()) == (mounted.method, mounted.mount());
    ROUTES.iter().filter(here).find_map(|route| {
        let path = route.says(rest, query)?;
        let dialect = route.dialect;
        Some(Asked { dialect, path })
    })
}

async fn health() -> Response {
    json(StatusCode::OK, Bytes::from_static(HEALTHY))
}

async fn no_such_path(request: Request) -> Response {
    let path = request.uri().path();
    let refusal = Refusal::NoSuchPath {
        path: path.chars().take(100).collect(),
        hint: hint(path),
        known: known(),
    };
    refusal.answer_unread(spoken(&request), request.body())
}

async fn wrong_method(request: Request) -> Response {
    let path = request.uri().path();
    let refusal = Refusal::WrongMethod {
        method: request.method().as_str().chars().take(20).collect(),
        path: path.to_owned(),
        known: known(),
    };
    refusal.answer_unread(spoken(&request), request.body())
}

/// The language of a request that came past the guard.
fn spoken(request: &Request) -> Dialect {
    let spoken = request.extensions().get::<Spoken>();
    spoken.map_or(LINGUA_FRANCA, |spoken| spoken.0)
}

/// What was meant by a path that nearly names a route: a base URL without `/v1`, or with too much.
fn hint(path: &str) -> String {
    if let Some(why) = not_offered(path) {
        return format!(" ({why})");
    }
    let path = path.trim_end_matches('/');
    let meant = ROUTES
        .iter()
        .find(|route| path.len() > 1 && (route.path.ends_with(path) || path.ends_with(route.path)));
    match meant {
        Some(route) if route.path.starts_with("/v1/") => format!(
            ", but {}: the base URL should end in /v1, once, as in http://127.0.0.1:4100/v1",
            route.path
        ),
        Some(route) => format!(", but {}", route.path),
        None => String::new(),
    }
}

fn known() -> String {
    let mut known = format!("GET {HEALTH}");
    for route in ROUTES {
        known.push_str(", ");
        known.push_str(route.method);
        known.push(' ');
        known.push_str(route.path);
    }
    known
}
