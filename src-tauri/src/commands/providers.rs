//! Accounts, keys, models, tests.

use super::house;
use crate::house::Opened;
use pointsman_api::error::ApiError;
use pointsman_api::views::providers::{
    AccountChange, AccountHealth, AccountPlace, AccountView, KeyOf, LocalServer, ModelView,
    MoreKey, NewAccount, NewKeyFor, Preset, SetEnabled, TestAsk, TestReport,
};
use tauri::State;

/// The accounts.
#[tauri::command]
#[specta::specta]
pub async fn providers_list(opened: State<'_, Opened>) -> Result<Vec<AccountView>, ApiError> {
    house(&opened)?.providers_list().await
}

/// Providers that an account can be made at.
#[tauri::command]
#[specta::specta]
pub async fn providers_presets(opened: State<'_, Opened>) -> Result<Vec<Preset>, ApiError> {
    house(&opened)?.providers_presets().await
}

/// The servers that answer on this machine.
#[tauri::command]
#[specta::specta]
pub async fn providers_local(opened: State<'_, Opened>) -> Result<Vec<LocalServer>, ApiError> {
    house(&opened)?.providers_local().await
}

/// The server that answers on one port of this machine.
#[tauri::command]
#[specta::specta]
pub async fn providers_local_at(
    opened: State<'_, Opened>,
    input: u16,
) -> Result<Option<LocalServer>, ApiError> {
    house(&opened)?.providers_local_at(input).await
}

/// The models of an account.
#[tauri::command]
#[specta::specta]
pub async fn providers_models(
    opened: State<'_, Opened>,
    input: String,
) -> Result<Vec<ModelView>, ApiError> {
    house(&opened)?.providers_models(input).await
}

/// Adds an account; its key goes to the keychain.
#[tauri::command]
#[specta::specta]
pub async fn providers_add(
    opened: State<'_, Opened>,
    input: NewAccount,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_add(input).await
}

/// Removes an account and its key.
#[tauri::command]
#[specta::specta]
pub async fn providers_remove(opened: State<'_, Opened>, input: String) -> Result<(), ApiError> {
    house(&opened)?.providers_remove(input).await
}

/// Brings an account back that was just removed.
#[tauri::command]
#[specta::specta]
pub async fn providers_restore(
    opened: State<'_, Opened>,
    input: String,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_restore(input).await
}

/// Replaces a key.
#[tauri::command]
#[specta::specta]
pub async fn providers_set_key(
    opened: State<'_, Opened>,
    input: NewKeyFor,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_set_key(input).await
}

/// Adds a key to an account.
#[tauri::command]
#[specta::specta]
pub async fn providers_add_key(
    opened: State<'_, Opened>,
    input: MoreKey,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_add_key(input).await
}

/// Takes a key from an account.
#[tauri::command]
#[specta::specta]
pub async fn providers_remove_key(
    opened: State<'_, Opened>,
    input: KeyOf,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_remove_key(input).await
}

/// Switches an account on or off.
#[tauri::command]
#[specta::specta]
pub async fn providers_set_enabled(
    opened: State<'_, Opened>,
    input: SetEnabled,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_set_enabled(input).await
}

/// Gives an account its settings.
#[tauri::command]
#[specta::specta]
pub async fn providers_change(
    opened: State<'_, Opened>,
    input: AccountChange,
) -> Result<AccountView, ApiError> {
    house(&opened)?.providers_change(input).await
}

/// Puts an account at another place.
#[tauri::command]
#[specta::specta]
pub async fn providers_reorder(
    opened: State<'_, Opened>,
    input: AccountPlace,
) -> Result<Vec<AccountView>, ApiError> {
    house(&opened)?.providers_reorder(input).await
}

/// How the last hour went.
#[tauri::command]
#[specta::specta]
pub async fn providers_health(opened: State<'_, Opened>) -> Result<Vec<AccountHealth>, ApiError> {
    house(&opened)?.providers_health().await
}

/// Says whether the key, or the model, fails.
#[tauri::command]
#[specta::specta]
pub async fn providers_test(
    opened: State<'_, Opened>,
    input: TestAsk,
) -> Result<TestReport, ApiError> {
    house(&opened)?.providers_test(input).await
}

/// Asks a locked keychain again.
#[tauri::command]
#[specta::specta]
pub async fn providers_retry_keychain(opened: State<'_, Opened>) -> Result<(), ApiError> {
    house(&opened)?.providers_retry_keychain().await
}
