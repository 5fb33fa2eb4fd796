//! `settings.toml` while the house runs: what of it holds at once, and what waits for the next start.

use super::Seen;
use crate::error::whole;
use crate::folder::settings::Settings;
use crate::logs;
use crate::owner::{Owner, lock};
use pointsman_engine::{Problem, Timings};
use pointsman_gateway::Admission;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

impl Owner {
    /// The settings as the file has them, or as it had them last when it was sound.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&lock(&self.held))
    }

    /// The keys of the file that have changed since the start and hold only after the next one.
    pub(crate) fn waits_for_restart(&self) -> Vec<&'static str> {
        self.settings().waiting(&self.begun)
    }

    /// Whether the session key counts to another project now.
    pub(super) fn look_at_settings(&self, seen: &mut Seen) -> bool {
        let path = self.folder.settings();
        let Some(text) = seen.look(&path) else {
            if seen.is_now_told() {
                self.live.touch(&["settings"]);
            }
            return false;
        };
        let mut project_changed = false;
        match Settings::parse(&text, &path) {
            Ok(settings) => {
                seen.keep(Vec::new());
                project_changed = self.take_settings(settings);
            }
            Err(trouble) => seen.keep(vec![Problem {
                line: 0,
                column: 0,
                message: whole(&trouble),
                fatal: true,
            }]),
        }
        seen.text = text;
        project_changed
    }

    /// Puts in force what holds at once. Whether the session key counts to another project now, so
    /// that the local keys must be put in force again.
    pub(crate) fn take_settings(&self, settings: Settings) -> bool {
        self.guests.replace(admission(&settings));
        Arc::clone(&self.engine).with_timings(timings(&settings));
        logs::set_level(settings.log_level);
        let project_changed = self.settings().default_project != settings.default_project;
        *lock(&self.held) = Arc::new(settings);
        let waiting = self.waits_for_restart().join(", ");
        if waiting.is_empty() {
            tracing::info!("the settings changed");
        } else {
            tracing::warn!(waiting, "settings changed that hold after the next start");
        }
        self.live.touch(&["connect", "settings"]);
        project_changed
    }
}

/// Who is let in, as the settings say it.
pub(crate) fn admission(settings: &Settings) -> Admission {
    let mut admission = Admission::default();
    admission.hosts.extend(settings.hosts.iter().cloned());
    admission.origins.extend(settings.origins.iter().cloned());
    let beyond = settings.bind.iter().filter(|it| !it.is_loopback());
    admission.addresses = beyond.copied().collect::<Vec<IpAddr>>();
    admission
}

/// The pace of keep-alives, as the settings say it.
pub(crate) fn timings(settings: &Settings) -> Timings {
    let keep_alive = Duration::from_millis(settings.keep_alive_ms.into());
    Timings {
        keep_alive_after: keep_alive,
        keep_alive_every: keep_alive,
    }
}
