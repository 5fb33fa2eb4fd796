//! What stands where, and what is said about the rest.

use super::support::{WITH_KEY, serve, whole};

#[tokio::test]
async fn lists_the_models() {
    let running = serve(|_| whole("{}"));
    let head = format!("GET /v1/models HTTP/1.1\nHost: localhost{WITH_KEY}");
    let reply = running.ask(&head, b"").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.text().contains("chain/careful"), "{}", reply.text());
}

#[tokio::test]
async fn tells_of_one_model_by_its_name_slash_and_all() {
    let running = serve(|_| whole("{}"));
    let ask = |name: &str| format!("GET /v1/models/{name} HTTP/1.1\nHost: localhost{WITH_KEY}");
    for name in ["chain/careful", "chain%2Fcareful", "chain%2fcareful?a=b"] {
        let reply = running.ask(&ask(name), b"").await;
        assert_eq!(reply.status, 200, "{name}");
        assert_eq!(
            reply.text(),
            r#"{"id":"chain/careful","object":"model","created":0,"owned_by":"pointsman"}"#
        );
    }
    let reply = running.ask(&ask("chain/other"), b"").await;
    assert_eq!(reply.status, 404);
    let text = reply.text();
    assert!(text.contains(r#""code":"model_not_found""#), "{text}");
    assert!(text.contains("`chain/other`"), "{text}");
    let unkeyed = "GET /v1/models/chain/careful HTTP/1.1\nHost: localhost";
    assert_eq!(running.ask(unkeyed, b"").await.status, 401);
}

#[tokio::test]
async fn tells_a_base_url_without_v1_from_a_path_that_is_nowhere() {
    let running = serve(|_| whole("{}"));
    for (path, hinted) in [
        ("/chat/completions", true),
        ("/chat/completions/", true),
        ("/models", true),
        ("/v1/v1/chat/completions", true),
        ("/", false),
        ("/v1/nothing", false),
    ] {
        let head = format!("POST {path} HTTP/1.1\nHost: localhost{WITH_KEY}\nContent-Length: 2");
        let reply = running.ask(&head, b"{}").await;
        assert_eq!(reply.status, 404, "{path}");
        let text = reply.text();
        assert!(text.contains("POST /v1/chat/completions"), "{text}");
        assert_eq!(text.contains("should end in /v1"), hinted, "{text}");
    }
}

#[tokio::test]
async fn says_which_method_a_path_wants() {
    let running = serve(|_| whole("{}"));
    let head = format!("GET /v1/chat/completions HTTP/1.1\nHost: localhost{WITH_KEY}");
    let reply = running.ask(&head, b"").await;
    assert_eq!(reply.status, 405);
    assert_eq!(reply.header("allow"), Some("POST"));
    assert!(reply.text().contains("POST /v1/chat/completions"));
}

#[tokio::test]
async fn mounts_no_control_where_there_is_none() {
    let running = serve(|_| whole("{}"));
    let head = format!(
        "POST /pointsman/control/spend/report HTTP/1.1\nHost: localhost{WITH_KEY}\n\
         Content-Length: 2"
    );
    assert_eq!(running.ask(&head, b"{}").await.status, 404);
}

#[tokio::test]
async fn takes_model_and_verb_from_the_path_slash_and_all() {
    let running = serve(|arrived| {
        let path = &arrived.path;
        let said = format!(
            "{} {} {:?} {}",
            arrived.dialect.word(),
            path.model.as_deref().unwrap_or("-"),
            path.stream,
            path.events
        );
        super::support::told(said)
    });
    for (path, said) in [
        (
            "/v1beta/models/gemini-2.5-flash:generateContent",
            "gemini_generate gemini-2.5-flash Some(false) false",
        ),
        (
            "/v1/models/chain/auto:streamGenerateContent?alt=sse",
            "gemini_generate chain/auto Some(true) true",
        ),
        (
            "/v1beta/models/openai%2Fgpt-5%3AstreamGenerateContent",
            "gemini_generate openai/gpt-5 Some(true) false",
        ),
        (
            "/v1beta/models/ollama/llama3:8b:countTokens?key=x",
            "gemini_count_tokens ollama/llama3:8b Some(false) false",
        ),
    ] {
        let head = format!("POST {path} HTTP/1.1\nHost: localhost{WITH_KEY}\nContent-Length: 2");
        let reply = running.ask(&head, b"{}").await;
        assert_eq!((reply.status, reply.text().as_str()), (200, said), "{path}");
    }
    let unknown = format!(
        "POST /v1beta/models/auto:predict HTTP/1.1\nHost: localhost{WITH_KEY}\nContent-Length: 2"
    );
    let reply = running.ask(&unknown, b"{}").await;
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains(":countTokens"), "{}", reply.text());
}

#[tokio::test]
async fn lists_models_in_the_language_that_the_client_shows() {
    let running = serve(|_| whole("{}"));
    let ask = |path: &str, key: &str| format!("GET {path} HTTP/1.1\nHost: localhost{key}");
    let goog = "\nx-goog-api-key: pm-testkey";
    for (path, key) in [
        ("/v1/models", goog),
        ("/v1beta/models", goog),
        ("/v1beta/models", WITH_KEY),
        ("/v1beta/models?key=pm-testkey", ""),
    ] {
        let reply = running.ask(&ask(path, key), b"").await;
        assert_eq!(reply.status, 200, "{path}");
        let text = reply.text();
        assert!(
            text.starts_with(r#"{"models":[{"name":"models/chain/careful""#),
            "{text}"
        );
    }
    let one = running
        .ask(&ask("/v1/models/chain/careful", goog), b"")
        .await;
    assert!(one.text().contains(r#""name":"models/chain/careful""#));
    let none = running.ask(&ask("/v1beta/models/other", goog), b"").await;
    assert_eq!(none.status, 404);
    assert!(
        none.text().contains(r#""status":"NOT_FOUND""#),
        "{}",
        none.text()
    );
    let unkeyed = running.ask(&ask("/v1beta/models", ""), b"").await;
    assert!(unkeyed.text().contains(r#""status":"UNAUTHENTICATED""#));
}
