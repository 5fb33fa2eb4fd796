//! The calls of a list as a file in the data folder, for a spreadsheet or a script. No prompt is in it,
//! because none is on the ledger.

use super::{asked, count};
use crate::clock::{for_people, now};
use crate::error::{ApiError, ErrorCode};
use crate::live::row;
use crate::owner::Owner;
use crate::views::live::{CallState, CallView};
use crate::views::requests::{ExportAsk, ExportFormat, Exported};
use pointsman_store::Narrow;
use pointsman_units::NanoUsd;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// Where exports lie in the data folder.
const FOLDER: &str = "exports";
/// How many calls are read at once.
const AT_ONCE: u32 = 1_000;
/// The most calls of one file: about what a spreadsheet opens.
const MOST: u64 = 1_000_000;

const COLUMNS: &str = "at,call,project,environment,user,tool,asked,chain,state,failure,status,account,\
provider,model,attempts,moved,input,output,first_token_ms,total_ms,cost_usd,estimated,simulated,prompt";

/// Writes the file and says where it lies.
pub(crate) async fn export(owner: &Arc<Owner>, ask: ExportAsk) -> Result<Exported, ApiError> {
    let narrow = asked(ask.narrow)?;
    owner
        .aside(move |owner| {
            owner.store.catch_up()?;
            let folder = owner.folder.path().join(FOLDER);
            let failed = |error: io::Error| {
                ApiError::new(
                    ErrorCode::Io,
                    format!(
                        "the export cannot be written to {}: {error}",
                        folder.display()
                    ),
                )
                .hint("make room, or give this user the folder back")
            };
            fs::create_dir_all(&folder).map_err(failed)?;
            // A temporary file is for this user alone, and takes its name only when it is whole.
            let mut file = tempfile::Builder::new()
                .prefix(".export-")
                .tempfile_in(&folder)
                .map_err(failed)?;
            let (calls, cut) = {
                let mut out = BufWriter::new(file.as_file_mut());
                let done = write(owner, &narrow, ask.format, &mut out, failed)?;
                out.flush().map_err(failed)?;
                done
            };
            let path = folder.join(name(ask.format));
            file.persist(&path).map_err(|error| failed(error.error))?;
            Ok(Exported {
                path: path.display().to_string(),
                calls: count(calls),
                cut,
            })
        })
        .await
}

fn write(
    owner: &Owner,
    narrow: &Narrow,
    format: ExportFormat,
    out: &mut impl Write,
    failed: impl Fn(io::Error) -> ApiError + Copy,
) -> Result<(u64, bool), ApiError> {
    if format == ExportFormat::Csv {
        writeln!(out, "{COLUMNS}").map_err(failed)?;
    }
    let (mut calls, mut before) = (0, None);
    loop {
        let page = owner.store.page(narrow, before, AT_ONCE)?;
        for call in page.calls.iter().map(row::of_ledger) {
            let line = match format {
                ExportFormat::Csv => csv(&call),
                ExportFormat::Jsonl => serde_json::to_string(&call)
                    .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?,
            };
            writeln!(out, "{line}").map_err(failed)?;
            calls += 1;
        }
        before = page.next;
        if before.is_none() || calls >= MOST {
            return Ok((calls, before.is_some()));
        }
    }
}

/// `requests-2026-11-22T143205.csv`, in local time.
fn name(format: ExportFormat) -> impl AsRef<Path> {
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Jsonl => "jsonl",
    };
    let at = for_people(now()).replace(' ', "T").replace(':', "");
    format!("requests-{at}.{ending}")
}

fn csv(call: &CallView) -> String {
    let answered = call
        .attempts
        .last()
        .filter(|_| call.state == CallState::Answered);
    let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let text = |value: Option<&str>| cell(value.unwrap_or_default());
    [
        for_people(call.at),
        call.id.to_string(),
        cell(&call.project),
        text(call.environment.as_deref()),
        text(call.user.as_deref()),
        text(call.tool.as_deref()),
        cell(&call.asked),
        cell(&call.chain),
        state(call.state).to_owned(),
        text(call.failure.as_deref()),
        number(call.status.map(u64::from)),
        text(answered.map(|last| last.account.as_str())),
        text(answered.map(|last| last.provider.as_str())),
        text(answered.map(|last| last.model.as_str())),
        call.attempts.len().to_string(),
        text(call.moved.as_deref()),
        number(call.input.map(|tokens| tokens.0)),
        number(call.output.map(|tokens| tokens.0)),
        number(call.first_content.map(|span| span.0)),
        number(call.total.map(|span| span.0)),
        call.cost.map(NanoUsd::to_decimal).unwrap_or_default(),
        call.estimated.to_string(),
        call.simulated.to_string(),
        text(call.prompt.as_deref()),
    ]
    .join(",")
}

/// A cell that a spreadsheet reads as text. What a client named may begin like a formula, which is run
/// when the file is opened (CWE-1236): an apostrophe stops it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn state(state: CallState) -> &'static str {
    match state {
        CallState::Waiting => "waiting",
        CallState::Streaming => "streaming",
        CallState::Answered => "answered",
        CallState::Failed => "failed",
        CallState::Cancelled => "cancelled",
        CallState::Interrupted => "interrupted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_a_client_named() {
        let cells = ["plain", "a,b", "say \"hi\"", "=1+1", "-2", "two\nlines"].map(cell);
        let expected = [
            "plain",
            "\"a,b\"",
            "\"say \"\"hi\"\"\"",
            "'=1+1",
            "'-2",
            "\"two\nlines\"",
        ];
        assert_eq!(cells, expected);
    }
}
