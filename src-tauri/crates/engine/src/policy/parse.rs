//! Reads `routes.toml`. Strict: a key that is not known, and a constraint that this build does not
//! enforce, make the text unusable, because a constraint that is not enforced is worse than none.

use super::{
    Chain, Deadlines, Delivery, FromClient, MOST_RETRIES, OnRefusal, Pick, Policy, RETRIES, Step,
    Target, Test, forbid, is_chain_name, read_duration,
};
use crate::problem::{Problem, did_you_mean};
use crate::sheet::{Cell, Sheet, rows, span_of};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::time::Duration;
use toml::de::{DeTable, DeValue};

const ROOT_KEYS: &[&str] = &["version", "default", "chain", "rule", "test"];
const CHAIN_KEYS: &[&str] = &[
    "deadline",
    "retries",
    "delivery",
    "on_refusal",
    "fallback_from_client",
    "forbid",
    "require",
    "steps",
];
const PHASES: &[&str] = &["connect", "first_token", "idle", "total"];
/// Picks of the contract that this build does not carry out.
const PICKS_LATER: &[&str] = &[
    "weighted",
    "cheapest",
    "fastest",
    "least_busy",
    "round_robin",
    "sticky",
];
const LONGEST: Duration = Duration::from_secs(24 * 3600);

pub(super) fn parse(text: &str) -> Result<Policy, Vec<Problem>> {
    let (mut sheet, root) = Sheet::open(text);
    let policy = root.and_then(|root| policy(&mut sheet, &root, text));
    let problems = sheet.into_problems();
    match policy {
        Some(policy) if problems.is_empty() => Ok(policy),
        Some(_) | None => Err(problems),
    }
}

fn policy(sheet: &mut Sheet<'_>, root: &DeTable<'_>, text: &str) -> Option<Policy> {
    sheet.only_keys(root, "routes.toml", ROOT_KEYS);
    if root.contains_key("rule") {
        let message = "rules come later: this build routes by `default` and by chain names (`chain/…`), and would not follow this rule; remove it, or keep it as a comment";
        sheet.fatal(&span_of(root, "rule"), message);
    }
    let chains = chains(sheet, root);
    let default = default(sheet, root, &chains);
    let tests = tests(sheet, root);
    Some(Policy {
        hash: hash(text).into(),
        default: default?.into(),
        chains,
        tests,
    })
}

/// The SHA-256 of a text, in hex.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn default(sheet: &mut Sheet<'_>, root: &DeTable<'_>, chains: &[Chain]) -> Option<String> {
    let name = sheet.needed_text(root, "default", "routes.toml", &(0..0))?;
    if !chains.iter().any(|chain| *chain.name == *name) {
        let names = chains.iter().map(|chain| &*chain.name);
        let bare = name.strip_prefix("chain/").unwrap_or(&name);
        let near = did_you_mean(bare, names);
        let message =
            format!("`default` names the chain `{name}`, and there is no such chain.{near}");
        sheet.fatal(&span_of(root, "default"), message);
    }
    Some(name)
}

fn chains(sheet: &mut Sheet<'_>, root: &DeTable<'_>) -> Vec<Chain> {
    let Some(table) = root
        .get("chain")
        .and_then(|cell| sheet.table(cell, "chain"))
    else {
        return Vec::new();
    };
    let mut chains = Vec::new();
    for (key, cell) in rows(table) {
        let name = key.get_ref().as_ref();
        if !is_chain_name(name) {
            let message = format!("`{name}` cannot name a chain; use a-z, 0-9, `-` and `_`");
            sheet.fatal(&key.span(), message);
        }
        let Some(table) = sheet.table(cell, name) else {
            continue;
        };
        sheet.only_keys(table, "a chain", CHAIN_KEYS);
        refuse_what_is_not_enforced(sheet, table);
        chains.push(Chain {
            name: name.into(),
            steps: steps(sheet, table, name, &key.span()),
            deadline: deadline(sheet, table),
            retries: retries(sheet, table),
            delivery: word(sheet, table, "delivery", Delivery::ALL, Delivery::word),
            on_refusal: word(sheet, table, "on_refusal", OnRefusal::ALL, OnRefusal::word),
            from_client: match sheet.flag(table, "fallback_from_client") {
                Some(true) => FromClient::Next,
                Some(false) | None => FromClient::Stop,
            },
            forbid: forbid::read(sheet, table),
            place: sheet.place(&key.span()),
        });
    }
    chains
}

fn refuse_what_is_not_enforced(sheet: &mut Sheet<'_>, table: &DeTable<'_>) {
    let Some(cell) = table.get("require") else {
        return;
    };
    let empty = match cell.get_ref() {
        DeValue::Array(list) => list.is_empty(),
        DeValue::Table(table) => table.is_empty(),
        _ => false,
    };
    if !empty {
        let message = "this build does not enforce `require` yet, and a constraint that is not enforced is worse than none; remove it, and name only targets that you accept in `steps`";
        sheet.fatal(&cell.span(), message);
    }
}

/// One of two words; the default where the key is absent or holds neither.
fn word<W: Copy + Default>(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    key: &str,
    all: [W; 2],
    says: fn(W) -> &'static str,
) -> W {
    let Some(text) = sheet.text(table, key) else {
        return W::default();
    };
    let found = all.into_iter().find(|word| says(*word) == text);
    if found.is_none() {
        let [one, other] = all.map(says);
        let message = format!("`{key}` is \"{one}\" or \"{other}\", not \"{text}\"");
        sheet.fatal(&span_of(table, key), message);
    }
    found.unwrap_or_default()
}

fn deadline(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Deadlines {
    let mut deadlines = Deadlines::CHAIN;
    let Some(table) = table
        .get("deadline")
        .and_then(|cell| sheet.table(cell, "deadline"))
    else {
        return deadlines;
    };
    sheet.only_keys(table, "`deadline`", PHASES);
    let slots = [
        &mut deadlines.connect,
        &mut deadlines.first_token,
        &mut deadlines.idle,
        &mut deadlines.total,
    ];
    for (phase, slot) in PHASES.iter().zip(slots) {
        let Some(text) = sheet.text(table, phase) else {
            continue;
        };
        match read_duration(&text).filter(|span| !span.is_zero() && *span <= LONGEST) {
            Some(span) => *slot = span,
            None => {
                let message = format!(
                    "`{phase} = \"{text}\"` is not a span; write a whole number and ms, s, m or h, e.g. \"20s\", at most 24h"
                );
                sheet.fatal(&span_of(table, phase), message);
            }
        }
    }
    deadlines
}

fn retries(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> u32 {
    let Some(cell) = table.get("retries") else {
        return RETRIES;
    };
    let number = sheet.integer(cell).and_then(|n| u32::try_from(n).ok());
    match number.filter(|n| *n <= MOST_RETRIES) {
        Some(retries) => retries,
        None => {
            let message = format!("`retries` must be a whole number from 0 to {MOST_RETRIES}");
            sheet.fatal(&cell.span(), message);
            RETRIES
        }
    }
}

fn steps(sheet: &mut Sheet<'_>, table: &DeTable<'_>, chain: &str, at: &Range<usize>) -> Vec<Step> {
    let cells = table
        .get("steps")
        .and_then(|cell| sheet.array(cell, "steps"));
    let steps: Vec<Step> = cells
        .into_iter()
        .flat_map(|array| array.iter())
        .filter_map(|cell| step(sheet, cell))
        .collect();
    let nothing = cells.is_none_or(|array| array.is_empty());
    if nothing
        && table
            .get("steps")
            .is_none_or(|cell| cell.get_ref().is_array())
    {
        let message = format!(
            "chain `{chain}` has no target; give it `steps = [{{ targets = [\"account/model\"] }}]` or remove it"
        );
        sheet.fatal(at, message);
    }
    steps
}

fn step(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<Step> {
    let table = sheet.table(cell, "a step")?;
    sheet.only_keys(table, "a step", &["targets", "pick"]);
    let pick = pick(sheet, table);
    let Some(list) = table.get("targets") else {
        sheet.fatal(&cell.span(), "a step needs `targets = [\"account/model\"]`");
        return None;
    };
    let cells = sheet.array(list, "targets")?;
    if cells.is_empty() {
        sheet.fatal(
            &list.span(),
            "a step needs at least one target; remove the step instead",
        );
    }
    let targets = cells
        .iter()
        .filter_map(|cell| target(sheet, cell))
        .collect();
    Some(Step { targets, pick })
}

fn pick(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Pick {
    let Some(text) = sheet.text(table, "pick") else {
        return Pick::Ordered;
    };
    if text != "ordered" {
        let message = if PICKS_LATER.contains(&text.as_str()) {
            format!(
                "this build does not pick by \"{text}\" yet; it tries targets in their order: use `pick = \"ordered\"` or remove the line"
            )
        } else {
            let near = did_you_mean(&text, ["ordered"]);
            format!("no pick is called \"{text}\"; this build knows \"ordered\".{near}")
        };
        sheet.fatal(&span_of(table, "pick"), message);
    }
    Pick::Ordered
}

fn target(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<Target> {
    let Some(text) = cell.get_ref().as_str() else {
        sheet.wrong_type(cell, "a target", "a text like \"account/model\"");
        return None;
    };
    match Target::read(text) {
        Some(target) => Some(Target {
            place: sheet.place(&cell.span()),
            ..target
        }),
        None => {
            let message = if text.starts_with("chain/") {
                format!("a step holds targets, not chains: `{text}` is a chain's name")
            } else {
                format!(
                    "`{text}` is not a target; write `<account>/<model>`, e.g. `openai/gpt-5-mini`"
                )
            };
            sheet.fatal(&cell.span(), message);
            None
        }
    }
}

fn tests(sheet: &mut Sheet<'_>, root: &DeTable<'_>) -> Vec<Test> {
    let list = root.get("test");
    let cells = list.and_then(|cell| sheet.array(cell, "test"));
    let cells = cells.into_iter().flat_map(|array| array.iter());
    cells.filter_map(|cell| test(sheet, cell)).collect()
}

fn test(sheet: &mut Sheet<'_>, cell: &Cell<'_>) -> Option<Test> {
    let table = sheet.table(cell, "test")?;
    sheet.only_keys(table, "a test", &["request", "expect"]);
    let expect = sheet.needed_text(table, "expect", "a test", &cell.span())?;
    let request = table
        .get("request")
        .and_then(|cell| sheet.table(cell, "request"));
    let model = request.and_then(|request| sheet.text(request, "model"));
    Some(Test {
        model: model.unwrap_or_else(|| "auto".to_owned()),
        expect,
        place: sheet.place(&cell.span()),
    })
}
