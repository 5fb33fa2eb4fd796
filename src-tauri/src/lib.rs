//! The desktop shell: one window over the counter. The only crate that names tauri; it decides
//! nothing about calls, money or policy.

mod arguments;
mod autostart;
mod bindings;
mod bridge;
mod commands;
mod house;
mod notices;
mod presence;
mod show_folder;
mod tray;
#[cfg(target_os = "linux")]
mod webkit;
mod wishes;

use arguments::Arguments;
use autostart::Autostart;
use house::Opened;
use presence::Waits;
use std::process::ExitCode;
use tauri::{App, Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;
use tray::Tray;
use wishes::Wishes;

/// Opens the window and stays until it is closed. Where the folder's window is open already, that one
/// comes to the front.
pub fn run() -> ExitCode {
    #[cfg(target_os = "linux")]
    webkit::settle();
    let arguments = Arguments::read(std::env::args_os());
    let Some(house) = tauri::async_runtime::block_on(house::open(&arguments)) else {
        return ExitCode::SUCCESS;
    };
    match build(arguments.unwrap_or_default(), house) {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    tauri::async_runtime::block_on(house::close(app.state()));
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn build(arguments: Arguments, house: Opened) -> tauri::Result<App> {
    let builder = bindings::builder();
    // Without a house there is only what went wrong, and that is not for the background.
    let waits = Waits::new(arguments.background && house.is_ok());
    let state = tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    tauri::Builder::default()
        .plugin(state.build())
        .manage(waits)
        .manage(Wishes::default())
        .manage(Tray::default())
        .manage(Autostart::of(&arguments))
        .invoke_handler(builder.invoke_handler())
        .on_page_load(presence::loaded)
        .on_window_event(presence::heed)
        .setup(move |app| {
            builder.mount_events(app);
            bridge::follow(app.handle().clone(), &house);
            let opened = house.is_ok();
            app.manage(house);
            if opened {
                tray::begin(app.handle());
            }
            Ok(())
        })
        .build(tauri::generate_context!())
}
