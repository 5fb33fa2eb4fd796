//! Local keys, snippets, the test call.

mod tools;

pub use tools::{
    CannotConnect, DiffLine, DiffSide, FileChange, FileDiff, Surroundings, ToolAsk, ToolAspect,
    ToolCheck, ToolChoice, ToolKey, ToolPlan, ToolState, ToolView, ToolsView, UndoChoice,
};

use pointsman_units::{CallId, UnixMillis};
use serde::{Deserialize, Serialize};

/// A local key. The key itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct LocalKeyView {
    /// Its id.
    pub id: String,
    /// The project it counts to.
    pub project: String,
    /// The tool it was made for.
    pub tool: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// Its last four characters.
    pub last4: String,
    /// When it was made.
    pub created: UnixMillis,
}

/// A key to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct NewLocalKey {
    /// The project it counts to; made when it does not exist.
    pub project: String,
    /// The tool it is for.
    pub tool: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
}

/// A key that was just made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct MadeKey {
    /// The key, shown this once.
    pub key: String,
    /// What is kept of it.
    pub view: LocalKeyView,
}

/// How to call the proxy from a tool. `{key}` stands where the key goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Snippet {
    /// An id: `curl`, `openai-python`, `openai-node`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language, for the code block.
    pub language: String,
    /// What must be installed first, if anything.
    pub install: Option<String>,
    /// The text, with `{key}` where the key goes.
    pub text: String,
}

/// The Connect page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ConnectView {
    /// The base URL, ending in `/v1`.
    pub base_url: String,
    /// The keys.
    pub keys: Vec<LocalKeyView>,
    /// The projects there are.
    pub projects: Vec<String>,
    /// The snippets.
    pub snippets: Vec<Snippet>,
    /// What a client may write as `model`: `auto` and the chains.
    pub models: Vec<String>,
}

/// A test call to send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct TestCall {
    /// The model to ask; `auto` when null.
    pub model: Option<String>,
    /// Whether to stream.
    pub stream: bool,
}

/// How a test call went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct TestCallReport {
    /// The call, where the proxy answered.
    pub call: Option<CallId>,
    /// The status.
    pub status: u16,
    /// The answer's text, at most 500 characters, or the error's message.
    pub text: String,
    /// The headers `x-pointsman-*` of the answer.
    pub headers: Vec<super::live::Header>,
}

/// A project: to whom calls count, and how long they wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProjectView {
    /// What it says of itself.
    pub settings: ProjectSettings,
    /// Its keys, in file order.
    pub keys: Vec<ProjectKey>,
    /// When its last call arrived; null when the ledger has none of it.
    pub last_call: Option<UnixMillis>,
    /// Whether the session key counts to it: then it can be neither renamed nor removed.
    pub session: bool,
}

/// What a project says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProjectSettings {
    /// Its name.
    pub name: String,
    /// Its colour in charts, 1 to 8; null: whichever is free.
    pub colour: Option<u8>,
    /// Whether it is put away: its keys are refused, what it cost stays.
    pub archived: bool,
    /// How long its callers wait for the first content: `3s`, `500ms`; null is as long as the chain.
    pub first_token_within: Option<String>,
    /// How long they wait for the whole answer.
    pub answer_within: Option<String>,
}

/// A key of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProjectKey {
    /// Its id.
    pub id: String,
    /// The tool it was made for.
    pub tool: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// Its last four characters.
    pub last4: String,
    /// When it was made.
    pub created: UnixMillis,
    /// When it was used last; null when none of the newest 20,000 calls came with it.
    pub used: Option<UnixMillis>,
    /// How long its callers wait for the first content; null is as long as its project's.
    pub first_token_within: Option<String>,
    /// How long they wait for the whole answer.
    pub answer_within: Option<String>,
}

/// How long the callers of a key shall wait. Null is as long as its project's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KeyChange {
    /// The key.
    pub id: String,
    /// For the first content: `3s`, `500ms`.
    pub first_token_within: Option<String>,
    /// For the whole answer.
    pub answer_within: Option<String>,
}

/// What a project shall say of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProjectChange {
    /// The project, by the name it has now.
    pub project: String,
    /// All of it, as it shall be. Calls on the ledger keep the name they were counted under.
    pub settings: ProjectSettings,
}
