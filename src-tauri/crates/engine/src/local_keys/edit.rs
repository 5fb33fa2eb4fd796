//! Changes `projects.toml`, keeping comments, order and whatever else stands there.

use super::{KeyEntry, Project, parse};
use crate::call::Tolerance;
use crate::policy::write_duration;
use crate::problem::Problem;
use crate::scroll::{self, entries, first_problem, misfit, set_text};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml_edit::{ArrayOfTables, Datetime, DocumentMut, Item, Table, value};

/// The text with the key added to the project, which is made where it does not exist.
///
/// # Errors
/// When the text cannot be read or has a key of this id.
pub fn add(text: &str, project: &str, entry: &KeyEntry) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let projects = entries(&mut doc, "project")?;
    let found = projects.iter().position(|table| is_called(table, project));
    if found.is_none() {
        let mut table = Table::new();
        table.insert("name", value(project));
        projects.push(table);
    }
    let at = found.unwrap_or(projects.len() - 1);
    if let Some(table) = projects.get_mut(at) {
        entries(table, "key")?.push(written(entry)?);
    }
    close(&doc)
}

/// The text without the key.
///
/// # Errors
/// When the text cannot be read or holds no key with this id.
pub fn revoke(text: &str, id: &str) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let mut found = false;
    for project in entries(&mut doc, "project")?.iter_mut() {
        let keys = entries(project, "key")?;
        let before = keys.len();
        keys.retain(|key| id_of(key) != Some(id));
        found |= keys.len() < before;
        drop_if_empty(project);
    }
    if !found {
        return Err(misfit(format!("no key has the id `{id}`")));
    }
    close(&doc)
}

/// The text with a key whose callers wait so long.
///
/// # Errors
/// When the text cannot be read or holds no key with this id.
pub fn change_key(text: &str, id: &str, tolerance: Tolerance) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let mut found = false;
    for project in entries(&mut doc, "project")?.iter_mut() {
        let keys = entries(project, "key")?;
        for key in keys.iter_mut().filter(|key| id_of(key) == Some(id)) {
            wait(key, tolerance);
            found = true;
        }
        drop_if_empty(project);
    }
    if !found {
        return Err(misfit(format!("no key has the id `{id}`")));
    }
    close(&doc)
}

/// The text with a project at its end. Its keys come one by one.
///
/// # Errors
/// When the text cannot be read, has a project of this name, or the project is not sound.
pub fn add_project(text: &str, project: &Project) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let mut table = Table::new();
    write(&mut table, project);
    entries(&mut doc, "project")?.push(table);
    close(&doc)
}

/// The text with what a project says of itself, its name too, as given. Its keys stay.
///
/// # Errors
/// When the text cannot be read, has no project of this name, or the project is not sound.
pub fn change_project(text: &str, name: &str, project: &Project) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let projects = entries(&mut doc, "project")?;
    let at = projects.iter().position(|table| is_called(table, name));
    let table = at.and_then(|at| projects.get_mut(at));
    write(table.ok_or_else(|| nobody(name))?, project);
    close(&doc)
}

/// The text without the project and its keys.
///
/// # Errors
/// When the text cannot be read or has no project of this name.
pub fn remove_project(text: &str, name: &str) -> Result<String, Problem> {
    parse::parse(text).map_err(first_problem)?;
    let mut doc = scroll::open(text)?;
    let projects = entries(&mut doc, "project")?;
    let at = projects.iter().position(|table| is_called(table, name));
    scroll::remove_entry(&mut doc, "project", at.ok_or_else(|| nobody(name))?)?;
    close(&doc)
}

fn nobody(name: &str) -> Problem {
    misfit(format!("no project is called `{name}`"))
}

fn write(table: &mut Table, project: &Project) {
    set_text(table, "name", Some(&project.name));
    match project.colour {
        Some(colour) => scroll::set(table, "colour", value(i64::from(colour))),
        None => {
            table.remove("colour");
        }
    }
    if project.archived {
        scroll::set(table, "archived", value(true));
    } else {
        table.remove("archived");
    }
    wait(table, project.tolerance);
}

/// How long callers wait, in a row of a project or of a key.
fn wait(table: &mut Table, tolerance: Tolerance) {
    let Tolerance {
        first_token,
        answer,
    } = tolerance;
    let text = |span: Option<Duration>| span.map(write_duration);
    set_text(table, "first_token_within", text(first_token).as_deref());
    set_text(table, "answer_within", text(answer).as_deref());
}

fn close(doc: &DocumentMut) -> Result<String, Problem> {
    let text = doc.to_string();
    parse::parse(&text).map_err(first_problem)?;
    Ok(text)
}

fn is_called(table: &Table, name: &str) -> bool {
    table.get("name").and_then(Item::as_str) == Some(name)
}

fn id_of(table: &Table) -> Option<&str> {
    table.get("id").and_then(Item::as_str)
}

/// An empty list of keys would be written as nothing and read as nothing; it is taken out whole.
fn drop_if_empty(project: &mut Table) {
    let keys = project.get("key").and_then(Item::as_array_of_tables);
    if keys.is_some_and(ArrayOfTables::is_empty) {
        project.remove("key");
    }
}

fn written(entry: &KeyEntry) -> Result<Table, Problem> {
    let mut table = Table::new();
    table.insert("id", value(&entry.id));
    scroll::set_text(&mut table, "tool", entry.tool.as_deref());
    scroll::set_text(&mut table, "environment", entry.environment.as_deref());
    table.insert("sha256", value(hex(&entry.sha256)));
    table.insert("last4", value(&entry.last4));
    table.insert("created", value(created(entry)?));
    // A key that was revoked and is brought back waits as it did.
    wait(&mut table, entry.tolerance);
    Ok(table)
}

fn created(entry: &KeyEntry) -> Result<Datetime, Problem> {
    let wrong = || misfit("the time when the key was made cannot be written");
    let at = OffsetDateTime::from_unix_timestamp(entry.created.0.div_euclid(1000))
        .map_err(|_| wrong())?;
    let text = at.format(&Rfc3339).map_err(|_| wrong())?;
    text.parse().map_err(|_| wrong())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
