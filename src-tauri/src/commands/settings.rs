//! How it stands with the proxy.

use super::house;
use crate::house::Opened;
use crate::show_folder;
use pointsman_api::error::ApiError;
use pointsman_api::views::settings::{DataFolder, Diagnostics, SettingEdit, SettingsView, Status};
use tauri::State;

/// What `settings.toml` says.
#[tauri::command]
#[specta::specta]
pub async fn settings_read(opened: State<'_, Opened>) -> Result<SettingsView, ApiError> {
    house(&opened)?.settings_read().await
}

/// Changes keys of it together, or none of them.
#[tauri::command]
#[specta::specta]
pub async fn settings_change(
    opened: State<'_, Opened>,
    input: Vec<SettingEdit>,
) -> Result<SettingsView, ApiError> {
    house(&opened)?.settings_change(input).await
}

/// The state of the proxy.
#[tauri::command]
#[specta::specta]
pub async fn settings_status(opened: State<'_, Opened>) -> Result<Status, ApiError> {
    house(&opened)?.settings_status().await
}

/// The data folder and how much room it takes.
#[tauri::command]
#[specta::specta]
pub async fn settings_folder(opened: State<'_, Opened>) -> Result<DataFolder, ApiError> {
    house(&opened)?.settings_folder().await
}

/// Shows the data folder in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn settings_show_folder(opened: State<'_, Opened>) -> Result<(), ApiError> {
    let folder = house(&opened)?.settings_folder().await?;
    show_folder::show(folder.path.as_ref())
}

/// What a report of a fault needs, without a secret.
#[tauri::command]
#[specta::specta]
pub async fn settings_diagnostics(opened: State<'_, Opened>) -> Result<Diagnostics, ApiError> {
    house(&opened)?.settings_diagnostics().await
}
