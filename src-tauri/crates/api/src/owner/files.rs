//! The files that a person may edit while the house runs: what was read last, what is wrong with it,
//! and what is put in force.
//!
//! The folder is looked at twice a second, by content. A file watcher was rejected: the ledger's
//! journal lies in the same folder, so that each attempt would wake it.

mod settings;

pub(crate) use settings::{admission, timings};

use super::Owner;
use crate::clock::now;
use crate::error::ApiError;
use crate::folder::history::History;
use crate::folder::settings::Settings;
use crate::folder::{self, FolderTrouble};
use pointsman_catalog::Catalog;
use pointsman_engine::account::{self, Account};
use pointsman_engine::policy::{self, Chain};
use pointsman_engine::{LocalKeys, Policy, Problem};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a file may be half written before that is called broken.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a file is read until it stays the same, and how long to wait in between.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(30);

/// A file as it was read last.
pub(crate) struct Seen {
    /// Its name, for messages.
    name: &'static str,
    /// Its text; empty while it does not exist.
    pub(crate) text: String,
    /// What is wrong in it. Fatal when it is not in force.
    pub(crate) problems: Vec<Problem>,
    broken: Option<Broken>,
    /// It could not be read at all, so its text says nothing.
    unread: bool,
}

struct Broken {
    /// Since when this version of the file stands.
    since: Instant,
    /// Whether the file, in any version, was broken for longer than a save takes.
    told: bool,
    /// Whether this version is in the log.
    logged: bool,
}

/// The four files.
pub(crate) struct Files {
    pub(crate) accounts: Seen,
    pub(crate) routes: Seen,
    pub(crate) projects: Seen,
    pub(crate) settings: Seen,
}

impl Files {
    /// Files of which nothing is known yet.
    pub(crate) fn unseen() -> Self {
        Self {
            accounts: Seen::new("accounts.toml"),
            routes: Seen::new("routes.toml"),
            projects: Seen::new("projects.toml"),
            settings: Seen::new("settings.toml"),
        }
    }
}

impl Seen {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            text: String::new(),
            problems: Vec::new(),
            broken: None,
            unread: false,
        }
    }

    /// Whether what is in force is older than what stands in the file.
    pub(crate) fn is_broken(&self) -> bool {
        self.problems.iter().any(|problem| problem.fatal)
    }

    /// What was just written, and is in force.
    pub(crate) fn replace(&mut self, text: String, problems: Vec<Problem>) {
        self.text = text;
        self.unread = false;
        self.keep(problems);
    }

    /// What is wrong, once it has been so for longer than a save takes.
    pub(crate) fn trouble(&self) -> Option<ApiError> {
        let lasting = self.broken.as_ref().is_some_and(|broken| broken.told);
        lasting.then(|| ApiError::in_file(self.name, &self.problems))
    }

    /// The new text, when there is one and nobody is just writing it. A file that is gone is not
    /// an empty one: what held before still holds.
    fn look(&mut self, path: &Path) -> Option<String> {
        match settled(path, &self.text) {
            Ok(Some(text)) if text == self.text && !self.unread => None,
            Ok(Some(text)) => {
                self.unread = false;
                self.is_another_version();
                Some(text)
            }
            Ok(None) => {
                self.cannot_be_read(format!("{} is gone; put it back", self.name));
                None
            }
            Err(error) => {
                self.cannot_be_read(error.to_string());
                None
            }
        }
    }

    fn cannot_be_read(&mut self, message: String) {
        self.unread = true;
        self.keep(vec![Problem {
            line: 0,
            column: 0,
            message,
            fatal: true,
        }]);
    }

    /// What is wrong in it is logged anew, even where it is broken in the same way.
    fn is_another_version(&mut self) {
        if let Some(broken) = &mut self.broken {
            broken.since = Instant::now();
            broken.logged = false;
        }
    }

    fn keep(&mut self, problems: Vec<Problem>) {
        if problems != self.problems {
            self.is_another_version();
        }
        self.problems = problems;
        if !self.is_broken() {
            self.broken = None;
        } else if self.broken.is_none() {
            self.broken = Some(Broken {
                since: Instant::now(),
                told: false,
                logged: false,
            });
        }
    }

    /// True once for each broken version of the file, when it stands for longer than a save takes.
    fn is_now_told(&mut self) -> bool {
        let Some(broken) = &mut self.broken else {
            return false;
        };
        let due = !broken.logged && broken.since.elapsed() >= PATIENCE;
        broken.told |= due;
        broken.logged |= due;
        if due {
            let error = ApiError::in_file(self.name, &self.problems);
            tracing::warn!(file = self.name, problems = %error, "a file is broken; what held before still holds");
        }
        due
    }
}

/// The text of a file, and where it is not the one known, only once two looks see the same: some
/// editors empty a file before they write it.
fn settled(path: &Path, known: &str) -> Result<Option<String>, FolderTrouble> {
    let mut text = folder::read(path)?;
    for _ in 0..LOOKS {
        if text.as_deref() == Some(known) {
            break;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "files are looked at on blocking threads only, and this waits only while one changes"
        )]
        std::thread::sleep(BETWEEN_LOOKS);
        let again = folder::read(path)?;
        if again == text {
            break;
        }
        text = again;
    }
    Ok(text)
}

/// Reads the files for a start. Settings, accounts and keys have no earlier version to fall back on, so
/// they must be sound; of a broken policy the newest sound version holds, and else an empty one.
pub(crate) struct Begun {
    pub(crate) files: Files,
    pub(crate) settings: Settings,
    pub(crate) accounts: Vec<Arc<Account>>,
    pub(crate) keys: LocalKeys,
    pub(crate) policy: Arc<Policy>,
}

impl Begun {
    /// Reads them.
    pub(crate) fn read(folder: &folder::Folder, catalog: &Catalog) -> Result<Self, ApiError> {
        let mut files = Files::unseen();
        let path = folder.settings();
        let text = folder::read(&path)?.unwrap_or_default();
        let settings = Settings::parse(&text, &path)?;
        files.settings.text = text;
        let text = folder::read(&folder.accounts())?.unwrap_or_default();
        let accounts = account::parse(&text)
            .map_err(|problems| ApiError::in_file("accounts.toml", &problems))?;
        let accounts: Vec<_> = accounts.into_iter().map(Arc::new).collect();
        files.accounts.problems = account::check(&text, catalog);
        files.accounts.text = text;
        let text = folder::read(&folder.projects())?.unwrap_or_default();
        let keys = LocalKeys::parse(&text)
            .map_err(|problems| ApiError::in_file("projects.toml", &problems))?;
        files.projects.text = text;
        let text = folder::read(&folder.routes())?.unwrap_or_default();
        let policy = match sound(&text, &accounts, catalog) {
            Ok((policy, problems)) => {
                files.routes.problems = problems;
                policy
            }
            Err(problems) => {
                tracing::error!(problems = %ApiError::in_file("routes.toml", &problems), "the policy is broken; the newest sound one of the history holds");
                files.routes.keep(problems);
                last_good(folder, &accounts, catalog)?
            }
        };
        files.routes.text = text;
        Ok(Self {
            files,
            settings,
            accounts,
            keys,
            policy: Arc::new(policy),
        })
    }
}

fn last_good(
    folder: &folder::Folder,
    accounts: &[Arc<Account>],
    catalog: &Catalog,
) -> Result<Policy, FolderTrouble> {
    let texts = History::of(folder).texts()?;
    let mut sound = texts
        .iter()
        .filter_map(|text| sound(text, accounts, catalog).ok());
    Ok(sound
        .next()
        .map_or_else(Policy::empty, |(policy, _)| policy))
}

/// The policy of a text and its warnings, or why it cannot hold.
///
/// Its own tests ask which chain is chosen. Where there is no account at all, as in a build or after
/// the last one was removed, every answer would be that there is none: they are then run as if the
/// accounts that its targets name were there.
pub(crate) fn sound(
    text: &str,
    accounts: &[Arc<Account>],
    catalog: &Catalog,
) -> Result<(Policy, Vec<Problem>), Vec<Problem>> {
    let policy = Policy::parse(text)?;
    let mut problems = policy::check(&policy, accounts, catalog);
    if accounts.is_empty() {
        problems.retain(|problem| !problem.fatal);
        let supposed = policy::check(&policy, &supposed(&policy), catalog);
        problems.extend(supposed.into_iter().filter(|problem| problem.fatal));
    }
    if problems.iter().any(|problem| problem.fatal) {
        return Err(problems);
    }
    Ok((policy, problems))
}

/// Accounts under the names that a policy's targets use.
fn supposed(policy: &Policy) -> Vec<Arc<Account>> {
    let targets = policy.chains.iter().flat_map(Chain::targets);
    let mut names: Vec<&str> = targets.map(|target| &*target.account).collect();
    names.sort_unstable();
    names.dedup();
    let account = |name: &str| Account::new(name, name);
    names.into_iter().map(account).map(Arc::new).collect()
}

impl Owner {
    /// Looks at the files and puts in force what changed.
    pub(crate) fn look(&self, files: &mut Files) {
        let accounts = self.look_at_accounts(&mut files.accounts);
        self.look_at_projects(&mut files.projects);
        if self.look_at_settings(&mut files.settings) {
            self.take_keys(files);
        }
        self.look_at_routes(&mut files.routes, accounts);
    }

    fn look_at_accounts(&self, seen: &mut Seen) -> bool {
        let Some(text) = seen.look(&self.folder.accounts()) else {
            if seen.is_now_told() {
                self.live.touch(&["providers", "settings"]);
            }
            return false;
        };
        let parsed = account::parse(&text);
        let changed = parsed.is_ok();
        match parsed {
            Ok(accounts) => {
                seen.keep(account::check(&text, self.catalog));
                let accounts = accounts.into_iter().map(Arc::new).collect();
                self.engine.set_accounts(accounts);
                tracing::info!("the accounts changed");
                self.live.touch(&["providers", "routes", "settings"]);
            }
            Err(problems) => seen.keep(problems),
        }
        seen.text = text;
        changed
    }

    fn look_at_projects(&self, seen: &mut Seen) {
        let Some(text) = seen.look(&self.folder.projects()) else {
            if seen.is_now_told() {
                self.live.touch(&["settings"]);
            }
            return;
        };
        match LocalKeys::parse(&text) {
            Ok(keys) => {
                seen.keep(Vec::new());
                self.ring.replace(self.with_session(keys));
                tracing::info!("the local keys changed");
                self.live.touch(&["connect"]);
            }
            Err(problems) => seen.keep(problems),
        }
        seen.text = text;
    }

    fn look_at_routes(&self, seen: &mut Seen, accounts_changed: bool) {
        let Some(text) = seen.look(&self.folder.routes()) else {
            if accounts_changed {
                // Its own problems may have come or gone with the accounts.
                let text = std::mem::take(&mut seen.text);
                self.take_routes(seen, text);
            }
            if seen.is_now_told() {
                self.live.touch(&["routes", "settings"]);
            }
            return;
        };
        self.take_routes(seen, text);
    }

    fn take_routes(&self, seen: &mut Seen, text: String) {
        match sound(&text, &self.engine.accounts(), self.catalog) {
            Ok((policy, problems)) => {
                seen.keep(problems);
                self.put_in_force(policy, &text, "edited by hand");
            }
            Err(problems) => seen.keep(problems),
        }
        seen.text = text;
    }

    /// Puts a policy in force and on record. One that holds already is left alone.
    pub(crate) fn put_in_force(&self, policy: Policy, text: &str, summary: &str) {
        if self.engine.policy().hash == policy.hash {
            return;
        }
        let kept = History::of(&self.folder).keep(&policy.hash, text, summary, now());
        if let Err(error) = kept {
            tracing::warn!(%error, "the policy holds, but the history could not be written");
        }
        tracing::info!(hash = %policy.hash, summary, "another policy holds");
        self.engine.set_policy(Arc::new(policy));
        self.live
            .touch(&["routes", "providers", "connect", "settings"]);
    }
}
