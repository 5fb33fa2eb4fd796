//! What answers on this machine: told apart by what it says, and asked without a key.

use crate::stand::{Frozen, Stand, sender, within};
use pointsman_upstream::LocalServer;
use tokio::task::JoinHandle;

/// What a server says by path; 404 for any other.
type Sayings = &'static [(&'static str, &'static str)];

const OLLAMA: Sayings = &[
    ("/", "Ollama is running"),
    (
        "/v1/models",
        r#"{"object":"list","data":[{"id":"qwen3:4b","owned_by":"library"}]}"#,
    ),
];
const LLAMACPP: Sayings = &[
    (
        "/v1/models",
        r#"{"object":"list","data":[{"id":"a.gguf","owned_by":"llamacpp"}]}"#,
    ),
    ("/props", r#"{"default_generation_settings":{}}"#),
];
const VLLM: Sayings = &[
    ("/version", r#"{"version":"0.11.0"}"#),
    (
        "/v1/models",
        r#"{"object":"list","data":[{"id":"org/m","owned_by":"vllm"}]}"#,
    ),
];
const LMSTUDIO: Sayings = &[
    ("/api/v0/models", r#"{"data":[],"object":"list"}"#),
    ("/v1/models", r#"{"data":[],"object":"list"}"#),
];
const LITELLM: Sayings = &[("/health/liveliness", r#""I'm alive!""#)];
const PORTKEY: Sayings = &[("/", "AI Gateway says hey!")];
const STRANGER: Sayings = &[("/v1/models", r#"{"data":[{"id":"local-model"}]}"#)];
const WEBSITE: Sayings = &[("/", "<html>hello</html>")];

/// Serves until it is dropped, and gives back every request's head.
fn serve(stand: Stand, sayings: Sayings) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let mut visit = stand.visit().await;
            let path = visit.head.split(' ').nth(1).unwrap().to_owned();
            assert_eq!(visit.header("authorization"), None, "{}", visit.head);
            let body = sayings.iter().find(|(at, _)| *at == path);
            let close = "connection: close\r\n";
            match body {
                Some((_, body)) => visit.answer("200 OK", close, body).await,
                None => visit.answer("404 Not Found", close, "").await,
            }
        }
    })
}

async fn found(sayings: Sayings) -> Option<LocalServer> {
    let stand = Stand::open().await;
    let url = stand.url.clone();
    let server = serve(stand, sayings);
    let found = within(sender().who_answers(&url)).await;
    server.abort();
    found.map(|found| LocalServer {
        base_url: found.base_url.replace(&url, ""),
        ..found
    })
}

#[tokio::test]
async fn each_kind_of_server_is_told_from_the_others_on_any_port() {
    // However slow the machine, nobody's 300 ms are over.
    let _frozen = Frozen::clock();
    let cases: [(Sayings, &str, &str, &[&str]); 7] = [
        (OLLAMA, "ollama", "/v1", &["qwen3:4b"]),
        (LLAMACPP, "llamacpp", "/v1", &["a.gguf"]),
        (VLLM, "vllm", "/v1", &["org/m"]),
        (LMSTUDIO, "lmstudio", "/v1", &[]),
        (LITELLM, "litellm", "/v1", &[]),
        (PORTKEY, "portkey-gateway", "/v1", &[]),
        (STRANGER, "custom", "/v1", &["local-model"]),
    ];
    for (sayings, provider, base_url, models) in cases {
        let found = found(sayings).await;
        let wanted = LocalServer {
            provider: provider.to_owned(),
            base_url: base_url.to_owned(),
            models: models.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(found, Some(wanted), "{provider}");
    }
}

#[tokio::test]
async fn a_website_is_no_server_of_models() {
    let _frozen = Frozen::clock();
    assert_eq!(found(WEBSITE).await, None);
}

#[tokio::test]
async fn finds_nobody_where_nobody_answers_and_looks_nowhere_else() {
    let stand = Stand::open().await;
    assert_eq!(sender().who_answers(&stand.url).await, None);
    assert_eq!(sender().who_answers("http://127.0.0.1:1").await, None);
    assert_eq!(sender().who_answers("http://provider.invalid").await, None);
}
