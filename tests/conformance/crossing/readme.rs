//! Tables of the README that tests write and nobody edits.

use std::path::Path;

/// Holds a table between its marks to what was found. With `POINTSMAN_WRITE_README=1` writes it.
///
/// # Panics
/// When the README says something else.
pub fn hold(mark: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (open, close) = (
        format!("<!-- {mark}: written by the tests -->\n"),
        format!("<!-- /{mark} -->"),
    );
    let start = text.find(&open).map(|at| at + open.len()).unwrap();
    let end = start + text[start..].find(&close).unwrap();
    if std::env::var_os("POINTSMAN_WRITE_README").is_some_and(|it| it == "1") {
        std::fs::write(&path, format!("{}{table}{}", &text[..start], &text[end..])).unwrap();
        return;
    }
    assert!(
        text[start..end] == *table,
        "the README's {mark} is not what was found: run this test with POINTSMAN_WRITE_README=1\n{table}"
    );
}
