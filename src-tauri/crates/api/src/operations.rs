//! The one list of what a shell may ask. From it come the methods of [`House`] and what the owner
//! answers to attached processes; an operation that is not here does not exist.

use crate::error::ApiError;
use crate::house::{House, Side, purged};
use crate::input::bearable;
use crate::owner::{self, Owner};
use crate::views::connect::{
    ConnectView, KeyChange, MadeKey, NewLocalKey, ProjectChange, ProjectSettings, ProjectView,
    Surroundings, TestCall, TestCallReport, ToolAsk, ToolPlan, ToolView, ToolsView, UndoChoice,
};
use crate::views::live::{CallView, CallsQuery, Story};
use crate::views::providers::{
    AccountChange, AccountHealth, AccountPlace, AccountView, KeyOf, LocalServer, ModelView,
    MoreKey, NewAccount, NewKeyFor, Preset, SetEnabled, TestAsk, TestReport,
};
use crate::views::requests::{
    CallsOverview, CallsPage, ExportAsk, Exported, FacetAsk, FacetValue, OverviewAsk, PageAsk,
};
use crate::views::routes::{PolicyChange, PolicyRestore, PolicyVersion, PolicyView, Problem};
use crate::views::settings::{
    Backup, DataFolder, Diagnostics, PurgePreview, SettingEdit, SettingsView, Status,
};
use crate::views::spend::{SpendQuery, SpendReport};
use bytes::Bytes;
use pointsman_units::CallId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Each line: the method, where the owner does it, what goes in, what comes out, and how an
/// attached process must read the answer where that differs.
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $name:ident: $word:ident / $verb:ident($($arg:ident: $input:ty)?) -> $output:ty
        $(, attached $fix:path)?;
    )*) => {
        /// The path of every operation: `<word>/<verb>`.
        pub const OPERATIONS: &[&str] =
            &[$(concat!(stringify!($word), "/", stringify!($verb))),*];

        impl House {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// Says what went wrong and how to mend it.
                pub async fn $name(&self $(, $arg: $input)?) -> Result<$output, ApiError> {
                    $(let $arg = bearable(concat!(stringify!($word), "/", stringify!($verb)), $arg)?;)?
                    match self.side() {
                        Side::Own(owner) => owner::$word::$verb(&owner $(, $arg)?).await,
                        Side::Attached(_) => {
                            let path = concat!(stringify!($word), "/", stringify!($verb));
                            let body = write(&only!($($arg)?))?;
                            let answer = read::<$output>(&self.ask_owner(path, body).await?)?;
                            $(let answer = $fix(self, answer);)?
                            Ok(answer)
                        }
                        Side::Gone => Err(purged()),
                    }
                }
            )*
        }

        /// What the owner answers to another process; `None` when there is no such operation.
        pub(crate) async fn answer(
            owner: &Arc<Owner>,
            path: &str,
            body: &[u8],
        ) -> Option<Result<Bytes, ApiError>> {
            match path {
                $(
                    concat!(stringify!($word), "/", stringify!($verb)) => Some(
                        async {
                            $(let $arg = bearable(path, read::<$input>(body)?)?;)?
                            write(&owner::$word::$verb(owner $(, $arg)?).await?)
                        }
                        .await,
                    ),
                )*
                _ => {
                    let _ = body;
                    None
                }
            }
        }
    };
}

macro_rules! only {
    () => {
        ()
    };
    ($arg:ident) => {
        $arg
    };
}

operations! {
    /// Calls, newest first, running ones among them.
    live_calls: live/calls(query: CallsQuery) -> Vec<CallView>;
    /// The story of one call.
    live_story: live/story(call: CallId) -> Story;

    /// The policy as it stands.
    routes_read: routes/read() -> PolicyView;
    /// Applies edits together, or none of them. A `conflict` when the file is not the one the
    /// edits were made against.
    routes_change: routes/change(change: PolicyChange) -> PolicyView;
    /// Earlier versions, newest first.
    routes_history: routes/history() -> Vec<PolicyVersion>;
    /// Brings a version back.
    routes_restore: routes/restore(restore: PolicyRestore) -> PolicyView;
    /// What is wrong in a text, its own tests included.
    routes_check_text: routes/check_text(text: String) -> Vec<Problem>;
    /// What a chain may be given as targets: `<account>/<model>`, at most 2,000.
    routes_targets: routes/targets() -> Vec<String>;

    /// The accounts, in file order.
    providers_list: providers/list() -> Vec<AccountView>;
    /// Providers that an account can be made at.
    providers_presets: providers/presets() -> Vec<Preset>;
    /// The servers that answer on this machine, to offer them. They are sent no key.
    providers_local: providers/local() -> Vec<LocalServer>;
    /// The server that answers on one port of this machine, whichever it is. It is sent no key.
    providers_local_at: providers/local_at(port: u16) -> Option<LocalServer>;
    /// The models of an account.
    providers_models: providers/models(account: String) -> Vec<ModelView>;
    /// Adds an account; its key goes to the keychain.
    providers_add: providers/add(new: NewAccount) -> AccountView;
    /// Removes an account and its key.
    providers_remove: providers/remove(account: String) -> ();
    /// Brings an account back that was removed within the last minute, with its keys.
    providers_restore: providers/restore(account: String) -> AccountView;
    /// Adds a key to an account that has some: the one with most room signs.
    providers_add_key: providers/add_key(new: MoreKey) -> AccountView;
    /// Takes a key from an account, and out of the keychain where no other account names it.
    providers_remove_key: providers/remove_key(which: KeyOf) -> AccountView;
    /// Puts a key into the keychain for an account that exists, in place of one of its keys. It
    /// signs the next call.
    providers_set_key: providers/set_key(new: NewKeyFor) -> AccountView;
    /// Switches an account on or off.
    providers_set_enabled: providers/set_enabled(set: SetEnabled) -> AccountView;
    /// Gives an account its settings. Another base URL asks for the key again.
    providers_change: providers/change(change: AccountChange) -> AccountView;
    /// Puts an account at another place in the file.
    providers_reorder: providers/reorder(place: AccountPlace) -> Vec<AccountView>;
    /// How the last hour went, of the accounts that were asked in it.
    providers_health: providers/health() -> Vec<AccountHealth>;
    /// Says whether the key fails, or the model.
    providers_test: providers/test(ask: TestAsk) -> TestReport;
    /// Asks a locked keychain again.
    providers_retry_keychain: providers/retry_keychain() -> ();

    /// Sums by one dimension.
    spend_report: spend/report(query: SpendQuery) -> SpendReport;

    /// A page of every call on the ledger that fits, newest first.
    requests_page: requests/page(ask: PageAsk) -> CallsPage;
    /// Sums over all calls that fit.
    requests_overview: requests/overview(ask: OverviewAsk) -> CallsOverview;
    /// The values of a facet among the calls that fit, the most frequent first.
    requests_values: requests/values(ask: FacetAsk) -> Vec<FacetValue>;
    /// A command that repeats the shape of a call. Its prompt was never kept.
    requests_curl: requests/curl(call: CallId) -> String;
    /// Writes the calls that fit to a file in the data folder.
    requests_export: requests/export(ask: ExportAsk) -> Exported;

    /// What a tool needs to call the proxy.
    connect_view: connect/view() -> ConnectView;
    /// Makes a local key; its text is given this once.
    connect_make_key: connect/make_key(new: NewLocalKey) -> MadeKey;
    /// Revokes a local key by its id.
    connect_revoke: connect/revoke(id: String) -> ();
    /// The projects, in file order.
    connect_projects: connect/projects() -> Vec<ProjectView>;
    /// Makes a project without a key.
    connect_make_project: connect/make_project(new: ProjectSettings) -> Vec<ProjectView>;
    /// Changes what a project says of itself, its name too.
    connect_change_project: connect/change_project(change: ProjectChange) -> Vec<ProjectView>;
    /// Gives a key its own patience, or its project's.
    connect_change_key: connect/change_key(change: KeyChange) -> Vec<ProjectView>;
    /// Removes a project that has no key.
    connect_remove_project: connect/remove_project(name: String) -> Vec<ProjectView>;
    /// Brings a key back that was revoked within the last minute.
    connect_restore_key: connect/restore_key(id: String) -> ();
    /// How the tools of this machine stand, and what would help or hinder their calls.
    connect_tools: connect/tools(from: Surroundings) -> ToolsView;
    /// What connecting a tool would change in its files. Changes nothing.
    connect_preview: connect/preview(ask: ToolAsk) -> ToolPlan;
    /// Connects a tool, with a key of its own. What its files held is kept.
    connect_tool: connect/tool(ask: ToolAsk) -> ToolView;
    /// What disconnecting a tool would change. Changes nothing.
    connect_undo_preview: connect/undo_preview(undo: UndoChoice) -> ToolPlan;
    /// Disconnects a tool: its files come back to the byte, or, where they changed since, what was
    /// set in them. Says what was changed.
    connect_undo: connect/undo(undo: UndoChoice) -> ToolPlan;
    /// Sends a real call through the proxy, with the session key.
    connect_test_call: connect/test_call(test: TestCall) -> TestCallReport;

    /// What `settings.toml` says.
    settings_read: settings/read() -> SettingsView;
    /// Changes keys of it together, or none of them; comments and order stay.
    settings_change: settings/change(edits: Vec<SettingEdit>) -> SettingsView;
    /// Asks the folder's window to show itself; whether one listens.
    settings_show_window: settings/show_window() -> bool;
    /// How it stands with the proxy.
    settings_status: settings/status() -> Status, attached House::as_attached;
    /// The data folder and how much room its parts take.
    settings_folder: settings/folder() -> DataFolder;
    /// What a report of a fault needs, without a key, a prompt or an account's name.
    settings_diagnostics: settings/diagnostics() -> Diagnostics;
    /// Writes an archive of the data folder, without keys, to a whole path at which nothing stands.
    /// For the command line alone: a page must not choose where files are written.
    settings_backup: settings/backup(path: String) -> Backup;
    /// Writes an archive into the data folder's own `backups`, named after the time.
    settings_backup_now: settings/backup_now() -> Backup;
    /// What a purge would take away. The purge itself is [`House::purge`], because it ends the house.
    settings_purge_preview: settings/purge_preview() -> PurgePreview;
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| ApiError::other_version(&error))
}

fn write<T: Serialize>(value: &T) -> Result<Bytes, ApiError> {
    serde_json::to_vec(value)
        .map(Bytes::from)
        .map_err(|error| ApiError::other_version(&error))
}
