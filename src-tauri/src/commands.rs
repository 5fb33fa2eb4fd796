//! Commands of the window, by the words. Each unpacks, asks the house, and returns.

pub mod connect;
pub mod live;
pub mod providers;
pub mod requests;
pub mod routes;
pub mod settings;
pub mod spend;

use crate::house::Opened;
use pointsman_api::House;
use pointsman_api::error::ApiError;
use tauri::State;

/// The open house, or the reason why there is none.
fn house<'a>(opened: &'a State<'_, Opened>) -> Result<&'a House, ApiError> {
    opened.inner().as_ref().map_err(Clone::clone)
}
