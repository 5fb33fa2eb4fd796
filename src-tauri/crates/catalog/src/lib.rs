//! Providers and models as data, their prices, and the cost of a usage.
//!
//! Knows no user account, no key, no clock and no socket.

pub mod cost;
pub mod day;
pub mod model;
pub mod provider;

pub use cost::{Cost, CostLine, CostPart};
pub use model::{Modality, OffPeak, Offer, Price, Rates, Tier};
pub use provider::{Auth, Catalog, Charges, Endpoint, Provider, Transport};
