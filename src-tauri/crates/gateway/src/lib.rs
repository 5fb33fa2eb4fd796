//! The door: sockets, guard, routes, rendering of answers, shutdown. The only crate that names axum.
//!
//! Knows no dialect: it mounts `wire::ROUTES` and writes through `wire::codec`. Knows no provider,
//! no ledger and no file; what it guards with is handed to it in [`Parts`].

pub mod bind;
pub mod control;
pub mod keys;
pub mod parts;

pub use bind::{BindError, Bound, Gateway, LOOPBACK};
pub use control::Control;
pub use keys::KeyRing;
pub use parts::{Admission, Limits, Parts, Switch};
