//! `key`: the keys that tools call the proxy with.

use crate::args::Key;
use crate::exit::{Exit, Fault};
use crate::out::words::or_dash;
use crate::out::{Out, Side, Table};
use pointsman_api::House;
use pointsman_api::clock::for_people;
use pointsman_api::folder::Absent;
use pointsman_api::views::connect::{LocalKeyView, NewLocalKey};
use serde_json::json;
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, key: Key, out: &Out) -> Result<Exit, Fault> {
    let absent = match &key {
        Key::New { .. } => Absent::Make,
        Key::List | Key::Revoke { .. } => Absent::Tell,
    };
    let house = House::open_command(folder, absent).await?;
    let done = ask(&house, key, out).await;
    house.close().await;
    done.map(|()| Exit::Done)
}

async fn ask(house: &House, key: Key, out: &Out) -> Result<(), Fault> {
    match key {
        Key::New {
            project,
            tool,
            environment,
        } => {
            let new = NewLocalKey {
                project,
                tool,
                environment,
            };
            let made = house.connect_make_key(new).await?;
            out.show(&made, || {
                format!(
                    "{}\n\nShown this once. It counts to project {} and has the id {}.",
                    made.key, made.view.project, made.view.id
                )
            })?;
        }
        Key::List => {
            let keys = house.connect_view().await?.keys;
            out.show(&keys, || table(&keys))?;
        }
        Key::Revoke { id } => {
            house.connect_revoke(id.clone()).await?;
            out.show(&json!({ "revoked": id }), || {
                format!("Revoked {id}. Calls with it are refused from now on.")
            })?;
        }
    }
    Ok(())
}

fn table(keys: &[LocalKeyView]) -> String {
    let mut table = Table::new(&[
        ("ID", Side::Left),
        ("PROJECT", Side::Left),
        ("TOOL", Side::Left),
        ("ENVIRONMENT", Side::Left),
        ("ENDS IN", Side::Left),
        ("MADE", Side::Left),
    ]);
    for key in keys {
        table.row([
            key.id.clone(),
            key.project.clone(),
            or_dash(key.tool.as_deref()),
            or_dash(key.environment.as_deref()),
            key.last4.clone(),
            for_people(key.created),
        ]);
    }
    if table.is_empty() {
        return "No key yet. `pointsman key new --project P` makes one.".to_owned();
    }
    table.text()
}
