//! Connects tools of this machine and disconnects them: a local key each, made at that moment, and
//! the tool's own files through `tools`.

mod show;

use super::{make_key, parse, revoke};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::tools::act::{UndoStep, Wish, carry_back, carry_out, steps, undo_steps};
use crate::tools::record::Record;
use crate::tools::{self, Tool, Usual};
use crate::views::connect::{
    NewLocalKey, Surroundings, ToolAsk, ToolChoice, ToolPlan, ToolView, ToolsView, UndoChoice,
};
use std::sync::Arc;

/// Stands for the key in what is shown before there is one.
const KEY_TO_COME: &str = "pm-…";

/// How every tool stands.
pub(crate) async fn tools(owner: &Arc<Owner>, from: Surroundings) -> Result<ToolsView, ApiError> {
    let proxy = show::proxy(owner).await;
    owner
        .aside(move |owner| {
            let tools = tools::all().iter();
            Ok(ToolsView {
                proxy,
                tools: tools
                    .map(|tool| show::tool(owner, tool, &from))
                    .collect::<Result<_, _>>()?,
                cannot: show::cannot(),
            })
        })
        .await
}

/// What connecting would change.
pub(crate) async fn preview(owner: &Arc<Owner>, ask: ToolAsk) -> Result<ToolPlan, ApiError> {
    owner
        .aside(move |owner| {
            let tool = known(&ask.choice.tool)?;
            let root = owner.root();
            let model = model(owner, tool, &ask.choice);
            let wish = Wish {
                tool,
                root: &root,
                key: KEY_TO_COME,
                model: model.as_deref(),
            };
            Ok(show::plan(steps(wish, &ask.from), &ask.from))
        })
        .await
}

/// Connects a tool. One that is connected already is disconnected first.
pub(crate) async fn tool(owner: &Arc<Owner>, ask: ToolAsk) -> Result<ToolView, ApiError> {
    let _one_at_a_time = owner.connecting.lock().await;
    let tool = known(&ask.choice.tool)?;
    if let Some(record) = owner
        .aside(move |it| Ok(Record::of(&it.folder, tool.id)?))
        .await?
    {
        go_back(owner, record.clone(), false).await?;
        end_key(owner, &record.key).await?;
    }
    let model = model(owner, tool, &ask.choice);
    // What is in the way is said before a key is made.
    let trial = (ask.from.clone(), owner.root(), model.clone());
    owner
        .aside(move |_| {
            let (from, root, model) = trial;
            let wish = Wish {
                tool,
                root: &root,
                key: KEY_TO_COME,
                model: model.as_deref(),
            };
            Ok(steps(wish, &from).map(|_| ())?)
        })
        .await?;
    let made = make_key(owner, new_key(owner, tool, &ask.choice)).await?;
    let id = made.view.id.clone();
    let from = ask.from.clone();
    let written = owner
        .aside(move |owner| {
            let root = owner.root();
            let wish = Wish {
                tool,
                root: &root,
                key: &made.key,
                model: model.as_deref(),
            };
            let steps = steps(wish, &ask.from)?;
            let record = Record::new(tool.id, made.view.id, model.clone(), &root);
            Ok(carry_out(&owner.folder, record, &steps).map(|_| ())?)
        })
        .await;
    if let Err(error) = written {
        end_key(owner, &id).await?;
        return Err(error);
    }
    owner.aside(move |it| show::tool(it, tool, &from)).await
}

/// What disconnecting would change.
pub(crate) async fn undo_preview(
    owner: &Arc<Owner>,
    undo: UndoChoice,
) -> Result<ToolPlan, ApiError> {
    owner
        .aside(move |owner| {
            let record = connected(owner, &undo.tool)?;
            let steps = undo_steps(&owner.folder, &record, undo.whole)?;
            Ok(show::undo(&steps))
        })
        .await
}

/// Disconnects a tool, and revokes its key unless that is to hold on.
pub(crate) async fn undo(owner: &Arc<Owner>, undo: UndoChoice) -> Result<ToolPlan, ApiError> {
    let _one_at_a_time = owner.connecting.lock().await;
    let id = undo.tool.clone();
    let record = owner.aside(move |owner| connected(owner, &id)).await?;
    let key = record.key.clone();
    let steps = go_back(owner, record, undo.whole).await?;
    if !undo.keep_key {
        end_key(owner, &key).await?;
    }
    Ok(show::undo(&steps))
}

async fn go_back(
    owner: &Arc<Owner>,
    record: Record,
    whole: bool,
) -> Result<Vec<UndoStep>, ApiError> {
    owner
        .aside(move |owner| {
            let steps = undo_steps(&owner.folder, &record, whole)?;
            carry_back(&owner.folder, &record, &steps).map_err(|trouble| {
                let error = ApiError::from(trouble);
                match error.code {
                    ErrorCode::Invalid => ApiError {
                        code: ErrorCode::Conflict,
                        ..error
                    }
                    .hint(format!(
                        "mend that line; or `pointsman disconnect {} --whole` brings the kept file \
                         back and lays this one beside it",
                        record.tool
                    )),
                    ErrorCode::NotFound
                    | ErrorCode::Conflict
                    | ErrorCode::KeychainLocked
                    | ErrorCode::NoKeychain
                    | ErrorCode::Owned
                    | ErrorCode::Io
                    | ErrorCode::Internal => error,
                }
            })?;
            Ok(steps)
        })
        .await
}

/// A key that was revoked by hand is gone already.
async fn end_key(owner: &Arc<Owner>, id: &str) -> Result<(), ApiError> {
    match revoke(owner, id.to_owned()).await {
        Ok(()) => Ok(()),
        Err(error) if error.code == ErrorCode::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn new_key(owner: &Owner, tool: &Tool, choice: &ToolChoice) -> NewLocalKey {
    let project = choice.project.clone();
    NewLocalKey {
        project: project.unwrap_or_else(|| owner.settings().default_project.clone()),
        tool: Some(tool.id.to_owned()),
        environment: None,
    }
}

fn known(id: &str) -> Result<&'static Tool, ApiError> {
    tools::find(id).ok_or_else(|| {
        let ids: Vec<_> = tools::all().iter().map(|tool| tool.id).collect();
        ApiError::new(ErrorCode::NotFound, format!("no tool is called `{id}`"))
            .hint(format!("one of {}", ids.join(", ")))
    })
}

fn connected(owner: &Owner, id: &str) -> Result<Record, ApiError> {
    let tool = known(id)?;
    Record::of(&owner.folder, tool.id)?.ok_or_else(|| {
        ApiError::new(
            ErrorCode::NotFound,
            format!("{} is not connected", tool.name),
        )
        .hint(format!("`pointsman connect {id}` connects it"))
    })
}

/// The model to write: the chosen one, or else what is usual for the tool. `own` asks for its own.
fn model(owner: &Owner, tool: &Tool, choice: &ToolChoice) -> Option<String> {
    let chosen = choice.model.as_deref().map(str::trim);
    match chosen.filter(|chosen| !chosen.is_empty()) {
        Some("own") if tool.model == Usual::Own => None,
        Some(chosen) => Some(untaken(owner, tool, chosen)),
        None => proposed(owner, tool),
    }
}

/// `auto`, where the tool takes that for a model of its own, is the chain that it means.
fn untaken(owner: &Owner, tool: &Tool, chosen: &str) -> String {
    if tool.taken.iter().any(|taken| taken == chosen) {
        return format!("chain/{}", owner.engine.policy().default);
    }
    chosen.to_owned()
}

/// A tool that asks for its own models is left to it where an account offers some of them.
fn proposed(owner: &Owner, tool: &Tool) -> Option<String> {
    let offered = |family: &str| {
        let accounts = owner.engine.accounts();
        let mut enabled = accounts.iter().filter(|account| account.enabled);
        enabled.any(|account| {
            let mut offers = owner.catalog.offers(&account.provider);
            offers.any(|offer| last_part(offer.id.as_ref()).starts_with(family))
        })
    };
    match (tool.model, tool.family.as_deref()) {
        (Usual::Own, Some(family)) if offered(family) => None,
        (Usual::Own | Usual::Auto, _) => Some(untaken(owner, tool, "auto")),
    }
}

fn last_part(model: &str) -> &str {
    model.rsplit('/').next().unwrap_or(model)
}

impl Owner {
    /// The address for tools that add the path themselves.
    fn root(&self) -> String {
        let url = self.expected_url();
        url.strip_suffix("/v1").unwrap_or(&url).to_owned()
    }
}
