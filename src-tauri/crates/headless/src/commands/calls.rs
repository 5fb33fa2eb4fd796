//! `calls`: calls with their attempts, newest first.

use crate::args::Calls;
use crate::exit::{Exit, Fault};
use crate::out::words::{money_of, or_dash, span, tokens};
use crate::out::{Out, Side, Table};
use pointsman_api::House;
use pointsman_api::clock::for_people;
use pointsman_api::views::live::{AttemptView, CallState, CallView, CallsQuery};
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, asked: &Calls, out: &Out) -> Result<Exit, Fault> {
    let house = House::open_command(folder).await?;
    let query = CallsQuery {
        last: asked.last,
        before: None,
    };
    let calls = house.live_calls(query).await;
    house.close().await;
    let calls = calls?;
    out.show(&calls, || table(&calls))?;
    Ok(Exit::Done)
}

fn table(calls: &[CallView]) -> String {
    let mut table = Table::new(&[
        ("AT", Side::Left),
        ("CALL", Side::Left),
        ("PROJECT", Side::Left),
        ("ASKED", Side::Left),
        ("ANSWERED BY", Side::Left),
        ("STATE", Side::Left),
        ("IN", Side::Right),
        ("OUT", Side::Right),
        ("TOOK", Side::Right),
        ("COST", Side::Right),
    ]);
    for call in calls {
        let answered = call.state == CallState::Answered;
        let by = call.attempts.last().filter(|_| answered).map(target);
        table.row([
            for_people(call.at),
            call.id.to_string(),
            call.project.clone(),
            call.asked.clone(),
            or_dash(by.as_deref()),
            state(call.state, call.failure.as_deref()),
            tokens(call.input),
            tokens(call.output),
            span(call.total),
            cost(call),
        ]);
        if call.attempts.len() > 1 {
            for attempt in &call.attempts {
                table.under(under(attempt));
            }
        }
    }
    if table.is_empty() {
        return "No call yet.".to_owned();
    }
    table.text()
}

fn cost(call: &CallView) -> String {
    match call.state {
        CallState::Waiting | CallState::Streaming => "-".to_owned(),
        CallState::Answered | CallState::Failed | CallState::Cancelled | CallState::Interrupted => {
            let about = if call.estimated { "~" } else { "" };
            format!("{about}{}", money_of(call.cost, call.simulated))
        }
    }
}

fn under(attempt: &AttemptView) -> String {
    format!(
        "    {}. {}  {}  {}  {}",
        attempt.no,
        target(attempt),
        state(attempt.state, attempt.failure.as_deref()),
        span(attempt.total),
        money_of(attempt.cost, attempt.simulated),
    )
}

fn target(attempt: &AttemptView) -> String {
    format!("{}/{}", attempt.account, attempt.model)
}

fn state(state: CallState, failure: Option<&str>) -> String {
    let word = match state {
        CallState::Waiting => "waiting",
        CallState::Streaming => "streaming",
        CallState::Answered => "answered",
        CallState::Failed => "failed",
        CallState::Cancelled => "cancelled",
        CallState::Interrupted => "interrupted",
    };
    match failure {
        Some(failure) => format!("{word}: {failure}"),
        None => word.to_owned(),
    }
}
