//! Reads `projects.toml`.

use super::{KeyEntry, Project};
use crate::problem::Problem;
use crate::sheet::{Cell, Sheet, span_of};
use pointsman_units::UnixMillis;
use std::collections::HashSet;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::de::DeTable;

pub(super) fn parse(text: &str) -> Result<Vec<Project>, Vec<Problem>> {
    let (mut sheet, root) = Sheet::open(text);
    let mut projects: Vec<Project> = Vec::new();
    let mut ids = HashSet::new();
    if let Some(root) = &root {
        sheet.only_keys(root, "projects.toml", &["version", "project"]);
        let list = root.get("project");
        let cells = list.and_then(|cell| sheet.array(cell, "project"));
        for cell in cells.into_iter().flat_map(|array| array.iter()) {
            let Some(project) = project(&mut sheet, cell, &mut ids) else {
                continue;
            };
            if projects.iter().any(|other| other.name == project.name) {
                let message = format!("two projects are called `{}`", project.name);
                sheet.fatal(&cell.span(), message);
            }
            projects.push(project);
        }
    }
    let problems = sheet.into_problems();
    if problems.is_empty() {
        Ok(projects)
    } else {
        Err(problems)
    }
}

fn project(sheet: &mut Sheet<'_>, cell: &Cell<'_>, ids: &mut HashSet<String>) -> Option<Project> {
    let table = sheet.table(cell, "project")?;
    sheet.only_keys(table, "a project", &["name", "key"]);
    let name = sheet.needed_text(table, "name", "a project", &cell.span())?;
    let mut keys = Vec::new();
    let list = table.get("key");
    let cells = list.and_then(|cell| sheet.array(cell, "key"));
    for cell in cells.into_iter().flat_map(|array| array.iter()) {
        let Some(key) = key(sheet, cell) else {
            continue;
        };
        if !ids.insert(key.id.clone()) {
            sheet.fatal(&cell.span(), format!("two keys have the id `{}`", key.id));
        }
        keys.push(key);
    }
    Some(Project { name, keys })
}

fn key(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<KeyEntry> {
    let table = sheet.table(cell, "key")?;
    let known = ["id", "tool", "environment", "sha256", "last4", "created"];
    sheet.only_keys(table, "a key", &known);
    let at = cell.span();
    let id = sheet.needed_text(table, "id", "a key", &at)?;
    let sha256 = sheet.needed_text(table, "sha256", "a key", &at)?;
    let Some(sha256) = from_hex(&sha256) else {
        let message = "`sha256` must be 64 hex digits; the key itself never stands in this file";
        sheet.fatal(&span_of(table, "sha256"), message);
        return None;
    };
    Some(KeyEntry {
        id,
        tool: sheet.text(table, "tool"),
        environment: sheet.text(table, "environment"),
        sha256,
        last4: sheet.text(table, "last4").unwrap_or_default(),
        created: created(sheet, table),
    })
}

fn created(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> UnixMillis {
    let Some(cell) = table.get("created") else {
        return UnixMillis(0);
    };
    let read = cell.get_ref().as_datetime().and_then(|written| {
        let at = OffsetDateTime::parse(&written.to_string(), &Rfc3339).ok()?;
        i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
    });
    if read.is_none() {
        sheet.wrong_type(
            cell,
            "created",
            "a time with its zone, e.g. 2026-11-22T10:00:00Z",
        );
    }
    UnixMillis(read.unwrap_or(0))
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0u8; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}
