//! `history/`: the policies that once held, newest 50.
//!
//! A version is `<milliseconds>-<hash>.toml`; what changed stands in `summaries.json` beside them.

use super::{Folder, FolderTrouble, read, write};
use crate::views::routes::PolicyVersion;
use pointsman_units::UnixMillis;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many versions are kept.
const KEPT: usize = 50;

/// The policies that once held.
pub struct History {
    folder: PathBuf,
}

struct Version {
    at: UnixMillis,
    hash: String,
    file: String,
}

impl History {
    /// The history of a data folder.
    pub fn of(folder: &Folder) -> Self {
        Self {
            folder: folder.history(),
        }
    }

    /// Puts a policy that begins to hold on record, unless it is the newest already.
    ///
    /// # Errors
    /// `Io` when it cannot be written.
    pub fn keep(
        &self,
        hash: &str,
        text: &str,
        summary: &str,
        at: UnixMillis,
    ) -> Result<(), FolderTrouble> {
        let mut versions = self.versions()?;
        if versions.first().is_some_and(|newest| newest.hash == hash) {
            return Ok(());
        }
        // Names sort by time even where the clock went back.
        let at = versions.first().map_or(at, |newest| {
            UnixMillis(at.0.max(newest.at.0.saturating_add(1)))
        });
        let file = format!("{:015}-{hash}.toml", at.0);
        write(&self.folder.join(&file), text)?;
        versions.insert(
            0,
            Version {
                at,
                hash: hash.to_owned(),
                file: file.clone(),
            },
        );
        let mut summaries = self.summaries();
        summaries.insert(file, summary.to_owned());
        for old in versions.drain(KEPT.min(versions.len())..) {
            summaries.remove(&old.file);
            let _ = std::fs::remove_file(self.folder.join(&old.file));
        }
        let text = serde_json::to_string_pretty(&summaries).unwrap_or_default();
        write(&self.folder.join("summaries.json"), &text)
    }

    /// The versions, newest first. `holds` is the hash of the policy in force.
    ///
    /// # Errors
    /// `Io` when the folder cannot be read.
    pub fn list(&self, holds: &str) -> Result<Vec<PolicyVersion>, FolderTrouble> {
        let mut summaries = self.summaries();
        let mut current = Some(holds);
        Ok(self
            .versions()?
            .into_iter()
            .map(|version| PolicyVersion {
                current: current.take_if(|hash| *hash == version.hash).is_some(),
                hash: version.hash,
                at: version.at,
                summary: summaries.remove(&version.file).unwrap_or_default(),
            })
            .collect())
    }

    /// The text of a version, `None` when there is none with this hash.
    ///
    /// # Errors
    /// `Io` when it cannot be read.
    pub fn text(&self, hash: &str) -> Result<Option<String>, FolderTrouble> {
        let found = self
            .versions()?
            .into_iter()
            .find(|version| version.hash == hash);
        match found {
            Some(version) => read(&self.folder.join(version.file)),
            None => Ok(None),
        }
    }

    /// The texts of all versions, newest first.
    ///
    /// # Errors
    /// `Io` when one cannot be read.
    pub fn texts(&self) -> Result<Vec<String>, FolderTrouble> {
        self.versions()?
            .into_iter()
            .filter_map(|version| read(&self.folder.join(version.file)).transpose())
            .collect()
    }

    fn versions(&self) -> Result<Vec<Version>, FolderTrouble> {
        let mut versions = Vec::new();
        let entries =
            std::fs::read_dir(&self.folder).map_err(FolderTrouble::io("read", &self.folder))?;
        for entry in entries {
            let entry = entry.map_err(FolderTrouble::io("read", &self.folder))?;
            versions.extend(entry.file_name().to_str().and_then(version));
        }
        versions.sort_unstable_by(|a, b| b.file.cmp(&a.file));
        Ok(versions)
    }

    /// Lost summaries are lost words, not lost versions.
    fn summaries(&self) -> BTreeMap<String, String> {
        read(&self.folder.join("summaries.json"))
            .ok()
            .flatten()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }
}

fn version(file: &str) -> Option<Version> {
    let (at, hash) = file.strip_suffix(".toml")?.split_once('-')?;
    Some(Version {
        at: UnixMillis(at.parse().ok()?),
        hash: hash.to_owned(),
        file: file.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> (tempfile::TempDir, History) {
        let place = tempfile::tempdir().unwrap();
        let history = History::of(&Folder::open(place.path()).unwrap());
        (place, history)
    }

    #[test]
    fn keeps_the_newest_fifty() {
        let (_place, history) = fresh();
        for n in 0..60 {
            let (hash, text) = (format!("hash{n}"), format!("text {n}"));
            history
                .keep(&hash, &text, "edited by hand", UnixMillis(n))
                .unwrap();
        }
        let list = history.list("hash58").unwrap();
        assert_eq!(list.len(), 50);
        assert_eq!(list[0].hash, "hash59");
        assert_eq!(list[49].hash, "hash10");
        assert_eq!(list[49].summary, "edited by hand");
        assert!(list[1].current && !list[0].current);
        assert_eq!(history.text("hash9").unwrap(), None);
        assert_eq!(history.text("hash59").unwrap().unwrap(), "text 59");
        assert_eq!(history.texts().unwrap()[0], "text 59");
    }

    #[test]
    fn the_same_policy_again_is_no_new_version_and_time_never_runs_back() {
        let (_place, history) = fresh();
        history.keep("a", "a", "", UnixMillis(100)).unwrap();
        history.keep("a", "a", "", UnixMillis(200)).unwrap();
        history.keep("b", "b", "", UnixMillis(50)).unwrap();
        let list = history.list("b").unwrap();
        let hashes: Vec<_> = list.iter().map(|version| version.hash.as_str()).collect();
        assert_eq!(hashes, ["b", "a"]);
    }
}
