//! One call from its body to its answer. Knows no dialect's shape.

use crate::answer::respond;
use crate::body;
use crate::door::House;
use crate::parts::Switch;
use crate::refusal::{self, Refusal};
use axum::extract::Request;
use axum::response::Response;
use pointsman_engine::{Arrived, Caller};
use pointsman_wire::{Dialect, PathSays, Route};

/// What is asked for, as far as the path tells it.
pub(crate) struct Asked {
    pub(crate) dialect: Dialect,
    pub(crate) path: PathSays,
}

impl Asked {
    /// What a route asks for whose path says no more.
    pub(crate) fn of(route: &Route) -> Self {
        Self {
            dialect: route.dialect,
            path: PathSays::default(),
        }
    }
}

/// Reads the body, runs the call and answers. When the client goes away hyper drops this future,
/// and with it the call.
pub(crate) async fn converse<S: Switch>(
    house: &House<S>,
    asked: Asked,
    request: Request,
) -> Response {
    let Asked { dialect, path } = asked;
    let (mut head, mut body) = request.into_parts();
    let Some(caller) = head.extensions.remove::<Caller>() else {
        tracing::error!("a call came past the guard");
        return Refusal::Bug.answer_unread(dialect, &body);
    };
    let body = match body::read(&mut head.headers, &mut body, &house.parts.limits).await {
        Ok(body) => body,
        Err(refused) => {
            let mut response = refused.answer(dialect);
            refusal::close_if_unread(&mut response, &body);
            return response;
        }
    };
    let answer = house.parts.switch.call(Arrived {
        dialect,
        caller,
        headers: head.headers,
        body,
        path,
    });
    respond(dialect, answer).await
}
