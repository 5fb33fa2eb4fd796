//! Opening and closing the house that the commands ask. An error that stops it is kept, so that the
//! window can say it.

use crate::arguments::Arguments;
use pointsman_api::error::ApiError;
use pointsman_api::{House, Opening};
use tauri::State;

/// The house, or why it could not be opened.
pub type Opened = Result<House, ApiError>;

/// Opens the house: as its owner, or attached to the process that owns the folder. `None` where
/// another window shows the folder, which has come to the front.
pub async fn open(arguments: &Result<Arguments, ApiError>) -> Option<Opened> {
    let data_dir = match arguments {
        Ok(arguments) => arguments.data_dir.clone(),
        Err(error) => return Some(Err(error.clone())),
    };
    match House::open_window(data_dir).await {
        Ok(Opening::Here(house)) => Some(Ok(house)),
        Ok(Opening::Elsewhere) => None,
        Err(error) => Some(Err(error)),
    }
}

/// Lets running calls end, then lets go of the folder.
pub async fn close(house: State<'_, Opened>) {
    if let Ok(house) = house.inner() {
        house.close().await;
    }
}
