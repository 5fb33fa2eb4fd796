//! Whether this desktop has a place for a tray: somebody who answers for it on the session's bus.
//! Desktops without one (GNOME as it comes) have none; a panel may start late or be restarted.

use super::{lower, raise};
use futures_util::StreamExt;
use tauri::AppHandle;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;

/// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>, under the
/// name that every implementation took from KDE.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Puts the tray up and takes it down as its place comes and goes. Ends when the bus does.
pub async fn follow(app: AppHandle) {
    if let Err(error) = watch(&app).await {
        tracing::info!(%error, "there is no session bus, and so no tray");
    }
}

async fn watch(app: &AppHandle) -> zbus::Result<()> {
    let connection = zbus::Connection::session().await?;
    let bus = DBusProxy::new(&connection).await?;
    let mut changes = bus
        .receive_name_owner_changed_with_args(&[(0, WATCHER)])
        .await?;
    if bus.name_has_owner(BusName::try_from(WATCHER)?).await? {
        raise(app);
    }
    while let Some(change) = changes.next().await {
        match change.args()?.new_owner().as_ref() {
            Some(_) => raise(app),
            None => lower(app),
        }
    }
    Ok(())
}
