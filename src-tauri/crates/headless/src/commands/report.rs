//! `report`: what was spent.

use crate::args::{By, Day, Report, Spend};
use crate::exit::{Exit, Fault};
use crate::out::{Out, Side, Table};
use pointsman_api::House;
use pointsman_api::clock::{days_ago, next_day, now, offset_minutes};
use pointsman_api::folder::Absent;
use pointsman_api::views::spend::{SpendBy, SpendQuery, SpendReport, Sums};
use pointsman_units::UnixMillis;
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, report: Report, out: &Out) -> Result<Exit, Fault> {
    let Report::Spend(asked) = report;
    let query = query(&asked)?;
    let house = House::open_command(folder, Absent::Tell).await?;
    let report = house.spend_report(query).await;
    house.close().await;
    let report = report?;
    out.show(&report, || table(&report, asked.by))?;
    Ok(Exit::Done)
}

fn query(asked: &Spend) -> Result<SpendQuery, Fault> {
    let since = asked.since.map_or(UnixMillis(0), begins);
    let until = asked.until.map(begins).map(next_day);
    if until.is_some_and(|until| until <= since) {
        return Err(Fault::Usage("--until lies before --since".to_owned()));
    }
    Ok(SpendQuery {
        by: by(asked.by),
        since,
        until: Some(until.unwrap_or_else(|| next_day(now()))),
        offset: offset_minutes(),
    })
}

fn begins(day: Day) -> UnixMillis {
    match day {
        Day::Begins(at) => at,
        Day::Last(days) => days_ago(days.saturating_sub(1)),
    }
}

fn by(by: By) -> SpendBy {
    match by {
        By::Project => SpendBy::Project,
        By::Environment => SpendBy::Environment,
        By::User => SpendBy::User,
        By::Prompt => SpendBy::Prompt,
        By::Provider => SpendBy::Provider,
        By::Model => SpendBy::Model,
        By::Day => SpendBy::Day,
    }
}

fn table(report: &SpendReport, by: By) -> String {
    let name = format!("{by:?}").to_uppercase();
    let mut table = Table::new(&[
        (name.as_str(), Side::Left),
        ("CALLS", Side::Right),
        ("FAILED", Side::Right),
        ("ATTEMPTS", Side::Right),
        ("IN", Side::Right),
        ("OUT", Side::Right),
        ("COST", Side::Right),
        ("ESTIMATED", Side::Right),
        ("SIMULATED", Side::Right),
        ("UNPRICED", Side::Right),
    ]);
    for row in &report.rows {
        let key = if row.key.is_empty() { "-" } else { &row.key };
        table.row(cells(key, &row.sums));
    }
    if table.is_empty() {
        return "No call in that time.".to_owned();
    }
    table.row(cells("all", &report.total));
    let mut text = table.text();
    let counted: u64 = report
        .rows
        .iter()
        .map(|row| u64::from(row.sums.calls))
        .sum();
    let again = counted.saturating_sub(report.total.calls.into());
    if again > 0 {
        text.push_str(&format!(
            "CALLS counts a call at each {} that was tried for it: the rows have {again} more than all.\n",
            format!("{by:?}").to_lowercase()
        ));
    }
    if report.total.unpriced > 0 {
        text.push_str("UNPRICED attempts have no known price and are in no sum.\n");
    }
    text
}

fn cells(key: &str, sums: &Sums) -> [String; 10] {
    [
        key.to_owned(),
        sums.calls.to_string(),
        sums.failed.to_string(),
        sums.attempts.to_string(),
        sums.input.0.to_string(),
        sums.output.0.to_string(),
        sums.cost.to_string(),
        sums.estimated.to_string(),
        sums.simulated.to_string(),
        sums.unpriced.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use pointsman_api::views::spend::SpendRow;

    #[test]
    fn rows_that_count_a_call_twice_say_so() {
        let sums = |calls| Sums {
            calls,
            ..Sums::default()
        };
        let row = |key: &str, calls| SpendRow {
            key: key.to_owned(),
            sums: sums(calls),
        };
        let report = |total| SpendReport {
            rows: vec![row("openai", 3), row("mistral", 2), row("", 1)],
            total: sums(total),
            days: Vec::new(),
            at: UnixMillis(0),
        };
        let text = table(&report(4), By::Provider);
        let note = "CALLS counts a call at each provider that was tried for it: the rows have 2 more than all.\n";
        assert!(text.ends_with(note), "{text}");
        assert!(!table(&report(6), By::Provider).contains("CALLS counts"));
    }
}
