//! Providers that do as told, one proxy before them, and the words that tests of failures share.

use pointsman_tests::client::Answer;
use pointsman_tests::proxy::{Proxy, calls, status};
use pointsman_tests::upstream::{Act, PATIENCE, Received, Upstream, json, stream_head};
use serde_json::Value;
use std::path::Path;
use std::time::Instant;
use tempfile::TempDir;

pub type Script = Box<dyn Fn(&Received) -> Vec<Act> + Send + Sync>;

/// A provider that always does the same.
pub fn does(acts: Vec<Act>) -> Script {
    Box::new(move |_| acts.clone())
}

/// A provider that does one thing after another, the last again and again.
pub fn does_in_turn(turns: Vec<Vec<Act>>) -> Script {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    Box::new(move |_| {
        let at = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        turns[at.min(turns.len() - 1)].clone()
    })
}

pub struct Rig {
    pub folder: TempDir,
    pub proxy: Proxy,
    pub upstreams: Vec<Upstream>,
}

impl Rig {
    /// Starts the providers, each an account of its name at a provider of the catalogue, and the
    /// proxy with these chains.
    pub fn start(providers: Vec<(&str, &str, Script)>, chains: &str) -> Self {
        let mut accounts = "version = 1\n".to_owned();
        let mut upstreams = Vec::new();
        for (name, provider, script) in providers {
            let upstream = Upstream::start(script);
            let dialect = match provider {
                "custom" => "dialect = \"openai_chat\"\n",
                _ => "",
            };
            accounts.push_str(&format!(
                "\n[[account]]\nname = \"{name}\"\nprovider = \"{provider}\"\n{dialect}base_url = \"{}\"\nkey = \"env:UPSTREAM_KEY\"\n",
                upstream.base_url(),
            ));
            upstreams.push(upstream);
        }
        let routes = format!("version = 1\ndefault = \"auto\"\n\n{chains}");
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("accounts.toml", accounts.as_str()),
            ("routes.toml", &routes),
        ];
        let proxy = Proxy::start(folder.path(), &files);
        Self {
            folder,
            proxy,
            upstreams,
        }
    }

    /// Asks one question.
    pub fn ask(&self, model: &str, stream: bool) -> Answer {
        self.ask_with(model, stream, "")
    }

    /// The same with more members in the body, each with its comma before it.
    pub fn ask_with(&self, model: &str, stream: bool, more: &str) -> Answer {
        let body = format!(
            r#"{{"model":"{model}","messages":[{{"role":"user","content":"Count."}}],"stream":{stream}{more}}}"#
        );
        self.proxy.ask(body.as_bytes())
    }

    /// How often each provider was asked.
    pub fn asked(&self) -> Vec<usize> {
        let counts = self.upstreams.iter().map(|it| it.received().len());
        counts.collect()
    }

    /// How many calls run, as the command line tells it.
    pub fn in_flight(&self) -> usize {
        let told = status(self.folder.path());
        let text = told["text"].as_str().unwrap();
        let line = text.lines().find(|line| line.starts_with("in flight"));
        let number = line.and_then(|line| line.split_whitespace().last());
        number.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
    }

    /// No call runs, and no more sockets are open than before, but for the idle connections to
    /// providers that the proxy keeps.
    #[track_caller]
    pub fn is_idle(&self, before: usize) {
        let since = Instant::now();
        let kept = 2 * self.upstreams.len() + 2;
        loop {
            let (running, open) = (self.in_flight(), self.proxy.open_sockets());
            if running == 0 && open <= before + kept {
                return;
            }
            let told = format!("{running} calls run, {open} sockets are open, {before} before");
            assert!(since.elapsed() < PATIENCE, "{told}");
        }
    }

    /// The newest call once it is over: the ledger hears of the end a moment later.
    pub fn settled(&self) -> Value {
        settled(self.folder.path())
    }
}

fn settled(folder: &Path) -> Value {
    let since = Instant::now();
    loop {
        let call = calls(folder, 1).remove(0);
        if call["state"] != "streaming" && call["state"] != "waiting" {
            return call;
        }
        assert!(since.elapsed() < PATIENCE, "{call}");
    }
}

/// A chain over these targets.
pub fn chain(name: &str, targets: &[&str], rest: &str) -> String {
    let steps: Vec<String> = targets
        .iter()
        .map(|it| format!("{{ targets = [\"{it}\"] }}"))
        .collect();
    format!("[chain.{name}]\nsteps = [{}]\n{rest}\n\n", steps.join(", "))
}

/// A frame with a piece of text, of the answer `id` by the model `model`.
pub fn says(id: &str, model: &str, text: &str) -> Act {
    Act::Chunk(format!("data: {{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"{model}\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n").into_bytes())
}

/// The frame with the finish.
pub fn stops(id: &str, model: &str) -> Act {
    Act::Chunk(format!("data: {{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"{model}\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\n").into_bytes())
}

/// The frame with the usage.
pub fn used(input: u64, output: u64) -> Act {
    let total = input + output;
    Act::Chunk(format!("data: {{\"id\":\"u\",\"choices\":[],\"usage\":{{\"prompt_tokens\":{input},\"completion_tokens\":{output},\"total_tokens\":{total}}}}}\n\n").into_bytes())
}

/// `[DONE]` and the end of the body.
pub fn done() -> [Act; 2] {
    [Act::Chunk(b"data: [DONE]\n\n".to_vec()), Act::End]
}

/// A whole stream of these pieces, with 12 tokens in and 3 out.
pub fn streams(id: &str, model: &str, pieces: &[&str]) -> Vec<Act> {
    let mut acts = vec![stream_head()];
    acts.extend(pieces.iter().map(|text| says(id, model, text)));
    acts.extend([stops(id, model), used(12, 3)]);
    acts.extend(done());
    acts
}

/// A stream of these pieces that then does something else.
pub fn begins(pieces: &[&str], then: Vec<Act>) -> Vec<Act> {
    let mut acts = vec![stream_head()];
    acts.extend(pieces.iter().map(|text| says("first", "model-a", text)));
    acts.extend(then);
    acts
}

/// A healthy provider, streamed or not as it is asked.
pub fn healthy(model: &'static str, text: &'static str) -> Script {
    Box::new(move |received| {
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        match body["stream"].as_bool() {
            Some(true) => streams("second", model, &[text]),
            _ => json(
                200,
                format!(
                    r#"{{"id":"second","object":"chat.completion","model":"{model}","choices":[{{"index":0,"message":{{"role":"assistant","content":"{text}"}},"finish_reason":"stop"}}],"usage":{{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}}}"#
                ),
            ),
        }
    })
}

/// What a client's SDK reads of a stream.
#[derive(Debug, Default)]
pub struct Heard {
    pub text: String,
    pub ids: Vec<String>,
    pub models: Vec<String>,
    pub finish: Option<String>,
    pub usages: Vec<(u64, u64, u64)>,
    pub error: Option<String>,
    pub done: bool,
}

/// Reads a stream as an SDK does: an error is raised, and nothing behind it is read.
pub fn heard(answer: &Answer) -> Heard {
    let mut heard = Heard::default();
    let text = answer.text();
    for data in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
        if data == "[DONE]" {
            heard.done = true;
            break;
        }
        let chunk: Value = serde_json::from_str(data).unwrap_or_else(|_| panic!("{data}"));
        if chunk["error"].is_object() {
            heard.error = Some(chunk["error"]["message"].to_string());
            break;
        }
        let choice = &chunk["choices"][0];
        heard.text += choice["delta"]["content"].as_str().unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if choice.is_object() {
            note(&mut heard.ids, text(&chunk["id"]));
            note(&mut heard.models, text(&chunk["model"]));
        }
        heard.finish = text(&choice["finish_reason"]).or(heard.finish);
        let count = |name: &str| chunk["usage"][name].as_u64();
        if let (Some(input), Some(output), Some(total)) = (
            count("prompt_tokens"),
            count("completion_tokens"),
            count("total_tokens"),
        ) {
            heard.usages.push((input, output, total));
        }
    }
    heard
}

fn note(all: &mut Vec<String>, found: Option<String>) {
    let new = found.filter(|new| !all.contains(new));
    all.extend(new);
}

impl Heard {
    /// The client has a whole answer of this text and no error.
    #[track_caller]
    pub fn is_whole(&self, text: &str) {
        assert_eq!(self.text, text, "{self:?}");
        assert!(self.error.is_none(), "{self:?}");
        assert_eq!(self.finish.as_deref(), Some("stop"), "{self:?}");
    }

    /// The client has an error, and nothing that looks whole.
    #[track_caller]
    pub fn is_error(&self) {
        assert!(self.error.is_some(), "{self:?}");
        assert!(self.finish.is_none() && !self.done, "{self:?}");
    }
}
