//! How it stands with the proxy.

mod aspect;
mod diagnostics;
mod file;
mod room;

pub(crate) use diagnostics::diagnostics;
pub(crate) use file::{Swept, change, read};
pub(crate) use room::folder;

use super::door::shown;
use super::routes::short;
use super::{Owner, lock};
use crate::clock::{for_people, now, offset_minutes};
use crate::error::ApiError;
use crate::folder::make;
use crate::upkeep::{backup, purge};
use crate::views::settings::{Backup, Ownership, PurgePreview, Status};
use aspect::{aspect, keyless};
use pointsman_catalog::Transport;
use pointsman_store::{CallQuery, Health, Spend};
use pointsman_wire::FailureKind;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How old the ledger's part of the status may be.
const FRESH: Duration = Duration::from_secs(1);
/// So many of the newest calls tell how it stands with the accounts.
const LOOKED_AT: usize = 100;

/// What the ledger says for the status.
#[derive(Clone)]
pub(crate) struct Today {
    read: Instant,
    spend: Spend,
    any_calls: bool,
    /// How the last attempt at each account ended: `None` when it answered.
    lasts: HashMap<String, Option<FailureKind>>,
}

/// The state of the proxy.
pub(crate) async fn status(owner: &Arc<Owner>) -> Result<Status, ApiError> {
    let mut status = owner.aside(draw).await?;
    for account in owner.engine.accounts().iter() {
        let lamps = status.accounts.iter_mut();
        let mut lamps = lamps.filter(|lamp| lamp.name == account.name && lamp.aspect == "clear");
        if let Some(lamp) = lamps.next()
            && let Some(why) = keyless(owner, account).await
        {
            lamp.aspect = "stop".to_owned();
            lamp.why = Some(why);
        }
    }
    Ok(status)
}

/// Writes an archive of the data folder.
pub(crate) async fn backup(owner: &Arc<Owner>, path: String) -> Result<Backup, ApiError> {
    owner
        .aside(move |owner| backup::write(&owner.folder, &owner.store, Path::new(&path)))
        .await
}

/// Writes an archive where the window may have one written: in the folder's own `backups`.
pub(crate) async fn backup_now(owner: &Arc<Owner>) -> Result<Backup, ApiError> {
    owner
        .aside(|owner| {
            let folder = owner.folder.path().join("backups");
            make(&folder)?;
            let time = for_people(now()).replace([' ', ':'], "-");
            let to = folder.join(format!("pointsman-backup-{time}.tar.gz"));
            backup::write(&owner.folder, &owner.store, &to)
        })
        .await
}

/// What a purge would take away.
pub(crate) async fn purge_preview(owner: &Arc<Owner>) -> Result<PurgePreview, ApiError> {
    owner.aside(|owner| purge::preview(&owner.folder)).await
}

/// Asks the folder's window to show itself; whether one listens.
pub(crate) async fn show_window(owner: &Arc<Owner>) -> Result<bool, ApiError> {
    owner.live.touch(&["window"]);
    Ok(owner.live.is_watched())
}

fn draw(owner: &Owner) -> Result<Status, ApiError> {
    let file_trouble = {
        let files = owner.files();
        // Of settings, accounts and keys there always is an earlier version: without one, nothing starts.
        let any_chain = !owner.engine.policy().chains.is_empty();
        [
            (&files.accounts, true),
            (&files.projects, true),
            (&files.settings, true),
            (&files.routes, any_chain),
        ]
        .into_iter()
        .find_map(|(file, held)| {
            let now = match held {
                true => "what held before still holds",
                false => "no chain holds until it is mended",
            };
            Some(format!("{}\n{now}", file.trouble()?.message))
        })
    };
    let today = owner.today()?;
    let accounts = owner.engine.accounts();
    let (real, made_up) = (&today.spend.real, &today.spend.simulated);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Status {
        base_url: owner.base_url(),
        trouble: owner
            .door()
            .and_then(|door| door.trouble.clone())
            .or(file_trouble),
        ownership: Ownership::Owner,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: shown(owner.folder.path()),
        in_flight: count(owner.engine.in_flight()),
        calls_per_minute: owner.live.calls_per_minute(now()),
        today: real.cost + real.estimated,
        today_simulated: made_up.cost + made_up.estimated,
        today_unpriced: u32::try_from(real.unpriced_attempts).unwrap_or(u32::MAX),
        accounts: accounts
            .iter()
            .map(|account| aspect(owner, account, today.lasts.get(&account.name)))
            .collect(),
        ledger: ledger(owner),
        real_accounts: accounts.iter().any(|account| {
            let provider = owner.catalog.provider(&account.provider);
            provider.is_none_or(|provider| provider.transport != Transport::Simulator)
        }),
        any_calls: today.any_calls,
        policy: short(&owner.engine.policy().hash).to_owned(),
    })
}

fn ledger(owner: &Owner) -> Option<String> {
    match (owner.store.health(), owner.engine.ledger_troubles()) {
        (Health::Behind { reason, .. }, _) => Some(reason.to_string()),
        (Health::Spooling { records, full, .. }, _) => Some(format!(
            "the disk takes no records: {records} wait in memory and are lost if Pointsman ends \
             before there is room{}",
            if full { "; no new call is let in" } else { "" }
        )),
        (Health::Ok, 0) => None,
        (Health::Ok, lost) => Some(format!(
            "{lost} records could not be written since the start; the log says why"
        )),
    }
}

impl Owner {
    /// What the ledger says, at most a second old.
    fn today(&self) -> Result<Today, ApiError> {
        let mut held = lock(&self.today);
        if let Some(today) = held.as_ref().filter(|today| today.read.elapsed() < FRESH) {
            return Ok(today.clone());
        }
        // A ledger that is behind says so on its own line.
        let _ = self.store.catch_up();
        let today = Today {
            read: Instant::now(),
            spend: self.store.totals_today(now(), offset_minutes())?,
            any_calls: self.store.any_calls()?,
            lasts: self.lasts()?,
        };
        *held = Some(today.clone());
        Ok(today)
    }

    fn lasts(&self) -> Result<HashMap<String, Option<FailureKind>>, ApiError> {
        let mut lasts = HashMap::new();
        for call in self.store.calls(&CallQuery::newest(LOOKED_AT))? {
            for attempt in call.attempts.iter().rev() {
                if let Some(end) = &attempt.end {
                    lasts
                        .entry(attempt.head.account.to_string())
                        .or_insert(end.failure);
                }
            }
        }
        Ok(lasts)
    }
}

/// Whether a failure speaks against the account and not against the request or the client.
pub(crate) fn blames_account(kind: FailureKind) -> bool {
    told(kind).1.is_some()
}

/// What a last failure says about an account: whether it can be asked at all, whether it wavers, or
/// nothing, where the request or the client was at fault.
fn told(kind: FailureKind) -> (&'static str, Option<&'static str>) {
    match kind {
        FailureKind::Auth => ("stop", Some("the key was refused")),
        FailureKind::OutOfCredit => ("stop", Some("no credit is left")),
        FailureKind::RateLimited => ("caution", Some("rate limited")),
        FailureKind::Overloaded => ("caution", Some("overloaded")),
        FailureKind::Connect => ("caution", Some("no connection")),
        FailureKind::Timeout(_) => ("caution", Some("too slow")),
        FailureKind::Cut => ("caution", Some("an answer was cut")),
        FailureKind::Malformed => ("caution", Some("an answer was malformed")),
        FailureKind::BreakerOpen => ("stop", Some("the breaker is open")),
        FailureKind::Diverged
        | FailureKind::ContextTooLong
        | FailureKind::BadRequest
        | FailureKind::Unsupported
        | FailureKind::NoSuchModel
        | FailureKind::Refused
        | FailureKind::BudgetSpent
        | FailureKind::NoTarget
        | FailureKind::Cancelled
        | FailureKind::Bug => ("clear", None),
    }
}
