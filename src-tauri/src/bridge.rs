//! Events from the house to the window and to the desktop around it. Batches arrive at most 15 times
//! a second; this only passes them on.

use crate::house::Opened;
use crate::notices::Notices;
use crate::{presence, tray, wishes};
use futures_util::StreamExt;
use pointsman_api::views::live::Batch;
use serde::{Deserialize, Serialize};
use tauri::AppHandle;
use tauri_specta::Event;

/// Calls that changed, and which pages must read again.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type, Event)]
pub struct BatchEvent(Batch);

/// Passes batches on until the app ends; the runtime drops the task then.
pub fn follow(app: AppHandle, house: &Opened) {
    let Ok(house) = house.clone() else { return };
    let mut batches = Box::pin(house.events());
    tauri::async_runtime::spawn(async move {
        wishes::read(&app, &house).await;
        let mut notices = Notices::default();
        while let Some(batch) = batches.next().await {
            let changed = |word: &str| batch.changed.iter().any(|changed| changed == word);
            if changed("window") {
                presence::show(&app);
            }
            if changed("settings") {
                wishes::read(&app, &house).await;
                tray::refresh(&app, &house).await;
            }
            notices.tell(&app, &batch.notices);
            if let Err(error) = BatchEvent(batch).emit(&app) {
                tracing::debug!(%error, "a batch did not reach the window");
            }
        }
    });
}
