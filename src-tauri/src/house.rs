//! Opening and closing the house that the commands ask. An error that stops it is kept, so that the
//! window can say it.

use pointsman_api::House;
use pointsman_api::error::{ApiError, ErrorCode};
use std::ffi::OsString;
use std::path::PathBuf;
use tauri::State;

/// The house, or why it could not be opened.
pub type Opened = Result<House, ApiError>;

/// Opens the house: as its owner, or attached to the process that owns the folder.
pub async fn open(arguments: impl Iterator<Item = OsString>) -> Opened {
    House::open_window(data_dir(arguments)?).await
}

/// Lets running calls end, then lets go of the folder.
pub async fn close(house: State<'_, Opened>) {
    if let Ok(house) = house.inner() {
        house.close().await;
    }
}

/// What `--data-dir DIR` names, where it is given.
fn data_dir(arguments: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, ApiError> {
    let mut rest = arguments.skip(1);
    match rest.next() {
        None => Ok(None),
        Some(flag) if flag == "--data-dir" => match rest.next() {
            Some(folder) => Ok(Some(folder.into())),
            None => Err(ApiError::new(
                ErrorCode::Invalid,
                "--data-dir names no folder",
            )),
        },
        Some(other) => Err(ApiError::new(
            ErrorCode::Invalid,
            format!(
                "pointsman-desktop does not know `{}`",
                other.to_string_lossy()
            ),
        )
        .hint("It takes --data-dir DIR and nothing else.")),
    }
}
