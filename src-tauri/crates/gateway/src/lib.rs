//! The door: sockets, guard, routes, rendering of answers, shutdown. The only crate that names axum.
//!
//! Knows no dialect: it mounts `wire::ROUTES` and writes through `wire::codec`. Knows no provider,
//! no ledger and no file; what it guards with is handed to it in [`Parts`].

mod answer;
pub mod bind;
mod body;
pub mod control;
mod converse;
mod door;
mod guard;
pub mod guests;
pub mod keys;
mod lanes;
pub mod parts;
mod refusal;
mod routes;
pub mod serve;
mod socket;

pub use bind::{BindError, Bound, Gateway, LOOPBACK};
pub use control::{Control, Events};
pub use guests::{Admission, GuestList};
pub use keys::KeyRing;
pub use parts::{Limits, Parts, Switch};
pub use serve::Ended;
