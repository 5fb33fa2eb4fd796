//! What was spent, on what.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::spend::{SpendQuery, SpendReport};
use tauri::State;

/// Sums by one dimension.
#[tauri::command]
#[specta::specta]
pub async fn spend_report(
    opened: State<'_, Opened>,
    input: SpendQuery,
) -> Result<SpendReport, ApiError> {
    house(&opened)?.spend_report(input).await
}
