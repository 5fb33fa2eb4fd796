//! What shells see, by the words: plain data, serialised to the window, to `--json` and over the
//! control endpoint alike. No logic.

pub mod connect;
pub mod live;
pub mod providers;
pub mod requests;
pub mod routes;
pub mod settings;
pub mod spend;
