//! Puts a tool's files back: to the byte where nobody touched them since, and else only our members,
//! to what they were.

use super::{Trouble, unfit};
use crate::folder::{Folder, FolderTrouble};
use crate::tools::files::{self, Standing, fingerprint};
use crate::tools::record::{Record, Written};
use crate::tools::text::{Format, Unfit};
use std::path::PathBuf;

/// How a file comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is as it was, or was removed since: nothing to do.
    Nothing,
    /// To the byte.
    Exact,
    /// It changed since: our members go back to what they were, the rest stays. Members that were
    /// given another value since stay too, and are named.
    Members(Vec<String>),
    /// It changed since and cannot be edited; only the kept bytes as a whole would do.
    Refused(Unfit),
    /// The kept bytes as a whole, whatever changed since.
    Whole,
}

/// A file as it is and as it shall be again.
#[derive(Clone, Debug)]
pub(crate) struct UndoStep {
    /// As it is.
    pub standing: Standing,
    /// As it shall be; `None` is no file.
    pub after: Option<Vec<u8>>,
    /// How it comes back.
    pub how: How,
    mode: Option<u32>,
    made: Vec<PathBuf>,
}

/// Works out what disconnecting changes. Touches nothing.
///
/// # Errors
/// `File` where a file cannot be read, or what was kept is not there.
pub(crate) fn undo_steps(
    folder: &Folder,
    record: &Record,
    whole: bool,
) -> Result<Vec<UndoStep>, Trouble> {
    let files = record.files.iter().enumerate();
    files
        .map(|(at, file)| {
            let original = record.original(folder, at)?;
            let mut standing = Standing::read(&file.path)?;
            // Where the link points elsewhere by now, the bytes we wrote are where they were.
            if standing.real != file.real {
                standing = Standing::read(&file.real)?;
            }
            Ok(undo_step(file, original, standing, whole)?)
        })
        .collect()
}

/// Writes what was worked out, and forgets the record.
///
/// # Errors
/// `Unfit` where a file was refused, and nothing is changed; `File` for one that cannot be written.
pub(crate) fn carry_back(
    folder: &Folder,
    record: &Record,
    steps: &[UndoStep],
) -> Result<(), Trouble> {
    for step in steps {
        if let How::Refused(why) = &step.how {
            return Err(unfit(&step.standing.path, why.clone()));
        }
        if Standing::read(&step.standing.real)?.bytes != step.standing.bytes {
            return Err(Trouble::Changed(step.standing.path.clone()));
        }
        if step.how != How::Nothing {
            files::may_write(&step.standing.real)?;
        }
    }
    for step in steps {
        back(step)?;
    }
    Ok(record.forget(folder)?)
}

fn undo_step(
    file: &Written,
    original: Option<Vec<u8>>,
    standing: Standing,
    whole: bool,
) -> Result<UndoStep, FolderTrouble> {
    let now = fingerprint(standing.bytes.as_deref());
    let (how, after) = if now == file.before || now.is_none() {
        (How::Nothing, standing.bytes.clone())
    } else if now.as_deref() == Some(file.after.as_str()) {
        (How::Exact, original)
    } else if whole {
        (How::Whole, original)
    } else {
        let before = String::from_utf8_lossy(original.as_deref().unwrap_or_default());
        match members_back(file, &before, &standing.text()?) {
            Ok((text, _)) if original.is_none() && says_nothing(file.format, &text) => {
                (How::Members(Vec::new()), None)
            }
            Ok((text, left)) => (How::Members(left), Some(text.into_bytes())),
            Err(why) => (How::Refused(why), original),
        }
    };
    Ok(UndoStep {
        after,
        how,
        mode: file.mode.or(standing.mode),
        made: file.made.clone(),
        standing,
    })
}

/// Three texts: before, ours (by the fingerprints of its members), and the one that stands there now.
fn members_back(file: &Written, before: &str, now: &str) -> Result<(String, Vec<String>), Unfit> {
    let format = file.format;
    let mut text = now.to_owned();
    let mut left = Vec::new();
    for (path, ours) in file.members.iter().rev() {
        let was = format.find(before, path)?;
        let Some(is) = format.find(&text, path)? else {
            continue;
        };
        let is_ours = fingerprint(Some(is.raw.as_bytes())).as_ref() == Some(ours);
        text = match (is_ours, was) {
            (true, Some(was)) => format.set(&text, path, &was.raw)?,
            (true, None) => {
                format.clear(&text, path, &|container| format.holds(before, container))?
            }
            (false, was) => {
                if was.is_none_or(|was| was.raw != is.raw) {
                    left.push(path.join("."));
                }
                text
            }
        };
    }
    Ok((text, left))
}

fn says_nothing(format: Format, text: &str) -> bool {
    let text = text.trim();
    match format {
        Format::Json => text.is_empty() || text == "{}",
        Format::Toml | Format::Yaml | Format::YamlList | Format::Dotenv | Format::Text => {
            text.is_empty()
        }
    }
}

fn back(step: &UndoStep) -> Result<(), FolderTrouble> {
    let real = &step.standing.real;
    match (&step.how, &step.after) {
        (How::Nothing | How::Refused(_), _) => return Ok(()),
        (How::Whole, _) => keep_beside(step)?,
        (How::Exact | How::Members(_), _) => {}
    }
    match &step.after {
        Some(bytes) => files::replace(real, bytes, step.mode),
        None => files::remove(real, &step.made),
    }
}

/// What stood there is not lost where the kept bytes replace it as a whole.
fn keep_beside(step: &UndoStep) -> Result<(), FolderTrouble> {
    let Some(bytes) = &step.standing.bytes else {
        return Ok(());
    };
    let mut name = step.standing.real.clone().into_os_string();
    name.push(".replaced");
    files::replace(&PathBuf::from(name), bytes, Some(0o600))
}
