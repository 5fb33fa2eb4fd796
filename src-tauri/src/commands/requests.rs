//! Every call on the ledger.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::requests::{
    CallsOverview, CallsPage, ExportAsk, Exported, FacetAsk, FacetValue, OverviewAsk, PageAsk,
};
use pointsman_units::CallId;
use tauri::State;

/// A page of calls.
#[tauri::command]
#[specta::specta]
pub async fn requests_page(
    opened: State<'_, Opened>,
    input: PageAsk,
) -> Result<CallsPage, ApiError> {
    house(&opened)?.requests_page(input).await
}

/// Sums over all calls that fit.
#[tauri::command]
#[specta::specta]
pub async fn requests_overview(
    opened: State<'_, Opened>,
    input: OverviewAsk,
) -> Result<CallsOverview, ApiError> {
    house(&opened)?.requests_overview(input).await
}

/// The values of a facet.
#[tauri::command]
#[specta::specta]
pub async fn requests_values(
    opened: State<'_, Opened>,
    input: FacetAsk,
) -> Result<Vec<FacetValue>, ApiError> {
    house(&opened)?.requests_values(input).await
}

/// A command that repeats the shape of a call.
#[tauri::command]
#[specta::specta]
pub async fn requests_curl(opened: State<'_, Opened>, input: CallId) -> Result<String, ApiError> {
    house(&opened)?.requests_curl(input).await
}

/// Writes the calls that fit to a file.
#[tauri::command]
#[specta::specta]
pub async fn requests_export(
    opened: State<'_, Opened>,
    input: ExportAsk,
) -> Result<Exported, ApiError> {
    house(&opened)?.requests_export(input).await
}
