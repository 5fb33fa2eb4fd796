//! What stands at which path: the routes of the dialects' table, health, control, and words for
//! whoever asks for anything else.

use crate::control;
use crate::converse::converse;
use crate::door::House;
use crate::parts::Switch;
use crate::refusal::{Refusal, json};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, get, on, post};
use bytes::Bytes;
use http::{Method, StatusCode};
use pointsman_wire::{Dialect, ROUTES, Route, RouteKind, codec};
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

/// The language spoken at a path.
pub(crate) fn dialect_of(path: &str) -> Dialect {
    ROUTES
        .iter()
        .find(|route| route.path == path)
        .map_or(LINGUA_FRANCA, |route| route.dialect)
}

/// Mounts everything.
pub(crate) fn router<S: Switch>(house: Arc<House<S>>) -> Router {
    let mut router = Router::new().route(HEALTH, get(health));
    for route in ROUTES {
        router = mount(router, route);
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
    let dialect = route.dialect;
    let handler = match route.kind {
        RouteKind::Converse => on(
            method,
            move |State(house): State<Arc<House<S>>>, request: Request| async move {
                converse(&house, dialect, request).await
            },
        ),
        RouteKind::Models => on(
            method,
            move |State(house): State<Arc<House<S>>>| async move {
                let models = house.parts.switch.models();
                json(StatusCode::OK, codec(dialect).write_models(&models))
            },
        ),
        RouteKind::Model => on(
            method,
            move |State(house): State<Arc<House<S>>>, Path(name): Path<String>| async move {
                let models = house.parts.switch.models();
                match models.iter().find(|model| model.id == name) {
                    Some(model) => json(StatusCode::OK, codec(dialect).write_model(model)),
                    None => Refusal::NoSuchModel(name.chars().take(100).collect()).answer(dialect),
                }
            },
        ),
    };
    router.route(route.path, handler)
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
    refusal.answer_unread(dialect_of(path), request.body())
}

async fn wrong_method(request: Request) -> Response {
    let path = request.uri().path();
    let refusal = Refusal::WrongMethod {
        method: request.method().as_str().chars().take(20).collect(),
        path: path.to_owned(),
        known: known(),
    };
    refusal.answer_unread(dialect_of(path), request.body())
}

/// What was meant by a path that nearly names a route: a base URL without `/v1`, or with too much.
fn hint(path: &str) -> String {
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
