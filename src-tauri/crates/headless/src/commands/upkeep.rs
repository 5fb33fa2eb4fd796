//! `backup`, `restore`, `purge`: keeping, bringing back and taking away a data folder.

use crate::args::{Purge, Restore};
use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::House;
use pointsman_api::clock::{for_people, now};
use pointsman_api::folder::Absent;
use pointsman_api::upkeep;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes an archive, whether or not the proxy serves.
pub async fn backup(
    folder: Option<PathBuf>,
    file: Option<PathBuf>,
    out: &Out,
) -> Result<Exit, Fault> {
    let file = match file {
        Some(file) => file,
        None => named_after_now(),
    };
    // Whoever owns the folder works elsewhere.
    let file = std::path::absolute(file)?;
    let house = House::open_command(folder, Absent::Tell).await?;
    let made = house
        .settings_backup(file.to_string_lossy().into_owned())
        .await;
    house.close().await;
    let made = made?;
    out.show(&made, || {
        format!(
            "Wrote {} ({} bytes).\nKeys are not in it: they stay in this machine's keychain.",
            made.path, made.bytes
        )
    })?;
    Ok(Exit::Done)
}

/// Brings an archive back.
pub fn restore(folder: Option<PathBuf>, asked: &Restore, out: &Out) -> Result<Exit, Fault> {
    let restored = upkeep::restore::run(folder, &asked.file)?;
    out.show(&restored, || {
        let kept = restored.kept.as_deref().map(Path::display);
        let kept = kept.map_or_else(
            || "There was nothing in it before.".to_owned(),
            |kept| format!("What stood there before is in {kept}."),
        );
        format!(
            "Brought {} back as it was at {}.\n{kept}\n\
             Keys are not in a backup: `pointsman account list` tells which are missing here.",
            restored.data_dir.display(),
            restored.made
        )
    })?;
    Ok(Exit::Done)
}

/// Takes everything away.
pub async fn purge(folder: Option<PathBuf>, asked: Purge, out: &Out) -> Result<Exit, Fault> {
    let purge = upkeep::purge::Purge::look(folder, asked.keep_keys)?;
    if !asked.yes && !is_agreed(&purge)? {
        return Ok(Exit::No);
    }
    let purged = purge.carry_out().await?;
    out.show(&purged, || {
        let mut text = format!(
            "Removed {} files and {} keys of {}.",
            purged.files,
            purged.keys.len(),
            purged.data_dir
        );
        for tool in &purged.tools {
            text.push_str(&format!("\n{tool} has its settings of before back."));
        }
        for left in &purged.left {
            text.push_str(&format!("\nIt stays: {left}"));
        }
        text
    })?;
    Ok(Exit::Done)
}

fn is_agreed(purge: &upkeep::purge::Purge) -> Result<bool, Fault> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Fault::Usage(
            "nobody can be asked here: give --yes to remove it all".to_owned(),
        ));
    }
    let keys = match purge.keys() {
        [] => "no keys".to_owned(),
        names => format!("the keys {} from the keychain", names.join(", ")),
    };
    // Where nobody reads standard error, nobody answers either.
    let _ = write!(
        std::io::stderr(),
        "This removes {} files from {} and {keys}.\nThere is no way back but a backup. Type yes: ",
        purge.files(),
        purge.folder().display()
    );
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

fn named_after_now() -> PathBuf {
    let time = for_people(now()).replace([' ', ':'], "-");
    format!("pointsman-backup-{time}.tar.gz").into()
}
