//! Local keys, snippets, the test call.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::connect::{
    ConnectView, KeyChange, MadeKey, NewLocalKey, ProjectChange, ProjectSettings, ProjectView,
    Surroundings, TestCall, TestCallReport, ToolAsk, ToolChoice, ToolPlan, ToolView, ToolsView,
    UndoChoice,
};
use tauri::State;

/// What a tool needs to call the proxy.
#[tauri::command]
#[specta::specta]
pub async fn connect_view(opened: State<'_, Opened>) -> Result<ConnectView, ApiError> {
    house(&opened)?.connect_view().await
}

/// Makes a key; it is shown this once.
#[tauri::command]
#[specta::specta]
pub async fn connect_make_key(
    opened: State<'_, Opened>,
    input: NewLocalKey,
) -> Result<MadeKey, ApiError> {
    house(&opened)?.connect_make_key(input).await
}

/// Revokes a key.
#[tauri::command]
#[specta::specta]
pub async fn connect_revoke(opened: State<'_, Opened>, input: String) -> Result<(), ApiError> {
    house(&opened)?.connect_revoke(input).await
}

/// Brings a key back that was just revoked.
#[tauri::command]
#[specta::specta]
pub async fn connect_restore_key(opened: State<'_, Opened>, input: String) -> Result<(), ApiError> {
    house(&opened)?.connect_restore_key(input).await
}

/// Sends a real call through the proxy.
#[tauri::command]
#[specta::specta]
pub async fn connect_test_call(
    opened: State<'_, Opened>,
    input: TestCall,
) -> Result<TestCallReport, ApiError> {
    house(&opened)?.connect_test_call(input).await
}

/// The projects.
#[tauri::command]
#[specta::specta]
pub async fn connect_projects(opened: State<'_, Opened>) -> Result<Vec<ProjectView>, ApiError> {
    house(&opened)?.connect_projects().await
}

/// Makes a project without a key.
#[tauri::command]
#[specta::specta]
pub async fn connect_make_project(
    opened: State<'_, Opened>,
    input: ProjectSettings,
) -> Result<Vec<ProjectView>, ApiError> {
    house(&opened)?.connect_make_project(input).await
}

/// Changes what a project says of itself.
#[tauri::command]
#[specta::specta]
pub async fn connect_change_project(
    opened: State<'_, Opened>,
    input: ProjectChange,
) -> Result<Vec<ProjectView>, ApiError> {
    house(&opened)?.connect_change_project(input).await
}

/// Gives a key its own patience, or its project's.
#[tauri::command]
#[specta::specta]
pub async fn connect_change_key(
    opened: State<'_, Opened>,
    input: KeyChange,
) -> Result<Vec<ProjectView>, ApiError> {
    house(&opened)?.connect_change_key(input).await
}

/// Removes a project that has no key.
#[tauri::command]
#[specta::specta]
pub async fn connect_remove_project(
    opened: State<'_, Opened>,
    input: String,
) -> Result<Vec<ProjectView>, ApiError> {
    house(&opened)?.connect_remove_project(input).await
}

/// How the tools of this machine stand.
#[tauri::command]
#[specta::specta]
pub async fn connect_tools(opened: State<'_, Opened>) -> Result<ToolsView, ApiError> {
    house(&opened)?.connect_tools(here()).await
}

/// What connecting a tool would change.
#[tauri::command]
#[specta::specta]
pub async fn connect_preview(
    opened: State<'_, Opened>,
    input: ToolChoice,
) -> Result<ToolPlan, ApiError> {
    house(&opened)?.connect_preview(asked(input)).await
}

/// Connects a tool.
#[tauri::command]
#[specta::specta]
pub async fn connect_tool(
    opened: State<'_, Opened>,
    input: ToolChoice,
) -> Result<ToolView, ApiError> {
    house(&opened)?.connect_tool(asked(input)).await
}

/// What disconnecting a tool would change.
#[tauri::command]
#[specta::specta]
pub async fn connect_undo_preview(
    opened: State<'_, Opened>,
    input: UndoChoice,
) -> Result<ToolPlan, ApiError> {
    house(&opened)?.connect_undo_preview(input).await
}

/// Disconnects a tool.
#[tauri::command]
#[specta::specta]
pub async fn connect_undo(
    opened: State<'_, Opened>,
    input: UndoChoice,
) -> Result<ToolPlan, ApiError> {
    house(&opened)?.connect_undo(input).await
}

/// A page never says where files are: this process does.
fn asked(choice: ToolChoice) -> ToolAsk {
    ToolAsk {
        choice,
        from: here(),
    }
}

/// A window was started from a menu: the folder it was started in means nothing.
fn here() -> Surroundings {
    Surroundings::here(false)
}
