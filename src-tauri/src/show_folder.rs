//! Shows a folder in the system's file manager. Knows the program that each system has for it, and
//! passes it nothing but a folder that exists.

use pointsman_api::error::{ApiError, ErrorCode};
use std::path::Path;
use std::process::{Command, Stdio};

const PROGRAM: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// Asks for the folder to be shown and does not wait until it is.
///
/// # Errors
/// `NotFound` when there is no such folder, `Io` when there is no program to show it.
pub fn show(folder: &Path) -> Result<(), ApiError> {
    let whole = std::fs::canonicalize(folder)
        .ok()
        .filter(|path| path.is_dir());
    let Some(folder) = whole else {
        let message = format!("there is no folder {}", folder.display());
        return Err(ApiError::new(ErrorCode::NotFound, message));
    };
    let started = Command::new(PROGRAM)
        .arg(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|error| {
        let message = format!("`{PROGRAM}` could not be started: {error}");
        ApiError::new(ErrorCode::Io, message).hint("copy the path and open it by hand")
    })?;
    // Somebody must take note of its end, or it stays in the table of processes.
    std::thread::spawn(move || child.wait());
    Ok(())
}
