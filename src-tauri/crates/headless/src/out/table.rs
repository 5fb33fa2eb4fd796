//! Columns that line up.

/// On which side a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under a head.
pub struct Table {
    sides: Vec<Side>,
    rows: Vec<Row>,
}

enum Row {
    Cells(Vec<String>),
    /// A line that belongs to the row above, and keeps no column.
    Under(String),
}

const GAP: &str = "  ";

impl Table {
    /// A table with this head.
    pub fn new(head: &[(&str, Side)]) -> Self {
        let cells = head.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self {
            sides: head.iter().map(|(_, side)| *side).collect(),
            rows: vec![Row::Cells(cells)],
        }
    }

    /// Adds a row, with as many cells as the head has.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().map(|cell| harmless(&cell)).collect();
        self.rows.push(Row::Cells(cells));
    }

    /// Adds a line under the last row.
    pub fn under(&mut self, line: String) {
        self.rows.push(Row::Under(harmless(&line)));
    }

    /// Whether there is nothing under the head.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// The table as text.
    pub fn text(&self) -> String {
        let widths = self.widths();
        let mut text = String::new();
        for row in &self.rows {
            match row {
                Row::Cells(cells) => text.push_str(self.line(cells, &widths).trim_end()),
                Row::Under(line) => text.push_str(line),
            }
            text.push('\n');
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.sides.len()];
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = cell.chars().count().max(*width);
            }
        }
        widths
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let cells = cells.iter().zip(widths).zip(&self.sides);
        let padded: Vec<String> = cells
            .map(|((cell, width), side)| match side {
                Side::Left => format!("{cell:<width$}"),
                Side::Right => format!("{cell:>width$}"),
            })
            .collect();
        padded.join(GAP)
    }
}

/// `text` on one line: names and messages come from clients and providers, and a terminal obeys
/// control characters.
fn harmless(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_sent_can_neither_break_a_row_nor_command_the_terminal() {
        let mut table = Table::new(&[("NAME", Side::Left)]);
        table.row(["a\nb\u{1b}[2J".to_owned()]);
        table.under("c\rd\u{9b}m".to_owned());
        assert_eq!(
            table.text(),
            "NAME\na\u{fffd}b\u{fffd}[2J\nc\u{fffd}d\u{fffd}m\n"
        );
    }

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = Table::new(&[("NAME", Side::Left), ("COST", Side::Right)]);
        table.row(["été".to_owned(), "$0.5".to_owned()]);
        table.under("  why".to_owned());
        table.row(["a longer name".to_owned(), "$12".to_owned()]);
        let expected = "\
NAME           COST
été            $0.5
  why
a longer name   $12
";
        assert_eq!(table.text(), expected);
    }
}
