//! Projects: to whom calls count. Made, changed, put away and removed in `projects.toml`; what they
//! cost stays on the ledger under the name it was counted under.

use super::{edit, named, parse};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::views::connect::{KeyChange, ProjectChange, ProjectKey, ProjectSettings, ProjectView};
use pointsman_engine::local_keys::{self, Project};
use pointsman_engine::policy::{read_duration, write_duration};
use pointsman_engine::{LocalKeys, Tolerance};
use pointsman_units::UnixMillis;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// So many of the newest calls tell when a key was used last: the ledger has no index of keys.
const LOOKED_AT: usize = 20_000;

/// The projects, in file order.
pub(crate) async fn projects(owner: &Arc<Owner>) -> Result<Vec<ProjectView>, ApiError> {
    owner
        .aside(|owner| {
            let keys = parse(&owner.files().projects.text)?;
            // A ledger that is behind says so in the status.
            let _ = owner.store.catch_up();
            let used: HashMap<_, _> = owner.store.keys_used(LOOKED_AT)?.into_iter().collect();
            let session = owner.settings().default_project.clone();
            keys.projects()
                .iter()
                .map(|project| {
                    Ok(ProjectView {
                        last_call: owner.store.project_used(&project.name)?,
                        session: project.name == session,
                        keys: shown(project, &used),
                        settings: settings(project),
                    })
                })
                .collect()
        })
        .await
}

/// Makes a project without a key.
pub(crate) async fn make_project(
    owner: &Arc<Owner>,
    new: ProjectSettings,
) -> Result<Vec<ProjectView>, ApiError> {
    let project = wanted(new)?;
    let taken = current(owner).await?;
    refuse_taken(&taken, &project.name)?;
    edit(owner, move |text| local_keys::add_project(text, &project)).await?;
    projects(owner).await
}

/// Changes what a project says of itself.
pub(crate) async fn change_project(
    owner: &Arc<Owner>,
    change: ProjectChange,
) -> Result<Vec<ProjectView>, ApiError> {
    let project = wanted(change.settings)?;
    let now = current(owner).await?;
    find(&now, &change.project)?;
    if project.name != change.project {
        refuse_session(owner, &change.project, "be renamed")?;
        refuse_taken(&now, &project.name)?;
    }
    if project.archived {
        refuse_session(owner, &change.project, "be put away")?;
    }
    edit(owner, move |text| {
        local_keys::change_project(text, &change.project, &project)
    })
    .await?;
    projects(owner).await
}

/// Gives a key its own patience, or its project's.
pub(crate) async fn change_key(
    owner: &Arc<Owner>,
    change: KeyChange,
) -> Result<Vec<ProjectView>, ApiError> {
    let tolerance = Tolerance {
        first_token: span(change.first_token_within)?,
        answer: span(change.answer_within)?,
    };
    let now = current(owner).await?;
    let keys = now.projects().iter().flat_map(|project| &project.keys);
    if !keys.into_iter().any(|key| key.id == change.id) {
        let message = format!("no key has the id `{}`", change.id);
        return Err(ApiError::new(ErrorCode::NotFound, message).hint("read the list again"));
    }
    edit(owner, move |text| {
        local_keys::change_key(text, &change.id, tolerance)
    })
    .await?;
    projects(owner).await
}

/// Removes a project that has no key. What it cost stays on the ledger.
pub(crate) async fn remove_project(
    owner: &Arc<Owner>,
    name: String,
) -> Result<Vec<ProjectView>, ApiError> {
    let now = current(owner).await?;
    let project = find(&now, &name)?;
    refuse_session(owner, &name, "be removed")?;
    if !project.keys.is_empty() {
        let message = format!("project `{name}` has {} keys", project.keys.len());
        return Err(ApiError::new(ErrorCode::Invalid, message)
            .hint("revoke them first, so that no tool is cut off by surprise; or put it away"));
    }
    edit(owner, move |text| local_keys::remove_project(text, &name)).await?;
    projects(owner).await
}

async fn current(owner: &Arc<Owner>) -> Result<LocalKeys, ApiError> {
    owner
        .aside(|owner| parse(&owner.files().projects.text))
        .await
}

fn find<'k>(keys: &'k LocalKeys, name: &str) -> Result<&'k Project, ApiError> {
    let found = keys.projects().iter().find(|project| project.name == name);
    found.ok_or_else(|| {
        ApiError::new(
            ErrorCode::NotFound,
            format!("no project is called `{name}`"),
        )
        .hint("read the list again")
    })
}

fn refuse_taken(keys: &LocalKeys, name: &str) -> Result<(), ApiError> {
    match find(keys, name) {
        Ok(_) => Err(ApiError::new(
            ErrorCode::Invalid,
            format!("a project is called `{name}` already"),
        )
        .hint("take another name")),
        Err(_) => Ok(()),
    }
}

fn refuse_session(owner: &Owner, name: &str, what: &str) -> Result<(), ApiError> {
    if owner.settings().default_project != name {
        return Ok(());
    }
    let message = format!("the session key counts to `{name}`, so it cannot {what}");
    Err(ApiError::new(ErrorCode::Invalid, message)
        .hint("choose another default project in the settings first"))
}

fn wanted(settings: ProjectSettings) -> Result<Project, ApiError> {
    let name = named("project", Some(settings.name))?
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, "a project needs a name"))?;
    Ok(Project {
        name,
        colour: settings.colour,
        archived: settings.archived,
        tolerance: Tolerance {
            first_token: span(settings.first_token_within)?,
            answer: span(settings.answer_within)?,
        },
        keys: Vec::new(),
    })
}

fn span(text: Option<String>) -> Result<Option<Duration>, ApiError> {
    let text = text.map(|text| text.trim().to_owned());
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let read = read_duration(&text).filter(|span| !span.is_zero());
    read.map(Some).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("`{text}` is not a span"))
            .hint("write a whole number and a unit: 500ms, 3s, 2m")
    })
}

fn settings(project: &Project) -> ProjectSettings {
    ProjectSettings {
        name: project.name.clone(),
        colour: project.colour,
        archived: project.archived,
        first_token_within: project.tolerance.first_token.map(write_duration),
        answer_within: project.tolerance.answer.map(write_duration),
    }
}

fn shown(project: &Project, used: &HashMap<String, UnixMillis>) -> Vec<ProjectKey> {
    let shown = project.keys.iter().map(|key| ProjectKey {
        id: key.id.clone(),
        tool: key.tool.clone(),
        environment: key.environment.clone(),
        last4: key.last4.clone(),
        created: key.created,
        used: used.get(&key.id).copied(),
        first_token_within: key.tolerance.first_token.map(write_duration),
        answer_within: key.tolerance.answer.map(write_duration),
    });
    shown.collect()
}
