//! Whether the window is seen: shown when there is something to see, hidden or gone when it is closed,
//! back when it is asked for.

use crate::wishes::Wishes;
use pointsman_api::views::settings::OnClose;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::webview::{PageLoadEvent, PageLoadPayload};
use tauri::{AppHandle, Manager, Webview, Window, WindowEvent};

/// The one window's label in `tauri.conf.json`.
const WINDOW: &str = "main";

/// Whether the window waits to be asked for, as after a start with the session.
pub struct Waits(AtomicBool);

impl Waits {
    /// As the command line has it.
    pub fn new(background: bool) -> Self {
        Self(AtomicBool::new(background))
    }
}

/// The window stays hidden until there is something to see: no white flash.
pub fn loaded(page: &Webview, load: &PageLoadPayload<'_>) {
    if load.event() == PageLoadEvent::Finished
        && !page.state::<Waits>().0.load(Ordering::Relaxed)
        && let Err(error) = page.window().show()
    {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    app.state::<Waits>().0.store(false, Ordering::Relaxed);
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::error!(%error, "the window could not be brought to the front");
    }
}

/// Closing ends the app, or hides the window where the settings say so.
pub fn heed(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    match window.state::<Wishes>().on_close() {
        OnClose::Quit => {}
        OnClose::Keep => {
            api.prevent_close();
            if let Err(error) = window.hide() {
                tracing::error!(%error, "the window could not be hidden");
            }
        }
    }
}
