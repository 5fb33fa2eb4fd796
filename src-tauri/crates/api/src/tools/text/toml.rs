//! TOML, edited with its decoration kept.

use super::{Found, Unfit, column_at, line_at};
use toml_edit::{Document, DocumentMut, Item, Table, TableLike, TomlError, Value};

pub(super) fn find(text: &str, path: &[String]) -> Result<Option<Found>, Unfit> {
    let document = Document::parse(text).map_err(|error| broken(text, &error))?;
    let Some((name, above)) = path.split_last() else {
        return Ok(None);
    };
    let mut table: &dyn TableLike = document.as_table();
    for part in above {
        match table.get(part).map(Item::as_table_like) {
            Some(Some(inner)) => table = inner,
            Some(None) => return Err(in_the_way(text, path)),
            None => return Ok(None),
        }
    }
    let Some(item) = table.get(name) else {
        return Ok(None);
    };
    let Some((value, span)) = item
        .as_value()
        .and_then(|value| Some((value, value.span()?)))
    else {
        return Err(in_the_way(text, path));
    };
    Ok(Some(Found {
        raw: text.get(span.clone()).unwrap_or_default().to_owned(),
        says: value.as_str().map(str::to_owned),
        line: line_at(text, span.start),
    }))
}

pub(super) fn set(text: &str, path: &[String], raw: &str) -> Result<String, Unfit> {
    let mut document: DocumentMut = text.parse().map_err(|error| broken(text, &error))?;
    let value: Value = raw.parse().map_err(|error| broken(raw, &error))?;
    let Some((name, above)) = path.split_last() else {
        return Err(in_the_way(text, path));
    };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in above {
        let inner = table.entry(part).or_insert_with(|| {
            let mut made = Table::new();
            // A header of its own only for what holds values.
            made.set_implicit(true);
            Item::Table(made)
        });
        table = inner
            .as_table_like_mut()
            .ok_or_else(|| in_the_way(text, path))?;
    }
    match table.get_mut(name) {
        Some(Item::Value(before)) => {
            let decor = before.decor().clone();
            *before = value;
            *before.decor_mut() = decor;
        }
        Some(_) => return Err(in_the_way(text, path)),
        None => {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(document.to_string())
}

pub(super) fn clear(
    text: &str,
    path: &[String],
    stays: &dyn Fn(&[String]) -> bool,
) -> Result<String, Unfit> {
    let mut document: DocumentMut = text.parse().map_err(|error| broken(text, &error))?;
    for depth in (1..=path.len()).rev() {
        let Some((name, above)) = path.get(..depth).and_then(<[String]>::split_last) else {
            break;
        };
        let top: &mut dyn TableLike = document.as_table_mut();
        let holder = above.iter().try_fold(top, |table, part| {
            table.get_mut(part).and_then(Item::as_table_like_mut)
        });
        let Some(holder) = holder else { break };
        holder.remove(name);
        if above.is_empty() || stays(above) || !holder.is_empty() {
            break;
        }
    }
    Ok(document.to_string())
}

pub(super) fn holds(text: &str, path: &[String]) -> bool {
    let Ok(document) = Document::parse(text) else {
        return false;
    };
    let top: &dyn TableLike = document.as_table();
    let found = path.iter().try_fold(top, |table, part| {
        table.get(part).and_then(Item::as_table_like)
    });
    found.is_some()
}

fn broken(text: &str, error: &TomlError) -> Unfit {
    let at = error.span().map_or(0, |span| span.start);
    Unfit::Broken {
        line: line_at(text, at),
        column: column_at(text, at),
        what: format!("this is no TOML: {}", error.message()),
    }
}

fn in_the_way(text: &str, path: &[String]) -> Unfit {
    let first = path.first().map(String::as_str).unwrap_or_default();
    let line = text.lines().position(|line| line.contains(first));
    Unfit::Shape {
        line: line.map_or(1, |line| line + 1),
        what: format!("`{}` holds something else than a value", path.join(".")),
    }
}
