//! Calls as they run, and their stories.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::live::{CallView, CallsQuery, Story};
use pointsman_units::CallId;
use tauri::State;

/// Calls, newest first.
#[tauri::command]
#[specta::specta]
pub async fn live_calls(
    opened: State<'_, Opened>,
    input: CallsQuery,
) -> Result<Vec<CallView>, ApiError> {
    house(&opened)?.live_calls(input).await
}

/// The story of one call.
#[tauri::command]
#[specta::specta]
pub async fn live_story(opened: State<'_, Opened>, input: CallId) -> Result<Story, ApiError> {
    house(&opened)?.live_story(input).await
}
