//! Changes a TOML text of the user's in place: comments, order and spacing stay as they were.
//! The counterpart of `sheet`, which reads.

use crate::problem::{Place, Problem};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

/// The text, ready to be changed. An empty text begins with its version.
pub(crate) fn open(text: &str) -> Result<DocumentMut, Problem> {
    let mut doc: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let place = Place::of(text, error.span().map_or(0, |span| span.start));
        Problem::fatal(place, format!("this is not TOML: {}", error.message()))
    })?;
    if !doc.contains_key("version") {
        doc.insert("version", value(1));
    }
    Ok(doc)
}

/// A change that does not fit the text.
pub(crate) fn misfit(message: impl Into<String>) -> Problem {
    Problem::fatal(Place::default(), message)
}

/// The first of the problems that make a text unusable.
pub(crate) fn first_problem(problems: Vec<Problem>) -> Problem {
    let first = problems.into_iter().find(|problem| problem.fatal);
    first.unwrap_or_else(|| misfit("the text cannot be used"))
}

/// The `[[name]]` tables of a table, made where there are none. An array of inline tables is
/// written out.
pub(crate) fn entries<'d>(
    table: &'d mut Table,
    name: &str,
) -> Result<&'d mut ArrayOfTables, Problem> {
    let item = table
        .entry(name)
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if !item.is_array_of_tables() {
        let tables = std::mem::take(item)
            .into_array_of_tables()
            .map_err(|_| misfit(format!("`{name}` is not a list of tables")))?;
        *item = Item::ArrayOfTables(tables);
    }
    item.as_array_of_tables_mut()
        .ok_or_else(|| misfit(format!("`{name}` is not a list of tables")))
}

/// Removes an entry with the comment that stands right above it. What stands further up, behind a
/// blank line, stays.
pub(crate) fn remove_entry(doc: &mut DocumentMut, name: &str, at: usize) -> Result<(), Problem> {
    let tables = entries(doc, name)?;
    if at >= tables.len() {
        return Ok(());
    }
    let gone = tables.remove(at);
    let above = prefix_of(&gone);
    let Some(stays) = above.rfind("\n\n").and_then(|end| above.get(..=end)) else {
        return Ok(());
    };
    match tables.get_mut(at) {
        Some(next) => {
            let joined = format!("{stays}{}", prefix_of(next));
            next.decor_mut().set_prefix(joined);
        }
        None => {
            let joined = format!("{stays}{}", doc.trailing().as_str().unwrap_or_default());
            doc.set_trailing(joined);
        }
    }
    Ok(())
}

fn prefix_of(table: &Table) -> String {
    let prefix = table.decor().prefix().and_then(|raw| raw.as_str());
    prefix.unwrap_or_default().to_owned()
}

/// Sets a text, or removes the key. An equal text is not touched.
pub(crate) fn set_text(table: &mut dyn TableLike, key: &str, text: Option<&str>) {
    match text {
        None => {
            table.remove(key);
        }
        Some(text) if table.get(key).and_then(Item::as_str) == Some(text) => {}
        Some(text) => set(table, key, value(text)),
    }
}

/// Sets a value, keeping what stands around the one before (a comment on its line).
pub(crate) fn set(table: &mut dyn TableLike, key: &str, mut item: Item) {
    let before = table.get(key).and_then(Item::as_value);
    if let (Some(before), Some(now)) = (before, item.as_value_mut()) {
        *now.decor_mut() = before.decor().clone();
    }
    match table.get_mut(key) {
        Some(place) => *place = item,
        None => {
            table.insert(key, item);
        }
    }
}
