//! What the settings say of the desktop shell, kept at hand: closing must be answered at once.

use crate::autostart::Autostart;
use pointsman_api::House;
use pointsman_api::views::settings::{OnClose, SettingsView};
use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Manager};

/// The settings as last read; none where the house could not be opened.
#[derive(Default)]
pub struct Wishes(Mutex<Option<SettingsView>>);

impl Wishes {
    /// What closing the window means. Without a house there is nothing to keep.
    pub fn on_close(&self) -> OnClose {
        self.look(|settings| settings.on_close).unwrap_or_default()
    }

    /// Whether the desktop may be told of what happens.
    pub fn notifies(&self) -> bool {
        self.look(|settings| settings.notifications)
            .unwrap_or(false)
    }

    fn look<T>(&self, what: impl FnOnce(&SettingsView) -> T) -> Option<T> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(what)
    }

    /// Keeps them, and says whether starting with the session is to be arranged anew.
    fn keep(&self, settings: SettingsView) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.as_ref().map(|settings| settings.autostart);
        let changed = before != Some(settings.autostart);
        *held = Some(settings);
        changed
    }
}

/// Reads the settings, and arranges what they ask of the desktop.
pub async fn read(app: &AppHandle, house: &House) {
    let settings = match house.settings_read().await {
        Ok(settings) => settings,
        Err(error) => {
            tracing::warn!(%error, "the settings could not be read");
            return;
        }
    };
    let with_session = settings.autostart;
    if app.state::<Wishes>().keep(settings) {
        app.state::<Autostart>().arrange(with_session);
    }
}
