//! How it stands with the proxy.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::settings::Status;
use tauri::State;

/// The state of the proxy.
#[tauri::command]
#[specta::specta]
pub async fn settings_status(opened: State<'_, Opened>) -> Result<Status, ApiError> {
    house(&opened)?.settings_status().await
}
