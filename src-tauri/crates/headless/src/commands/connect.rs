//! `connect` and `disconnect`: tools of this machine pointed at the proxy and back.

use crate::args::{Connect, Disconnect};
use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::House;
use pointsman_api::folder::Absent;
use pointsman_api::views::connect::{
    DiffSide, FileChange, FileDiff, Surroundings, ToolAsk, ToolChoice, ToolPlan, ToolView,
    UndoChoice,
};
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

/// Connects a tool, or shows what that would change.
pub async fn connect(folder: Option<PathBuf>, asked: Connect, out: &Out) -> Result<Exit, Fault> {
    let house = House::open_command(folder, Absent::Make).await?;
    let done = connect_in(&house, asked, out).await;
    house.close().await;
    done
}

/// Disconnects tools, or shows what that would change.
pub async fn disconnect(
    folder: Option<PathBuf>,
    asked: Disconnect,
    out: &Out,
) -> Result<Exit, Fault> {
    let house = House::open_command(folder, Absent::Tell).await?;
    let done = disconnect_in(&house, asked, out).await;
    house.close().await;
    done
}

/// What happened to one tool.
#[derive(Serialize)]
struct Undone {
    tool: String,
    plan: Option<ToolPlan>,
    error: Option<String>,
}

async fn connect_in(house: &House, asked: Connect, out: &Out) -> Result<Exit, Fault> {
    let ask = ToolAsk {
        choice: ToolChoice {
            tool: asked.tool,
            model: asked.model,
            project: asked.project,
        },
        from: Surroundings::here(true),
    };
    if asked.dry_run {
        let plan = house.connect_preview(ask).await?;
        out.show(&plan, || told(&plan))?;
        return Ok(exit(&plan));
    }
    let view = house.connect_tool(ask).await?;
    out.show(&view, || connected(&view))?;
    Ok(Exit::Done)
}

async fn disconnect_in(house: &House, asked: Disconnect, out: &Out) -> Result<Exit, Fault> {
    let Some(tool) = asked.tool.clone() else {
        return disconnect_all(house, &asked, out).await;
    };
    let undo = choice(&tool, &asked);
    let plan = if asked.dry_run {
        house.connect_undo_preview(undo).await?
    } else {
        house.connect_undo(undo).await?
    };
    out.show(&plan, || match asked.dry_run {
        true => told(&plan),
        false => format!("{tool} is disconnected.\n{}", summed(&plan)),
    })?;
    Ok(exit(&plan))
}

/// One tool that cannot be disconnected does not keep the others connected.
async fn disconnect_all(house: &House, asked: &Disconnect, out: &Out) -> Result<Exit, Fault> {
    let view = house.connect_tools(Surroundings::here(true)).await?;
    let connected = view
        .tools
        .into_iter()
        .filter(|tool| tool.connected.is_some());
    let mut all = Vec::new();
    for tool in connected {
        let undo = choice(&tool.id, asked);
        let done = if asked.dry_run {
            house.connect_undo_preview(undo).await
        } else {
            house.connect_undo(undo).await
        };
        let (plan, error) = match done {
            Ok(plan) => (Some(plan), None),
            Err(error) => (None, Some(error.message)),
        };
        all.push(Undone {
            tool: tool.id,
            plan,
            error,
        });
    }
    out.show(&all, || told_all(&all, asked.dry_run))?;
    let failed = all
        .iter()
        .any(|one| one.plan.as_ref().is_none_or(|plan| plan.refused.is_some()));
    Ok(if failed { Exit::No } else { Exit::Done })
}

fn told_all(all: &[Undone], dry_run: bool) -> String {
    if all.is_empty() {
        return "No tool is connected.".to_owned();
    }
    let parts = all.iter().map(|one| match (&one.plan, &one.error) {
        (Some(plan), _) if dry_run => format!("{}\n{}", one.tool, told(plan)),
        (Some(plan), _) => format!("{} is disconnected.\n{}", one.tool, summed(plan)),
        (None, error) => {
            let why = error.as_deref().unwrap_or_default();
            format!("{} is still connected: {why}", one.tool)
        }
    });
    parts.collect::<Vec<_>>().join("\n")
}

fn choice(tool: &str, asked: &Disconnect) -> UndoChoice {
    UndoChoice {
        tool: tool.to_owned(),
        whole: asked.whole,
        keep_key: asked.keep_key,
    }
}

fn exit(plan: &ToolPlan) -> Exit {
    match plan.refused {
        Some(_) => Exit::No,
        None => Exit::Done,
    }
}

fn connected(view: &ToolView) -> String {
    let mut text = format!("{} is connected", view.name);
    if let Some(key) = &view.key {
        let _ = write!(
            text,
            ", with the key …{} of project {}",
            key.last4, key.project
        );
    }
    let model = match &view.model {
        Some(model) => format!("It asks for {model}."),
        None => "It asks for its own models.".to_owned(),
    };
    let _ = write!(text, ".\n{model}\n");
    for file in &view.files {
        let _ = writeln!(text, "  {file}");
    }
    for line in super::doctor::worth_saying(&view.checks) {
        let _ = writeln!(text, "{line}");
    }
    let _ = write!(
        text,
        "`pointsman disconnect {}` brings them back as they were.",
        view.id
    );
    text
}

/// Every file with its lines, as `diff` writes them.
fn told(plan: &ToolPlan) -> String {
    let mut text = String::new();
    if let Some(why) = &plan.refused {
        let _ = writeln!(text, "Nothing would be changed: {why}\n");
    }
    for file in &plan.files {
        let _ = writeln!(text, "{}", headline(file));
        for line in &file.lines {
            let sign = match line.side {
                DiffSide::Both => ' ',
                DiffSide::Before => '-',
                DiffSide::After => '+',
            };
            let _ = writeln!(text, "  {:>4} {sign} {}", line.line, line.text);
        }
    }
    text
}

fn summed(plan: &ToolPlan) -> String {
    let lines = plan
        .files
        .iter()
        .map(|file| format!("  {}", headline(file)));
    lines.collect::<Vec<_>>().join("\n")
}

fn headline(file: &FileDiff) -> String {
    let what = match file.change {
        FileChange::Made => "new",
        FileChange::Edited => "edited",
        FileChange::Restored => "as it was",
        FileChange::Removed => "removed",
        FileChange::Kept => "unchanged",
    };
    let note = file.note.as_deref().map(|note| format!(" ({note})"));
    format!("{}: {what}{}", file.path, note.unwrap_or_default())
}
