//! Recorded provider traffic, read in place from `../shared/recordings` and never copied.
//!
//! The layout is told in the README beside the data. `POINTSMAN_SHARED` names another folder than
//! `../shared`; with `POINTSMAN_REQUIRE_SHARED=1` a missing folder is a failure, not a skip.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How true a recording is to what was on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// Byte for byte, but for secrets.
    Wire,
    /// Ids and times replaced, JSON written anew; frames and their order untouched.
    WireRedacted,
    /// Each SSE payload exact, the lines around them put back.
    Reframed,
    /// JSON values exact, spacing and key order not.
    Parsed,
    /// The answer's text exact, the request unknown.
    ResponseOnly,
    /// As decoded by the official SDK; framing put back.
    SdkDecoded,
}

/// What was asked.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// The HTTP method, where it was kept.
    pub method: Option<String>,
    /// The full URL, where it was kept.
    pub url: Option<String>,
    /// The headers that were kept.
    #[serde(default)]
    pub headers: Option<BTreeMap<String, String>>,
    /// The JSON body, `None` where the source kept only the answer.
    pub body: Option<Box<RawValue>>,
}

/// What was answered.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers that were kept. `content-length` and encodings may no longer fit the body.
    pub headers: BTreeMap<String, String>,
    /// The decoded body.
    pub body: Vec<u8>,
    /// The reads of the network as they arrived, where the source kept them.
    pub chunks: Option<Vec<Vec<u8>>>,
}

/// One exchange.
#[derive(Debug)]
pub struct Recording {
    /// 16 hex digits.
    pub id: String,
    /// Who answered.
    pub provider: String,
    /// The language, e.g. `openai_chat`.
    pub dialect: String,
    /// The path template.
    pub endpoint: String,
    /// The model that was asked for.
    pub model: Option<String>,
    /// Whether the answer was streamed.
    pub stream: bool,
    /// How true it is.
    pub fidelity: Fidelity,
    /// What it shows.
    pub tags: Vec<String>,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub response: Response,
}

impl Recording {
    /// Whether the recording carries this tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// `provider/id`, for messages.
    pub fn name(&self) -> String {
        format!("{}/{}", self.provider, self.id)
    }
}

/// Every recording of a dialect, over all providers, by provider and id. `None`, with one line
/// said, when the shared folder is not there.
///
/// # Panics
/// When the folder is missing though it is required, or a file does not have the told layout.
pub fn load(dialect: &str) -> Option<Vec<Recording>> {
    let folder = shared()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join(format!("{dialect}.jsonl")))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no recordings of {dialect}");
    Some(files.iter().flat_map(|file| read(file)).collect())
}

/// Every recording of every dialect. `None` as in [`load`].
///
/// # Panics
/// As [`load`].
pub fn all() -> Option<Vec<Recording>> {
    let folder = shared()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| std::fs::read_dir(entry.unwrap().path()).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    Some(files.iter().flat_map(|file| read(file)).collect())
}

/// The text of a provider's own description of its API. `None` as in [`load`].
pub fn spec(path: &str) -> Option<String> {
    let file = shared()?.parent()?.join("specs").join(path);
    std::fs::read_to_string(file).ok()
}

/// The folder of recordings; `None`, with one line said, when it is not there.
fn shared() -> Option<PathBuf> {
    let found = folder();
    if found.is_none() {
        assert!(
            std::env::var_os("POINTSMAN_REQUIRE_SHARED").is_none_or(|it| it != "1"),
            "POINTSMAN_REQUIRE_SHARED=1, but there is no ../shared/recordings"
        );
        say("skipped: no ../shared recordings");
    }
    found
}

/// Says one line past the test runner's capture, so that counts are seen in a green run.
pub fn say(line: &str) {
    writeln!(std::io::stdout().lock(), "{line}").unwrap();
}

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("POINTSMAN_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("recordings");
    folder.is_dir().then_some(folder)
}

fn read(file: &Path) -> Vec<Recording> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| match serde_json::from_str::<Line>(line) {
            Ok(line) => line.into(),
            Err(error) => panic!("{}: {error}", file.display()),
        })
        .collect()
}

#[derive(Deserialize)]
struct Line {
    id: String,
    provider: String,
    dialect: String,
    endpoint: String,
    model: Option<String>,
    stream: bool,
    fidelity: Fidelity,
    tags: Vec<String>,
    request: Request,
    response: Answer,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    headers: Option<BTreeMap<String, String>>,
    body: String,
    body_encoding: Encoding,
    body_chunks: Option<Vec<Chunk>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Encoding {
    Utf8,
    Base64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Chunk {
    Text(String),
    Base64 { b64: String },
}

impl From<Chunk> for Vec<u8> {
    fn from(chunk: Chunk) -> Self {
        match chunk {
            Chunk::Text(text) => text.into_bytes(),
            Chunk::Base64 { b64 } => STANDARD.decode(b64).unwrap(),
        }
    }
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let body = match answer.body_encoding {
            Encoding::Utf8 => answer.body.into_bytes(),
            Encoding::Base64 => STANDARD.decode(answer.body).unwrap(),
        };
        let chunks: Option<Vec<Vec<u8>>> = answer
            .body_chunks
            .map(|chunks| chunks.into_iter().map(Into::into).collect());
        if let Some(chunks) = &chunks {
            assert_eq!(chunks.concat(), body, "the reads are not the body");
        }
        Self {
            status: answer.status,
            headers: answer.headers.unwrap_or_default(),
            body,
            chunks,
        }
    }
}

impl From<Line> for Recording {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            provider: line.provider,
            dialect: line.dialect,
            endpoint: line.endpoint,
            model: line.model,
            stream: line.stream,
            fidelity: line.fidelity,
            tags: line.tags,
            request: line.request,
            response: line.response.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_every_exchange_of_every_dialect_told_in_the_readme() {
        for (dialect, least) in [("openai_chat", 1_500), ("bedrock_converse", 100)] {
            let Some(all) = load(dialect) else { return };
            assert!(all.len() >= least, "{dialect}: {}", all.len());
            assert!(all.iter().all(|it| it.dialect == dialect));
        }
    }
}
