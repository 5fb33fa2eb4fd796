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

/// Moves an entry to another place among its like, with the comment that stands right above it. What
/// heads the list, behind a blank line, stays at its head. A place beyond the end is the last one.
pub(crate) fn move_entry(
    doc: &mut DocumentMut,
    name: &str,
    from: usize,
    to: usize,
) -> Result<(), Problem> {
    let tables = entries(doc, name)?;
    let mut all: Vec<Table> = tables.iter().cloned().collect();
    if from >= all.len() {
        return Ok(());
    }
    let head = all.first_mut().map(take_head).unwrap_or_default();
    let moved = all.remove(from);
    all.insert(to.min(all.len()), moved);
    tables.clear();
    for (at, mut table) in all.into_iter().enumerate() {
        let own = prefix_of(&table);
        let apart = if own.starts_with('\n') { "" } else { "\n" };
        let head = if at == 0 { head.as_str() } else { "" };
        table.decor_mut().set_prefix(format!("{head}{apart}{own}"));
        forget_places(&mut table);
        tables.push(table);
    }
    Ok(())
}

/// Takes from the first entry what stands above the comment that is its own.
fn take_head(first: &mut Table) -> String {
    let above = prefix_of(first);
    let Some((head, own)) = above
        .rfind("\n\n")
        .and_then(|end| above.split_at_checked(end + 1))
    else {
        return String::new();
    };
    first.decor_mut().set_prefix(own);
    head.to_owned()
}

/// Tables are written where they stood when they were read, unless they forget it.
fn forget_places(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_mut() {
            forget_places(inner);
        } else if let Some(list) = item.as_array_of_tables_mut() {
            list.iter_mut().for_each(forget_places);
        }
    }
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
