//! Local keys: who may call, and to which project it counts. `projects.toml`, parsed and edited.
//!
//! Knows digests, never a stored key.

use crate::call::Caller;
use crate::problem::Problem;
use pointsman_units::{Secret, UnixMillis};

/// The keys in force.
#[derive(Clone, Debug, Default)]
pub struct LocalKeys {
    projects: Vec<Project>,
}

/// A project and its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its keys, in file order.
    pub keys: Vec<KeyEntry>,
}

/// What is kept of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// Its id, `k_…`.
    pub id: String,
    /// The tool it was made for.
    pub tool: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// The SHA-256 of the key's text.
    pub sha256: [u8; 32],
    /// Its last four characters.
    pub last4: String,
    /// When it was made.
    pub created: UnixMillis,
}

/// A key that was just made. The text is shown once.
pub struct MadeKey {
    /// The key, `pm-…`.
    pub text: Secret,
    /// What is kept of it.
    pub entry: KeyEntry,
}

impl LocalKeys {
    /// Reads `projects.toml`.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn parse(_text: &str) -> Result<Self, Vec<Problem>> {
        unimplemented!()
    }

    /// The same with a key that lives in memory only, under the id `session`.
    pub fn with_session(self, _project: &str, _key: &str) -> Self {
        unimplemented!()
    }

    /// Who presents this key; `None` when nobody may.
    pub fn admit(&self, _presented: &str) -> Option<Caller> {
        unimplemented!()
    }

    /// The projects, in file order.
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }
}

/// Makes a key out of 32 random bytes.
pub fn make(
    _chance: [u8; 32],
    _now: UnixMillis,
    _tool: Option<String>,
    _environment: Option<String>,
) -> MadeKey {
    unimplemented!()
}

/// The text with the key added to the project, which is made where it does not exist.
///
/// # Errors
/// When the text cannot be read.
pub fn add(_text: &str, _project: &str, _entry: &KeyEntry) -> Result<String, Problem> {
    unimplemented!()
}

/// The text without the key.
///
/// # Errors
/// When the text cannot be read or holds no key with this id.
pub fn revoke(_text: &str, _id: &str) -> Result<String, Problem> {
    unimplemented!()
}
