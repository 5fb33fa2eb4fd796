//! The rows of a TOML array, each with the comments that belong to it: those above it and the one
//! on its line. `toml_edit` keeps the comment behind a comma with the next row; moving a row would
//! then leave its comment to another.

use toml_edit::{Array, Value};

/// An array taken apart.
pub(super) struct Rows {
    rows: Vec<Row>,
    /// Stands behind the opening bracket, on its line.
    open: String,
    /// Stands before the closing bracket, from the line after the last row on.
    end: String,
    wide: bool,
}

/// One row.
pub(super) struct Row {
    lead: String,
    value: Value,
    /// Stands behind the row on its line.
    tail: String,
}

impl Rows {
    /// Takes the rows out of an array.
    pub(super) fn take(array: &mut Array) -> Self {
        let (values, texts) = apart(array);
        let wide = texts.iter().any(|text| text.contains('\n'));
        let mut gaps = texts.iter().map(|text| split(text));
        let (open, mut lead) = gaps.next().unwrap_or_default();
        let mut rows = Vec::with_capacity(values.len());
        for value in values {
            let (tail, next) = gaps.next().unwrap_or_default();
            rows.push(Row { lead, value, tail });
            lead = next;
        }
        Self {
            rows,
            open,
            end: lead,
            wide,
        }
    }

    /// Puts the rows into an array, which is to be empty.
    pub(super) fn put(self, array: &mut Array) {
        let mut before = self.open;
        for (at, row) in self.rows.into_iter().enumerate() {
            let mut value = row.value;
            let lead = match (self.wide, at) {
                (false, 0) => String::new(),
                (false, _) => " ".to_owned(),
                (true, _) if before.contains('#') => on_its_own_line(&row.lead),
                (true, 1..) if row.lead.is_empty() => " ".to_owned(),
                (true, _) => row.lead,
            };
            value.decor_mut().set_prefix(format!("{before}{lead}"));
            value.decor_mut().set_suffix("");
            array.push_formatted(value);
            before = row.tail;
        }
        array.set_trailing_comma(self.wide);
        let end = match self.wide {
            false => String::new(),
            true if before.contains('#') => on_its_own_line(&self.end),
            true => self.end,
        };
        array.set_trailing(format!("{before}{end}"));
    }

    /// Adds a row at a position, indented as the others are.
    pub(super) fn insert(&mut self, at: usize, value: Value) {
        let model = self.rows.iter().find(|row| row.lead.contains('\n'));
        let indent = model.and_then(|row| row.lead.rsplit('\n').next());
        let row = Row {
            lead: format!("\n{}", indent.unwrap_or("  ")),
            value,
            tail: String::new(),
        };
        self.rows.insert(at.min(self.rows.len()), row);
    }

    /// Takes a row out, with its comments.
    pub(super) fn remove(&mut self, at: usize) {
        if at < self.rows.len() {
            self.rows.remove(at);
        }
    }

    /// Moves a row, with its comments.
    pub(super) fn shift(&mut self, from: usize, to: usize) {
        if from < self.rows.len() {
            let row = self.rows.remove(from);
            self.rows.insert(to.min(self.rows.len()), row);
        }
    }
}

/// What stands between two rows, cut at the end of the first line: what belongs to the row before,
/// and what belongs to the row behind.
fn split(text: &str) -> (String, String) {
    let end = text
        .find('\n')
        .unwrap_or(if text.contains('#') { text.len() } else { 0 });
    let (line, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let comment = if line.contains('#') { line } else { "" };
    (comment.trim_end().to_owned(), rest.to_owned())
}

fn on_its_own_line(lead: &str) -> String {
    if lead.starts_with('\n') {
        lead.to_owned()
    } else {
        format!("\n{lead}")
    }
}

/// The values of an array, and the texts before, between and behind them: one more than values.
fn apart(array: &mut Array) -> (Vec<Value>, Vec<String>) {
    let taken = std::mem::take(array);
    *array.decor_mut() = taken.decor().clone();
    let trailing = taken.trailing().as_str().unwrap_or_default().to_owned();
    let values: Vec<Value> = taken.into_iter().collect();
    let mut texts = vec![String::new()];
    for value in &values {
        let prefix = value.decor().prefix().and_then(|raw| raw.as_str());
        let suffix = value.decor().suffix().and_then(|raw| raw.as_str());
        if let Some(gap) = texts.last_mut() {
            gap.push_str(prefix.unwrap_or_default());
        }
        texts.push(suffix.unwrap_or_default().to_owned());
    }
    if let Some(gap) = texts.last_mut() {
        gap.push_str(&trailing);
    }
    (values, texts)
}
