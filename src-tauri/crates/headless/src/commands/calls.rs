//! `calls`: calls with their attempts, newest first.

use crate::args::Calls;
use crate::exit::{Exit, Fault};
use crate::out::words::{money_of, or_dash, span, tokens};
use crate::out::{Out, Side, Table};
use pointsman_api::House;
use pointsman_api::clock::for_people;
use pointsman_api::folder::Absent;
use pointsman_api::views::live::{AttemptView, CallState, CallView, CallsQuery};
use pointsman_units::NanoUsd;
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, asked: &Calls, out: &Out) -> Result<Exit, Fault> {
    let house = House::open_command(folder, Absent::Tell).await?;
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
            about(call.estimated, tokens(call.input)),
            about(call.estimated, tokens(call.output)),
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
            if call.subscription {
                return SUBSCRIPTION.to_owned();
            }
            let estimated = call.cost.is_some() && call.attempts.iter().any(is_about);
            about(estimated, money_of(call.cost, call.simulated))
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
        match attempt.subscription {
            true => SUBSCRIPTION.to_owned(),
            false => about(is_about(attempt), money_of(attempt.cost, attempt.simulated)),
        },
    )
}

/// What stands for a cost where the caller's own subscription paid.
const SUBSCRIPTION: &str = "subscription";

/// Whether an attempt's amount is one that rests on estimated usage. No usage makes what is free, or
/// has no price, any less certain.
fn is_about(attempt: &AttemptView) -> bool {
    attempt.is_estimated() && attempt.cost.is_some_and(|cost| cost != NanoUsd::ZERO)
}

fn about(estimated: bool, text: String) -> String {
    match estimated {
        true => format!("~{text}"),
        false => text,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A call with two attempts: the first cut and estimated at this cost, the second counted.
    fn call(first_cost: Option<i64>) -> CallView {
        let attempt = |no: u16, source: &str, state: &str, cost: Option<i64>| {
            json!({
                "no": no, "at": 0, "account": "work", "provider": "openai", "model": "m",
                "model_name": null, "reason": "first", "after": null, "key": null, "state": state,
                "failure": (state == "failed").then_some("cut"), "message": null, "status": 200,
                "head": 1, "first_content": 2, "total": 3, "input": 10, "cached": null,
                "output": 20, "reasoning": null, "usage_source": source, "cost": cost,
                "simulated": false, "translated": null, "losses": [], "subscription": false,
            })
        };
        let attempts = [
            attempt(1, "estimated", "failed", first_cost),
            attempt(2, "provider", "answered", Some(2_000_000)),
        ];
        serde_json::from_value(json!({
            "id": "01JD8Z3T6G0000000000000001", "at": 0, "project": "default", "tool": null,
            "environment": null, "user": null, "dialect": "OpenAI Chat Completions",
            "asked": "auto", "chain": "auto", "stream": true, "state": "answered",
            "failure": null, "status": 200, "moved": null, "told": null, "first_content": 2,
            "total": 9, "input": 20, "output": 40, "estimated": true, "simulated": false,
            "cost": first_cost.map(|cost| cost + 2_000_000), "prompt": null, "subscription": false,
            "attempts": attempts,
        }))
        .unwrap()
    }

    #[test]
    fn what_is_estimated_is_marked_on_the_call_and_on_the_attempt() {
        let text = table(&[call(Some(1_000_000))]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].contains("~20  ~40"), "{text}");
        assert!(lines[1].ends_with("~$0.003"), "{text}");
        assert!(lines[2].ends_with("  ~$0.001"), "{text}");
        assert!(lines[3].ends_with("  $0.002"), "{text}");
    }

    #[test]
    fn only_an_amount_is_marked_and_not_that_there_is_none() {
        let text = table(&[call(None)]);
        assert!(text.contains("~20  ~40"), "{text}");
        assert!(
            !text.contains("~unpriced") && !text.contains("~$"),
            "{text}"
        );
        let free = table(&[call(Some(0))]);
        assert!(!free.contains("~$"), "{free}");
    }
}
