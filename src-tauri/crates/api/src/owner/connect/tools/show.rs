//! Tools as a shell shows them.

use super::{Owner, parse, proposed};
use crate::error::ApiError;
use crate::tools::act::{How, Step, Trouble, UndoStep, locate};
use crate::tools::checks::{self, check};
use crate::tools::record::Record;
use crate::tools::{Tool, compare};
use crate::views::connect::{
    CannotConnect, DiffSide, FileChange, FileDiff, Surroundings, ToolAspect, ToolCheck, ToolKey,
    ToolPlan, ToolState, ToolView,
};
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// So many of the newest calls tell when a tool called last: the ledger has no index of keys.
const LOOKED_AT: usize = 20_000;
/// How long a port of this machine may take to answer.
const KNOCK: Duration = Duration::from_secs(1);

/// What cannot be connected, each with its reason. General knowledge, read on no page.
pub(super) fn cannot() -> Vec<CannotConnect> {
    let all = [
        (
            "Cursor",
            "its own servers make the calls, and they cannot reach an address of this machine; a \
             custom base URL would have to be public",
        ),
        (
            "GitHub Copilot",
            "its chat and completions go to GitHub's servers; only models that you add to it by \
             hand call from this machine",
        ),
        (
            "ChatGPT and Claude apps",
            "they call their vendor's servers with the login and take no other address",
        ),
    ];
    all.map(|(name, why)| CannotConnect {
        name: name.to_owned(),
        why: why.to_owned(),
    })
    .into()
}

/// Whether a tool that calls would be heard.
pub(super) async fn proxy(owner: &Owner) -> Vec<ToolCheck> {
    let root = owner.root();
    if owner.door().is_some() {
        let says = format!("the proxy listens at {root}");
        return vec![check(ToolAspect::Clear, says)];
    }
    let address = root.trim_start_matches("http://").to_owned();
    let taken = matches!(
        timeout(KNOCK, TcpStream::connect(&address)).await,
        Ok(Ok(_))
    );
    let says = if taken {
        format!(
            "another program listens at {root}, and Pointsman does not: change the port in settings.toml, and connect again"
        )
    } else {
        format!("nothing listens at {root} now: `pointsman serve` or the window does")
    };
    vec![check(ToolAspect::Stop, says)]
}

/// How a tool stands.
pub(super) fn tool(owner: &Owner, tool: &Tool, from: &Surroundings) -> Result<ToolView, ApiError> {
    let record = Record::of(&owner.folder, tool.id)?;
    let mut checks = checks::all(tool, from, record.as_ref());
    let key = record.as_ref().map(|record| key_of(owner, &record.key));
    let key = key.transpose()?.flatten();
    let mut drifted = false;
    if let Some(record) = &record {
        drifted = checks::drifted(record, from)
            .iter()
            .any(|check| check.aspect != ToolAspect::Clear);
        let more = held(owner, record, key.as_ref());
        drifted |= more.iter().any(|check| check.aspect != ToolAspect::Clear);
        checks.extend(more);
    }
    let used = match &record {
        Some(record) => last_call(owner, &record.key)?,
        None => None,
    };
    Ok(ToolView {
        id: tool.id.to_owned(),
        name: tool.name.clone(),
        speaks: tool.speaks.clone(),
        state: match &record {
            Some(_) if drifted => ToolState::Drifted,
            Some(_) => ToolState::Connected,
            None if is_here(tool, from) => ToolState::Ready,
            None => ToolState::NotFound,
        },
        files: match &record {
            Some(record) => record.files.iter().map(|it| from.short(&it.path)).collect(),
            None => paths(tool, from).map(|path| from.short(&path)).collect(),
        },
        install: tool.install.clone(),
        note: tool.note.clone(),
        source: tool.source.clone(),
        read: tool.read.clone(),
        proposed: proposed(owner, tool),
        connected: record.as_ref().map(|record| record.at),
        model: record.and_then(|record| record.model),
        last_call: used,
        checks,
        key,
    })
}

/// What connecting would change, or what is in its way.
pub(super) fn plan(steps: Result<Vec<Step>, Trouble>, from: &Surroundings) -> ToolPlan {
    match steps {
        Ok(steps) => ToolPlan {
            files: steps.iter().map(|step| file(step, from)).collect(),
            refused: None,
        },
        Err(trouble) => ToolPlan {
            files: Vec::new(),
            refused: Some(trouble.to_string()),
        },
    }
}

/// What disconnecting would change, or what is in its way.
pub(super) fn undo(steps: &[UndoStep]) -> ToolPlan {
    let here = Surroundings::here(false);
    ToolPlan {
        refused: steps.iter().find_map(|step| match &step.how {
            How::Refused(why) => Some(format!("{}:{why}", here.short(&step.standing.path))),
            How::Nothing | How::Exact | How::Members(_) | How::Whole => None,
        }),
        files: steps.iter().map(|step| undone(step, &here)).collect(),
    }
}

fn file(step: &Step, from: &Surroundings) -> FileDiff {
    let before = text(step.standing.bytes.as_deref());
    let change = match &step.standing.bytes {
        Some(_) if before == step.after => FileChange::Kept,
        Some(_) => FileChange::Edited,
        None => FileChange::Made,
    };
    let path = from.short(&step.standing.path);
    diff(path, change, &before, &step.after, None)
}

fn undone(step: &UndoStep, here: &Surroundings) -> FileDiff {
    let change = match (&step.how, &step.after) {
        (How::Nothing | How::Refused(_), _) => FileChange::Kept,
        (How::Exact | How::Members(_) | How::Whole, None) => FileChange::Removed,
        (How::Exact | How::Whole, Some(_)) => FileChange::Restored,
        (How::Members(_), Some(_)) => FileChange::Edited,
    };
    let note = match &step.how {
        How::Nothing => Some("it is as it was, or gone: nothing is changed".to_owned()),
        How::Exact if step.after.is_none() => Some("it was not there before".to_owned()),
        How::Exact => Some("to the byte".to_owned()),
        How::Members(left) if left.is_empty() => {
            Some("it changed since: only what Pointsman set goes back".to_owned())
        }
        How::Members(left) => Some(format!(
            "it changed since: what Pointsman set goes back but for {}, which was given another value",
            left.join(", ")
        )),
        How::Refused(_) => {
            Some("it changed since and cannot be read; this is what was kept".to_owned())
        }
        How::Whole => Some("what stands there now is laid beside it, as .replaced".to_owned()),
    };
    let before = text(step.standing.bytes.as_deref());
    let after = text(step.after.as_deref());
    let path = here.short(&step.standing.path);
    diff(path, change, &before, &after, note)
}

fn diff(
    path: String,
    change: FileChange,
    before: &str,
    after: &str,
    note: Option<String>,
) -> FileDiff {
    let lines = compare::lines(before, after);
    let count = |side| {
        let of_side = lines.iter().filter(|line| line.side == side).count();
        u32::try_from(of_side).unwrap_or(u32::MAX)
    };
    FileDiff {
        added: count(DiffSide::After),
        removed: count(DiffSide::Before),
        path,
        change,
        note,
        lines,
    }
}

fn text(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

fn paths(tool: &Tool, from: &Surroundings) -> impl Iterator<Item = std::path::PathBuf> {
    tool.files.iter().filter_map(|file| locate(file, from))
}

/// Its command was found, or the folder of its settings; a home folder says nothing.
fn is_here(tool: &Tool, from: &Surroundings) -> bool {
    let home = |folder: &Path| from.short(folder) == "~" || from.short(folder) == "~/";
    from.has_command(tool.id)
        || paths(tool, from).any(|path| {
            let folder = path.parent().filter(|folder| !home(folder));
            path.exists() || folder.is_some_and(Path::is_dir)
        })
}

fn key_of(owner: &Owner, id: &str) -> Result<Option<ToolKey>, ApiError> {
    let keys = parse(&owner.files().projects.text)?;
    let mut projects = keys.projects().iter().filter(|project| !project.archived);
    Ok(projects.find_map(|project| {
        let key = project.keys.iter().find(|key| key.id == id)?;
        Some(ToolKey {
            id: key.id.clone(),
            last4: key.last4.clone(),
            project: project.name.clone(),
        })
    }))
}

/// Whether the address and the key that were written still hold.
fn held(owner: &Owner, record: &Record, key: Option<&ToolKey>) -> Vec<ToolCheck> {
    let root = owner.root();
    let mut found = Vec::new();
    found.push(match key {
        Some(key) => check(
            ToolAspect::Clear,
            format!("its key …{} holds, for project {}", key.last4, key.project),
        ),
        None => check(
            ToolAspect::Stop,
            "its key was revoked, or its project put away: connect it again",
        ),
    });
    if record.address != root {
        let says = format!(
            "it was pointed at {}, and the proxy is at {root}: connect it again",
            record.address
        );
        found.push(check(ToolAspect::Stop, says));
    }
    found
}

fn last_call(owner: &Owner, key: &str) -> Result<Option<pointsman_units::UnixMillis>, ApiError> {
    // A ledger that is behind says so in the status.
    let _ = owner.store.catch_up();
    let used = owner.store.keys_used(LOOKED_AT)?;
    Ok(used.into_iter().find(|(id, _)| id == key).map(|(_, at)| at))
}
