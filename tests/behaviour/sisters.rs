//! Embeddings and legacy completions through the real binary: verbatim, by name and by chain, costed.

use pointsman_tests::client::{self, Answer};
use pointsman_tests::proxy::{Proxy, accounts, calls};
use pointsman_tests::recordings::{self, Recording};
use pointsman_tests::upstream::{Act, Upstream, json};
use serde_json::Value;
use std::sync::{Arc, Mutex};

struct Rig {
    folder: tempfile::TempDir,
    proxy: Proxy,
    next: Arc<Mutex<Vec<Act>>>,
    upstream: Upstream,
}

/// `replay` is a server of one's own; `openai` is priced by the catalogue; `groq` has no embeddings.
fn rig() -> Rig {
    let next: Arc<Mutex<Vec<Act>>> = Arc::default();
    let acts = next.clone();
    let upstream = Upstream::start(move |_| acts.lock().unwrap().clone());
    let folder = tempfile::tempdir().unwrap();
    let mut files = accounts(&[("replay", &upstream)]);
    for provider in ["groq", "openai"] {
        files.push_str(&format!(
            "\n[[account]]\nprovider = \"{provider}\"\nbase_url = \"{}\"\nkey = \"env:UPSTREAM_KEY\"\n",
            upstream.base_url()
        ));
    }
    let routes = "version = 1\ndefault = \"auto\"\n[chain.auto]\nsteps = [{ targets = [\"openai/gpt-5-mini\", \"groq/llama-3.3-70b-versatile\", \"openai/text-embedding-3-small\"] }]\nretries = 0\n";
    let files = [("accounts.toml", files.as_str()), ("routes.toml", routes)];
    let proxy = Proxy::start(folder.path(), &files);
    Rig {
        folder,
        proxy,
        next,
        upstream,
    }
}

impl Rig {
    fn ask(&self, path: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.proxy.key);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        client::send(self.proxy.address, "POST", path, &headers, body.as_bytes()).finish()
    }
}

fn answer(recording: &Recording) -> Vec<Act> {
    let kind = match recording.stream {
        true => "text/event-stream",
        false => "application/json",
    };
    let head = vec![("content-type".to_owned(), kind.to_owned())];
    vec![
        Act::Head(recording.response.status, head),
        Act::Chunk(recording.response.body.clone()),
        Act::End,
    ]
}

#[test]
fn every_recorded_answer_reaches_the_client_byte_for_byte() {
    let rig = rig();
    let mut replayed = 0;
    for (dialect, path) in [
        ("openai_embeddings", "/v1/embeddings"),
        ("openai_completions", "/v1/completions"),
    ] {
        let Some(all) = recordings::load(dialect) else {
            return;
        };
        // The one of another shape is filed there; see the conformance tests.
        let sound = all
            .iter()
            .filter(|it| it.response.status < 400 && it.provider != "writer");
        for recording in sound {
            let Some(body) = &recording.request.body else {
                continue;
            };
            let mut body: Value = serde_json::from_str(body.get()).unwrap();
            body["model"] = "replay/replayed".into();
            if recording.stream {
                body["stream"] = true.into();
            }
            *rig.next.lock().unwrap() = answer(recording);
            let answer = rig.ask(path, &body.to_string());
            let name = recording.name();
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
            assert!(answer.body == recording.response.body, "{name} was changed");
            let received = rig.upstream.received();
            let last = received.last().unwrap();
            assert_eq!(last.path, path, "{name}");
            body["model"] = "replayed".into();
            assert_eq!(
                serde_json::from_slice::<Value>(&last.body).unwrap(),
                body,
                "{name}"
            );
            replayed += 1;
        }
    }
    recordings::say(&format!(
        "recordings replayed: {replayed} of sister dialects through the binary"
    ));
}

const VECTORS: &str = r#"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":1000,"total_tokens":1000}}"#;

#[test]
fn an_embedding_is_costed_and_targets_that_make_none_are_passed_over() {
    let rig = rig();
    *rig.next.lock().unwrap() = json(200, VECTORS);
    for asked in [
        "auto",
        "text-embedding-3-small",
        "openai/text-embedding-3-small",
    ] {
        let body = format!(r#"{{"model":"{asked}","input":["a","b"]}}"#);
        let answer = rig.ask("/v1/embeddings", &body);
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
        assert_eq!(answer.text(), VECTORS);
        let target = answer.header("x-pointsman-target");
        assert_eq!(target, Some("openai/text-embedding-3-small"), "{asked}");
        // 1,000 tokens at $0.02 per million.
        assert_eq!(
            answer.header("x-pointsman-cost-usd"),
            Some("0.00002"),
            "{asked}"
        );
    }
    let moved = rig.ask("/v1/embeddings", r#"{"model":"auto","input":"a"}"#);
    let why = moved.header("x-pointsman-moved").unwrap();
    assert!(why.contains("other_dialect"), "{why}");
    let call = &calls(rig.folder.path(), 1)[0];
    assert_eq!(call["cost"], 20_000, "{call}");
    assert_eq!(call["attempts"].as_array().unwrap().len(), 1, "{call}");

    let nowhere = rig.ask(
        "/v1/embeddings",
        r#"{"model":"groq/llama-3.3-70b-versatile","input":"a"}"#,
    );
    assert!(nowhere.status >= 400, "{}", nowhere.text());
    assert!(
        nowhere.text().contains("does not speak"),
        "{}",
        nowhere.text()
    );
}

#[test]
fn a_chat_never_goes_to_a_model_that_embeds() {
    let rig = rig();
    let body = r#"{"model":"openai/text-embedding-3-small","messages":[]}"#;
    let refused = rig.proxy.ask(body.as_bytes());
    assert!(refused.status >= 400, "{}", refused.text());
    assert!(rig.upstream.received().is_empty());
}

#[test]
fn a_stream_of_completions_asks_for_usage_and_hides_what_the_client_did_not_ask_for() {
    let rig = rig();
    let text = "data: {\"choices\":[{\"text\":\"Hi\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
    let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}\n\n";
    let done = "data: [DONE]\n\n";
    *rig.next.lock().unwrap() = vec![
        pointsman_tests::upstream::stream_head(),
        Act::Chunk([text, usage, done].concat().into_bytes()),
        Act::End,
    ];
    let body = r#"{"model":"openai/gpt-5-mini","prompt":"x","stream":true}"#;
    let answer = rig.ask("/v1/completions", body);
    assert_eq!(answer.text(), [text, done].concat());
    let received = rig.upstream.received();
    let sent: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(sent["stream_options"]["include_usage"], true);
    let call = &calls(rig.folder.path(), 1)[0];
    assert_eq!(
        call["usage_source"]
            .as_str()
            .or(call["attempts"][0]["usage_source"].as_str()),
        Some("provider"),
        "{call}"
    );
}

#[test]
fn the_list_of_models_holds_those_that_embed() {
    let rig = rig();
    let bearer = format!("Bearer {}", rig.proxy.key);
    let headers = [("authorization", bearer.as_str())];
    let list = client::send(rig.proxy.address, "GET", "/v1/models", &headers, b"").finish();
    let list: Value = serde_json::from_slice(&list.body).unwrap();
    let ids = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap());
    assert!(
        ids.into_iter()
            .any(|id| id == "openai/text-embedding-3-small")
    );
}
