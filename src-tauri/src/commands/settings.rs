//! How it stands with the proxy.

use super::house;
use crate::autostart::Autostart;
use crate::house::Opened;
use crate::show_folder;
use pointsman_api::error::ApiError;
use pointsman_api::views::settings::{
    Backup, DataFolder, Diagnostics, PurgeAsk, PurgePreview, Purged, SettingEdit, SettingsView,
    Status,
};
use tauri::{AppHandle, State};

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

/// Writes an archive into the folder's own `backups`.
#[tauri::command]
#[specta::specta]
pub async fn settings_backup_now(opened: State<'_, Opened>) -> Result<Backup, ApiError> {
    house(&opened)?.settings_backup_now().await
}

/// What a purge would take away.
#[tauri::command]
#[specta::specta]
pub async fn settings_purge_preview(opened: State<'_, Opened>) -> Result<PurgePreview, ApiError> {
    house(&opened)?.settings_purge_preview().await
}

/// Ends the proxy and takes away what Pointsman wrote, the start with the session too. Afterwards there
/// is only quitting.
#[tauri::command]
#[specta::specta]
pub async fn settings_purge(
    opened: State<'_, Opened>,
    autostart: State<'_, Autostart>,
    input: PurgeAsk,
) -> Result<Purged, ApiError> {
    let purged = house(&opened)?.purge(input).await?;
    autostart.arrange(false);
    Ok(purged)
}

/// Ends Pointsman, whatever closing the window means.
#[tauri::command]
#[specta::specta]
pub async fn settings_quit(app: AppHandle) -> Result<(), ApiError> {
    app.exit(0);
    Ok(())
}
