//! `diagnostics`: lines to paste into a report of a fault.

use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::House;
use pointsman_api::folder::Absent;
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, out: &Out) -> Result<Exit, Fault> {
    let house = House::open_command(folder, Absent::Tell).await?;
    let found = house.settings_diagnostics().await;
    house.close().await;
    let found = found?;
    out.show(&found, || found.text.clone())?;
    Ok(Exit::Done)
}
