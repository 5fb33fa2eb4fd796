//! `settings.toml` at the counter: read, changed, and heeded where it holds without a restart.

use crate::clock::{now, offset_minutes};
use crate::error::{ApiError, ErrorCode};
use crate::folder::settings::{Settings, apply};
use crate::folder::write;
use crate::owner::files::Files;
use crate::owner::{Owner, lock};
use crate::views::settings::{SettingEdit, SettingsView};
use pointsman_engine::LocalKeys;
use pointsman_store::Old;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often the ledger is looked through for calls that are too old.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60 * 60);

/// When calls that are too old were last let go of, and by which limit.
#[derive(Clone, Copy)]
pub(crate) struct Swept {
    at: Instant,
    days: u32,
}

/// What the file says.
pub(crate) async fn read(owner: &Arc<Owner>) -> Result<SettingsView, ApiError> {
    owner
        .aside(|owner| owner.settings_view(&owner.files()))
        .await
}

/// Changes some of its keys together, or none.
pub(crate) async fn change(
    owner: &Arc<Owner>,
    edits: Vec<SettingEdit>,
) -> Result<SettingsView, ApiError> {
    owner
        .aside(move |owner| {
            let mut files = owner.files();
            let path = owner.folder.settings();
            let (text, settings) = apply(&path, &files.settings.text, &edits)?;
            owner.check_edits(&files, &edits, &settings)?;
            write(&path, &text)?;
            files.settings.replace(text, Vec::new());
            if owner.take_settings(settings) {
                owner.take_keys(&files);
            }
            owner.settings_view(&files)
        })
        .await
}

impl Owner {
    /// Puts the local keys in force anew, where their file can be read.
    pub(crate) fn take_keys(&self, files: &Files) {
        if let Ok(keys) = LocalKeys::parse(&files.projects.text) {
            self.ring.replace(self.with_session(keys));
        }
    }

    /// Lets go of calls that are older than the settings say: a batch at a time, once an hour and
    /// when the limit changed.
    pub(crate) fn sweep(&self) {
        let Some(days) = self.settings().retention_days else {
            *lock(&self.swept) = None;
            return;
        };
        let rests = lock(&self.swept)
            .is_some_and(|swept| swept.days == days && swept.at.elapsed() < BETWEEN_LOOKS);
        if rests {
            return;
        }
        match self.store.let_go(days, now(), offset_minutes()) {
            Ok(Old::More) => self.live.touch(&["spend"]),
            Ok(Old::None) => {
                let at = Instant::now();
                *lock(&self.swept) = Some(Swept { at, days });
                self.live.touch(&["spend"]);
            }
            Err(error) => {
                let at = Instant::now();
                *lock(&self.swept) = Some(Swept { at, days });
                tracing::warn!(%error, "old calls could not be let go of; it is tried again in an hour");
            }
        }
    }

    /// What the file alone cannot tell: a project must exist, and other machines may call only where
    /// a key keeps strangers out (the next start would refuse it).
    fn check_edits(
        &self,
        files: &Files,
        edits: &[SettingEdit],
        then: &Settings,
    ) -> Result<(), ApiError> {
        let keys = || {
            LocalKeys::parse(&files.projects.text)
                .map_err(|problems| ApiError::in_file("projects.toml", &problems))
        };
        let name = &then.default_project;
        let named = SettingEdit::DefaultProject(name.clone());
        if edits.contains(&named) && !keys()?.projects().iter().any(|it| it.name == *name) {
            let message = format!("there is no project `{name}`");
            return Err(ApiError::new(ErrorCode::Invalid, message)
                .hint("make it first, or choose one that exists"));
        }
        let binds = edits.iter().any(|it| matches!(it, SettingEdit::Bind(_)));
        let beyond = then.bind.iter().any(|address| !address.is_loopback());
        if binds && beyond && !keys()?.projects().iter().any(|it| !it.keys.is_empty()) {
            let message = "`bind` lets other machines call, and no project has a local key";
            return Err(ApiError::new(ErrorCode::Invalid, message)
                .hint("make a key first, on the Connect page or with `pointsman key new`"));
        }
        Ok(())
    }

    fn settings_view(&self, files: &Files) -> Result<SettingsView, ApiError> {
        let held = self.settings();
        let texts = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Ok(SettingsView {
            ledger_begins: self.store.begins()?,
            waiting: texts(&self.waits_for_restart()),
            at_start: texts(&Settings::AT_START),
            trouble: files.settings.trouble().map(|trouble| trouble.message),
            port: held.port,
            bind: held.bind.iter().map(ToString::to_string).collect(),
            hosts: held.hosts.clone(),
            origins: held.origins.clone(),
            max_body_mib: held.max_body_mib,
            keep_alive_ms: held.keep_alive_ms,
            default_project: held.default_project.clone(),
            theme: held.theme,
            log_level: held.log_level,
            retention_days: held.retention_days,
            on_close: held.on_close,
            autostart: held.autostart,
            notifications: held.notifications,
        })
    }
}
