//! The desktop shell: one window over the counter. The only crate that names tauri; it decides
//! nothing about calls, money or policy.

mod bindings;
mod bridge;
mod commands;
mod house;
mod show_folder;

use std::process::ExitCode;
use tauri::{Manager, RunEvent};

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let builder = bindings::builder();
    let app = tauri::Builder::default()
        .invoke_handler(builder.invoke_handler())
        .on_page_load(|page, load| {
            // The window stays hidden until there is something to see: no white flash.
            if load.event() == tauri::webview::PageLoadEvent::Finished
                && let Err(error) = page.window().show()
            {
                tracing::error!(%error, "the window could not be shown");
            }
        })
        .setup(move |app| {
            builder.mount_events(app);
            let house = tauri::async_runtime::block_on(house::open(std::env::args_os()));
            bridge::follow(app.handle().clone(), &house);
            app.manage(house);
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
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
