//! Reads `projects.toml`.

use super::{KeyEntry, Project};
use crate::call::Tolerance;
use crate::policy::read_duration;
use crate::problem::Problem;
use crate::sheet::{Cell, Sheet, span_of};
use pointsman_units::UnixMillis;
use std::collections::HashSet;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::de::DeTable;

/// How many colours there are for projects.
pub const COLOURS: u8 = 8;

const PROJECT: &[&str] = &[
    "name",
    "colour",
    "archived",
    "first_token_within",
    "answer_within",
    "key",
];
const KEY: &[&str] = &[
    "id",
    "tool",
    "environment",
    "sha256",
    "last4",
    "created",
    "first_token_within",
    "answer_within",
];

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
    sheet.only_keys(table, "a project", PROJECT);
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
    Some(Project {
        colour: colour(sheet, table),
        archived: sheet.flag(table, "archived").unwrap_or(false),
        tolerance: tolerance(sheet, table),
        name,
        keys,
    })
}

fn key(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<KeyEntry> {
    let table = sheet.table(cell, "key")?;
    sheet.only_keys(table, "a key", KEY);
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
        tolerance: tolerance(sheet, table),
    })
}

fn colour(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<u8> {
    let cell = table.get("colour")?;
    let number = sheet.integer(cell).and_then(|n| u8::try_from(n).ok());
    let number = number.filter(|number| (1..=COLOURS).contains(number));
    if number.is_none() {
        let message = format!("`colour` is a number from 1 to {COLOURS}");
        sheet.fatal(&cell.span(), message);
    }
    number
}

fn tolerance(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Tolerance {
    let mut row = |key| {
        let text = sheet.text(table, key)?;
        let span = read_duration(&text).filter(|span| !span.is_zero());
        if span.is_none() {
            let message = format!("`{key}` is a number and a unit, e.g. \"3s\" or \"500ms\"");
            sheet.fatal(&span_of(table, key), message);
        }
        span
    };
    Tolerance {
        first_token: row("first_token_within"),
        answer: row("answer_within"),
    }
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
