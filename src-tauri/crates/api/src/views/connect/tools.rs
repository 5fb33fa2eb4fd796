//! Tools of this machine: how they stand, what connecting changes.

pub use crate::tools::surroundings::Surroundings;
use pointsman_units::UnixMillis;
use serde::{Deserialize, Serialize};

/// The tools of this machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ToolsView {
    /// How it stands with the proxy.
    pub proxy: Vec<ToolCheck>,
    /// The tools that can be connected.
    pub tools: Vec<ToolView>,
    /// What cannot be, and why.
    pub cannot: Vec<CannotConnect>,
}

/// A tool that can be connected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ToolView {
    /// Its id, which commands take.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The language it speaks.
    pub speaks: String,
    /// How it stands.
    pub state: ToolState,
    /// Its settings files, as a person writes them.
    pub files: Vec<String>,
    /// How it is installed.
    pub install: String,
    /// What its user should know.
    pub note: String,
    /// Where the facts about it are from, and the day they were read.
    pub source: String,
    /// The day they were read.
    pub read: String,
    /// The model it is connected with; null where it asks for its own, or is not connected.
    pub model: Option<String>,
    /// The model that is proposed; null: its own.
    pub proposed: Option<String>,
    /// Since when it is connected.
    pub connected: Option<UnixMillis>,
    /// Its local key's id and last four characters, where it is connected and the key holds.
    pub key: Option<ToolKey>,
    /// When its last call arrived; null when none of the newest 20,000 calls came with its key.
    pub last_call: Option<UnixMillis>,
    /// What would help or hinder its calls.
    pub checks: Vec<ToolCheck>,
}

/// The local key of a connected tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ToolKey {
    /// Its id.
    pub id: String,
    /// Its last four characters.
    pub last4: String,
    /// The project it counts to.
    pub project: String,
}

/// How a tool stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ToolState {
    /// Neither its command nor its settings were found.
    NotFound,
    /// It can be connected.
    Ready,
    /// Its settings are those that were written.
    Connected,
    /// They say something else by now, or its key does not hold.
    Drifted,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ToolCheck {
    /// Whether it helps or hinders.
    pub aspect: ToolAspect,
    /// What was found, in one sentence.
    pub says: String,
    /// Where: a file with its line, or a variable.
    pub place: Option<String>,
}

/// Whether something helps or hinders.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum ToolAspect {
    /// As it should be.
    Clear,
    /// It may change what is meant.
    Caution,
    /// Calls will not arrive.
    Stop,
}

/// A tool that cannot be connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CannotConnect {
    /// What it is called.
    pub name: String,
    /// Why not.
    pub why: String,
}

/// A tool to connect, as a page chooses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ToolChoice {
    /// The tool.
    pub tool: String,
    /// The model it shall ask for; null: as is usual for it.
    pub model: Option<String>,
    /// The project its calls count to; null: the default one.
    pub project: Option<String>,
}

/// A tool to disconnect, as a page chooses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct UndoChoice {
    /// The tool.
    pub tool: String,
    /// Whether the kept files come back as a whole, whatever changed in them since.
    pub whole: bool,
    /// Whether its local key goes on to hold.
    pub keep_key: bool,
}

/// A tool to connect, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolAsk {
    /// What is asked for.
    pub choice: ToolChoice,
    /// The process that asks.
    pub from: Surroundings,
}

/// What connecting or disconnecting changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ToolPlan {
    /// The files.
    pub files: Vec<FileDiff>,
    /// What is in the way of it; then nothing is changed.
    pub refused: Option<String>,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FileDiff {
    /// The file, as a person writes it.
    pub path: String,
    /// What happens to it.
    pub change: FileChange,
    /// How many lines come.
    pub added: u32,
    /// How many lines go.
    pub removed: u32,
    /// The lines that change and a few around them, secrets hidden.
    pub lines: Vec<DiffLine>,
    /// What its user should know of it.
    pub note: Option<String>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FileChange {
    /// It is made.
    Made,
    /// Members of it are set.
    Edited,
    /// It comes back to the byte.
    Restored,
    /// It goes again.
    Removed,
    /// Nothing.
    Kept,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct DiffLine {
    /// Its number, from 1.
    pub line: u32,
    /// In which text it stands.
    pub side: DiffSide,
    /// The line.
    pub text: String,
}

/// In which of two texts a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DiffSide {
    /// In both.
    Both,
    /// Only in the one before.
    Before,
    /// Only in the one after.
    After,
}
