//! Changes `routes.toml` as the window does: one thought at a time, comments and order kept.

use super::steps::{Steps, step_of, with_rows};
use super::{
    Deadlines, Delivery, MOST_RETRIES, OnRefusal, Target, is_chain_name, parse, write_duration,
};
use crate::problem::{Problem, did_you_mean};
use crate::scroll::{self, first_problem, misfit, set, set_text};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value, value};

/// One change of a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Names the chain that `auto` means.
    SetDefault {
        /// The chain.
        chain: String,
    },
    /// Adds a chain with one target.
    AddChain {
        /// Its name: `a-z0-9-_`.
        chain: String,
        /// `<account>/<model>`.
        target: String,
    },
    /// Removes a chain. The default cannot be removed.
    RemoveChain {
        /// The chain.
        chain: String,
    },
    /// Renames a chain, and the default with it.
    RenameChain {
        /// The chain.
        chain: String,
        /// Its new name.
        to: String,
    },
    /// Adds a target as a step of its own.
    AddTarget {
        /// The chain.
        chain: String,
        /// `<account>/<model>`.
        target: String,
        /// From 0; the step count appends.
        at: usize,
    },
    /// Removes a target; a step that is left empty goes too.
    RemoveTarget {
        /// The chain.
        chain: String,
        /// The step, from 0.
        step: usize,
        /// The target in the step, from 0.
        target: usize,
    },
    /// Moves a step.
    MoveStep {
        /// The chain.
        chain: String,
        /// The step, from 0.
        from: usize,
        /// Where it stands afterwards, from 0.
        to: usize,
    },
    /// Sets all four deadlines.
    SetDeadline {
        /// The chain.
        chain: String,
        /// The deadlines.
        deadline: Deadlines,
    },
    /// Sets the retries.
    SetRetries {
        /// The chain.
        chain: String,
        /// 0 to 10.
        retries: u32,
    },
    /// Sets when content leaves for the client.
    SetDelivery {
        /// The chain.
        chain: String,
        /// When.
        delivery: Delivery,
    },
    /// Sets what is done where a content filter refuses.
    SetOnRefusal {
        /// The chain.
        chain: String,
        /// What.
        on_refusal: OnRefusal,
    },
}

/// The text with the edits made, in order. Comments and order are kept, and the text is sound.
///
/// # Errors
/// When the text cannot be read, an edit does not fit it, or what comes out is not sound.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, Problem> {
    let mut doc = scroll::open(text)?;
    for edit in edits {
        apply(&mut doc, edit)?;
    }
    let text = doc.to_string();
    parse::parse(&text).map_err(first_problem)?;
    Ok(text)
}

fn apply(doc: &mut DocumentMut, edit: &Edit) -> Result<(), Problem> {
    match edit {
        Edit::SetDefault { chain } => {
            chain_of(doc, chain)?;
            set_text(doc.as_table_mut(), "default", Some(chain));
            Ok(())
        }
        Edit::AddChain { chain, target } => add_chain(doc, chain, target),
        Edit::RemoveChain { chain } => remove_chain(doc, chain),
        Edit::RenameChain { chain, to } => rename_chain(doc, chain, to),
        Edit::AddTarget { chain, target, at } => add_target(doc, chain, target, *at),
        Edit::RemoveTarget {
            chain,
            step,
            target,
        } => remove_target(doc, chain, *step, *target),
        Edit::MoveStep { chain, from, to } => move_step(doc, chain, *from, *to),
        Edit::SetDeadline { chain, deadline } => set_deadline(doc, chain, deadline),
        Edit::SetRetries { chain, retries } if *retries > MOST_RETRIES => Err(misfit(format!(
            "chain `{chain}` may have 0 to {MOST_RETRIES} retries, not {retries}"
        ))),
        Edit::SetRetries { chain, retries } => {
            let number = value(i64::from(*retries));
            set(chain_of(doc, chain)?, "retries", number);
            Ok(())
        }
        Edit::SetDelivery { chain, delivery } => {
            set_text(chain_of(doc, chain)?, "delivery", Some(delivery.word()));
            Ok(())
        }
        Edit::SetOnRefusal { chain, on_refusal } => {
            set_text(chain_of(doc, chain)?, "on_refusal", Some(on_refusal.word()));
            Ok(())
        }
    }
}

fn chains(doc: &mut DocumentMut) -> Result<&mut dyn TableLike, Problem> {
    let item = doc.entry("chain").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_like_mut()
        .ok_or_else(|| misfit("`chain` is not a table"))
}

fn chain_of<'d>(doc: &'d mut DocumentMut, name: &str) -> Result<&'d mut dyn TableLike, Problem> {
    let chains = chains(doc)?;
    if !chains.contains_key(name) {
        let near = did_you_mean(name, chains.iter().map(|(key, _)| key));
        return Err(misfit(format!("no chain is called `{name}`.{near}")));
    }
    let found = chains.get_mut(name).and_then(Item::as_table_like_mut);
    found.ok_or_else(|| misfit(format!("chain `{name}` is not a table")))
}

fn new_name(doc: &mut DocumentMut, name: &str) -> Result<(), Problem> {
    if !is_chain_name(name) {
        let message = format!("`{name}` cannot name a chain; use a-z, 0-9, `-` and `_`");
        return Err(misfit(message));
    }
    if chains(doc)?.contains_key(name) {
        return Err(misfit(format!("there is a chain `{name}` already")));
    }
    Ok(())
}

fn sound_target(target: &str) -> Result<(), Problem> {
    match Target::read(target) {
        Some(_) => Ok(()),
        None => Err(misfit(format!(
            "`{target}` is not a target; write `<account>/<model>`"
        ))),
    }
}

fn add_chain(doc: &mut DocumentMut, chain: &str, target: &str) -> Result<(), Problem> {
    new_name(doc, chain)?;
    sound_target(target)?;
    let mut step = step_of(target);
    step.decor_mut().set_prefix("\n  ");
    let mut steps = Array::new();
    steps.push_formatted(step);
    steps.set_trailing_comma(true);
    steps.set_trailing("\n");
    let mut table = Table::new();
    table.insert("steps", value(steps));
    let table = if doc.get("chain").is_some_and(Item::is_inline_table) {
        value(table.into_inline_table())
    } else {
        Item::Table(table)
    };
    chains(doc)?.insert(chain, table);
    if !doc.contains_key("default") {
        doc.insert("default", value(chain));
    }
    Ok(())
}

fn remove_chain(doc: &mut DocumentMut, chain: &str) -> Result<(), Problem> {
    chain_of(doc, chain)?;
    if doc.get("default").and_then(Item::as_str) == Some(chain) {
        let message = format!("`{chain}` is the default; make another chain the default first");
        return Err(misfit(message));
    }
    chains(doc)?.remove(chain);
    Ok(())
}

/// Renames in place: entries are taken out and put back in their order, since a key cannot change.
fn rename_chain(doc: &mut DocumentMut, chain: &str, to: &str) -> Result<(), Problem> {
    chain_of(doc, chain)?;
    if chain == to {
        return Ok(());
    }
    new_name(doc, to)?;
    let chains = chains(doc)?;
    let keys: Vec<Key> = chains
        .iter()
        .filter_map(|(name, _)| chains.key(name).cloned())
        .collect();
    for key in keys {
        let Some(item) = chains.remove(key.get()) else {
            continue;
        };
        let renamed = if key.get() == chain {
            Key::new(to)
                .with_leaf_decor(key.leaf_decor().clone())
                .with_dotted_decor(key.dotted_decor().clone())
        } else {
            key
        };
        chains.entry_format(&renamed).or_insert(item);
    }
    if doc.get("default").and_then(Item::as_str) == Some(chain) {
        set_text(doc.as_table_mut(), "default", Some(to));
    }
    let (before, after) = (format!("chain/{chain}"), format!("chain/{to}"));
    if let Some(tests) = doc.get_mut("test").and_then(Item::as_array_of_tables_mut) {
        for test in tests.iter_mut() {
            if test.get("expect").and_then(Item::as_str) == Some(&before) {
                set_text(test, "expect", Some(&after));
            }
        }
    }
    Ok(())
}

fn steps_of<'d>(doc: &'d mut DocumentMut, chain: &str) -> Result<Steps<'d>, Problem> {
    let table = chain_of(doc, chain)?;
    let item = table.entry("steps").or_insert(value(Array::new()));
    let wrong = || misfit(format!("`steps` of chain `{chain}` is not a list"));
    if item.is_array_of_tables() {
        return item
            .as_array_of_tables_mut()
            .map(Steps::Tables)
            .ok_or_else(wrong);
    }
    item.as_array_mut().map(Steps::Inline).ok_or_else(wrong)
}

fn add_target(doc: &mut DocumentMut, chain: &str, target: &str, at: usize) -> Result<(), Problem> {
    sound_target(target)?;
    let mut steps = steps_of(doc, chain)?;
    if at > steps.len() {
        return Err(no_step(chain, at, steps.len()));
    }
    steps.insert(at, target);
    Ok(())
}

fn remove_target(
    doc: &mut DocumentMut,
    chain: &str,
    step: usize,
    target: usize,
) -> Result<(), Problem> {
    let mut steps = steps_of(doc, chain)?;
    let count = steps.len();
    let targets = steps
        .targets(step)
        .ok_or_else(|| no_step(chain, step, count))?;
    if target >= targets.len() {
        let message = format!(
            "step {} of chain `{chain}` has no target {}",
            step + 1,
            target + 1
        );
        return Err(misfit(message));
    }
    if targets.len() > 1 {
        with_rows(targets, |rows| rows.remove(target));
        return Ok(());
    }
    if count == 1 {
        let message =
            format!("this is the last target of chain `{chain}`; remove the chain instead");
        return Err(misfit(message));
    }
    steps.remove(step);
    Ok(())
}

fn move_step(doc: &mut DocumentMut, chain: &str, from: usize, to: usize) -> Result<(), Problem> {
    let mut steps = steps_of(doc, chain)?;
    let count = steps.len();
    if from >= count || to >= count {
        return Err(no_step(chain, from.max(to), count));
    }
    steps.shift(from, to);
    Ok(())
}

fn no_step(chain: &str, at: usize, count: usize) -> Problem {
    misfit(format!(
        "chain `{chain}` has {count} steps, and there is no position {}",
        at + 1
    ))
}

fn set_deadline(doc: &mut DocumentMut, chain: &str, deadline: &Deadlines) -> Result<(), Problem> {
    let spans = [
        ("connect", deadline.connect),
        ("first_token", deadline.first_token),
        ("idle", deadline.idle),
        ("total", deadline.total),
    ];
    let table = chain_of(doc, chain)?;
    let on_one_line = match table.get("deadline").and_then(Item::as_inline_table) {
        Some(phases) => !phases.to_string().contains('\n'),
        None => !table.contains_key("deadline"),
    };
    if on_one_line {
        let phases = spans.map(|(phase, span)| (phase, Value::from(write_duration(span))));
        set(table, "deadline", value(InlineTable::from_iter(phases)));
        return Ok(());
    }
    let phases = table
        .get_mut("deadline")
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| misfit(format!("`deadline` of chain `{chain}` is not a table")))?;
    for (phase, span) in spans {
        set_text(phases, phase, Some(&write_duration(span)));
    }
    Ok(())
}
