//! The typed border between the window and the commands, and the file that the window reads it from.

use crate::bridge::BatchEvent;
use crate::commands::{connect, live, providers, requests, routes, settings, spend};
use tauri_specta::{Builder, collect_commands, collect_events};

/// Every command and event. What is not here cannot be called.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .commands(collect_commands![
            live::live_calls,
            live::live_story,
            routes::routes_read,
            routes::routes_change,
            routes::routes_history,
            routes::routes_restore,
            routes::routes_check_text,
            routes::routes_targets,
            providers::providers_list,
            providers::providers_presets,
            providers::providers_local,
            providers::providers_local_at,
            providers::providers_models,
            providers::providers_add,
            providers::providers_remove,
            providers::providers_restore,
            providers::providers_set_key,
            providers::providers_add_key,
            providers::providers_remove_key,
            providers::providers_set_enabled,
            providers::providers_change,
            providers::providers_reorder,
            providers::providers_health,
            providers::providers_test,
            providers::providers_retry_keychain,
            spend::spend_report,
            requests::requests_page,
            requests::requests_overview,
            requests::requests_values,
            requests::requests_curl,
            requests::requests_export,
            connect::connect_view,
            connect::connect_make_key,
            connect::connect_revoke,
            connect::connect_projects,
            connect::connect_make_project,
            connect::connect_change_project,
            connect::connect_change_key,
            connect::connect_remove_project,
            connect::connect_restore_key,
            connect::connect_test_call,
            connect::connect_tools,
            connect::connect_preview,
            connect::connect_tool,
            connect::connect_undo_preview,
            connect::connect_undo,
            settings::settings_read,
            settings::settings_change,
            settings::settings_status,
            settings::settings_folder,
            settings::settings_show_folder,
            settings::settings_diagnostics,
            settings::settings_backup_now,
            settings::settings_purge_preview,
            settings::settings_purge,
            settings::settings_quit,
        ])
        .events(collect_events![BatchEvent])
        // One shape for both ways: no view differs between reading and writing.
        .disable_serde_phases()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// `make bindings` writes the file; this holds it to the commands.
    #[test]
    fn bindings_are_current() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts");
        let fresh =
            std::env::temp_dir().join(format!("pointsman-bindings-{}.ts", std::process::id()));
        let typescript = specta_typescript::Typescript::default();
        super::builder().export(typescript, &fresh).unwrap();
        let text = std::fs::read_to_string(&fresh).unwrap();
        std::fs::remove_file(&fresh).unwrap();
        if std::env::var_os("POINTSMAN_WRITE_BINDINGS").is_some() {
            std::fs::write(&kept, &text).unwrap();
        }
        let stale = std::fs::read_to_string(&kept).unwrap_or_default() != text;
        assert!(
            !stale,
            "ui/src/ipc/bindings.ts is stale: run `make bindings`"
        );
    }
}
