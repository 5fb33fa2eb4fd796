//! Connects and disconnects: from what stands in a tool's files to what shall stand there, worked out
//! whole before the first byte is written.

mod undo;

pub(crate) use undo::{How, UndoStep, carry_back, undo_steps};

use super::files::{self, Standing, fingerprint};
use super::record::{Record, Written};
use super::surroundings::Surroundings;
use super::text::{Format, Unfit, Value};
use super::{Member, Tool, ToolFile};
use crate::error::{ApiError, ErrorCode};
use crate::folder::{Folder, FolderTrouble};
use std::path::{Path, PathBuf};

/// Why a tool's files are not touched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FolderTrouble),
    /// A file's text cannot be edited.
    #[error("{}:{why}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Where, and why not.
        #[source]
        why: Unfit,
    },
    /// A file changed between the look and the change.
    #[error("{} changed just now", .0.display())]
    Changed(PathBuf),
    /// No folder is known where the tool would look.
    #[error("it is not known where {0} keeps its settings")]
    Nowhere(String),
}

/// What a tool shall call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'w> {
    /// The tool.
    pub tool: &'w Tool,
    /// The address, without `/v1`.
    pub root: &'w str,
    /// The local key.
    pub key: &'w str,
    /// The model to ask for; `None` is its own.
    pub model: Option<&'w str>,
}

/// A file as it is and as it shall be.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// As it is.
    pub standing: Standing,
    /// How it is written.
    pub format: Format,
    /// As it shall be.
    pub after: String,
    /// The members that are set, and how each is written.
    pub members: Vec<(Vec<String>, String)>,
    /// Whether a key stands in it.
    pub holds_key: bool,
}

/// Works out what connecting changes. Touches nothing.
///
/// # Errors
/// Says of which file what is in the way, with line and column.
pub(crate) fn steps(wish: Wish<'_>, around: &Surroundings) -> Result<Vec<Step>, Trouble> {
    let files = wish.tool.files.iter();
    files.map(|file| step(wish, file, around)).collect()
}

/// Where a tool's file is.
pub(crate) fn locate(file: &ToolFile, around: &Surroundings) -> Option<PathBuf> {
    let folder = around.folder(&file.folder)?;
    let mut there = file.names.iter().map(|name| folder.join(name));
    let standing = there.clone().find(|path| path.exists());
    standing.or_else(|| there.next_back())
}

/// Writes what was worked out; the record is on the disk before the first file changes.
///
/// # Errors
/// The first file that refuses; what was written before is put back, and nothing is recorded.
pub(crate) fn carry_out(
    folder: &Folder,
    mut record: Record,
    steps: &[Step],
) -> Result<Record, Trouble> {
    record.files = steps.iter().map(written).collect();
    let originals: Vec<_> = steps
        .iter()
        .map(|step| step.standing.bytes.clone())
        .collect();
    record.keep(folder, &originals)?;
    for (at, step) in steps.iter().enumerate() {
        if let Err(trouble) = change(step) {
            for done in steps.iter().take(at) {
                put_back(done)?;
            }
            record.forget(folder)?;
            return Err(trouble);
        }
    }
    Ok(record)
}

fn step(wish: Wish<'_>, file: &ToolFile, around: &Surroundings) -> Result<Step, Trouble> {
    let nowhere = || Trouble::Nowhere(wish.tool.name.clone());
    let path = locate(file, around).ok_or_else(nowhere)?;
    let standing = Standing::read(&path)?;
    let mut after = standing.text()?;
    let mut members = Vec::new();
    let wanted = file.members.iter();
    for member in wanted.filter(|member| !member.with_model || wish.model.is_some()) {
        let (path, raw) = filled(wish, file.format, member);
        let set = file.format.set(&after, &path, &raw);
        after = set.map_err(|why| unfit(&standing.path, why))?;
        members.push((path, raw));
    }
    Ok(Step {
        holds_key: file
            .members
            .iter()
            .any(|member| mentions_key(&member.value)),
        format: file.format,
        standing,
        after,
        members,
    })
}

fn filled(wish: Wish<'_>, format: Format, member: &Member) -> (Vec<String>, String) {
    let path = member.path.iter().map(|part| fill(wish, part)).collect();
    (path, format.raw(&fill_value(wish, &member.value)))
}

fn fill_value(wish: Wish<'_>, value: &Value) -> Value {
    match value {
        Value::Flag(flag) => Value::Flag(*flag),
        Value::Text(text) => Value::Text(fill(wish, text)),
        Value::Fields(fields) => Value::Fields(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), fill_value(wish, value)))
                .collect(),
        ),
    }
}

fn fill(wish: Wish<'_>, text: &str) -> String {
    text.replace("{v1}", &format!("{}/v1", wish.root))
        .replace("{root}", wish.root)
        .replace("{key}", wish.key)
        .replace("{model}", wish.model.unwrap_or("auto"))
}

fn mentions_key(value: &Value) -> bool {
    match value {
        Value::Flag(_) => false,
        Value::Text(text) => text.contains("{key}"),
        Value::Fields(fields) => fields.iter().any(|(_, value)| mentions_key(value)),
    }
}

fn written(step: &Step) -> Written {
    let print = |text: &str| fingerprint(Some(text.as_bytes())).unwrap_or_default();
    let members = step.members.iter();
    Written {
        path: step.standing.path.clone(),
        real: step.standing.real.clone(),
        format: step.format,
        mode: step.standing.mode,
        before: fingerprint(step.standing.bytes.as_deref()),
        after: print(&step.after),
        made: files::missing_folders(&step.standing.real),
        members: members
            .map(|(path, raw)| (path.clone(), print(raw)))
            .collect(),
    }
}

fn change(step: &Step) -> Result<(), Trouble> {
    let standing = &step.standing;
    if Standing::read(&standing.path)?.bytes != standing.bytes {
        return Err(Trouble::Changed(standing.path.clone()));
    }
    let mode = if step.holds_key {
        Some(0o600)
    } else {
        standing.mode
    };
    files::may_write(&standing.real)?;
    Ok(files::replace(&standing.real, step.after.as_bytes(), mode)?)
}

fn put_back(step: &Step) -> Result<(), FolderTrouble> {
    let standing = &step.standing;
    match &standing.bytes {
        Some(bytes) => files::replace(&standing.real, bytes, standing.mode),
        None => files::remove(&standing.real, &[]),
    }
}

fn unfit(path: &Path, why: Unfit) -> Trouble {
    Trouble::Unfit {
        path: path.to_owned(),
        why,
    }
}

impl From<Trouble> for ApiError {
    fn from(trouble: Trouble) -> Self {
        let message = trouble.to_string();
        match trouble {
            Trouble::File(FolderTrouble::Io { .. }) => Self::new(ErrorCode::Io, message)
                .hint("make the file and its folder writable for this user; nothing was changed"),
            Trouble::File(trouble) => trouble.into(),
            Trouble::Unfit { .. } => Self::new(ErrorCode::Invalid, message)
                .hint("mend that line, or set the tool up by hand; nothing was changed"),
            Trouble::Changed(_) => {
                Self::new(ErrorCode::Conflict, message).hint("look again; nothing was changed")
            }
            Trouble::Nowhere(_) => {
                Self::new(ErrorCode::NotFound, message).hint("set HOME, or set the tool up by hand")
            }
        }
    }
}

#[cfg(test)]
mod tests;
