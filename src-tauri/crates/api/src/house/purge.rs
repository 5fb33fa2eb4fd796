//! The end of a house: it closes, its folder is purged, and from then on there is nothing to ask.

use super::{BETWEEN_TRIES, House, PATIENCE, Side, owned};
use crate::error::{ApiError, ErrorCode};
use crate::owner::Owner;
use crate::upkeep::purge::{Purge, preview};
use crate::views::settings::{PurgeAsk, Purged};
use std::sync::{Arc, PoisonError};
use tokio::time::{Instant, sleep};

/// What a person types to say that they mean it.
const WORD: &str = "purge";

impl House {
    /// Lets running calls end, then takes away what Pointsman wrote into the folder and the keys of its
    /// accounts. Afterwards every question fails, and the shell should end.
    ///
    /// # Errors
    /// `Invalid` where it was not meant, or where it cannot be known which keys are the accounts'; `Owned`
    /// where another process serves. Then nothing has happened. Later ones are those of
    /// [`Purge::carry_out`], and the house is closed.
    pub async fn purge(&self, ask: PurgeAsk) -> Result<Purged, ApiError> {
        if ask.typed.trim() != WORD {
            let message = format!("nothing was removed: type the word `{WORD}` to mean it");
            return Err(ApiError::new(ErrorCode::Invalid, message));
        }
        let owner = match self.side() {
            Side::Own(owner) => owner,
            Side::Attached(_) => {
                let error = owned(&self.inner.folder);
                return Err(error.hint("stop that process first: a purge removes its files"));
            }
            Side::Gone => return Err(purged()),
        };
        if !ask.keep_keys {
            preview(&self.inner.folder)?;
        }
        self.inner.closing.send_replace(true);
        owner.close().await;
        *self
            .inner
            .side
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Side::Gone;
        leave(owner).await?;
        let path = self.inner.folder.path().to_owned();
        Purge::look(Some(path), ask.keep_keys)?.carry_out().await
    }
}

/// Waits until nobody works with the owner any more, and lets go of its folder.
async fn leave(owner: Arc<Owner>) -> Result<(), ApiError> {
    let until = Instant::now() + PATIENCE;
    let mut held = owner;
    loop {
        held = match Arc::try_unwrap(held) {
            Ok(_free) => return Ok(()),
            Err(held) => held,
        };
        if Instant::now() > until {
            let message = "something still works with the folder, and nothing was removed";
            return Err(ApiError::new(ErrorCode::Owned, message)
                .hint("quit Pointsman, then run `pointsman purge`"));
        }
        sleep(BETWEEN_TRIES).await;
    }
}

/// What a question to a purged house is told.
pub(crate) fn purged() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "the data folder was purged")
        .hint("quit Pointsman; the next start begins a new folder")
}
