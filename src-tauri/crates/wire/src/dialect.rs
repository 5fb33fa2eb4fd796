//! Which languages there are and where clients speak them.

use serde::{Deserialize, Serialize};

/// A wire language. Dialects are code; providers are data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// OpenAI Chat Completions.
    OpenaiChat,
}

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// A conversation to be answered.
    Converse,
    /// The list of models.
    Models,
    /// One model of the list, named by the rest of the path.
    Model,
}

/// One route that clients of a dialect call.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the client writes it; a last part `{*model}` stands for a name, slashes and all.
    pub path: &'static str,
    /// What is asked for.
    pub kind: RouteKind,
    /// The language spoken there.
    pub dialect: Dialect,
}

/// Every route of every dialect. The gateway mounts this table and names no path of its own but
/// health and control.
pub const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/v1/chat/completions",
        kind: RouteKind::Converse,
        dialect: Dialect::OpenaiChat,
    },
    Route {
        method: "GET",
        path: "/v1/models",
        kind: RouteKind::Models,
        dialect: Dialect::OpenaiChat,
    },
    Route {
        method: "GET",
        path: "/v1/models/{*model}",
        kind: RouteKind::Model,
        dialect: Dialect::OpenaiChat,
    },
];
