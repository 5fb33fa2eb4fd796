//! Providers and models as data, their prices, and the cost of a usage.
//!
//! Knows no user account, no key, no clock and no socket.

pub mod cost;
pub mod model;
pub mod provider;

pub use cost::{Cost, CostLine, CostPart};
pub use model::{Offer, Price, Rates, Tier};
pub use provider::{Auth, Catalog, Endpoint, Provider, Transport};
