//! What is wrong in a file of the user's, where, and how to mend it.

use std::fmt;

/// One thing that is wrong in a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// From 1; 0 when it concerns the whole text.
    pub line: u32,
    /// From 1, in characters; 0 when it concerns the whole text.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// Whether the text cannot be used because of it.
    pub fatal: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        f.write_str(&self.message)
    }
}
