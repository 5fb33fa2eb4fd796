//! What a tool needs to call the proxy: the address, a local key, a snippet, and a call to try it.

mod projects;
mod snippets;
mod tools;
mod try_it;

pub(crate) use projects::{change_key, change_project, make_project, projects, remove_project};
pub(crate) use tools::{preview, tool, tools, undo, undo_preview};
pub(crate) use try_it::test_call;

use super::Owner;
use super::gone::{Edited, GoneKey};
use crate::clock::{now, secret_bytes};
use crate::error::{ApiError, ErrorCode};
use crate::folder::write;
use crate::views::connect::{ConnectView, LocalKeyView, MadeKey, NewLocalKey};
use pointsman_engine::local_keys::{self, KeyEntry};
use pointsman_engine::{LocalKeys, Problem};
use pointsman_units::UnixMillis;
use std::sync::Arc;

const FILE: &str = "projects.toml";
/// The longest name of a project, a tool or an environment.
const LONGEST: usize = 64;

/// The Connect page.
pub(crate) async fn view(owner: &Arc<Owner>) -> Result<ConnectView, ApiError> {
    let text = owner
        .aside(|owner| Ok(owner.files().projects.text.clone()))
        .await?;
    // Of a file that is broken now, the keys that hold are not shown: what the file says is wrong.
    let keys = parse(&text)?;
    let base_url = owner.expected_url();
    let policy = owner.engine.policy();
    let chains = policy
        .chains
        .iter()
        .map(|chain| format!("chain/{}", chain.name));
    Ok(ConnectView {
        snippets: snippets::all(&base_url),
        keys: keys
            .projects()
            .iter()
            .flat_map(|project| project.keys.iter().map(|key| shown(&project.name, key)))
            .collect(),
        projects: keys
            .projects()
            .iter()
            .map(|project| project.name.clone())
            .collect(),
        models: std::iter::once("auto".to_owned()).chain(chains).collect(),
        base_url,
    })
}

/// Makes a local key. It holds when this returns.
pub(crate) async fn make_key(owner: &Arc<Owner>, new: NewLocalKey) -> Result<MadeKey, ApiError> {
    let project = named("project", Some(new.project))?
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, "a key counts to a project: name one"))?;
    let tool = named("tool", new.tool)?;
    let environment = named("environment", new.environment)?;
    let made = local_keys::make(secret_bytes()?, this_second(), tool, environment);
    let view = shown(&project, &made.entry);
    edit(owner, move |text| {
        local_keys::add(text, &project, &made.entry)
    })
    .await?;
    Ok(MadeKey {
        key: made.text.expose().to_owned(),
        view,
    })
}

/// Revokes a local key. It no longer holds when this returns; for a minute it can be restored.
pub(crate) async fn revoke(owner: &Arc<Owner>, id: String) -> Result<(), ApiError> {
    let text = owner
        .aside(|owner| Ok(owner.files().projects.text.clone()))
        .await?;
    let keys = parse(&text)?;
    let Some((project, entry)) = key_of(&keys, &id) else {
        return Err(
            ApiError::new(ErrorCode::NotFound, format!("no key has the id `{id}`"))
                .hint("`pointsman key list` shows the ids"),
        );
    };
    let file = edit(owner, move |text| local_keys::revoke(text, &id)).await?;
    owner.keep_key(GoneKey {
        project,
        entry,
        file,
    });
    Ok(())
}

/// Brings a key back that was revoked a moment ago. It holds again when this returns.
pub(crate) async fn restore_key(owner: &Arc<Owner>, id: String) -> Result<(), ApiError> {
    let Some(key) = owner.gone_key(&id) else {
        return Err(ApiError::new(
            ErrorCode::NotFound,
            format!("the key `{id}` was not revoked in the last minute"),
        )
        .hint("make a new key"));
    };
    edit(owner, move |text| match key.file.undone(text) {
        Some(before) => Ok(before),
        None => local_keys::add(text, &key.project, &key.entry),
    })
    .await?;
    Ok(())
}

/// The project of a key, and what is kept of it.
fn key_of(keys: &LocalKeys, id: &str) -> Option<(String, KeyEntry)> {
    keys.projects().iter().find_map(|project| {
        let key = project.keys.iter().find(|key| key.id == id)?;
        Some((project.name.clone(), key.clone()))
    })
}

impl Owner {
    /// The base URL, ending in `/v1`: where the owner listens, or would.
    pub(crate) fn expected_url(&self) -> String {
        self.base_url()
            .unwrap_or_else(|| format!("http://127.0.0.1:{}/v1", self.begun.port))
    }
}

fn shown(project: &str, key: &KeyEntry) -> LocalKeyView {
    LocalKeyView {
        id: key.id.clone(),
        project: project.to_owned(),
        tool: key.tool.clone(),
        environment: key.environment.clone(),
        last4: key.last4.clone(),
        created: key.created,
    }
}

/// The file keeps whole seconds, and what is shown now must be what is shown later.
fn this_second() -> UnixMillis {
    let UnixMillis(now) = now();
    UnixMillis(now - now.rem_euclid(1000))
}

/// A name without blanks around it; an empty one is none.
fn named(what: &str, name: Option<String>) -> Result<Option<String>, ApiError> {
    let Some(name) = name else { return Ok(None) };
    let name = name.trim();
    if name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("the {what} must have at most {LONGEST} characters, in one line"),
        ));
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn parse(text: &str) -> Result<LocalKeys, ApiError> {
    LocalKeys::parse(text).map_err(|problems| ApiError::in_file(FILE, &problems))
}

async fn edit(
    owner: &Arc<Owner>,
    edit: impl FnOnce(&str) -> Result<String, Problem> + Send + 'static,
) -> Result<Edited, ApiError> {
    owner
        .aside(move |owner| {
            let mut files = owner.files();
            let before = files.projects.text.clone();
            let text = edit(&before).map_err(|problem| ApiError::in_file(FILE, &[problem]))?;
            parse(&text)?;
            write(&owner.folder.projects(), &text)?;
            owner.look(&mut files);
            let after = text;
            Ok(Edited { before, after })
        })
        .await
}
