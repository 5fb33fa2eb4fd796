//! The steps of a chain as `routes.toml` writes them, in either of TOML's two ways, and how they
//! are moved about without losing a comment.

use super::rows::Rows;
use toml_edit::{Array, ArrayOfTables, InlineTable, Table, TableLike, Value, value};

/// Steps as the file writes them.
pub(super) enum Steps<'d> {
    /// `steps = [ { … } ]`.
    Inline(&'d mut Array),
    /// `[[chain.name.steps]]`.
    Tables(&'d mut ArrayOfTables),
}

impl Steps<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Inline(array) => array.len(),
            Self::Tables(tables) => tables.len(),
        }
    }

    /// Adds a step with one target.
    pub(super) fn insert(&mut self, at: usize, target: &str) {
        match self {
            Self::Inline(array) => with_rows(array, |rows| rows.insert(at, step_of(target))),
            Self::Tables(tables) => {
                let mut table = Table::new();
                table.insert("targets", value(targets_of(target)));
                tables.insert(at, table);
            }
        }
    }

    /// Takes a step out.
    pub(super) fn remove(&mut self, at: usize) {
        match self {
            Self::Inline(array) => with_rows(array, |rows| rows.remove(at)),
            Self::Tables(tables) => {
                tables.remove(at);
            }
        }
    }

    /// Moves a step.
    pub(super) fn shift(&mut self, from: usize, to: usize) {
        match self {
            Self::Inline(array) => with_rows(array, |rows| rows.shift(from, to)),
            Self::Tables(tables) => shift_table(tables, from, to),
        }
    }

    /// The targets of a step.
    pub(super) fn targets(&mut self, at: usize) -> Option<&mut Array> {
        let step: &mut dyn TableLike = match self {
            Self::Inline(array) => array.get_mut(at)?.as_inline_table_mut()?,
            Self::Tables(tables) => tables.get_mut(at)?,
        };
        step.get_mut("targets")?.as_array_mut()
    }
}

/// Changes the rows of an array, each with its comments.
pub(super) fn with_rows(array: &mut Array, change: impl FnOnce(&mut Rows)) {
    let mut rows = Rows::take(array);
    change(&mut rows);
    rows.put(array);
}

/// `{ targets = ["account/model"] }`.
pub(super) fn step_of(target: &str) -> Value {
    let mut step = InlineTable::new();
    step.insert("targets", targets_of(target).into());
    step.into()
}

fn targets_of(target: &str) -> Array {
    let mut targets = Array::new();
    targets.push(target);
    targets
}

/// A table stands where its position says, not where it stands in its list: the positions stay,
/// and the tables change places among them.
fn shift_table(tables: &mut ArrayOfTables, from: usize, to: usize) {
    let positions: Vec<_> = tables.iter().map(Table::position).collect();
    let table = tables.remove(from);
    tables.insert(to, table);
    for (table, position) in tables.iter_mut().zip(positions) {
        table.set_position(position);
    }
}
