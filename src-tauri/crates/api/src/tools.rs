//! Tools on this machine that can be pointed at the proxy: where each keeps its settings, which of
//! their members make it call here, and how that is undone to the byte. A tool is a file of
//! `tools/`; what is done with it is the same for all. Knows no owner, no local key and no ledger.

pub(crate) mod act;
pub(crate) mod checks;
pub(crate) mod compare;
pub(crate) mod files;
pub(crate) mod record;
pub(crate) mod surroundings;
pub(crate) mod text;

use serde::Deserialize;
use std::sync::LazyLock;
use text::{Format, Value};

/// A tool.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tool {
    /// Its id: the name of its file.
    #[serde(skip)]
    pub id: &'static str,
    /// What it is called.
    pub name: String,
    /// The language it speaks.
    pub speaks: String,
    /// The path it calls, or how that begins.
    pub route: String,
    /// Its command.
    pub binary: String,
    /// How it is installed.
    pub install: String,
    /// Where the facts of its file are from.
    pub source: String,
    /// The day they were read.
    pub read: String,
    /// Which model it asks for where nobody says: its own, or `auto`.
    pub model: Usual,
    /// How the names of its own models begin, where it asks for its own.
    #[serde(default)]
    pub family: Option<String>,
    /// Names of ours that it takes for models of its own.
    #[serde(default)]
    pub taken: Vec<String>,
    /// What its user should know.
    pub note: String,
    /// The files to change.
    #[serde(rename = "file")]
    pub files: Vec<ToolFile>,
    /// Files that win over ours.
    #[serde(default)]
    pub over: Vec<Over>,
    /// Members of our own files that change what ours mean.
    #[serde(default)]
    pub own: Vec<Beside>,
    /// Variables of the shell that it reads.
    #[serde(default, rename = "variable")]
    pub variables: Vec<Variable>,
}

/// Which model a tool asks for where nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Usual {
    /// Its own.
    Own,
    /// The policy chooses.
    Auto,
}

/// A file to change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToolFile {
    /// Where it is: the first whose variable is set.
    pub folder: Vec<String>,
    /// Its names: the first that exists, or else the last.
    pub names: Vec<String>,
    /// How it is written.
    pub format: Format,
    /// What to set in it.
    pub members: Vec<Member>,
}

/// A member to set. `{root}`, `{v1}`, `{key}` and `{model}` stand for the address with and without
/// its `/v1`, the local key and the model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    /// Where it stands.
    pub path: Vec<String>,
    /// Its value.
    pub value: Value,
    /// Whether it is set only where a model was chosen.
    #[serde(default)]
    pub with_model: bool,
}

/// Files that win over ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Over {
    /// Where they are; `./` is the folder a command was called in, `^/` each folder above it.
    pub files: Vec<String>,
    /// How they are written.
    pub format: Format,
    /// The members that win; none: that the file exists is enough.
    pub paths: Vec<Vec<String>>,
}

/// A member beside ours that matters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// Where it stands.
    pub path: Vec<String>,
    /// What it means.
    pub says: String,
}

/// A variable that the tool reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variable {
    /// Its name.
    pub name: String,
    /// What it does beside our file.
    pub effect: Effect,
    /// What its user should know, where the effect alone does not say.
    #[serde(default)]
    pub says: Option<String>,
}

/// What a variable of the shell does beside our file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// It wins over the file.
    Wins,
    /// The file wins over it.
    Loses,
    /// It is used beside the file.
    Beside,
    /// It sends the tool's calls elsewhere, whatever the file says.
    Bypasses,
}

/// The files of `tools/`, in the order they are shown in.
const FILES: [(&str, &str); 6] = [
    ("claude-code", include_str!("../tools/claude-code.toml")),
    ("codex", include_str!("../tools/codex.toml")),
    ("gemini-cli", include_str!("../tools/gemini-cli.toml")),
    ("opencode", include_str!("../tools/opencode.toml")),
    ("aider", include_str!("../tools/aider.toml")),
    ("llm", include_str!("../tools/llm.toml")),
];

static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    let read = FILES.iter().map(|(id, text)| read(id, text));
    read.filter_map(Result::ok).collect()
});

/// Every tool.
pub(crate) fn all() -> &'static [Tool] {
    &TOOLS
}

/// A tool by its id.
pub(crate) fn find(id: &str) -> Option<&'static Tool> {
    all().iter().find(|tool| tool.id == id)
}

fn read(id: &'static str, text: &str) -> Result<Tool, toml::de::Error> {
    let mut tool: Tool = toml::from_str(text)?;
    tool.id = id;
    Ok(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_reads_and_takes_a_key_an_address_and_a_model() {
        for (id, text) in FILES {
            let tool = read(id, text).unwrap_or_else(|error| panic!("{id}: {error}"));
            let written = format!("{:?}", tool.files);
            assert!(written.contains("{key}"), "{id}");
            assert!(
                written.contains("{root}") || written.contains("{v1}"),
                "{id}"
            );
            assert!(written.contains("{model}"), "{id}");
            assert!(tool.source.starts_with("https://"), "{id}");
        }
        assert_eq!(all().len(), FILES.len());
    }
}
