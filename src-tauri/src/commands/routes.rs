//! The policy and its edits.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::routes::{
    PolicyChange, PolicyRestore, PolicyVersion, PolicyView, Problem,
};
use tauri::State;

/// The policy as it stands.
#[tauri::command]
#[specta::specta]
pub async fn routes_read(opened: State<'_, Opened>) -> Result<PolicyView, ApiError> {
    house(&opened)?.routes_read().await
}

/// Applies edits, or none of them.
#[tauri::command]
#[specta::specta]
pub async fn routes_change(
    opened: State<'_, Opened>,
    input: PolicyChange,
) -> Result<PolicyView, ApiError> {
    house(&opened)?.routes_change(input).await
}

/// Earlier versions, newest first.
#[tauri::command]
#[specta::specta]
pub async fn routes_history(opened: State<'_, Opened>) -> Result<Vec<PolicyVersion>, ApiError> {
    house(&opened)?.routes_history().await
}

/// Brings a version back.
#[tauri::command]
#[specta::specta]
pub async fn routes_restore(
    opened: State<'_, Opened>,
    input: PolicyRestore,
) -> Result<PolicyView, ApiError> {
    house(&opened)?.routes_restore(input).await
}

/// What is wrong in a text.
#[tauri::command]
#[specta::specta]
pub async fn routes_check_text(
    opened: State<'_, Opened>,
    input: String,
) -> Result<Vec<Problem>, ApiError> {
    house(&opened)?.routes_check_text(input).await
}

/// What a chain may be given as targets.
#[tauri::command]
#[specta::specta]
pub async fn routes_targets(opened: State<'_, Opened>) -> Result<Vec<String>, ApiError> {
    house(&opened)?.routes_targets().await
}
