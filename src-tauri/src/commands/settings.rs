//! How it stands with the proxy.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::settings::{Diagnostics, Status};
use tauri::State;

/// The state of the proxy.
#[tauri::command]
#[specta::specta]
pub async fn settings_status(opened: State<'_, Opened>) -> Result<Status, ApiError> {
    house(&opened)?.settings_status().await
}

/// What a report of a fault needs, without a secret.
#[tauri::command]
#[specta::specta]
pub async fn settings_diagnostics(opened: State<'_, Opened>) -> Result<Diagnostics, ApiError> {
    house(&opened)?.settings_diagnostics().await
}
