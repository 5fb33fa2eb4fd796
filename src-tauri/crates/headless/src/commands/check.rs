//! `check`: a policy file, and the tests in it.

use crate::args::Check;
use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::check;
use serde_json::json;
use std::path::PathBuf;

/// Runs it.
pub fn run(folder: Option<PathBuf>, asked: &Check, out: &Out) -> Result<Exit, Fault> {
    let checked = check::file(asked.file.as_deref(), folder)?;
    let holds = !checked.problems.iter().any(|problem| problem.fatal);
    let file = checked.file.display();
    let value = json!({
        "file": file.to_string(),
        "holds": holds,
        "problems": checked.problems,
    });
    out.show(&value, || {
        let mut lines: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| {
                let kind = if problem.fatal { "error" } else { "warning" };
                match problem.line {
                    0 => format!("{file}: {kind}: {}", problem.message),
                    line => format!(
                        "{file}:{line}:{}: {kind}: {}",
                        problem.column, problem.message
                    ),
                }
            })
            .collect();
        lines.push(if holds {
            format!("{file} holds.")
        } else {
            format!("{file} does not hold.")
        });
        lines.join("\n")
    })?;
    Ok(if holds { Exit::Done } else { Exit::No })
}
