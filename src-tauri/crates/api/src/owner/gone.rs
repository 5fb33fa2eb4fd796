//! What was taken away a moment ago, kept in memory so that it can be brought back: local keys by their
//! digest, accounts with what their keys were. Nothing of it is written anywhere.

use super::{Owner, lock};
use pointsman_engine::account::Account;
use pointsman_engine::local_keys::KeyEntry;
use pointsman_units::Secret;
use std::sync::Arc;
use std::time::Duration;

/// How long there is a way back.
const KEPT: Duration = Duration::from_secs(60);

/// A file before and after something was taken out of it.
pub(crate) struct Edited {
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Edited {
    /// The file as it was, comments and order included; `None` when it has changed since.
    pub(crate) fn undone(&self, now: &str) -> Option<String> {
        (self.after == now).then(|| self.before.clone())
    }
}

/// A local key that was revoked.
pub(crate) struct GoneKey {
    pub(crate) project: String,
    pub(crate) entry: KeyEntry,
    pub(crate) file: Edited,
}

/// An account that was removed, with the keys that were taken out of the keychain.
pub(crate) struct GoneAccount {
    pub(crate) account: Account,
    /// Name in the keychain and key.
    pub(crate) secrets: Vec<(String, Arc<Secret>)>,
    pub(crate) file: Edited,
}

/// What there is a way back for.
#[derive(Default)]
pub(crate) struct Gone {
    keys: Vec<Arc<GoneKey>>,
    accounts: Vec<Arc<GoneAccount>>,
}

impl Owner {
    /// Keeps a revoked key for a while.
    pub(crate) fn keep_key(self: &Arc<Self>, key: GoneKey) {
        let key = Arc::new(key);
        lock(&self.gone).keys.push(Arc::clone(&key));
        self.forget_later(move |gone| gone.keys.retain(|one| !Arc::ptr_eq(one, &key)));
    }

    /// Keeps a removed account for a while.
    pub(crate) fn keep_account(self: &Arc<Self>, account: GoneAccount) {
        let account = Arc::new(account);
        lock(&self.gone).accounts.push(Arc::clone(&account));
        self.forget_later(move |gone| gone.accounts.retain(|one| !Arc::ptr_eq(one, &account)));
    }

    /// The key of this id, where it was revoked a moment ago.
    pub(crate) fn gone_key(&self, id: &str) -> Option<Arc<GoneKey>> {
        let gone = lock(&self.gone);
        gone.keys.iter().rfind(|key| key.entry.id == id).cloned()
    }

    /// The account of this name, where it was removed a moment ago.
    pub(crate) fn gone_account(&self, name: &str) -> Option<Arc<GoneAccount>> {
        let gone = lock(&self.gone);
        let found = gone.accounts.iter().rfind(|one| one.account.name == name);
        found.cloned()
    }

    /// The task ends by itself; it holds no house open.
    fn forget_later(self: &Arc<Self>, forget: impl FnOnce(&mut Gone) + Send + 'static) {
        let owner = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(KEPT).await;
            if let Some(owner) = owner.upgrade() {
                forget(&mut lock(&owner.gone));
            }
        });
    }
}
