//! Reads a TOML text of the user's and remembers where everything stands, so that each problem has
//! a line, a column and a way to mend it. Knows no file of its own.

use crate::problem::{Place, Problem, did_you_mean};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A value with its place.
pub(crate) type Cell<'t> = Spanned<DeValue<'t>>;

/// A text being read, and what was found wrong so far.
pub(crate) struct Sheet<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Sheet<'t> {
    /// Reads the syntax and the version. The table is `None` when the text is no TOML or of a
    /// newer version.
    pub(crate) fn open(text: &'t str) -> (Self, Option<DeTable<'t>>) {
        let mut sheet = Self {
            text,
            problems: Vec::new(),
        };
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or_default();
            sheet.fatal(&span, format!("this is not TOML: {}", error.message()));
        }
        let root = root.into_inner();
        if !sheet.problems.is_empty() || !sheet.version_is_ours(&root) {
            return (sheet, None);
        }
        (sheet, Some(root))
    }

    fn version_is_ours(&mut self, root: &DeTable<'_>) -> bool {
        let Some(version) = root.get("version") else {
            if !root.is_empty() {
                self.fatal(
                    &(0..0),
                    "`version = 1` is missing; put it on the first line",
                );
            }
            return root.is_empty();
        };
        match self.integer(version) {
            Some(1) => true,
            Some(newer) if newer > 1 => {
                let message = format!(
                    "this file is of version {newer}, and this build reads version 1; update Pointsman"
                );
                self.fatal(&version.span(), message);
                false
            }
            Some(_) | None => {
                self.fatal(&version.span(), "`version` must be 1");
                false
            }
        }
    }

    /// Where a span begins.
    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        Place::of(self.text, span.start)
    }

    /// Notes a problem for which the text cannot be used.
    pub(crate) fn fatal(&mut self, span: &Range<usize>, message: impl Into<String>) {
        let place = self.place(span);
        self.problems.push(Problem::fatal(place, message));
    }

    /// Everything found wrong, in the order of the text.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    /// Notes each key that is not one of `known`.
    pub(crate) fn only_keys(&mut self, table: &DeTable<'_>, of: &str, known: &[&str]) {
        for (key, _) in rows(table) {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let near = did_you_mean(name, known.iter().copied());
                let message = if near.is_empty() {
                    format!("{of} has no key `{name}`; it takes {}", known.join(", "))
                } else {
                    format!("{of} has no key `{name}`.{near}")
                };
                self.fatal(&key.span(), message);
            }
        }
    }

    /// The text under a key. `None` when the key is missing or no text, which is noted.
    pub(crate) fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let cell = table.get(key)?;
        let text = cell.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(cell, key, "a text in quotes");
        }
        text
    }

    /// The text under a key that must be there and not be empty.
    pub(crate) fn needed_text(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        of: &str,
        at: &Range<usize>,
    ) -> Option<String> {
        if !table.contains_key(key) {
            self.fatal(at, format!("{of} needs a `{key}`"));
            return None;
        }
        let text = self.text(table, key)?;
        if text.is_empty() {
            self.fatal(&span_of(table, key), format!("`{key}` of {of} is empty"));
            return None;
        }
        Some(text)
    }

    /// The yes or no under a key.
    pub(crate) fn flag(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let cell = table.get(key)?;
        let flag = cell.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(cell, key, "true or false");
        }
        flag
    }

    /// The table in a cell; noted when it is none.
    pub(crate) fn table<'c, 'v>(
        &mut self,
        cell: &'c Cell<'v>,
        what: &str,
    ) -> Option<&'c DeTable<'v>> {
        let table = cell.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(cell, what, "a table");
        }
        table
    }

    /// The array in a cell; noted when it is none.
    pub(crate) fn array<'c, 'v>(
        &mut self,
        cell: &'c Cell<'v>,
        what: &str,
    ) -> Option<&'c DeArray<'v>> {
        let array = cell.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(cell, what, "an array");
        }
        array
    }

    /// The whole number in a cell, `None` when it is none.
    pub(crate) fn integer(&self, cell: &Cell<'_>) -> Option<i64> {
        let number = cell.get_ref().as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// Notes that a key holds the wrong type.
    pub(crate) fn wrong_type(&mut self, cell: &Cell<'_>, key: &str, wanted: &str) {
        let is = cell.get_ref().type_str();
        self.fatal(&cell.span(), format!("`{key}` must be {wanted}, not {is}"));
    }
}

/// Where the value under a key stands; the beginning of the text when it is missing.
pub(crate) fn span_of(table: &DeTable<'_>, key: &str) -> Range<usize> {
    table.get(key).map_or(0..0, Spanned::span)
}

/// The entries of a table in the order of the text.
pub(crate) fn rows<'a, 't>(
    table: &'a DeTable<'t>,
) -> Vec<(&'a Spanned<toml::de::DeString<'t>>, &'a Cell<'t>)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    rows
}
