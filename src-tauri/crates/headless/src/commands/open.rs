//! `open`: starts the window, which is a binary of its own.

use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::error::{ApiError, ErrorCode};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const NAME: &str = "pointsman-desktop";

/// Runs it.
pub fn run(folder: Option<PathBuf>, out: &Out) -> Result<Exit, Fault> {
    let Some(binary) = find() else {
        let error = ApiError::new(
            ErrorCode::NotFound,
            format!("{NAME} is neither beside this command nor in PATH"),
        );
        return Err(error
            .hint("install the desktop app, or use `pointsman serve`")
            .into());
    };
    if !has_display() {
        let error = ApiError::new(ErrorCode::Io, "there is no display to open a window on");
        return Err(error.hint("use `pointsman serve`").into());
    }
    let mut command = Command::new(&binary);
    if let Some(folder) = folder {
        command.arg("--data-dir").arg(folder);
    }
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            ApiError::new(
                ErrorCode::Io,
                format!("{} cannot be started: {error}", binary.display()),
            )
        })?;
    let value = json!({ "started": binary.display().to_string(), "pid": started.id() });
    out.show(&value, || format!("Started {}.", binary.display()))?;
    Ok(Exit::Done)
}

fn find() -> Option<PathBuf> {
    let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().ok();
    let beside = own.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let path = std::env::var_os("PATH").unwrap_or_default();
    beside
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(&name))
        .find(|binary| binary.is_file())
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
