//! Providers and models as data, their prices, and the cost of a usage.
//!
//! Knows no user account, no key, no clock and no socket. The data are the files of `providers/`
//! (written by hand) and `models/` (written by `src-tauri/tools/catalogue.py`, but for the
//! simulator's); `build.rs` lists them.

pub mod catalog;
pub mod cost;
pub mod day;
pub mod endpoint;
pub mod error;
mod file;
pub mod model;
pub mod provider;

pub use catalog::Catalog;
pub use cost::{Cost, CostLine, CostPart};
pub use endpoint::{Endpoint, Prefill};
pub use error::{CatalogError, Flaw};
pub use model::{Modality, ModelKind, OffPeak, Offer, Price, Rates, Tier};
pub use provider::{Auth, Charges, KeyHeader, Local, Provider, Region, Surcharge, Transport};
