//! Where a command or a window was started: the folders and variables by which tools find their
//! settings. Variables that hold keys are told by name alone.

use super::Effect;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What of a process's surroundings tools look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// The user's home folder.
    home: PathBuf,
    /// Where applications keep their settings.
    app: PathBuf,
    /// The folder that a command was called in; a window has none that means anything.
    working: Option<PathBuf>,
    /// Variables that tools read and that are set. One that may hold a key has the value "".
    variables: BTreeMap<String, String>,
    /// The tools whose command was found.
    found: Vec<String>,
}

impl Surroundings {
    /// Those of this process. `working` says whether the folder it was started in means anything.
    pub fn here(working: bool) -> Self {
        let home = dirs::home_dir().unwrap_or_default();
        let names = super::all().iter().flat_map(|tool| {
            let folders = tool.files.iter().flat_map(|file| &file.folder);
            let over = tool.over.iter().flat_map(|over| &over.files);
            let named = folders.chain(over).filter_map(|place| variable_of(place));
            let read = tool.variables.iter().map(|variable| variable.name.as_str());
            named.chain(read)
        });
        let variables = names.filter_map(|name| Some((name.to_owned(), shown(name)?)));
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self {
            app: dirs::config_dir().unwrap_or_else(|| home.join(".config")),
            working: working.then(|| std::env::current_dir().ok()).flatten(),
            variables: variables.collect(),
            found: super::all()
                .iter()
                .filter(|tool| on_path(&path, &tool.binary))
                .map(|tool| tool.id.to_owned())
                .collect(),
            home,
        }
    }

    /// Whether the tool's command was found.
    pub(crate) fn has_command(&self, tool: &str) -> bool {
        self.found.iter().any(|found| found == tool)
    }

    /// Whether there is a shell to speak of: a window sees no variables of one.
    pub(crate) fn has_shell(&self) -> bool {
        self.working.is_some()
    }

    /// The value of a variable; "" where it is set and may hold a key.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The first of several places whose variable is set.
    pub(crate) fn folder(&self, places: &[String]) -> Option<PathBuf> {
        places.iter().find_map(|place| self.place(place))
    }

    /// Every place that a pattern stands for: none where its variable is not set, several for `^/`.
    pub(crate) fn places(&self, pattern: &str) -> Vec<PathBuf> {
        if let Some(rest) = pattern.strip_prefix("./") {
            return self.working.iter().map(|here| here.join(rest)).collect();
        }
        if let Some(rest) = pattern.strip_prefix("^/") {
            let above = self
                .working
                .iter()
                .flat_map(|here| here.ancestors().skip(1));
            return above.map(|folder| folder.join(rest)).collect();
        }
        self.place(pattern).into_iter().collect()
    }

    /// A path as a person writes it.
    pub(crate) fn short(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) if !self.home.as_os_str().is_empty() => {
                Path::new("~").join(rest).display().to_string()
            }
            Ok(_) | Err(_) => path.display().to_string(),
        }
    }

    fn place(&self, place: &str) -> Option<PathBuf> {
        let (first, rest) = place.split_once('/').unwrap_or((place, ""));
        let base = match first {
            "~" => self.home.clone(),
            "{app}" => self.app.clone(),
            variable if variable.starts_with('$') => {
                let set = self.variable(variable.trim_start_matches('$'))?;
                PathBuf::from(Some(set).filter(|set| !set.is_empty())?)
            }
            _ => PathBuf::from(place).is_absolute().then(PathBuf::new)?,
        };
        if base.as_os_str().is_empty() {
            return Some(PathBuf::from(place));
        }
        Some(if rest.is_empty() {
            base
        } else {
            base.join(rest)
        })
    }

    /// Surroundings of a home folder alone, for tests.
    #[cfg(test)]
    pub(crate) fn at(home: &Path, working: Option<&Path>, variables: &[(&str, &str)]) -> Self {
        let set = variables.iter();
        Self {
            home: home.to_owned(),
            app: home.join(".config"),
            working: working.map(Path::to_owned),
            variables: set
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            found: Vec::new(),
        }
    }
}

impl Effect {
    /// Whether it is worth a word that the variable is set.
    pub(crate) fn matters(self) -> bool {
        match self {
            Self::Wins | Self::Beside | Self::Bypasses => true,
            Self::Loses => false,
        }
    }
}

fn variable_of(place: &str) -> Option<&str> {
    let name = place.strip_prefix('$')?;
    Some(name.split('/').next().unwrap_or(name))
}

fn shown(name: &str) -> Option<String> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
    let hidden = ["KEY", "TOKEN", "CONTENT"]
        .iter()
        .any(|word| name.contains(word));
    let value = value.to_string_lossy().into_owned();
    let plain = !hidden && value.len() < 4096 && !value.chars().any(char::is_control);
    Some(if plain { value } else { String::new() })
}

fn on_path(path: &OsStr, binary: &str) -> bool {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    std::env::split_paths(path).any(|folder| {
        endings
            .iter()
            .any(|ending| folder.join(format!("{binary}{ending}")).is_file())
    })
}
