//! The policy: reading it, changing it, bringing a version back.

mod edits;
mod view;

pub(crate) use view::{monogram, problem, uses};

use super::Owner;
use super::files::{Files, sound};
use crate::error::{ApiError, ErrorCode};
use crate::folder::history::History;
use crate::folder::{hash, write};
use crate::views::routes::{PolicyChange, PolicyRestore, PolicyVersion, PolicyView, Problem};
use std::sync::Arc;

/// The most targets that are offered.
const MOST_TARGETS: usize = 2_000;
const FILE: &str = "routes.toml";

/// The policy as it stands.
pub(crate) async fn read(owner: &Arc<Owner>) -> Result<PolicyView, ApiError> {
    view::draw(owner).await
}

/// Applies edits together, or none of them.
pub(crate) async fn change(
    owner: &Arc<Owner>,
    change: PolicyChange,
) -> Result<PolicyView, ApiError> {
    owner
        .aside(move |owner| {
            let mut files = owner.files();
            owner.check_base(&files, &change.base, |base| {
                edits::apply(base, &change.edits).ok()
            })?;
            let text = edits::apply(&files.routes.text, &change.edits)?;
            owner.save(&mut files, text, &edits::summary(&change.edits))
        })
        .await?;
    view::draw(owner).await
}

/// Earlier versions, newest first.
pub(crate) async fn history(owner: &Arc<Owner>) -> Result<Vec<PolicyVersion>, ApiError> {
    owner
        .aside(|owner| {
            drop(owner.files());
            let holds = owner.engine.policy();
            Ok(History::of(&owner.folder).list(&holds.hash)?)
        })
        .await
}

/// Brings a version back, as a change like any other.
pub(crate) async fn restore(
    owner: &Arc<Owner>,
    restore: PolicyRestore,
) -> Result<PolicyView, ApiError> {
    owner
        .aside(move |owner| {
            let mut files = owner.files();
            let text = History::of(&owner.folder).text(&restore.hash)?;
            let text = text.ok_or_else(|| {
                ApiError::new(
                    ErrorCode::NotFound,
                    format!("the history has no version {}", short(&restore.hash)),
                )
            })?;
            owner.check_base(&files, &restore.base, |_| Some(text.clone()))?;
            let summary = format!("brought {} back", short(&restore.hash));
            owner.save(&mut files, text, &summary)
        })
        .await?;
    view::draw(owner).await
}

/// What is wrong in a text, its own tests included.
pub(crate) async fn check_text(owner: &Arc<Owner>, text: String) -> Result<Vec<Problem>, ApiError> {
    let problems = match sound(&text, &owner.engine.accounts(), owner.catalog) {
        Ok((_, problems)) | Err(problems) => problems,
    };
    Ok(problems.iter().map(view::problem).collect())
}

/// What a chain may be given as targets.
pub(crate) async fn targets(owner: &Arc<Owner>) -> Result<Vec<String>, ApiError> {
    let accounts = owner.engine.accounts();
    let offered = accounts
        .iter()
        .filter(|account| account.enabled)
        .flat_map(|account| {
            owner
                .catalog
                .offers(&account.provider)
                .map(|offer| format!("{}/{}", account.name, offer.id))
        });
    Ok(offered.take(MOST_TARGETS).collect())
}

/// A hash for people.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

impl Owner {
    /// Puts the policy that holds at the start on record.
    pub(super) fn begin_history(&self) {
        let files = super::lock(&self.files);
        if files.routes.is_broken() {
            return;
        }
        let history = History::of(&self.folder);
        let holds = self.engine.policy();
        let kept = history.list(&holds.hash).and_then(|versions| {
            let summary = if versions.is_empty() {
                "the first"
            } else {
                "edited by hand"
            };
            let at = crate::clock::now();
            history.keep(&holds.hash, &files.routes.text, summary, at)
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "the history could not be written");
        }
    }

    /// Nobody changed the file since the edits were thought out.
    fn check_base(
        &self,
        files: &Files,
        base: &str,
        mine: impl FnOnce(&str) -> Option<String>,
    ) -> Result<(), ApiError> {
        let now = hash(&files.routes.text);
        if now == base {
            return Ok(());
        }
        let was = History::of(&self.folder).text(base)?;
        let mine = was.as_deref().and_then(mine);
        let mine = mine.unwrap_or_else(|| {
            "(cannot be shown: the version it was made from is not in the history)".to_owned()
        });
        Err(ApiError::new(
            ErrorCode::Conflict,
            format!("{FILE} changed underneath; nothing was saved"),
        )
        .hint(format!(
            "--- yours, made from {}\n{}\n--- the file now, {}\n{}\n",
            short(base),
            mine.trim_end(),
            short(&now),
            files.routes.text.trim_end(),
        )))
    }

    /// Writes a text that is sound, and puts it in force.
    fn save(&self, files: &mut Files, text: String, summary: &str) -> Result<(), ApiError> {
        let (policy, problems) = sound(&text, &self.engine.accounts(), self.catalog)
            .map_err(|problems| ApiError::in_file(FILE, &problems))?;
        write(&self.folder.routes(), &text)?;
        self.put_in_force(policy, &text, summary);
        files.routes.replace(text, problems);
        Ok(())
    }
}
