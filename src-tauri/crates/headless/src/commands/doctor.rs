//! `doctor`: what would help or hinder the calls of the tools on this machine, and why.

use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::House;
use pointsman_api::clock::for_people;
use pointsman_api::folder::Absent;
use pointsman_api::views::connect::{
    Surroundings, ToolAspect, ToolCheck, ToolState, ToolView, ToolsView,
};
use std::fmt::Write;
use std::path::PathBuf;

/// Runs it. It does not hold where the proxy is silent, or a connected tool cannot call.
pub async fn run(folder: Option<PathBuf>, out: &Out) -> Result<Exit, Fault> {
    let house = House::open_command(folder, Absent::Tell).await?;
    let view = house.connect_tools(Surroundings::here(true)).await;
    house.close().await;
    let view = view?;
    out.show(&view, || told(&view))?;
    let ill = |checks: &[ToolCheck]| checks.iter().any(|it| it.aspect == ToolAspect::Stop);
    let connected = view.tools.iter().filter(|tool| tool.connected.is_some());
    let fails = ill(&view.proxy) || connected.into_iter().any(|tool| ill(&tool.checks));
    Ok(if fails { Exit::No } else { Exit::Done })
}

/// The checks that are no good news, a line each.
pub fn worth_saying(checks: &[ToolCheck]) -> impl Iterator<Item = String> {
    checks
        .iter()
        .filter(|check| check.aspect != ToolAspect::Clear)
        .map(line)
}

fn told(view: &ToolsView) -> String {
    let mut text = "The proxy\n".to_owned();
    for check in &view.proxy {
        let _ = writeln!(text, "{}", line(check));
    }
    for tool in &view.tools {
        let _ = writeln!(text, "\n{}", headline(tool));
        if tool.state == ToolState::NotFound {
            continue;
        }
        for check in &tool.checks {
            let _ = writeln!(text, "{}", line(check));
        }
        let _ = writeln!(text, "        {}", tool.note);
    }
    let _ = writeln!(text, "\nWhat cannot be connected");
    for cannot in &view.cannot {
        let _ = writeln!(text, "        {}: {}", cannot.name, cannot.why);
    }
    text
}

fn headline(tool: &ToolView) -> String {
    let state = match tool.state {
        ToolState::NotFound => "not found",
        ToolState::Ready => "not connected",
        ToolState::Connected => "connected",
        ToolState::Drifted => "connected, but it changed since",
    };
    let last = match (tool.connected, tool.last_call) {
        (None, _) => String::new(),
        (Some(_), None) => ", no call yet".to_owned(),
        (Some(_), Some(at)) => format!(", last call {}", for_people(at)),
    };
    format!("{} ({}): {state}{last}", tool.name, tool.id)
}

fn line(check: &ToolCheck) -> String {
    let mark = match check.aspect {
        ToolAspect::Clear => "ok",
        ToolAspect::Caution => "mind",
        ToolAspect::Stop => "stop",
    };
    match &check.place {
        Some(place) => format!("  {mark:<4}  {place}: {}", check.says),
        None => format!("  {mark:<4}  {}", check.says),
    }
}
