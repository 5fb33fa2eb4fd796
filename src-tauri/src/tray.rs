//! The tray: how it stands with the proxy, what today has cost, and the way back to a closed window.
//!
//! It is there where the desktop has a place for it. On Linux that may come and go, so the place is
//! watched.

mod board;
#[cfg(target_os = "linux")]
mod host;
mod picture;

use crate::house::Opened;
use crate::presence;
use arboard::Clipboard;
use board::Board;
use pointsman_api::House;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder};
use tauri::tray::{MouseButton, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Wry};

const TRAY: &str = "pointsman";
const OPEN: &str = "open";
const COPY: &str = "copy";
const QUIT: &str = "quit";

/// What is shown in the tray; none where there is no place for it.
#[derive(Default)]
pub struct Tray {
    shown: Mutex<Option<Shown>>,
    /// Kept open: on X11 what was copied is handed out by who copied it.
    clipboard: Mutex<Option<Clipboard>>,
}

struct Shown {
    state: MenuItem<Wry>,
    spend: MenuItem<Wry>,
    copy: MenuItem<Wry>,
    board: Board,
}

/// Shows the tray wherever and whenever the desktop has a place for it, until the app ends.
pub fn begin(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(host::follow(app.clone()));
    #[cfg(not(target_os = "linux"))]
    raise(app);
}

/// Draws anew what has changed.
pub async fn refresh(app: &AppHandle, house: &House) {
    if lock(&app.state::<Tray>().shown).is_none() {
        return;
    }
    let board = match house.settings_status().await {
        Ok(status) => Board::of(&status),
        Err(error) => Board::unknown(&error.message),
    };
    if let Err(error) = draw(app, board) {
        tracing::warn!(%error, "the tray could not be drawn");
    }
}

/// Puts the tray up.
fn raise(app: &AppHandle) {
    on_main_thread(app, |app| {
        if lock(&app.state::<Tray>().shown).is_some() {
            return;
        }
        // The library behind it is looked for at run time, and where it is missing, this panics.
        match catch_unwind(AssertUnwindSafe(|| build(app))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "there is no tray"),
            Err(_) => tracing::warn!("there is no tray: libayatana-appindicator3 is missing"),
        }
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(house) = app.state::<Opened>().inner().clone() {
                refresh(&app, &house).await;
            }
        });
    });
}

/// Takes the tray down.
#[cfg(target_os = "linux")]
fn lower(app: &AppHandle) {
    on_main_thread(app, |app| {
        lock(&app.state::<Tray>().shown).take();
        drop(app.remove_tray_by_id(TRAY));
    });
}

fn on_main_thread(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let own = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&own)) {
        tracing::warn!(%error, "the tray could not be reached");
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let board = Board::beginning();
    let line = |text: &str| {
        let item = MenuItemBuilder::new(text).enabled(false);
        item.build(app)
    };
    let (state, spend) = (line(&board.state)?, line(&board.spend)?);
    let copy = MenuItemBuilder::with_id(COPY, "Copy the address")
        .enabled(false)
        .build(app)?;
    let menu = menu(app, [&state, &spend], &copy)?;
    TrayIconBuilder::with_id(TRAY)
        .icon(picture::with_lamp(board.lamp))
        .menu(&menu)
        .show_menu_on_left_click(false)
        .tooltip("Pointsman")
        .on_menu_event(choose)
        .on_tray_icon_event(|tray, event| {
            // On Linux a click opens the menu, and no such event comes.
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                ..
            } = event
            {
                presence::show(tray.app_handle());
            }
        })
        .build(app)?;
    let shown = Shown {
        state,
        spend,
        copy,
        board,
    };
    *lock(&app.state::<Tray>().shown) = Some(shown);
    Ok(())
}

fn menu(
    app: &AppHandle,
    lines: [&MenuItem<Wry>; 2],
    copy: &MenuItem<Wry>,
) -> tauri::Result<Menu<Wry>> {
    MenuBuilder::new(app)
        .item(lines[0])
        .item(lines[1])
        .separator()
        .text(OPEN, "Open Pointsman")
        .item(copy)
        .separator()
        .text(QUIT, "Quit")
        .build()
}

fn choose(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => presence::show(app),
        COPY => copy_address(app),
        QUIT => app.exit(0),
        // The lines that only say something cannot be chosen.
        other => tracing::debug!(other, "a menu item without a meaning was chosen"),
    }
}

fn copy_address(app: &AppHandle) {
    let tray = app.state::<Tray>();
    let address = lock(&tray.shown)
        .as_ref()
        .and_then(|shown| shown.board.address.clone());
    let Some(address) = address else { return };
    let mut clipboard = lock(&tray.clipboard);
    let copied = match clipboard.take().map_or_else(Clipboard::new, Ok) {
        Ok(open) => clipboard.insert(open).set_text(address),
        Err(error) => Err(error),
    };
    if let Err(error) = copied {
        tracing::warn!(%error, "the address could not be copied");
    }
}

fn draw(app: &AppHandle, board: Board) -> tauri::Result<()> {
    let state = app.state::<Tray>();
    let mut held = lock(&state.shown);
    let Some(shown) = held.as_mut().filter(|shown| shown.board != board) else {
        return Ok(());
    };
    shown.state.set_text(&board.state)?;
    shown.spend.set_text(&board.spend)?;
    shown.copy.set_enabled(board.address.is_some())?;
    if let Some(tray) = app.tray_by_id(TRAY) {
        if shown.board.lamp != board.lamp {
            tray.set_icon(Some(picture::with_lamp(board.lamp)))?;
        }
        tray.set_tooltip(Some(format!("Pointsman\n{}\n{}", board.state, board.spend)))?;
    }
    shown.board = board;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
