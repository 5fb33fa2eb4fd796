//! Local keys: who may call, and to which project it counts. `projects.toml`, parsed and edited.
//!
//! Knows digests. The text of a key exists only while it is made and while it is presented.

mod edit;
mod parse;

pub use edit::{add, add_project, change_key, change_project, remove_project, revoke};
pub use parse::COLOURS;

use crate::call::{Caller, Tolerance};
use crate::problem::Problem;
use memchr::memmem;
use pointsman_units::{Secret, UnixMillis};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How a key begins.
const START: &str = "pm-";
/// How many letters of [`ALPHABET`] follow.
const LETTERS: usize = 48;

/// The keys in force.
#[derive(Clone, Debug, Default)]
pub struct LocalKeys {
    projects: Vec<Project>,
    callers: HashMap<[u8; 32], Caller>,
}

/// A project and its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its colour in charts, 1 to [`COLOURS`]. `None`: whichever is free.
    pub colour: Option<u8>,
    /// Whether it is put away: its keys are refused, what it cost stays.
    pub archived: bool,
    /// How long its callers wait, where their keys do not say.
    pub tolerance: Tolerance,
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
    /// How long its callers wait.
    pub tolerance: Tolerance,
}

/// A key that was just made. The text is shown once.
pub struct MadeKey {
    /// The key, `pm-…`.
    pub text: Secret,
    /// What is kept of it.
    pub entry: KeyEntry,
}

impl LocalKeys {
    /// Reads `projects.toml`. An empty text has no projects.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let projects = parse::parse(text)?;
        let mut callers = HashMap::new();
        for project in projects.iter().filter(|project| !project.archived) {
            let name: Arc<str> = project.name.as_str().into();
            for key in &project.keys {
                let caller = Caller {
                    project: Arc::clone(&name),
                    key: key.id.as_str().into(),
                    tool: key.tool.as_deref().map(Arc::from),
                    environment: key.environment.as_deref().map(Arc::from),
                    tolerance: Tolerance {
                        first_token: key.tolerance.first_token.or(project.tolerance.first_token),
                        answer: key.tolerance.answer.or(project.tolerance.answer),
                    },
                };
                callers.insert(key.sha256, caller);
            }
        }
        Ok(Self { projects, callers })
    }

    /// The same with a key that lives in memory only, under the id `session`. It waits as long as its
    /// project says.
    pub fn with_session(mut self, project: &str, key: &str) -> Self {
        let named = self.projects.iter().find(|it| it.name == project);
        let tolerance = named.map(|it| it.tolerance).unwrap_or_default();
        let caller = Caller {
            project: project.into(),
            key: "session".into(),
            tool: None,
            environment: None,
            tolerance,
        };
        self.callers.insert(digest(key), caller);
        self
    }

    /// Who presents this key; `None` when nobody may. Looks up by digest, so that timing tells
    /// nothing of the keys there are.
    pub fn admit(&self, presented: &str) -> Option<Caller> {
        self.callers.get(&digest(presented)).cloned()
    }

    /// Whether there is a key that outlives this process: one of a project that is not put away.
    pub fn any_kept(&self) -> bool {
        self.projects
            .iter()
            .any(|project| !project.archived && !project.keys.is_empty())
    }

    /// The projects, in file order.
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }
}

/// Makes a key out of 32 random bytes: `pm-` and 48 characters that carry 240 of the 256 bits. Its
/// id is made of its digest.
pub fn make(
    chance: [u8; 32],
    now: UnixMillis,
    tool: Option<String>,
    environment: Option<String>,
) -> MadeKey {
    let letters = base32(&chance).take(LETTERS);
    let text: String = START.chars().chain(letters).collect();
    let sha256 = digest(&text);
    let last4 = text.get(text.len().saturating_sub(4)..).unwrap_or_default();
    let entry = KeyEntry {
        id: "k_".chars().chain(base32(&sha256).take(10)).collect(),
        tool,
        environment,
        sha256,
        last4: last4.to_owned(),
        created: now,
        tolerance: Tolerance::default(),
    };
    MadeKey {
        entry,
        text: Secret::new(text),
    }
}

/// Whether the text of a key as [`make`] makes them stands anywhere in this, in force or not.
pub(crate) fn stands_in(text: &[u8]) -> bool {
    // Nearly every header is shorter than a key.
    if text.len() < START.len() + LETTERS {
        return false;
    }
    memmem::find_iter(text, START).any(|at| {
        let letters = text.get(at + START.len()..).unwrap_or_default().iter();
        let letters = letters.take_while(|letter| ALPHABET.contains(letter));
        letters.take(LETTERS).count() == LETTERS
    })
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Five bits a letter, from the first byte on. Letters that are easily taken for another are not
/// among them.
fn base32(bytes: &[u8]) -> impl Iterator<Item = char> {
    let bit = |at: usize| {
        bytes
            .get(at / 8)
            .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
    };
    (0..bytes.len() * 8 / 5).map(move |letter| {
        let value = (0..5).fold(0usize, |value, at| {
            value << 1 | usize::from(bit(letter * 5 + at))
        });
        ALPHABET.get(value).copied().map_or('a', char::from)
    })
}
